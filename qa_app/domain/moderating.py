"""Why does a QA manager look at this audit, and what can they decide?

Some audits are always read: the ends of the scale, an auditor's first few, a grade above a cap, work that
came back. Of the rest a share is read by chance. The chance is a number worked out from the round's seed and
the audit's own number, so that it never changes, cannot be steered, and can be shown to whoever asks.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import ClassVar

from pydantic import ConfigDict, TypeAdapter, ValidationError

from qa_app.domain.errors import Incomplete


class Decision(StrEnum):
    """What a moderator decides."""

    AGREED = "agreed"
    CHANGED = "changed"
    RETURNED = "returned"

    @property
    def label(self) -> str:
        """The decision as a choice on the page."""
        return {
            Decision.AGREED: "Agree the grades",
            Decision.CHANGED: "Change one or more grades",
            Decision.RETURNED: "Return it to the auditor",
        }[self]


class Way(StrEnum):
    """How a decision came about. Only the first is a moderator's own reading of an audit; see ``DESK``."""

    READ = "read"
    BULK = "bulk"
    RULE = "rule"
    BESIDE = "beside"
    PANEL = "panel"
    REPLY = "reply"

    @property
    def label(self) -> str:
        """The way as a list says it."""
        return {
            Way.READ: "Moderated",
            Way.BULK: "Agreed in bulk",
            Way.RULE: "Agreed by the rule for second audits",
            Way.BESIDE: "Decided beside a second audit",
            Way.PANEL: "Decided by a panel",
            Way.REPLY: "Changed after a reply",
        }[self]


DESK = frozenset({Way.READ, Way.BULK})
"""Moderation of a single audit, whose grade the moderator saw: a change rate, never agreement."""


class ChangeReason(StrEnum):
    """Why a grade was changed: the category beside the moderator's own words. Feeds coaching."""

    EVIDENCE_OVERLOOKED = "evidence_overlooked"
    NOT_SUPPORTED = "not_supported"
    DESCRIPTOR = "descriptor"
    IMPACT = "impact"
    RISK = "risk"
    TIMELINESS = "timeliness"
    LOOK_BACK = "look_back"
    LIMITING_RULE = "limiting_rule"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The reason as a choice on the page."""
        return _CHANGE_LABELS[self]


_CHANGE_LABELS = {
    ChangeReason.EVIDENCE_OVERLOOKED: "Evidence in the record was overlooked",
    ChangeReason.NOT_SUPPORTED: "The evidence given does not support the grade",
    ChangeReason.DESCRIPTOR: "The grade descriptor was read differently",
    ChangeReason.IMPACT: "The difference made for the child was given too much or too little weight",
    ChangeReason.RISK: "Risk was judged differently",
    ChangeReason.TIMELINESS: "Timeliness was weighed above quality, or quality above timeliness",
    ChangeReason.LOOK_BACK: "Practice outside the look-back period was judged",
    ChangeReason.LIMITING_RULE: "A limiting rule applies",
    ChangeReason.OTHER: "Another reason",
}


class ReasonKind(StrEnum):
    """Why an audit is in the queue."""

    LOWEST_GRADE = "lowest_grade"
    HIGHEST_GRADE = "highest_grade"
    FIRST_AUDITS = "first_audits"
    ABOVE_CAP = "above_cap"
    CAME_BACK = "came_back"
    REOPENED = "reopened"
    CHANCE = "chance"


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason, with the sentence that the queue shows."""

    kind: ReasonKind
    sentence: str


@dataclass(frozen=True, slots=True)
class ModerationRules:
    """A council's rules. ``first_audits`` 0 and ``share_percent`` 0 switch those rules off."""

    # A misspelt rule would be silently off: better refuse the whole.
    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    lowest_grade: bool = True
    highest_grade: bool = True
    first_audits: int = 3
    above_cap: bool = True
    came_back: bool = True
    share_percent: int = 10

    def __post_init__(self) -> None:
        if self.first_audits < 0:
            raise ValueError("first_audits cannot be less than 0")
        if not 0 <= self.share_percent <= 100:
            raise ValueError("share_percent must be from 0 to 100")

    def to_json(self) -> str:
        """The rules as the database keeps them."""
        return _RULES.dump_json(self).decode()

    @classmethod
    def from_json(cls, text: str) -> ModerationRules:
        """The rules back again. Missing names take their defaults; ValueError for what cannot be read."""
        try:
            return _RULES.validate_json(text or "{}", strict=True)
        except ValidationError as problem:
            raise ValueError(f"These moderation rules cannot be read: {problem}") from problem


_RULES = TypeAdapter(ModerationRules)


@dataclass(frozen=True, slots=True)
class SubmittedAudit:
    """What the rules look at. ``position`` of ``positions`` is the overall grade, 1 the worst.

    ``earlier`` counts audits this auditor had submitted before this one, in any round.
    """

    audit_id: int
    auditor_name: str
    grade_name: str
    position: int
    positions: int
    earlier: int
    cap_name: str = ""
    is_above_cap: bool = False
    came_back: bool = False


def reasons_for(audit: SubmittedAudit, rules: ModerationRules, seed: int) -> tuple[Reason, ...]:
    """Every reason to read this audit, the weightiest first; empty when it may be agreed in bulk."""
    found = []
    if rules.lowest_grade and audit.position == 1:
        found.append(Reason(ReasonKind.LOWEST_GRADE, f"Every {audit.grade_name} audit is moderated."))
    if rules.above_cap and audit.is_above_cap:
        cap = f"{audit.cap_name}, the most that the tool's rules allow" if audit.cap_name else "the cap"
        found.append(Reason(ReasonKind.ABOVE_CAP, f"Graded {audit.grade_name}, which is above {cap}."))
    if rules.came_back and audit.came_back:
        found.append(Reason(ReasonKind.CAME_BACK, "It was returned to the auditor and has come back."))
    if rules.highest_grade and audit.position == audit.positions:
        found.append(Reason(ReasonKind.HIGHEST_GRADE, f"Every {audit.grade_name} audit is moderated."))
    if audit.earlier < rules.first_audits:
        found.append(
            Reason(
                ReasonKind.FIRST_AUDITS,
                f"It is number {audit.earlier + 1} by {audit.auditor_name}; "
                f"the first {rules.first_audits} of every auditor are moderated.",
            )
        )
    number = chance_number(seed, audit.audit_id)
    if not found and number < rules.share_percent:
        found.append(
            Reason(
                ReasonKind.CHANCE,
                f"Drawn by chance: {rules.share_percent}% of the rest is moderated. "
                f"Its number is {number}, and all below {rules.share_percent} are read.",
            )
        )
    return tuple(found)


def chance_number(seed: int, audit_id: int) -> int:
    """A number from 0 to 99: SHA-256 of ``seed|audit_id`` read as a whole number, modulo 100."""
    return int(sha256(f"{seed}|{audit_id}".encode()).hexdigest(), 16) % 100


def check_change(reason: ChangeReason | None, text: str) -> None:
    """A changed grade carries a category and the moderator's words. Raises Incomplete, saying what is missing."""
    if reason is None:
        raise Incomplete("Choose the reason why the grade was changed.")
    if not text.strip():
        raise Incomplete("Explain the change to the auditor in your own words.")
