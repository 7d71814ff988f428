"""Who is here from outside, until when, with what in their hands, and what have they promised?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Select, func, select
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import joinedload, lazyload

from qa_app.db import session
from qa_app.domain.outsiders import Standing
from qa_app.domain.policy import Role
from qa_app.domain.workflow import WITH_AUDITOR
from qa_app.models.audits import AnyAudit
from qa_app.models.outsiders import Acceptance, ConfidentialityStatement
from qa_app.models.people import RoleRow, User

if TYPE_CHECKING:
    from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Held:
    """An audit that somebody has not handed in. ``is_out_of_reach``: it is due after their last day, or that has passed."""

    audit_id: int
    status: str
    due_on: date
    is_out_of_reach: bool


@dataclass(frozen=True, slots=True)
class Outsider:
    """An external auditor: where their time is, when they accepted the words that hold now, what they hold."""

    person: User
    standing: Standing
    accepted_at: datetime | None
    held: tuple[Held, ...]

    @property
    def out_of_reach(self) -> tuple[Held, ...]:
        """What they will not, or not any more, hand in."""
        return tuple(each for each in self.held if each.is_out_of_reach)


@dataclass(frozen=True, slots=True)
class OutsiderCounts:
    """How many people's time has ended while they hold audits, ends soon, or ends before what they hold is due."""

    ended: int = 0
    ends_soon: int = 0


@dataclass(frozen=True, slots=True)
class Version:
    """One version of the statement, and how many people accepted it."""

    statement: ConfidentialityStatement
    accepted: int


def statement_now() -> ConfidentialityStatement | None:
    """The words that hold; None before the council has written any."""
    return session.scalars(_NEWEST).one_or_none()


def statement_for(user: User) -> ConfidentialityStatement | None:
    """What this person has to accept before they see anything else; None for whoever has nothing to accept."""
    if not user.is_external:
        return None
    newest = statement_now()
    if newest is None:
        return None
    accepted = select(Acceptance.id).where(
        Acceptance.user_id == user.id, Acceptance.statement_id == newest.id
    )
    return newest if session.scalar(accepted) is None else None


def statement_shown_to(user: User) -> tuple[ConfidentialityStatement, datetime | None]:
    """The words that hold for an external auditor, and when they accepted them. NoResultFound for everybody else."""
    newest = statement_now()
    if not user.is_external or newest is None:
        raise NoResultFound
    accepted = select(Acceptance.at).where(
        Acceptance.user_id == user.id, Acceptance.statement_id == newest.id
    )
    return newest, session.scalar(accepted)


def versions() -> tuple[Version, ...]:
    """Every version, the newest first, with who wrote it."""
    accepted = (
        select(Acceptance.statement_id, func.count().label("number"))
        .group_by(Acceptance.statement_id)
        .subquery()
    )
    rows = session.execute(
        select(ConfidentialityStatement, func.coalesce(accepted.c.number, 0))
        .outerjoin(accepted, accepted.c.statement_id == ConfidentialityStatement.id)
        .options(joinedload(ConfidentialityStatement.by).lazyload(User.roles))
        .order_by(ConfidentialityStatement.number.desc())
    )
    return tuple(Version(statement, number) for statement, number in rows)


def everybody(today: date) -> tuple[Outsider, ...]:
    """Every external auditor who was not deactivated: who needs somebody first, then by their last day. Three statements."""
    people = session.scalars(_external().options(lazyload(User.roles))).all()
    newest = statement_now()
    ids = [person.id for person in people]
    accepted = (
        dict(
            session.execute(
                select(Acceptance.user_id, Acceptance.at).where(Acceptance.statement_id == newest.id)
            ).all()
        )
        if newest
        else {}
    )
    held: dict[int, list[tuple[int, str, date]]] = {number: [] for number in ids}
    for auditor_id, audit_id, status, due_on in session.execute(
        select(AnyAudit.auditor_id, AnyAudit.id, AnyAudit.status, AnyAudit.due_on)
        .where(AnyAudit.auditor_id.in_(ids), AnyAudit.status.in_(WITH_AUDITOR))
        .order_by(AnyAudit.due_on, AnyAudit.id)
    ):
        held[auditor_id].append((audit_id, status.value, due_on))
    found = [
        Outsider(
            person,
            person.access.standing(today),
            accepted.get(person.id),
            tuple(
                Held(audit_id, status, due_on, not person.access.covers(max(due_on, today)))
                for audit_id, status, due_on in held[person.id]
            ),
        )
        for person in people
    ]
    return tuple(sorted(found, key=lambda each: not each.out_of_reach))


def counts(today: date) -> OutsiderCounts:
    """What somebody should see to."""
    found = everybody(today)
    return OutsiderCounts(
        ended=sum(each.standing is Standing.ENDED and bool(each.held) for each in found),
        ends_soon=sum(
            each.standing is Standing.ENDS_SOON
            or (each.standing is not Standing.ENDED and bool(each.out_of_reach))
            for each in found
        ),
    )


def _external() -> Select[User]:
    return (
        select(User)
        .where(User.active, User.roles.any(RoleRow.name == Role.EXTERNAL_AUDITOR.value))
        .order_by(User.access_until, User.name, User.id)
    )


_NEWEST = select(ConfidentialityStatement).order_by(ConfidentialityStatement.number.desc()).limit(1)
