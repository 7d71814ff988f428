"""Does the tagging layer refuse what would make a file that cannot be heard?"""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO

import pytest

from qa_app.exports.tagged_pdf.canvas import Ink, TaggedCanvas
from qa_app.exports.tagged_pdf.structure import Element, pdf_string
from tests.exports.pdf_reader import ReadPdf

INK = Ink(10, 14, "#000000")


@pytest.fixture
def file():
    return BytesIO()


@pytest.fixture
def canvas(file):
    made = datetime(2026, 11, 9, tzinfo=UTC)
    return TaggedCanvas(file, page_size=(300, 300), title="Title & <b>", author="Us", made=made)


def test_marks_cannot_stand_inside_each_other(canvas):
    with (
        canvas.marked(Element("P", canvas.root)),
        pytest.raises(ValueError, match="inside each other"),
        canvas.artifact(),
    ):
        pass


def test_a_page_cannot_end_inside_a_mark(canvas):
    with canvas.marked(Element("P", canvas.root)), pytest.raises(ValueError, match="cannot end"):
        canvas.showPage()


def test_an_element_can_stand_on_several_pages_and_pages_can_be_moved(canvas, file):
    first, second = Element("P", canvas.root), Element("P", canvas.root)
    for element, word in ((first, "one"), (second, "two"), (first, "three")):
        with canvas.marked(element):
            canvas.write((word,), 10, 200, INK)
        canvas.showPage()
    canvas.move_last_pages(1, to=0)
    canvas.save()
    read = ReadPdf(file.getvalue())
    assert [part.words for part in read.tree.all("P")] == ["one three", "two"]
    assert [sorted(page.text.values()) for page in read.pages] == [["three "], ["one "], ["two "]]


def test_alternative_text_keeps_every_letter():
    assert bytes.fromhex(pdf_string("\u0175 (\U0001f600)")[1:-1]).decode("utf-16") == "\u0175 (\U0001f600)"
