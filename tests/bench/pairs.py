"""Which audits were made twice, blind, and what did the second auditor choose? Written in bulk beside the audits."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING

import sqlalchemy as sa

from qa_app.domain.pairs import PairStatus
from qa_app.domain.second_audits import Chosen
from qa_app.domain.workflow import Status
from qa_app.models.audits import Answer, Audit, AuditKind, LockedAnswer, SecondAudit
from qa_app.models.pairs import Pair

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from qa_app.domain.tools import ToolDefinition
    from tests.bench.people import People

_BATCH = 250
_SAME, _NEXT = 0.62, 0.94
"""So often the second auditor chooses the same; so often the same or a neighbour."""
_LEAN = {0: 0.25, 1: 0.2, 2: -0.3}
"""Some auditors, by their place, are lenient or severe."""


def add_pairs(
    connection: sa.Connection, tools: Mapping[int, ToolDefinition], people: People, *, pairs: int
) -> int:
    """A second audit for so many of the moderated audits, those with the lowest numbers; how many there were."""
    chosen = {
        tool_id: {
            each.key: tuple(choice.key for choice in each.choices)
            for each in tool.all_questions
            if _is_locked(each.kind)
        }
        for tool_id, tool in tools.items()
    }
    firsts = connection.execute(
        sa.select(Audit.__table__).where(Audit.status == Status.MODERATED).order_by(Audit.id).limit(pairs)
    ).all()
    offset = connection.execute(sa.select(sa.func.max(Audit.__table__.c.id))).scalar_one()
    chance = Random(2027)
    for start in range(0, len(firsts), _BATCH):
        batch = firsts[start : start + _BATCH]
        answers = _answers(connection, [row.id for row in batch])
        seconds, locked, made = [], [], []
        for row in batch:
            place = (
                people.auditors.index(row.auditor_id) + 1 + row.id * 7 % (len(people.auditors) - 1)
            ) % len(people.auditors)
            seconds.append(_second(row, offset + row.id, people.auditors[place]))
            made.append(_pair(row, offset + row.id, people.qa_manager))
            asked = chosen[row.tool_version_id]
            mine = {key: value for key, value in answers[row.id] if key in asked}
            theirs = {
                key: _other(chance, asked[key], value, _LEAN.get(place, 0)) for key, value in mine.items()
            }
            locked += _locked(row.id, mine)
            locked += _locked(offset + row.id, theirs)
        connection.execute(sa.insert(SecondAudit), seconds)
        connection.execute(sa.insert(LockedAnswer), locked)
        connection.execute(sa.insert(Pair), made)
    return len(firsts)


def _is_locked(kind: str) -> bool:
    return kind in {"grade", "judgement", "one_of"}


def _answers(connection: sa.Connection, audits: Sequence[int]) -> dict[int, list[tuple[str, str]]]:
    found: dict[int, list[tuple[str, str]]] = {audit: [] for audit in audits}
    rows = connection.execute(
        sa.select(Answer.audit_id, Answer.question_key, Answer.value).where(Answer.audit_id.in_(audits))
    )
    for audit, key, value in rows:
        found[audit].append((key, value))
    return found


def _other(chance: Random, choices: tuple[str, ...], value: str, lean: float) -> str:
    """The same, a neighbour or anything; choices run from the best to the worst."""
    luck, place = chance.random(), choices.index(value)
    if luck < _SAME:
        return value
    if luck < _NEXT:
        step = -1 if chance.random() < 0.5 + lean else 1
        return choices[min(max(place + step, 0), len(choices) - 1)]
    return chance.choice(choices)


def _second(row: sa.Row, number: int, auditor: int) -> dict[str, object]:
    kept = (
        "round_id",
        "case_id",
        "tool_version_id",
        "team_id",
        "worker_id",
        "allocated_at",
        "due_on",
        "original_due_on",
        "started_at",
        "locked_at",
        "submitted_at",
        "moderated_at",
        "status",
    )
    return {
        **{name: getattr(row, name) for name in kept},
        "id": number, "kind": AuditKind.SECOND, "of_id": row.id, "auditor_id": auditor, "auditor_grade": row.final_grade,
        "moderator_grade": row.final_grade, "final_grade": row.final_grade, "is_above_cap": False, "revision": 1,
    }  # fmt: skip


def _pair(row: sa.Row, second: int, by_id: int) -> dict[str, object]:
    return {
        "round_id": row.round_id, "audit_id": row.id, "second_id": second, "chosen": Chosen.SHARE,
        "because": "Drawn by chance.", "made_by_id": by_id, "made_at": row.allocated_at, "status": PairStatus.DECIDED,
        "reasons": [], "locked_at": row.submitted_at, "settled_at": row.submitted_at + timedelta(days=2), "called_off_because": "", "revision": 1,
    }  # fmt: skip


def _locked(audit: int, chosen: Mapping[str, str]) -> Iterator[dict[str, object]]:
    for key, value in chosen.items():
        yield {"audit_id": audit, "question_key": key, "value": value}
