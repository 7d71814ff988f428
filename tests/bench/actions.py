"""Which actions came of the audits? One of every three moderated ones, in every state, with its history."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING

import sqlalchemy as sa

from qa_app.domain.actions import ActionStatus, ActionStep, Level, Priority
from qa_app.models.actions import Action, ActionEvent
from tests.bench.rounds import case_of, team_of
from tests.bench.words import passage

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from tests.bench.histories import History
    from tests.bench.people import People

_STEPS = {
    ActionStatus.PROPOSED: (ActionStep.PROPOSE,),
    ActionStatus.AGREED: (ActionStep.PROPOSE, ActionStep.AGREE),
    ActionStatus.IN_PROGRESS: (ActionStep.PROPOSE, ActionStep.AGREE, ActionStep.NOTE_PROGRESS),
    ActionStatus.COMPLETED: (ActionStep.PROPOSE, ActionStep.AGREE, ActionStep.COMPLETE),
    ActionStatus.VERIFIED: (ActionStep.PROPOSE, ActionStep.AGREE, ActionStep.COMPLETE, ActionStep.VERIFY),
}
_AFTER = {
    ActionStep.PROPOSE: ActionStatus.PROPOSED,
    ActionStep.AGREE: ActionStatus.AGREED,
    ActionStep.NOTE_PROGRESS: ActionStatus.IN_PROGRESS,
    ActionStep.COMPLETE: ActionStatus.COMPLETED,
    ActionStep.VERIFY: ActionStatus.VERIFIED,
}
_EVERY = 3


def add_actions(
    connection: sa.Connection, all_histories: Iterable[History], people: People, *, cases: int
) -> int:
    """The actions and their histories; how many actions."""
    chance = Random(7)
    actions: list[dict[str, object]] = []
    events: list[dict[str, object]] = []
    for history in all_histories:
        if history.moderated_at and history.number % _EVERY == 0:
            action = _action(len(actions) + 1, history, history.moderated_at, people, cases, chance)
            actions.append(action)
            events += _events(action)
    connection.execute(sa.insert(Action), actions)
    connection.execute(sa.insert(ActionEvent), events)
    return len(actions)


def _action(  # noqa: PLR0917
    number: int, history: History, moderated_at: datetime, people: People, cases: int, chance: Random
) -> dict[str, object]:
    status = chance.choices(tuple(_STEPS), (1, 3, 4, 2, 10))[0]
    team = team_of(case_of(history.number, cases), people)
    due = (moderated_at + timedelta(days=20 + number % 50)).date()
    is_agreed = status is not ActionStatus.PROPOSED
    is_done = status in {ActionStatus.COMPLETED, ActionStatus.VERIFIED}
    is_verified = status is ActionStatus.VERIFIED
    return {
        "id": number, "audit_id": history.number, "team_id": team, "level": tuple(Level)[number % 4],
        "what": passage(chance, 1), "measure": "Seen on file by quality assurance",
        "priority": tuple(Priority)[number % 3], "owner_id": people.managers[people.teams.index(team)],
        "due_on": due, "original_due_on": due, "due_changes": 0, "status": status,
        "proposed_by_id": people.qa_manager, "proposed_at": moderated_at,
        "agreed_by_id": people.managers[people.teams.index(team)] if is_agreed else None,
        "agreed_at": moderated_at + timedelta(days=2) if is_agreed else None,
        "last_progress_at": moderated_at + timedelta(days=9) if is_agreed else None,
        "completed_at": moderated_at + timedelta(days=18) if is_done else None,
        "evidence": passage(chance, 1) if is_done else "",
        "verified_by_id": people.qa_manager if is_verified else None,
        "verified_at": moderated_at + timedelta(days=19) if is_verified else None, "revision": 1,
    }  # fmt: skip


def _events(action: dict[str, object]) -> list[dict[str, object]]:
    status = action["status"]
    assert isinstance(status, ActionStatus)
    return [
        {
            "action_id": action["id"], "step": step, "status": _AFTER[step], "by_id": action["owner_id"],
            "at": action["proposed_at"], "note": "", "what": action["what"], "measure": action["measure"],
            "due_on": action["due_on"],
        }
        for step in _STEPS[status]
    ]  # fmt: skip
