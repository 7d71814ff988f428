"""How is typed text laid out? Blank lines part paragraphs; lines that start with "- " or "* " are a list.

Nothing else is markup: every other character is shown as it was typed.
"""

from __future__ import annotations

from dataclasses import dataclass

_MARKS = ("- ", "* ", "\u2022 ")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; single line breaks are kept as spaces."""

    text: str


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list, one text per item."""

    items: tuple[str, ...]


def blocks(text: str) -> tuple[Paragraph | Bullets, ...]:
    """The paragraphs and lists of a text, in order; empty for a blank text."""
    return tuple(
        Bullets(tuple(map(" ".join, units))) if listed else Paragraph(" ".join(units[0]))
        for listed, units in _units(text.splitlines())
    )


def _units(lines: list[str]) -> list[tuple[bool, list[list[str]]]]:
    """Lines gathered into paragraphs (not listed, one unit) and lists (one unit per item, blank lines between or not)."""
    found: list[tuple[bool, list[list[str]]]] = []
    open_unit: list[str] | None = None
    for line in map(str.strip, lines):
        if line.startswith(_MARKS):
            open_unit = [line[2:].strip()]
            if found and found[-1][0]:
                found[-1][1].append(open_unit)
            else:
                found.append((True, [open_unit]))
        elif not line:
            open_unit = None
        elif open_unit is not None:
            open_unit.append(line)
        else:
            open_unit = [line]
            found.append((False, [open_unit]))
    return found
