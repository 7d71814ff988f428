"""Is every table that a spreadsheet can save read, and everything wrong in it told at once with its place?"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa_app.imports import ratings as module
from qa_app.imports.ratings import read_grades, read_ratings

FOUR = ("Inadequate", "Requires improvement", "Good", "Outstanding")


def read(text: str | bytes, grades=("1", "2", "3", "4")):
    return read_ratings(text if isinstance(text, bytes) else text.encode(), grades)


def sentences(text: str | bytes, grades=("1", "2", "3", "4")):
    reading = read(text, grades)
    assert reading.ratings is None
    return [problem.sentence for problem in reading.problems]


def rows(reading):
    assert reading.problems == ()
    return dict(reading.ratings.rows)


def test_a_table_is_read_with_empty_cells_as_not_rated():
    reading = read("Ada,Ben,Cy\n1,2,\n1,2,\n,,4\n")
    assert reading.raters == ("Ada", "Ben", "Cy")
    assert rows(reading) == {(1, 2, None): 2, (None, None, 4): 1}
    assert (reading.ratings.scale, reading.ratings.raters) == (4, 3)


@pytest.mark.parametrize(
    "content",
    [
        b"Ada,Ben\r\nGood,Requires improvement\r\n",
        b"\xef\xbb\xbfAda,Ben\nGood,Requires improvement",
        b'"Ada","Ben"\n"Good","Requires improvement"\n\n\n',
        b" Ada , Ben \n  Good,Requires improvement  \n",
        b"Ada,Ben\rGood,Requires improvement\r",
        b"Ada;Ben\r\nGood;Requires improvement\r\n",
        b"\nAda\tBen\nGood\tRequires improvement\n",
    ],
)
def test_byte_order_mark_line_ends_quotes_and_blanks_do_not_matter(content: bytes):
    reading = read(content, FOUR)
    assert reading.raters == ("Ada", "Ben")
    assert rows(reading) == {(3, 2): 1}


def test_names_may_hold_commas_and_any_letters():
    reading = read('"Finch, Ada",Zoë\n1,2\n')
    assert reading.raters == ("Finch, Ada", "Zoë")


def test_a_comma_among_the_names_parts_the_columns_whatever_else_is_there():
    assert read("Finch; Ada,Ben\n1,2\n").raters == ("Finch; Ada", "Ben")


def test_whole_numbers_may_be_written_with_a_decimal_place():
    assert rows(read("Ada,Ben\n1.0,2\n,2.0\n")) == {(1, 2): 1, (None, 2): 1}
    assert sentences("Ada,Ben\n1.5,2\n")[0].startswith("Row 2, column 1 (Ada): '1.5' is not a grade")


def test_names_alone_are_a_table_without_cases():
    assert rows(read("Ada,Ben\n")) == {}


def test_all_problems_are_told_together_with_row_and_column():
    assert sentences("Ada,Ada,\n1,2\nx,2,9\n1,2,3,4\n") == [
        "Row 1, column 2: the rater 'Ada' is in column 1 already. Rename one of the two.",
        "Row 1, column 3: the rater has no name. Give one, or take the column out.",
        "Row 2: the row has 2 cells for 3 raters. Leave a cell empty where somebody did not rate.",
        "Row 3, column 1 (Ada): 'x' is not a grade of this scale (1, 2, 3, 4).",
        "Row 3, column 3: '9' is not a grade of this scale (1, 2, 3, 4).",
        "Row 4: the row has 4 cells for 3 raters. Leave a cell empty where somebody did not rate.",
    ]


def test_row_numbers_are_the_spreadsheets_also_after_blank_lines():
    assert sentences("Ada,Ben\n\n1,7\n")[0].startswith("Row 3, column 2 (Ben): '7' is not")


def test_grades_are_compared_as_they_are_written():
    assert len(sentences("Ada,Ben\ngood,Good\n1.0,Good\n", FOUR)) == 2


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "The file is empty"),
        (b"\n \n", "The file is empty"),
        (b"\xff\xfeA\x00d\x00a\x00", "not UTF-8 text"),
        (b"PK\x03\x04\x00\x00", "not UTF-8 text"),
        (b"Ada,B\xe9n\n1,2\n", "not UTF-8 text"),
        (b'Ada,Ben\n"1,2\n', "quotation mark"),
        (b"Ada Ben\n1 2\n", "needs at least 2"),
        (b"Ada\n1\n2\n", "needs at least 2"),
    ],
)
def test_what_is_no_table_is_a_sentence(content: bytes, said: str):
    assert any(said in sentence for sentence in sentences(content))


def test_too_large_a_table_is_refused_before_it_is_worked_on():
    [sentence] = sentences(b"Ada,Ben\n" + b"1,2\n" * (module.MAX_CELLS // 2))
    assert "more than 1,000,000 cells" in sentence


def test_very_many_problems_are_counted():
    told = sentences("Ada,Ben\n" + "1,x\n" * 70)
    assert len(told) == 51
    assert told[-1] == "There are 20 more problems like these."


def test_a_long_or_unprintable_cell_is_told_in_one_short_line():
    [sentence] = sentences('Ada,Ben\n1,"' + "x\n\x1b" * 100 + '"\n')
    assert sentence.isprintable()
    assert len(sentence) < 200


def test_grades_are_read_in_their_order_and_may_be_quoted():
    assert read_grades("1, 2,3 ,4") == ("1", "2", "3", "4")
    assert read_grades('"Poor, very","Good"') == ("Poor, very", "Good")


@pytest.mark.parametrize("text", ["", "1", "1,,2", "1,2,1", '"1,2', ",".join(map(str, range(101)))])
def test_a_scale_that_cannot_be_is_refused(text: str):
    with pytest.raises(ValueError, match=r"\.$"):
        read_grades(text)


@given(st.binary(max_size=200) | st.text(alphabet='12x,"\n\r ', max_size=80).map(str.encode))
@settings(deadline=None)
def test_anything_at_all_is_ratings_or_problems(content: bytes):
    reading = read_ratings(content, ("1", "2"))
    assert (reading.ratings is None) == bool(reading.problems)
    for problem in reading.problems:
        assert problem.sentence.endswith(".")
