"""How wide is each column of a table, and how large are its letters, so that it fits the page?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa_app.exports.fonts import longest_word, width

if TYPE_CHECKING:
    from collections.abc import Sequence

PAD = 4.0
"""Empty space on each side of a cell's words, in points."""

_COMFORTABLE = 76.0
_WIDEST_WORD = 130.0
_WORDS, _NUMBERS, _COMFORT = 0, 1, 2
_TRIES = (
    (8.5, _COMFORT),
    (8.0, _COMFORT),
    (7.5, _COMFORT),
    (8.0, _NUMBERS),
    (7.5, _NUMBERS),
    (7.5, _WORDS),
    (6.5, _WORDS),
)


def fit(
    headings: list[str], rows: list[list[str]], to_right: Sequence[bool], room: float
) -> tuple[float, tuple[float, ...]]:
    """The largest letters with which it fits, and the widths of the columns.

    First room is sought for words in a few lines, then for whole numbers, then for whole words; at the last even
    words are broken. A word as wide as a quarter of the page is broken in any case.
    """
    columns = list(zip(headings, *rows, strict=True))
    for size, wish_for in _TRIES:
        least = [
            _comfortable(column, size)
            if wish_for == _COMFORT and not right
            else _least(column, size, whole=right and wish_for != _WORDS)
            for column, right in zip(columns, to_right, strict=True)
        ]
        if sum(least) <= room:
            break
    else:
        return size, _levelled(least, room)
    wish = [
        0.0 if right else max(0.0, min(_longest(column, size), room / 2) - one)
        for one, column, right in zip(least, columns, to_right, strict=True)
    ]
    spare = room - sum(least)
    if sum(wish) > spare:
        return size, tuple(one + more * spare / sum(wish) for one, more in zip(least, wish, strict=True))
    grown = [one + more for one, more in zip(least, wish, strict=True)]
    left = room - sum(grown)
    first = left if len(grown) == 1 else left * 0.3
    return size, tuple(
        one + (first if place == 0 else (left - first) / (len(grown) - 1)) for place, one in enumerate(grown)
    )


def _least(column: Sequence[str], size: float, *, whole: bool) -> float:
    """The widest piece that should not be broken; only the beginnings of very long texts are looked at."""
    heading, *cells = column
    body = max((width(cell, size) if whole else longest_word(cell[:500], size) for cell in cells), default=0)
    widest = max(longest_word(heading, size, bold=True), body * (1.06 if whole else 1))
    return min(widest, _WIDEST_WORD) + 2 * PAD + 1


def _comfortable(column: Sequence[str], size: float) -> float:
    """Room for words in a few lines rather than one word to a line."""
    return max(_least(column, size, whole=False), min(_longest(column, size), _COMFORTABLE))


def _longest(column: Sequence[str], size: float) -> float:
    heading, *cells = column
    body = max((width(cell[:200], size) for cell in cells), default=0)
    return max(width(heading, size, bold=True), body * 1.06) + 2 * PAD + 1


def _levelled(least: Sequence[float], room: float) -> tuple[float, ...]:
    """The widths that fill the room when only the widest are cut, all to the same width."""
    level = room / len(least)
    for _ in least:
        narrow = [one for one in least if one <= level]
        if len(narrow) < len(least):
            level = (room - sum(narrow)) / (len(least) - len(narrow))
    return tuple(min(one, level) for one in least)
