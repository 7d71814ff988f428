"""Where in a text is somebody named?

Names are compared by their letters: "RAO, Asha", "asha rao" and "Asha K. Ráo" are one person. A name is known by its
parts. Two parts of one person's name together name that person, in any order; one part alone does unless it is an
ordinary word ("may", "will", "grace"), which counts only with a capital and that person's initial beside it. Besides
those whom we know, a capital after a title ("Mr Khan"), after a relative ("her nan Sheila") and a first name that
children often have are taken for names.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from qa_app.domain.name_words import COMMON, GIVEN, NO_NAMES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    Span = tuple[int, int]

_WORD = re.compile(r"[^\W\d_]+(?:['’‘`][^\W\d_]+)*")
_APOSTROPHES = str.maketrans("", "", "'’‘`")
_SPELT_OTHERWISE = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "\u0131": "i"}
)
_BETWEEN_SURNAMES = re.compile(r"[ \t\u00a0]{1,2}|[-\u2010\u2011]")
_BETWEEN_PARTS = re.compile(r"[ \t\u00a0]{0,2}[-\u2010\u2011,]?[ \t\u00a0]{0,2}\n?[ \t\u00a0]{0,2}")
_AFTER_SHORT = re.compile(r"\.?[ \t\u00a0]{0,2}")
"""What may follow a title or an initial."""
_TITLES = frozenset({"mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "cllr", "councillor"})
_RELATIVES = frozenset(
    {
        "aunt", "auntie", "aunty", "brother", "cousin", "dad", "daddy", "father", "gran", "grandad", "grandma",
        "grandpa", "granny", "mother", "mum", "mummy", "nan", "nana", "nanny", "sister", "stepdad", "stepfather",
        "stepmother", "stepmum", "uncle",
    }
)  # fmt: skip
_DAYS_AND_MONTHS = frozenset(
    {
        "i", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "january", "february",
        "march", "april", "june", "july", "august", "september", "october", "november", "december",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Names:
    """People to look for, prepared once for any number of texts. Made by ``names_of``.

    ``parts``: a part of a name, folded → the people (by number) who have it. ``initials``: person → the first letters
    of the parts of their name.
    """

    parts: Mapping[str, frozenset[int]] = field(default_factory=dict)
    initials: Mapping[int, frozenset[str]] = field(default_factory=dict)


NOBODY = Names()
"""Nobody in particular: only what looks like a name by itself is found."""


def names_of(people: Iterable[str]) -> Names:
    """Prepared from full names, as accounts and case lists write them ("Asha Rao", "SMITH, Jo (agency)")."""
    parts: dict[str, set[int]] = defaultdict(set)
    initials: dict[int, frozenset[str]] = {}
    for person, name in enumerate(dict.fromkeys(people)):
        own = {folded(word) for word in _WORD.findall(name)} - NO_NAMES
        for part in own:
            if len(part) > 1:
                parts[part].add(person)
                initials[person] = frozenset(each[0] for each in own)
    return Names({part: frozenset(held) for part, held in parts.items()}, initials)


def folded(word: str) -> str:
    """A word by its letters alone: small, without accents, apostrophes and a possessive s. Never empty."""
    plain = word.lower()
    if not plain.isascii():
        plain = unicodedata.normalize("NFKD", word.casefold()).translate(_SPELT_OTHERWISE)
        plain = "".join(sign for sign in plain if not unicodedata.combining(sign)) or word
    if len(plain) > 2 and plain[-1] == "s" and plain[-2] in "'’‘`":
        plain = plain[:-2]
    return plain.translate(_APOSTROPHES) or word


def named_in(text: str, names: Names = NOBODY) -> tuple[Span, ...]:
    """Where people are named: (start, end) in order, none overlapping another."""
    return tuple(_Reading(text, names).spans())


class _Word:
    """A word of the text, and whose name it is a part of."""

    __slots__ = ("end", "is_capital", "is_loud", "part", "people", "start")

    def __init__(self, found: re.Match[str], parts: Mapping[str, frozenset[int]]) -> None:
        self.start, self.end = found.span()
        word = found[0]
        self.is_capital = word[0].isupper()
        self.is_loud = len(word) > 1 and word.isupper()
        self.part = folded(word)
        self.people = parts.get(self.part)

    @property
    def is_common(self) -> bool:
        return len(self.part) == 1 or self.part in COMMON

    @property
    def is_initial(self) -> bool:
        return len(self.part) == 1 and self.is_capital


class _Reading:
    """One text being read for names, word by word."""

    def __init__(self, text: str, names: Names) -> None:
        self._text, self._names = text, names
        self._words = [_Word(found, names.parts) for found in _WORD.finditer(text)]

    def spans(self) -> Iterator[Span]:
        place = 0
        while place < len(self._words):
            last = self._name_at(place)
            if last is None:
                place += 1
                continue
            yield self._words[place].start, self._words[last].end
            place = last + 1

    def _name_at(self, place: int) -> int | None:
        """The place of the last word of the name that begins here; None where none does."""
        word = self._words[place]
        if word.people is not None:
            last, parts = self._together(place)
            run = self._words[place : last + 1]
            if parts > 1 and (any(not each.is_common for each in run) or self._is_written_as_name(run)):
                return last
            return place if self._is_name_alone(place) else None
        if word.part in _TITLES or word.part in _RELATIVES:
            return self._after_title(place)
        if word.is_initial:
            return self._after_initial(place)
        is_given = word.is_capital and not word.is_loud and word.part in GIVEN
        return place if is_given else None

    def _together(self, place: int) -> tuple[int, int]:
        """How far one person's name reaches from here, and how many parts it has. One initial may lie between two."""
        people = self._words[place].people or frozenset()
        parts, last = {self._words[place].part}, place
        for here in range(place + 1, len(self._words)):
            each = self._words[here]
            if not self._follows(here):
                break
            theirs = people & each.people if each.people else frozenset()
            if theirs and each.part not in parts:
                people, last = theirs, here
                parts.add(each.part)
            elif not each.is_initial or last < here - 1:
                break
        return last, len(parts)

    def _is_written_as_name(self, run: list[_Word]) -> bool:
        """Ordinary words with capitals, as in a name; not "Amber, Green", which is a list."""
        return all(each.is_capital for each in run) and "," not in self._text[run[0].start : run[-1].end]

    def _follows(self, here: int) -> bool:
        """Whether this word could belong to the same name as the one before it."""
        one, other = self._words[here - 1], self._words[here]
        between = _AFTER_SHORT if one.is_initial else _BETWEEN_PARTS
        return between.fullmatch(self._text, one.end, other.start) is not None

    def _is_name_alone(self, place: int) -> bool:
        """A part of a name that is no ordinary word, or one with the person's initial after it."""
        word = self._words[place]
        if not word.is_common:
            return len(word.part) > 2 or (word.is_capital and not word.is_loud)
        if not word.is_capital or place + 1 == len(self._words) or not self._follows(place + 1):
            return False
        return self._is_initial_of(self._words[place + 1], word)

    def _after_initial(self, place: int) -> int | None:
        """An initial and then a part of the same person's name, as in "W. May"."""
        here = place + 1
        if here == len(self._words) or not self._follows(here):
            return None
        word = self._words[here]
        return here if word.is_capital and self._is_initial_of(self._words[place], word) else None

    def _is_initial_of(self, initial: _Word, word: _Word) -> bool:
        return initial.is_initial and any(
            initial.part in self._names.initials[person] for person in word.people or ()
        )

    def _after_title(self, place: int) -> int | None:
        """The last word with a capital, two at most: "Mr Khan", "Ms A. Khan", "her nan Sheila"."""
        title = self._words[place]
        if title.part == "miss" and not title.is_capital:
            return None
        last = None
        for here in range(place + 1, min(place + 4, len(self._words))):
            one, word = self._words[here - 1], self._words[here]
            is_after_short = one.is_initial or (one is title and one.part in _TITLES)
            between = _AFTER_SHORT if is_after_short else _BETWEEN_SURNAMES
            if not word.is_capital or between.fullmatch(self._text, one.end, word.start) is None:
                break
            if word.part in _DAYS_AND_MONTHS or (
                title.part in _RELATIVES and (word.is_loud or word.is_common)
            ):
                break
            if not word.is_initial:
                last = here
            if self._text[word.end - 1] in "sS" and word.end - word.start > len(word.part) + 1:
                break  # a possessive ends the name
        return last
