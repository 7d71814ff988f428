"""What kind of file is this really, whatever its name says?

Case systems export web pages and plain text under the name .xls, and people rename files until a form takes
them. The first bytes decide; each kind that cannot be read is refused by its own sentence.
"""

from __future__ import annotations

import io
import zipfile
from enum import StrEnum
from pathlib import PurePath

from qa_app.domain.errors import BadFile

MAX_FILE_BYTES = 25 * 1024 * 1024

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SAVE_AS = "Open it in your spreadsheet program and save it as an Excel workbook (.xlsx)."
_NOT_SPREADSHEETS = (
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"{\\rtf", "a text document (RTF)"),
    (b"\x1f\x8b", "a compressed file (gzip)"),
    (b"7z\xbc\xaf", "a compressed file (7-Zip)"),
    (b"Rar!", "a compressed file (RAR)"),
    (b"SQLite format 3", "a database"),
    (b"MZ", "a program"),
    (b"\x7fELF", "a program"),
)


class Kind(StrEnum):
    """The kinds of file that can be read; the value is how such a file's name usually ends."""

    XLSX = ".xlsx"
    XLS = ".xls"
    ODS = ".ods"
    CSV = ".csv"

    @property
    def label(self) -> str:
        """With its article, for a sentence."""
        return {
            Kind.XLSX: "an Excel workbook (.xlsx)",
            Kind.XLS: "an older Excel workbook (.xls)",
            Kind.ODS: "an OpenDocument spreadsheet (.ods)",
            Kind.CSV: "comma-separated text (.csv)",
        }[self]


def kind_of(content: bytes) -> Kind:
    """The kind of a file by its content; BadFile says what it is instead and what to do."""
    if not content.strip(b" \t\r\n\x00\xef\xbb\xbf"):
        raise BadFile("The file is empty. Check that the export finished, and choose the file again.")
    if len(content) > MAX_FILE_BYTES:
        size = len(content) / 1024 / 1024
        raise BadFile(
            f"The file is {size:.0f} MB; the most that can be read is {MAX_FILE_BYTES // 1024 // 1024} MB. "
            "Remove pictures and sheets that are not lists, or send the lists in separate files."
        )
    if content.startswith(_OLE):
        return _inside_ole(content)
    if content.startswith(b"PK"):
        return _inside_zip(content)
    for start, name in _NOT_SPREADSHEETS:
        if content.startswith(start):
            raise BadFile(f"The file is {name}, not a spreadsheet. Choose the case list itself.")
    _refuse_markup(content)
    return Kind.CSV


def renamed(kind: Kind, file_name: str) -> str:
    """What to say when the name promises another kind than the content is; empty when they agree."""
    ending = PurePath(file_name).suffix.lower()
    if ending in {kind, ""} or (kind is Kind.CSV and ending in {".txt", ".tsv"}):
        return ""
    if kind is Kind.XLSX and ending in {".xlsm", ".xltx"}:
        return ""
    return f"The name ends in {ending} but the file is {kind.label}. It was read as what it is."


def _inside_ole(content: bytes) -> Kind:
    """The older Office container: its directory names what is inside, in UTF-16."""

    def has(name: str) -> bool:
        return name.encode("utf-16-le") in content

    if has("EncryptedPackage"):
        raise BadFile(
            "The workbook is protected by a password. Open it in your spreadsheet program, remove the "
            "password, save it and choose it again."
        )
    if has("WordDocument") or has("PowerPoint Document"):
        raise BadFile("The file is a Word or PowerPoint document, not a spreadsheet. Choose the case list.")
    if has("Workbook") or has("Book"):
        return Kind.XLS
    raise BadFile(f"The file is an older Office file that is damaged or holds no workbook. {_SAVE_AS}")


def _inside_zip(content: bytes) -> Kind:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
            mimetype = archive.read("mimetype")[:100] if _is_short(archive, "mimetype") else b""
    except Exception as problem:  # zipfile raises many kinds for a damaged file, not only BadZipFile
        raise BadFile(
            "The file is damaged or was not copied completely. Export or copy it again, and choose it again."
        ) from problem
    if "xl/workbook.xml" in names:
        return Kind.XLSX
    if "xl/workbook.bin" in names:
        raise BadFile(f"The file is a binary Excel workbook (.xlsb), which is not read here. {_SAVE_AS}")
    if mimetype.strip() == b"application/vnd.oasis.opendocument.spreadsheet" and "content.xml" in names:
        return Kind.ODS
    if any(name.startswith(("word/", "ppt/")) for name in names) or mimetype:
        raise BadFile(
            "The file is a text document or a presentation, not a spreadsheet. Choose the case list."
        )
    raise BadFile("The file is a zip archive. Take the case list out of it, and choose the case list itself.")


def _is_short(archive: zipfile.ZipFile, name: str) -> bool:
    return name in archive.namelist() and archive.getinfo(name).file_size <= 1000


def _refuse_markup(content: bytes) -> None:
    start = content[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if b"urn:schemas-microsoft-com:office:spreadsheet" in start:
        raise BadFile(f"The file is an XML export of Excel 2003. {_SAVE_AS}")
    if start.startswith((b"<!doctype html", b"<html", b"<table", b"<head", b"<meta", b"<style")) or (
        start.startswith(b"<") and b"<html" in start
    ):
        raise BadFile(f"The file is a web page (HTML), although its name may say otherwise. {_SAVE_AS}")
    if start.startswith(b"<?xml"):
        raise BadFile(f"The file is XML, not a spreadsheet. {_SAVE_AS}")
