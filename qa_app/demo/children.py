"""What do the lists know about a child, and what was true of it on a given day?

Nobody here exists. A child is what Annex A would hold about one: no name. Visits and reviews are not kept one
by one: they follow a rhythm from which the latest one before any day can be told, so that a later list shows
later visits.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Help(StrEnum):
    """What a child is getting now, in the words of list 6 (care leavers are in list 9 alone)."""

    IN_CARE = "a) Looked after child"
    PLAN = "b) Child Protection plan"
    IN_NEED = "c) Child in need plan"
    ASSESSMENT = "d) Open assessment"
    CLOSED = "e) Closed episode"
    LEAVER = "care leaver"
    NONE = ""


OPEN = frozenset({Help.IN_CARE, Help.PLAN, Help.IN_NEED, Help.ASSESSMENT, Help.LEAVER})


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody told the council about a child."""

    on: date
    source: str


@dataclass(frozen=True, slots=True)
class Referral:
    """A contact that was taken on; ``earlier`` counts the referrals of the twelve months before it."""

    on: date
    source: str
    ends_here: bool
    earlier: int


@dataclass(frozen=True, slots=True)
class Assessment:
    """A statutory assessment; ``needed`` is None until it is authorised."""

    started: date
    seen: bool
    authorised: date | None = None
    needed: bool | None = None


@dataclass(frozen=True, slots=True)
class Enquiry:
    """A section 47 enquiry; a conference was unnecessary, or held on a date, or is still to come (both None)."""

    started: date
    unnecessary: bool | None
    conference: date | None
    led_to_plan: bool | None
    earlier: int


@dataclass(frozen=True, slots=True)
class Need:
    """The latest episode of need, as list 6 has it."""

    started: date
    code: str
    closed: date | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """The latest child protection plan."""

    started: date
    first_category: str
    latest_category: str
    seen_alone: str
    previous: int
    emergency: bool
    ended: date | None = None


@dataclass(frozen=True, slots=True)
class Care:
    """The latest period of being looked after, and the placement now."""

    started: date
    need: str
    unaccompanied: bool
    again_within_a_year: bool
    legal_status: str
    legal_since: date
    permanence: str
    placements: int
    placed_on: date
    placement: str
    provider: str
    postcode: str
    urn: str
    location: str
    missing: int
    absent: int
    interview_offered: str
    interview_accepted: str
    ceased: date | None = None
    ceased_because: str = ""


@dataclass(frozen=True, slots=True)
class Leaving:
    """What list 9 says about a care leaver."""

    eligibility: str
    in_touch: str
    accommodation: str
    suitability: str
    activity: str


@dataclass(frozen=True, slots=True)
class EarlyHelp:
    """An early help assessment, perhaps not complete yet."""

    started: date
    completed: date | None
    organisation: str


@dataclass(frozen=True, slots=True)
class Child:
    """One fictional child. ``every`` and ``phase`` are the rhythm of visits, in days."""

    reference: str
    family: int
    born: date
    gender: str
    ethnicity: str
    disabled: bool
    help: Help = Help.NONE
    team: str = ""
    worker: str = ""
    every: int = 14
    phase: int = 0
    contacts: tuple[Contact, ...] = ()
    early_help: EarlyHelp | None = None
    referrals: tuple[Referral, ...] = ()
    assessments: tuple[Assessment, ...] = ()
    enquiries: tuple[Enquiry, ...] = ()
    need: Need | None = None
    plan: Plan | None = None
    care: Care | None = None
    leaving: Leaving | None = None

    @property
    def is_open(self) -> bool:
        """Whether the child is one of the council's open cases."""
        return self.help in OPEN

    @property
    def known_since(self) -> date:
        """The first day of which the lists tell; care leavers came to be known about when they were fourteen."""
        days = [contact.on for contact in self.contacts] + [referral.on for referral in self.referrals]
        days += [each.started for each in (self.early_help, self.need, self.care) if each]
        return min(days, default=self.born + timedelta(days=14 * 365))

    def age_on(self, day: date) -> int:
        """Whole years, and -1 for a child who is not born yet: so Annex A wants it."""
        if self.born > day:
            return -1
        return day.year - self.born.year - ((day.month, day.day) < (self.born.month, self.born.day))
