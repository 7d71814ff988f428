"""What in a free text could tell its reader whom it is about?

``found`` looks for names, dates of birth, NHS numbers, postcodes, telephone numbers, e-mail addresses and references of
cases. It warns: what is done about a warning is the business of whoever asked. It finds what has a form; who reads a
text still has to ask whether a story alone gives somebody away.

    for hit in found(text, names=names_of(["Asha Rao", "Wren Castle"]), references={"ex000123"}, on=today):
        print(hit.line, hit.sentence)

It takes one pass for each kind, so time grows with the text alone: 20,000 characters take about 12 milliseconds, for
2,000 names as for 20,000 (preparing those takes 8 and 80).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from hashlib import sha256
from typing import TYPE_CHECKING

from qa_app.domain.person_names import NOBODY, named_in

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from qa_app.domain.person_names import Names


class Kind(StrEnum):
    """What was found. In this order one is preferred where two lie over each other."""

    EMAIL = "email"
    NHS_NUMBER = "nhs_number"
    PHONE = "phone"
    POSTCODE = "postcode"
    BIRTH_DATE = "birth_date"
    REFERENCE = "reference"
    NAME = "name"


_SAID = {
    Kind.EMAIL: "is an e-mail address",
    Kind.NHS_NUMBER: "may be an NHS number",
    Kind.PHONE: "looks like a telephone number",
    Kind.POSTCODE: "looks like a postcode",
    Kind.BIRTH_DATE: "may be a date of birth",
    Kind.REFERENCE: "is the reference of a case",
    Kind.NAME: "looks like the name of a person",
}


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that could identify somebody: ``text[start:end]`` of the text, on ``line`` (from 1)."""

    kind: Kind
    text: str
    start: int
    end: int
    line: int

    @property
    def sentence(self) -> str:
        """What it is, as in: “ME4 4TR” looks like a postcode."""
        words = " ".join(self.text.split())
        return f"“{words if len(words) <= _LONGEST else f'{words[: _LONGEST - 1]}…'}” {_SAID[self.kind]}."


def found(text: str, *, names: Names = NOBODY, references: Collection[str] = (), on: date) -> tuple[Hit, ...]:
    """All that could identify somebody, in the order of the text, none overlapping another.

    ``names`` are people to look for besides what looks like a name by itself; ``references`` of cases, in small letters
    (which of ``possible_references(text)`` are cases); ``on`` is the day on which a child is so many years old.
    """
    lines = [place for place, sign in enumerate(text) if sign == "\n"]
    taken: list[tuple[int, int, Kind]] = []
    for kind, spans in (
        (Kind.EMAIL, _emails(text)),
        (Kind.NHS_NUMBER, _nhs_numbers(text)),
        (Kind.PHONE, _phones(text)),
        (Kind.POSTCODE, _postcodes(text)),
        (Kind.BIRTH_DATE, _birth_dates(text, on)),
        (Kind.REFERENCE, _references(text, references)),
        (Kind.NAME, named_in(text, names)),
    ):
        taken = sorted([*taken, *_free(spans, taken, kind)])
    return tuple(
        Hit(kind, text[start:end], start, end, bisect_right(lines, start - 1) + 1 if start else 1)
        for start, end, kind in taken
    )


def possible_references(text: str) -> frozenset[str]:
    """Whatever could be the reference of a case, in small letters: so that few have to be looked up."""
    return frozenset(word[0].lower() for word in _REFERENCE.finditer(text) if _may_be_reference(word[0]))


_TOLD = 5
_LONGEST = 60


def sentences(hits: Sequence[Hit]) -> tuple[str, ...]:
    """What a writer is told: each thing once, five at most, and how many more there are."""
    told = tuple(dict.fromkeys(hit.sentence for hit in hits))
    if len(told) <= _TOLD:
        return told
    return (*told[: _TOLD - 1], f"{len(told) - _TOLD + 1:,} more were found.")


def mark(hit: Hit) -> str:
    """Twelve signs that stand for what was found, wherever it stands: so that a page can say what its reader saw."""
    return sha256(f"{hit.kind.value} {' '.join(hit.text.lower().split())}".encode()).hexdigest()[:12]


def without(text: str, hits: Sequence[Hit]) -> str:
    """The text with everything that was found in it taken out."""
    ends = [0, *(hit.end for hit in hits)]
    starts = [*(hit.start for hit in hits), len(text)]
    return "".join(text[end:start] for end, start in zip(ends, starts, strict=True))


# ------------------------------------------------------------------------------------------------------------- forms
# Every expression begins where no longer match could have begun, and repeats only so often: none is slow on any text.
_SPACE = r"[ \t\u00a0]"
_EMAIL = re.compile(r"(?<![\w.+%-])[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_TEN_DIGITS = re.compile(rf"(?<!\d)(?<!\d[ -])[0-9](?:(?:{_SPACE}|-)?[0-9]){{9}}(?![ -]?\d)")
_NHS = re.compile(r"\bN\.?H\.?S\b", re.IGNORECASE)
_PHONE = re.compile(
    rf"""
    (?<![\d+])(?<!\d[./-])(?!\d{{1,2}}[./-]\d{{1,2}}[./-]\d{{2,4}})
    (?: (?:\+|00)44 (?:{_SPACE}|[-.])? (?:\(0\))? (?:{_SPACE}|[-.])? \(? [1-9] | \(?0[1-9] )
    (?: (?:{_SPACE}|[-.()]){{0,2}} [0-9] ){{8,9}} (?!\d)
    """,
    re.VERBOSE,
)
# The letters that each place of a postcode can have: Royal Mail, and BS 7666.
_POSTCODE = re.compile(
    rf"""
    (?<![A-Za-z0-9])
    (?: GIR{_SPACE}?0AA
      | (?: [A-PR-UWYZ]\d{{1,2}} | [A-PR-UWYZ][A-HK-Y]\d{{1,2}} | [A-PR-UWYZ]\d[A-HJKPSTUW] | [A-PR-UWYZ][A-HK-Y]\d[ABEHMNPRVWXY] )
        {_SPACE}{{0,2}} \d[ABD-HJLNP-UW-Z]{{2}} )
    (?![A-Za-z0-9])
    """,
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
_ORDINAL = re.compile(r"\d(?:st|nd|rd|th)")
_REFERENCE = re.compile(r"(?<![\w/-])[A-Za-z0-9](?:[A-Za-z0-9/_-]{2,38})[A-Za-z0-9](?![\w/-])")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<{}>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY = r"(?P<{}>[0-3]?[0-9])(?:st|nd|rd|th)?"
_YEAR = r"(?P<{}>(?:19|20)[0-9]{{2}}|['’]?[0-9]{{2}})"


def _date(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w./-]){pattern}(?![\w/-]|\.\d)", re.IGNORECASE | re.ASCII)


_S = rf"{_SPACE}{{1,2}}"
_SEP = rf"{_SPACE}?[./-]{_SPACE}?"
_WHOLE_DATES = (
    _date(rf"{_DAY.format('d')}{_SEP}(?P<n>[01]?[0-9]){_SEP}{_YEAR.format('y')}"),
    _date(r"(?P<y>(?:19|20)[0-9]{2})[-/](?P<n>[01][0-9])[-/](?P<d>[0-3][0-9])"),
    _date(rf"{_DAY.format('d')}(?:{_S}|[-./])(?:of{_S})?{_MONTH.format('m')},?(?:{_S}|[-./]){_YEAR.format('y')}"),
    _date(rf"{_MONTH.format('m')}{_S}{_DAY.format('d')},?{_S}{_YEAR.format('y')}"),
)  # fmt: skip
_PARTS_OF_DATES = (
    _date(rf"{_DAY.format('d')}(?:{_S}|-)(?:of{_S})?{_MONTH.format('m')}"),
    _date(rf"{_MONTH.format('m')}{_S}{_DAY.format('d')}"),
    _date(rf"{_MONTH.format('m')},?{_S}{_YEAR.format('y')}"),
    _date(r"(?P<d>[0-3]?[0-9])/(?P<n>[01]?[0-9])"),
)
_BIRTH = re.compile(r"\bd\.?\s?o\.?\s?b\b|\bborn\b|\bbirth(?:s|days?|dates?)?\b", re.IGNORECASE)
_NEAR = 40
"""So many characters may lie between a date and the word that makes it one of a birth."""
_YOUNGEST, _OLDEST = 2, 26
"""Years. Whole dates of the last two are what an audit is about; those before may be when a child was born."""


def _emails(text: str) -> Iterator[tuple[int, int]]:
    return (each.span() for each in _EMAIL.finditer(text))


def _nhs_numbers(text: str) -> Iterator[tuple[int, int]]:
    """Ten digits with a right check digit (modulus 11), or any ten after the letters NHS."""
    said = [each.end() for each in _NHS.finditer(text)]
    for each in _TEN_DIGITS.finditer(text):
        digits = [int(sign) for sign in each[0] if sign.isdigit()]
        if _is_checked(digits) or any(0 <= each.start() - end <= 20 for end in said):
            yield each.span()


def _is_checked(digits: Sequence[int]) -> bool:
    """NHS Data Dictionary, NHS number: weights 10 to 2, 11 minus the remainder; 11 counts as 0, and 10 cannot be."""
    if len(set(digits)) == 1:
        return False
    check = 11 - sum(weight * digit for weight, digit in zip(range(10, 1, -1), digits, strict=False)) % 11
    return check % 11 == digits[9]


def _phones(text: str) -> Iterator[tuple[int, int]]:
    return (each.span() for each in _PHONE.finditer(text))


def _postcodes(text: str) -> Iterator[tuple[int, int]]:
    """In capitals or in small letters throughout: "B1 2nd" is none, and neither is "m1 1st"."""
    for each in _POSTCODE.finditer(text):
        is_one_size = each[0].isupper() or each[0].islower()
        if is_one_size and not _ORDINAL.fullmatch(each[0][-3:]):
            yield each.span()


def _birth_dates(text: str, on: date) -> Iterator[tuple[int, int]]:
    births = [each.span() for each in _BIRTH.finditer(text)]
    whole: list[tuple[int, int]] = []
    for pattern in _WHOLE_DATES:
        for each in pattern.finditer(text):
            day = _day_of(each, on)
            if day and (_is_near(each.span(), births) or _OLDEST >= _years(day, on) >= _YOUNGEST):
                whole.append(each.span())
    yield from whole
    if births:
        for pattern in _PARTS_OF_DATES:
            yield from (
                each.span()
                for each in pattern.finditer(text)
                if _is_near(each.span(), births) and _day_of(each, on)
            )


def _is_near(span: tuple[int, int], births: Sequence[tuple[int, int]]) -> bool:
    start, end = span
    place = bisect_right(births, (start, end))
    beside = births[max(0, place - 1) : place + 1]
    return any(0 <= start - after <= _NEAR or 0 <= before - end <= _NEAR for before, after in beside)


def _day_of(match: re.Match[str], on: date) -> date | None:
    """The day that was written, as far as it was; None for what is no day."""
    said = match.groupdict()
    month = _MONTHS.index(said["m"].lower()[:3]) + 1 if said.get("m") else int(said["n"])
    year = int((said.get("y") or "2000").lstrip("'’"))
    if year < 100:
        year += 2000 if year <= on.year % 100 else 1900
    try:
        return date(year, month, int(said.get("d") or 1))
    except ValueError:
        return None


def _years(day: date, on: date) -> int:
    return on.year - day.year - ((on.month, on.day) < (day.month, day.day))


def _references(text: str, known: Collection[str]) -> Iterator[tuple[int, int]]:
    for each in _REFERENCE.finditer(text) if known else ():
        if each[0].lower() in known:
            yield each.span()


def _may_be_reference(word: str) -> bool:
    return any(sign.isdigit() for sign in word) and (len(word) > 4 or not word.isdigit())


def _free(
    spans: Iterator[tuple[int, int]] | Sequence[tuple[int, int]],
    taken: Sequence[tuple[int, int, Kind]],
    kind: Kind,
) -> list[tuple[int, int, Kind]]:
    """Those that lie over nothing which is taken already, nor over one of themselves that begins before."""
    free: list[tuple[int, int, Kind]] = []
    held = sorted(taken)
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        place = bisect_right(held, (start,))
        before = held[place - 1][1] if place else 0
        after = held[place][0] if place < len(held) else end
        if before <= start and end <= after and (not free or free[-1][1] <= start):
            free.append((start, end, kind))
    return free
