"""How did the help of a child end?"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from qa_app.demo import codes
from qa_app.demo.children import Help
from qa_app.demo.codes import pick
from qa_app.demo.histories import assessed, came_to_a_plan, end_plan, enquired

if TYPE_CHECKING:
    from datetime import date

    from qa_app.demo.children import Child
    from qa_app.demo.histories import Story


def closed_soon_after_step_down(child: Child, story: Story) -> Child:
    """A plan that ended, and a case that closed within weeks: what auditors call premature closure."""
    rng = story.rng
    ended = rng.randint(60, 170)
    child = came_to_a_plan(child, story, ended + rng.randint(90, 300))
    child = end_plan(child, story.ago(child, ended))
    return close(child, story.ago(child, ended - rng.randint(10, 55)), codes.CLOSED_NO_LONGER_IN_NEED)


def closed_after_help(child: Child, story: Story) -> Child:
    """A child in need plan that came to its end in the last six months."""
    rng = story.rng
    ago = rng.randint(2, 178)
    child = assessed(child, story, ago + int(rng.triangular(70, 500, 140)), needed=True)
    reasons = {
        codes.CLOSED_NO_LONGER_IN_NEED: 86,
        codes.CLOSED_TO_EARLY_HELP: 8,
        codes.CLOSED_MOVED_AWAY: 6,
    }
    return close(child, story.ago(child, ago), pick(reasons, rng))


def assessed_without_need(child: Child, story: Story) -> Child:
    """An assessment of the last six months that ended in no further action.

    Few of these children are in list 6: Ofsted does not ask for them there, and some systems send them anyway.
    """
    rng = story.rng
    child = assessed(child, story, rng.randint(30, 215), needed=False)
    if rng.random() < 0.12:
        child = enquired(child, story, rng.randint(30, 100), settled=True)
    authorised = child.assessments[-1].authorised or story.on
    if rng.random() < 0.1:
        return close(child, authorised, codes.CLOSED_NO_FURTHER_ACTION)
    return replace(child, need=None, help=Help.NONE)


def assessed_to_early_help(child: Child, story: Story) -> Child:
    """An assessment that ended with a family hub taking over."""
    child = assessed(child, story, story.rng.randint(30, 215), needed=False)
    return close(child, child.assessments[-1].authorised or story.on, codes.CLOSED_TO_EARLY_HELP)


def close(child: Child, day: date, reason: str) -> Child:
    """The episode of need closes on this day."""
    return replace(
        child,
        help=Help.CLOSED,
        need=replace(child.need, closed=day, reason=reason) if child.need else None,
    )
