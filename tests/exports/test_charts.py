"""Is a chart on a page one image with words, safe under the strictest policy, and true to its value?"""

from __future__ import annotations

import re
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from qa_app.domain.breakdowns import Picture, Tone
from qa_app.domain.charts import chart_of
from qa_app.domain.suppression import suppress
from qa_app.exports.charts import svg
from qa_app.exports.pictures import picture
from qa_app.exports.shapes import Box, Label, Rule
from qa_app.exports.style import FILLS, INK, PAPER, Pattern
from tests.exports.example import exampleshire_month

SVG = "{http://www.w3.org/2000/svg}"
MONTH = exampleshire_month()
CHARTS = tuple(
    chart
    for findings in (MONTH, suppress(MONTH, 5))
    for one in findings.breakdowns
    if (chart := chart_of(one)) is not None
)


@pytest.fixture(params=CHARTS, ids=lambda chart: chart.key)
def chart(request):
    return request.param


def words_of(drawn):
    return " ".join(shape.text for shape in drawn.shapes if isinstance(shape, Label))


def test_a_chart_is_one_image_with_a_title_and_a_description(chart):
    root = ET.fromstring(svg(chart))  # noqa: S314 (made by us a moment ago)
    assert root.get("role") == "img"
    title, description = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
    assert (title.text, description.text) == (chart.title, chart.alt)


def test_nothing_in_a_chart_needs_a_script_a_style_or_the_network(chart):
    text = svg(chart).replace('xmlns="http://www.w3.org/2000/svg"', "")
    assert not re.search(
        r"<script|<style|style=|\son\w+=|http|data:|href|<image|<foreignObject", text, re.IGNORECASE
    )


def test_ids_of_two_charts_on_a_page_differ():
    ids = re.findall(r' id="([^"]+)"', "".join(svg(chart) for chart in CHARTS[: len(CHARTS) // 2]))
    ids += re.findall(r' id="([^"]+)"', svg(CHARTS[0], wide=340))
    assert len(ids) == len(set(ids))


def test_every_name_and_every_number_of_the_chart_can_be_read(chart):
    said = words_of(picture(chart, 720, 13)).split()
    for bar in chart.bars:
        assert set(bar.name.split()) <= set(said)
        assert set(bar.aside.split()) <= set(said)


def test_a_chart_stays_within_its_width(chart):
    for wide, size in ((720, 13), (483, 8.5), (340, 13)):
        for shape in picture(chart, wide, size).shapes:
            if isinstance(shape, Box):
                assert shape.x >= -0.01
                assert shape.x + shape.wide <= wide + 0.01


def test_pieces_of_a_bar_are_as_long_as_their_numbers():
    drawn = picture(chart_of(MONTH.grades[0]), 720, 13)
    boxes = [shape for shape in drawn.shapes if isinstance(shape, Box)][4:]
    auditor = MONTH.grades[0].rows[0]
    whole = sum(box.wide for box in boxes[:4])
    assert [box.wide / whole for box in boxes[:4]] == pytest.approx(
        [count.value / auditor.total.value for count in auditor.counts]
    )


def test_what_somebody_typed_is_escaped():
    chart = replace(
        CHARTS[0], title='<script>"&', alt="</desc><b>", bars=(replace(CHARTS[0].bars[0], name="<i>\x00&"),)
    )
    text = svg(chart)
    ET.fromstring(text)  # noqa: S314 (made by us a moment ago)
    assert "<script" not in text
    assert "<i>" not in text


def test_tones_differ_by_pattern_as_well_as_by_colour():
    for scale in (
        (Tone.WORST, Tone.POOR, Tone.FAIR, Tone.BEST),
        (Tone.BLUE, Tone.GREEN, Tone.AMBER, Tone.RED),
    ):
        assert len({FILLS[tone].pattern for tone in scale}) == len(scale)
    assert FILLS[Tone.FAINT].pattern is Pattern.FALLING


@pytest.mark.parametrize("tone", Tone)
def test_words_on_a_fill_and_edges_on_paper_have_enough_contrast(tone):
    fill = FILLS[tone]
    assert contrast(fill.colour, fill.ink) >= 4.5
    assert contrast(fill.pattern_colour or fill.colour, fill.ink) >= 4.5
    assert contrast(fill.edge, PAPER) >= 3


def contrast(one, other):
    """WCAG 2.2, contrast ratio."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(code):
    parts = [int(code[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_a_flag_frames_its_piece_and_stands_above_it_whatever_the_width():
    plain = next(each for each in CHARTS if each.picture is Picture.STACKED and each.bars[0].marks)
    first = replace(plain.bars[0].marks[0], flag="you")
    flagged = replace(
        plain, bars=(replace(plain.bars[0], marks=(first, *plain.bars[0].marks[1:])), *plain.bars[1:])
    )
    for wide in (720, 340):
        drawn, bare = picture(flagged, wide, 13), picture(plain, wide, 13)
        assert not [shape for shape in bare.shapes if isinstance(shape, Label) and shape.text == "you"]
        (label,) = (shape for shape in drawn.shapes if isinstance(shape, Label) and shape.text == "you")
        framed = next(shape for shape in drawn.shapes if isinstance(shape, Box) and shape.y > label.y)
        frame = [
            shape
            for shape in drawn.shapes
            if isinstance(shape, Rule) and shape.colour == INK and shape.thick > 2
        ]
        assert len(frame) == 4
        assert {shape.y1 for shape in frame} == {framed.y, framed.y + framed.high}
        assert drawn.high > bare.high
