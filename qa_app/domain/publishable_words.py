"""Which words of findings did somebody write freely, and what in them has to be settled before they are published?

It looks through the frozen value that is printed, so that what was settled is what is published. A reference in the
column of references is meant to be there; one in somebody's words is not.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import TYPE_CHECKING

from qa_app.domain.errors import QaError
from qa_app.domain.findings import AnswerKind
from qa_app.domain.identifying import mark

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from qa_app.domain.findings import Findings
    from qa_app.domain.identifying import Hit

_AROUND = 60


class Source(StrEnum):
    """Where words come from, so that a page can lead there."""

    NARRATIVE = "narrative"
    CORRECTION = "correction"
    AUDIT = "audit"
    ACTION = "action"


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of one record. ``record`` is its number as the findings print it, ``place`` what the words are."""

    source: Source
    record: str
    place: str
    text: str

    @property
    def fingerprint(self) -> str:
        """Stands for these words wherever they are published: other words have to be looked at again."""
        return sha256(self.text.encode("utf-8", "replace")).hexdigest()


@dataclass(frozen=True, slots=True)
class Unsettled:
    """One thing in a passage that could identify somebody."""

    passage: Passage
    hit: Hit

    @property
    def key(self) -> str:
        """What a form sends back to say which it means."""
        return f"{self.passage.fingerprint[:16]}-{mark(self.hit)}"

    @property
    def before(self) -> str:
        """The words in front of it, as many as are needed to judge."""
        start = max(0, self.hit.start - _AROUND)
        return ("…" if start else "") + self.passage.text[start : self.hit.start]

    @property
    def after(self) -> str:
        """The words after it."""
        end = self.hit.end + _AROUND
        return self.passage.text[self.hit.end : end] + ("…" if end < len(self.passage.text) else "")


class WordsToSettle(QaError):
    """Something in the words could identify somebody, and nobody has changed it or said why it can stay."""

    def __init__(self, number: int) -> None:
        super().__init__(
            f"{number:,} place{'' if number == 1 else 's'} in the words could identify somebody. Change the words, or say "
            "why they can stay, then publish."
        )
        self.number = number


def passages(findings: Findings) -> Iterator[Passage]:
    """Everything that was written freely, in the order of the publication. It needs the rows for those of records."""
    told = findings.narrative
    for place, text in (
        ("Purpose", told.purpose),
        ("Key messages", told.key_messages),
        ("Next steps", told.next_steps),
    ):
        if text:
            yield Passage(Source.NARRATIVE, "", place, text)
    if findings.corrects:
        yield Passage(Source.CORRECTION, "", "What the correction changes", findings.corrects)
    for row in findings.audit_rows:
        for column, answer in zip(findings.answer_columns, row.answers, strict=False):
            if answer and column.kind is AnswerKind.TEXT:
                yield Passage(Source.AUDIT, row.audit, column.text, answer)
    for action in findings.action_rows:
        yield Passage(Source.ACTION, action.action, "What is to be done", action.what)
        yield Passage(Source.ACTION, action.action, "How it is known to be done", action.measure_of_success)


def once_each(found: Sequence[Unsettled]) -> tuple[Unsettled, ...]:
    """The first of those that mean the same thing in the same words."""
    return tuple({each.key: each for each in reversed(found)}.values())[::-1]
