"""What does a moderator decide about a submitted audit?

Each decision is a row of its own that is never overwritten, and the auditor's, the moderator's and the final grade are
all kept. Two moderators at once: the audit is held while one decides, and the other is told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from qa_app.consequences import deciding
from qa_app.consequences.deciding import Settled, Verdict
from qa_app.db import session, use_case
from qa_app.domain.errors import ConflictOfInterest, NotPossible, Stale, StepNotAllowed
from qa_app.domain.moderating import Decision, Way
from qa_app.domain.questions import Given
from qa_app.domain.regrading import Changes, check_changes
from qa_app.domain.words import LONGEST, cleaned, written
from qa_app.domain.workflow import Step, after
from qa_app.models.audits import Audit
from qa_app.queries import pairs
from qa_app.queries.moderation import conflict_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from qa_app.models.moderation import Moderation
    from qa_app.models.people import User


@use_case
def agree(
    audit: Audit,
    feedback: str = "",
    *,
    link: Callable[[int], str],
    revision: int,
    by: User,
    at: datetime,
    is_bulk: bool = False,
) -> Moderation:
    """The auditor's grades stand. ``link`` makes the full address of an audit's page from its id.

    :raises StepNotAllowed: when the audit does not wait for moderation (any more), or has a second audit to wait for.
    :raises ConflictOfInterest: for the moderator's own audit, and a case that they are too close to.
    :raises Stale: when the audit changed since revision ``revision`` was read.
    :raises NotPossible: in bulk, for an audit that has a reason to be read.
    """
    _hold(audit, Step.MODERATE, revision=revision, by=by)
    if is_bulk and audit.queue_reasons:
        raise NotPossible("This audit is to be read by a moderator, so it cannot be agreed with others.")
    return _decide(audit, Decision.AGREED, Changes(), feedback, link=link, by=by, at=at, is_bulk=is_bulk)


@use_case
def change(
    audit: Audit,
    changes: Changes,
    feedback: str = "",
    *,
    link: Callable[[int], str],
    revision: int,
    by: User,
    at: datetime,
) -> Moderation:
    """Other grades, each with its reason. The auditor is told that there is feedback.

    :raises Incomplete: when nothing changes, a change has no reason, or the overall grade is above a cap unexplained.
    :raises NotPossible: for a grade or a section that the audit does not have.
    :raises: otherwise as ``agree``.
    """
    _hold(audit, Step.MODERATE, revision=revision, by=by)
    sections = {row.section_key: row.auditor_grade or "" for row in audit.section_grades}
    answers = {row.question_key: Given(row.value, row.comment) for row in audit.answers}
    check_changes(audit.tool_version.definition, answers, audit.auditor_grade or "", sections, changes)
    return _decide(audit, Decision.CHANGED, changes, feedback, link=link, by=by, at=at)


@use_case
def return_to_auditor(
    audit: Audit,
    needed: str,
    feedback: str = "",
    *,
    link: Callable[[int], str],
    revision: int,
    by: User,
    at: datetime,
) -> Moderation:
    """The audit goes back with what is needed. The auditor is told; the grades wait.

    :raises Incomplete: without saying what is needed.
    :raises: otherwise as ``agree``.
    """
    _hold(audit, Step.RETURN, revision=revision, by=by)
    needed = written(needed, "Say what the auditor needs to do.")
    moderation = deciding.recorded(audit, Decision.RETURNED, by=by, at=at)
    moderation.because, moderation.feedback = needed, cleaned(feedback).strip()[:LONGEST]
    audit.take(Step.RETURN, by=by, at=at, note=needed)
    session.flush()
    deciding.tell_auditor(
        audit,
        f"moderation:{moderation.id}",
        f"Audit {audit.id} was returned to you",
        f"{by.name} returned your audit {audit.id} and says on its page what is needed.\n\n{link(audit.id)}",
        at=at,
    )
    return moderation


def _hold(audit: Audit, step: Step, *, revision: int, by: User) -> None:
    """Read the audit again and hold it, so that one moderator wins and the other is told."""
    session.scalars(
        select(Audit)
        .where(Audit.id == audit.id)
        .options(
            joinedload(Audit.tool_version),
            joinedload(Audit.case),
            joinedload(Audit.auditor),
            joinedload(Audit.team),
            joinedload(Audit.worker),
            selectinload(Audit.answers),
            selectinload(Audit.section_grades),
            selectinload(Audit.queue_reasons),
        )
        .with_for_update(of=Audit)
        .execution_options(populate_existing=True)
    ).one()
    after(audit.status, step)
    if pairs.live_of(audit):
        raise StepNotAllowed(
            "This audit has a blind second audit. Both are settled together: look at the pair, or call the second "
            "audit off first."
        )
    if conflict := conflict_of(by, audit):
        raise ConflictOfInterest(conflict.sentence)
    if audit.revision != revision:
        raise Stale(
            "This audit was returned and submitted again since you opened the page. Read what it says now."
        )


def _decide(
    audit: Audit,
    decision: Decision,
    changes: Changes,
    feedback: str,
    *,
    link: Callable[[int], str],
    by: User,
    at: datetime,
    is_bulk: bool = False,
) -> Moderation:
    overall = changes.overall
    verdict = Verdict(
        decision=decision,
        way=Way.BULK if is_bulk else Way.READ,
        step=Step.MODERATE,
        overall=Settled(overall.grade, overall.category, overall.because)
        if overall
        else Settled(audit.auditor_grade, because=changes.above_cap_because),
        sections={
            key: Settled(each.grade, each.category, each.because) for key, each in changes.sections.items()
        },
        feedback=feedback,
        note=_PAST[decision],
    )
    moderation = deciding.decide(audit, verdict, by=by, taken_by=by, at=at)
    if moderation.feedback or decision is Decision.CHANGED:
        deciding.tell_auditor(
            audit,
            f"moderation:{moderation.id}",
            f"There is feedback on your audit {audit.id}",
            f"{by.name} moderated your audit {audit.id}. What was decided and why is on its page.\n\n"
            f"{link(audit.id)}",
            at=at,
        )
    deciding.tell_managers(audit, link, at=at)
    return moderation


_PAST = {Decision.AGREED: "Grades agreed.", Decision.CHANGED: "One or more grades changed."}
