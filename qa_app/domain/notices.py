"""What can be said of a case, besides what was found in it?"""

from __future__ import annotations

from enum import StrEnum


class NoticeKind(StrEnum):
    """What is said of a case. A correction stands beside what it is about; the other two end when somebody ends them."""

    HOLD = "hold"
    RESTRICTION = "restriction"
    CORRECTION = "correction"

    @property
    def label(self) -> str:
        """As the page says it."""
        return {"hold": "Legal hold", "restriction": "Restriction", "correction": "Correction or dispute"}[
            self.value
        ]
