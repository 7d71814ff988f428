"""Who audits which case, so that the load is fair and nobody judges work that they are close to?

Each case goes to the auditor with the least work who may audit it. Where that auditor can only be freed by
handing on another case of the same batch, the chain of hand-overs is found and made (the "optimal
semi-matching" of Harvey, Ladner, Lovász and Tamir, 2006), so a case is left over only when nobody could take
it. Then auditors exchange cases of equal weight to meet as many different teams as possible: when the same
auditor always reads the same team, a strict auditor cannot be told from a weak team.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TYPE_CHECKING

from qa_app.domain.conflicts import conflict

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from qa_app.domain.conflicts import AvailableAuditor, CaseToAllocate


@dataclass(frozen=True, slots=True)
class Assignment:
    """One case for one auditor."""

    sampled_case_id: int
    user_id: int


@dataclass(frozen=True, slots=True)
class Unassigned:
    """A case that nobody could take, with one plain sentence for each auditor asked."""

    sampled_case_id: int
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Allocation:
    """Every case is in exactly one of the two. Both are in the order of the cases given."""

    assigned: tuple[Assignment, ...]
    unassigned: tuple[Unassigned, ...]


def allocate(cases: Sequence[CaseToAllocate], auditors: Sequence[AvailableAuditor], seed: int) -> Allocation:
    """Share ``cases`` among ``auditors``. The same input and seed give the same allocation, in any order.

    An auditor's load counts what they already hold; capacity is the most they can hold in all.
    """
    book = _Book(sorted(auditors, key=lambda auditor: _shuffled(seed, f"auditor|{auditor.user_id}")))
    queue = sorted(cases, key=lambda case: _shuffled(seed, f"case|{case.reference}|{case.sampled_case_id}"))
    # Cases that few may audit go first: fewer hand-overs are needed later.
    left_over = {case for case in sorted(queue, key=book.choice) if not book.place(case)}
    book.mix_teams()
    as_they_stand = [replace(auditor, load=book.load[auditor.user_id]) for auditor in auditors]
    return Allocation(
        tuple(
            Assignment(case.sampled_case_id, book.holder[case].user_id)
            for case in cases
            if case not in left_over
        ),
        tuple(
            Unassigned(case.sampled_case_id, why_not(case, as_they_stand))
            for case in cases
            if case in left_over
        ),
    )


def why_not(case: CaseToAllocate, auditors: Iterable[AvailableAuditor]) -> tuple[str, ...]:
    """One sentence for each auditor who cannot take the case now; a sentence also when there are none."""
    found = [(auditor, conflict(case, auditor)) for auditor in auditors]
    if not found:
        return ("There are no auditors to choose from.",)
    return tuple(
        clash.sentence if clash else f"{auditor.name} already has {auditor.load}, as many as they can take."
        for auditor, clash in found
        if clash or not has_room(auditor)
    )


def has_room(auditor: AvailableAuditor) -> bool:
    """Can this auditor take one more?"""
    return auditor.capacity is None or auditor.load < auditor.capacity


class _Book:
    """Who holds what while an allocation is being worked out. ``auditors`` come in order of preference."""

    def __init__(self, auditors: Sequence[AvailableAuditor]) -> None:
        self.auditors = {auditor.user_id: auditor for auditor in auditors}
        self.load = {auditor.user_id: auditor.load for auditor in auditors}
        self.holder: dict[CaseToAllocate, AvailableAuditor] = {}
        self._held: dict[int, dict[CaseToAllocate, None]] = {auditor.user_id: {} for auditor in auditors}
        self._cells: dict[tuple[int, str], dict[CaseToAllocate, None]] = defaultdict(dict)
        self._met = Counter((auditor.user_id, team) for auditor in auditors for team in auditor.recent_teams)
        self._may: dict[CaseToAllocate, tuple[int, ...]] = {}

    def may(self, case: CaseToAllocate) -> tuple[int, ...]:
        """The auditors without a conflict, in order of preference."""
        if case not in self._may:
            free = (auditor for auditor in self.auditors.values() if conflict(case, auditor) is None)
            self._may[case] = tuple(auditor.user_id for auditor in free)
        return self._may[case]

    def choice(self, case: CaseToAllocate) -> int:
        """How many auditors may take the case at all."""
        return len(self.may(case))

    def place(self, case: CaseToAllocate) -> bool:
        """Give the case to somebody, handing on others where that makes the load fairer. False: nobody can."""
        came_from = self._reachable(case)
        free = [user_id for user_id in came_from if self._has_room(user_id)]
        if not free:
            return False
        least = min(self.load[user_id] for user_id in free)
        lightest = [user_id for user_id in free if self.load[user_id] == least]
        direct = [user_id for user_id in lightest if came_from[user_id] is None]
        # Without a direct way the first found is the shortest chain, because the search goes breadth first.
        target = min(direct, key=lambda user_id: self._met[user_id, case.team]) if direct else lightest[0]
        while link := came_from[target]:
            handed_on, holder_id = link
            self._drop(handed_on, holder_id)
            self._give(handed_on, target)
            target = holder_id
        self._give(case, target)
        return True

    def mix_teams(self, rounds: int = 5) -> None:
        """Exchange cases while that lets auditors meet more different teams. Loads stay as they are."""
        for _ in range(rounds):
            exchanged = sum(self._mix(case) for case in list(self.holder))
            if not exchanged:
                return

    def _mix(self, case: CaseToAllocate) -> bool:
        mine = self.holder[case].user_id
        if self._met[mine, case.team] < 2:
            return False
        for (theirs, team), others in self._cells.items():
            # The change in the sum of squared meetings, halved.
            change = (
                2
                + (self._met[mine, team] + self._met[theirs, case.team])
                - (self._met[mine, case.team] + self._met[theirs, team])
            )
            if theirs == mine or team == case.team or change >= 0 or theirs not in self.may(case):
                continue
            if (other := next((other for other in others if mine in self.may(other)), None)) is not None:
                self._drop(case, mine)
                self._drop(other, theirs)
                self._give(case, theirs)
                self._give(other, mine)
                return True
        return False

    def _reachable(self, case: CaseToAllocate) -> dict[int, tuple[CaseToAllocate, int] | None]:
        """The auditors who could end up with one more, and which case they would get from whom."""
        came_from: dict[int, tuple[CaseToAllocate, int] | None] = dict.fromkeys(self.may(case))
        lightest = min((load for user_id, load in self.load.items() if self._has_room(user_id)), default=0)
        if any(self._has_room(user_id) and self.load[user_id] == lightest for user_id in came_from):
            return came_from  # No chain can end with anybody less loaded, so none is looked for.
        to_visit = deque(came_from)
        while to_visit:
            user_id = to_visit.popleft()
            for held in self._held[user_id]:
                for further in self.may(held):
                    if further not in came_from:
                        came_from[further] = (held, user_id)
                        to_visit.append(further)
        return came_from

    def _has_room(self, user_id: int) -> bool:
        capacity = self.auditors[user_id].capacity
        return capacity is None or self.load[user_id] < capacity

    def _give(self, case: CaseToAllocate, user_id: int) -> None:
        self.holder[case] = self.auditors[user_id]
        self._held[user_id][case] = None
        self._cells[user_id, case.team][case] = None
        self._met[user_id, case.team] += 1
        self.load[user_id] += 1

    def _drop(self, case: CaseToAllocate, user_id: int) -> None:
        del self._held[user_id][case]
        del self._cells[user_id, case.team][case]
        self._met[user_id, case.team] -= 1
        self.load[user_id] -= 1


def _shuffled(seed: int, name: str) -> str:
    return sha256(f"{seed}|{name}".encode()).hexdigest()
