"""Which cases are audited, and could somebody else check that the choice was fair?

Every eligible case is given a place in a queue by the SHA-256 of ``seed|stratum|reference``. That order looks
random, but anybody with the list, the seed and this sentence can make it again on any machine, in any
programming language, and in any later version of Python (``random.Random`` promises that for very little).
The draw walks the queue and takes a case while its stratum has a place left, passing over a child whose
sibling is already drawn. Sizes per stratum are decided first, by ``apportionment``.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Literal

from qa_app.domain.apportionment import allot
from qa_app.domain.errors import NotPossible
from qa_app.domain.frames import ExclusionCount, exclusion_counts, frame_hash

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from qa_app.domain.frames import Candidate

Method = Literal["proportional", "equal"]

ALGORITHM = "v1"
"""Printed on every certificate. Any change of order, rounding or sibling rule needs a new name."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A case with its place: 1, 2, 3 … through the sample, or through the reserve of its stratum."""

    case_id: int
    reference: str
    stratum: str
    position: int


@dataclass(frozen=True, slots=True)
class StratumCount:
    """One stratum in figures: found by the filters, left after exclusions, promised, and really drawn."""

    name: str
    population: int
    eligible: int
    allotted: int
    drawn: int


@dataclass(frozen=True, slots=True)
class Draw:
    """What was drawn and everything needed to check it. Tuples are in draw order; strata by name."""

    drawn: tuple[Drawn, ...]
    reserve: tuple[Drawn, ...]
    strata: tuple[StratumCount, ...]
    exclusions: tuple[ExclusionCount, ...]
    asked: int
    seed: int
    frame_hash: str
    algorithm: str = ALGORITHM

    @property
    def population(self) -> int:
        """Cases that the filters found, eligible or not."""
        return sum(stratum.population for stratum in self.strata)

    @property
    def eligible(self) -> int:
        """Cases that could have been drawn."""
        return sum(stratum.eligible for stratum in self.strata)

    @property
    def shortfall(self) -> int:
        """How many cases fewer than asked for; 0 in most draws."""
        return self.asked - len(self.drawn)


def draw(
    candidates: Iterable[Candidate],
    *,
    size: int,
    method: Method = "proportional",
    seed: int,
    reserve: int = 2,
    per_stratum: int | None = None,
) -> Draw:
    """A sample of ``size`` cases, and up to ``reserve`` ordered replacements for each stratum.

    "proportional" shares ``size`` by eligible cases (largest remainder). "equal" shares it evenly, and what a
    small stratum cannot give goes to the others; with ``per_stratum`` each stratum gives that many, ``size``
    is not used, and nothing moves between strata. Fewer cases than asked is not an error: see ``shortfall``.
    Raises NotPossible when the request makes no sense or no case is eligible.
    """
    frame = sorted(candidates, key=lambda candidate: candidate.reference)
    _check(frame, size=size, method=method, reserve=reserve, per_stratum=per_stratum)
    queue = sorted(
        (candidate for candidate in frame if not candidate.excluded_because),
        key=lambda candidate: _place(seed, candidate),
    )
    sizes = Counter(candidate.stratum for candidate in queue)
    names = sorted({candidate.stratum for candidate in frame})
    allotted = (
        {name: min(per_stratum, sizes[name]) for name in names}
        if per_stratum is not None
        else allot({name: sizes[name] for name in names}, size, evenly=method == "equal")
    )
    chosen = _walk(queue, allotted, size if per_stratum is None else None)
    families = {candidate.family for candidate in chosen} - {""}
    taken_cases = set(chosen)
    rest = [candidate for candidate in queue if candidate not in taken_cases]
    siblings = [candidate for candidate in rest if candidate.family in families]
    taken = Counter(candidate.stratum for candidate in chosen)
    found = Counter(candidate.stratum for candidate in frame)
    return Draw(
        drawn=tuple(_numbered(candidate, place) for place, candidate in enumerate(chosen, start=1)),
        reserve=_reserves(rest, families, reserve),
        strata=tuple(
            StratumCount(name, found[name], sizes[name], allotted[name], taken[name]) for name in names
        ),
        exclusions=exclusion_counts(frame, len(siblings)),
        asked=size if per_stratum is None else per_stratum * len(names),
        seed=seed,
        frame_hash=frame_hash(frame),
    )


def replacement_for(reserve: Iterable[Drawn], stratum: str, used: Collection[int] = ()) -> Drawn | None:
    """The next case in the reserve of this stratum whose case_id is not in ``used``; None when it is empty."""
    waiting = [spare for spare in reserve if spare.stratum == stratum and spare.case_id not in used]
    return min(waiting, key=lambda spare: spare.position, default=None)


def _check(
    frame: Sequence[Candidate], *, size: int, method: Method, reserve: int, per_stratum: int | None
) -> None:
    if len({candidate.reference for candidate in frame}) != len(frame):
        raise ValueError("a case reference appears twice in the frame")
    if per_stratum is not None and method != "equal":
        raise ValueError("a number for each stratum belongs to the equal method")
    if (size if per_stratum is None else per_stratum) < 1:
        raise NotPossible("The sample must have at least one case. Enter 1 or more.")
    if reserve < 0:
        raise NotPossible("The reserve cannot be less than 0.")
    if all(candidate.excluded_because for candidate in frame):
        raise NotPossible(
            f"None of the {len(frame):,} cases found can be drawn: every one is excluded. "
            "Change the filters or the exclusions of the round."
            if frame
            else "The filters find no cases. Change the filters of the round."
        )


def _place(seed: int, candidate: Candidate) -> str:
    return sha256(f"{seed}|{candidate.stratum}|{candidate.reference}".encode()).hexdigest()


def _walk(queue: Sequence[Candidate], allotted: Mapping[str, int], asked: int | None) -> list[Candidate]:
    """Take cases in queue order. What siblings leave open is shared again while ``asked`` is not reached."""
    room = Counter(allotted)
    waiting = list(queue)
    chosen: list[Candidate] = []
    families: set[str] = set()
    while waiting:
        passed = []
        for candidate in waiting:
            if candidate.family in families:
                continue
            if room[candidate.stratum] < 1:
                passed.append(candidate)
                continue
            room[candidate.stratum] -= 1
            chosen.append(candidate)
            families |= {candidate.family} - {""}
        if asked is None or len(chosen) >= asked:
            break
        waiting = [candidate for candidate in passed if candidate.family not in families]
        still_free = Counter(candidate.stratum for candidate in waiting)
        room = Counter(allot(still_free, asked - len(chosen)))
    return chosen


def _reserves(queue: Iterable[Candidate], families: Collection[str], each: int) -> tuple[Drawn, ...]:
    """The next ``each`` cases of every stratum; no child whose sibling is drawn or already in the reserve."""
    lines: dict[str, list[Drawn]] = defaultdict(list)
    seen = set(families)
    for candidate in queue:
        line = lines[candidate.stratum]
        if len(line) < each and candidate.family not in seen:
            line.append(_numbered(candidate, len(line) + 1))
            seen |= {candidate.family} - {""}
    return tuple(spare for stratum in sorted(lines) for spare in lines[stratum])


def _numbered(candidate: Candidate, position: int) -> Drawn:
    return Drawn(candidate.case_id, candidate.reference, candidate.stratum, position)
