import csv
import io
import struct
import zipfile
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from qa_app.domain.cases import AgeBand, Flag
from qa_app.domain.errors import BadFile
from qa_app.imports import archives, file_kinds
from tests.imports.workbooks import (
    headings,
    ods,
    ods_row,
    one_list,
    only_list,
    parts_of,
    read,
    row,
    saved,
    xlsx,
    zipped,
)

OLDER_EXCEL = (Path(__file__).parent / "files" / "list_7.xls").read_bytes()
GOOD = one_list(7, [row(7, child_unique="1", age_of=4)])


def refusal(content, name="lists.xlsx"):
    with pytest.raises(BadFile) as refused:
        read(content, name)
    message = refused.value.message
    assert message.endswith(".")
    assert message[0].isupper()
    return message


def as_csv(rows, *, delimiter=",", encoding="utf-8"):
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode(encoding)


# What can be read


def test_an_older_excel_workbook_is_read_with_its_errors_and_dates():
    reading = read(OLDER_EXCEL, "protection.xls")
    (plans,) = reading.lists
    assert (plans.header_row, plans.rows) == (2, 4)
    assert [(case.row, case.reference, case.started_on) for case in plans.cases] == [
        (3, "70001", date(2026, 3, 2)),
        (4, "70002", None),
        (7, "70003", date(2025, 12, 9)),
    ]
    assert plans.cases[0].flags == {Flag.SEEN_ALONE, Flag.REPEAT_PLAN}
    assert plans.cases[2].age_band is AgeBand.UNBORN
    assert [(it.cell, it.found, it.serious) for it in plans.problems] == [
        ("G4", "31/02/2026", False),
        ("P4", "#N/A", False),
        ("A5", "#N/A", True),
    ]


def test_an_opendocument_spreadsheet_is_read_with_its_errors_and_dates():
    rows = (
        ods_row(["List 7: Child protection"])
        + "<table:table-row table:number-rows-repeated='2'><table:table-cell/></table:table-row>"
        + ods_row(headings(7))
        + ods_row(row(7, child_unique=12345.0, age_of=4, plan_start=date(2026, 3, 2)))
        + ods_row(row(7, child_unique="#N/A"))
        + ods_row(row(7, child_unique="2", age_of=4, allocated_team="#REF!"))
    )
    plans = only_list(ods({"List_7": rows}), "lists.ods")
    assert plans.header_row == 4
    assert [(case.row, case.reference) for case in plans.cases] == [(5, "12345"), (7, "2")]
    assert plans.cases[0].started_on == date(2026, 3, 2)
    assert [(it.cell, it.found) for it in plans.problems] == [("A6", "#N/A"), ("P7", "#REF!")]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_text_is_read_in_every_encoding_and_with_every_separator(encoding, delimiter):
    rows = [
        ["List 3: Referral"],
        [],
        headings(3),
        row(3, child_unique="1", age_of=4, allocated_team="Château, Nord"),
    ]
    referrals = only_list(as_csv(rows, delimiter=delimiter, encoding=encoding), "referrals.csv")
    assert (referrals.header_row, referrals.sheet) == (3, "referrals")
    assert [(case.row, case.team) for case in referrals.cases] == [(4, "Château, Nord")]


def test_excels_separator_line_takes_no_row():
    rows = [headings(3), row(3, child_unique="1", age_of=4)]
    content = b"sep=;\r\n" + as_csv(rows, delimiter=";")
    assert only_list(content, "List 3.csv").header_row == 1


def test_line_breaks_inside_a_cell_do_not_shift_the_rows():
    rows = [
        headings(3),
        row(3, child_unique="1", age_of=4, allocated_team="North\nEast\x0b"),
        row(3, child_unique=""),
    ]
    rows[2][9] = "South"
    referrals = only_list(as_csv(rows), "List 3.csv")
    assert [case.team for case in referrals.cases] == ["North East"]
    assert [it.row for it in referrals.problems] == [3]


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (GOOD, "lists.csv", "an Excel workbook (.xlsx)"),
        (OLDER_EXCEL, "lists.xlsx", "an older Excel workbook (.xls)"),
        (as_csv([headings(7), row(7, child_unique="1")]), "lists.xlsx", "comma-separated text (.csv)"),
    ],
)
def test_a_renamed_spreadsheet_is_read_as_what_it_is_and_says_so(content, name, kind):
    reading = read(content, name)
    assert reading.lists
    assert kind in reading.problems[0].message
    assert not reading.problems[0].serious


def test_a_hidden_list_is_not_read_and_says_so():
    book = Workbook()
    book.active.title = "List 7"
    book.active.append(headings(7))
    book.active.append(row(7, child_unique="1", age_of=4))
    hidden = book.create_sheet("List 8")
    hidden.append(headings(8))
    hidden.sheet_state = "hidden"
    reading = read(saved(book))
    assert [each.list_number for each in reading.lists] == [7]
    assert [(it.sheet, it.serious) for it in reading.problems] == [("List 8", True)]


def test_a_merged_title_and_a_chart_sheet_do_no_harm():
    book = Workbook()
    sheet = book.active
    sheet.title = "List 7"
    sheet.append(["List 7: Child protection"])
    sheet.merge_cells("A1:Q1")
    sheet.append(headings(7))
    sheet.append(row(7, child_unique="1", age_of=4))
    book.create_chartsheet("Picture")
    assert len(only_list(saved(book)).cases) == 1


def test_a_workbook_without_any_list_says_what_to_do():
    reading = read(xlsx({"Sheet1": [["a", "b"], [1, 2]]}))
    assert reading.lists == ()
    assert reading.problems[-1].serious
    assert "match the columns" in reading.problems[-1].message


# What cannot


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf\r\n ", "empty"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"\x89PNG\r\n\x1a\n....", "picture"),
        (b"\xff\xd8\xff\xe0....", "picture"),
        (b"<!DOCTYPE html><html><table><tr><td>1</td></tr></table></html>", "web page"),
        (b"\xef\xbb\xbf  <html xmlns:x='urn:schemas-microsoft-com:office:excel'>", "web page"),
        (b"<table><tr><td>Child Unique ID</td></tr></table>", "web page"),
        (
            b"<?xml version='1.0'?><Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'/>",
            "Excel 2003",
        ),
        (b"<?xml version='1.0'?><cases/>", "XML"),
        (b"{\\rtf1 hello}", "RTF"),
        (bytes(range(256)) * 8, "not a spreadsheet"),
        (b"a,b\x00c\r\n1,2,3", "not a spreadsheet"),
        (b"\xff\xfe\x00\xd8", "not a spreadsheet"),
        (b"PK\x03\x04 not really a zip", "damaged"),
        (GOOD[: len(GOOD) // 2], "damaged"),
        (zipped({"word/document.xml": "<w/>"}), "text document"),
        (
            zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<a/>"}),
            "text document",
        ),
        (zipped({"xl/workbook.bin": "x"}), ".xlsb"),
        (zipped({"case list.csv": "a,b"}), "zip archive"),
        (OLDER_EXCEL[:1200], "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "older Office file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "WordDocument".encode("utf-16-le"), "Word"),
        (b'a,b\r\n"1,2\r\n3,4\r\n', "quotation mark"),
    ],
)
def test_what_is_no_spreadsheet_is_refused_by_a_sentence_that_names_it(content, word):
    assert word in refusal(content)


def test_a_workbook_with_a_password_is_refused_by_name():
    # Excel wraps an encrypted workbook in the older container, in a stream of this name.
    content = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(1024)
        + "EncryptedPackage".encode("utf-16-le")
        + bytes(512)
    )
    assert "password" in refusal(content)


def test_an_encrypted_opendocument_spreadsheet_is_refused_by_name():
    parts = parts_of(ods({"List_7": ods_row(headings(7))}))
    parts["META-INF/manifest.xml"] = b"<manifest><manifest:encryption-data/></manifest>"
    assert "password" in refusal(zipped(parts), "lists.ods")


def test_a_zip_with_encrypted_parts_is_refused_by_name():
    content = bytearray(GOOD)
    with zipfile.ZipFile(io.BytesIO(GOOD)) as archive:
        start = archive.start_dir
    (flags,) = struct.unpack_from("<H", content, start + 8)
    struct.pack_into("<H", content, start + 8, flags | 1)
    assert "password" in refusal(bytes(content))


def test_a_file_above_the_limit_is_refused_with_its_size():
    assert "26 MB" in refusal(b"a,b\n" * (26 * 1024 * 1024 // 4))
    assert file_kinds.MAX_FILE_BYTES == 25 * 1024 * 1024


def test_a_zip_bomb_is_refused():
    bomb = zipped({**parts_of(GOOD), "xl/media/image1.png": bytes(450 * 1024 * 1024)})
    assert len(bomb) < 1_000_000
    assert "unpacks to far more" in refusal(bomb)


def test_a_part_that_lies_about_its_size_is_refused():
    content = bytearray(zipped({**parts_of(GOOD), "xl/zz.xml": b"<a>" + b" " * 100_000 + b"</a>"}))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        place = content.index(b"xl/zz.xml", archive.start_dir) - 46
    struct.pack_into("<I", content, place + 24, 10)
    assert "damaged" in refusal(bytes(content))


def test_a_workbook_of_too_many_parts_is_refused():
    assert "unpacks" in refusal(zipped({**parts_of(GOOD), **{f"xl/{n}.xml": "<a/>" for n in range(2001)}}))


@pytest.mark.parametrize(
    "prolog",
    [
        b'<!DOCTYPE a [<!ENTITY b "bbbbbbbb"><!ENTITY c "&b;&b;&b;">]>',
        b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>',
    ],
)
def test_entities_are_refused_before_anything_expands_them(prolog):
    parts = parts_of(GOOD)
    parts["xl/worksheets/sheet1.xml"] = prolog + parts["xl/worksheets/sheet1.xml"]
    assert "XML definitions" in refusal(zipped(parts))


@pytest.mark.parametrize(
    "address", ["XFD3", "GS3", "A1048576", "A150001", "A0000150001", "ZZ1000000", "a9999999"]
)
def test_a_cell_in_the_far_corner_of_a_sheet_is_refused_before_room_is_made_for_all_before_it(address):
    parts = parts_of(GOOD)
    sheet = parts["xl/worksheets/sheet1.xml"]
    far = f'<row><c r = "{address}"><v>1</v></c></row></sheetData>'.encode()
    parts["xl/worksheets/sheet1.xml"] = sheet.replace(b"</sheetData>", far)
    assert "150,000" in refusal(zipped(parts))


@pytest.mark.parametrize("address", ["GR3", "A150000"])
def test_a_cell_at_the_limit_is_read(address):
    parts = parts_of(GOOD)
    sheet = parts["xl/worksheets/sheet1.xml"]
    last = f'<row><c r="{address}"><v>1</v></c></row></sheetData>'.encode()
    parts["xl/worksheets/sheet1.xml"] = sheet.replace(b"</sheetData>", last)
    assert only_list(zipped(parts)).rows == 2


@pytest.mark.parametrize(
    "bomb",
    [
        '<table:table-cell table:number-columns-repeated="4000000000" office:value-type="float" office:value="1"/>',
        '<table:table-cell a=">" table:number-columns-repeated="999999999" office:value-type="float" office:value="1"/>',
        (
            "<!-- </table:table-row> -->"
            '<table:table-cell table:number-columns-repeated="99999999" office:value-type="float" office:value="1"/>'
        ),
    ],
)
def test_repeated_cells_of_an_opendocument_spreadsheet_are_refused_before_they_are_written_out(bomb):
    assert "150,000" in refusal(ods({"List_7": f"<table:table-row>{bomb}</table:table-row>"}), "lists.ods")


def test_repeated_rows_of_an_opendocument_spreadsheet_are_refused_before_they_are_written_out():
    cell = '<table:table-cell office:value-type="float" office:value="1"/>'
    many = f'<table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row>'
    assert "150,000" in refusal(ods({"List_7": many}), "lists.ods")


def test_text_with_too_many_rows_or_columns_is_refused():
    assert "150,000" in refusal(b"a,b\n" * (archives.MAX_ROWS + 1), "lists.csv")
    assert "150,000" in refusal(b"a," * (archives.MAX_COLUMNS + 1), "lists.csv")


def test_a_workbook_whose_xml_is_broken_is_refused():
    parts = parts_of(GOOD)
    parts["xl/workbook.xml"] = b"<workbook"
    assert "damaged" in refusal(zipped(parts))


def test_an_unknown_encoding_is_refused():
    parts = parts_of(ods({"List_7": ods_row(headings(7))}))
    parts["content.xml"] = parts["content.xml"].replace(b"UTF-8", b"UTF-A")
    assert "damaged" in refusal(zipped(parts), "lists.ods")
