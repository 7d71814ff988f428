"""Which cases is a round about?

A cohort is a set of filters over the entries of the case lists. ``Cohort.matches`` is the definition; the
query that finds the cases in the database says the same in SQL and is tested against it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date  # noqa: TC003 (pydantic needs it when it runs)
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

from pydantic import TypeAdapter

from qa_app.domain.cases import LIST_TITLES, CaseStatus, Flag, ListedCase, leading_entry, status_label

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

_Item = TypeVar("_Item", int, str, Flag)


class DateField(StrEnum):
    """The dates of an entry that a cohort can ask about; each is the name of the field."""

    STARTED_ON = "started_on"
    ENDED_ON = "ended_on"
    LAST_SEEN_ON = "last_seen_on"
    REVIEWED_ON = "reviewed_on"

    @property
    def label(self) -> str:
        """Fit to stand before "from 1 March 2026"."""
        return _DATE_LABELS[self]


_DATE_LABELS = {
    DateField.STARTED_ON: "started",
    DateField.ENDED_ON: "ended",
    DateField.LAST_SEEN_ON: "last seen",
    DateField.REVIEWED_ON: "last reviewed",
}


@dataclass(frozen=True, slots=True)
class Period:
    """The days that a round looks at, both ends included."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class DateWindow:
    """A date must lie between two days, both included; an open end is None.

    An entry without the date is outside, unless ``or_blank`` ("last seen before March, or never").
    """

    field: DateField
    first: date | None = None
    last: date | None = None
    or_blank: bool = False

    def holds(self, entry: ListedCase) -> bool:
        """Whether this entry's date lies in the window."""
        value: date | None = getattr(entry, self.field.value)
        if value is None:
            return self.or_blank
        return (self.first is None or self.first <= value) and (self.last is None or value <= self.last)

    def describe(self) -> str:
        """For example "ended from 1 March 2026 to 31 May 2026"."""
        ends = ([f"from {_day(self.first)}"] if self.first else []) + (
            [f"to {_day(self.last)}"] if self.last else []
        )
        blank = f"or with no '{self.field.label}' date" if self.or_blank else ""
        return " ".join([self.field.label, *(ends or ["on any date"]), *([blank] if blank else [])])


@dataclass(frozen=True, slots=True)
class Criterion:
    """What one entry must be like. An empty filter asks nothing; each filter must hold.

    Lists, statuses and flags are kept sorted and without repeats, so that equal criteria are equal JSON.
    """

    lists: tuple[int, ...] = ()
    statuses: tuple[str, ...] = ()
    flags: tuple[Flag, ...] = ()
    without_flags: tuple[Flag, ...] = ()
    windows: tuple[DateWindow, ...] = ()
    open_only: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "lists", _sorted(self.lists))
        object.__setattr__(self, "statuses", _sorted(self.statuses))
        object.__setattr__(self, "flags", _sorted(self.flags))
        object.__setattr__(self, "without_flags", _sorted(self.without_flags))

    def holds(self, entry: ListedCase) -> bool:
        """Whether this one entry meets every filter."""
        return (
            (not self.lists or entry.list_number in self.lists)
            and (not self.statuses or entry.status in self.statuses)
            and entry.flags.issuperset(self.flags)
            and entry.flags.isdisjoint(self.without_flags)
            and all(window.holds(entry) for window in self.windows)
            and (not self.open_only or entry.is_open)
        )

    def describe(self) -> str:
        """One phrase, for example "in list 7 (Child protection), still open"."""
        names = [f"{number} ({LIST_TITLES[number]})" for number in self.lists]
        phrases = [f"in list {_either(names)}" if names else "in any list"]
        if self.statuses:
            phrases.append(f"status {_either([status_label(status).lower() for status in self.statuses])}")
        phrases += [flag.label[0].lower() + flag.label[1:] for flag in self.flags]
        phrases += [f"not: {flag.label[0].lower() + flag.label[1:]}" for flag in self.without_flags]
        phrases += [window.describe() for window in self.windows]
        if self.open_only:
            phrases.append("still open")
        return ", ".join(phrases)


@dataclass(frozen=True, slots=True)
class Cohort:
    """The cases for which every criterion holds, each on at least one entry, in these teams or services.

    ``teams`` and ``services`` are names, and are about the case as it is now (``leading_entry``), not about
    the entry that a criterion looks at. A case is in the cohort when its team is one of ``teams`` or its
    service is one of ``services``; with neither named, any team will do.
    """

    title: str
    criteria: tuple[Criterion, ...]
    teams: tuple[str, ...] = ()
    services: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "teams", _sorted(self.teams))
        object.__setattr__(self, "services", _sorted(self.services))

    def matches(self, entries: Sequence[ListedCase], service_of: Mapping[str, str] | None = None) -> bool:
        """Whether a case with these entries is in the cohort. ``service_of``: team name to service name."""
        leading = leading_entry(entries)
        if leading is None:
            return False
        if self.teams or self.services:
            service = (service_of or {}).get(leading.team, "")
            if leading.team not in self.teams and service not in self.services:
                return False
        return all(any(criterion.holds(entry) for entry in entries) for criterion in self.criteria)

    def describe(self) -> str:
        """The filters as a sentence, for the round's page and the sampling certificate."""
        if self.criteria:
            sentence = "Cases " + "; and also ".join(criterion.describe() for criterion in self.criteria)
        else:
            sentence = "All cases on the lists"
        where = []
        if self.teams:
            where.append(f"team {_either(self.teams)}")
        if self.services:
            where.append(f"service {_either(self.services)}")
        return f"{sentence}; now with {' or '.join(where)}." if where else f"{sentence}."

    def to_json(self) -> str:
        """Canonical: equal cohorts give equal text."""
        return _COHORT.dump_json(self).decode()

    @staticmethod
    def from_json(text: str) -> Cohort:
        """The cohort that ``to_json`` wrote; a ValueError of pydantic when the text is something else."""
        return _COHORT.validate_json(text)


_COHORT = TypeAdapter(Cohort)


def on_child_protection_plan(_period: Period) -> Cohort:
    """Every child with a child protection plan that has not ended."""
    return Cohort("On a child protection plan", (Criterion(lists=(7,), open_only=True),))


def stepped_down_to_child_in_need(period: Period) -> Cohort:
    """Plan ended in the period, and a child in need plan is open: Annex A has no flag that says so."""
    plan_ended = Criterion(lists=(7,), windows=(_within(DateField.ENDED_ON, period),))
    in_need = Criterion(lists=(6,), statuses=(CaseStatus.CHILD_IN_NEED_PLAN,), open_only=True)
    return Cohort("Recently stepped down to child in need", (plan_ended, in_need))


def assessments_ending_in_no_further_action(period: Period) -> Cohort:
    """Assessments authorised in the period that found no need of children's social care support."""
    authorised = _within(DateField.ENDED_ON, period)
    criterion = Criterion(lists=(4,), flags=(Flag.NO_FURTHER_ACTION,), windows=(authorised,))
    return Cohort("Assessments ending in no further action", (criterion,))


def re_referrals(period: Period) -> Cohort:
    """Referrals in the period of children who were referred before in the 12 months to that referral."""
    referred = _within(DateField.STARTED_ON, period)
    return Cohort("Re-referrals", (Criterion(lists=(3,), flags=(Flag.RE_REFERRED,), windows=(referred,)),))


def in_care(_period: Period) -> Cohort:
    """Every child who is looked after now."""
    return Cohort("In care", (Criterion(lists=(8,), open_only=True),))


def care_leavers(_period: Period) -> Cohort:
    """Every young person on the care leavers list."""
    return Cohort("Care leavers", (Criterion(lists=(9,), open_only=True),))


# Keyed by a stable name for forms and addresses; in the order in which they are offered.
READY_MADE: dict[str, Callable[[Period], Cohort]] = {
    "child-protection": on_child_protection_plan,
    "stepped-down": stepped_down_to_child_in_need,
    "no-further-action": assessments_ending_in_no_further_action,
    "re-referrals": re_referrals,
    "in-care": in_care,
    "care-leavers": care_leavers,
}


def _within(field: DateField, period: Period) -> DateWindow:
    return DateWindow(field, period.first, period.last)


def _sorted(items: Iterable[_Item]) -> tuple[_Item, ...]:
    return tuple(sorted(set(items)))


def _either(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"


def _day(value: date) -> str:
    return f"{value.day} {value:%B %Y}"
