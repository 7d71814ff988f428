"""What left the product as a file, and who took it?"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from qa_app.consequences.history import record
from qa_app.db import use_case
from qa_app.domain.happenings import Happening

if TYPE_CHECKING:
    from datetime import datetime

    from qa_app.models.people import User


@use_case
def record_taken(name: str, content: bytes, address: str, *, by: User, at: datetime) -> None:
    """Write down that somebody took this file: before it is handed out, so that none leaves unrecorded."""
    record(
        Happening.EXPORTED,
        by=by,
        at=at,
        details={
            "file": name,
            "address": address,
            "level": by.export_level.value,
            "bytes": len(content),
            "sha256": hashlib.sha256(content).hexdigest(),
        },
    )
