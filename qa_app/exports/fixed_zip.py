"""How does the same workbook become the same bytes? Every entry carries the moment of the findings, not of the clock."""

from __future__ import annotations

from pathlib import Path
from typing import IO, TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

if TYPE_CHECKING:
    from datetime import datetime
    from os import PathLike


class FixedZip(ZipFile):
    """A zip file to be written whose entries are all dated ``at``."""

    def __init__(self, file: IO[bytes], at: datetime) -> None:
        super().__init__(file, "w", ZIP_DEFLATED, allowZip64=True)
        self._at = (max(at.year, 1980), at.month, at.day, at.hour, at.minute, at.second)

    def writestr(self, name: str | ZipInfo, content: str | bytes, *_: object, **__: object) -> None:  # type: ignore[override]
        """Add an entry from memory."""
        super().writestr(self._entry(name if isinstance(name, str) else name.filename), content)

    def write(self, path: str | PathLike[str], name: str | PathLike[str] | None = None, *_: object) -> None:
        """Add an entry from a file, a piece at a time."""
        with Path(path).open("rb") as source, self.open(self._entry(str(name or path)), "w") as entry:
            while piece := source.read(1 << 20):
                entry.write(piece)

    def _entry(self, name: str) -> ZipInfo:
        entry = ZipInfo(name, self._at)
        entry.compress_type = ZIP_DEFLATED
        entry.external_attr = 0o600 << 16
        return entry
