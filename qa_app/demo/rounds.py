"""How does a round run in Exampleshire? Planned, drawn, given out, put right on the way, and closed.

What goes wrong in every round goes wrong here: somebody is exempt, somebody falls ill, a case cannot be audited, a
date is extended, and a few audits are never handed in.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from sqlalchemy import select

from qa_app.clock import in_london
from qa_app.db import session
from qa_app.demo import auditing, moderating, pairs, tendencies, voices_rounds
from qa_app.demo.stage import Task
from qa_app.demo.workdays import at as moment
from qa_app.demo.workdays import between, days_later, some_time
from qa_app.domain.policy import Role
from qa_app.domain.rounds import DrawPlan, StratifyBy
from qa_app.models.cases import CaseEntry
from qa_app.queries import proposals
from qa_app.services import allocating, drawing, exempting, moving, replacing, scheduling

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime

    from qa_app.demo.plot import RoundPlot
    from qa_app.demo.stage import Stage
    from qa_app.models.audits import Audit
    from qa_app.models.people import User


@dataclass(frozen=True, slots=True)
class Trouble:
    """What goes wrong in a round: who is exempt or falls ill (places among the auditors), how many cases are replaced."""

    exempt: int | None = None
    ill: int | None = None
    replaced: int = 0


def plan(stage: Stage, plot: RoundPlot, trouble: Trouble) -> None:
    """Set the round up on the working day before it opens, and let it run."""
    stage.diary.note(moment(days_later(plot.opens, -1), 14, 10), partial(_set_up, stage, plot))
    stage.diary.note(moment(plot.opens, 9, 5), partial(_give_out, stage, plot, trouble))
    for number in range(trouble.replaced):
        day = days_later(plot.opens, 2 + 2 * number)
        stage.diary.note(moment(day, 12, 15), partial(_replace, stage, plot))
    if trouble.ill is not None:
        stage.diary.note(
            moment(days_later(plot.opens, 3), 8, 50), partial(_fall_ill, stage, plot, trouble.ill)
        )
    stage.diary.note(moment(days_later(plot.due, -2), 15, 30), partial(_extend, stage, plot))
    pairs.expect_second_audits(stage, plot)
    if plot.closes:
        stage.diary.note(moment(plot.closes, 16), partial(_close, stage, plot))


def draft(stage: Stage, plot: RoundPlot, at: datetime) -> None:
    """Only set the round up: its sample is still to be drawn."""
    stage.diary.note(at, partial(_create, stage, plot))


def once_of(title: str) -> str:
    """What makes a round of the demo known again."""
    return f"demo:{title}"


def _create(stage: Stage, plot: RoundPlot, at: datetime) -> None:
    tool = stage.town.tools[plot.look.tool]
    made = scheduling.create(
        plot.plan(tool.id), once=once_of(plot.title), moderation_seed=plot.seed, by=_quality(stage), at=at
    )
    stage.round_ids[plot.title] = made.id


def _set_up(stage: Stage, plot: RoundPlot, at: datetime) -> None:
    _create(stage, plot, at)
    wanted = DrawPlan(StratifyBy.TEAM, "proportional", size=plot.size, seed=plot.seed, reserve=3)
    drawing.draw(stage.round_ids[plot.title], wanted, by=_quality(stage), at=at)


def _give_out(stage: Stage, plot: RoundPlot, trouble: Trouble, at: datetime) -> None:
    round_id, by = stage.round_ids[plot.title], _quality(stage)
    if trouble.exempt is not None:
        exempt = _auditor(stage, trouble.exempt)
        because = stage.voices.pick(voices_rounds.EXEMPTED_BECAUSE)
        exempting.exempt(round_id, exempt.id, because=because, by=by, at=at)
    made = allocating.allocate(round_id, by=by, at=at)
    tasks = _tasks(stage, plot, made)
    for task, end in zip(tasks, _ends(stage, plot, tasks), strict=True):
        _choose_times(stage, task, end)
    if not plot.closes:
        _pile_up(stage, plot, tasks)
    for task in tasks:
        auditing.begin(stage, task)
    for task in stage.rng.sample(tasks, len(tasks) // 60):
        task.is_worrying = True
    stage.report(
        f'{plot.opens.day} {plot.opens:%B}: {len(made)} audits of the round "{plot.title}" were given out.'
    )


def _tasks(stage: Stage, plot: RoundPlot, audits: Iterable[Audit]) -> list[Task]:
    audits = list(audits)
    lists = _lists_of({audit.case_id for audit in audits})
    users = {user.id: user for user in stage.town.users.values()}
    tool = stage.town.tools[plot.look.tool].definition
    tasks = []
    for audit in audits:
        team = stage.town.team_names[audit.team_id]
        fitting = [
            setting for number, setting in plot.look.settings.items() if number in lists[audit.case_id]
        ]
        task = Task(
            audit_id=audit.id,
            sampled_case_id=audit.sampled_case_id,
            round=plot,
            tool=tool,
            auditor=users[audit.auditor_id],
            team=team,
            setting=fitting[0],
            standing=tendencies.standing(team, stage.rng, lift=plot.lift),
        )
        stage.tasks[audit.id] = task
        tasks.append(task)
    return tasks


def _lists_of(case_ids: set[int]) -> dict[int, set[int]]:
    """Case id → the lists that name it as open, or (for lists of what has ended) at all."""
    found: dict[int, set[int]] = {case_id: set() for case_id in case_ids}
    rows = session.execute(
        select(CaseEntry.case_id, CaseEntry.list_number).where(
            CaseEntry.case_id.in_(case_ids),
            (CaseEntry.ended_on.is_(None)) | (CaseEntry.list_number == 4),
        )
    )
    for case_id, number in rows:
        found[case_id].add(number)
    return found


def _ends(stage: Stage, plot: RoundPlot, tasks: Sequence[Task]) -> list[date | None]:
    """On which day each audit is handed in: more of them towards the due date, a few late, some never.

    In a round that is still open, what is never handed in is with those who do nothing but audit.
    """
    days = between(plot.opens, plot.due)
    ends: list[date | None] = []
    for _ in tasks:
        share = stage.rng.triangular(0.12, 1.0, 0.7)
        late = stage.rng.randint(1, 2) if plot.closes and stage.chance(0.06) else 0
        ends.append(days_later(plot.opens, days + late if late else max(1, round(days * share))))
    able = [place for place, task in enumerate(tasks) if plot.closes or len(task.auditor.roles) == 1]
    for place in stage.rng.sample(able, min(plot.never, len(able))):
        ends[place] = None
    return ends


def _choose_times(stage: Stage, task: Task, end: date | None) -> None:
    """Begun some days before it is handed in. Some of those that never are were at least begun."""
    rng = stage.rng
    if end is not None:
        first = days_later(end, -rng.choice((0, 0, 1, 1, 2, 3)))
        task.starts = some_time(max(first, task.round.opens), rng, first=10, last=13)
        task.ends = some_time(end, rng, first=14, last=18)
    elif stage.chance(0.6):
        task.starts = some_time(days_later(task.round.opens, rng.randint(3, 8)), rng)


def _pile_up(stage: Stage, plot: RoundPlot, tasks: Sequence[Task]) -> None:
    """Whoever is late with one round has, in the next: an audit that will come back, one begun, one to begin."""
    late = {task.auditor.id for task in tasks if task.ends is None}
    for auditor_id in sorted(stage.busy):
        theirs = [task for task in tasks if task.auditor.id == auditor_id]
        for task, (start, end) in zip(theirs, ((2, 4), (5, None), (None, None)), strict=False):
            task.starts = moment(days_later(plot.opens, start), 10, 40) if start else None
            task.ends = moment(days_later(plot.opens, end), 15) if end else None
            task.held_back = end is not None
    stage.busy.update(late)


def _replace(stage: Stage, plot: RoundPlot, at: datetime) -> None:
    """The next case that nobody has begun cannot be audited."""
    waiting = [each for each in _of(stage, plot) if each.starts and each.starts > at]
    if not waiting:
        return
    gone = stage.rng.choice(waiting)
    for each in stage.tasks.values():
        each.is_gone = each.is_gone or each.sampled_case_id == gone.sampled_case_id
    because = stage.voices.pick(voices_rounds.REPLACED_BECAUSE)
    done = replacing.replace(gone.sampled_case_id, because=because, by=_quality(stage), at=at)
    made = [done.audit] if done.audit else []
    if done.instead and not done.audit:
        made = allocating.allocate(stage.round_ids[plot.title], by=_quality(stage), at=at)
    for task in _tasks(stage, plot, made):
        _choose_times(stage, task, days_later(plot.due, -1))
        auditing.begin(stage, task)


def _fall_ill(stage: Stage, plot: RoundPlot, place: int, at: datetime) -> None:
    """An auditor is away for the rest of the round; colleagues take what was not begun."""
    round_id, by, away = stage.round_ids[plot.title], _quality(stage), _auditor(stage, place)
    because = "Signed off work until the end of the month."
    exempting.exempt(round_id, away.id, because=because, by=by, at=at)
    pairs.hand_on(stage, plot, away, at)
    proposal = proposals.for_work_of(away.id, round_id, seed=plot.seed, on=in_london(at).date())
    for task in _of(stage, plot):
        if task.auditor is away and task.starts and task.starts <= at and (not task.ends or task.ends > at):
            task.ends, task.is_gone = None, True  # begun, and nobody can finish it
    if not proposal.pairings:
        return
    moved = moving.hand_on(
        round_id, away.id, digest=proposal.digest, seed=plot.seed, because=because, by=by, at=at
    )
    users = {user.id: user for user in stage.town.users.values()}
    for audit in moved:
        stage.tasks[audit.id].auditor = users[audit.auditor_id]


def _extend(stage: Stage, plot: RoundPlot, at: datetime) -> None:
    """Those who will be late and say so get a few days more."""
    late = [each for each in _of(stage, plot) if each.ends and in_london(each.ends).date() > plot.due]
    for task in late[::2]:
        because = stage.voices.pick(voices_rounds.EXTENDED_BECAUSE)
        moving.extend(task.audit_id, days_later(plot.due, 3), because=because, by=_quality(stage), at=at)


def _close(stage: Stage, plot: RoundPlot, at: datetime) -> None:
    round_id = stage.round_ids[plot.title]
    moderating.clear(stage, round_id, at)
    because = "Not handed in by the end of the round, and the case has moved on."
    scheduling.close(round_id, because=because, by=_quality(stage), at=at)
    done = sum(not each.is_gone and each.ends is not None for each in _of(stage, plot))
    day = in_london(at)
    stage.report(f'{day.day} {day:%B}: the round "{plot.title}" was closed with {done} audits.')


def _of(stage: Stage, plot: RoundPlot) -> list[Task]:
    """The round's audits that count; second ones have their own ways."""
    return [
        each
        for each in stage.tasks.values()
        if each.round is plot and not each.is_gone and not each.is_second
    ]


def _auditor(stage: Stage, place: int) -> User:
    return stage.town.those_with(Role.AUDITOR)[place]


def _quality(stage: Stage) -> User:
    return stage.town.those_with(Role.QA_MANAGER)[0]
