"""How much may a person take away as a file?

Reading a page and taking its content away are two things: a file travels on without us. Each download says which level it
needs (``web.access.exports``); each role has a usual level, and an administrator can give a person another one.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from qa_app.domain.policy import Role

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime


class ExportLevel(StrEnum):
    """From nothing to everything, in this order. Each level includes those before it."""

    NONE = "none"
    AGGREGATES = "aggregates"
    WITHOUT_CASES = "without_cases"
    FULL = "full"

    @property
    def label(self) -> str:
        """What somebody with this level may download."""
        return {
            ExportLevel.NONE: "Nothing",
            ExportLevel.AGGREGATES: "Figures only",
            ExportLevel.WITHOUT_CASES: "Rows too, without case references",
            ExportLevel.FULL: "Everything within their reach",
        }[self]

    def allows(self, needed: ExportLevel) -> bool:
        """Whether somebody with this level may have what needs that one."""
        return _ORDER[self] >= _ORDER[needed]


_ORDER = {level: place for place, level in enumerate(ExportLevel)}

BY_ROLE = {
    Role.AUDITOR: ExportLevel.NONE,
    Role.QA_MANAGER: ExportLevel.FULL,
    Role.TEAM_MANAGER: ExportLevel.AGGREGATES,
    Role.SERVICE_MANAGER: ExportLevel.AGGREGATES,
    Role.DIRECTOR: ExportLevel.FULL,
    Role.BOARD_MEMBER: ExportLevel.AGGREGATES,
    Role.ADMINISTRATOR: ExportLevel.FULL,
    Role.INFORMATION_GOVERNANCE: ExportLevel.FULL,
    Role.EXTERNAL_AUDITOR: ExportLevel.NONE,
}


def usual_level(roles: Iterable[Role]) -> ExportLevel:
    """What these roles together may take away."""
    return max((BY_ROLE[role] for role in roles), key=lambda level: _ORDER[level], default=ExportLevel.NONE)


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a file says of itself: who took it away, when, how it may be shared, and what was left out of it."""

    by: str
    at: datetime
    council: str
    classification: str
    left_out: str = ""
