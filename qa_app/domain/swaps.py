"""Nobody can take this case as things stand: who could, if one audit changed hands?

The allocation already hands cases on within its own batch. What it cannot touch is work that was given out
earlier, so a swap is offered to the QA manager, who decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qa_app.domain.allocation import has_room
from qa_app.domain.conflicts import conflict

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from qa_app.domain.conflicts import AvailableAuditor, CaseToAllocate


@dataclass(frozen=True, slots=True)
class Held:
    """An audit that somebody has but has not started, so that it can still change hands."""

    case: CaseToAllocate
    user_id: int


@dataclass(frozen=True, slots=True)
class Swap:
    """Give ``case`` to ``gets_case``, who hands on ``hand_on`` to ``gets_handed_on``. Users by user_id."""

    case: CaseToAllocate
    gets_case: int
    hand_on: CaseToAllocate
    gets_handed_on: int
    sentence: str


def swaps_for(
    case: CaseToAllocate, auditors: Sequence[AvailableAuditor], held: Iterable[Held], *, most: int = 3
) -> tuple[Swap, ...]:
    """Up to ``most`` single swaps that would place the case, those that help the least loaded person first.

    Empty when no one hand-over is enough: then more capacity, or an auditor from elsewhere, is needed.
    """
    full = {a.user_id: a for a in auditors if not has_room(a) and conflict(case, a) is None}
    free = sorted((a for a in auditors if has_room(a)), key=lambda a: (a.load, a.name, a.user_id))
    offers = [
        (taker, full[holding.user_id], holding.case)
        for holding in held
        if holding.user_id in full
        for taker in free
        if conflict(holding.case, taker) is None
    ]
    offers.sort(key=lambda offer: (offer[0].load, offer[0].name, offer[1].name, offer[2].reference))
    return tuple(
        Swap(
            case=case,
            gets_case=giver.user_id,
            hand_on=handed_on,
            gets_handed_on=taker.user_id,
            sentence=f"Give case {case.reference} to {giver.name}, "
            f"and hand their case {handed_on.reference} on to {taker.name}.",
        )
        for taker, giver, handed_on in offers[:most]
    )
