"""What is one line of the table, and was its aim met?"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """One figure: ours, the floor's when there is one, and how many times worse ours is.

    ``at_most`` is the aim: of the ratio or, without a floor, of the figure itself. ``more_is_better`` for what is
    counted by the second.
    """

    figure: str
    ours: float
    floor: float | None
    unit: str
    at_most: float | None = None
    more_is_better: bool = False

    @property
    def ratio(self) -> float | None:
        """How many times as slow (or large) ours is as the floor."""
        if not self.floor or not self.ours:
            return None
        return self.floor / self.ours if self.more_is_better else self.ours / self.floor

    @property
    def aim(self) -> str:
        """The aim and whether it was met; empty without one."""
        if self.at_most is None:
            return ""
        said = f"{self.at_most:g}×" if self.floor or self.unit == "×" else f"{self.at_most:g} {self.unit}"
        return f"≤ {said}: {'met' if self.is_met else 'not met'}"

    @property
    def is_met(self) -> bool:
        """Whether the aim was met, as far as the printed digits go."""
        if self.at_most is None:
            return True
        measured = self.ratio if self.floor else self.ours
        return measured is not None and round(measured, 2) <= self.at_most


HEADINGS = ("figure", "ours", "floor", "ratio", "aim")


def cells(line: Line) -> tuple[str, ...]:
    """The line as the table prints it."""
    ratio = f"{line.ratio:.2f}×" if line.ratio is not None else "–"
    return line.figure, _shown(line.ours, line.unit), _shown(line.floor, line.unit), ratio, line.aim


def plain_table(lines: list[Line]) -> str:
    """For a terminal."""
    rows = [HEADINGS, *(cells(line) for line in lines)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(HEADINGS))]
    printed = [_spaced(row, widths) for row in rows]
    return "\n".join([printed[0], "  ".join("-" * width for width in widths), *printed[1:]])


def markdown_table(lines: list[Line]) -> str:
    """For README."""
    rows = [HEADINGS, ("---", "---:", "---:", "---:", "---"), *(cells(line) for line in lines)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _spaced(row: tuple[str, ...], widths: list[int]) -> str:
    """Words to the left, numbers to the right."""
    to_right = range(1, 4)
    return "  ".join(
        cell.rjust(width) if place in to_right else cell.ljust(width)
        for place, (cell, width) in enumerate(zip(row, widths, strict=True))
    ).rstrip()


def _shown(value: float | None, unit: str) -> str:
    if value is None:
        return "–"
    decimals = 0 if value >= 100 else 1 if value >= 10 else 2
    return f"{value:,.{decimals}f} {unit}".replace(" ×", "×")
