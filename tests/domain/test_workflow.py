from __future__ import annotations

from datetime import date
from itertools import product

import pytest

from qa_app.domain.errors import StepNotAllowed
from qa_app.domain.workflow import (
    AUDITED,
    EDITABLE,
    OPEN,
    WITH_AUDITOR,
    Status,
    Step,
    after,
    is_overdue,
    steps_from,
)


def walk(*steps: Step) -> Status:
    status = Status.ALLOCATED
    for step in steps:
        status = after(status, step)
    return status


def test_an_audit_is_started_submitted_and_moderated():
    assert walk(Step.START) is Status.IN_PROGRESS
    assert walk(Step.START, Step.SUBMIT) is Status.SUBMITTED
    assert walk(Step.START, Step.SUBMIT, Step.MODERATE) is Status.MODERATED


def test_returned_work_stays_recognisable_until_it_is_submitted_again():
    assert walk(Step.START, Step.SUBMIT, Step.RETURN) is Status.RETURNED
    assert walk(Step.START, Step.SUBMIT, Step.RETURN, Step.EXTEND) is Status.RETURNED
    assert walk(Step.START, Step.SUBMIT, Step.RETURN, Step.SUBMIT) is Status.SUBMITTED


def test_a_moved_audit_begins_again_with_its_new_auditor():
    assert walk(Step.START, Step.MOVE) is Status.ALLOCATED


def test_a_returned_audit_cannot_be_moved_because_it_carries_its_auditors_grade():
    assert Step.MOVE not in steps_from(Status.RETURNED)


@pytest.mark.parametrize("status", sorted(OPEN))
def test_an_unsuitable_case_can_be_withdrawn_while_it_is_open(status: Status):
    assert after(status, Step.WITHDRAW) is Status.WITHDRAWN


def test_what_is_withdrawn_stays_withdrawn():
    assert steps_from(Status.WITHDRAWN) == ()
    assert Status.WITHDRAWN not in OPEN


def test_a_moderated_audit_is_looked_at_again_and_signed_off_where_it_is():
    for step in (Step.ASK, Step.LOOK_AGAIN, Step.SIGN_OFF):
        assert after(Status.MODERATED, step) is Status.MODERATED
    assert Status.MODERATED not in OPEN


def test_only_reopening_takes_an_audit_back_and_always_to_moderation_first():
    leaving = [
        step for step in steps_from(Status.MODERATED) if after(Status.MODERATED, step) is not Status.MODERATED
    ]
    assert leaving == [Step.REOPEN]
    assert walk(Step.START, Step.SUBMIT, Step.MODERATE, Step.REOPEN) is Status.SUBMITTED
    assert walk(Step.START, Step.SUBMIT, Step.SETTLE, Step.REOPEN, Step.RETURN) is Status.RETURNED


def test_every_pair_is_either_offered_or_refused():
    for status, step in product(Status, Step):
        if step in steps_from(status):
            assert isinstance(after(status, step), Status)
        else:
            with pytest.raises(StepNotAllowed):
                after(status, step)


def test_every_status_can_be_reached():
    reached = {Status.ALLOCATED}
    for _ in Status:
        reached |= {after(status, step) for status in reached for step in steps_from(status)}
    assert reached == set(Status)


def test_a_refusal_names_the_step_the_status_and_what_can_be_done():
    with pytest.raises(StepNotAllowed) as refusal:
        after(Status.ALLOCATED, Step.SUBMIT)
    assert refusal.value.message == (
        '"Submit audit" is not possible: this audit is now "Not started". '
        "You can: start audit, move to another auditor, change due date, withdraw case."
    )
    with pytest.raises(
        StepNotAllowed, match=r"You can: ask for another look, decide on a reply, sign off, reopen\.$"
    ):
        after(Status.MODERATED, Step.RETURN)
    with pytest.raises(StepNotAllowed, match=r"Nothing more can be done with it\.$"):
        after(Status.WITHDRAWN, Step.RETURN)


def test_an_audit_is_overdue_from_the_day_after_its_due_date_and_only_with_the_auditor():
    due = date(2026, 10, 16)
    assert not is_overdue(Status.IN_PROGRESS, due, date(2026, 10, 16))
    for status in Status:
        assert is_overdue(status, due, date(2026, 10, 17)) == (status in WITH_AUDITOR)


def test_the_groups_of_statuses_agree_with_the_table():
    assert {status for status in Status if Step.SUBMIT in steps_from(status)} == EDITABLE
    assert WITH_AUDITOR < OPEN
    assert {Status.SUBMITTED, Status.MODERATED} == AUDITED


def test_steps_that_change_somebody_elses_work_need_a_reason():
    assert {step for step in Step if step.needs_reason} == {
        Step.RETURN,
        Step.MOVE,
        Step.EXTEND,
        Step.WITHDRAW,
        Step.REOPEN,
    }


def test_every_status_and_step_has_its_own_words():
    assert len({status.label for status in Status}) == len(Status)
    assert len({step.label for step in Step}) == len(Step)
    assert len({step.past for step in Step}) == len(Step)
