"""In what order is everything measured? Servers run only while they are asked."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from tests.bench import serving
from tests.bench.backups import backups
from tests.bench.consistency_page import consistency_page
from tests.bench.exports import documents, workbooks
from tests.bench.filling import Filled, fill
from tests.bench.findings_page import findings_page
from tests.bench.from_nothing import from_nothing
from tests.bench.lists import lists, times_of_lists
from tests.bench.long_history import long_history
from tests.bench.memory import largest_worker, memory
from tests.bench.pages import section_page
from tests.bench.saves import saves
from tests.bench.standing import signed_in

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.bench.measures import Line
    from tests.bench.places import Place
    from tests.bench.sizes import Sizes


def measure(place: Place, sizes: Sizes, tell: Callable[[str], None]) -> list[Line]:
    """Every line of the table. ``place`` is where databases stand; ``tell`` hears how it goes on."""
    filled = _filled(place.instance("many"), sizes.audits, sizes, tell)
    fewer = _filled(place.instance("few"), sizes.fewer_audits, sizes, tell)
    few_times = _few_times(fewer, sizes, tell)
    lines: list[Line] = []
    with serving.ours(filled.instance) as ours, serving.floor(filled.database_url, filled.instance) as floor:
        idle = largest_worker(ours), largest_worker(floor)
        standing = signed_in(filled, ours, floor)
        tell("Opening pages")
        lines += section_page(standing, sizes)
        tell("Saving answers")
        lines += saves(standing, sizes)
        tell("Opening lists")
        lines += lists(few_times, times_of_lists(standing, sizes), sizes)
        tell("Opening findings")
        lines += findings_page(standing, sizes)
        lines += memory(idle, (largest_worker(ours), largest_worker(floor)))
        tell("Backing up under load")
        lines += backups(standing, sizes)
    tell("Opening the consistency page")
    lines += consistency_page(place, sizes)
    tell("Writing workbooks")
    lines += workbooks(filled, sizes)
    tell("Writing PDFs")
    lines += documents(filled, sizes)
    tell("Checking the history")
    lines += long_history(place.instance("history"), sizes.history_rows)
    tell("Starting from nothing")
    lines += from_nothing(place, sizes)
    return lines


def _filled(instance: Path, audits: int, sizes: Sizes, tell: Callable[[str], None]) -> Filled:
    filled = fill(instance, audits=audits, auditors=sizes.auditors, drafts=sizes.drafts)
    tell(
        f"Built {filled.audits:,} audits with {filled.answers:,} answers and {filled.actions:,} actions "
        f"in {filled.seconds:.1f} s ({filled.megabytes:,.0f} MB, month {filled.month}: {filled.month_audits} audits)"
    )
    return filled


def _few_times(fewer: Filled, sizes: Sizes, tell: Callable[[str], None]) -> dict[str, tuple[float, float]]:
    with serving.ours(fewer.instance) as ours, serving.floor(fewer.database_url, fewer.instance) as floor:
        tell(f"Opening lists with {fewer.audits:,} audits")
        return times_of_lists(signed_in(fewer, ours, floor), sizes)


def with_history(place: Place, sizes: Sizes, tell: Callable[[str], None]) -> list[Line]:
    """What the history costs, alone: saving answers while each is recorded, and checking a long one."""
    filled = _filled(place.instance("many"), sizes.audits, sizes, tell)
    with serving.ours(filled.instance) as ours, serving.floor(filled.database_url, filled.instance) as floor:
        tell("Saving answers")
        lines = saves(signed_in(filled, ours, floor), sizes)
    tell("Checking the history")
    return lines + long_history(place.instance("history"), sizes.history_rows)


def load_average() -> str:
    """How busy the machine is, for the reader to judge."""
    return ", ".join(f"{each:.2f}" for each in os.getloadavg())
