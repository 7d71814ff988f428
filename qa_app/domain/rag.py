"""Is this action on track, and by which written rule?

The words are those of the improvement plans that these councils publish: Blue completed, Green on track,
Amber some progress but slippage, Red not progressed as planned. Nobody picks the colour; the rules below do,
and each rating says in a sentence why. A person may override it with a reason, but Blue means that quality
assurance has verified the work and cannot be given by hand.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from qa_app.domain.actions import ActionStatus
from qa_app.domain.errors import Incomplete, NotPossible

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

GRACE_DAYS = 14
"""How long after its due date an action with some progress is Amber before it is Red, unless configured."""

PROGRESS_WITHIN_DAYS = 30
"""How old the last sign of life may be on a Green action, unless configured."""


class Rag(StrEnum):
    """The rating. Always shown with its words: colour is never the only sign."""

    BLUE = "blue"
    GREEN = "green"
    AMBER = "amber"
    RED = "red"

    @property
    def label(self) -> str:
        """The name of the colour."""
        return self.value.capitalize()

    @property
    def words(self) -> str:
        """What the colour means."""
        return _WORDS[self]


_WORDS = {
    Rag.BLUE: "Completed and verified",
    Rag.GREEN: "On track",
    Rag.AMBER: "Some progress but slippage",
    Rag.RED: "Not progressed as planned",
}


@dataclass(frozen=True, slots=True)
class Override:
    """A rating given by hand. Make it with ``override``, which checks it."""

    colour: Rag
    reason: str


@dataclass(frozen=True, slots=True)
class ActionFacts:
    """What the rules look at.

    ``begun_on`` is the day it was agreed, or proposed while nobody has agreed. ``first_due_on`` is the date
    first agreed, ``due_on`` the date now. ``progress_on`` is the last progress note, if any.
    """

    status: ActionStatus
    begun_on: date
    first_due_on: date
    due_on: date
    progress_on: date | None = None
    completed_on: date | None = None
    override: Override | None = None


@dataclass(frozen=True, slots=True)
class RagRating:
    """The colour, the rule that gave it as a sentence, and whether a person overrode the rules."""

    colour: Rag
    because: str
    is_overridden: bool = False


@dataclass(frozen=True, slots=True)
class RagTotals:
    """How many actions have each colour. Totals add up with ``+``."""

    blue: int = 0
    green: int = 0
    amber: int = 0
    red: int = 0

    @property
    def total(self) -> int:
        """All actions rated."""
        return self.blue + self.green + self.amber + self.red

    def __add__(self, other: RagTotals) -> RagTotals:
        return RagTotals(
            self.blue + other.blue, self.green + other.green, self.amber + other.amber, self.red + other.red
        )


def rag(
    action: ActionFacts,
    today: date,
    grace_days: int = GRACE_DAYS,
    progress_within_days: int = PROGRESS_WITHIN_DAYS,
) -> RagRating | None:
    """The rating of an action today; None for a cancelled action, which leaves every count."""
    if action.status is ActionStatus.CANCELLED:
        return None
    ruled = _by_rules(action, today, grace_days, progress_within_days)
    # A verified action is closed: an override from the time before it no longer says anything.
    if action.override is None or ruled.colour is Rag.BLUE:
        return ruled
    by_hand = (
        f"Set by hand: {action.override.reason} By the rules it is {ruled.colour.label}: {ruled.because}"
    )
    return RagRating(action.override.colour, by_hand, is_overridden=True)


def override(colour: Rag, reason: str) -> Override:
    """A rating given by hand. Raises Incomplete without a reason, NotPossible for Blue."""
    if colour is Rag.BLUE:
        raise NotPossible("Blue means completed and verified. Ask quality assurance to verify the action.")
    if not reason.strip():
        raise Incomplete("Give the reason for changing the rating.")
    stated = reason.strip()
    return Override(colour, stated if stated[-1] in ".!?" else f"{stated}.")


def totals(ratings: Iterable[RagRating | None]) -> RagTotals:
    """Count the colours; cancelled actions (None) are left out."""
    counts = Counter(rating.colour for rating in ratings if rating)
    return RagTotals(**{colour.value: counts[colour] for colour in Rag})


def _by_rules(action: ActionFacts, today: date, grace_days: int, progress_within_days: int) -> RagRating:
    if action.status is ActionStatus.VERIFIED:
        return RagRating(Rag.BLUE, "Completed, and verified by quality assurance.")
    if action.status is ActionStatus.COMPLETED:
        return _completed(action, action.completed_on or today)
    if today > action.due_on:
        return _late(action, (today - action.due_on).days, grace_days)
    if today > action.first_due_on:
        return RagRating(
            Rag.AMBER,
            f"It was first due on {_day(action.first_due_on)}; the date was moved to {_day(action.due_on)}.",
        )
    return _in_time(action, today, progress_within_days)


def _completed(action: ActionFacts, completed_on: date) -> RagRating:
    if completed_on > action.first_due_on:
        late = (completed_on - action.first_due_on).days
        because = f"Completed {_days(late)} after the date first agreed; not yet verified."
        return RagRating(Rag.AMBER, because)
    return RagRating(Rag.GREEN, f"Completed in time on {_day(completed_on)}; not yet verified.")


def _late(action: ActionFacts, late: int, grace_days: int) -> RagRating:
    if action.status in {ActionStatus.PROPOSED, ActionStatus.SUGGESTED}:
        return RagRating(Rag.RED, f"Due {_days(late)} ago and not yet agreed.")
    if action.progress_on is None and action.completed_on is None:
        return RagRating(Rag.RED, f"Due {_days(late)} ago, with no progress noted.")
    if late > grace_days:
        return RagRating(Rag.RED, f"Due {_days(late)} ago, more than the {_days(grace_days)} allowed.")
    return RagRating(Rag.AMBER, f"Due {_days(late)} ago, with some progress noted.")


def _in_time(action: ActionFacts, today: date, progress_within_days: int) -> RagRating:
    sign_of_life = max(filter(None, (action.begun_on, action.progress_on, action.completed_on)))
    quiet = (today - sign_of_life).days
    if quiet > progress_within_days:
        silence = f"no progress noted for {_days(quiet)}"
        return RagRating(Rag.AMBER, f"Due on {_day(action.due_on)}, but {silence}.")
    if action.status in {ActionStatus.PROPOSED, ActionStatus.SUGGESTED}:
        return RagRating(Rag.GREEN, f"Due on {_day(action.due_on)}; waiting to be agreed.")
    if action.status is ActionStatus.RETURNED:
        return RagRating(Rag.AMBER, f"Due on {_day(action.due_on)}, but its completion was not accepted.")
    return RagRating(
        Rag.GREEN,
        f"Due on {_day(action.due_on)}, with a sign of progress in the last {_days(progress_within_days)}.",
    )


def _day(on: date) -> str:
    return f"{on.day} {on:%B %Y}"


def _days(n: int) -> str:
    return "1 day" if n == 1 else f"{n:,} days"
