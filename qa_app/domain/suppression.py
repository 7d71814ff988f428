"""Which published numbers could point at a child, and which others would give them away?

Counts of cases from 1 to the threshold less 1 are hidden, and so are as many others as it takes that they cannot be
worked out (``protection``). Hidden counts take their totals, shares and likely ranges with them. Findings are treated
as a whole, because they are read as a whole:

* teams add up to their service, services to all; the same row in two tables (all services, all teams, the final
  grades) is one row: rows under the same headings with the same numbers are hidden alike;
* a row's share says its part and what is left, so both are numbers to protect;
* headline figures are decided first and are then public: tables must be safe beside them.

Answers that leave every denominator (not applicable) are not about a child's care and are hidden only to protect
others. Rows of single audits and actions are left alone: who may read them knows the cases (``Findings.for_board``
drops them). Not protected: differences between two publications of the same period.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from qa_app.domain.figures import HIDDEN, HIDDEN_SHARE, Coefficient, Count, Measure, Share
from qa_app.domain.protection import Ledger

if TYPE_CHECKING:
    from collections.abc import Iterable

    from qa_app.domain.breakdowns import Breakdown, Row
    from qa_app.domain.figures import Figure, Value
    from qa_app.domain.findings import Findings

_CELL, _TOTALS_CELL, _SHARE, _TOTAL, _GRAND_TOTAL, _WHOLE, _HEADLINE = 0.0, 100.0, 200.0, 500.0, 1e4, 1e5, 1e6


def suppress(findings: Findings, threshold: int) -> Findings:
    """Findings in which no count of 1 to ``threshold`` - 1 cases is shown or can be worked out; 0 or 1 hides nothing.

    Raises ValueError when small numbers have been hidden before (the numbers that are needed are gone), when a total
    is not the sum of its parts, and when two tables have the same key.
    """
    if findings.hidden_below is not None:
        raise ValueError("Small numbers have already been hidden")
    record = _Record()
    for figure in (*findings.figures, *findings.agreement):
        record.enter_figure(figure)
    for one in findings.breakdowns:
        # What everybody reads, the grades of the whole council, is kept at the price of groups.
        is_whole = any(one is each for each in findings.grades)
        record.enter_breakdown(one, cost=_WHOLE if is_whole else _CELL)
    for services, teams in zip(findings.by_service, findings.by_team, strict=False):
        record.tie(services, teams)
    for figure, one in zip(findings.agreement, findings.consistency, strict=False):
        record.tie_total(figure, one)
    hidden = record.ledger.hidden(threshold)
    return replace(
        findings.with_breakdowns(lambda one: record.breakdown_without(one, hidden)),
        figures=tuple(record.figure_without(figure, hidden, threshold) for figure in findings.figures),
        agreement=tuple(record.figure_without(figure, hidden, threshold) for figure in findings.agreement),
        hidden_below=threshold,
    )


@dataclass(frozen=True, slots=True)
class _Split:
    """Where a share is written down: its part, the rest, and both together."""

    part: int
    rest: int
    of: int


@dataclass(frozen=True, slots=True)
class _Places:
    """Where a row is written down in the ledger."""

    cells: tuple[int, ...]
    total: int | None
    split: _Split | None


@dataclass(slots=True)
class _Record:
    """Every protected number of the findings, each written down once however often it is shown."""

    ledger: Ledger = field(default_factory=Ledger)
    rows: dict[tuple[str, int], _Places] = field(default_factory=dict)
    alike: dict[tuple[tuple[str, ...], tuple[int, ...]], _Places] = field(default_factory=dict)
    splits: dict[tuple[int, int], _Split] = field(default_factory=dict)
    headlines: dict[str, tuple[int, ...]] = field(default_factory=dict)

    def enter_figure(self, figure: Figure) -> None:
        match figure.value:
            case Count(value=int(value)) if figure.protected:
                self.headlines[figure.key] = (self.ledger.enter(value, cost=_HEADLINE),)
            case Share(part=Count(value=int(part)), of=Count(value=int(of))) if figure.protected:
                split = self._split(part, of, None, cost=_HEADLINE)
                self.splits[part, of] = split
                self.headlines[figure.key] = (split.part, split.rest, split.of)

    def enter_breakdown(self, one: Breakdown, *, cost: float = _CELL) -> None:
        if not one.protected:
            return
        if (one.key, 0) in self.rows:
            raise ValueError(f"Two tables have the key {one.key}")
        margin = self._alike_column(one)
        for place, row in enumerate(one.rows):
            self.rows[one.key, place] = self._enter_row(one, row, cost, margin[place] if margin else None)
        if one.totals is not None:
            totals = self._enter_row(one, one.totals, _TOTALS_CELL, None)
            self.rows[one.key, -1] = totals
            self._add_up(totals, [self.rows[one.key, place] for place in range(len(one.rows))])

    def tie(self, services: Breakdown, teams: Breakdown) -> None:
        """State that each service's row is the sum of its teams' rows."""
        for place, service in enumerate(services.rows):
            parts = [
                self.rows[teams.key, number]
                for number, team in enumerate(teams.rows)
                if team.within == service.name and (teams.key, number) in self.rows
            ]
            if parts and (services.key, place) in self.rows:
                self._add_up(self.rows[services.key, place], parts)

    def tie_total(self, figure: Figure, one: Breakdown) -> None:
        """State that a headline count is the total of a table's first row."""
        total = self.rows[one.key, 0].total if (one.key, 0) in self.rows else None
        if figure.key in self.headlines and total is not None:
            self.ledger.add_up(self.headlines[figure.key][0], [total])

    def breakdown_without(self, one: Breakdown, hidden: frozenset[int]) -> Breakdown:
        if not one.protected:
            return one
        return replace(
            one,
            rows=tuple(
                _row_without(row, self.rows[one.key, place], hidden) for place, row in enumerate(one.rows)
            ),
            totals=one.totals and _row_without(one.totals, self.rows[one.key, -1], hidden),
        )

    def figure_without(self, figure: Figure, hidden: frozenset[int], threshold: int) -> Figure:
        if not figure.protected:
            return figure
        value = figure.value
        if not hidden.isdisjoint(self.headlines.get(figure.key, ())):
            value = _hide(value)
        last = figure.last and _small_hidden(figure.last, threshold)
        return replace(figure, value=_small_hidden(value, threshold), last=last)

    def _enter_row(self, one: Breakdown, row: Row, cost: float, total: int | None) -> _Places:
        names = tuple(category.name for category in one.categories)
        numbers = _plain(row.counts)
        same = self.alike.get((names, numbers))
        if same and (same.total is None, same.split is None) == (row.total is None, row.share is None):
            if total is not None and same.total is not None:
                self.ledger.add_up(total, [same.total])
            return same
        cells = tuple(
            self.ledger.enter(number, cost=cost, secret=category.in_whole or category.in_part)
            for category, number in zip(one.categories, numbers, strict=True)
        )
        split = self._enter_share(one, row, cells, cost)
        if row.total is not None:
            left_out = [
                cell
                for category, cell in zip(one.categories, cells, strict=True)
                if not (category.in_whole or category.in_part)
            ]
            if total is None and split is not None and not left_out:
                total = split.of
            elif total is None:
                total = self.ledger.enter(sum(numbers), cost=_GRAND_TOTAL if cost else _TOTAL)
            if split is None or total != split.of:
                self.ledger.add_up(total, [split.of, *left_out] if split else cells)
        self.alike[names, numbers] = _Places(cells, total, split)
        return self.alike[names, numbers]

    def _enter_share(self, one: Breakdown, row: Row, cells: tuple[int, ...], cost: float) -> _Split | None:
        if row.share is None:
            return None
        pairs = tuple(zip(one.categories, cells, strict=True))
        parts = [cell for category, cell in pairs if category.in_part]
        rest = [cell for category, cell in pairs if category.in_whole and not category.in_part]
        part, of = _plain((row.share.part, row.share.of))
        split = self.splits.get((part, of)) or self._split(
            part, of, _GRAND_TOTAL if cost else _TOTAL, cost=_SHARE + cost
        )
        self.ledger.add_up(split.part, parts)
        self.ledger.add_up(split.rest, rest)
        return split

    def _split(self, part: int, of: int, of_cost: float | None, *, cost: float) -> _Split:
        split = _Split(
            self.ledger.enter(part, cost=cost),
            self.ledger.enter(of - part, cost=cost),
            self.ledger.enter(of, cost=cost if of_cost is None else of_cost),
        )
        self.ledger.add_up(split.of, (split.part, split.rest))
        return split

    def _alike_column(self, one: Breakdown) -> tuple[int, ...] | None:
        """The totals column of a matrix, when it is a row of an earlier table turned on its side."""
        names = tuple(row.name for row in one.rows)
        totals = [row.total for row in one.rows if row.total is not None]
        same = self.alike.get((names, _plain(totals))) if len(totals) == len(names) else None
        return same.cells if same else None

    def _add_up(self, whole: _Places, parts: list[_Places]) -> None:
        for column, cell in enumerate(whole.cells):
            self.ledger.add_up(cell, [part.cells[column] for part in parts])
        totals = [part.total for part in parts if part.total is not None]
        if whole.total is not None and len(totals) == len(parts):
            self.ledger.add_up(whole.total, totals)


def _plain(counts: Iterable[Count]) -> tuple[int, ...]:
    return tuple(count.value or 0 for count in counts)


def _row_without(row: Row, places: _Places, hidden: frozenset[int]) -> Row:
    def left(count: Count, place: int | None) -> Count:
        return HIDDEN if place in hidden else count

    share, split = row.share, places.split
    if share is not None and split is not None and not hidden.isdisjoint((split.part, split.rest, split.of)):
        share = Share(HIDDEN, left(share.of, split.of), None, None)
    return replace(
        row,
        counts=tuple(left(count, place) for count, place in zip(row.counts, places.cells, strict=True)),
        total=row.total and left(row.total, places.total),
        share=share,
    )


def _small_hidden(value: Value, threshold: int) -> Value:
    """A number that stands alone: hidden when it, or what it leaves over, is small."""
    small: tuple[int, ...]
    match value:
        case Count(value=int(number)):
            small = (number,)
        case Share(part=Count(value=int(part)), of=Count(value=int(of))):
            small = (part, of - part, of)
        case Measure(n=Count(value=int(number))) | Coefficient(n=Count(value=int(number))):
            small = (number,)
        case _:
            return value
    return _hide(value) if any(0 < number < threshold for number in small) else value


def _hide(value: Value) -> Value:
    match value:
        case Count():
            return HIDDEN
        case Share():
            return HIDDEN_SHARE
        case Measure():
            return replace(value, value=None, n=HIDDEN, hidden=True)
        case Coefficient():
            return Coefficient(None, None, None, HIDDEN, hidden=True)
