"""Who could audit in a round, how much do they have, and whom are they close to?"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, time
from typing import TYPE_CHECKING

from sqlalchemy import func, or_, select
from sqlalchemy.orm import aliased, joinedload

from qa_app.clock import LONDON
from qa_app.db import session
from qa_app.domain.conflicts import AvailableAuditor, CaseToAllocate, conflict
from qa_app.domain.outsiders import why_not_until
from qa_app.domain.policy import AUDITORS
from qa_app.domain.rounds import months_before
from qa_app.domain.workflow import WITH_AUDITOR, Status
from qa_app.models.actions import Action
from qa_app.models.audits import OF_EXERCISES, AnyAudit, Audit, CalibrationAudit
from qa_app.models.cases import Case
from qa_app.models.moderation import Moderation
from qa_app.models.pairs import Pair, PanelGrades
from qa_app.models.people import Management, RoleRow, Supervision, Team, User, Worker
from qa_app.models.rounds import Exemption, Round
from qa_app.queries import pairs, readiness
from qa_app.queries.audits import READ_ALL, is_still_to_judge

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date

    from sqlalchemy import Select

    from qa_app.models.audits import SecondAudit

_RECENT_MONTHS = 12


def available(
    round_id: int,
    on: date,
    *,
    without: Iterable[int] = (),
    cases: Collection[int] = (),
    due_on: date | None = None,
) -> tuple[AvailableAuditor, ...]:
    """Every active auditor who is not exempt from the round, as the allocation wants them, by name.

    With ``cases`` (ids) they say which of those they judged before. Whoever is not here until ``due_on``, else the day on
    which the round is due, says so. At most 18 statements, however many auditors.
    """
    due_on = due_on or session.scalars(select(Round.due_on).where(Round.id == round_id)).one()
    exempt = select(Exemption.auditor_id).where(Exemption.round_id == round_id)
    return _described(
        select(User).where(
            User.active,
            User.roles.any(RoleRow.name.in_(AUDITORS)),
            User.id.not_in(exempt),
            User.id.not_in(list(without)),
        ),
        on,
        cases,
        due_on,
    )


def everybody(
    on: date, *, cases: Collection[int] = (), without: Iterable[int] = ()
) -> tuple[AvailableAuditor, ...]:
    """Every active auditor, whatever round they are exempt from, by name."""
    return _described(
        select(User).where(
            User.active, User.roles.any(RoleRow.name.in_(AUDITORS)), User.id.not_in(list(without))
        ),
        on,
        cases,
    )


def described(ids: Collection[int], on: date, *, cases: Collection[int] = ()) -> dict[int, AvailableAuditor]:
    """User id → the person as the allocation wants them, whether or not they can be given audits."""
    return {each.user_id: each for each in _described(select(User).where(User.id.in_(ids)), on, cases)}


def _described(
    query: Select[User], on: date, cases: Collection[int], due_on: date | None = None
) -> tuple[AvailableAuditor, ...]:
    people = list(
        session.scalars(
            query.options(joinedload(User.team), joinedload(User.worker)).order_by(User.name, User.id)
        )
    )
    ids = [person.id for person in people]
    teams = _gathered(_managed(ids))
    supervised = _gathered(
        select(Supervision.user_id, Worker.name)
        .join(Worker, Supervision.worker_id == Worker.id)
        .where(Supervision.user_id.in_(ids))
    )
    supervisors = _gathered(_supervisors(ids, on))
    counted = session.execute(
        select(AnyAudit.auditor_id, func.count())
        .where(
            AnyAudit.auditor_id.in_(ids),
            AnyAudit.kind.not_in(OF_EXERCISES),
            AnyAudit.status.in_(WITH_AUDITOR),
        )
        .group_by(AnyAudit.auditor_id)
    )
    loads = dict(counted.all())
    recent = _gathered(
        select(AnyAudit.auditor_id, Team.name)
        .join(Team, AnyAudit.team_id == Team.id)
        .where(
            AnyAudit.auditor_id.in_(ids),
            AnyAudit.kind.not_in(OF_EXERCISES),
            AnyAudit.status != Status.WITHDRAWN,
            AnyAudit.allocated_at >= datetime.combine(months_before(on, _RECENT_MONTHS), time(), LONDON),
        )
    )
    judged = _gathered(_judged(ids, cases)) if cases else defaultdict(list)
    knows = _gathered(_follows_up(ids, cases)) if cases else defaultdict(list)
    calibrates = _gathered(_calibrates(ids))
    ready = readiness.of_people(ids)
    return tuple(
        AvailableAuditor(
            user_id=person.id,
            name=person.name,
            teams=frozenset([*teams[person.id], *([person.team.name] if person.team else [])]),
            worker_names=frozenset([person.worker.name] if person.worker else []),
            supervises=frozenset(supervised[person.id]),
            supervisors=frozenset(supervisors[person.id]),
            load=loads.get(person.id, 0),
            capacity=person.audit_capacity,
            recent_teams=tuple(sorted(recent[person.id])),
            judged=frozenset(judged[person.id]),
            knows=frozenset(knows[person.id]),
            calibrates=frozenset(calibrates[person.id]),
            reads_all=bool(person.held_roles & READ_ALL),
            # Practice is a page of the council's own: who comes from outside is chosen for what they can do already.
            not_ready="" if person.is_external else ready[person.id].sentence(person.name),
            away=why_not_until(person.name, person.access, due_on, on) if due_on else "",
            is_external=person.is_external,
        )
        for person in people
    )


@dataclass(frozen=True, slots=True)
class Choice:
    """Who may audit a case, the least loaded first, and one sentence for each who may not."""

    may: tuple[AvailableAuditor, ...]
    why_not: tuple[str, ...]


def for_audit(audit: Audit | SecondAudit, on: date) -> Choice:
    """Who else could take an audit. Its case needs its team and worker loaded.

    One of two blind audits goes to nobody who is not independent of the other's auditor.
    """
    other_id = pairs.other_auditor_of(audit)
    case = CaseToAllocate(
        audit.id,
        audit.case.reference,
        audit.case.team.name if audit.case.team else "",
        audit.case.worker.name if audit.case.worker else "",
        described({other_id}, on)[other_id] if other_id else None,
    )
    found = [
        (auditor, conflict(case, auditor))
        for auditor in available(
            audit.round_id,
            on,
            without=[audit.auditor_id],
            cases=[audit.case_id] if other_id else (),
            due_on=audit.due_on,
        )
    ]
    return Choice(
        may=tuple(sorted((auditor for auditor, clash in found if not clash), key=lambda each: each.load)),
        why_not=tuple(clash.sentence for _, clash in found if clash),
    )


def _managed(ids: Collection[int]) -> Select[int, str]:
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


def _supervisors(ids: Collection[int], on: date) -> Select[int, str]:
    """Who supervises them now: by name as workers, or as manager of the team that they belong to."""
    person, above = aliased(User), aliased(User)
    by_name = (
        select(person.id, above.name)
        .join(Supervision, Supervision.worker_id == person.worker_id)
        .join(above, above.id == Supervision.user_id)
        .where(person.id.in_(ids), or_(Supervision.until.is_(None), Supervision.until >= on))
    )
    by_team = (
        select(person.id, above.name)
        .join(Management, Management.team_id == person.team_id)
        .join(above, above.id == Management.user_id)
        .where(person.id.in_(ids), above.id != person.id, above.active)
    )
    both = by_name.union(by_team).subquery()
    return select(both.c[0], both.c[1])


def _judged(ids: Collection[int], cases: Collection[int]) -> Select[int, str]:
    """Which of these cases they have judged, or begun to judge, for whatever purpose, as a moderator too."""
    audited = (
        select(AnyAudit.auditor_id, Case.reference)
        .join(Case, AnyAudit.case_id == Case.id)
        .where(AnyAudit.auditor_id.in_(ids), Case.id.in_(cases), AnyAudit.status != Status.WITHDRAWN)
    )
    of_case = select(Audit.id, Case.reference).join(Case, Audit.case_id == Case.id).where(Case.id.in_(cases))
    theirs = of_case.subquery()
    moderated = (
        select(Moderation.by_id, theirs.c.reference)
        .join(theirs, Moderation.audit_id == theirs.c.id)
        .where(Moderation.by_id.in_(ids))
    )
    on_panel = (
        select(PanelGrades.by_id, theirs.c.reference)
        .join(Pair, PanelGrades.pair_id == Pair.id)
        .join(theirs, Pair.audit_id == theirs.c.id)
        .where(PanelGrades.by_id.in_(ids))
    )
    all_three = audited.union(moderated, on_panel).subquery()
    return select(all_three.c[0], all_three.c[1])


def _follows_up(ids: Collection[int], cases: Collection[int]) -> Select[int, str]:
    """Of which of these cases they own an action, on whose page they read what was found."""
    return (
        select(Action.owner_id, Case.reference)
        .join(Action.audit)
        .join(Case, Audit.case_id == Case.id)
        .where(Action.owner_id.in_(ids), Case.id.in_(cases))
        .distinct()
    )


def _calibrates(ids: Collection[int]) -> Select[int, str]:
    """Which cases they grade in exercises that are not released yet."""
    return (
        select(CalibrationAudit.auditor_id, Case.reference)
        .join(Case, CalibrationAudit.case_id == Case.id)
        .where(CalibrationAudit.auditor_id.in_(ids), is_still_to_judge(CalibrationAudit))
    )


def _gathered(query: Select[int, str]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for user_id, name in session.execute(query):
        found[user_id].append(name)
    return found
