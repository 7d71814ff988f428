"""Does every way to touch a history show, whatever its lines say?"""

from __future__ import annotations

import string
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from qa_app.domain.chain import BEGINNING, Line, content, details_of, details_text, digest
from qa_app.domain.chain_checks import Check, Head, Kept

WORDS = st.text(alphabet=string.ascii_letters + 'é"\\→ ', max_size=8)
DETAILS = st.dictionaries(WORDS, st.one_of(WORDS, st.integers(), st.none()), max_size=3).map(details_text)
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  # bounds
LINES = st.lists(
    st.builds(
        lambda at, what, by, on, case, details: Line(0, at, what, by, "audit", on, case, details),
        MOMENTS,
        WORDS,
        st.none() | st.integers(1, 9),
        st.none() | st.integers(1, 9),
        WORDS,
        DETAILS,
    ),
    min_size=3,
    max_size=12,
)
PLACES = st.integers(0, 10_000)


def chained(lines: list[Line]) -> list[Kept]:
    previous, found = BEGINNING, []
    for number, line in enumerate(lines, 1):
        numbered = line._replace(sequence=number)
        found.append(Kept(numbered, previous, digest(numbered, previous)))
        previous = found[-1].hash
    return found


def head_of(kept: list[Kept]) -> Head:
    return Head(kept[-1].line.sequence, kept[-1].hash)


def sentences(kept: list[Kept], head: Head | None, anchors: dict[int, str] | None = None) -> list[str]:
    places = {each.hash: each.line.sequence for each in kept}
    return [trouble.sentence for trouble in Check(anchors or {}, places.get).troubles(kept, head)]


def renumbered(kept: list[Kept]) -> list[Kept]:
    return [each._replace(line=each.line._replace(sequence=n)) for n, each in enumerate(kept, 1)]


@given(LINES)
def test_a_history_that_nobody_touched_has_no_fault(lines):
    kept = chained(lines)
    assert sentences(kept, head_of(kept), {2: kept[1].hash}) == []


@given(LINES, PLACES, WORDS)
def test_an_altered_line_is_named(lines, place, words):
    kept = chained(lines)
    place %= len(kept)
    touched = kept[place].line._replace(details=kept[place].line.details + words + "x")
    head, kept[place] = head_of(kept), kept[place]._replace(line=touched)
    assert sentences(kept, head) == [f"Row {place + 1} was altered."]


@given(LINES, PLACES)
def test_a_removed_line_is_named_wherever_it_was(lines, place):
    kept = chained(lines)
    head, place = head_of(kept), place % len(kept)
    del kept[place]
    assert sentences(kept, head) == [f"Row {place + 1} is missing."]


@given(LINES, PLACES)
def test_a_removed_line_shows_after_renumbering_too(lines, place):
    kept = chained(lines)
    head, place = head_of(kept), place % (len(kept) - 1)
    del kept[place]
    said = sentences(renumbered(kept), head)
    assert said[0] == f"Row {place + 1} is out of its place: it was written as row {place + 2}."
    assert said[-1] == f"Row {len(kept) + 1} is missing."


@given(LINES, PLACES, WORDS)
def test_an_inserted_line_shows_after_renumbering(lines, place, words):
    kept = chained(lines)
    head, place = head_of(kept), place % (len(kept) - 1) + 1
    previous = kept[place - 1].hash
    line = kept[0].line._replace(sequence=place + 1, what=words)
    kept.insert(place, Kept(line, previous, digest(line, previous)))
    said = sentences(renumbered(kept), head)
    assert said[0] == f"Row {place + 2} is out of its place: it was written as row {place + 1}."
    assert said[-1] == f"Row {len(kept)} was inserted after the head of the history."


@given(LINES, PLACES, PLACES)
def test_lines_that_changed_places_are_both_named(lines, one, other):
    kept = chained(lines)
    head, one, other = head_of(kept), one % len(kept), other % len(kept)
    if one == other:
        other = (one + 1) % len(kept)
    kept[one], kept[other] = kept[other], kept[one]
    said = sentences(renumbered(kept), head)
    assert f"Row {one + 1} is out of its place: it was written as row {other + 1}." in said
    assert f"Row {other + 1} is out of its place: it was written as row {one + 1}." in said


@given(LINES, PLACES)
def test_a_line_written_anew_with_its_hash_breaks_the_next_link(lines, place):
    kept = chained(lines)
    head, place = head_of(kept), place % len(kept)
    line = kept[place].line._replace(what="something else")
    kept[place] = Kept(line, kept[place].previous, digest(line, kept[place].previous))
    (said,) = sentences(kept, head)
    if place + 1 == len(kept):
        assert said == f"Row {place + 1} is not the one that the head of the history names."
    else:
        assert said.startswith(f"Row {place + 2} does not follow row {place + 1}:")


@given(LINES, PLACES)
def test_only_an_anchor_shows_a_history_written_anew_with_its_head(lines, place):
    kept = chained(lines)
    place %= len(kept)
    forged = chained([*lines[:place], lines[place]._replace(what="something else"), *lines[place + 1 :]])
    assert sentences(forged, head_of(forged)) == []
    (said,) = sentences(forged, head_of(forged), {len(kept): kept[-1].hash})
    assert said.startswith(f"Row {len(kept)} is not the one that was anchored")


@given(LINES, st.integers(1, 2))
def test_an_anchor_shows_that_the_end_was_cut_off_with_the_head(lines, cut):
    kept = chained(lines)
    anchors = {len(kept): kept[-1].hash}
    short = kept[:-cut]
    assert sentences(short, head_of(short)) == []
    assert sentences(short, head_of(short), anchors) == [f"Row {len(kept)} was anchored and is not there."]


@given(LINES)
def test_a_missing_head_is_told(lines):
    assert sentences(chained(lines), None) == ["The head of the history is missing."]


@given(DETAILS)
def test_details_come_back_as_they_were(details):
    assert details_text(details_of(details)) == details


def test_the_text_that_is_hashed_can_be_made_by_anybody():
    line = Line(7, datetime(2026, 11, 20, 9, 30, tzinfo=UTC), "viewed", 3, "audit", 12, "EX1", '{"page":"é"}')
    assert content(line, BEGINNING) == (
        '[7,"2026-11-20T09:30:00.000000Z","viewed",3,"audit",12,"EX1","{\\"page\\":\\"\\u00e9\\"}","'
        + "0" * 64
        + '"]'
    )
