"""Is an exemplar made, changed and retired, with nobody in it unless somebody looked?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from qa_app.db import session, use_case
from qa_app.domain.errors import Incomplete, NotPossible, Stale, StepNotAllowed
from qa_app.domain.exemplars import TEXT_LIMIT, CouldIdentify, extract
from qa_app.domain.questions import Given
from qa_app.domain.workflow import Status
from qa_app.models.audits import SectionGrade
from qa_app.models.exemplars import Exemplar
from qa_app.queries import exemplars
from qa_app.services import exemplifying
from qa_app.services.exemplifying import Curated
from tests import factories
from tests.conftest import TODAY
from tests.domain.small_tool import TOOL

GOOD = "She was seen alone every fortnight, and what she said changed the plan."
WHY = "Her own words lead to what was done."


def curated(text=GOOD, because=WHY, *, section="seeing", grade="good", **more):
    return Curated(section, grade, text, because, **more)


@pytest.fixture
def audit(cast):
    return factories.audit(cast.asha, status=Status.MODERATED, grade="outstanding", reference="EX777001")


def make(cast, audit, words, **more):
    return exemplifying.curate_from(
        exemplars.source(cast.quinn, audit.id), words, by=cast.quinn, at=TODAY, **more
    )


def test_one_from_an_audit_takes_the_final_grade_whatever_is_sent(cast, audit):
    made = make(cast, audit, curated(grade="inadequate"))
    assert (made.tool_key, made.section_key, made.grade_key) == ("small", "seeing", "outstanding")
    assert (made.audit_id, made.text, made.because) == (audit.id, GOOD, WHY)
    assert (made.made_by_id, made.made_at, made.accepted) == (cast.quinn.id, TODAY, [])


def test_only_sections_with_a_final_grade_can_be_made_one_of(cast, audit):
    for section in ("facts", "nothing", ""):
        with pytest.raises(NotPossible, match="final grade"):
            make(cast, audit, curated(section=section))
    assert session.scalars(select(Exemplar)).all() == []


def test_one_by_hand_must_fit_the_tool(cast):
    factories.tool()
    words = curated(section="overall", source="  The vignette\nof May  ")
    made = exemplifying.curate_by_hand("small", words, by=cast.quinn, at=TODAY)
    assert (made.audit_id, made.section_key, made.source) == (None, "overall", "The vignette of May")
    for odd in (curated(section="facts"), curated(grade="splendid")):
        with pytest.raises(NotPossible, match="from the list"):
            exemplifying.curate_by_hand("small", odd, by=cast.quinn, at=TODAY)


def test_sent_twice_it_is_made_once(cast, audit):
    assert (
        make(cast, audit, curated(), once="abc").id == make(cast, audit, curated(text="Other"), once="abc").id
    )


@pytest.mark.parametrize(
    ("text", "because"), [("", WHY), (" \n ", WHY), ("x" * (TEXT_LIMIT + 1), WHY), (GOOD, ""), (GOOD, "x" * 2_001)]
)  # fmt: skip
def test_words_are_needed_and_not_too_many(cast, audit, text, because):
    with pytest.raises(Incomplete):
        make(cast, audit, curated(text, because))


@pytest.mark.parametrize(
    "odd", ["=cmd()|' /C calc'!A0", "😀🦓 she laughed", "<script>alert(1)</script>", "a\x00b\x07c"]
)
def test_odd_words_are_kept_as_words(cast, audit, odd):
    made = make(cast, audit, curated(f"{GOOD} {odd}"))
    assert made.text == f"{GOOD} {odd}".replace("\x00", "").replace("\x07", "")


def test_what_could_identify_somebody_comes_back_and_nothing_is_saved(cast, audit):
    text = f"{GOOD}\nWren Castle saw her, see EX777001, and her mother rang 07700 900123."
    with pytest.raises(CouldIdentify) as warned:
        make(cast, audit, curated(text, f"{WHY} Ask Asha."))
    assert [(hit.line, hit.text) for hit in warned.value.hits] == [
        (2, "Wren Castle"), (2, "EX777001"), (2, "07700 900123"),
    ]  # fmt: skip
    assert [hit.text for hit in warned.value.in_reason] == ["Asha"]
    assert session.scalars(select(Exemplar)).all() == []


def test_what_was_looked_at_is_let_through_with_a_reason_and_kept(cast, audit):
    words = f"{GOOD} Grace was the name of her hamster, Wren that of her cat."
    with pytest.raises(CouldIdentify) as warned:
        make(cast, audit, curated(words))
    seen = warned.value.marks
    for nothing in ("", " \n"):
        with pytest.raises(CouldIdentify):
            make(cast, audit, curated(words, seen=seen, stays_because=nothing))
    made = make(cast, audit, curated(words, seen=seen, stays_because="It is a cat."))
    assert made.accepted == [{"kind": "name", "text": "Wren"}]
    assert made.accepted_because == "It is a cat."


def test_a_tick_counts_for_what_was_seen_only(cast, audit):
    with pytest.raises(CouldIdentify) as warned:
        make(cast, audit, curated(f"{GOOD} Wren is a cat."))
    with pytest.raises(CouldIdentify) as again:
        make(
            cast,
            audit,
            curated(f"{GOOD} Wren is Asha’s cat.", seen=warned.value.marks, stays_because="A cat."),
        )
    assert {hit.text for hit in again.value.hits} == {"Wren", "Asha’s"}


def test_a_text_of_nothing_else_is_refused_even_when_looked_at(cast, audit):
    text = "Wren Castle, ME4 4TR, 07700 900123: seen."
    with pytest.raises(NotPossible, match="Hardly anything"):
        make(cast, audit, curated(text, seen="x", stays_because="Because."))


def test_changing_asks_again_and_takes_the_grade_that_the_audit_has_now(cast, audit):
    made = make(cast, audit, curated())
    _regrade(audit.id, "good")
    changed = exemplifying.change(
        made, curated("Seen alone each month, which she liked. It changed little."), revision=1, by=cast.quinn, at=TODAY
    )  # fmt: skip
    assert (changed.grade_key, changed.changed_by_id, changed.revision) == ("good", cast.quinn.id, 2)
    with pytest.raises(CouldIdentify):
        exemplifying.change(made, curated(f"{GOOD} Wren came."), revision=2, by=cast.quinn, at=TODAY)


def test_one_whose_audit_has_no_final_grade_now_waits(cast, audit):
    made = make(cast, audit, curated())
    _regrade(audit.id, None)
    with pytest.raises(NotPossible, match="Wait until it has one again"):
        exemplifying.change(made, curated(), revision=1, by=cast.quinn, at=TODAY)


def test_of_two_changes_the_second_is_told(cast, audit):
    made = make(cast, audit, curated())
    exemplifying.change(made, curated(because="First."), revision=1, by=cast.quinn, at=TODAY)
    with pytest.raises(Stale):
        exemplifying.change(made, curated(because="Second."), revision=1, by=cast.quinn, at=TODAY)
    with pytest.raises(Stale):
        exemplifying.retire(made, "Old.", revision=1, by=cast.quinn, at=TODAY)


def test_a_retired_one_is_kept_as_it_was(cast, audit):
    made = make(cast, audit, curated())
    later = TODAY + timedelta(days=1)
    with pytest.raises(Incomplete):
        exemplifying.retire(made, " ", revision=1, by=cast.quinn, at=later)
    retired = exemplifying.retire(made, "A better one is there.", revision=1, by=cast.quinn, at=later)
    assert (retired.retired_by_id, retired.retired_at, retired.text) == (cast.quinn.id, later, GOOD)
    for step in (
        lambda: exemplifying.change(made, curated(), revision=2, by=cast.quinn, at=later),
        lambda: exemplifying.retire(made, "Again.", revision=2, by=cast.quinn, at=later),
    ):
        with pytest.raises(StepNotAllowed, match="retired"):
            step()


def test_the_extract_is_what_the_auditor_wrote_in_that_section():
    answers = {
        **factories.everything(),
        "seen": Given("yes", " At school, twice. "),
        "why-not-alone": Given("Never asked, so it is left out."),
    }
    assert extract(TOOL, answers, "seeing") == (
        "At school, twice.\n\nShe told her social worker what she wanted, and it happened."
    )
    assert extract(TOOL, answers, "overall") == "Steady work that the child notices."
    assert extract(TOOL, {}, "seeing") == ""


@use_case
def _regrade(audit_id, grade):
    row = session.scalars(
        select(SectionGrade).where(SectionGrade.audit_id == audit_id, SectionGrade.section_key == "seeing")
    ).one()
    row.final_grade = grade
