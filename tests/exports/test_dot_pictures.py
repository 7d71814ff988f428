"""Is a chart of dots one image with words, true to its numbers, and the same on paper?"""

from __future__ import annotations

import re
from functools import partial
from io import BytesIO
from xml.etree import ElementTree as ET

import pikepdf
import pytest

from qa_app.domain.agreement import severity
from qa_app.domain.charts_of_agreement import least_alike, severities, severity_over_time
from qa_app.domain.statistics import share
from qa_app.exports.charts import svg
from qa_app.exports.dot_pictures import dot_picture
from qa_app.exports.painting import paint
from qa_app.exports.shapes import Area, Dot, Label, Rule
from qa_app.exports.tagged_pdf.canvas import TaggedCanvas
from tests.conftest import TODAY

SVG = "{http://www.w3.org/2000/svg}"
PEOPLE = severities(
    [("Asha <Rao>", severity([1] * 9)), ("Ben Okoro", severity([0, -1, -1])), ("Olu", severity([1]))]
)
COURSE = severity_over_time(
    [
        ("January 2026", severity([1, 1, 0])),
        ("February 2026", severity([0, 0])),
        ("March 2026", None),
        ("April 2026", severity([-1])),
    ]
)
QUESTIONS = least_alike([("Was the child seen?", share(3, 10)), ("Was she seen alone?", share(9, 10))])
CHARTS = (PEOPLE, COURSE, QUESTIONS)


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.key)
@pytest.mark.parametrize(("wide", "size"), [(720, 13), (340, 12)])
def test_it_is_one_image_with_words_and_stays_within_its_width(chart, wide, size):
    text = svg(chart, wide=wide, size=size)
    root = ET.fromstring(text)  # noqa: S314 (made by us a moment ago)
    assert root.get("role") == "img"
    assert (root.find(f"{SVG}title").text, root.find(f"{SVG}desc").text) == (chart.title, chart.alt)
    assert not re.search(r"<script|<style|style=|\son\w+=|href", text)
    drawn = dot_picture(chart, wide, size)
    for shape in drawn.shapes:
        if isinstance(shape, Dot):
            assert 0 < shape.x < wide
            assert 0 < shape.y < drawn.high
        if isinstance(shape, Area):
            assert all(0 <= x <= wide and 0 <= y <= drawn.high for x, y in shape.corners)
    words = " ".join(shape.text for shape in drawn.shapes if isinstance(shape, Label))
    assert chart.axis.split()[0] in words


def test_dots_stand_in_the_order_of_their_numbers():
    places = {shape.y: shape.x for shape in dot_picture(PEOPLE, 720, 13).shapes if isinstance(shape, Dot)}
    asha, ben, olu = (places[y] for y in sorted(places))
    assert ben < olu < asha


def test_a_month_without_pairs_breaks_the_line_and_the_band():
    shapes = dot_picture(COURSE, 720, 13).shapes
    assert sum(isinstance(shape, Dot) for shape in shapes) == 3
    assert sum(isinstance(shape, Area) for shape in shapes) == 1
    assert sum(isinstance(shape, Rule) and shape.thick == 2 for shape in shapes) == 1


def test_numbers_on_the_axis_have_signs_or_are_percentages():
    words = [shape.text for shape in dot_picture(PEOPLE, 720, 13).shapes if isinstance(shape, Label)]
    assert {"\u22120.5", "0", "+0.5"} <= set(words)
    words = [shape.text for shape in dot_picture(QUESTIONS, 720, 13).shapes if isinstance(shape, Label)]
    assert {"0%", "50%", "100%", "30%", "90%"} <= set(words)


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.key)
def test_it_can_be_painted_on_paper_too(chart):
    file = BytesIO()
    canvas = TaggedCanvas(file, page_size=(600, 800), title="Charts", author="Testshire", made=TODAY)
    with canvas.artifact("Layout"):
        partial(paint, dot_picture(chart, 480, 9))(canvas, 40, 100)
    canvas.showPage()
    canvas.save()
    with pikepdf.open(file) as opened:
        assert len(opened.pages) == 1
