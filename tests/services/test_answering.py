"""Is an answer saved once, under the right version, and never over words that nobody read?"""

from __future__ import annotations

import pytest
from sqlalchemy import select

from qa_app.db import session
from qa_app.domain.errors import NotPossible, NotYours, StepNotAllowed
from qa_app.domain.questions import Given
from qa_app.domain.workflow import Status
from qa_app.models.audits import Answer
from qa_app.services import answering
from qa_app.services.answering import Conflict, Saved, Typed
from tests import factories
from tests.factories import AT

WHY = "overall-rationale"


@pytest.fixture
def draft(cast):
    return factories.audit(cast.asha, status=Status.IN_PROGRESS)


def kept(draft) -> dict[str, tuple[str, str, int]]:
    session.expire_all()
    rows = session.scalars(select(Answer).where(Answer.audit_id == draft.id))
    return {row.question_key: (row.value, row.comment, row.version) for row in rows}


def test_the_first_save_makes_version_one_and_the_next_makes_two(cast, draft):
    assert answering.save(draft, WHY, Given("a"), 0, by=cast.asha, at=AT) == Saved(1)
    assert answering.save(draft, WHY, Given("ab", "c"), 1, by=cast.asha, at=AT) == Saved(2)
    assert kept(draft) == {WHY: ("ab", "c", 2)}


def test_the_same_words_again_change_nothing_whatever_the_version(cast, draft):
    answering.save(draft, WHY, Given("a"), 0, by=cast.asha, at=AT)
    assert answering.save(draft, WHY, Given("a"), 0, by=cast.asha, at=AT) == Saved(1)
    assert answering.save(draft, WHY, Given("a"), 99, by=cast.asha, at=AT) == Saved(1)
    assert kept(draft) == {WHY: ("a", "", 1)}


def test_nothing_where_there_is_nothing_makes_no_row(cast, draft):
    assert answering.save(draft, WHY, Given(""), 0, by=cast.asha, at=AT) == Saved(0)
    assert kept(draft) == {}


def test_an_answer_can_be_taken_back(cast, draft):
    answering.save(draft, "seen", Given("yes"), 0, by=cast.asha, at=AT)
    assert answering.save(draft, "seen", Given(""), 1, by=cast.asha, at=AT) == Saved(2)
    assert kept(draft) == {"seen": ("", "", 2)}


@pytest.mark.parametrize("version", [0, 1, 3, -1, 10**8])
def test_another_version_is_a_conflict_with_both_texts_and_changes_nothing(cast, draft, version):
    answering.save(draft, WHY, Given("first"), 0, by=cast.asha, at=AT)
    answering.save(draft, WHY, Given("second"), 1, by=cast.asha, at=AT)
    outcome = answering.save(draft, WHY, Given("stale"), version, by=cast.asha, at=AT)
    assert isinstance(outcome, Conflict)
    assert (outcome.yours.value, outcome.theirs.value, outcome.version) == ("stale", "second", 2)
    assert outcome.their_name == "You, in another tab,"
    assert kept(draft)[WHY] == ("second", "", 2)


def test_the_version_of_the_conflict_wins(cast, draft):
    answering.save(draft, WHY, Given("theirs"), 0, by=cast.asha, at=AT)
    outcome = answering.save(draft, WHY, Given("mine"), 0, by=cast.asha, at=AT)
    assert answering.save(draft, WHY, Given("mine"), outcome.version, by=cast.asha, at=AT) == Saved(2)


def test_line_ends_are_made_one_kind_and_what_cannot_be_seen_is_left_out(cast, draft):
    pasted = "Seen\x00 at\x0b home\r\nand \ud800school 🏠\t=cmd()\ufffe"
    answering.save(draft, WHY, Given(pasted, pasted), 0, by=cast.asha, at=AT)
    assert kept(draft)[WHY][:2] == ("Seen at home\nand school 🏠\t=cmd()",) * 2


@pytest.mark.parametrize(
    ("key", "given", "part"),
    [
        ("seen", Given("perhaps"), "Choose from the answers"),
        ("seen-on", Given("2026-02-30"), "real date"),
        ("visits", Given("many"), "digits"),
        ("visits", Given("100"), "99 or less"),
        ("who", Given("child\nchild"), "Choose from the answers"),
        (WHY, Given("x" * 20_001), "20,000 characters or fewer; it has 20,001"),
        ("seen", Given("no", "x" * 20_001), "comment"),
        ("no-such-question", Given("x"), "does not ask"),
    ],
)
def test_what_cannot_be_an_answer_is_refused_with_what_to_do(cast, draft, key, given, part):
    with pytest.raises(NotPossible, match=part):
        answering.save(draft, key, given, 0, by=cast.asha, at=AT)
    assert kept(draft) == {}


def test_the_longest_text_is_kept_whole(cast, draft):
    words = "🏠" * 20_000
    answering.save(draft, WHY, Given(words), 0, by=cast.asha, at=AT)
    assert kept(draft)[WHY][0] == words


@pytest.mark.parametrize("status", [Status.ALLOCATED, Status.SUBMITTED, Status.MODERATED])
def test_an_audit_that_is_not_being_worked_on_takes_no_answer(cast, status):
    audit = factories.audit(cast.asha, status=status)
    with pytest.raises(StepNotAllowed, match=status.label):
        answering.save(audit, WHY, Given("late"), 1, by=cast.asha, at=AT)
    with pytest.raises(StepNotAllowed, match=status.label):
        answering.save_page(audit, {WHY: Typed(Given("late"), 1)}, by=cast.asha, at=AT)


def test_a_returned_audit_takes_answers_again(cast):
    audit = factories.audit(cast.asha, status=Status.RETURNED)
    assert answering.save(audit, WHY, Given("Now with evidence."), 1, by=cast.asha, at=AT) == Saved(2)


def test_only_the_auditor_answers(cast, draft):
    for person in (cast.ben, cast.quinn, cast.ada):
        with pytest.raises(NotYours):
            answering.save(draft, WHY, Given("x"), 0, by=person, at=AT)


def test_a_page_keeps_what_can_be_kept_and_tells_the_rest(cast, draft):
    answering.save(draft, "seen", Given("yes"), 0, by=cast.asha, at=AT)
    page = {
        "seen": Typed(Given("no", "Never."), 0),
        "visits": Typed(Given("often"), 0),
        WHY: Typed(Given("Because."), 0),
    }
    outcome = answering.save_page(draft, page, by=cast.asha, at=AT)
    assert not outcome.is_whole
    assert [each.question_key for each in outcome.conflicts] == ["seen"]
    assert list(outcome.problems) == ["visits"]
    assert outcome.saved == {WHY: Saved(1)}
    assert kept(draft) == {"seen": ("yes", "", 1), WHY: ("Because.", "", 1)}


def test_an_answer_that_was_dropped_goes_on_from_the_version_that_was_read(cast):
    answers = factories.everything() | factories.given(why_not_alone="Not asked any more.")
    audit = factories.audit(cast.asha, status=Status.RETURNED, answers=answers)
    assert "why-not-alone" not in kept(audit)
    assert answering.save(audit, "why-not-alone", Given("Again."), 1, by=cast.asha, at=AT) == Saved(2)


def test_one_save_takes_two_statements_and_two_for_the_history(cast, draft, count_queries):
    answering.save(draft, WHY, Given("a"), 0, by=cast.asha, at=AT)
    with count_queries() as asked:
        answering.save(draft, WHY, Given("b"), 1, by=cast.asha, at=AT)
    assert len([each for each in asked if not each.startswith("BEGIN")]) <= 2
