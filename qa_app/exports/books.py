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


def moment(at: datetime) -> str:
    """``3 October 2026 at 14:05``, on London's clock."""
    made = at.astimezone(LONDON)
    return f"{made.day} {made:%B %Y at %H:%M}"
