"""Is this person too close to this case to judge it?

Worker names come from a case list that was typed by hand, and auditors' names from our own list, so names are
compared by their letters only: "SMITH, Jo", "Jo  Smith" and "jo smith" are one person. A false alarm costs one
swap; a missed one costs the audit its independence.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache


class ConflictKind(StrEnum):
    """Why somebody may not judge a case."""

    OWN_CASE = "own_case"
    OWN_TEAM = "own_team"
    SUPERVISED = "supervised"
    OWN_AUDIT = "own_audit"
    OTHER_AUDITOR = "other_auditor"
    SAME_SUPERVISOR = "same_supervisor"
    SUPERVISES_OTHER = "supervises_other"
    JUDGED_BEFORE = "judged_before"
    READS_ALL = "reads_all"
    KNOWS_FINDINGS = "knows_findings"
    CALIBRATES = "calibrates"
    NOT_READY = "not_ready"
    AWAY = "away"


@dataclass(frozen=True, slots=True)
class Conflict:
    """The kind, and a plain sentence that names the person and the case."""

    kind: ConflictKind
    sentence: str


@dataclass(frozen=True, slots=True)
class AvailableAuditor:
    """A person who can be given audits.

    ``worker_names`` are the names under which this person appears as a worker on case lists; ``supervises``
    the names of workers whom they supervise or supervised, ``supervisors`` of those who supervise them now. ``load``
    counts audits they hold now, ``capacity`` the most they can hold (None: no limit). ``recent_teams`` has one entry
    per recent audit: its case's team. ``judged`` are references of cases that they judged before, and ``knows`` of those
    whose findings they follow up, as far as it was asked. ``calibrates`` are references of cases that they grade in an
    exercise which is not released yet. ``reads_all``: nothing can be kept from them. ``not_ready`` is the sentence that says
    why they cannot be given audits yet, ``away`` the one that says why they are not here for them. ``is_external``: they are
    not of the council, and see nothing but the audits that they are given.
    """

    user_id: int
    name: str
    teams: frozenset[str] = frozenset()
    worker_names: frozenset[str] = frozenset()
    supervises: frozenset[str] = frozenset()
    supervisors: frozenset[str] = frozenset()
    load: int = 0
    capacity: int | None = None
    recent_teams: tuple[str, ...] = ()
    judged: frozenset[str] = frozenset()
    knows: frozenset[str] = frozenset()
    calibrates: frozenset[str] = frozenset()
    reads_all: bool = False
    not_ready: str = ""
    away: str = ""
    is_external: bool = False


@dataclass(frozen=True, slots=True)
class CaseToAllocate:
    """A sampled case as it stands on the case list: ``team`` and ``worker`` are names, "" when not known.

    ``other_auditor`` judges it too: then whoever judges it must be independent of them, and blind.
    """

    sampled_case_id: int
    reference: str
    team: str
    worker: str
    other_auditor: AvailableAuditor | None = None


def conflict(case: CaseToAllocate, auditor: AvailableAuditor) -> Conflict | None:
    """The first conflict found; None when the person may audit the case."""
    if auditor.away:
        return Conflict(ConflictKind.AWAY, auditor.away)
    if auditor.not_ready:
        return Conflict(ConflictKind.NOT_READY, auditor.not_ready)
    if case.reference in auditor.calibrates:
        return Conflict(
            ConflictKind.CALIBRATES,
            f"{auditor.name} grades case {case.reference} in a calibration exercise that is not released yet.",
        )
    if tie := _tie(case, auditor):
        return tie
    return _lack_of_independence(case, auditor, case.other_auditor) if case.other_auditor else None


def blind_conflict(case: CaseToAllocate, auditor: AvailableAuditor) -> Conflict | None:
    """Why somebody cannot grade a case in a calibration exercise or as practice, where being new does not matter."""
    if found := _tie(case, auditor) or _lack_of_blindness(case, auditor):
        return found
    if case.reference in auditor.knows:
        return Conflict(
            ConflictKind.KNOWS_FINDINGS,
            f"{auditor.name} has an action from an audit of case {case.reference}, so knows what was found.",
        )
    return None


def _tie(case: CaseToAllocate, auditor: AvailableAuditor) -> Conflict | None:
    """What ties the person to the case, closest tie first."""
    if _is_one_of(case.worker, auditor.worker_names | {auditor.name}):
        return Conflict(ConflictKind.OWN_CASE, f"{auditor.name} is the worker of case {case.reference}.")
    if _is_one_of(case.worker, auditor.supervises):
        return Conflict(
            ConflictKind.SUPERVISED,
            f"{auditor.name} supervises or supervised {case.worker}, the worker of case {case.reference}.",
        )
    if _is_one_of(case.team, auditor.teams):
        return Conflict(
            ConflictKind.OWN_TEAM,
            f"{auditor.name} belongs to {case.team}, the team of case {case.reference}.",
        )
    return None


def moderation_conflict(
    case: CaseToAllocate, moderator: AvailableAuditor, *, auditor_id: int
) -> Conflict | None:
    """As ``conflict``, and nobody moderates their own audit."""
    if moderator.user_id == auditor_id:
        return Conflict(
            ConflictKind.OWN_AUDIT, f"{moderator.name} made this audit, so somebody else must moderate it."
        )
    return conflict(case, moderator)


def same_name(one: str, other: str) -> bool:
    """Do two names have the same letters, in any case, spacing, punctuation or order of words?"""
    return bool(_keys(one) & _keys(other))


def _lack_of_independence(
    case: CaseToAllocate, auditor: AvailableAuditor, other: AvailableAuditor
) -> Conflict | None:
    """Why somebody cannot judge a case blind, and without leaning on the one who judges it too."""
    if auditor.user_id == other.user_id:
        return Conflict(ConflictKind.OTHER_AUDITOR, f"{auditor.name} audits case {case.reference} already.")
    if other.reads_all:
        return Conflict(
            ConflictKind.READS_ALL,
            f"{other.name} may read every audit, so nobody can audit beside them blind.",
        )
    if found := _lack_of_blindness(case, auditor):
        return found
    for one, another in ((auditor, other), (other, auditor)):
        if any(_is_one_of(name, one.supervises) for name in another.worker_names | {another.name}):
            return Conflict(
                ConflictKind.SUPERVISES_OTHER, f"{one.name} supervises or supervised {another.name}."
            )
    shared = next((name for name in sorted(auditor.supervisors) if name in other.supervisors), None)
    if shared:
        return Conflict(
            ConflictKind.SAME_SUPERVISOR, f"{auditor.name} and {other.name} are both supervised by {shared}."
        )
    return None


def _lack_of_blindness(case: CaseToAllocate, auditor: AvailableAuditor) -> Conflict | None:
    if auditor.reads_all:
        return Conflict(
            ConflictKind.READS_ALL, f"{auditor.name} may read every audit, so cannot audit a case blind."
        )
    if case.reference in auditor.judged:
        return Conflict(
            ConflictKind.JUDGED_BEFORE, f"{auditor.name} has judged case {case.reference} before."
        )
    return None


def _is_one_of(name: str, others: frozenset[str]) -> bool:
    return any(same_name(name, other) for other in others)


@lru_cache(maxsize=4096)
def _keys(name: str) -> frozenset[str]:
    """Two spellings of one name: its letters as they come, and with the words in alphabetical order."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    words = re.findall(r"\w+", re.sub(r"['\u2019\u2018`-]", "", plain))
    return frozenset({"".join(words), "".join(sorted(words))} - {""})
