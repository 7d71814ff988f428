"""How does an auditor of Exampleshire do an audit?

In two sittings: the first part of the answers and a strength, then the rest, the other findings and actions, and it is
handed in. What a moderator returns is looked at again and handed in once more.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from qa_app.clock import in_london
from qa_app.db import session
from qa_app.demo import acting, coaching, concerns, voices_rationales
from qa_app.demo.filling_in import CaseSeen, fill_in, part_of
from qa_app.demo.noticing import answering as actions_answering
from qa_app.demo.noticing import notice
from qa_app.demo.workdays import days_later, some_time
from qa_app.domain.grading import section_grades
from qa_app.domain.standing_questions import OVERALL_GRADE, OVERALL_RATIONALE
from qa_app.domain.workflow import Status
from qa_app.models.audits import AnyAudit, FindingKind
from qa_app.queries import audits
from qa_app.services import answering, auditing, finding
from qa_app.services.answering import Typed
from qa_app.services.finding import Noted

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from qa_app.demo.noticing import Noticed
    from qa_app.demo.stage import Stage, Task
    from qa_app.domain.questions import Given

# How often an audit of each overall grade leads to actions for what it found.
_ACTED_ON = {"inadequate": 1.0, "requires_improvement": 0.62, "good": 0.25, "outstanding": 0.0}
_CONCERN = {"inadequate": 0.3}


def begin(stage: Stage, task: Task) -> None:
    """The auditor begins when the task says."""
    if task.starts:
        stage.diary.note(task.starts, partial(_first_sitting, stage, task))


def rework(stage: Stage, task: Task, at: datetime) -> None:
    """The audit came back: the auditor looks again within some days and hands it in once more."""
    day = days_later(in_london(at).date(), stage.rng.choice((1, 1, 2)))
    stage.diary.note(some_time(day, stage.rng, first=10, last=16), partial(_hand_in_again, stage, task))


def read_feedback(task: Task, at: datetime) -> None:
    """The auditor reads what was decided."""
    auditing.read_feedback(session.get_one(AnyAudit, task.audit_id), by=task.auditor, at=at)


def grade_of(task: Task) -> str:
    """The overall grade that the auditor gives, as a key."""
    return task.answers[OVERALL_GRADE].value


def grades_of_sections(task: Task) -> dict[str, str]:
    """The auditor's grades of the sections that were relevant, as keys."""
    return section_grades(task.tool, task.answers)


def _first_sitting(stage: Stage, task: Task, at: datetime) -> None:
    if task.is_gone:
        return
    auditing.start(session.get_one(AnyAudit, task.audit_id), by=task.auditor, at=at)
    seen = CaseSeen(
        task.team,
        task.setting,
        task.standing,
        in_london(at).date(),
        coaching.coached_on(stage, task.auditor),
    )
    task.answers = fill_in(task.tool, seen, task.auditor.name, stage.voices, stage.rng)
    noticed = notice(
        task.tool,
        grade_of(task),
        grades_of_sections(task),
        stage.voices,
        stage.rng,
        setting=task.setting,
    )
    _save(task, part_of(task.answers, stage.rng.uniform(0.35, 0.8)), at)
    _note(task, noticed[:1], at)
    if task.is_worrying or (not task.is_second and stage.chance(_CONCERN.get(grade_of(task), 0))):
        concerns.raise_from(stage, task, at)
    if task.ends:
        stage.diary.note(max(task.ends, at), partial(_second_sitting, stage, task, noticed))


def _second_sitting(stage: Stage, task: Task, noticed: tuple[Noticed, ...], at: datetime) -> None:
    if task.is_gone:
        return
    _save(task, task.answers, at)
    found = dict(zip(noticed[1:], _note(task, noticed[1:], at), strict=True))
    if not task.is_second and stage.chance(_ACTED_ON[grade_of(task)]):
        for each, voice in actions_answering(noticed[1:], stage.voices, stage.rng):
            acting.propose(stage, task, voice, found[each], by=task.auditor, at=at)
    _hand_in(stage, task, at)


def _hand_in_again(stage: Stage, task: Task, at: datetime) -> None:
    words = task.answers[OVERALL_RATIONALE]
    added = stage.voices.pick(voices_rationales.LOOKED_AGAIN)
    task.answers[OVERALL_RATIONALE] = replace(words, value=f"{words.value} {added}")
    _save(task, {OVERALL_RATIONALE: task.answers[OVERALL_RATIONALE]}, at, version=1)
    _hand_in(stage, task, at)


def _hand_in(stage: Stage, task: Task, at: datetime) -> None:
    audit = session.get_one(AnyAudit, task.audit_id)
    auditing.submit(audit, link=stage.audit_page, by=task.auditor, at=at)
    if audit.status is Status.MODERATED:  # the second of two that agree
        first = audit.of_id or audit.id
        acting.follow(stage, stage.tasks[first], at)


def _save(task: Task, given: Mapping[str, Given], at: datetime, version: int = 0) -> None:
    audit = audits.one_to_answer(task.auditor, task.audit_id)
    page = {key: Typed(each, version) for key, each in given.items()}
    saved = answering.save_page(audit, page, by=task.auditor, at=at)
    if not saved.is_whole:
        raise AssertionError(saved)  # the made-up answers fit the tool


def _note(task: Task, noticed: tuple[Noticed, ...], at: datetime) -> list[int]:
    """Write findings down; their ids."""
    audit = audits.one_to_answer(task.auditor, task.audit_id)
    return [
        finding.add(
            audit,
            Noted(FindingKind(each.kind), each.text, each.themes, each.section),
            by=task.auditor,
            at=at,
        ).id
        for each in noticed
    ]
