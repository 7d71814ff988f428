"""What happens in Exampleshire in a month?

Assessments end, plans begin and end, children come into care and leave it, cases close, two workers hand half
of their cases on. As many children are newly referred as leave, so that 1,408 cases are open on every list.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from random import Random
from typing import TYPE_CHECKING

from qa_app.demo.council import SEED, Job
from qa_app.demo.desks import Desks
from qa_app.demo.families import FIRST_REFERENCE, Families
from qa_app.demo.months_in_care import begin_care, end_care, end_leaving_care, move_on_in_care
from qa_app.demo.months_of_help import end_assessments, end_needs, end_plans
from qa_app.demo.opening import OPEN_CASES, newly_assessed, opening, without_a_case

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from qa_app.demo.children import Child
    from qa_app.demo.council import Council

# How many of each, in an ordinary month.
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
        *end_assessments(before, desks, on, rng),
        *end_plans(before, on, rng),
        *end_needs(before, on, rng),
        *begin_care(before, on, rng),
        *move_on_in_care(before, desks, on),
        *end_care(before, desks, on, rng),
        *end_leaving_care(before, on),
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


def _first_of_month(day: date, months: int) -> date:
    """The first day of the month so many months after (or, if negative, before) that of the day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, 1)
