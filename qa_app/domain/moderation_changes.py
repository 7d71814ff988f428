"""How far do moderators agree with auditors, and in which direction do they differ?

The matrix spans the tool's whole scale, also the grades that nobody used, so that matrices of two months
can be laid side by side. A moderator has seen the auditor's grade, so these figures say how often moderation
changes a grade. They are not agreement between independent judges and no coefficient is made from them.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qa_app.domain.statistics import Share, mean, share

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@dataclass(frozen=True, slots=True)
class ModerationChanges:
    """Auditors' grades against moderators'. ``scale`` runs worst to best; matrix[auditor][moderator] counts.

    ``mean_shift`` is in grade steps, moderator minus auditor: -0.5 means that moderation lowers grades by
    half a step on average, so that auditors are lenient. None, like the shares, when ``n`` is 0.
    """

    scale: tuple[str, ...]
    matrix: tuple[tuple[int, ...], ...]
    n: int
    unchanged: Share | None
    within_one: Share | None
    raised: int
    lowered: int
    mean_shift: float | None

    @property
    def words(self) -> str:
        """The whole in one or two sentences, for those who do not read matrices."""
        if self.unchanged is None or self.mean_shift is None:
            return "No audits have been moderated yet."
        audits = "1 moderated audit" if self.n == 1 else f"{self.n:,} moderated audits"
        direction = f"Moderation raised {self.raised:,} and lowered {self.lowered:,}; on average grades "
        step = f"{abs(self.mean_shift):.2f} grade steps"
        moved = f"rose by {step}" if self.mean_shift > 0 else f"fell by {step}"
        direction += moved if round(self.mean_shift, 2) else "stayed level"
        return f"{self.unchanged.k:,} of {audits} kept the auditor's grade. {direction}."


def moderation_changes(pairs: Iterable[tuple[str, str]], scale: Sequence[str]) -> ModerationChanges:
    """From (auditor's grade, moderator's grade) pairs, each a key of ``scale``, which runs worst to best.

    Raises KeyError for a grade that is not on the scale: figures of two scales must never be mixed.
    """
    place = {grade: position for position, grade in enumerate(scale)}
    counts = Counter((place[auditor], place[moderator]) for auditor, moderator in pairs)
    shifts = [moderator - auditor for auditor, moderator in counts.elements()]
    n = len(shifts)
    return ModerationChanges(
        scale=tuple(scale),
        matrix=tuple(tuple(counts[row, column] for column in place.values()) for row in place.values()),
        n=n,
        unchanged=share(shifts.count(0), n),
        within_one=share(sum(abs(shift) <= 1 for shift in shifts), n),
        raised=sum(shift > 0 for shift in shifts),
        lowered=sum(shift < 0 for shift in shifts),
        mean_shift=mean(shifts),
    )
