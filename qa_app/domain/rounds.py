"""What is decided about a round before it begins: what it looks at, when, and how its sample is drawn?"""

from __future__ import annotations

import secrets
from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from qa_app.domain.cases import ONE_ROW_PER_CHILD
from qa_app.domain.cohorts import Criterion
from qa_app.domain.errors import Incomplete, NotPossible
from qa_app.domain.second_audits import SecondAuditRules

if TYPE_CHECKING:
    from collections.abc import Collection

    from qa_app.domain.cases import Flag
    from qa_app.domain.cohorts import Cohort, Period
    from qa_app.domain.moderating import ModerationRules
    from qa_app.domain.sampling import Method

NO_SECOND_AUDITS = SecondAuditRules()
TITLE_LIMIT = 200
TEAM_NOT_KNOWN = "Team not known"
SERVICE_NOT_KNOWN = "Service not known"
GREATEST_SEED = 2**53 - 1
"""Every spreadsheet and every programming language holds whole numbers up to this one exactly."""


class StratifyBy(StrEnum):
    """What the cases are grouped by before they are drawn."""

    TEAM = "team"
    SERVICE = "service"

    @property
    def label(self) -> str:
        """As the heading of a column."""
        return self.value.capitalize()

    @property
    def not_known(self) -> str:
        """The group of the cases that have none."""
        return TEAM_NOT_KNOWN if self is StratifyBy.TEAM else SERVICE_NOT_KNOWN


@dataclass(frozen=True, slots=True)
class RoundPlan:
    """All that makes a draft round. ``period`` is the practice that is looked at."""

    title: str
    theme: str
    tool_version_id: int
    period: Period
    opens_on: date
    due_on: date
    cohort: Cohort
    moderation: ModerationRules
    second: SecondAuditRules = NO_SECOND_AUDITS

    def check(self) -> None:
        """Raises Incomplete with a sentence for the first thing that is missing or out of order."""
        if not self.title.strip() or len(self.title) > TITLE_LIMIT:
            raise Incomplete(f"Enter a title of at most {TITLE_LIMIT} characters.")
        if not self.theme.strip() or len(self.theme) > TITLE_LIMIT:
            raise Incomplete(f"Enter a theme of at most {TITLE_LIMIT} characters.")
        if self.period.last < self.period.first:
            raise Incomplete("The audit period must end on or after the day that it begins.")
        if self.due_on < self.opens_on:
            raise Incomplete("The due date must be on or after the day that the round opens.")


@dataclass(frozen=True, slots=True)
class DrawPlan:
    """How a sample is drawn. ``reserve`` is for each group; 0 ``months`` leaves out nobody for earlier audits.

    With ``per_stratum`` each group gives that many, and ``size`` is not used.
    """

    stratify_by: StratifyBy
    method: Method
    size: int
    seed: int
    per_stratum: int | None = None
    reserve: int = 2
    months: int = 12
    leave_out_closed: bool = False

    def check(self) -> None:
        """Raises NotPossible when a number is out of range. Sizes are checked by the draw itself."""
        if not 0 <= self.seed <= GREATEST_SEED:
            raise NotPossible(f"The seed must be a whole number from 0 to {GREATEST_SEED:,}.")
        if not 0 <= self.months <= 120:
            raise NotPossible("Months since the last audit must be from 0 to 120.")
        if not 0 <= self.reserve <= 50:
            raise NotPossible("The reserve must be from 0 to 50 cases for each group.")


def new_seed() -> int:
    """Nine digits that nobody chose: short enough to be read out over a telephone."""
    return 100_000_000 + secrets.randbelow(900_000_000)


def months_before(day: date, months: int) -> date:
    """The same day so many months earlier, or the last of that month when it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def refined(
    cohort: Cohort,
    *,
    teams: Collection[str] = (),
    services: Collection[str] = (),
    flags: Collection[Flag] = (),
    open_only: bool = False,
) -> Cohort:
    """The cohort made narrower: in these teams or services, with all of these flags, open now."""
    criteria = list(cohort.criteria)
    if flags:
        criteria.append(Criterion(flags=tuple(flags)))
    if open_only:
        criteria.append(OPEN_NOW)
    return replace(cohort, criteria=tuple(criteria), teams=tuple(teams), services=tuple(services))


OPEN_NOW = Criterion(lists=tuple(ONE_ROW_PER_CHILD), open_only=True)
"""What makes a case open: an entry of lists 6 to 9 that has not ended."""
