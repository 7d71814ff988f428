"""What is known about a case from a council's lists, and what was wrong with what it sent?

A list entry carries no name, no date of birth and no address: only what drawing and allocating a fair
sample needs. The numbers of the lists are those of Annex A (Ofsted's child-level data, lists 1 to 9).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date  # noqa: TC003 (pydantic needs it when it runs)
from enum import StrEnum
from typing import TYPE_CHECKING

from pydantic import TypeAdapter

if TYPE_CHECKING:
    from collections.abc import Iterable

LIST_TITLES: dict[int, str] = {
    1: "Contacts",
    2: "Early help",
    3: "Referrals",
    4: "Assessments",
    5: "Section 47 enquiries and initial child protection conferences",
    6: "Children in need",
    7: "Child protection",
    8: "Children in care",
    9: "Care leavers",
}
ONE_ROW_PER_CHILD = frozenset({6, 7, 8, 9})
# Which list speaks first about where a case is now: the most intensive service that is still open.
_LEADING_LISTS = (8, 7, 9, 6, 5, 4, 3, 2, 1)


class AgeBand(StrEnum):
    """How old the child is, as far as an audit needs to know (the bands of the Department for Education)."""

    UNBORN = "unborn"
    UNDER_1 = "under_1"
    FROM_1_TO_4 = "1_to_4"
    FROM_5_TO_9 = "5_to_9"
    FROM_10_TO_15 = "10_to_15"
    FROM_16_TO_17 = "16_to_17"
    FROM_18 = "18_or_over"

    @property
    def label(self) -> str:
        """In plain English, for a page."""
        return self.value.replace("_", " ").capitalize()


def age_band(years: int) -> AgeBand:
    """The band of a whole number of years; any negative number means not born yet (Annex A writes -1)."""
    if years < 0:
        return AgeBand.UNBORN
    upper = (
        (1, AgeBand.UNDER_1),
        (5, AgeBand.FROM_1_TO_4),
        (10, AgeBand.FROM_5_TO_9),
        (16, AgeBand.FROM_10_TO_15),
        (18, AgeBand.FROM_16_TO_17),
    )
    return next((band for limit, band in upper if years < limit), AgeBand.FROM_18)


class CaseStatus(StrEnum):
    """What kind of help a list entry stands for. A council's own words may stand beside these."""

    CONTACT = "contact"
    EARLY_HELP = "early_help"
    REFERRAL = "referral"
    ASSESSMENT = "assessment"
    SECTION_47 = "section_47"
    CHILD_IN_NEED_PLAN = "child_in_need_plan"
    CHILD_PROTECTION_PLAN = "child_protection_plan"
    IN_CARE = "in_care"
    CARE_LEAVER = "care_leaver"
    CLOSED = "closed"


# A contact is a moment, not a case that somebody holds.
NEVER_OPEN = frozenset({CaseStatus.CONTACT, CaseStatus.CLOSED})

_STATUS_LABELS: dict[str, str] = {
    CaseStatus.CONTACT: "Contact",
    CaseStatus.EARLY_HELP: "Early help",
    CaseStatus.REFERRAL: "Referral",
    CaseStatus.ASSESSMENT: "Assessment",
    CaseStatus.SECTION_47: "Section 47 enquiry",
    CaseStatus.CHILD_IN_NEED_PLAN: "Child in need plan",
    CaseStatus.CHILD_PROTECTION_PLAN: "Child protection plan",
    CaseStatus.IN_CARE: "In care",
    CaseStatus.CARE_LEAVER: "Care leaver",
    CaseStatus.CLOSED: "Closed",
}


def status_label(status: str) -> str:
    """A status in plain English; a council's own status is shown in the council's own words."""
    return _STATUS_LABELS.get(status, status)


class Flag(StrEnum):
    """A fact about an entry that a cohort can ask for or leave out."""

    NO_FURTHER_ACTION = "no_further_action"
    RE_REFERRED = "re_referred"
    CHILD_NOT_SEEN = "child_not_seen"
    REPEAT_S47 = "repeat_s47"
    NO_CONFERENCE = "no_conference"
    SEEN_ALONE = "seen_alone"
    NOT_SEEN_ALONE = "not_seen_alone"
    REPEAT_PLAN = "repeat_plan"
    REPEAT_CARE = "repeat_care"
    MANY_PLACEMENTS = "many_placements"
    MISSING = "missing"
    NO_RETURN_INTERVIEW = "no_return_interview"
    UNACCOMPANIED = "unaccompanied"
    NO_PERMANENCE_PLAN = "no_permanence_plan"
    NOT_IN_TOUCH = "not_in_touch"
    UNSUITABLE_ACCOMMODATION = "unsuitable_accommodation"
    NOT_IN_EDUCATION_OR_WORK = "not_in_education_or_work"

    @property
    def label(self) -> str:
        """In plain English, fit to follow "with the flag" or to stand alone."""
        return _FLAG_LABELS[self]


_FLAG_LABELS: dict[Flag, str] = {
    Flag.NO_FURTHER_ACTION: "Ended in no further action",
    Flag.RE_REFERRED: "Referred before in the last 12 months",
    Flag.CHILD_NOT_SEEN: "Child not seen during the assessment",
    Flag.REPEAT_S47: "Earlier section 47 enquiry in the last 12 months",
    Flag.NO_CONFERENCE: "No initial child protection conference was held",
    Flag.SEEN_ALONE: "Child seen alone",
    Flag.NOT_SEEN_ALONE: "Child not seen alone",
    Flag.REPEAT_PLAN: "Had a child protection plan before",
    Flag.REPEAT_CARE: "In care before in the last 12 months",
    Flag.MANY_PLACEMENTS: "3 or more placements in the last 12 months",
    Flag.MISSING: "Missing from placement in the last 12 months",
    Flag.NO_RETURN_INTERVIEW: "No return interview offered after the last missing episode",
    Flag.UNACCOMPANIED: "Unaccompanied asylum seeking child",
    Flag.NO_PERMANENCE_PLAN: "No permanence plan recorded",
    Flag.NOT_IN_TOUCH: "Council not in touch",
    Flag.UNSUITABLE_ACCOMMODATION: "Unsuitable accommodation",
    Flag.NOT_IN_EDUCATION_OR_WORK: "Not in education, employment or training",
}


@dataclass(frozen=True, slots=True)
class ListedCase:
    """One row of one list, reduced to what is kept. ``row`` is the spreadsheet's own row number, from 1.

    What the dates mean depends on the list: ``started_on`` contact, referral, assessment, enquiry, plan or
    care began; ``ended_on`` assessment authorised, closed, plan ended, care ceased; ``last_seen_on`` last
    visit or contact; ``reviewed_on`` last review, conference or pathway plan review.
    """

    list_number: int
    row: int
    reference: str
    team: str = ""
    worker: str = ""
    age_band: AgeBand | None = None
    family: str = ""
    status: str = ""
    started_on: date | None = None
    ended_on: date | None = None
    last_seen_on: date | None = None
    reviewed_on: date | None = None
    flags: frozenset[Flag] = frozenset()

    @property
    def is_open(self) -> bool:
        """No end date, and a status that somebody is still working with."""
        return self.ended_on is None and self.status not in NEVER_OPEN


def leading_entry(entries: Iterable[ListedCase]) -> ListedCase | None:
    """The entry that says where a case is now: open before ended, then by service, then the latest start.

    Entries without a team come after those that have one, because allocation needs a team. None of none.
    """

    def rank(entry: ListedCase) -> tuple[bool, bool, int, int, int]:
        started = entry.started_on.toordinal() if entry.started_on else 0
        return (
            not entry.is_open,
            not entry.team,
            _LEADING_LISTS.index(entry.list_number) if entry.list_number in LIST_TITLES else 99,
            -started,
            entry.row,
        )

    return min(entries, key=rank, default=None)


@dataclass(frozen=True, slots=True)
class CaseProblem:
    """One thing that was not as expected: where it is, what stood there, and what was done about it.

    ``column`` is the header as it stands in the file, or the column's letter; ``cell`` is like "F12".
    ``found`` never repeats a date of birth, a postcode or an ethnicity. ``serious`` means that rows, or
    the whole list, could not be taken.
    """

    sheet: str
    list_number: int | None
    row: int | None
    column: str
    cell: str
    found: str
    message: str
    serious: bool = False


@dataclass(frozen=True, slots=True)
class ReadList:
    """One sheet that was read. ``rows`` counts the rows under the header that are not wholly empty."""

    list_number: int
    sheet: str
    header_row: int
    rows: int
    cases: tuple[ListedCase, ...]
    problems: tuple[CaseProblem, ...]


@dataclass(frozen=True, slots=True)
class CaseListReading:
    """What one file said. ``problems`` are those of the file as a whole, such as a sheet that was not read.

    ``unread`` are lists that are there but could not be read (no headings, no references). They say nothing
    about which cases are open: only ``lists`` may close what is gone.
    """

    file_name: str
    sha256: str
    lists: tuple[ReadList, ...]
    problems: tuple[CaseProblem, ...]
    unread: tuple[ReadList, ...] = ()

    @property
    def cases(self) -> tuple[ListedCase, ...]:
        """Every entry of every list, in the order of the file."""
        return tuple(case for each in self.lists for case in each.cases)

    @property
    def all_problems(self) -> tuple[CaseProblem, ...]:
        """The file's problems, then each list's."""
        return self.problems + tuple(it for each in (*self.unread, *self.lists) for it in each.problems)

    @property
    def team_names(self) -> tuple[str, ...]:
        """Every team that the lists name, in alphabetical order."""
        return tuple(sorted({case.team for case in self.cases if case.team}))

    def to_json(self) -> str:
        """To be kept between the preview and its confirmation; the file itself never is."""
        return _READING.dump_json(self).decode()

    @staticmethod
    def from_json(text: str) -> CaseListReading:
        """The reading that ``to_json`` wrote."""
        return _READING.validate_json(text)


_READING = TypeAdapter(CaseListReading)
