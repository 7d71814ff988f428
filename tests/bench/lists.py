"""Does a list of fifty stay as quick when the council has ten times as many audits?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.bench.measures import Line
from tests.bench.standing import in_turns
from tests.bench.visitors import reader

if TYPE_CHECKING:
    from tests.bench.sizes import Sizes
    from tests.bench.standing import Side, Standing
    from tests.bench.visitors import Session

AIM = 3.0
FLAT = 1.3
"""How much slower a list may be with ten times as many audits and still be called flat."""


@dataclass(frozen=True, slots=True)
class List:
    """One list: what people call it, its address, and whether it is an auditor's own."""

    name: str
    path: str
    is_own: bool = False

    def reader_on(self, side: Side) -> Session:
        """Who reads it: the auditor with the most audits, or the QA manager."""
        return side.auditors[0] if self.is_own else side.qa_manager


LISTS = (
    List("your audits", "/audits", is_own=True),
    List("moderation queue", "/moderation"),
    List("actions", "/actions"),
    List("cases", "/cases"),
)


def times_of_lists(standing: Standing, sizes: Sizes) -> dict[str, tuple[float, float]]:
    """Name → median milliseconds of ours and of the floor."""
    found = {}
    for each in LISTS:
        ours, floor = in_turns(
            standing,
            [reader(each.reader_on(standing.ours), each.path, sizes.page_opens)],
            [reader(each.reader_on(standing.floor), each.path, sizes.page_opens)],
            sizes,
        )
        found[each.name] = (ours.percentile(50), floor.percentile(50))
    return found


def lists(
    few: dict[str, tuple[float, float]], many: dict[str, tuple[float, float]], sizes: Sizes
) -> list[Line]:
    """Each list at both sizes, and how much it grew."""
    lines = []
    for each in LISTS:
        (few_ours, few_floor), (many_ours, many_floor) = few[each.name], many[each.name]
        name = f"list of 50, {each.name}"
        lines += [
            Line(f"{name}, {sizes.fewer_audits:,} audits, p50", few_ours, few_floor, "ms", AIM),
            Line(f"{name}, {sizes.audits:,} audits, p50", many_ours, many_floor, "ms", AIM),
            Line(f"{name}, growth", many_ours / few_ours, None, "×", FLAT),
        ]
    return lines
