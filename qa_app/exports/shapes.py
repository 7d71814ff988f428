"""What can a picture be made of? Boxes, lines, dots, areas and words; y grows downwards from the top left corner."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qa_app.domain.breakdowns import Tone


@dataclass(frozen=True, slots=True)
class Box:
    """A filled rectangle in a tone."""

    x: float
    y: float
    wide: float
    high: float
    tone: Tone


@dataclass(frozen=True, slots=True)
class Tile:
    """A filled rectangle in a plain colour with an edge."""

    x: float
    y: float
    wide: float
    high: float
    colour: str
    edge: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line."""

    x1: float
    y1: float
    x2: float
    y2: float
    colour: str
    thick: float


@dataclass(frozen=True, slots=True)
class Dot:
    """A filled circle."""

    x: float
    y: float
    radius: float
    colour: str


@dataclass(frozen=True, slots=True)
class Label:
    """Words on a baseline. ``anchor``: 0 begins at x, 0.5 is centred on it, 1 ends there."""

    x: float
    y: float
    text: str
    size: float
    colour: str
    anchor: float = 0
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Area:
    """A filled shape with these corners, without an edge."""

    corners: tuple[tuple[float, float], ...]
    colour: str


Shape = Box | Tile | Rule | Dot | Label | Area


@dataclass(frozen=True, slots=True)
class Picture:
    """Shapes on a sheet of that size, painted in order."""

    wide: float
    high: float
    shapes: tuple[Shape, ...]
