"""Which audits of a round are made twice, and why each?

A share is drawn by chance, every auditor has at least so many, and a new auditor's first ones are all made twice. The
order of the draw is SHA-256 of the round's seed and the case's reference, so that anybody can repeat it and nobody can
steer it. What was chosen once stays chosen: asked again after a case was replaced, only what is missing is added.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import TYPE_CHECKING, ClassVar

from pydantic import ConfigDict, TypeAdapter, ValidationError

if TYPE_CHECKING:
    from collections.abc import Sequence


class Chosen(StrEnum):
    """Why an audit is made twice."""

    NEW_AUDITOR = "new_auditor"
    SHARE = "share"
    AT_LEAST = "at_least"
    BY_HAND = "by_hand"

    @property
    def label(self) -> str:
        """The reason in a word or two, for a list."""
        return {
            Chosen.NEW_AUDITOR: "New auditor",
            Chosen.SHARE: "Drawn by chance",
            Chosen.AT_LEAST: "At least so many of each auditor",
            Chosen.BY_HAND: "Chosen by hand",
        }[self]


@dataclass(frozen=True, slots=True)
class SecondAuditRules:
    """A round's rules. 0 switches a number off. The last two can only make the rule of agreement stricter.

    ``share_percent`` of the round's audits; ``at_least`` of every auditor's; ``first_of_new``: an auditor's first so
    many audits, counted over all rounds. ``sections_apart`` is 1 or 0 steps; ``lowest_by_person`` sends two audits with
    the lowest grade to a moderator although they agree.
    """

    # A misspelt rule would be silently off: better refuse the whole.
    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    share_percent: int = 0
    at_least: int = 0
    first_of_new: int = 0
    sections_apart: int = 1
    lowest_by_person: bool = False

    def __post_init__(self) -> None:
        if not 0 <= self.share_percent <= 100:
            raise ValueError("share_percent must be from 0 to 100")
        if min(self.at_least, self.first_of_new) < 0:
            raise ValueError("at_least and first_of_new cannot be less than 0")
        if self.sections_apart not in {0, 1}:
            raise ValueError("sections_apart must be 0 or 1")

    @property
    def asks_for_any(self) -> bool:
        """Whether any audit is made twice without being chosen by hand."""
        return bool(self.share_percent or self.at_least or self.first_of_new)

    def to_json(self) -> str:
        """The rules as the database keeps them."""
        return _RULES.dump_json(self).decode()

    @classmethod
    def from_json(cls, text: str) -> SecondAuditRules:
        """The rules back again. Missing names take their defaults; ValueError for what cannot be read."""
        try:
            return _RULES.validate_json(text or "{}", strict=True)
        except ValidationError as problem:
            raise ValueError(f"These rules for second audits cannot be read: {problem}") from problem


_RULES = TypeAdapter(SecondAuditRules)


@dataclass(frozen=True, slots=True)
class Candidate:
    """An audit of the round that could be made twice.

    ``earlier`` counts audits that its auditor was given before this round. ``is_paired``: it is made twice already.
    ``is_possible``: somebody independent could make it.
    """

    audit_id: int
    reference: str
    auditor_id: int
    auditor_name: str
    earlier: int = 0
    is_paired: bool = False
    is_possible: bool = True


@dataclass(frozen=True, slots=True)
class Choice:
    """One audit to be made twice, and the sentence that says why."""

    audit_id: int
    chosen: Chosen
    because: str


@dataclass(frozen=True, slots=True)
class Choosing:
    """What is to be made twice. ``passed_over`` would have been, and nobody independent can make them (audit ids)."""

    choices: tuple[Choice, ...]
    passed_over: tuple[int, ...]


def choose(candidates: Sequence[Candidate], rules: SecondAuditRules, seed: int) -> Choosing:
    """What the rules ask for beyond what is paired already. The same input gives the same, in any order.

    A candidate whom nobody independent can make is passed over, and the next in order takes its place in a share or a
    number for each auditor.
    """
    in_order = sorted(candidates, key=lambda each: (_place(seed, each), each.audit_id))
    picker = _Picker(in_order)
    for each in _first_of_new(candidates, rules.first_of_new):
        picker.pick(
            each.candidate,
            Chosen.NEW_AUDITOR,
            f"It is number {each.number} by {each.candidate.auditor_name}; the first {rules.first_of_new} of every "
            "auditor are made twice.",
        )
    share = -(-len(in_order) * rules.share_percent // 100)
    picker.go_through(
        in_order,
        share,
        Chosen.SHARE,
        f"Drawn by chance: {rules.share_percent}% of the round’s audits, {share} of {len(in_order)}, are made twice.",
    )
    for auditor_id, name in sorted({(each.auditor_id, each.auditor_name) for each in in_order}):
        theirs = [each for each in in_order if each.auditor_id == auditor_id]
        picker.go_through(
            # Those that are made twice anyhow count first.
            sorted(theirs, key=picker.has, reverse=True),
            rules.at_least,
            Chosen.AT_LEAST,
            f"At least {rules.at_least} of every auditor’s audits are made twice; {name} had fewer.",
        )
    return Choosing(tuple(picker.choices.values()), tuple(picker.passed_over))


class _Picker:
    """What is chosen while the rules are gone through, each audit once and for the first reason."""

    def __init__(self, candidates: Sequence[Candidate]) -> None:
        self.choices: dict[int, Choice] = {}
        self.passed_over: dict[int, None] = {}
        self._paired = {each.audit_id for each in candidates if each.is_paired}

    def has(self, candidate: Candidate) -> bool:
        return candidate.audit_id in self._paired or candidate.audit_id in self.choices

    def pick(self, candidate: Candidate, chosen: Chosen, because: str) -> None:
        if self.has(candidate):
            return
        if not candidate.is_possible:
            self.passed_over[candidate.audit_id] = None
            return
        self.choices[candidate.audit_id] = Choice(candidate.audit_id, chosen, because)

    def go_through(self, in_order: Sequence[Candidate], wanted: int, chosen: Chosen, because: str) -> None:
        """Pick in this order until so many of those gone through are chosen, for whatever reason."""
        have = 0
        for candidate in in_order:
            if have >= wanted:
                return
            self.pick(candidate, chosen, because)
            have += self.has(candidate)


@dataclass(frozen=True, slots=True)
class _Numbered:
    candidate: Candidate
    number: int


def _first_of_new(candidates: Sequence[Candidate], first: int) -> list[_Numbered]:
    """Each auditor's audits up to the first so many of all rounds, in the order in which they were given out."""
    by_auditor: dict[int, list[Candidate]] = defaultdict(list)
    for each in sorted(candidates, key=lambda candidate: candidate.audit_id):
        by_auditor[each.auditor_id].append(each)
    return [
        _Numbered(each, each.earlier + place)
        for theirs in by_auditor.values()
        for place, each in enumerate(theirs, start=1)
        if each.earlier + place <= first
    ]


def _place(seed: int, candidate: Candidate) -> str:
    return sha256(f"{seed}|second|{candidate.reference}".encode()).hexdigest()
