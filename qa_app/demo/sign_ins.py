"""With which addresses can a visitor of the demo sign in, and what do they find?

One or two people for each role: those who have the most sorts of things to do.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from qa_app.clock import now, today
from qa_app.db import session
from qa_app.domain.policy import Role
from qa_app.models.people import RoleRow, User
from qa_app.queries import today as todays

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qa_app.queries.today import Today

PASSWORD = "copper-meadow-kettle"  # noqa: S105  # everybody's in the demo, and it is printed
_OTHERWISE = {
    Role.ADMINISTRATOR: "the council’s people, teams and settings",
    Role.INFORMATION_GOVERNANCE: "the history: who did and saw what, and when",
}
_HOW_MANY = {Role.AUDITOR: 2, Role.TEAM_MANAGER: 2}


@dataclass(frozen=True, slots=True)
class SignIn:
    """Somebody to sign in as, and what waits for them, in words."""

    role: Role
    name: str
    email: str
    waiting: str


def sign_ins() -> str:
    """A table for the terminal."""
    rows = [
        ("Role", "Name", "E-mail", "What waits there"),
        *((each.role.label, each.name, each.email, each.waiting) for each in chosen()),
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    lines = [
        "   ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
    lines.insert(1, "   ".join("-" * width for width in widths))
    return "\n".join(
        [
            "",
            "This is the demonstration: Exampleshire does not exist.",
            f"Everybody's password is  {PASSWORD}",
            "",
            *lines,
            "",
        ]
    )


def chosen() -> Sequence[SignIn]:
    """The people of the table, in the order of the roles."""
    return tuple(each for role in Role for each in _busiest(role)[: _HOW_MANY.get(role, 1)])


def _busiest(role: Role) -> list[SignIn]:
    """Everybody with this role, whoever has the most sorts of things to do first."""
    holders = select(User).where(User.active, User.roles.any(RoleRow.name == role.value)).order_by(User.id)
    found = [(user, _things(user, role)) for user in session.scalars(holders)]
    # What auditing is like is seen best by somebody who does nothing else.
    found.sort(key=lambda pair: (role is Role.AUDITOR and len(pair[0].roles) > 1, *_weight(pair[1])))
    return [SignIn(role, user.name, user.email, _in_words(role, things)) for user, things in found]


def _weight(things: Sequence[Thing]) -> tuple[bool, int, list[bool], int]:
    """Whoever has any of what is most urgent; then most sorts of things, the urgent ones first; then most things."""
    lacks = [thing.number == 0 for thing in things]
    return lacks[:1] == [True], sum(lacks), lacks, -sum(thing.number for thing in things)


def _in_words(role: Role, things: Sequence[Thing]) -> str:
    waiting = [
        f"{each.number} {each.one if each.number == 1 else each.many}" for each in things if each.number
    ]
    return ", ".join(waiting) or _OTHERWISE.get(role, "nothing at the moment")


def _things(user: User, role: Role) -> tuple[Thing, ...]:
    """What waits for somebody in this role, the most urgent first."""
    day = today()
    found = todays.for_person(user, today=day, at=now())
    match role:
        case Role.AUDITOR | Role.EXTERNAL_AUDITOR:
            return _auditing(found)
        case Role.QA_MANAGER:
            return _assuring(found)
        case Role.TEAM_MANAGER | Role.SERVICE_MANAGER:
            return _managing(found)
        case Role.DIRECTOR:
            return (_of(len(found.rounds), "round under way", "rounds under way"), _PUBLISHED)
        case Role.BOARD_MEMBER:
            return (_PUBLISHED,)
        case Role.ADMINISTRATOR | Role.INFORMATION_GOVERNANCE:
            return _keeping(found)


def _keeping(found: Today) -> tuple[Thing, ...]:
    ends = "whose access ends soon"
    return (
        _of(found.outsiders.ends_soon, f"external auditor {ends}", f"external auditors {ends}"),
        _of(found.due_to_go, "record whose period is over", "records whose period is over"),
    )


def _auditing(found: Today) -> tuple[Thing, ...]:
    own = found.own
    if own is None:
        return ()
    return (
        _of(own.overdue, "overdue"),
        _of(own.returned, "returned"),
        _of(own.in_progress, "begun"),
        _of(own.not_started, "to begin"),
        _of(own.unread_feedback, "with feedback to read"),
        _of(found.calibration.to_grade, "to grade for calibration"),
        _of(found.coached.unanswered, "coaching entry to answer", "coaching entries to answer"),
    )


def _assuring(found: Today) -> tuple[Thing, ...]:
    return (
        _of(found.concerns_waiting, "concern to acknowledge", "concerns to acknowledge"),
        _of(found.to_moderate, "audit to moderate", "audits to moderate"),
        _of(found.agreed_in_bulk, "to agree together"),
        _of(found.to_settle, "pair that differs", "pairs that differ"),
        _of(found.replies, "reply to decide on", "replies to decide on"),
        _of(found.actions.to_verify, "action to verify", "actions to verify"),
        _of(found.actions.suggested, "suggestion to answer", "suggestions to answer"),
    )


def _managing(found: Today) -> tuple[Thing, ...]:
    return (
        _of(found.concerns_waiting, "concern to acknowledge", "concerns to acknowledge"),
        _of(found.actions.to_agree, "action to agree", "actions to agree"),
        _of(found.actions.overdue, "own action overdue", "own actions overdue"),
        _of(found.actions.due_this_week, "due this week"),
    )


@dataclass(frozen=True, slots=True)
class Thing:
    """So many of one sort, and the words for one and for many."""

    number: int
    one: str
    many: str


def _of(number: int, one: str, many: str = "") -> Thing:
    return Thing(number, one, many or one)


_PUBLISHED = Thing(2, "", "months published")
