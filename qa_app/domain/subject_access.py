"""What is handed out to somebody who asks what is held about a case, and what in it is about other people?

Everything that is held is one list of entries. A rule proposes what to take out: people by name, and whatever leads to
them. Whoever reviews accepts each proposal or says why it stays; nothing is handed out before that.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from typing import TYPE_CHECKING

from qa_app.domain.errors import QaError
from qa_app.domain.identifying import Kind, mark
from qa_app.domain.records import Record, RecordPart

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from datetime import datetime

    from qa_app.domain.identifying import Hit

OUT = "[Somebody else]"
"""What stands where another person was named."""
_AROUND = 60


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that is held: in which part, what it is, and what it says. ``is_person``: the words are a person's name."""

    part: str
    what: str
    words: str
    is_person: bool = False


@dataclass(frozen=True, slots=True)
class Proposed:
    """One thing to take out: the place of its entry, and ``start`` to ``end`` of its words."""

    entry: int
    start: int
    end: int
    text: str
    mark: str
    sentence: str
    before: str
    after: str

    @property
    def key(self) -> str:
        """What a form sends back to say which it means."""
        return f"{self.entry}-{self.start}-{self.mark}"


@dataclass(frozen=True, slots=True)
class Review:
    """All that is held, and all that the rule proposes to take out. ``fingerprint`` stands for exactly this."""

    reference: str
    entries: tuple[Entry, ...]
    proposed: tuple[Proposed, ...]

    @property
    def fingerprint(self) -> str:
        """Changes when anything that is held or proposed changes."""
        text = json.dumps([asdict(self)], sort_keys=True, default=str)
        return sha256(text.encode("utf-8", "replace")).hexdigest()


class NotReviewed(QaError):
    """Something was saved since the review was read, so what would be handed out is not what was reviewed."""


def review_of(reference: str, entries: Sequence[Entry], hits: Sequence[Sequence[Hit]]) -> Review:
    """``hits`` are what was found in the words of each entry; the case's own reference stays."""
    return Review(
        reference,
        tuple(entries),
        tuple(
            each
            for number, (entry, found) in enumerate(zip(entries, hits, strict=True))
            for each in _proposed(number, entry, found, reference)
        ),
    )


def _proposed(number: int, entry: Entry, found: Sequence[Hit], reference: str) -> Iterator[Proposed]:
    if entry.is_person:
        whole = sha256(entry.words.encode()).hexdigest()[:12]
        yield Proposed(
            number, 0, len(entry.words), entry.words, whole, f"“{entry.words}” is somebody who worked on the case.",
            "", "",
        )  # fmt: skip
        return
    for hit in found:
        if hit.kind is Kind.REFERENCE and hit.text.lower() == reference.lower():
            continue
        yield Proposed(
            number,
            hit.start,
            hit.end,
            hit.text,
            mark(hit),
            hit.sentence,
            entry.words[max(0, hit.start - _AROUND) : hit.start],
            entry.words[hit.end : hit.end + _AROUND],
        )


def redacted(review: Review, stays: Collection[str]) -> tuple[Entry, ...]:
    """The entries as they are handed out: without what was proposed, except what ``stays`` (keys)."""
    entries = list(review.entries)
    for each in reversed(review.proposed):
        if each.key not in stays:
            entry = entries[each.entry]
            words = f"{entry.words[: each.start]}{OUT}{entry.words[each.end :]}"
            entries[each.entry] = replace(entry, words=words)
    return tuple(entries)


def as_json(review: Review, entries: Sequence[Entry], *, council: str, at: datetime) -> str:
    """For a machine."""
    return json.dumps(
        {
            "council": council,
            "reference": review.reference,
            "made_at": at.isoformat(timespec="seconds"),
            "held": [{"part": each.part, "what": each.what, "says": each.words} for each in entries],
        },
        ensure_ascii=False,
        indent=1,
    )


def as_record(
    review: Review, entries: Sequence[Entry], *, council: str, classification: str, at: datetime
) -> Record:
    """For a person."""
    parts: dict[str, list[tuple[str, str]]] = {}
    for each in entries:
        parts.setdefault(each.part, []).append((each.what, each.words))
    return Record(
        title=f"What is held about case {review.reference}",
        council=council,
        classification=classification,
        made_at=at,
        lead=(
            "This is everything that the case audit product holds about this case. Audits look at how well the council "
            f"worked; they are not the case record, which is kept elsewhere. Where it says {OUT}, another person was named."
        ),
        parts=tuple(
            RecordPart(title, columns=("What", "What it says"), rows=tuple(rows))
            for title, rows in parts.items()
        ),
    )


def counted(review: Review, stays: Collection[str]) -> Mapping[str, int]:
    """How many were taken out, and how many stayed."""
    left = sum(each.key in stays for each in review.proposed)
    return {"redacted": len(review.proposed) - left, "left": left}
