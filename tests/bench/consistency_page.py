"""How long does the consistency page take over five thousand pairs of blind audits?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.bench import serving
from tests.bench.filling import fill
from tests.bench.measures import Line
from tests.bench.standing import in_turns, signed_in
from tests.bench.visitors import reader

if TYPE_CHECKING:
    from tests.bench.places import Place
    from tests.bench.sizes import Sizes

AIM = 2.0


def consistency_page(place: Place, sizes: Sizes) -> list[Line]:
    """The QA manager's page against reading the same rows, one by one, and the arithmetic alone.

    Both make the same figures with the same intervals: the overall grade and every section. A database of its own, so
    that second audits change no other figure.
    """
    audits = sizes.pairs + sizes.pairs // 5 + sizes.drafts
    filled = fill(
        place.instance("pairs"),
        audits=audits,
        auditors=sizes.auditors,
        drafts=sizes.drafts,
        pairs=sizes.pairs,
    )
    times = max(2, sizes.page_opens // 5)
    with serving.ours(filled.instance) as ours, serving.floor(filled.database_url, filled.instance) as floor:
        standing = signed_in(filled, ours, floor)
        our_time, floor_time = in_turns(
            standing,
            [reader(standing.ours.qa_manager, "/consistency", times)],
            [reader(standing.floor.qa_manager, "/consistency", times)],
            sizes,
        )
    name = f"consistency page over {filled.pairs:,} pairs"
    return [
        Line(f"{name}, p50", our_time.percentile(50), floor_time.percentile(50), "ms", AIM),
        Line(f"{name}, p95", our_time.percentile(95), floor_time.percentile(95), "ms", AIM),
        Line(f"{name}, computing", our_time.computing_each, floor_time.computing_each, "ms", AIM),
        Line(f"{name}, size", our_time.bytes / 1000, floor_time.bytes / 1000, "kB"),
    ]
