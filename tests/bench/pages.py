"""How long does a page take to open?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.bench.forty_questions import QUESTIONS, SECTION
from tests.bench.measures import Line
from tests.bench.standing import in_turns
from tests.bench.visitors import reader

if TYPE_CHECKING:
    from tests.bench.sizes import Sizes
    from tests.bench.standing import Standing

AIM = 3.0


def section_page(standing: Standing, sizes: Sizes) -> list[Line]:
    """One auditor opens their draft's page of forty questions, one request after the other."""
    draft = standing.filled.drafts[0]
    place = standing.filled.auditor_of(draft)
    ours, floor = in_turns(
        standing,
        [reader(standing.ours.auditors[place], f"/audits/{draft}/sections/{SECTION}", sizes.page_opens)],
        [reader(standing.floor.auditors[place], f"/audits/{draft}/section", sizes.page_opens)],
        sizes,
    )
    name = f"open a section of {QUESTIONS} questions"
    return [
        Line(f"{name}, p50", ours.percentile(50), floor.percentile(50), "ms", AIM),
        Line(f"{name}, p95", ours.percentile(95), floor.percentile(95), "ms", AIM),
        Line(f"{name}, computing", ours.computing_each, floor.computing_each, "ms", AIM),
        Line(f"{name}, size", ours.bytes / 1000, floor.bytes / 1000, "kB"),
    ]
