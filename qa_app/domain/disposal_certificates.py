"""What does the certificate of a disposal say? What went, by class and count, never about whom."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from qa_app.domain.records import Record, RecordPart
from qa_app.domain.retention import RecordClass

if TYPE_CHECKING:
    from datetime import datetime


def certificate(
    content: str,
    sha256: str,
    *,
    council: str,
    classification: str,
    started: str,
    finished: str,
    made_at: datetime,
) -> Record:
    """The certificate as a document; ``started`` and ``finished`` are moments in words."""
    said = json.loads(content)
    rows = tuple(
        (RecordClass(key).label, _months(said["months"][key]), f"{number:,}", RecordClass(key).becomes)
        for key, number in said["removed"].items()
    )
    ordered = {each.label: place for place, each in enumerate(RecordClass)}
    total = sum(said["removed"].values())
    return Record(
        title=f"Certificate of disposal {said['disposal']}",
        council=council,
        classification=classification,
        made_at=made_at,
        lead=(
            f"{total:,} records whose period was over were anonymised under the retention schedule of {council}. Figures that "
            "were published, and figures that are counted from what is left, are as they were.\n\n"
            f"Carried out for {said['carried_out_by']}, from {started} to {finished}."
        ),
        parts=(
            RecordPart(
                "What was removed",
                "A record under legal hold is not among them. Backups made before still hold what was removed until they "
                "are destroyed under their own schedule.",
                ("Records", "Kept for", "Removed", "What became of them"),
                tuple(sorted(rows, key=lambda row: ordered[row[0]])),
            ),
            RecordPart(
                "Fingerprint", f"SHA-256 of what this certificate says, as the product keeps it:\n\n{sha256}"
            ),
        ),
    )


def _months(number: int) -> str:
    return f"{number:,} month{'' if number == 1 else 's'}"
