"""How does a workbook become bytes? The same content gives the same bytes: the moments inside are those of the content."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from openpyxl.packaging.core import DocumentProperties
from openpyxl.writer.excel import ExcelWriter

from qa_app.exports.fixed_zip import FixedZip
from qa_app.exports.safe_text import printable

if TYPE_CHECKING:
    from datetime import datetime

    from openpyxl import Workbook

    from qa_app.domain.exporting import Stamp

LONDON = ZoneInfo("Europe/London")


def saved(book: Workbook, *, title: str, creator: str, made_at: datetime) -> bytes:
    """The .xlsx file of a finished workbook."""
    made = made_at.astimezone(LONDON).replace(tzinfo=None, microsecond=0)
    book.properties = DocumentProperties(
        title=printable(title),
        creator=printable(creator),
        language="en-GB",
        created=made,
        modified=made,
    )
    file = BytesIO()
    ExcelWriter(book, FixedZip(file, made)).save()
    return file.getvalue()


def stamp_rows(stamp: Stamp) -> tuple[tuple[str, str], ...]:
    """What a cover says of the copy that it belongs to."""
    rows = (("Copy made for", stamp.by), ("Copy made", moment(stamp.at)))
    return (*rows, ("Left out of this copy", stamp.left_out)) if stamp.left_out else rows


def stamp_line(stamp: Stamp) -> str:
    """The same in one line, for a file that has no cover."""
    return f"{stamp.classification}. {stamp.council}. Copy made for {stamp.by} on {moment(stamp.at)}."


def moment(at: datetime) -> str:
    """``3 October 2026 at 14:05``, on London's clock."""
    made = at.astimezone(LONDON)
    return f"{made.day} {made:%B %Y at %H:%M}"
