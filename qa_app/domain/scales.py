"""What do the grades of a tool mean for figures, and which of them are "good or better"?

Where a scale has a grade with the key ``good``, that grade and all above it are. Any other scale counts the grades
strictly above its middle and says so in the name of its share. Tools whose grades have the same names in the same
order share one scale: their overall grades may be counted together, and whoever does so must say it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qa_app.domain.breakdowns import Category, Tone

if TYPE_CHECKING:
    from qa_app.domain.tools import ToolDefinition

_GOOD = "good"
_TONES = (Tone.WORST, Tone.POOR, Tone.FAIR, Tone.BEST)


@dataclass(frozen=True, slots=True)
class Scale:
    """Keys and names of grades, worst to best."""

    keys: tuple[str, ...]
    names: tuple[str, ...]

    @property
    def first_good(self) -> int:
        """The place, counted from 0, of the lowest grade that is good or better."""
        return self.keys.index(_GOOD) if _GOOD in self.keys else (len(self.keys) + 1) // 2

    @property
    def share_heading(self) -> str:
        """What the share of those grades is called: ``Good or better``, or ``Outstanding`` when there is one only."""
        lowest = self.names[self.first_good]
        return lowest if self.first_good == len(self.names) - 1 else f"{lowest} or better"

    @property
    def good_names(self) -> tuple[str, ...]:
        """The names of those grades."""
        return self.names[self.first_good :]

    @property
    def words(self) -> str:
        """From worst to best, for a definition."""
        return f"{self.names[0]} to {self.names[-1]}"

    @property
    def categories(self) -> tuple[Category, ...]:
        """One column of counts for each grade, the good ones in the share."""
        return tuple(
            Category(name, self._tone(place), in_part=place >= self.first_good)
            for place, name in enumerate(self.names)
        )

    @property
    def named(self) -> tuple[tuple[str, str], ...]:
        """Key and name of each grade."""
        return tuple(zip(self.keys, self.names, strict=True))

    def name(self, key: str) -> str:
        """The name of a grade. KeyError when the scale has no such grade."""
        return self.names[self.place(key)]

    def place(self, key: str) -> int:
        """0 for the worst grade, and up. KeyError when the scale has no such grade."""
        try:
            return self.keys.index(key)
        except ValueError:
            raise KeyError(key) from None

    def _tone(self, place: int) -> Tone:
        """The ends of the scale have the ends of the colours, whatever its length."""
        steps = len(self.names) - 1
        return _TONES[round(place * (len(_TONES) - 1) / steps)] if steps else Tone.PLAIN


def scale_of(tool: ToolDefinition) -> Scale:
    """The scale of a tool."""
    return Scale(tuple(grade.key for grade in tool.grades), tuple(grade.name for grade in tool.grades))
