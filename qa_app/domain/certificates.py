"""How was this sample drawn, in facts that a reader can check?

One value holds everything that the sampling certificate prints, on the page and in the published files alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qa_app.domain.sampling import ALGORITHM

if TYPE_CHECKING:
    from datetime import date

    from qa_app.domain.frames import ExclusionCount
    from qa_app.domain.sampling import Method, StratumCount


@dataclass(frozen=True, slots=True)
class Replacement:
    """A case found unsuitable. ``by`` is the reserve case in its place, "" when the reserve was used up."""

    reference: str
    stratum: str
    reason: str
    by: str = ""


@dataclass(frozen=True, slots=True)
class Certificate:
    """The facts of one draw and what became of it. ``filters`` are sentences; hashes are 64 hex digits."""

    round_title: str
    list_name: str
    list_hash: str
    listed_on: date
    drawn_on: date
    filters: tuple[str, ...]
    method: Method
    per_stratum: int | None
    population: int
    asked: int
    drawn: int
    strata: tuple[StratumCount, ...]
    exclusions: tuple[ExclusionCount, ...]
    replacements: tuple[Replacement, ...]
    audited: int
    seed: int
    frame_hash: str
    algorithm: str = ALGORITHM

    @property
    def summary(self) -> str:
        """The line that reports quote: "60 drawn from 2,471; 57 audited"."""
        return f"{self.drawn:,} drawn from {self.population:,}; {self.audited:,} audited"

    @property
    def excluded(self) -> int:
        """Cases that the filters found but that were not drawn for one of the reasons listed."""
        return sum(exclusion.n for exclusion in self.exclusions)

    @property
    def replaced(self) -> int:
        """Unsuitable cases in whose place a reserve case was audited."""
        return sum(bool(replacement.by) for replacement in self.replacements)

    @property
    def shortfall(self) -> str:
        """A sentence when fewer cases were drawn than asked for; "" otherwise."""
        missing = self.asked - self.drawn
        if missing < 1:
            return ""
        return f"{missing:,} fewer than the {self.asked:,} asked for: there were no more cases to draw."

    @property
    def method_words(self) -> str:
        """How the sample was shared among the strata."""
        if self.per_stratum is not None:
            return f"{self.per_stratum:,} from each, or all where there are fewer"
        if self.method == "equal":
            return "The same number from each, as far as there are enough"
        return "In proportion to the number of cases in each (largest remainder)"

    @property
    def how_to_repeat(self) -> str:
        """What somebody would do to make the same draw again."""
        return (
            f'Write "{self.seed}|stratum|reference" for every eligible case, take the SHA-256 of each line, '
            "and sort by it. Go down the list and take each case whose stratum still has a place and whose "
            "sibling has not been taken."
        )
