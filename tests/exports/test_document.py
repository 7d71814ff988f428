"""Does the PDF say to the ear what it shows to the eye, and say it the same every time?"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from qa_app.domain.breakdowns import Picture
from qa_app.domain.chapters import chapters
from qa_app.domain.findings import Narrative
from qa_app.domain.suppression import suppress
from qa_app.domain.tables import shown
from qa_app.exports.document import document
from qa_app.exports.fonts import letters
from tests.exports.example import exampleshire_month
from tests.exports.pdf_reader import ReadPdf

MONTH = suppress(exampleshire_month(), 5)
STANDARD = {
    "Document", "H1", "H2", "H3", "P", "L", "LI", "Lbl", "LBody", "TOC", "TOCI", "Reference", "Link", "Figure",
    "Table", "THead", "TBody", "TR", "TH", "TD",
}  # fmt: skip


def read(findings=MONTH):
    return ReadPdf(document(findings))


@pytest.fixture(scope="module")
def pdf():
    return read()


def with_team_named(name):
    (teams,) = MONTH.by_team
    return replace(
        MONTH, by_team=(replace(teams, rows=(replace(teams.rows[0], name=name), *teams.rows[1:])),)
    )


def sound(pdf):
    """What must hold for every file, however odd its content."""
    for page in pdf.pages:
        assert not page.unmarked
        assert not page.nested
    parents = {}
    entries = iter(pdf.pdf.Root.StructTreeRoot.ParentTree.Nums)
    for key in entries:
        parents[int(key)] = next(entries)
    for part in pdf.tree.walk():
        assert part.tag in STANDARD
        for page, mark in part.marks:
            assert pdf.pages[page].tags[mark] == part.tag
            owners = parents[int(pdf.pdf.pages[page].StructParents)]
            assert owners[mark].objgen == part.object.objgen
        for link in part.links:
            assert parents[int(link.StructParent)].objgen == part.object.objgen
    marked = {mark for part in pdf.tree.walk() for mark in part.marks}
    assert marked == {(place, mark) for place, page in enumerate(pdf.pages) for mark in page.tags}
    return pdf


def test_everything_painted_is_marked_and_every_mark_leads_to_its_part_and_back(pdf):
    sound(pdf)


def test_the_file_says_its_title_its_language_and_that_it_is_accessible(pdf):
    assert str(pdf.pdf.docinfo.CreationDate) == "D:20261109143000Z"
    root = pdf.pdf.Root
    assert str(root.Lang) == "en-GB"
    assert bool(root.MarkInfo.Marked) is True
    assert bool(root.ViewerPreferences.DisplayDocTitle) is True
    assert str(pdf.pdf.docinfo.Title) == MONTH.title
    with pdf.pdf.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["dc:title"] == MONTH.title
    assert all(str(page.Tabs) == "/S" for page in pdf.pdf.pages)


def test_every_font_is_embedded(pdf):
    fonts = [font for page in pdf.pdf.pages for font in page.Resources.Font.values()]
    assert {str(font.BaseFont) for font in fonts} == {"/AAAAAA+OpenSans", "/AAAAAA+OpenSans-Bold"}
    assert all("/FontFile2" in font.FontDescriptor for font in fonts)


def test_headings_begin_with_one_and_skip_no_level(pdf):
    levels = [int(part.tag[1]) for part in pdf.tree.all("H1", "H2", "H3")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_it_is_read_in_the_order_of_the_chapters(pdf):
    headings = [part.words for part in pdf.tree.all("H2")]
    assert headings == ["Contents", *(one.title for one in chapters(MONTH)), "How to read the figures"]


def test_every_table_is_heard_as_the_findings_have_it(pdf):
    tables = [part.table for chapter in chapters(MONTH) for part in chapter.parts]
    heard = pdf.tree.all("Table")
    assert len(heard) == len(tables)
    for part, table in zip(heard, tables, strict=True):
        head, body = part.parts
        assert (head.tag, body.tag) == ("THead", "TBody")
        assert [cell.words for cell in head.parts[0].parts] == [column.name for column in table.columns]
        assert [[cell.words for cell in row.parts] for row in body.parts] == [
            [shown(cell) for cell in row] for row in table.rows
        ]


def test_headings_of_tables_say_what_they_head(pdf):
    for table in pdf.tree.all("Table"):
        head, body = table.parts
        assert {(cell.tag, cell.attribute("/Scope")) for cell in head.parts[0].parts} == {("TH", "/Column")}
        for row in body.parts:
            assert (row.parts[0].tag, row.parts[0].attribute("/Scope")) == ("TH", "/Row")
            assert {cell.tag for cell in row.parts[1:]} == {"TD"}


def test_every_picture_has_words_and_its_table_follows(pdf):
    parts = pdf.tree.parts
    figures = pdf.tree.all("Figure")
    assert len(figures) == sum(
        part.chart is not None for chapter in chapters(MONTH) for part in chapter.parts
    )
    for figure in figures:
        assert figure.alt.endswith("The numbers are in the table that follows.")
        assert parts[parts.index(figure) + 1].tag == "Table"


def test_lists_are_lists(pdf):
    first = pdf.tree.all("L")[0]
    assert [item.tag for item in first.parts] == ["LI"] * 4
    assert [[part.tag for part in item.parts] for item in first.parts] == [["Lbl", "LBody"]] * 4
    assert first.parts[0].parts[1].words.startswith("Most children were seen on time")


def test_the_contents_lead_to_every_heading_by_the_page_number_that_is_printed_there(pdf):
    lines = pdf.tree.all("TOC")[0].parts
    headings = pdf.tree.all("H2", "H3")[1:]
    assert [line.words.rsplit(" ", 1)[0] for line in lines] == [heading.words for heading in headings]
    for line, heading in zip(lines, headings, strict=True):
        (link,) = line.all("Link")[0].links
        page = pdf.numbers[link.Dest[0].objgen]
        number = line.words.rsplit(" ", 1)[1]
        assert {page} == heading.pages
        assert f"Page {number} " in pdf.pages[page].artifacts
        assert number == str(page + 1)
        assert str(link.Contents) == f"{heading.words}, page {number}"


def test_bookmarks_are_the_headings(pdf):
    assert pdf.outline == [part.words for part in pdf.tree.all("H2", "H3")][1:]


def test_footers_are_seen_but_not_heard(pdf):
    for number, page in enumerate(pdf.pages[1:], 2):
        assert f"Page {number} " in page.artifacts
        assert "OFFICIAL-SENSITIVE" in page.artifacts
    assert "Page 2" not in pdf.tree.words


def test_headings_of_a_long_table_are_repeated_for_the_eye_alone():
    (teams,) = MONTH.by_team
    many = tuple(replace(teams.rows[0], name=f"Team {number}") for number in range(150))
    pdf = sound(read(replace(MONTH, by_team=(replace(teams, rows=many),))))
    (table,) = [part for part in pdf.tree.all("Table") if "Team 149" in part.words]
    pages = sorted({page for part in table.walk() for page in part.pages})
    assert len(pages) > 3
    assert {page for cell in table.parts[0].parts[0].parts for page in cell.pages} == {pages[0]}
    assert all("Outstanding" in pdf.pages[page].artifacts for page in pages[1:])
    assert len(table.parts[1].parts) == 151


def test_a_chart_taller_than_a_page_is_drawn_in_parts():
    (questions, _) = MONTH.by_question
    many = tuple(replace(questions.rows[0], name=f"Question {number}") for number in range(60))
    pdf = sound(read(replace(MONTH, by_question=(replace(questions, rows=many, picture=Picture.STACKED),))))
    parts = [figure for figure in pdf.tree.all("Figure") if "Part" in figure.alt]
    assert len(parts) > 1
    assert parts[-1].alt.endswith(f"Part {len(parts)} of {len(parts)}.")


TRICKS = (
    "<b>bold</b>",
    "a & b",
    "&amp;",
    "<para><font size=200>",
    "=cmd()",
    "(unbalanced\\",
    "]]>",
    "%s {0} \x07",
)


@pytest.mark.parametrize("trick", TRICKS)
def test_what_somebody_typed_is_shown_as_it_was_typed(trick):
    findings = replace(with_team_named(trick), title=trick, council=trick, narrative=Narrative(purpose=trick))
    pdf = sound(read(findings))
    expected = letters(trick).strip()
    assert pdf.tree.all("H1")[0].words == expected
    assert expected in [part.words for part in pdf.tree.all("P")]
    assert expected in [part.words for part in pdf.tree.all("TH")]


def test_a_character_without_a_letter_is_said_by_name():
    pdf = sound(
        read(
            replace(
                MONTH, narrative=Narrative(purpose="Well done \U0001f600\ufe0f \u4e2d \u0175 caf\u0065\u0301")
            )
        )
    )
    words = "Well done [grinning face] [U+4E2D] \u0175 caf\u00e9"
    assert words in [part.words for part in pdf.tree.all("P")]


@pytest.mark.parametrize(
    "long", ["x" * 100_000, "word " * 20_000, "\U0001f600" * 5_000, "\n" * 100_000, "\n- a" * 5_000]
)
def test_a_very_long_text_takes_as_many_pages_as_it_needs(long):
    pdf = sound(read(replace(MONTH, narrative=Narrative(purpose="Begin " + long + " end"))))
    said = "".join(pdf.tree.words.split())
    assert "".join(letters(f"Begin {long.replace('- ', '')} end").split()) in said.replace("\u2022", "")


def test_a_cell_taller_than_a_page_is_broken_over_pages_and_nothing_is_lost():
    name = " ".join(f"word{number}" for number in range(4_000))
    pdf = sound(read(with_team_named(name)))
    (cell,) = [part for part in pdf.tree.all("TH") if part.words.startswith("word0 ")]
    assert cell.words == name
    assert len(cell.pages) > 1


def test_a_very_long_title_and_very_long_headings_do_not_break_the_page():
    (teams,) = MONTH.by_team
    long = "Unpronounceable" * 200
    sound(
        read(
            replace(MONTH, title=long, council=long, by_team=(replace(teams, title=long, row_heading=long),))
        )
    )


def test_findings_of_nothing_are_still_a_document():
    empty = replace(
        MONTH.with_breakdowns(lambda one: replace(one, rows=(), totals=None)),
        figures=(),
        narrative=Narrative(),
        previous="",
    )
    pdf = sound(read(empty))
    assert [part.words for part in pdf.tree.all("H2")][-1] == "How to read the figures"


def test_the_same_findings_are_the_same_bytes():
    assert document(MONTH) == document(suppress(exampleshire_month(), 5))
    assert document(MONTH) != document(replace(MONTH, title="Another"))


def test_the_boards_document_names_no_case():
    pdf = sound(read(MONTH.for_board()))
    said = pdf.tree.words
    assert not [row.case for row in MONTH.audit_rows if row.case in said]
    assert "OFFICIAL " in pdf.pages[3].artifacts
