"""What goes from a record whose period is over, and what stays so that no figure changes?

The case, the worker, free words and evidence go. Grades, judgements, choices, team and tool stay, and so do the days
that a figure counts with (how long until it was handed in, acknowledged, done); every other day becomes the first of
its month. An audit needs a case, so a case that is nobody's stands in for the one that was.
"""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import delete, select, update
from sqlalchemy.orm import selectinload

from qa_app.clock import in_london
from qa_app.db import session
from qa_app.domain.questions import DateQuestion, LongTextQuestion, ShortTextQuestion
from qa_app.domain.retention import removed, removed_as_long
from qa_app.models.actions import Action, ActionEvent
from qa_app.models.audits import Answer, AnyAudit, AuditEvent, AuditKind, Finding
from qa_app.models.calibration import Exercise, ExerciseCase, Invitation, ReferenceGrade
from qa_app.models.cases import Case, CaseEntry, CaseFlag, CaseListImport, ImportProblem
from qa_app.models.concerns import Concern
from qa_app.models.exemplars import Exemplar
from qa_app.models.moderation import ModeratedSection, Moderation
from qa_app.models.pairs import Pair, PanelGrades
from qa_app.models.personal import CaseNotice
from qa_app.models.publications import Audience, Publication, PublishedFile
from qa_app.models.reopenings import Reopening
from qa_app.models.replies import Reply
from qa_app.models.rounds import SampledCase
from qa_app.models.sign_offs import SignOff

if TYPE_CHECKING:
    from datetime import date

    from qa_app.consequences.stand_ins import StandIns
    from qa_app.models.base import Base
    from qa_app.models.coaching import Coaching
    from qa_app.models.mail import OutboxMessage


def action(row: Action) -> None:
    """Words and evidence of an action."""
    _clear(row, "what", "measure", "evidence", "rag_override_because")
    for event in session.scalars(select(ActionEvent).where(ActionEvent.action_id == row.id)):
        _clear(event, "what", "measure", "note")
        event.at = _month(event.at)


def concern(row: Concern) -> None:
    """What was seen, and what was done."""
    _clear(row, "what", "acknowledgement", "closing")
    row.noticed_on = row.noticed_on.replace(day=1)


def audit(row: AnyAudit, stand_ins: StandIns, *, at: datetime) -> None:
    """One audit of any kind with all that came of it: its second audit, decisions, replies, actions and concerns."""
    for each in (
        row,
        *session.scalars(select(AnyAudit).where(AnyAudit.of_id == row.id, AnyAudit.kind == AuditKind.SECOND)),
    ):
        _one_audit(each, stand_ins, at=at)


def coaching(row: Coaching) -> None:
    """What was talked about, agreed and answered."""
    _clear(row, "topic", "notes", "next_step", "answer")


def publication(row: Publication) -> None:
    """The full version. The one without cases has the same figures and takes its place; the fingerprint stays."""
    row.findings_json = row.board_json
    session.execute(
        delete(PublishedFile).where(
            PublishedFile.publication_id == row.id, PublishedFile.audience == Audience.FULL
        )
    )


def case_list(row: CaseListImport) -> None:
    """The file's name and everything that it quoted."""
    _clear(row, "file_name")
    row.reading_json = row.upload = None
    session.execute(delete(ImportProblem).where(ImportProblem.import_id == row.id))


def case(row: Case, *, at: datetime) -> None:
    """The reference, the worker and what the lists say."""
    entries = select(CaseEntry.id).where(CaseEntry.case_id == row.id)
    session.execute(delete(CaseFlag).where(CaseFlag.entry_id.in_(entries)))
    session.execute(delete(CaseEntry).where(CaseEntry.case_id == row.id))
    for notice in session.scalars(select(CaseNotice).where(CaseNotice.case_id == row.id)):
        _clear(notice, "about", "words", "ended_because")
    row.reference, row.family, row.worker_id, row.age_band = _nobody(), "", None, None
    row.removed_at = at


def message(row: OutboxMessage) -> None:
    """To whom, and what it said. The key stays: nobody is told again."""
    _clear(row, "to_address", "subject", "body", "last_error")


def _one_audit(row: AnyAudit, stand_ins: StandIns, *, at: datetime) -> None:
    _answers(row)
    row.worker_id = None
    row.started_at = _month(row.started_at) if row.started_at else None
    row.look_back_on = row.look_back_on.replace(day=1) if row.look_back_on else None
    for promised in session.scalars(select(Action).where(Action.audit_id == row.id)):
        action(promised)
    for raised in session.scalars(select(Concern).where(Concern.audit_id == row.id)):
        concern(raised)
    _afterwards(row.id)
    for found in session.scalars(select(Finding).where(Finding.audit_id == row.id)):
        _clear(found, "text")
        found.at = _month(found.at)
    for event in session.scalars(select(AuditEvent).where(AuditEvent.audit_id == row.id)):
        _clear(event, "note")
    session.execute(
        update(Exemplar).where(Exemplar.audit_id == row.id).values(audit_id=None, source="An audit")
    )
    session.execute(update(CaseNotice).where(CaseNotice.audit_id == row.id).values(audit_id=None))
    if row.case_id is not None:
        row.case_id = stand_ins.of(row.case_id, at=at)
    if row.sampled_case_id is not None:
        sampled = session.get_one(SampledCase, row.sampled_case_id)
        sampled.case_id = stand_ins.of(sampled.case_id, at=at)
        if sampled.unsuitable_because:
            sampled.unsuitable_because = removed(sampled.unsuitable_because)
    if row.exercise_case_id is not None:
        _exercise(row.exercise_case_id, stand_ins, at=at)
    session.flush()


def _answers(row: AnyAudit) -> None:
    tool = (
        session.scalars(
            select(AnyAudit).where(AnyAudit.id == row.id).options(selectinload(AnyAudit.tool_version))
        )
        .one()
        .tool_version.definition
    )
    questions = {question.key: question for question in tool.all_questions}
    for answer in session.scalars(select(Answer).where(Answer.audit_id == row.id)):
        question = questions.get(answer.question_key)
        if question is None or isinstance(question, LongTextQuestion | ShortTextQuestion):
            answer.value = removed_as_long(answer.value)
        elif isinstance(question, DateQuestion) and answer.value:
            answer.value = f"{answer.value[:8]}01"
        answer.comment = removed_as_long(answer.comment)
        answer.saved_at = _month(answer.saved_at)


def _afterwards(audit_id: int) -> None:
    """Decisions, pairs, replies, reopenings and sign-offs."""
    moderations = select(Moderation.id).where(Moderation.audit_id == audit_id)
    pairs = select(Pair.id).where((Pair.audit_id == audit_id) | (Pair.second_id == audit_id))
    for rows, names in (
        (session.scalars(select(Moderation).where(Moderation.audit_id == audit_id)), ("because", "feedback")),
        (
            session.scalars(select(ModeratedSection).where(ModeratedSection.moderation_id.in_(moderations))),
            ("because",),
        ),
        (session.scalars(select(Pair).where(Pair.id.in_(pairs))), ("because", "called_off_because")),
        (session.scalars(select(PanelGrades).where(PanelGrades.pair_id.in_(pairs))), ("because",)),
        (session.scalars(select(Reply).where(Reply.audit_id == audit_id)), ("reasons", "words")),
        (session.scalars(select(Reopening).where(Reopening.audit_id == audit_id)), ("reason", "words")),
        (session.scalars(select(SignOff).where(SignOff.audit_id == audit_id)), ("because", "content")),
    ):
        for each in rows:
            _clear(each, *names)


def _exercise(exercise_case_id: int, stand_ins: StandIns, *, at: datetime) -> None:
    """When the last audit of an exercise goes, so do its case and what the group said."""
    each = session.get_one(ExerciseCase, exercise_case_id)
    if stand_ins.is_used(each):
        return
    for grade in session.scalars(select(ReferenceGrade).where(ReferenceGrade.exercise_case_id == each.id)):
        _clear(grade, "rationale")
    exercise = session.get_one(Exercise, each.exercise_id)
    _clear(exercise, "notes", "cancelled_because")
    for invitation in session.scalars(select(Invitation).where(Invitation.exercise_id == exercise.id)):
        _clear(invitation, "taken_out_because")
    if each.case_id is not None:
        each.case_id = stand_ins.of(each.case_id, at=at)


def _clear(row: Base, *names: str) -> None:
    for name in names:
        setattr(row, name, removed(getattr(row, name)))


def stand_in_for(row: Case, *, at: datetime) -> Case:
    """A closed case of the same team and age, which nobody can be found by."""
    made = Case(
        reference=_nobody(),
        family="",
        age_band=row.age_band,
        team_id=row.team_id,
        worker_id=None,
        is_open=False,
        first_import_id=row.first_import_id,
        last_import_id=row.last_import_id,
        removed_at=at,
    )
    session.add(made)
    session.flush()
    return made


def _nobody() -> str:
    return f"removed-{secrets.token_hex(5)}"


def _month(moment: datetime) -> datetime:
    first: date = in_london(moment).date().replace(day=1)
    return datetime(first.year, first.month, 1, 12, tzinfo=moment.tzinfo)
