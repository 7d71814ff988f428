"""Which audits may a person read, and what does the page of one show?

``visible_to`` is the scope that every other question about audits begins from: an auditor reads their own, QA and the
director all, managers the moderated ones of their teams. Nobody reads another's judgement of a case that they still have
to judge themselves, nor their own earlier one while it comes back to them as a repeat. What was graded in a calibration
exercise or as practice is its auditor's alone, and the QA manager's once it was handed in and, in an exercise, released.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import BindParameter, ColumnElement, Select, and_, bindparam, false, not_, or_, select
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import aliased, joinedload, selectinload

from qa_app.db import session
from qa_app.domain.policy import AUDITORS, Role
from qa_app.domain.workflow import WITH_AUDITOR, Status
from qa_app.models.audits import OF_EXERCISES, AnyAudit, Audit, AuditEvent, AuditKind, Finding, RepeatAudit
from qa_app.models.calibration import ExerciseCase
from qa_app.models.cases import Case, CaseEntry
from qa_app.models.moderation import Moderation
from qa_app.models.people import Team, User
from qa_app.queries.exercises import is_of_released
from qa_app.queries.people import teams_managed_by

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.sql.base import ExecutableOption

READ_ALL = frozenset({Role.QA_MANAGER, Role.DIRECTOR})
"""Who reads every audit, so that nothing can be kept from them."""
_MANAGE = frozenset({Role.TEAM_MANAGER, Role.SERVICE_MANAGER})
_PRIVATE = OF_EXERCISES | {AuditKind.REPEAT}


def in_reach_of(user: User) -> ColumnElement[bool]:
    """That a person may read the audit, of any kind, as a condition on ``AnyAudit``. Blind work stays blind."""
    roles = user.held_roles
    ways: list[ColumnElement[bool]] = [false()]
    if roles & AUDITORS:
        ways.append(_is_own(user))
    if roles & READ_ALL:
        # How far somebody agrees with themselves is theirs and QA's to know.
        private = OF_EXERCISES if Role.QA_MANAGER in roles else _PRIVATE
        ways.append(and_(AnyAudit.kind.not_in(private), not_(is_blind_to(user))))
    if Role.QA_MANAGER in roles:
        ways.append(and_(_is_known_of_exercise(), not_(is_blind_to(user))))
    if roles & _MANAGE:
        is_final = and_(AnyAudit.kind == AuditKind.AUDIT, AnyAudit.status == Status.MODERATED)
        ways.append(and_(is_final, AnyAudit.team_id.in_(teams_managed_by(user)), not_(is_blind_to(user))))
    return or_(*ways)


def is_blind_to(user: User) -> ColumnElement[bool]:
    """That the audit is another judgement of a case that this person still has to judge, as a condition.

    Whatever roles somebody holds besides, they see nothing of it until their own is handed in and, in a calibration
    exercise, released. Their own earlier judgements are hidden in the same way while the case comes back to them as a
    repeat.
    """
    if not user.audits:
        return false()
    return or_(_is_anothers_of_a_case_of(user.id), is_repeated_by(user))


def is_still_judged_by(user_id: BindParameter[int]) -> ColumnElement[bool]:
    """The same for any auditor, for statements that are put together once."""
    return or_(_is_anothers_of_a_case_of(user_id), _is_repeated_by(user_id))


def is_repeated_by(user: User) -> ColumnElement[bool]:
    """That it is this person's own judgement of a case which they are judging again, blind to the first, as a condition.

    One that came back to them meanwhile is theirs to work on, so it is not hidden; the repeat then says nothing. Whether
    there is a repeat at all is asked at once: nearly nobody has one, and a condition costs more than the question.
    """
    cases = session.scalars(_CASES_JUDGED_AGAIN, {"user_id": user.id}).all()
    if not cases:
        return false()
    # A vignette has no case; without the middle part "not" would leave out what "is it so?" cannot say.
    return and_(_is_done_by(user.id), AnyAudit.case_id.is_not(None), AnyAudit.case_id.in_(cases))


def _is_repeated_by(user_id: BindParameter[int]) -> ColumnElement[bool]:
    again = aliased(RepeatAudit)
    is_open = select(again.id).where(
        again.auditor_id == user_id, again.status.in_(WITH_AUDITOR), again.case_id == AnyAudit.case_id
    )
    return and_(_is_done_by(user_id), is_open.correlate(AnyAudit).exists())


def _is_done_by(user_id: int | BindParameter[int]) -> ColumnElement[bool]:
    return and_(AnyAudit.auditor_id == user_id, AnyAudit.status.not_in(WITH_AUDITOR))


def _is_anothers_of_a_case_of(user_id: int | BindParameter[int]) -> ColumnElement[bool]:
    """That it is somebody else's judgement of a case which this auditor still has to judge."""
    theirs = aliased(AnyAudit)
    own = select(theirs.id).where(
        theirs.auditor_id == user_id, theirs.case_id == AnyAudit.case_id, is_still_to_judge(theirs)
    )
    return and_(AnyAudit.auditor_id != user_id, own.correlate(AnyAudit).exists())


def is_still_to_judge(theirs: type[AnyAudit]) -> ColumnElement[bool]:
    """That its auditor's judgement is still to come or, in a calibration exercise, still kept from everybody.

    What was not handed in when its exercise was released never will be, so it keeps nobody blind.
    """
    calibrates = and_(
        theirs.kind == AuditKind.CALIBRATION,
        theirs.status != Status.WITHDRAWN,
        not_(is_of_released(theirs.exercise_case_id)),
    )
    return or_(calibrates, and_(theirs.kind != AuditKind.CALIBRATION, theirs.status.in_(WITH_AUDITOR)))


def visible_to(user: User) -> Select[AnyAudit]:
    """The audits, of any kind, that a person may read. Add conditions, loads and an order."""
    return select(AnyAudit).where(in_reach_of(user))


def one_visible_to(user: User, audit_id: int) -> AnyAudit:
    """With everything that reading it shows. NoResultFound for what the person may not see."""
    return session.scalars(
        visible_to(user)
        .where(AnyAudit.id == audit_id)
        .options(*_page(), selectinload(AnyAudit.section_grades), selectinload(AnyAudit.queue_reasons))
    ).one()


def one_counted(user: User, audit_id: int) -> Audit:
    """The same of an audit that is moderated, counted and acted on. NoResultFound for blind work, which never is."""
    audit = one_visible_to(user, audit_id)
    if not isinstance(audit, Audit):
        raise NoResultFound
    return audit


def as_counted(audit: AnyAudit) -> Audit | None:
    """The same audit, where it is one that is moderated and counted; None for blind work, which never is."""
    return audit if isinstance(audit, Audit) else None


def some_counted(user: User, audit_ids: Sequence[int]) -> Sequence[Audit]:
    """Those of these audits that the person may read, without loads, in the order of their numbers."""
    query = select(Audit).where(Audit.id.in_(audit_ids), in_reach_of(user)).order_by(Audit.id)
    return session.scalars(query).all()


def is_visible_to(user: User, audit_id: int) -> bool:
    """Whether the person may read this audit: to show a link only to those who can follow it."""
    query = select(AnyAudit.id).where(AnyAudit.id == audit_id, in_reach_of(user))
    return session.scalar(query) is not None


def one_of(user: User, audit_id: int) -> AnyAudit:
    """The auditor's own audit, with everything that its pages show. NoResultFound for anybody else's."""
    return session.scalars(_own(user).where(AnyAudit.id == audit_id).options(*_page())).one()


def one_to_answer(user: User, audit_id: int) -> AnyAudit:
    """The auditor's own audit with its tool and nothing else: a save must be quick."""
    return session.scalars(_TO_ANSWER, {"user_id": user.id, "audit_id": audit_id}).one()


def finding_of(user: User, audit_id: int, finding_id: int) -> Finding:
    """A finding of the auditor's own audit, with the audit's tool. NoResultFound for anybody else's."""
    return session.scalars(
        select(Finding)
        .join(Finding.audit)
        .where(Finding.id == finding_id, AnyAudit.id == audit_id, _is_own(user))
        .options(
            joinedload(Finding.audit).options(
                joinedload(AnyAudit.tool_version),
                joinedload(AnyAudit.case),
                joinedload(AnyAudit.exercise_case).joinedload(ExerciseCase.exercise),
            ),
            selectinload(Finding.themes),
        )
    ).one()


def history_of(audit: AnyAudit) -> Sequence[AuditEvent]:
    """What happened to an audit, the oldest first, with who did it."""
    return session.scalars(
        audit.history.select().options(joinedload(AuditEvent.by).lazyload(User.roles))
    ).all()


def moderations_of(audit: AnyAudit) -> Sequence[Moderation]:
    """What moderators decided about an audit, the newest first, with who and with changed sections."""
    return session.scalars(
        select(Moderation)
        .where(Moderation.audit_id == audit.id)
        .options(joinedload(Moderation.by).lazyload(User.roles), selectinload(Moderation.sections))
        .order_by(Moderation.id.desc())
    ).all()


def _is_known_of_exercise() -> ColumnElement[bool]:
    """Work of an exercise that the QA manager may read: handed in, and released unless it is practice."""
    is_shown = or_(AnyAudit.kind == AuditKind.PRACTICE, is_of_released(AnyAudit.exercise_case_id))
    return and_(AnyAudit.kind.in_(OF_EXERCISES), AnyAudit.locked_at.is_not(None), is_shown)


def _is_own(user: User) -> ColumnElement[bool]:
    return and_(_is_given_to(user.id), not_(is_repeated_by(user)))


def _is_given_to(user_id: int | BindParameter[int]) -> ColumnElement[bool]:
    return and_(AnyAudit.auditor_id == user_id, AnyAudit.status != Status.WITHDRAWN)


def _own(user: User) -> Select[AnyAudit]:
    return select(AnyAudit).where(_is_own(user))


# Asked whenever somebody types or looks: putting a statement together costs more than asking it, so it is done once.
_TO_ANSWER = (
    select(AnyAudit)
    .where(
        _is_given_to(bindparam("user_id")),
        not_(_is_repeated_by(bindparam("user_id"))),
        AnyAudit.id == bindparam("audit_id"),
    )
    .options(joinedload(AnyAudit.tool_version))
)
_CASES_JUDGED_AGAIN = select(RepeatAudit.case_id).where(
    RepeatAudit.auditor_id == bindparam("user_id"), RepeatAudit.status.in_(WITH_AUDITOR)
)


def _page() -> tuple[ExecutableOption, ...]:
    return (
        joinedload(AnyAudit.case).options(
            selectinload(Case.entries).selectinload(CaseEntry.flags),
        ),
        joinedload(AnyAudit.tool_version),
        joinedload(AnyAudit.round),
        joinedload(AnyAudit.exercise_case).joinedload(ExerciseCase.exercise),
        joinedload(AnyAudit.auditor).lazyload(User.roles),
        joinedload(AnyAudit.team).joinedload(Team.service),
        joinedload(AnyAudit.worker),
        selectinload(AnyAudit.answers),
        selectinload(AnyAudit.findings).selectinload(Finding.themes),
    )
