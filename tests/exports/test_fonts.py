"""Are lines never wider than their room, and is no word lost in breaking them?"""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from qa_app.exports.fonts import letters, lines, width

TEXT = st.text(max_size=200)


@given(TEXT, st.floats(20, 400), st.booleans())
def test_a_line_is_never_wider_than_its_room(text, room, bold):
    for line in lines(letters(text), 10, room, bold=bold):
        assert width(line, 10, bold=bold) <= room + 0.01 or len(line) == 1


@given(TEXT, st.floats(20, 400))
def test_no_letter_is_lost_in_breaking_lines(text, room):
    printed = letters(text)
    assert "".join("".join(lines(printed, 10, room)).split()) == "".join(printed.split())


@given(TEXT)
def test_whatever_is_typed_can_be_printed(text):
    printed = letters(text)
    assert letters(printed) == printed
    assert all(one.isprintable() or one == "\n" for one in printed)


def test_words_of_britain_are_printed_as_they_are():
    for word in (
        "T\u0177 Gwyn",
        "\u0141\u00f3d\u017a",
        "na\u00efve",
        "\u00a315",
        "\u2018quoted\u2019",
        "5 \u2212 3",
        "\u20ac",
    ):
        assert letters(word) == word


def test_a_symbol_is_said_by_name_and_a_joiner_is_dropped():
    assert letters("\u2713 \U0001f468\u200d\U0001f469") == "[check mark] [man][woman]"


def test_line_ends_of_every_kind_are_line_ends():
    assert letters("a\r\nb\rc\u2028d") == "a\nb\nc\nd"
    assert lines("a\nb", 10, 100) == ("a", "b")
