"""How do assessments, plans and child in need plans end in a month, and what follows?"""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING

from qa_app.demo import codes, endings, histories
from qa_app.demo.children import Help
from qa_app.demo.families import day_of_last_month, families_of
from qa_app.demo.histories import Story
from qa_app.demo.teams import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from qa_app.demo.children import Child
    from qa_app.demo.desks import Desks

# How many in an ordinary month.
_ASSESSMENTS_ENDING, _PLANS_ENDING, _NEEDS_CLOSING = 119, 11, 58


def end_assessments(before: Sequence[Child], desks: Desks, on: date, rng: Random) -> list[Child]:
    """The longest open ones end: two in five with a plan, some with an enquiry, the others in nothing."""
    waiting = [child for child in before if child.help is Help.ASSESSMENT]
    waiting.sort(key=lambda child: child.assessments[-1].started)
    ended = []
    for family in families_of(waiting[:_ASSESSMENTS_ENDING]):
        outcome, seed = rng.random(), rng.random()
        day = max(day_of_last_month(on, rng), family[0].assessments[-1].started)
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
                ended.append(endings.close(known, day, reason))
    return _seated(ended, desks, on)


def end_plans(before: Sequence[Child], on: date, rng: Random) -> list[Child]:
    """The longest plans end, most by stepping down to a child in need plan."""
    planned = [child for child in before if child.help is Help.PLAN and child.plan is not None]
    planned.sort(key=lambda child: child.plan.started if child.plan else on)
    ended = []
    for family in families_of(planned[:_PLANS_ENDING]):
        day, closes = day_of_last_month(on, rng), rng.random() < 0.15
        for child in family:
            down = histories.end_plan(replace(child, help=Help.IN_NEED, every=rng.randint(18, 32)), day)
            ended.append(endings.close(down, day, codes.CLOSED_NO_LONGER_IN_NEED) if closes else down)
    return ended


def end_needs(before: Sequence[Child], on: date, rng: Random) -> list[Child]:
    """Child in need plans close, family by family, wherever they happen to be."""
    families = families_of(child for child in before if child.help is Help.IN_NEED)
    rng.shuffle(families)
    ended: list[Child] = []
    for family in families:
        if len(ended) >= _NEEDS_CLOSING:
            break
        day = day_of_last_month(on, rng)
        ended += (endings.close(child, day, codes.CLOSED_NO_LONGER_IN_NEED) for child in family)
    return ended


def _seated(children: Sequence[Child], desks: Desks, on: date) -> list[Child]:
    """Those who are still helped move from the assessment team to a team that works with them for longer."""
    seated = []
    for family in families_of(children):
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
