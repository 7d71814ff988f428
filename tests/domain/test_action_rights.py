"""Is each step of an action in the right hands?"""

from __future__ import annotations

from itertools import product

import pytest

from qa_app.domain.action_rights import Tie, check, offered
from qa_app.domain.actions import ActionStatus, ActionStep, steps_from
from qa_app.domain.errors import ConflictOfInterest, NotYours

EVERYTHING = frozenset(Tie)


def test_a_stranger_is_offered_nothing():
    assert [offered(status, frozenset()) for status in ActionStatus] == [()] * len(ActionStatus)


def test_the_manager_responsible_agrees_or_suggests():
    assert offered(ActionStatus.PROPOSED, frozenset({Tie.RESPONSIBLE})) == (
        ActionStep.AGREE,
        ActionStep.SUGGEST,
        ActionStep.HAND_OVER,
        ActionStep.RATE,
    )


def test_the_proposer_answers_a_suggestion_or_takes_the_action_back():
    assert offered(ActionStatus.SUGGESTED, frozenset({Tie.PROPOSER})) == (
        ActionStep.ACCEPT,
        ActionStep.KEEP,
        ActionStep.CANCEL,
    )
    assert offered(ActionStatus.AGREED, frozenset({Tie.PROPOSER})) == ()


def test_the_owner_works_and_completes_and_cannot_move_the_date():
    assert offered(ActionStatus.AGREED, frozenset({Tie.OWNER})) == (
        ActionStep.NOTE_PROGRESS,
        ActionStep.COMPLETE,
    )


def test_quality_assurance_verifies_but_never_its_own_action():
    assert ActionStep.VERIFY in offered(ActionStatus.COMPLETED, frozenset({Tie.ASSURANCE}))
    assert offered(ActionStatus.COMPLETED, EVERYTHING) == (ActionStep.RATE, ActionStep.CANCEL)
    for step in (ActionStep.VERIFY, ActionStep.RETURN):
        with pytest.raises(ConflictOfInterest, match="somebody else must verify"):
            check(step, ActionStatus.COMPLETED, EVERYTHING)


def test_a_refusal_says_whose_step_it_is():
    with pytest.raises(NotYours, match="“Agree action” is for the manager of the team or service"):
        check(ActionStep.AGREE, ActionStatus.PROPOSED, frozenset({Tie.OWNER}))
    with pytest.raises(NotYours, match="is for quality assurance"):
        check(ActionStep.VERIFY, ActionStatus.COMPLETED, frozenset({Tie.OWNER}))


def test_what_is_offered_is_never_refused_and_what_is_refused_is_never_offered():
    for status, tie in product(ActionStatus, Tie):
        ties = frozenset({tie})
        for step in steps_from(status):
            if step in offered(status, ties):
                check(step, status, ties)
            else:
                with pytest.raises(NotYours):
                    check(step, status, ties)


def test_every_step_from_a_status_is_somebodys():
    for status in ActionStatus:
        somebodys = set().union(*(offered(status, frozenset({tie})) for tie in Tie))
        assert somebodys == set(steps_from(status))
