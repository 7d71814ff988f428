"""Who in Exampleshire judges a case again, to see whether they still judge it alike?

Three quality assurance officers opt in, one after the other. The first has handed a repeat in, the second has one waiting,
and the third opted in after the last ones were given out. The council has set four weeks, so that a demonstration of two
months shows something. Dice and words are its own, so that what else happens does not depend on it.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from random import Random
from typing import TYPE_CHECKING

from qa_app.clock import in_london
from qa_app.demo.council import Job
from qa_app.demo.filling_in import CaseSeen, fill_in
from qa_app.demo.voices import Voices
from qa_app.demo.workdays import at as moment
from qa_app.demo.workdays import days_later, last_moment
from qa_app.domain.answers import asked, unanswered
from qa_app.domain.policy import Role
from qa_app.queries import audits, council, people, repeats
from qa_app.services import answering, auditing, councils, repeating
from qa_app.services.answering import Typed
from qa_app.services.councils import Settings

if TYPE_CHECKING:
    from datetime import date, datetime

    from qa_app.demo.plot import Plot
    from qa_app.demo.stage import Stage, Task
    from qa_app.domain.questions import Given
    from qa_app.models.people import User

_WEEKS = 4
_SEED = 10
_ANEW = frozenset({"grade", "long_text", "short_text"})
"""Kinds of questions that are answered from scratch."""
_OTHERWISE = 0.3


def expect_repeats(stage: Stage, plot: Plot) -> None:
    """What the council sets, who opts in when, and the two days on which repeats are given out."""
    first, second, third = _officers(stage)
    opens, yesterday = plot.second.opens, days_later(in_london(last_moment(plot.now)).date(), -1)
    stage.diary.note(moment(days_later(opens, -1), 16, 30), partial(_set_weeks, stage))
    stage.diary.note(moment(days_later(opens, 1), 12, 40), partial(_opt_in, first))
    stage.diary.note(moment(plot.second.due, 8, 35), partial(_give_out, stage, first))
    stage.diary.note(moment(days_later(yesterday, -2), 12, 50), partial(_opt_in, second))
    stage.diary.note(moment(yesterday, 8, 35), partial(_give_out, stage, None))
    stage.diary.note(moment(yesterday, 12, 15), partial(_opt_in, third))


def _officers(stage: Stage) -> list[User]:
    """Those who belong to no team, so that hardly any case is too close to them."""
    return [
        stage.town.users[person.name]
        for person in stage.town.council.auditors
        if person.job is Job.QA_OFFICER
    ][:3]


def _set_weeks(stage: Stage, at: datetime) -> None:
    del at
    kept = council.settings()
    wanted = replace(Settings.of(kept, people.roles_with_second_factor()), repeat_weeks=_WEEKS)
    by = stage.town.those_with(Role.ADMINISTRATOR)[0]
    councils.change_settings(kept, wanted, seen=kept.revision, by=by)


def _opt_in(auditor: User, at: datetime) -> None:
    repeating.opt_in(by=auditor, at=at)


def _give_out(stage: Stage, done_by: User | None, at: datetime) -> None:
    """What was due is given out; ``done_by`` judges again within some days."""
    for repeat in repeating.give_out(at=at):
        if done_by and repeat.auditor_id == done_by.id:
            day = days_later(in_london(at).date(), 2)
            stage.diary.note(moment(day, 10, 5), partial(_judge_again, stage, done_by))


def _judge_again(stage: Stage, auditor: User, at: datetime) -> None:
    """The same case with the same eyes, on another day."""
    repeat = repeats.open_of(auditor)
    if repeat is None:
        return
    auditing.start(repeat, by=auditor, at=at)
    task = stage.tasks[repeat.of_id]
    answers = _another_day(task, repeat.look_back_on, auditor.name, Random(_SEED))
    draft = audits.one_to_answer(auditor, repeat.id)
    page = {key: Typed(each) for key, each in answers.items()}
    answering.save_page(draft, page, by=auditor, at=at)
    auditing.submit(draft, link=stage.audit_page, by=auditor, at=at)


def _another_day(task: Task, on: date, auditor: str, rng: Random) -> dict[str, Given]:
    """The same answers in other words, but for a few that seem otherwise now; whole, as the first ones were."""
    seen = CaseSeen(task.team, task.setting, task.standing, on)
    anew = fill_in(task.tool, seen, auditor, Voices(rng), rng)
    answers = dict(task.answers)
    for question in task.tool.all_questions:
        key = question.key
        if key not in answers or key not in anew:
            continue
        given, other = answers[key], anew[key]
        wavers = question.kind == "judgement" and rng.random() < _OTHERWISE
        if not wavers and question.kind not in _ANEW:
            other = replace(given, comment=other.comment if other.value == given.value else "")
        trying = {**answers, key: other}
        if not unanswered(task.tool, trying) and asked(task.tool, trying) == asked(task.tool, answers):
            answers = trying
    return answers
