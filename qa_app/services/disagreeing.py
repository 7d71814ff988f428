"""What do moderators decide about two blind audits that differ?

One moderator decides; where the rule asks for a panel, one of its two members records what both came to. Both first grades
stay. Two at once: the pair is held while one decides, and the other is told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from qa_app.consequences import deciding, locking
from qa_app.consequences.deciding import Settled, Verdict
from qa_app.db import session, use_case
from qa_app.domain.errors import ConflictOfInterest, Incomplete, NotPossible, NotYours, Stale, StepNotAllowed
from qa_app.domain.moderating import Decision, Way
from qa_app.domain.pair_decisions import check_decision, final_grades
from qa_app.domain.pairs import OPEN, PairStatus, Taken, differences
from qa_app.domain.questions import Given
from qa_app.domain.standing_questions import OVERALL
from qa_app.domain.words import written
from qa_app.domain.workflow import Status, Step
from qa_app.models.audits import AnyAudit, Audit, SecondAudit
from qa_app.models.pairs import Pair, PanelGrades
from qa_app.models.people import User
from qa_app.queries.moderation import conflict_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from qa_app.domain.pair_decisions import PairDecision
    from qa_app.domain.pairs import Grades
    from qa_app.models.moderation import Moderation

SEATS = 2


@use_case
def decide(
    pair_id: int,
    decision: PairDecision,
    feedback: str = "",
    *,
    link: Callable[[int], str],
    seen: str,
    by: User,
    at: datetime,
) -> Moderation:
    """The final grades of the case, each difference answered. Both auditors are told that there is feedback.

    ``link`` makes the full address of an audit's page from its id.

    :raises StepNotAllowed: when the pair waits for no decision (any more), or one of the two is with its auditor.
    :raises NotYours: when the pair is for a panel that this person does not sit on.
    :raises ConflictOfInterest: for whoever made one of the two, or is too close to the case.
    :raises Incomplete, NotPossible: as ``domain.pair_decisions.check_decision``.
    :raises Stale: when the pair or one of the two changed since it was read (``Pair.as_seen``).
    """
    pair, first, second = _hold(pair_id, seen, by=by)
    if pair.status is PairStatus.TO_PANEL:
        _check_panel(pair, by)
    tool = first.tool_version.definition
    graded = (first.grades, second.grades)
    check_decision(tool, *graded, (_answers(first), _answers(second)), decision)
    final = final_grades(*graded, decision)
    overall = decision.items.get(OVERALL)
    verdict = Verdict(
        decision=Decision.AGREED if _is_first(final, graded[0]) else Decision.CHANGED,
        way=Way.PANEL if pair.status is PairStatus.TO_PANEL else Way.BESIDE,
        step=Step.MODERATE,
        overall=Settled(
            final.overall,
            overall.category if overall else None,
            overall.because if overall else decision.above_cap_because,
            second=graded[1].overall,
            taken=overall.taken if overall else Taken.FIRST,
        ),
        sections={
            key: Settled(
                final.sections.get(key), item.category, item.because, graded[1].sections.get(key), item.taken
            )
            for key, item in decision.items.items()
            if key != OVERALL
        },
        feedback=feedback,
        note=_note(tool.grade(final.overall).name, overall.taken if overall else Taken.FIRST),
        pair_id=pair.id,
    )
    moderation = deciding.decide(first, verdict, by=by, taken_by=by, at=at)
    locking.end_second(second, first, Step.MODERATE, by=by, at=at, note=verdict.note)
    pair.status, pair.settled_at = PairStatus.DECIDED, at
    for audit in (first, second):
        deciding.tell_auditor(
            audit,
            f"moderation:{moderation.id}",
            f"There is feedback on your audit {audit.id}",
            f"{by.name} moderated your audit {audit.id}. What was decided and why is on its page.\n\n{link(audit.id)}",
            at=at,
        )
    deciding.tell_managers(first, link, at=at)
    return moderation


@use_case
def sit_on_panel(
    pair_id: int, grades: Grades, because: str, *, seen: str, by: User, at: datetime
) -> PanelGrades:
    """One moderator's own grades, before they see the other's. Nothing of it can be changed afterwards.

    :raises StepNotAllowed: when the pair waits for no panel, both seats are taken, or this person has graded.
    :raises Incomplete: when a grade or the reason is missing.
    :raises: otherwise as ``decide``.
    """
    pair, first, second = _hold(pair_id, seen, by=by)
    if pair.status is not PairStatus.TO_PANEL:
        raise StepNotAllowed("This pair does not wait for a panel.")
    if any(each.by_id == by.id for each in pair.panel):
        raise StepNotAllowed("You have graded this case for the panel already. Your grades stay as they are.")
    if len(pair.panel) >= SEATS:
        raise StepNotAllowed("Two moderators have graded this case already, so the panel is complete.")
    _check_grades(first, second, grades)
    seat = PanelGrades(
        pair_id=pair.id,
        seat=len(pair.panel) + 1,
        by_id=by.id,
        at=at,
        overall=grades.overall,
        sections=dict(grades.sections),
        because=written(because, "Say why you grade like this."),
    )
    pair.panel.append(seat)
    session.flush()
    return seat


@use_case
def return_to_auditor(
    pair_id: int,
    audit_id: int,
    needed: str,
    *,
    link: Callable[[int], str],
    seen: str,
    by: User,
    at: datetime,
) -> Moderation:
    """One of the two goes back with what is needed. What both first graded stays compared; a person decides later.

    :raises Incomplete: without saying what is needed.
    :raises NotPossible: for an audit that is not of this pair.
    :raises: otherwise as ``decide``.
    """
    pair, first, second = _hold(pair_id, seen, by=by)
    audit: AnyAudit | None = {first.id: first, second.id: second}.get(audit_id)
    if audit is None:
        raise NotPossible("Choose one of the two audits.")
    needed = written(needed, "Say what the auditor needs to do.")
    moderation = deciding.recorded(audit, Decision.RETURNED, by=by, at=at)
    moderation.pair_id, moderation.because, moderation.way = pair.id, needed, Way.BESIDE
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


def _hold(pair_id: int, seen: str, *, by: User) -> tuple[Pair, Audit, SecondAudit]:
    """The pair and both audits as they are now, held until the transaction ends."""
    pair = session.scalars(
        select(Pair)
        .where(Pair.id == pair_id)
        .options(selectinload(Pair.panel))
        .with_for_update(of=Pair)
        .execution_options(populate_existing=True)
    ).one()
    first, second = locking.held(Audit, pair.audit_id), locking.held(SecondAudit, pair.second_id)
    if pair.status not in OPEN:
        raise StepNotAllowed(f"This pair is now “{pair.status.label}”. Look at what it says.")
    for audit in (first, second):
        if audit.status is not Status.SUBMITTED:
            raise StepNotAllowed(
                f"Audit {audit.id} is with its auditor, so the pair can be decided when it has come back."
            )
        if conflict := conflict_of(by, audit):
            raise ConflictOfInterest(conflict.sentence)
    pair.audit, pair.second = first, second
    if pair.as_seen != seen:
        raise Stale("One of the two audits changed since you opened the page. Read what it says now.")
    return pair, first, second


def _check_panel(pair: Pair, by: User) -> None:
    if len(pair.panel) < SEATS:
        raise StepNotAllowed(
            f"The panel is not complete: {len(pair.panel)} of {SEATS} moderators have graded this case."
        )
    members = {each.by_id for each in pair.panel}
    somebody_is_left = session.scalars(
        select(User.id).where(User.id.in_(members), User.active).limit(1)
    ).first()
    if by.id not in members and somebody_is_left:
        raise NotYours("One of the two moderators of the panel records what both came to.")


def _check_grades(first: Audit, second: SecondAudit, grades: Grades) -> None:
    tool = first.tool_version.definition
    known = {grade.key for grade in tool.grades}
    if not {grades.overall, *grades.sections.values()} <= known:
        raise NotPossible("Choose grades of this tool.")
    both = (first.grades, second.grades)
    for each in differences(tool, *both):
        if each.key != OVERALL and each.needs_panel and each.key not in grades.sections:
            raise Incomplete(f"Grade “{each.title}” too: the two auditors are far apart there.")


def _answers(audit: AnyAudit) -> Mapping[str, Given]:
    return {row.question_key: Given(row.value, row.comment) for row in audit.answers}


def _is_first(final: Grades, first: Grades) -> bool:
    return final.overall == first.overall and dict(final.sections) == dict(first.sections)


def _note(grade: str, taken: Taken) -> str:
    whose = {
        Taken.FIRST: "the first audit’s grade",
        Taken.SECOND: "the second audit’s grade",
        Taken.OTHER: "another grade",
    }
    return f"Decided beside a second audit: {grade} overall, {whose[taken]}."
