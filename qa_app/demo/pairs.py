"""How are second audits made and settled in Exampleshire?

They are given out a day after the first ones and made like any other. The QA managers decide what differs when they sit
down; where a panel is needed each grades for themselves, and whoever comes second records what both came to.
"""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from sqlalchemy import not_, select
from sqlalchemy.orm import joinedload

from qa_app.clock import in_london
from qa_app.db import session
from qa_app.demo import acting, auditing, tendencies, voices_pairs
from qa_app.demo.stage import Task
from qa_app.demo.workdays import at as moment
from qa_app.demo.workdays import between, days_later, some_time
from qa_app.domain.pair_decisions import PairDecision, TakenGrade, cap_of, final_grades
from qa_app.domain.pairs import OPEN, Grades, PairStatus, Taken, differences
from qa_app.domain.policy import Role
from qa_app.domain.questions import Given
from qa_app.domain.standing_questions import OVERALL
from qa_app.models.audits import Audit, SecondAudit
from qa_app.queries import pairings, pairs
from qa_app.services import disagreeing, moving, pairing

if TYPE_CHECKING:
    from datetime import date, datetime

    from qa_app.demo.plot import RoundPlot
    from qa_app.demo.stage import Stage
    from qa_app.domain.questions import Given as Answer
    from qa_app.models.audits import AnyAudit
    from qa_app.models.pairs import Pair
    from qa_app.models.people import User

_A_SITTING = 4
_MORE = 4
_APART = timedelta(minutes=17)
_PATIENCE = 2
"""Working days that a difference waits at least; the newest of a round that is still open wait longer."""


def expect_second_audits(stage: Stage, plot: RoundPlot) -> None:
    """A day after the round opens they are given out; two days before it closes, who cannot make theirs says so."""
    if not plot.second.asks_for_any:
        return
    stage.diary.note(moment(days_later(plot.opens, 1), 9, 20), partial(_give_out, stage, plot))
    if plot.closes:
        stage.diary.note(moment(days_later(plot.closes, -1), 9, 30), partial(_call_off, stage, plot))


def settle(stage: Stage, by: User, at: datetime) -> None:
    """Decide what has waited long enough, or grade for a panel."""
    today = in_london(at).date()
    waiting = [pair for pair in pairs.to_settle(by).items if _has_waited(stage, pair, today)]
    for place, pair in enumerate(waiting[:_A_SITTING]):
        when = at + place * _APART
        if when <= stage.diary.now:
            _settle(stage, pairs.one(by, pair.id), by, when)


def settle_all(stage: Stage, round_id: int, by: tuple[User, ...], at: datetime) -> None:
    """Before a round closes nothing of it is left open."""
    for place, pair in enumerate(pairs.of_round(by[0], round_id).items):
        if pair.status in OPEN:
            for who, person in enumerate(by):
                read = pairs.one(person, pair.id)
                if read.status in OPEN:
                    _settle(stage, read, person, at + timedelta(seconds=2 * place + who))


def _give_out(stage: Stage, plot: RoundPlot, at: datetime) -> None:
    by = stage.town.those_with(Role.QA_MANAGER)[0]
    made = list(pairing.give_out(stage.round_ids[plot.title], by=by, at=at))
    made += _more_of_the_coached(stage, plot, by, at)
    for pair in made:
        _expect(stage, plot, pair, at)
    stage.report(f'{plot.opens.day} {plot.opens:%B}: {len(made)} cases of "{plot.title}" are audited twice.')


def _more_of_the_coached(stage: Stage, plot: RoundPlot, by: User, at: datetime) -> list[Pair]:
    """By hand, some more audits of each auditor who was coached before: to see whether it helped."""
    found = []
    for auditor_id in sorted(stage.coached):
        query = select(Audit).where(
            Audit.round_id == stage.round_ids[plot.title],
            Audit.auditor_id == auditor_id,
            not_(pairs.is_live()),
        )
        loads = (joinedload(Audit.case), joinedload(Audit.team), joinedload(Audit.worker))
        for audit in session.scalars(query.options(*loads).order_by(Audit.id).limit(_MORE)).all():
            asked = pairings.for_audit(audit, in_london(at).date())
            if asked.may:
                because = voices_pairs.AFTER_COACHING
                found.append(
                    pairing.pair_by_hand(audit.id, asked.may[0].user_id, because=because, by=by, at=at)
                )
    return found


def _expect(stage: Stage, plot: RoundPlot, pair: Pair, at: datetime) -> None:
    """The second auditor of a pair will begin and hand in."""
    users = {user.id: user for user in stage.town.users.values()}
    first, second = stage.tasks[pair.audit_id], session.get_one(SecondAudit, pair.second_id)
    task = Task(
        audit_id=second.id,
        sampled_case_id=first.sampled_case_id,
        round=plot,
        tool=first.tool,
        auditor=users[second.auditor_id],
        team=first.team,
        setting=first.setting,
        standing=first.standing,
        is_second=True,
    )
    stage.tasks[second.id] = task
    _choose_times(stage, task, at)
    auditing.begin(stage, task)


def _choose_times(stage: Stage, task: Task, at: datetime) -> None:
    """Handed in within the weeks of the round like the first ones, and never late."""
    rng, opens = stage.rng, in_london(at).date()
    days = between(opens, task.round.due)
    end = days_later(opens, max(2, round(days * rng.triangular(0.2, 0.95, 0.65))))
    task.starts = some_time(
        max(days_later(end, -rng.choice((0, 1, 1, 2))), days_later(opens, 1)), rng, first=10, last=13
    )
    task.ends = some_time(end, rng, first=14, last=18)


def _call_off(stage: Stage, plot: RoundPlot, at: datetime) -> None:
    """What will not come any more. An auditor who fell ill had begun, and a colleague takes what was not."""
    by = stage.town.those_with(Role.QA_MANAGER)[0]
    for pair in pairs.of_round(by, stage.round_ids[plot.title], status=PairStatus.WAITING).items:
        stage.tasks[pair.second_id].is_gone = True
        pairing.call_off(pair.id, because=voices_pairs.CALLED_OFF, revision=pair.revision, by=by, at=at)


def hand_on(stage: Stage, plot: RoundPlot, away: User, at: datetime) -> None:
    """Somebody is away for the rest of the round: their second audits go to others who are independent."""
    by = stage.town.those_with(Role.QA_MANAGER)[0]
    users = {user.id: user for user in stage.town.users.values()}
    for pair in pairs.of_round(by, stage.round_ids[plot.title], status=PairStatus.WAITING).items:
        task = stage.tasks[pair.second_id]
        if task.auditor is not away or (task.ends and task.ends <= at):
            continue
        read = pairs.one(by, pair.id)
        asked = pairings.instead_of(read.second, read.audit, in_london(at).date())
        if not asked.may or (task.starts and task.starts <= at):
            task.is_gone, task.ends = True, None
            continue
        taker = asked.may[0]
        moving.move(read.second_id, taker.user_id, because="Signed off work.", by=by, at=at)
        task.auditor = users[taker.user_id]


def _has_waited(stage: Stage, pair: Pair, today: date) -> bool:
    since = in_london(pair.locked_at).date() if pair.locked_at else today
    patience = _PATIENCE if stage.tasks[pair.audit_id].round.closes else 2 * _PATIENCE
    return between(since, today) >= patience


def _settle(stage: Stage, pair: Pair, by: User, at: datetime) -> None:
    task = stage.tasks[pair.audit_id]
    if pair.status is PairStatus.TO_PANEL:
        members = pairs.panel_seen_by(by, pair, seats=disagreeing.SEATS)
        if len(members) < disagreeing.SEATS:
            if not members:
                _sit_on_panel(stage, pair, by, at)
            if pairs.seats_taken(pair) < disagreeing.SEATS:
                return
    decision = _decision(stage, pair)
    feedback = stage.voices.pick(voices_pairs.FEEDBACK)
    disagreeing.decide(
        pair.id,
        decision,
        feedback,
        link=stage.audit_page,
        seen=pair.as_seen,
        by=by,
        at=at + timedelta(minutes=1),
    )
    acting.follow(stage, task, at)
    if stage.chance(0.7):
        day = days_later(in_london(at).date(), stage.rng.randint(1, 4))
        stage.diary.note(some_time(day, stage.rng), partial(_read, (task, stage.tasks[pair.second_id])))


def _read(both: tuple[Task, Task], at: datetime) -> None:
    for task in both:
        auditing.read_feedback(task, at)


def _sit_on_panel(stage: Stage, pair: Pair, by: User, at: datetime) -> None:
    tool, standing = pair.audit.tool_version.definition, stage.tasks[pair.audit_id].standing
    overall = _between(
        pair.audit.grades, pair.second.grades, OVERALL, tendencies.fair_grade("", stage.rng, at=standing)
    )
    sections = {
        each.key: _between(
            pair.audit.grades,
            pair.second.grades,
            each.key,
            tendencies.fair_grade(each.key, stage.rng, at=standing),
        )
        for each in differences(tool, pair.audit.grades, pair.second.grades)
        if each.key != OVERALL
    }
    because = stage.voices.pick(voices_pairs.PANEL[overall])
    disagreeing.sit_on_panel(pair.id, Grades(overall, sections), because, seen=pair.as_seen, by=by, at=at)


def _between(first: Grades, second: Grades, key: str, fair: str) -> str:
    """A fair grade, but none that neither auditor was near to."""
    places = sorted(tendencies.GRADES.index(grade) for grade in (first[key], second[key]) if grade)
    place = min(max(tendencies.GRADES.index(fair), places[0]), places[-1])
    return tendencies.GRADES[place]


def _decision(stage: Stage, pair: Pair) -> PairDecision:
    first, second = pair.audit.grades, pair.second.grades
    tool, standing = pair.audit.tool_version.definition, stage.tasks[pair.audit_id].standing
    items = {}
    for each in differences(tool, first, second):
        section = "" if each.key == OVERALL else each.key
        fair = _between(first, second, each.key, tendencies.fair_grade(section, stage.rng, at=standing))
        items[each.key] = _item(stage, first, second, each.key, fair)
    decision = PairDecision(items)
    answers = (_answers(pair.audit), _answers(pair.second))
    limit = cap_of(tool, answers, final_grades(first, second, decision))
    if limit:
        items[OVERALL] = _item(stage, first, second, OVERALL, limit.key)
    return PairDecision(items)


def _item(stage: Stage, first: Grades, second: Grades, key: str, grade: str) -> TakenGrade:
    category, because = stage.voices.pick(voices_pairs.DECIDED[grade])
    if grade == first[key]:
        return TakenGrade(Taken.FIRST, category, because)
    if grade == second[key]:
        return TakenGrade(Taken.SECOND, category, because)
    return TakenGrade(Taken.OTHER, category, because, grade)


def _answers(audit: AnyAudit) -> dict[str, Answer]:
    return {row.question_key: Given(row.value, row.comment) for row in audit.answers}
