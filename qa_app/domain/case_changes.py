"""What would a new case list change, compared with what is known?

A list replaces what the same list said before and leaves the other lists alone. Where a case stands now follows from
all lists together: the leading entry names its team and worker, and a case is open while one of lists 6 to 9 says so.
Cases that only lists 1 to 5 name are known, and can be audited, but nobody holds them open.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qa_app.domain.cases import ONE_ROW_PER_CHILD, AgeBand, leading_entry

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from qa_app.domain.cases import ListedCase, ReadList


@dataclass(frozen=True, slots=True)
class CaseState:
    """Where a case stands. ``team`` is the name of a known team or "", ``worker`` a name as listed or ""."""

    reference: str
    team: str = ""
    worker: str = ""
    age_band: AgeBand | None = None
    family: str = ""
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class UnknownTeam:
    """A team that the file names and the council does not know, and how many cases it would hold."""

    name: str
    cases: int


@dataclass(frozen=True, slots=True)
class ChangeCounts:
    """What changes, in numbers of cases; ``lists`` are those whose content differs from what is known."""

    lists: tuple[int, ...] = ()
    new: int = 0
    team_changed: int = 0
    worker_changed: int = 0
    closed: int = 0
    reopened: int = 0
    unchanged: int = 0

    @property
    def nothing(self) -> bool:
        """Would an import leave everything as it is?"""
        return not (
            self.lists or self.new or self.team_changed or self.worker_changed or self.closed or self.reopened
        )


@dataclass(frozen=True, slots=True)
class Changes:
    """All that an import writes: the new cases, the cases that stand differently, the entries of changed lists."""

    new: tuple[CaseState, ...]
    changed: tuple[CaseState, ...]
    entries: tuple[ListedCase, ...]
    unknown_teams: tuple[UnknownTeam, ...]
    counts: ChangeCounts

    @property
    def is_nothing(self) -> bool:
        """Is there nothing to write?"""
        return not (self.new or self.changed or self.counts.lists)


def changes(
    known: Mapping[str, CaseState],
    kept: Iterable[ListedCase],
    read: Sequence[ReadList],
    teams: Mapping[str, str],
) -> Changes:
    """Compare.

    ``known``: reference → state. ``kept``: the entries of the database, each list in the order of its file.
    ``teams``: ``folded`` name → name, of every team that there is (or that this import makes).
    """
    before: dict[int, list[ListedCase]] = defaultdict(list)
    for entry in kept:
        before[entry.list_number].append(entry)
    replaced = [each for each in read if _content(each.cases) != _content(before[each.list_number])]
    now: dict[str, list[ListedCase]] = defaultdict(list)
    fresh = {each.list_number: each.cases for each in read}
    for number in sorted(before.keys() | fresh.keys()):
        for entry in fresh.get(number, before[number]):
            now[entry.reference].append(entry)
    new, changed, tally = [], [], Counter[str]()
    unknown: Counter[str] = Counter()
    for reference in known.keys() | now.keys():
        old = known.get(reference)
        state = _state(reference, now.get(reference, ()), old, teams)
        if old is None:
            new.append(state)
        elif state != old:
            changed.append(state)
        _tally(tally, old, state)
        leading = leading_entry(now.get(reference, ()))
        if leading and leading.team and not state.team:
            unknown[leading.team] += 1
    return Changes(
        new=tuple(sorted(new, key=lambda state: state.reference)),
        changed=tuple(sorted(changed, key=lambda state: state.reference)),
        entries=tuple(entry for each in replaced for entry in each.cases),
        unknown_teams=_merged(unknown),
        counts=ChangeCounts(
            lists=tuple(sorted(each.list_number for each in replaced)),
            new=tally["new"],
            team_changed=tally["team"],
            worker_changed=tally["worker"],
            closed=tally["closed"],
            reopened=tally["reopened"],
            unchanged=tally["unchanged"],
        ),
    )


def folded(name: str) -> str:
    """A name as it is compared: spaces made single, capitals ignored."""
    return " ".join(name.split()).casefold()


def _state(
    reference: str, entries: Sequence[ListedCase], old: CaseState | None, teams: Mapping[str, str]
) -> CaseState:
    leading = leading_entry(entries)
    if leading is None:  # gone from every list: closed, and last seen where it was
        return CaseState(
            reference,
            team=old.team if old else "",
            worker=old.worker if old else "",
            age_band=old.age_band if old else None,
            family=old.family if old else "",
        )
    first = (leading, *(entry for entry in entries if entry is not leading))
    return CaseState(
        reference,
        team=teams.get(folded(leading.team), ""),
        worker=" ".join(leading.worker.split()),
        # The database's own entries carry neither age nor family, so what was known before stands in.
        age_band=next((e.age_band for e in first if e.age_band), old.age_band if old else None),
        family=next((e.family for e in first if e.family), old.family if old else ""),
        is_open=any(entry.is_open for entry in entries if entry.list_number in ONE_ROW_PER_CHILD),
    )


def _tally(tally: Counter[str], old: CaseState | None, state: CaseState) -> None:
    if old is None:
        tally["new"] += 1
        return
    tally["team"] += state.team != old.team
    tally["worker"] += state.worker != old.worker
    tally["closed"] += old.is_open and not state.is_open
    tally["reopened"] += state.is_open and not old.is_open
    tally["unchanged"] += state == old


def _content(entries: Iterable[ListedCase]) -> list[tuple[object, ...]]:
    """What the database keeps of a list, in its order; a row number or an age that changed is no change."""
    return [
        (
            *(entry.reference, entry.team, entry.worker, entry.status, entry.flags),
            *(entry.started_on, entry.ended_on, entry.last_seen_on, entry.reviewed_on),
        )
        for entry in entries
    ]


def _merged(unknown: Counter[str]) -> tuple[UnknownTeam, ...]:
    """One line for each team, however its name is spaced or capitalised; the commonest spelling is kept."""
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    for name, n in unknown.items():
        spellings[folded(name)][" ".join(name.split())] += n
    lines = [
        UnknownTeam(min(names, key=lambda name: (-names[name], name)), names.total())
        for names in spellings.values()
    ]
    return tuple(sorted(lines, key=lambda line: folded(line.name)))
