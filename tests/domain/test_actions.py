from __future__ import annotations

from datetime import date
from itertools import product

import pytest

from qa_app.domain.actions import (
    NOT_DONE,
    OPEN,
    WITH_OWNER,
    ActionStatus,
    ActionStep,
    Level,
    Priority,
    after,
    check_words,
    is_due_this_week,
    is_overdue,
    steps_from,
)
from qa_app.domain.errors import Incomplete, StepNotAllowed

FRIDAY = date(2026, 10, 16)


def walk(*steps: ActionStep) -> ActionStatus:
    status = ActionStatus.PROPOSED
    for step in steps:
        status = after(status, step)
    return status


def test_an_action_is_agreed_worked_on_completed_and_verified():
    assert walk(ActionStep.AGREE) is ActionStatus.AGREED
    assert walk(ActionStep.AGREE, ActionStep.NOTE_PROGRESS) is ActionStatus.IN_PROGRESS
    assert walk(ActionStep.AGREE, ActionStep.COMPLETE) is ActionStatus.COMPLETED
    assert walk(ActionStep.AGREE, ActionStep.COMPLETE, ActionStep.VERIFY) is ActionStatus.VERIFIED


def test_a_manager_may_suggest_other_words_which_are_accepted_or_not():
    assert walk(ActionStep.SUGGEST) is ActionStatus.SUGGESTED
    assert walk(ActionStep.SUGGEST, ActionStep.ACCEPT) is ActionStatus.AGREED
    assert walk(ActionStep.SUGGEST, ActionStep.KEEP) is ActionStatus.PROPOSED


def test_returned_work_stays_recognisable_until_it_is_completed_again():
    returned = walk(ActionStep.AGREE, ActionStep.COMPLETE, ActionStep.RETURN)
    assert returned is ActionStatus.RETURNED
    assert after(returned, ActionStep.NOTE_PROGRESS) is ActionStatus.RETURNED
    assert after(returned, ActionStep.COMPLETE) is ActionStatus.COMPLETED


def test_nothing_is_verified_that_was_not_completed():
    can_be_verified = {s for s in ActionStatus if ActionStep.VERIFY in steps_from(s)}
    assert can_be_verified == {ActionStatus.COMPLETED}


def test_nothing_is_worked_on_that_was_not_agreed():
    for status in (ActionStatus.PROPOSED, ActionStatus.SUGGESTED):
        assert ActionStep.NOTE_PROGRESS not in steps_from(status)
        assert ActionStep.COMPLETE not in steps_from(status)


@pytest.mark.parametrize("status", sorted(OPEN))
def test_an_open_action_can_be_cancelled(status: ActionStatus):
    assert after(status, ActionStep.CANCEL) is ActionStatus.CANCELLED


@pytest.mark.parametrize("status", [ActionStatus.VERIFIED, ActionStatus.CANCELLED])
def test_what_is_closed_stays_closed(status: ActionStatus):
    assert steps_from(status) == ()


def test_a_new_date_owner_or_rating_does_not_hide_where_the_action_is():
    for status, step in product(
        ActionStatus, (ActionStep.MOVE_DUE_DATE, ActionStep.HAND_OVER, ActionStep.RATE)
    ):
        if step in steps_from(status):
            assert after(status, step) is status


def test_every_pair_is_either_offered_or_refused():
    for status, step in product(ActionStatus, ActionStep):
        if step in steps_from(status):
            assert isinstance(after(status, step), ActionStatus)
        else:
            with pytest.raises(StepNotAllowed, match="is not possible: this action is now"):
                after(status, step)


def test_every_status_can_be_reached():
    reached = {ActionStatus.PROPOSED}
    for _ in ActionStatus:
        reached |= {after(status, step) for status in reached for step in steps_from(status)}
    assert reached == set(ActionStatus)


def test_a_refusal_says_what_can_be_done_instead():
    with pytest.raises(StepNotAllowed) as refusal:
        after(ActionStatus.COMPLETED, ActionStep.COMPLETE)
    assert refusal.value.message == (
        '"Mark as completed" is not possible: this action is now "Completed, waiting to be verified". '
        "You can: verify completion, return to owner, change the rating, cancel action."
    )


def test_steps_that_need_words_say_which():
    with pytest.raises(Incomplete, match=r"^Give the reason why the action is cancelled\.$"):
        check_words(ActionStep.CANCEL, " ")
    with pytest.raises(Incomplete, match=r"^Give the reason why the owner changes\.$"):
        check_words(ActionStep.HAND_OVER, "")
    check_words(ActionStep.CANCEL, "The child has moved to another council.")
    check_words(ActionStep.AGREE, "")


@pytest.mark.parametrize("step", sorted(ActionStep))
def test_only_a_plain_yes_needs_no_words(step: ActionStep):
    assert step.needs_words == (step not in {ActionStep.AGREE, ActionStep.ACCEPT, ActionStep.VERIFY})


def test_an_action_is_overdue_from_the_day_after_its_due_date_until_it_is_done():
    assert not is_overdue(ActionStatus.AGREED, FRIDAY, FRIDAY)
    late = {status for status in ActionStatus if is_overdue(status, FRIDAY, date(2026, 10, 17))}
    assert late == NOT_DONE
    assert ActionStatus.COMPLETED not in late
    assert late > WITH_OWNER


@pytest.mark.parametrize(
    ("due_on", "this_week"),
    [
        (date(2026, 10, 15), False),
        (date(2026, 10, 16), True),
        (date(2026, 10, 18), True),
        (date(2026, 10, 19), False),
    ],
)
def test_this_week_runs_from_today_to_sunday(due_on: date, this_week: bool):
    assert is_due_this_week(ActionStatus.AGREED, due_on, today=FRIDAY) is this_week
    assert not is_due_this_week(ActionStatus.COMPLETED, due_on, today=FRIDAY)


def test_on_a_sunday_this_week_ends_today():
    sunday = date(2026, 10, 18)
    assert is_due_this_week(ActionStatus.AGREED, sunday, today=sunday)
    assert not is_due_this_week(ActionStatus.AGREED, date(2026, 10, 19), today=sunday)


def test_every_choice_has_its_own_words():
    assert len({status.label for status in ActionStatus}) == len(ActionStatus)
    assert len({step.label for step in ActionStep}) == len(ActionStep)
    assert len({step.past for step in ActionStep}) == len(ActionStep)
    assert [level.label for level in Level] == ["Child", "Worker", "Team", "Service"]
    assert [priority.label for priority in Priority] == ["High", "Medium", "Low"]
