"""Which native Excel chart stands beside a table? One that tells the same as the picture on the page.

A hidden count cannot be drawn, and bars that leave it out would be wrong. So where a table hides counts, its chart
shows the shares that could be published instead.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from openpyxl.chart import BarChart, Reference
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.layout import Layout, ManualLayout
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.utils import get_column_letter

from qa_app.domain.breakdowns import Picture, Tone
from qa_app.domain.figures import Count
from qa_app.domain.tables import ColumnKind
from qa_app.exports.sheets import HEADING_ROW, column_of
from qa_app.exports.style import FILLS

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

    from qa_app.domain.charts import Chart
    from qa_app.domain.tables import Table

_WIDTH_CM, _BAR_CM = 24, 0.9


def add_chart(sheet: Worksheet, table: Table, chart: Chart) -> None:
    """Put the chart to the right of its table; nothing when the table has nothing that a chart could show truly."""
    counts = [place for place, column in enumerate(table.columns) if column.kind is ColumnKind.COUNT]
    counts = [
        place for place in counts if table.columns[place].name in {one.name for one in chart.legend}
    ] or counts[:1]
    shares = [place for place, column in enumerate(table.columns) if column.kind is ColumnKind.SHARE]
    whole = not any(isinstance(cell, Count) and cell.is_hidden for row in table.rows for cell in row)
    if chart.picture is Picture.MATRIX:
        return
    if chart.picture is not Picture.INTERVALS and whole:
        made = _bars(sheet, table, counts, stacked=chart.picture is Picture.STACKED)
        for series, category in zip(made.series, chart.legend, strict=False):
            _colour(series, category.tone)
    elif shares:
        made = _bars(sheet, table, shares, stacked=False)
        made.x_axis.number_format = made.y_axis.number_format = "0%"
        made.y_axis.scaling.max = 1
        made.legend = None
        _colour(made.series[0], Tone.BEST)
    else:
        return
    made.title = chart.title
    sheet.add_chart(made, f"{get_column_letter(_columns(table) + 2)}{HEADING_ROW}")


def _bars(sheet: Worksheet, table: Table, places: list[int], *, stacked: bool) -> BarChart:
    rows = len(table.rows) - table.has_totals
    made = BarChart()
    made.type = "bar"
    made.gapWidth = 50
    if stacked:
        made.grouping, made.overlap = "percentStacked", 100
    for place in places:
        column = column_of(table, place)
        made.add_data(
            Reference(sheet, min_col=column, min_row=HEADING_ROW, max_row=HEADING_ROW + rows),
            titles_from_data=True,
        )
    made.set_categories(Reference(sheet, min_col=1, min_row=HEADING_ROW + 1, max_row=HEADING_ROW + rows))
    made.x_axis.scaling.orientation = "maxMin"
    made.x_axis.delete = made.y_axis.delete = False
    made.y_axis.crosses = "max"
    made.y_axis.majorGridlines = None
    made.dataLabels = DataLabelList(showVal=True, showSerName=False, showCatName=False, showLegendKey=False)
    if made.legend is not None:
        made.legend.position = "b"
        if len(places) == 1:
            made.legend = None
    made.layout = Layout(
        manualLayout=ManualLayout(xMode="edge", yMode="edge", x=0.32, y=0.14, w=0.64, h=0.68)
    )
    made.width, made.height = (
        _WIDTH_CM,
        max(7.0, 4 + rows * _BAR_CM * (1 if stacked else max(1, len(places) * 0.7))),
    )
    return made


def _colour(series: object, tone: Tone) -> None:
    fill = FILLS[tone]
    properties = GraphicalProperties(solidFill=fill.colour[1:])
    properties.line.solidFill = fill.edge[1:]
    series.graphicalProperties = properties  # type: ignore[attr-defined]


def _columns(table: Table) -> int:
    return column_of(table, len(table.columns)) - 1
