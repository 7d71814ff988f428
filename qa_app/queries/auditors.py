"""Who could audit in a round, how much do they have, and whom are they close to?"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, time
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from qa_app.clock import LONDON
from qa_app.db import session
from qa_app.domain.conflicts import AvailableAuditor, CaseToAllocate, conflict
from qa_app.domain.policy import Role
from qa_app.domain.rounds import months_before
from qa_app.domain.workflow import WITH_AUDITOR, Status
from qa_app.models.audits import Audit
from qa_app.models.people import Management, RoleRow, Supervision, Team, User, Worker
from qa_app.models.rounds import Exemption

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from sqlalchemy import Select

_RECENT_MONTHS = 12


def available(round_id: int, on: date, *, without: Iterable[int] = ()) -> tuple[AvailableAuditor, ...]:
    """Every active auditor who is not exempt from the round, as the allocation wants them, by name.

    Six statements, however many auditors there are.
    """
    exempt = select(Exemption.auditor_id).where(Exemption.round_id == round_id)
    people = list(
        session.scalars(
            select(User)
            .where(
                User.active,
                User.roles.any(RoleRow.name == Role.AUDITOR.value),
                User.id.not_in(exempt),
                User.id.not_in(list(without)),
            )
            .options(joinedload(User.team), joinedload(User.worker))
            .order_by(User.name, User.id)
        )
    )
    ids = [person.id for person in people]
    teams = _gathered(_managed(ids))
    supervised = _gathered(
        select(Supervision.user_id, Worker.name)
        .join(Worker, Supervision.worker_id == Worker.id)
        .where(Supervision.user_id.in_(ids))
    )
    counted = session.execute(
        select(Audit.auditor_id, func.count())
        .where(Audit.auditor_id.in_(ids), Audit.status.in_(WITH_AUDITOR))
        .group_by(Audit.auditor_id)
    )
    loads = dict(counted.all())
    recent = _gathered(
        select(Audit.auditor_id, Team.name)
        .join(Team, Audit.team_id == Team.id)
        .where(
            Audit.auditor_id.in_(ids),
            Audit.status != Status.WITHDRAWN,
            Audit.allocated_at >= datetime.combine(months_before(on, _RECENT_MONTHS), time(), LONDON),
        )
    )
    return tuple(
        AvailableAuditor(
            user_id=person.id,
            name=person.name,
            teams=frozenset([*teams[person.id], *([person.team.name] if person.team else [])]),
            worker_names=frozenset([person.worker.name] if person.worker else []),
            supervises=frozenset(supervised[person.id]),
            load=loads.get(person.id, 0),
            capacity=person.audit_capacity,
            recent_teams=tuple(sorted(recent[person.id])),
        )
        for person in people
    )


@dataclass(frozen=True, slots=True)
class Choice:
    """Who may audit a case, the least loaded first, and one sentence for each who may not."""

    may: tuple[AvailableAuditor, ...]
    why_not: tuple[str, ...]


def for_audit(audit: Audit, on: date) -> Choice:
    """Who else could take an audit. Its case needs its team and worker loaded."""
    case = CaseToAllocate(
        audit.sampled_case_id,
        audit.case.reference,
        audit.case.team.name if audit.case.team else "",
        audit.case.worker.name if audit.case.worker else "",
    )
    found = [
        (auditor, conflict(case, auditor))
        for auditor in available(audit.round_id, on, without=[audit.auditor_id])
    ]
    return Choice(
        may=tuple(sorted((auditor for auditor, clash in found if not clash), key=lambda each: each.load)),
        why_not=tuple(clash.sentence for _, clash in found if clash),
    )


def _managed(ids: list[int]) -> Select[int, str]:
    by_team = (
        select(Management.user_id, Team.name)
        .join(Team, Management.team_id == Team.id)
        .where(Management.user_id.in_(ids))
    )
    by_service = (
        select(Management.user_id, Team.name)
        .join(Team, Management.service_id == Team.service_id)
        .where(Management.user_id.in_(ids))
    )
    both = by_team.union(by_service).subquery()
    return select(both.c.user_id, both.c.name)


def _gathered(query: Select[int, str]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for user_id, name in session.execute(query):
        found[user_id].append(name)
    return found
