"""How good is the work of each team really, and how strict is each auditor?

A grade is a place on a line, cut into four. Where a case stands on the line depends on its team and on luck;
where an auditor sees it depends on the section, on how strict the auditor is, and on luck again. So teams
differ, auditors differ, and moderation has something to find. All of it is made up.
"""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

INADEQUATE, REQUIRES_IMPROVEMENT, GOOD, OUTSTANDING = GRADES = (
    "inadequate",
    "requires_improvement",
    "good",
    "outstanding",
)
_CUTS = (-1.35, 0.1, 1.5)
_LEFT = 0.1
"""What coaching leaves of an auditor's severity."""
# In parts of a grade; about 1.5 of these are one grade.
_TEAM_QUALITY = {
    "Ellerwick Assessment Team": 0.15,
    "Harrowmere Assessment Team": -0.3,
    "Ellerwick Safeguarding Team": 0.35,
    "Harrowmere Safeguarding Team": 0.0,
    "Marlstowe Safeguarding Team": -0.5,
    "Wexbourne Safeguarding Team": 0.2,
    "Children with Disabilities Team": -0.1,
    "Children in Care Team East": 0.45,
    "Children in Care Team West": 0.1,
    "Ellerwick 16+ and Leaving Care Team": -0.4,
    "Wexbourne 16+ and Leaving Care Team": 0.3,
    "Adolescent Support Team": 0.55,
}
# What is done well everywhere, and what is not.
_SECTION_EASE = {
    "voice": 0.3,
    "child": 0.2,
    "home": 0.25,
    "safe": 0.2,
    "outcomes": 0.1,
    "threshold": 0.1,
    "risk": 0.05,
    "identity": -0.15,
    "assessment": -0.1,
    "health": -0.1,
    "together": -0.05,
    "oversight": -0.35,
    "planning": -0.35,
    "plan": -0.3,
    "drift": -0.35,
    "legal": -0.3,
    "permanence": -0.2,
    "leaving-care": -0.2,
    "after": -0.25,
    "different": -0.3,
}


def quality_of(team: str) -> float:
    """How far above (or, negative, below) the council's middle this team's work is."""
    return _TEAM_QUALITY.get(team, 0.0)


# Two auditors are milder than the others, one is stricter: what second audits and coaching are there to find.
_UNLIKE_THE_OTHERS = {"Efua Owusu": -1.2, "Louise Tranter": -0.95, "Alison Tolson": 1.0}


def severity_of(auditor: str, *, on: date | None = None, coached_on: date | None = None) -> float:
    """How much lower than others this auditor grades the same work; the same person always grades alike.

    From the day on which they were coached little of it is left.
    """
    usual = max(-0.3, min(0.3, Random(f"severity of {auditor}").gauss(0.0, 0.2)))
    severity = _UNLIKE_THE_OTHERS.get(auditor, usual)
    return severity * _LEFT if is_nearer(on, coached_on) else severity


def is_nearer(on: date | None, coached_on: date | None) -> bool:
    """Whether an auditor who was coached on a day (None: never) grades nearer to the others on another."""
    return on is not None and coached_on is not None and on >= coached_on


def fair_grade(section: str, rng: Random, *, at: float) -> str:
    """The grade that somebody who knows the standard gives a section, or ``""`` the whole, of a case that stands there."""
    return _grade(at + _SECTION_EASE.get(section, 0.0) + rng.gauss(0.0, 0.1))


def standing(team: str, rng: Random, *, lift: float = 0.0) -> float:
    """Where one case of this team stands. ``lift`` is what the whole council has gained since the first round."""
    return quality_of(team) + lift + rng.gauss(0.1, 0.75)


def grade_for(
    team: str,
    auditor: str,
    section: str,
    rng: Random,
    *,
    at: float | None = None,
    severity: float | None = None,
) -> str:
    """The grade that this auditor gives a section of a case of this team.

    ``at`` is the case's ``standing``; give the same one for every section of one audit, so that the sections
    belong together. ``severity`` is the auditor's on the day, where it is not their usual one.
    """
    place = standing(team, rng) if at is None else at
    severe = severity_of(auditor) if severity is None else severity
    return _grade(place + _SECTION_EASE.get(section, 0.0) - severe + rng.gauss(0.0, 0.25))


def overall_for(auditor: str, rng: Random, *, at: float, severity: float | None = None) -> str:
    """The overall grade that this auditor finds fitting, before the tool's rules are asked."""
    severe = severity_of(auditor) if severity is None else severity
    return _grade(at - severe + rng.gauss(0.0, 0.2))


def moderated(grade: str, rng: Random, *, at: float) -> str:
    """The grade on which a moderator settles.

    A moderator knows the standard, so sees the case where it stands; changes a grade by one step at most, and
    does not quarrel over what is close.
    """
    fair = GRADES.index(_grade(at + rng.gauss(0.0, 0.15)))
    given = GRADES.index(grade)
    near = min(abs(at - cut) for cut in _CUTS) < 0.1
    if fair == given or (near and abs(fair - given) == 1):
        return grade
    return GRADES[given + (1 if fair > given else -1)]


def _grade(place: float) -> str:
    return GRADES[sum(place > cut for cut in _CUTS)]
