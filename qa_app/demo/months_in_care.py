"""Who comes into care in a month, who moves on within it, and who leaves it?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING

from qa_app.demo import care_histories, codes, endings, histories
from qa_app.demo.children import Help
from qa_app.demo.families import day_of_last_month
from qa_app.demo.histories import Story
from qa_app.demo.rhythms import workday
from qa_app.demo.teams import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qa_app.demo.children import Child
    from qa_app.demo.desks import Desks

# How many in an ordinary month.
_INTO_CARE, _HOME, _GUARDIANSHIP = 7, 3, 3


def begin_care(before: Sequence[Child], on: date, rng: Random) -> list[Child]:
    """A few children on newer plans come into care; their plans end."""
    settled = on - timedelta(days=32)
    planned = [c for c in before if c.help is Help.PLAN and c.plan and c.plan.started < settled]
    planned.sort(key=lambda child: child.plan.started if child.plan else on, reverse=True)
    chosen = rng.sample(planned[:60], _INTO_CARE)
    taken = []
    for child in chosen:
        told = care_histories.newly_in_care(replace(child, plan=None), Story(Random(rng.random()), on))
        care = replace(told.care, started=day_of_last_month(on, rng)) if told.care else None
        care = replace(care, legal_since=care.started, placed_on=care.started, placements=1) if care else None
        ended = histories.end_plan(child, care.started) if care else child
        taken.append(replace(ended, help=Help.IN_CARE, care=care, every=told.every))
    return taken


def move_on_in_care(before: Sequence[Child], desks: Desks, on: date) -> list[Child]:
    """After the court, or at sixteen, another team takes over."""
    cared_for = [child for child in before if child.help is Help.IN_CARE and child.age_on(on) < 18]
    waiting = [child for child in cared_for if "Safeguarding" in child.team]
    waiting.sort(key=lambda child: child.care.started if child.care else on)
    grown = [child for child in cared_for if "Children in Care" in child.team and child.age_on(on) >= 16]
    moved = []
    for child, kind in (
        *((child, Kind.CARE) for child in waiting[:_INTO_CARE]),
        *((child, Kind.LEAVING_CARE) for child in grown),
    ):
        desks.leave(child.worker)
        team, worker = desks.seat(kind, 1, Help.IN_CARE)
        moved.append(replace(child, team=team, worker=worker))
    return moved


def end_care(before: Sequence[Child], desks: Desks, on: date, rng: Random) -> list[Child]:
    """Home, to a special guardian, or grown up."""
    cared_for = [child for child in before if child.help is Help.IN_CARE]
    settled = [child for child in cared_for if child.age_on(on) < 14 and "Children in Care" in child.team]
    leaving = rng.sample(settled, _HOME + _GUARDIANSHIP)
    ended = []
    for child in leaving[:_HOME]:
        day = day_of_last_month(on, rng)
        desks.leave(child.worker)
        team, worker = desks.seat(Kind.SAFEGUARDING, 1, Help.IN_NEED)
        home = care_histories.leave_care(child, day, codes.CEASED_HOME)
        ended.append(replace(home, help=Help.IN_NEED, team=team, worker=worker))
    for child in leaving[_HOME:]:
        day = day_of_last_month(on, rng)
        gone = care_histories.leave_care(child, day, codes.CEASED_GUARDIANSHIP)
        ended.append(endings.close(gone, day, codes.CLOSED_GUARDIANSHIP))
    for child in cared_for:
        if child.age_on(on) >= 18:
            birthday = workday(child.born.replace(year=child.born.year + 18, day=min(child.born.day, 28)))
            told = care_histories.turn_18(child, Story(Random(rng.random()), on), birthday)
            desks.leave(child.worker)
            team, worker = desks.seat(Kind.LEAVING_CARE, 1, Help.LEAVER)
            ended.append(replace(told, team=team, worker=worker))
    return ended


def end_leaving_care(before: Sequence[Child], on: date) -> list[Child]:
    """Support ends at 25. List 9 has no closing date: the young person is simply no longer on it."""
    return [
        replace(child, help=Help.NONE, leaving=None)
        for child in before
        if child.help is Help.LEAVER and child.age_on(on) >= 25
    ]
