"""Does an auditor see what waits for them, in the order in which it should be done?"""

from __future__ import annotations

from datetime import date

from qa_app.domain.workflow import Status
from qa_app.queries import own_audits
from tests import factories

TODAY = date(2026, 11, 20)


def test_returned_ones_come_first_then_what_is_due_first(cast):
    later = factories.audit(cast.asha, due_on=date(2026, 12, 1))
    sooner = factories.audit(cast.asha, due_on=date(2026, 11, 21), status=Status.IN_PROGRESS)
    returned = factories.audit(cast.asha, due_on=date(2026, 12, 9), status=Status.RETURNED)
    factories.audit(cast.asha, status=Status.SUBMITTED)
    factories.audit(cast.ben)
    assert [audit.id for audit in own_audits.due_for(cast.asha)] == [returned.id, sooner.id, later.id]


def test_counts_say_the_same_in_figures(cast):
    factories.audit(cast.asha, due_on=date(2026, 11, 19))
    factories.audit(cast.asha, due_on=TODAY, status=Status.IN_PROGRESS)
    factories.audit(cast.asha, status=Status.RETURNED, due_on=date(2026, 11, 1))
    factories.audit(cast.asha, status=Status.SUBMITTED, due_on=date(2026, 11, 1))
    factories.audit(cast.asha, status=Status.MODERATED)
    counts = own_audits.counts_for(cast.asha, today=TODAY)
    assert (counts.due, counts.overdue, counts.not_started, counts.in_progress) == (3, 2, 1, 1)
    assert (counts.returned, counts.submitted, counts.moderated, counts.unread_feedback) == (1, 1, 1, 1)


def test_answers_are_counted_for_each_draft(cast):
    draft = factories.audit(
        cast.asha, status=Status.IN_PROGRESS, answers=factories.given(seen="yes", visits="2")
    )
    empty = factories.audit(cast.asha)
    assert own_audits.answered_in([draft, empty]) == {draft.id: 2}
    assert own_audits.answered_in([]) == {}


def test_returns_and_feedback_are_found_by_audit(cast):
    returned = factories.audit(cast.asha, status=Status.RETURNED)
    done = factories.audit(cast.asha, status=Status.MODERATED)
    assert own_audits.last_returns([returned, done])[returned.id].because.startswith("Say how you know")
    assert own_audits.feedback_on([returned, done])[done.id].words == "Clear and fair. Thank you."
    assert own_audits.done_by(cast.asha).items == (done,)
