"""Which cases could have been drawn, which could not, and why?

The frame is the list that a draw depends on. Its hash is printed on the sampling certificate: whoever holds
the same case list and the same rules comes to the same hash, and then to the same draw.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

SIBLING_DRAWN = "A sibling is already in the sample"
CLOSED = "The case is closed"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A case that the filters found. ``family`` is "" when not known; ``excluded_because`` is "" when eligible."""

    case_id: int
    reference: str
    stratum: str
    family: str = ""
    excluded_because: str = ""


@dataclass(frozen=True, slots=True)
class ExclusionCount:
    """How many cases left the frame for one reason."""

    reason: str
    n: int


def frame_hash(candidates: Iterable[Candidate]) -> str:
    """SHA-256 over all that the draw depends on except the seed, as 64 hex digits.

    One JSON array per case (reference, stratum, family, reason excluded), sorted by reference, one per line,
    UTF-8. Row numbers of our own database are left out, so another machine comes to the same hash.
    """
    lines = (
        json.dumps([case.reference, case.stratum, case.family, case.excluded_because], ensure_ascii=False)
        for case in sorted(candidates, key=lambda candidate: candidate.reference)
    )
    return sha256("\n".join(lines).encode()).hexdigest()


def exclusion_counts(frame: Iterable[Candidate], siblings: int = 0) -> tuple[ExclusionCount, ...]:
    """How many left the frame for each reason, by reason; ``siblings`` are those that the draw passed over."""
    reasons = Counter(candidate.excluded_because for candidate in frame if candidate.excluded_because)
    if siblings:
        reasons[SIBLING_DRAWN] += siblings
    return tuple(ExclusionCount(reason, n) for reason, n in sorted(reasons.items()))


def audited_within(months: int) -> str:
    """The reason for a case that was audited too recently to be audited again."""
    return f"Audited in the last {'month' if months == 1 else f'{months} months'}"
