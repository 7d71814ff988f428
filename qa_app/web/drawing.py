"""How does a chart come to a page? As an image for wide and one for narrow screens; a style sheet shows one of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from qa_app.exports.charts import svg

if TYPE_CHECKING:
    from qa_app.domain.charts import Chart
    from qa_app.domain.dot_charts import DotChart

_NARROW, _NARROW_WORDS = 340, 12


@dataclass(frozen=True, slots=True)
class Drawn:
    """A chart drawn twice; both empty, and false, where there is none."""

    wide: Markup
    narrow: Markup

    def __bool__(self) -> bool:
        return bool(self.wide)


NOTHING = Drawn(Markup(), Markup())


def drawn(chart: Chart | DotChart | None) -> Drawn:
    """The chart as the page holds it."""
    if chart is None:
        return NOTHING
    return Drawn(
        Markup(svg(chart)),  # noqa: S704  # svg escapes
        Markup(svg(chart, wide=_NARROW, size=_NARROW_WORDS)),  # noqa: S704  # svg escapes
    )
