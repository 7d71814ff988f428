"""Which teams does Exampleshire have, in which service area, and what does each of them do?"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What work a team does, which decides the cases it holds."""

    ASSESSMENT = "assessment"
    SAFEGUARDING = "safeguarding"
    DISABILITY = "disability"
    CARE = "care"
    LEAVING_CARE = "leaving care"
    ADOLESCENT = "adolescent"


@dataclass(frozen=True, slots=True)
class Team:
    """One team of one service area; ``posts`` counts its social workers or personal advisers."""

    name: str
    service: str
    kind: Kind
    posts: int


TEAMS = (
    Team("Ellerwick Assessment Team", "Assessment", Kind.ASSESSMENT, 7),
    Team("Harrowmere Assessment Team", "Assessment", Kind.ASSESSMENT, 7),
    Team("Ellerwick Safeguarding Team", "Children in need and protection", Kind.SAFEGUARDING, 9),
    Team("Harrowmere Safeguarding Team", "Children in need and protection", Kind.SAFEGUARDING, 9),
    Team("Marlstowe Safeguarding Team", "Children in need and protection", Kind.SAFEGUARDING, 9),
    Team("Wexbourne Safeguarding Team", "Children in need and protection", Kind.SAFEGUARDING, 9),
    Team("Children with Disabilities Team", "Children in need and protection", Kind.DISABILITY, 8),
    Team("Children in Care Team East", "Children in care", Kind.CARE, 7),
    Team("Children in Care Team West", "Children in care", Kind.CARE, 7),
    Team("Ellerwick 16+ and Leaving Care Team", "Leaving care and 16+", Kind.LEAVING_CARE, 8),
    Team("Wexbourne 16+ and Leaving Care Team", "Leaving care and 16+", Kind.LEAVING_CARE, 8),
    Team("Adolescent Support Team", "Adolescents", Kind.ADOLESCENT, 6),
)
