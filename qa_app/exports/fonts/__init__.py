"""Which letters can be printed, and how wide are they? Open Sans, embedded in every PDF (Apache licence, beside it).

A character that the font has no letter for is never dropped silently: a symbol is written by its name, as in
"[grinning face]", which a screen reader can read too, and any other as its number, as in "[U+4E2D]".
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from qa_app.exports.safe_text import printable

REGULAR, BOLD = "OpenSans", "OpenSans-Bold"
_FILES = {REGULAR: "OpenSans-Regular.ttf", BOLD: "OpenSans-Bold.ttf"}
_INVISIBLE = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
_SPACES = re.compile("[\t\u00a0\u2000-\u200a\u202f\u205f\u3000]")


def letters(text: str) -> str:
    """The text with every character printable in both fonts, line ends kept."""
    if text.isascii() and text.isprintable():
        return text
    known = _known()
    visible = _INVISIBLE.sub("", printable(text))
    composed = _SPACES.sub(" ", unicodedata.normalize("NFC", visible))
    return "".join(one if ord(one) in known or one == "\n" else _named(one) for one in composed)


def width(text: str, size: float, *, bold: bool = False) -> float:
    """How wide a line of printable text is, in points."""
    widths, other = _widths(BOLD if bold else REGULAR)
    return sum(widths.get(one, other) for one in text) * size / 1000


def lines(text: str, size: float, room: float, *, bold: bool = False) -> tuple[str, ...]:
    """Printable text broken into lines no wider than ``room``; a word that is wider is broken where it must be."""
    font = BOLD if bold else REGULAR
    unit_room, space = room * 1000 / size, _word_width(" ", font)
    found: list[str] = []
    for part in text.split("\n"):
        line: list[str] = []
        used = 0.0
        for word in _fitting(part.split(), font, unit_room):
            wide = _word_width(word, font)
            if line and used + space + wide > unit_room:
                found.append(" ".join(line))
                line, used = [], -space
            elif not line:
                used = -space
            line.append(word)
            used += space + wide
        found.append(" ".join(line))
    return tuple(found)


def longest_word(text: str, size: float, *, bold: bool = False) -> float:
    """The width of the widest word, in points."""
    font = BOLD if bold else REGULAR
    return max((_word_width(word, font) for word in text.split()), default=0) * size / 1000


def font_name(*, bold: bool) -> str:
    """The name by which the PDF library knows the font; loads it at first use."""
    name = BOLD if bold else REGULAR
    _font(name)
    return name


@cache
def _font(name: str) -> TTFont:
    font = TTFont(name, str(Path(__file__).parent / _FILES[name]))
    pdfmetrics.registerFont(font)
    return font


@cache
def _known() -> frozenset[int]:
    return frozenset(_font(REGULAR).face.charToGlyph) & frozenset(_font(BOLD).face.charToGlyph)


@cache
def _widths(name: str) -> tuple[dict[str, float], float]:
    face = _font(name).face
    return {chr(code): float(wide) for code, wide in face.charWidths.items()}, float(face.defaultWidth)


@lru_cache(maxsize=50_000)
def _word_width(word: str, font: str) -> float:
    widths, other = _widths(font)
    return sum(widths.get(one, other) for one in word)


def _fitting(words: list[str], font: str, room: float) -> list[str]:
    """The words, those wider than the room broken into pieces that fit."""
    if all(_word_width(word, font) <= room for word in words):
        return words
    return [piece for word in words for piece in _pieces(word, font, room)]


def _pieces(word: str, font: str, room: float) -> list[str]:
    widths, other = _widths(font)
    found: list[str] = []
    start, used = 0, 0.0
    for place, one in enumerate(word):
        wide = widths.get(one, other)
        if place > start and used + wide > room:
            found.append(word[start:place])
            start, used = place, 0.0
        used += wide
    return [*found, word[start:]]


@lru_cache(maxsize=4_000)
def _named(one: str) -> str:
    """What stands for a character without a letter; nothing for marks that only join or vary others."""
    category = unicodedata.category(one)
    if category in {"Cf", "Mn", "Me"}:
        return ""
    if category.startswith("Z"):
        return " "
    name = unicodedata.name(one, "") if category.startswith("S") else ""
    return f"[{name.lower()}]" if name else f"[U+{ord(one):04X}]"
