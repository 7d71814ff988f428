"""How long does the page of a month's findings take, counted afresh from four hundred audits?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa_app.domain.months import month_named
from tests.bench.measures import Line
from tests.bench.standing import in_turns
from tests.bench.visitors import reader

if TYPE_CHECKING:
    from tests.bench.sizes import Sizes
    from tests.bench.standing import Standing

AIM = 3.0


def findings_page(standing: Standing, sizes: Sizes) -> list[Line]:
    """The QA manager's preview against nine GROUP BYs in plain tables, without intervals, charts or suppression."""
    filled = standing.filled
    month = month_named(filled.month)
    if month is None:
        raise ValueError(filled.month)
    times = max(2, sizes.page_opens // 5)
    ours, floor = in_turns(
        standing,
        [reader(standing.ours.qa_manager, f"/findings/{filled.month}/preview", times)],
        [
            reader(
                standing.floor.qa_manager, f"/findings/{month.since:%Y-%m-%d}/{month.until:%Y-%m-%d}", times
            )
        ],
        sizes,
    )
    name = f"a month's findings page ({filled.month_audits} audits)"
    return [
        Line(f"{name}, p50", ours.percentile(50), floor.percentile(50), "ms", AIM),
        Line(f"{name}, p95", ours.percentile(95), floor.percentile(95), "ms", AIM),
        Line(f"{name}, computing", ours.computing_each, floor.computing_each, "ms", AIM),
        Line(f"{name}, size", ours.bytes / 1000, floor.bytes / 1000, "kB"),
    ]
