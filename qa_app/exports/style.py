"""Which colour and which pattern stand for what? The same in page charts, workbook and PDF.

Colours are those of the pages (``web/static/app.css``). A tone is never said by colour alone: each has a pattern too,
and its word stands beside it. Each ink reads on its fill with at least 4.5:1.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from qa_app.domain.breakdowns import Tone

BRAND = "#0f4f54"
BRAND_DARK = "#0a383c"
BRAND_TINT = "#b9d8d6"
SURFACE = "#f2f7f6"
LINE = "#d3dfde"
INK = "#16262a"
INK_SOFT = "#46575b"
PAPER = "#ffffff"


class Pattern(StrEnum):
    """How a fill is told from another without colour."""

    SOLID = "solid"
    RISING = "rising"
    FALLING = "falling"
    DOTS = "dots"
    LEVEL = "level"


@dataclass(frozen=True, slots=True)
class Fill:
    """A colour, the colour of words on it, a pattern with its own colour, and an edge that shows on white paper."""

    colour: str
    ink: str
    edge: str
    pattern: Pattern = Pattern.SOLID
    pattern_colour: str = ""


FILLS: dict[Tone, Fill] = {
    Tone.WORST: Fill("#9f2b25", PAPER, "#7d1d18", Pattern.RISING, "#b65852"),
    Tone.POOR: Fill("#f2b632", INK, "#8a6100", Pattern.DOTS, "#d2950c"),
    Tone.FAIR: Fill("#8fc3bf", INK, "#3f7d79"),
    Tone.BEST: Fill(BRAND, PAPER, BRAND_DARK, Pattern.LEVEL, "#2b6a6f"),
    Tone.BLUE: Fill("#1b4f9c", PAPER, "#123a75"),
    Tone.GREEN: Fill("#1d7a3e", PAPER, "#125a2b", Pattern.LEVEL, "#2a814a"),
    Tone.AMBER: Fill("#f2a900", INK, "#8a6100", Pattern.DOTS, "#cf8f00"),
    Tone.RED: Fill("#b3261e", PAPER, "#861812", Pattern.RISING, "#bd433c"),
    Tone.PLAIN: Fill("#5b6d71", PAPER, "#46575b"),
    Tone.FAINT: Fill("#eef2f2", INK, "#6f8286", Pattern.FALLING, "#c3cfcf"),
}
