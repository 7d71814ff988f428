"""What happens in Exampleshire in a month?

Assessments end, plans begin and end, children come into care and leave it, cases close, two workers hand half
of their cases on. As many children are newly referred as leave, so that 1,408 cases are open on every list.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING

from qa_app.demo import care_histories, codes, histories
from qa_app.demo.children import Help, workday
from qa_app.demo.council import SEED, Job, Kind
from qa_app.demo.desks import Desks
from qa_app.demo.families import FIRST_REFERENCE, Families
from qa_app.demo.histories import Story
from qa_app.demo.opening import OPEN_CASES, newly_assessed, opening, without_a_case

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from qa_app.demo.children import Child
    from qa_app.demo.council import Council

# How many of each, in an ordinary month.
_ASSESSMENTS_ENDING, _PLANS_ENDING, _NEEDS_CLOSING = 119, 11, 58
_INTO_CARE, _HOME, _GUARDIANSHIP = 7, 3, 3
_HANDING_OVER = 2
_REFERRED_ONLY, _EARLY_HELP, _CONTACTS_ONLY = 20, 44, 106


def children_on(council: Council, day: date, months: int) -> tuple[Child, ...]:
    """Everybody whom a list of this day may name, so many months after the first list.

    The first list is of the first day of its month, so that any two days of one month tell one story.
    """
    start = _first_of_month(day, -months)
    children = opening(council, start, Random(SEED))
    for month in range(1, months + 1):
        children = _a_month_later(council, children, _first_of_month(start, month), Random(SEED + month))
    return children


def _a_month_later(council: Council, before: Sequence[Child], on: date, rng: Random) -> tuple[Child, ...]:
    children = {child.reference: child for child in before}
    desks = Desks(council, before)
    for changed in (
        *_end_assessments(before, desks, on, rng),
        *_end_plans(before, on, rng),
        *_end_needs(before, on, rng),
        *_begin_care(before, on, rng),
        *_move_on_in_care(before, desks, on),
        *_end_care(before, desks, on, rng),
        *_end_leaving_care(before, on),
    ):
        children[changed.reference] = changed
    desks = Desks(council, children.values())
    children |= {child.reference: child for child in _hand_over(council, children.values(), desks, rng)}
    gone = OPEN_CASES - sum(child.is_open for child in children.values())
    last = max(int(child.reference[2:]) for child in before if child.reference.startswith("EX"))
    families = Families(rng, on, max(last, FIRST_REFERENCE), max(child.family for child in before))
    return (
        *children.values(),
        *newly_assessed(gone, families, desks),
        *without_a_case(_REFERRED_ONLY, _EARLY_HELP, _CONTACTS_ONLY, families, desks, within=28),
    )


def _end_assessments(before: Sequence[Child], desks: Desks, on: date, rng: Random) -> list[Child]:
    """The longest open ones end: two in five with a plan, some with an enquiry, the others in nothing."""
    waiting = [child for child in before if child.help is Help.ASSESSMENT]
    waiting.sort(key=lambda child: child.assessments[-1].started)
    ended = []
    for family in _families(waiting[:_ASSESSMENTS_ENDING]):
        outcome, seed = rng.random(), rng.random()
        day = max(_a_day_of_last_month(on, rng), family[0].assessments[-1].started)
        for child in family:
            known = replace(
                child,
                assessments=(
                    replace(child.assessments[-1], authorised=day, needed=outcome < 0.53, seen=True),
                ),
            )
            if outcome < 0.4:
                ended.append(replace(known, help=Help.IN_NEED, every=rng.randint(18, 32)))
            elif outcome < 0.53:
                ended.append(histories.came_to_a_plan_today(known, Story(Random(seed), on)))
            else:
                reason = codes.CLOSED_TO_EARLY_HELP if outcome < 0.65 else codes.CLOSED_NO_FURTHER_ACTION
                ended.append(histories.close(known, day, reason))
    return _seated(ended, desks, on)


def _end_plans(before: Sequence[Child], on: date, rng: Random) -> list[Child]:
    """The longest plans end, most by stepping down to a child in need plan."""
    planned = [child for child in before if child.help is Help.PLAN and child.plan is not None]
    planned.sort(key=lambda child: child.plan.started if child.plan else on)
    ended = []
    for family in _families(planned[:_PLANS_ENDING]):
        day, closes = _a_day_of_last_month(on, rng), rng.random() < 0.15
        for child in family:
            down = histories.end_plan(replace(child, help=Help.IN_NEED, every=rng.randint(18, 32)), day)
            ended.append(histories.close(down, day, codes.CLOSED_NO_LONGER_IN_NEED) if closes else down)
    return ended


def _end_needs(before: Sequence[Child], on: date, rng: Random) -> list[Child]:
    """Child in need plans close, family by family, wherever they happen to be."""
    families = _families(child for child in before if child.help is Help.IN_NEED)
    rng.shuffle(families)
    ended: list[Child] = []
    for family in families:
        if len(ended) >= _NEEDS_CLOSING:
            break
        day = _a_day_of_last_month(on, rng)
        ended += (histories.close(child, day, codes.CLOSED_NO_LONGER_IN_NEED) for child in family)
    return ended


def _begin_care(before: Sequence[Child], on: date, rng: Random) -> list[Child]:
    """A few children on newer plans come into care; their plans end."""
    settled = on - timedelta(days=32)
    planned = [c for c in before if c.help is Help.PLAN and c.plan and c.plan.started < settled]
    planned.sort(key=lambda child: child.plan.started if child.plan else on, reverse=True)
    chosen = rng.sample(planned[:60], _INTO_CARE)
    taken = []
    for child in chosen:
        told = care_histories.newly_in_care(replace(child, plan=None), Story(Random(rng.random()), on))
        care = replace(told.care, started=_a_day_of_last_month(on, rng)) if told.care else None
        care = replace(care, legal_since=care.started, placed_on=care.started, placements=1) if care else None
        ended = histories.end_plan(child, care.started) if care else child
        taken.append(replace(ended, help=Help.IN_CARE, care=care, every=told.every))
    return taken


def _move_on_in_care(before: Sequence[Child], desks: Desks, on: date) -> list[Child]:
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


def _end_care(before: Sequence[Child], desks: Desks, on: date, rng: Random) -> list[Child]:
    """Home, to a special guardian, or grown up."""
    cared_for = [child for child in before if child.help is Help.IN_CARE]
    settled = [child for child in cared_for if child.age_on(on) < 14 and "Children in Care" in child.team]
    leaving = rng.sample(settled, _HOME + _GUARDIANSHIP)
    ended = []
    for child in leaving[:_HOME]:
        day = _a_day_of_last_month(on, rng)
        desks.leave(child.worker)
        team, worker = desks.seat(Kind.SAFEGUARDING, 1, Help.IN_NEED)
        home = care_histories.leave_care(child, day, codes.CEASED_HOME)
        ended.append(replace(home, help=Help.IN_NEED, team=team, worker=worker))
    for child in leaving[_HOME:]:
        day = _a_day_of_last_month(on, rng)
        gone = care_histories.leave_care(child, day, codes.CEASED_GUARDIANSHIP)
        ended.append(histories.close(gone, day, codes.CLOSED_GUARDIANSHIP))
    for child in cared_for:
        if child.age_on(on) >= 18:
            birthday = workday(child.born.replace(year=child.born.year + 18, day=min(child.born.day, 28)))
            told = care_histories.turn_18(child, Story(Random(rng.random()), on), birthday)
            desks.leave(child.worker)
            team, worker = desks.seat(Kind.LEAVING_CARE, 1, Help.LEAVER)
            ended.append(replace(told, team=team, worker=worker))
    return ended


def _end_leaving_care(before: Sequence[Child], on: date) -> list[Child]:
    """Support ends at 25. List 9 has no closing date: the young person is simply no longer on it."""
    return [
        replace(child, help=Help.NONE, leaving=None)
        for child in before
        if child.help is Help.LEAVER and child.age_on(on) >= 25
    ]


def _hand_over(council: Council, children: Collection[Child], desks: Desks, rng: Random) -> list[Child]:
    """Two social workers cut their hours: every second case of theirs goes to somebody else of the team."""
    able = [person for person in council.staff if person.job is Job.SOCIAL_WORKER]
    handed = []
    for worker in rng.sample(able, _HANDING_OVER):
        theirs = [child for child in children if child.is_open and child.worker == worker.name]
        for child in theirs[::2]:
            desks.leave(worker.name)
            taker = desks.seat_in(child.team, 1, child.help, avoiding=worker.name)
            handed.append(replace(child, worker=taker))
    return handed


def _seated(children: Sequence[Child], desks: Desks, on: date) -> list[Child]:
    """Those who are still helped move from the assessment team to a team that works with them for longer."""
    seated = []
    for family in _families(children):
        if not family[0].is_open:
            seated += family
            continue
        for child in family:
            desks.leave(child.worker)
        team, worker = desks.seat(_kind_for(family, on), len(family), family[0].help)
        seated += (replace(child, team=team, worker=worker) for child in family)
    return seated


def _kind_for(family: Sequence[Child], on: date) -> Kind:
    if any(child.disabled for child in family) and len(family) == 1:
        return Kind.DISABILITY
    if min(child.age_on(on) for child in family) >= 13:
        return Kind.ADOLESCENT
    return Kind.SAFEGUARDING


def _families(children: Iterable[Child]) -> list[list[Child]]:
    """Brothers and sisters together, in the order in which the first of them comes."""
    found: dict[int, list[Child]] = {}
    for child in children:
        found.setdefault(child.family, []).append(child)
    return list(found.values())


def _a_day_of_last_month(on: date, rng: Random) -> date:
    return workday(on - timedelta(days=rng.randint(1, 26)))


def _first_of_month(day: date, months: int) -> date:
    """The first day of the month so many months after (or, if negative, before) that of the day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, 1)
