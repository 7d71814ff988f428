"""Is it safe to hand this zipped workbook to a parser?

A few kilobytes can unpack to gigabytes, point at a cell in the last corner of a sheet, or define entities
that grow without end. Everything is unpacked and looked at here, under limits, before a parser sees it.
"""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING

from qa_app.domain.errors import BadFile

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_ROWS = 150_000
MAX_COLUMNS = 200

_MAX_PARTS = 2_000
_MAX_UNPACKED = 400 * 1024 * 1024
# Real sheets unpack to 10 to 40 times their size; a part that is small may be as repetitive as it likes.
_MAX_RATIO = 300
_RATIO_MATTERS_FROM = 20 * 1024 * 1024
_ANY_SIZE = 1 << 40
_CHUNK = 1024 * 1024

_BOMB = (
    "The file unpacks to far more than a case list could hold, so it was not opened. Save the lists alone "
    "as a new workbook, and choose that."
)
DAMAGED = "The file is damaged or was not copied completely. Export or copy it again, and choose it again."
TOO_MANY_CELLS = (
    f"A sheet has cells beyond row {MAX_ROWS:,} or column {MAX_COLUMNS}, more than can be read. Delete the "
    "rows and columns that are not part of the list, or send the lists in separate files."
)
# A cell or row whose own address lies beyond the limits: the parser would make room for all before it.
_FAR_ADDRESS = re.compile(
    rb"\br\s*=\s*[\"'](?:"
    rb"[A-Za-z]{3,}\d|[H-Zh-z][A-Za-z]\d|[Gg][S-Zs-z]\d"  # column 201 is GS
    rb"|[A-Za-z]*(?:\d{7,}|[2-9]\d{5}|1[6-9]\d{4}|15[1-9]\d{3}|150(?!000)\d{3})[\"'])"
)


def checked_parts(content: bytes) -> Iterator[tuple[str, bytes]]:
    """Every part of the archive with its unpacked content, in order; BadFile as soon as a limit is passed.

    The sizes are counted while unpacking: those written in the archive may lie.
    """
    left = _MAX_UNPACKED
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for part in _listed(archive):
                unpacked = _unpacked(archive, part, left)
                left -= len(unpacked)
                _refuse_entities(part.filename, unpacked)
                yield part.filename, unpacked
    except BadFile:
        raise
    except Exception as problem:  # a damaged archive raises zlib.error, struct.error, OSError and more
        raise BadFile(DAMAGED) from problem


def refuse_far_cells(sheet_xml: bytes) -> None:
    """BadFile when a worksheet part of an .xlsx names a cell beyond the limits."""
    if _FAR_ADDRESS.search(sheet_xml):
        raise BadFile(TOO_MANY_CELLS)


def _listed(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    parts = archive.infolist()
    if len(parts) > _MAX_PARTS or len({part.filename for part in parts}) < len(parts):
        raise BadFile(_BOMB)
    if any(part.flag_bits & 0x1 for part in parts):
        raise BadFile("The file is protected by a password. Remove the password, and choose it again.")
    return parts


def _unpacked(archive: zipfile.ZipFile, part: zipfile.ZipInfo, left: int) -> bytes:
    if part.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise BadFile(DAMAGED)
    declared = part.file_size
    # The reader stops at the size that is declared; without one, a part that lies about it is found out.
    part.file_size = _ANY_SIZE
    unpacked = io.BytesIO()
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            size = unpacked.tell() + unpacked.write(chunk)
            if size > left or (size > _RATIO_MATTERS_FROM and size > _MAX_RATIO * part.compress_size):
                raise BadFile(_BOMB)
    if unpacked.tell() != declared:
        raise BadFile(DAMAGED)
    return unpacked.getvalue()


def _refuse_entities(name: str, unpacked: bytes) -> None:
    if not name.lower().endswith((".xml", ".rels")):
        return
    if b"<!DOCTYPE" in unpacked or b"<!ENTITY" in unpacked or unpacked.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise BadFile(
            "The file holds XML definitions that a spreadsheet never needs, so it was not opened. Open it in "
            "your spreadsheet program and save it as a new workbook."
        )
