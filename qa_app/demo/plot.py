"""What happens in the demo, and when? Everything is told from the day on which the demo is loaded.

Two months ago the council audited children in need and protection, last month children in care and care leavers: both
rounds are over and the months are published. Now it is halfway through the next round about children in need; a small
themed round should have been finished last week, and a safety check is being planned.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from qa_app.clock import in_london
from qa_app.demo.rhythms import workday
from qa_app.demo.voices import Setting
from qa_app.demo.workdays import at, days_later, from_day
from qa_app.domain.cases import CaseStatus
from qa_app.domain.cohorts import READY_MADE, Cohort, Criterion, Period
from qa_app.domain.moderating import ModerationRules
from qa_app.domain.months import Month, month_of
from qa_app.domain.rounds import NO_SECOND_AUDITS, RoundPlan, months_before
from qa_app.domain.second_audits import SecondAuditRules

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


@dataclass(frozen=True, slots=True)
class Look:
    """What a round looks at: the practice of the last ``months``, in the cases of a cohort.

    ``settings`` says whom an audit is about by the list that names the case, the first that fits.
    """

    theme: str
    tool: str
    cohort: Callable[[Period], Cohort]
    settings: Mapping[int, Setting]
    months: int = 6


PLANNED = "Safety check: children on a child protection plan"
"""The title of the round that is still to be drawn."""


def _in_need(_period: Period) -> Cohort:
    helped = (CaseStatus.ASSESSMENT, CaseStatus.CHILD_IN_NEED_PLAN, CaseStatus.CHILD_PROTECTION_PLAN)
    return Cohort(
        "Children in need and on a child protection plan",
        (Criterion(lists=(6,), statuses=helped, open_only=True),),
    )


def _in_care(_period: Period) -> Cohort:
    """Those whom the two services hold that are there for them; a few are still with other teams."""
    services = ("Children in care", "Leaving care and 16+")
    return Cohort(
        "Children in care and care leavers", (Criterion(lists=(8, 9), open_only=True),), services=services
    )


_NEED = Look(
    "Children in need and on a child protection plan",
    "children_in_need",
    _in_need,
    {7: Setting.PROTECTION, 6: Setting.IN_NEED},
)
_CARE = Look(
    "Children in care and care leavers",
    "children_in_care",
    _in_care,
    {8: Setting.CARE, 9: Setting.LEAVING},
)
_DECISIONS = Look(
    "Assessments ending in no further action",
    "assessments_nfa",
    READY_MADE["no-further-action"],
    {4: Setting.ASSESSED},
    months=3,
)
_SAFETY = Look(
    "Is the child safe, is the plan right, is anything drifting?",
    "safety_check",
    READY_MADE["child-protection"],
    {7: Setting.PROTECTION},
)


@dataclass(frozen=True, slots=True)
class RoundPlot:
    """One round. It is planned on the working day before it opens, and closes on ``closes`` if it does.

    ``lift`` is what the whole council has gained since the first round (``tendencies.standing``). ``never`` audits
    are never handed in. ``share`` is the percentage that moderators read by chance, ``second`` how many audits are made
    twice.
    """

    title: str
    look: Look = field(repr=False)
    opens: date
    due: date
    size: int
    seed: int
    closes: date | None = None
    lift: float = 0.0
    never: int = 0
    share: int = 10
    second: SecondAuditRules = NO_SECOND_AUDITS

    def plan(self, tool_version_id: int) -> RoundPlan:
        """The same as the product wants it."""
        period = Period(months_before(self.opens, self.look.months), self.opens)
        return RoundPlan(
            title=self.title,
            theme=self.look.theme,
            tool_version_id=tool_version_id,
            period=period,
            opens_on=self.opens,
            due_on=self.due,
            cohort=self.look.cohort(period),
            moderation=ModerationRules(share_percent=self.share),
            second=self.second,
        )


@dataclass(frozen=True, slots=True)
class Plot:
    """The whole story, up to ``now``. ``lists`` are the days on which the case lists come."""

    now: datetime
    begins: datetime
    lists: tuple[date, ...]
    first: RoundPlot
    second: RoundPlot
    themed: RoundPlot
    current: RoundPlot
    planned: RoundPlot
    published: tuple[tuple[Month, datetime], ...]


def plot_for(now: datetime) -> Plot:
    """The story for somebody who loads the demo now."""
    today = in_london(now).date()
    this = month_of(today)
    before, last = this.later(-2), this.later(-1)
    lists = tuple(from_day(month.first) for month in (before, last, this))
    return Plot(
        now=now,
        begins=at(days_later(lists[0], -5), 9),
        lists=lists,
        first=_past("Children in need and protection", _NEED, before, 601_2026),
        second=_past("Children in care and care leavers", _CARE, last, 733_1408, lift=0.1),
        themed=_themed(today),
        current=_current(today, this),
        planned=_planned(today),
        published=tuple(
            (month, min(at(days_later(from_day(month.later(1).first), 3), 11), now - timedelta(minutes=1)))
            for month in (before, last)
        ),
    )


def _past(title: str, look: Look, month: Month, seed: int, lift: float = 0.0) -> RoundPlot:
    """Opens on the second working day of its month, and is over by the last."""
    opens = days_later(from_day(month.first), 1)
    return RoundPlot(
        f"{title}, {month.name}",
        look,
        opens=opens,
        due=workday(opens + timedelta(days=16)),
        size=200,
        seed=seed,
        closes=workday(month.last),
        lift=lift,
        never=3,
        second=SecondAuditRules(share_percent=15, at_least=3),
    )


def _current(today: date, month: Month) -> RoundPlot:
    """Two of its three weeks are over."""
    return RoundPlot(
        f"Children in need and protection, {month.name}",
        _NEED,
        opens=workday(today - timedelta(days=14)),
        due=from_day(today + timedelta(days=6)),
        size=120,
        seed=20_419,
        lift=0.2,
        share=20,
        second=SecondAuditRules(share_percent=20, at_least=1),
    )


def _themed(today: date) -> RoundPlot:
    """Due last week, and five audits are late."""
    opens = workday(today - timedelta(days=29))
    return RoundPlot(
        f"Assessments ending in no further action, {month_of(opens).name}",
        _DECISIONS,
        opens=opens,
        due=workday(today - timedelta(days=6)),
        size=36,
        seed=88_017,
        lift=0.1,
        never=5,
    )


def _planned(today: date) -> RoundPlot:
    opens = from_day(today + timedelta(days=17))
    return RoundPlot(
        PLANNED,
        _SAFETY,
        opens=opens,
        due=workday(opens + timedelta(days=14)),
        size=40,
        seed=5_150,
    )
