"""What is held about one case, word for word, wherever it lies?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import distinct, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from qa_app.clock import in_london, now, today
from qa_app.db import session
from qa_app.domain.answers import text_of
from qa_app.domain.cases import LIST_TITLES, status_label
from qa_app.domain.happenings import label_of
from qa_app.domain.subject_access import Entry, review_of
from qa_app.models.actions import Action, ActionEvent
from qa_app.models.audits import AnyAudit, AuditEvent, Finding, QueueReason
from qa_app.models.calibration import ExerciseCase
from qa_app.models.cases import Case, CaseEntry, ImportProblem
from qa_app.models.concerns import Concern
from qa_app.models.exemplars import Exemplar
from qa_app.models.history import HistoryRow
from qa_app.models.moderation import Moderation
from qa_app.models.pairs import Pair
from qa_app.models.people import User
from qa_app.models.personal import CaseNotice, SubjectAccess
from qa_app.models.reopenings import Reopening
from qa_app.models.replies import Reply
from qa_app.models.rounds import Round, Sample, SampledCase
from qa_app.models.sign_offs import SignOff
from qa_app.queries import identifying

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date, datetime

    from qa_app.domain.subject_access import Review


def review(case: Case) -> Review:
    """Everything, with what would be taken out of it. The number of statements grows with the audits of the case."""
    entries = [each for each in _everything(case) if each.words]
    hits = identifying.found_in(*(each.words for each in entries), on=today())
    return review_of(case.reference, entries, hits)


def one_case(case_id: int) -> Case:
    """A case that is still known, with its team and worker. NoResultFound for others."""
    return session.scalars(
        select(Case)
        .where(Case.id == case_id, Case.removed_at.is_(None))
        .options(joinedload(Case.team), joinedload(Case.worker))
    ).one()


def made() -> Sequence[SubjectAccess]:
    """Every file that was handed out, the newest first."""
    return session.scalars(
        select(SubjectAccess)
        .options(joinedload(SubjectAccess.case), joinedload(SubjectAccess.by).lazyload(User.roles))
        .order_by(SubjectAccess.id.desc())
    ).all()


def _everything(case: Case) -> Iterator[Entry]:
    yield from _of_lists(case)
    yield from _of_samples(case)
    for audit in _audits(case):
        yield from _of_audit(audit)
        yield from _of_what_came(audit)
    for notice in session.scalars(
        select(CaseNotice).where(CaseNotice.case_id == case.id).order_by(CaseNotice.id)
    ):
        part = notice.kind.label
        yield Entry(part, "About", notice.about)
        yield Entry(part, f"Recorded {_on(notice.at)}", notice.words)
        yield Entry(part, "Ended because", notice.ended_because)
    yield from _of_use(case)


def _of_lists(case: Case) -> Iterator[Entry]:
    part = "Case list"
    yield Entry(part, "Reference", case.reference)
    yield Entry(part, "Team", case.team.name if case.team else "")
    yield Entry(part, "Worker", case.worker.name if case.worker else "", is_person=True)
    yield Entry(part, "Age", case.age_band.label if case.age_band else "")
    yield Entry(part, "Family", case.family)
    yield Entry(part, "In the lists now", "Yes" if case.is_open else "No")
    rows = session.scalars(
        select(CaseEntry)
        .where(CaseEntry.case_id == case.id)
        .options(selectinload(CaseEntry.flags))
        .order_by(CaseEntry.list_number, CaseEntry.id)
    )
    for row in rows:
        title = f"List {row.list_number}: {LIST_TITLES.get(row.list_number, '')}"
        yield Entry(title, "Team as listed", row.team)
        yield Entry(title, "Worker as listed", row.worker, is_person=True)
        yield Entry(title, "Status", status_label(row.status))
        for name, day in (
            ("Started", row.started_on),
            ("Ended", row.ended_on),
            ("Last seen", row.last_seen_on),
            ("Last reviewed", row.reviewed_on),
        ):
            yield Entry(title, name, _day(day))
        yield Entry(title, "Noted", ", ".join(sorted(flag.label for flag in row.flag_set)))

    problems = select(ImportProblem).where(
        or_(
            ImportProblem.found == case.reference,
            ImportProblem.message.contains(case.reference, autoescape=True),
        )
    )
    for problem in session.scalars(problems.order_by(ImportProblem.id)):
        yield Entry("Problems in a case list", f"{problem.sheet} {problem.cell}".strip(), problem.message)


def _of_use(case: Case) -> Iterator[Entry]:
    """What the history says of it, by kind and without who. Until yesterday, or looking at this would change it."""
    kinds = (
        select(
            HistoryRow.what,
            func.count(),
            func.min(HistoryRow.at),
            func.max(HistoryRow.at),
            func.count(distinct(HistoryRow.by_id)),
        )
        .where(HistoryRow.case_reference == case.reference, HistoryRow.at < _midnight())
        .group_by(HistoryRow.what)
        .order_by(func.min(HistoryRow.at), HistoryRow.what)
    )
    for what, times, first, last, people in session.execute(kinds):
        said = f"{times:,} time{'s' * (times != 1)}, by {people:,} {'person' if people == 1 else 'people'}"
        span = f"{_on(first)}" if _on(first) == _on(last) else f"from {_on(first)[3:]} to {_on(last)[3:]}"
        yield Entry("Use of what is held, until yesterday", label_of(what), f"{said}, {span}")


def _midnight() -> datetime:
    return in_london(now()).replace(hour=0, minute=0, second=0, microsecond=0)


def _of_samples(case: Case) -> Iterator[Entry]:
    rows = session.execute(
        select(Round.title, SampledCase.is_reserve, SampledCase.unsuitable_because, Sample.drawn_at)
        .join(Sample, SampledCase.sample_id == Sample.id)
        .join(Round, Sample.round_id == Round.id)
        .where(SampledCase.case_id == case.id)
        .order_by(Sample.id)
    )
    for title, is_reserve, because, at in rows:
        yield Entry("Samples", title, f"{'In the reserve' if is_reserve else 'Drawn'}, {_on(at)}")
        yield Entry("Samples", f"{title}: not suitable because", because or "")


def _audits(case: Case) -> Sequence[AnyAudit]:
    of_exercise = select(ExerciseCase.id).where(ExerciseCase.case_id == case.id)
    return session.scalars(
        select(AnyAudit)
        .where(or_(AnyAudit.case_id == case.id, AnyAudit.exercise_case_id.in_(of_exercise)))
        .options(
            joinedload(AnyAudit.tool_version),
            joinedload(AnyAudit.auditor).lazyload(User.roles),
            selectinload(AnyAudit.answers),
        )
        .order_by(AnyAudit.id)
    ).all()


def _of_audit(audit: AnyAudit) -> Iterator[Entry]:
    part, tool = f"Audit {audit.id}", audit.tool_version.definition
    grades = {grade.key: grade.name for grade in tool.grades}
    yield Entry(part, "Kind", audit.kind.value.capitalize())
    yield Entry(part, "Tool", audit.tool_version.label)
    yield Entry(part, "Auditor", audit.auditor.name, is_person=True)
    yield Entry(part, "Status", audit.status_label)
    for name, key in (
        ("Auditor’s grade", audit.auditor_grade),
        ("Moderator’s grade", audit.moderator_grade),
        ("Final grade", audit.final_grade),
    ):
        yield Entry(part, name, grades.get(key or "", ""))
    given = {row.question_key: row for row in audit.answers}
    for question in tool.all_questions:
        if row := given.get(question.key):
            yield Entry(part, question.text, text_of(question, row.value) if row.value else "")
            yield Entry(part, f"Comment on: {question.text}", row.comment)
    for found in session.scalars(select(Finding).where(Finding.audit_id == audit.id).order_by(Finding.id)):
        yield Entry(part, found.kind.label, found.text)
    for event in session.scalars(
        select(AuditEvent).where(AuditEvent.audit_id == audit.id).order_by(AuditEvent.id)
    ):
        yield Entry(part, f"{event.step.past}, {_on(event.at)}", event.note or "No words")


def _of_what_came(audit: AnyAudit) -> Iterator[Entry]:
    of = audit.id
    part = f"What came of audit {of}"
    decisions = select(Moderation).where(Moderation.audit_id == of).options(selectinload(Moderation.sections))
    for decision in session.scalars(decisions.order_by(Moderation.id)):
        yield Entry(part, f"Decision, {_on(decision.at)}", decision.decision.value.capitalize())
        yield Entry(part, "Because", decision.because)
        yield Entry(part, "Feedback", decision.feedback)
        for section in decision.sections:
            yield Entry(part, f"Because, on {section.section_key}", section.because)
    yield from _of_pairs(part, of)
    for reply in session.scalars(select(Reply).where(Reply.audit_id == of).order_by(Reply.id)):
        yield Entry(part, f"Another look asked for, {_on(reply.asked_at)}", reply.reasons)
        yield Entry(part, "Answer", reply.words)
    for reopening in session.scalars(
        select(Reopening).where(Reopening.audit_id == of).order_by(Reopening.id)
    ):
        yield Entry(part, f"Reopening asked for, {_on(reopening.asked_at)}", reopening.reason)
        yield Entry(part, "Answer", reopening.words)
    for concern in session.scalars(select(Concern).where(Concern.audit_id == of).order_by(Concern.id)):
        yield Entry(part, f"Immediate concern, {_on(concern.raised_at)}", concern.what)
        yield Entry(part, "Acknowledged", concern.acknowledgement)
        yield Entry(part, "Closed", concern.closing)
    for action in session.scalars(select(Action).where(Action.audit_id == of).order_by(Action.id)):
        yield Entry(part, f"Action {action.id}, due on {_day(action.due_on)}", action.what)
        yield Entry(part, "How it is known to be done", action.measure)
        yield Entry(part, "Evidence", action.evidence)
        events = select(ActionEvent).where(ActionEvent.action_id == action.id).order_by(ActionEvent.id)
        for event in session.scalars(events):
            yield Entry(part, f"Action {action.id}, {_on(event.at)}", event.note)


def _of_pairs(part: str, of: int) -> Iterator[Entry]:
    """Second audits, why a moderator was to look, what was signed off, and what became an exemplar."""
    pairs = (
        select(Pair).where(or_(Pair.audit_id == of, Pair.second_id == of)).options(selectinload(Pair.panel))
    )
    for pair in session.scalars(pairs.order_by(Pair.id)):
        yield Entry(part, "Why it was audited twice", pair.because)
        yield Entry(part, "Called off because", pair.called_off_because)
        for seat in pair.panel:
            yield Entry(part, "Because, of the panel", seat.because)
    for reason in session.scalars(
        select(QueueReason).where(QueueReason.audit_id == of).order_by(QueueReason.id)
    ):
        yield Entry(part, "Why a moderator looked at it", reason.sentence)
    for signed in session.scalars(select(SignOff).where(SignOff.audit_id == of).order_by(SignOff.id)):
        yield Entry(part, f"Signed off, {_on(signed.at)}", signed.because or "No words")
    for exemplar in session.scalars(select(Exemplar).where(Exemplar.audit_id == of).order_by(Exemplar.id)):
        yield Entry(part, "Shown to auditors as an exemplar", exemplar.text)
        yield Entry(part, "Because, of the exemplar", exemplar.because)


def _on(moment: datetime) -> str:
    return f"on {_day(in_london(moment).date())}"


def _day(day: date | None) -> str:
    return f"{day.day} {day:%B %Y}" if day else ""
