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
from openpyxl.chart.text import RichText, Text
from openpyxl.chart.title import Title
from openpyxl.drawing.text import CharacterProperties, Paragraph, ParagraphProperties, RegularTextRun

from qa_app.domain.breakdowns import Picture, Tone
from qa_app.domain.figures import Count
from qa_app.domain.tables import ColumnKind
from qa_app.exports.safe_text import printable
from qa_app.exports.sheets import HEADING_ROW, column_of
from qa_app.exports.style import BRAND_DARK, FILLS, INK

if TYPE_CHECKING:
    from openpyxl.chart.series import Series
    from openpyxl.worksheet.worksheet import Worksheet

    from qa_app.domain.charts import Chart
    from qa_app.domain.tables import Table

_WIDTH_CM, _BAR_CM, _ABOVE_CM, _BELOW_CM = 24, 0.9, 1.5, 2.0


def add_chart(sheet: Worksheet, table: Table, chart: Chart) -> None:
    """Put the chart below its table; nothing when the table has nothing that a chart could show truly."""
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
            _colour(series, category.tone, within=chart.picture is Picture.STACKED)
    elif shares:
        made = _bars(sheet, table, shares, stacked=False)
        made.x_axis.number_format = made.y_axis.number_format = "0%"
        made.y_axis.scaling.max = 1
        made.legend = None
        _colour(made.series[0], Tone.BEST, within=False)
    else:
        return
    _entitle(made, chart.title)
    sheet.add_chart(made, f"A{HEADING_ROW + len(table.rows) + 2}")


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
    if made.legend is not None:
        made.legend.position = "b"
        if len(places) == 1:
            made.legend = None
    per_bar = 1 if stacked else max(1, len(places) * 0.7)
    bars = rows * _BAR_CM * per_bar
    made.width, made.height = _WIDTH_CM, _ABOVE_CM + bars + _BELOW_CM
    y, high = _ABOVE_CM / made.height, bars / made.height
    made.layout = Layout(
        manualLayout=ManualLayout(
            layoutTarget="inner", xMode="edge", yMode="edge", x=0.32, y=y, w=0.64, h=high
        )
    )
    return made


def _colour(series: Series, tone: Tone, *, within: bool) -> None:
    """Fill and edge of the tone; numbers in its ink when they stand ``within`` the bars."""
    fill = FILLS[tone]
    series.graphicalProperties = GraphicalProperties(solidFill=fill.colour[1:])
    series.graphicalProperties.line.solidFill = fill.edge[1:]
    letters = CharacterProperties(sz=900, b=True, solidFill=(fill.ink if within else INK)[1:])
    series.dLbls = DataLabelList(
        showVal=True,
        showSerName=False,
        showCatName=False,
        showLegendKey=False,
        showPercent=False,
        txPr=RichText(p=[Paragraph(pPr=ParagraphProperties(defRPr=letters), endParaRPr=letters)]),
    )


def _entitle(made: BarChart, title: str) -> None:
    letters = CharacterProperties(sz=1200, b=True, solidFill=BRAND_DARK[1:])
    run = RegularTextRun(rPr=letters, t=printable(title))
    words = RichText(p=[Paragraph(pPr=ParagraphProperties(defRPr=letters), r=[run])])
    made.title = Title(tx=Text(rich=words), overlay=False)
