"""Which picture shows how a group graded a case? One bar for each section, one piece for each grade.

The reader's own grade is flagged in it. The numbers stand in the table beside it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from qa_app.domain.breakdowns import Category, Picture, Tally, Tone, breakdown
from qa_app.domain.charts import chart_of
from qa_app.domain.scales import scale_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from qa_app.domain.calibration import Spread
    from qa_app.domain.charts import Bar, Chart
    from qa_app.domain.tools import ToolDefinition

OWN = "you"
_NOT_RELEVANT = Category("Not relevant", Tone.FAINT)


def spread_chart(
    key: str,
    title: str,
    tool: ToolDefinition,
    spreads: Sequence[Spread],
    own: Mapping[str, str] | None = None,
) -> Chart | None:
    """The spreads of one case. ``own``: the reader's grades by place key, None for who graded nothing.

    None when nobody graded anything.
    """
    scale = scale_of(tool)
    some_not = any(each.not_relevant for each in spreads)
    counted = breakdown(
        key,
        title,
        definition="",
        row_heading="Section",
        categories=(*scale.categories, *([_NOT_RELEVANT] if some_not else [])),
        tallies=[
            Tally(each.place.title, (*each.counts, *([each.not_relevant] if some_not else [])))
            for each in spreads
        ],
        picture=Picture.STACKED,
        protected=False,
    )
    chart = chart_of(counted) if any(each.graded for each in spreads) else None
    if chart is None or own is None:
        return chart
    names = [
        scale.name(own[each.place.key]) if each.place.key in own else _NOT_RELEVANT.name for each in spreads
    ]
    bars = tuple(_flagged(bar, name) for bar, name in zip(chart.bars, names, strict=True))
    return replace(
        chart, bars=bars, alt=f"{chart.alt} Your own grades are flagged, and stand in the table too."
    )


def _flagged(bar: Bar, name: str) -> Bar:
    return replace(
        bar,
        marks=tuple(replace(mark, flag=OWN) if mark.category.name == name else mark for mark in bar.marks),
    )
