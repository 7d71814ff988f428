"""How does a decision about grades become final, whoever made it and however?

Steps of other use cases, not use cases themselves: they add to the transaction that they are part of. The earlier
decision stays beside the new one; which of them the final grades come from is the one that stands.
"""

from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003  # what a field is must be known at run time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import func, select, update

from qa_app.consequences.messages import message
from qa_app.db import session
from qa_app.domain.actions import ActionStatus
from qa_app.domain.moderating import ChangeReason, Decision, Way
from qa_app.domain.pairs import Taken  # noqa: TC001  # as above
from qa_app.domain.words import LONGEST, cleaned
from qa_app.models.actions import Action
from qa_app.models.audits import SectionGrade
from qa_app.models.moderation import ModeratedSection, Moderation
from qa_app.queries.actions import managers_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from qa_app.domain.workflow import Step
    from qa_app.models.audits import AnyAudit, Audit
    from qa_app.models.people import User

NO_DETAIL = "This message says nothing about the case on purpose. Do not reply with case details."


@dataclass(frozen=True, slots=True)
class Settled:
    """What became final of one grade (a key; None where a section counts as not relevant), and why.

    ``second`` is the second auditor's grade and ``taken`` whose became final, where there were two.
    """

    grade: str | None
    category: ChangeReason | None = None
    because: str = ""
    second: str | None = None
    taken: Taken | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """A whole decision. Sections that are not named keep the auditor's grade."""

    decision: Decision
    way: Way
    step: Step
    overall: Settled
    sections: Mapping[str, Settled] = field(default_factory=dict)
    feedback: str = ""
    note: str = ""
    pair_id: int | None = None


def decide(audit: Audit, verdict: Verdict, *, by: User | None, taken_by: User, at: datetime) -> Moderation:
    """Record the decision, make its grades final and end the audit's moderation. The audit is held by the caller.

    ``by`` is who decided, None for a rule; ``taken_by`` whose doing it was, for the history.
    """
    session.execute(
        update(Moderation)
        .where(Moderation.audit_id == audit.id, Moderation.stands)
        .values(stands=False)
        .execution_options(synchronize_session=False)
    )
    moderation = recorded(audit, verdict.decision, by=by, at=at)
    moderation.way, moderation.stands, moderation.pair_id = verdict.way, True, verdict.pair_id
    moderation.feedback = cleaned(verdict.feedback).strip()[:LONGEST]
    overall = verdict.overall
    moderation.category, moderation.because = overall.category, cleaned(overall.because).strip()
    moderation.second_grade, moderation.taken = overall.second, overall.taken
    moderation.moderator_grade = audit.moderator_grade = audit.final_grade = overall.grade
    _settle_sections(audit, moderation, verdict.sections)
    if (
        verdict.way is not Way.REPLY
    ):  # that corrects what was decided, and moves the audit into no other month
        audit.moderated_at = at
    audit.take(verdict.step, by=taken_by, at=at, note=verdict.note)
    session.flush()
    return moderation


def recorded(audit: AnyAudit, decision: Decision, *, by: User | None, at: datetime) -> Moderation:
    """A new row for a decision, with the grade that it was made about."""
    moderation = Moderation(
        audit_id=audit.id,
        by_id=by.id if by else None,
        at=at,
        decision=decision,
        auditor_grade=audit.auditor_grade,
        sections=[],
    )
    session.add(moderation)
    return moderation


def tell_auditor(audit: AnyAudit, key: str, subject: str, body: str, *, at: datetime) -> None:
    """A message to the auditor, if they still work here, without a word of the case. The audit needs its auditor."""
    if audit.auditor.active:
        message(f"{key}:{audit.auditor_id}", audit.auditor.email, subject, f"{body}\n\n{NO_DETAIL}", at=at)


def tell_managers(audit: Audit, link: Callable[[int], str], *, at: datetime) -> None:
    """Actions proposed before moderation reach their managers now. ``link`` makes a full address from an audit's id."""
    query = select(Action.team_id, func.count(Action.id)).where(
        Action.audit_id == audit.id, Action.status == ActionStatus.PROPOSED
    )
    for team_id, number in session.execute(query.group_by(Action.team_id).order_by(Action.team_id)):
        actions = "1 action waits" if number == 1 else f"{number} actions wait"
        for person in managers_of(team_id):
            message(
                f"actions-to-agree:{audit.id}:{person.id}",
                person.email,
                f"{actions} for you to agree",
                f"Case audit {audit.id} was moderated, and {actions.lower()} for you to agree.\n\n"
                f"Read the audit and its actions:\n{link(audit.id)}\n\n{NO_DETAIL}",
                at=at,
            )


def _settle_sections(audit: Audit, moderation: Moderation, settled: Mapping[str, Settled]) -> None:
    rows = {row.section_key: row for row in audit.section_grades}
    for key in settled.keys() - rows.keys():
        rows[key] = SectionGrade(section_key=key)
        audit.section_grades.append(rows[key])
    for key, row in rows.items():
        each = settled.get(key)
        row.moderator_grade = row.final_grade = each.grade if each else row.auditor_grade
        if each:
            moderation.sections.append(
                ModeratedSection(
                    section_key=key,
                    auditor_grade=row.auditor_grade,
                    second_grade=each.second,
                    moderator_grade=each.grade,
                    taken=each.taken,
                    category=each.category,
                    because=cleaned(each.because).strip(),
                )
            )
