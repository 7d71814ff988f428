"""How did a child come to be where it is?

Each function takes a child and tells a history that fits: contact, referral, assessment, perhaps a section 47
enquiry, a plan, care. Brothers and sisters share a history: they are told it by the same random numbers, and
nothing happens to a child long before it is expected.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from qa_app.demo import codes
from qa_app.demo.children import Assessment, Contact, Enquiry, Help, Need, Plan, Referral
from qa_app.demo.codes import pick
from qa_app.demo.rhythms import workday

if TYPE_CHECKING:
    from random import Random

    from qa_app.demo.children import Child


@dataclass(frozen=True, slots=True)
class Story:
    """What a family's history is told from: its random numbers, and the day on which it has got so far."""

    rng: Random
    on: date

    def ago(self, child: Child, days: int) -> date:
        """A working day about so many days ago, but not long before the child was expected."""
        return workday(max(self.on - timedelta(days=days), child.born - timedelta(days=120)))


def referred(child: Child, story: Story, days: int, *, ends_here: bool = False) -> Child:
    """A referral so many days ago, with the contact that led to it, and earlier ones if it is a re-referral."""
    rng, source = story.rng, pick(codes.SOURCE, story.rng)
    earlier = rng.choices((0, 1, 2), (77, 17, 6))[0]
    contacts = [Contact(story.ago(child, days + rng.choice((0, 0, 1, 2))), source)]
    referrals = [Referral(story.ago(child, days), source, ends_here, earlier)]
    for number in range(earlier):
        before = days + rng.randint(25, 330)
        referrals.append(Referral(story.ago(child, before), source, rng.random() < 0.4, earlier - 1 - number))
        contacts.append(Contact(story.ago(child, before), source))
    contacts += (
        Contact(story.ago(child, rng.randint(0, max(days, 1))), pick(codes.SOURCE, rng))
        for _ in range(rng.choices((0, 1, 2), (55, 30, 15))[0])
    )
    return replace(child, contacts=(*child.contacts, *contacts), referrals=(*child.referrals, *referrals))


def being_assessed(child: Child, story: Story) -> Child:
    """An assessment still open; one in twelve has gone past the 45 working days."""
    rng = story.rng
    days = rng.randint(66, 88) if rng.random() < 0.08 else rng.randint(1, 60)
    child = referred(child, story, days)
    started = story.ago(child, max(days - 1, 0))
    child = replace(
        child,
        help=Help.ASSESSMENT,
        need=Need(story.ago(child, days), _need_code(child, rng)),
        assessments=(Assessment(started, seen=days > 7 or rng.random() < 0.5),),
        every=rng.randint(9, 24),
    )
    if rng.random() < 0.18:
        child = enquired(child, story, max(days - 2, 0), settled=days > 21)
    return child


def assessed(child: Child, story: Story, days: int, *, needed: bool) -> Child:
    """Referred so many days ago, and assessed since; one assessment in eight took more than 45 working days."""
    rng = story.rng
    took = rng.randint(64, 85) if rng.random() < 0.12 else rng.randint(14, 62)
    child = referred(child, story, days)
    authorised = story.ago(child, max(days - took, 0))
    seen = rng.random() < (0.97 if needed else 0.9)
    assessment = Assessment(story.ago(child, days), seen, authorised, needed)
    need = Need(story.ago(child, days), _need_code(child, rng))
    return replace(child, assessments=(*child.assessments, assessment), need=need)


def in_need(child: Child, story: Story) -> Child:
    """A child in need plan after an assessment."""
    rng = story.rng
    days = int(rng.triangular(40, 720, 90))
    child = assessed(child, story, days, needed=True)
    if rng.random() < 0.12:
        child = enquired(child, story, days - 5, settled=True)
    return replace(child, help=Help.IN_NEED, every=_rhythm(rng, usual=(18, 32), drifting=(75, 150)))


def on_a_plan(child: Child, story: Story) -> Child:
    """A child protection plan that goes on."""
    rng = story.rng
    days = rng.randint(560, 900) if rng.random() < 0.04 else int(rng.triangular(3, 540, 120))
    child = came_to_a_plan(child, story, days)
    return replace(child, help=Help.PLAN, every=_rhythm(rng, usual=(10, 15), drifting=(40, 75)))


def stepped_down(child: Child, story: Story) -> Child:
    """A plan that ended in the last six months, and a child in need plan that goes on."""
    rng = story.rng
    ended = rng.randint(4, 175)
    child = came_to_a_plan(child, story, ended + rng.randint(110, 480))
    child = end_plan(child, story.ago(child, ended))
    return replace(child, help=Help.IN_NEED, every=_rhythm(rng, usual=(18, 32), drifting=(70, 120)))


def came_to_a_plan_today(child: Child, story: Story) -> Child:
    """An enquiry three weeks ago led to a conference, and the conference to a plan."""
    started = story.ago(child, 4)
    enquiry = Enquiry(story.ago(child, 24), False, started, True, 0)
    category = pick(codes.ABUSE, story.rng)
    plan = Plan(started, category, category, _seen_alone(child, story), 0, emergency=False)
    return replace(
        child,
        help=Help.PLAN,
        plan=plan,
        enquiries=(*child.enquiries, enquiry),
        every=story.rng.randint(10, 15),
    )


def end_plan(child: Child, day: date) -> Child:
    """The plan ends on this day (nothing else changes)."""
    return replace(child, plan=replace(child.plan, ended=day) if child.plan else None)


def came_to_a_plan(child: Child, story: Story, days: int) -> Child:
    """A plan that began so many days ago; the child had been known for a while."""
    rng = story.rng
    known_for = rng.choice((22, 25, 30, 45, 120, 300))
    child = assessed(child, story, days + known_for, needed=True)
    first = pick(codes.ABUSE, rng)
    latest = first if rng.random() < 0.85 or days < 100 else pick(codes.ABUSE, rng)
    started = story.ago(child, days)
    previous = rng.choices((0, 1, 2, 3), (76, 17, 5, 2))[0]
    plan = Plan(started, first, latest, _seen_alone(child, story), previous, emergency=rng.random() < 0.05)
    enquiry = Enquiry(
        story.ago(child, days + rng.randint(15, 24)), False, started, True, int(rng.random() < 0.1)
    )
    return replace(child, plan=plan, enquiries=(*child.enquiries, enquiry))


def enquired(child: Child, story: Story, days: int, *, settled: bool) -> Child:
    """An enquiry that led to no plan, or that nobody has decided about yet."""
    rng, started, earlier = story.rng, story.ago(child, days), int(story.rng.random() < 0.1)
    if not settled:
        enquiry = Enquiry(started, None, None, None, earlier)
    elif rng.random() < 0.75:
        enquiry = Enquiry(started, True, None, None, earlier)
    else:
        enquiry = Enquiry(started, False, story.ago(child, max(days - 18, 0)), False, earlier)
    return replace(child, enquiries=(*child.enquiries, enquiry))


def _need_code(child: Child, rng: Random) -> str:
    code = pick(codes.NEED, rng)
    return codes.NEED_DISABILITY if child.disabled and rng.random() < 0.8 else code


def _seen_alone(child: Child, story: Story) -> str:
    """Babies cannot be; older children usually are."""
    years = child.age_on(story.on)
    if years < 0:
        return codes.UNKNOWN
    return pick({codes.YES: 4 if years < 3 else 74, codes.NO: 20, codes.UNKNOWN: 4}, story.rng)


def _rhythm(rng: Random, usual: tuple[int, int], drifting: tuple[int, int]) -> int:
    """Days between visits; in one family of ten nobody has noticed how long it has been."""
    return rng.randint(*(drifting if rng.random() < 0.1 else usual))
