"""How did a child come into care, where does it live, and how does care end?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from qa_app.demo import codes
from qa_app.demo.children import Care, Help, Leaving, Need
from qa_app.demo.codes import pick
from qa_app.demo.endings import close
from qa_app.demo.histories import Story, end_plan, on_a_plan
from qa_app.demo.rhythms import workday

if TYPE_CHECKING:
    from collections.abc import Mapping
    from random import Random

    from qa_app.demo.children import Child


def newly_in_care(child: Child, story: Story) -> Child:
    """Accommodated in the last eight months; most are before the court, many came from a plan."""
    days = story.rng.randint(6, 240)
    if story.rng.random() < 0.6:
        child = end_plan(on_a_plan(child, story), story.ago(child, days - 5))
        if child.plan and child.plan.started > story.ago(child, days + 14):
            child = replace(child, plan=None, enquiries=())
    return _in_care(
        child,
        story,
        days,
        legal=codes.LEGAL_NEWLY_IN_CARE,
        permanence=codes.PERMANENCE_YOUNG,
        placements=codes.PLACEMENT,
    )


def long_in_care(child: Child, story: Story) -> Child:
    """In care for a year or for most of a childhood."""
    days = int(story.rng.triangular(200, 4200, 500))
    plans = codes.PERMANENCE_YOUNG if child.age_on(story.on) < 6 else codes.PERMANENCE_OLDER
    return _in_care(
        child, story, days, legal=codes.LEGAL_LONG_IN_CARE, permanence=plans, placements=codes.PLACEMENT
    )


def in_care_at_16(child: Child, story: Story) -> Child:
    """Sixteen or seventeen, with a pathway plan; about one in four came to this country alone."""
    rng = story.rng
    alone = rng.random() < 0.26
    days = rng.randint(20, 360) if alone else int(rng.triangular(60, 4600, 900))
    legal = {codes.SECTION_20: 1} if alone else codes.LEGAL_AGED_16
    child = _in_care(
        child,
        story,
        days,
        legal=legal,
        permanence=codes.PERMANENCE_AGED_16,
        placements=codes.PLACEMENT_AGED_16,
    )
    if not alone or child.care is None or child.need is None:
        return child
    return replace(
        child,
        care=replace(child.care, unaccompanied=True, need=codes.NEED_ABSENT),
        need=replace(child.need, code=codes.NEED_ABSENT),
        ethnicity=rng.choice(("o) BAFR", "r) OOTH", "m) AOTH")),
        disabled=False,
    )


def leave_care(child: Child, day: date, because: str) -> Child:
    """Care ended on this day; what follows (home, closure, leaving care) is the caller's to say."""
    return replace(
        child, care=replace(child.care, ceased=day, ceased_because=because) if child.care else None, every=28
    )


def left_care_for_good(child: Child, story: Story) -> Child:
    """Adopted, or with a special guardian, in the last six months."""
    then = _some_time_before(story, 175)
    child = long_in_care(child, then)
    if story.rng.random() < 0.35:
        return close(leave_care(child, then.on, codes.CEASED_ADOPTED), then.on, codes.CLOSED_ADOPTED)
    return close(leave_care(child, then.on, codes.CEASED_GUARDIANSHIP), then.on, codes.CLOSED_GUARDIANSHIP)


def returned_home(child: Child, story: Story) -> Child:
    """Back with the family in the last six months, with a child in need plan."""
    then = _some_time_before(story, 150)
    return replace(leave_care(newly_in_care(child, then), then.on, codes.CEASED_HOME), help=Help.IN_NEED)


def turned_18_lately(child: Child, story: Story) -> Child:
    """Eighteen in the last six months: a care leaver now, and on lists 6 and 8 as ended."""
    then = _some_time_before(story, 170)
    child = replace(child, born=date(then.on.year - 18, then.on.month, min(then.on.day, 28)))
    return turn_18(in_care_at_16(child, then), story, then.on)


def turn_18(child: Child, story: Story, day: date) -> Child:
    """Care ends on this day because the child grows up."""
    child = close(leave_care(child, day, codes.CEASED_INDEPENDENT), day, codes.CLOSED_NO_LONGER_IN_NEED)
    return leaving_care(child, story)


def leaving_care(child: Child, story: Story) -> Child:
    """A care leaver as list 9 sees one."""
    rng = story.rng
    home = pick(codes.ACCOMMODATION, rng)
    unsuitable = home in codes.UNSUITABLE_ACCOMMODATION or rng.random() < 0.03
    years = child.age_on(story.on)
    leaving = Leaving(
        codes.RELEVANT_CHILD if years < 18 else pick(codes.ELIGIBILITY, rng),
        pick(codes.IN_TOUCH, rng),
        home,
        codes.UNSUITABLE if unsuitable else codes.SUITABLE,
        pick(codes.ACTIVITY, rng),
    )
    return replace(child, help=Help.LEAVER, leaving=leaving)


def _in_care(
    child: Child,
    story: Story,
    days: int,
    *,
    legal: Mapping[str, int],
    permanence: Mapping[str, int],
    placements: Mapping[str, int],
) -> Child:
    rng = story.rng
    started = max(story.ago(child, days), child.born)
    legal_days = rng.randint(0, max(days - 20, 0))
    moves = rng.choices((1, 2, 3, 4, 5), (66, 20, 8, 4, 2))[0]
    missing, offered, accepted = _missing(child, story)
    need = pick(codes.NEED_IN_CARE, rng)
    care = Care(
        started=started,
        need=need,
        unaccompanied=False,
        again_within_a_year=days < 365 and rng.random() < 0.08,
        legal_status=pick(legal, rng),
        legal_since=max(story.ago(child, legal_days), started),
        permanence="" if rng.random() < 0.06 or days < 30 else pick(permanence, rng),
        placements=min(moves, 1 + days // 30),
        placed_on=max(story.ago(child, rng.randint(5, 330) if moves > 1 else days // 2), started),
        placement=pick(placements, rng),
        provider=pick(codes.PROVIDER, rng),
        postcode=_postcode(rng),
        urn=f"SC9{rng.randint(10000, 99999)}",
        location=pick(codes.LOCATION, rng),
        missing=missing,
        absent=rng.choices((0, 1, 2), (92, 6, 2))[0],
        interview_offered=offered,
        interview_accepted=accepted,
    )
    before = child.need.code if child.need else pick(codes.NEED, rng)
    began = min(started, child.need.started) if child.need else started
    return replace(child, help=Help.IN_CARE, care=care, need=Need(began, before), every=_visits(rng))


def _some_time_before(story: Story, days: int) -> Story:
    """The same family's story as it stood on a working day of the last so many days."""
    return Story(story.rng, workday(story.on - timedelta(days=story.rng.randint(3, days))))


def _missing(child: Child, story: Story) -> tuple[int, str, str]:
    """Episodes of going missing, and whether a return interview was offered and accepted."""
    rng = story.rng
    if child.age_on(story.on) < 11 or rng.random() < 0.78:
        return 0, "", ""
    offered = pick({codes.YES: 82, codes.NO: 15, codes.UNKNOWN: 3}, rng)
    accepted = pick({codes.YES: 55, codes.NO: 45}, rng) if offered == codes.YES else codes.NO
    return rng.choices((1, 2, 3, 6, 11), (45, 25, 15, 10, 5))[0], offered, accepted


def _postcode(rng: Random) -> str:
    """No real place: Royal Mail has no area QX."""
    return f"QX{rng.randint(1, 9)} {rng.randint(1, 9)}{rng.choice('ABDEFGHJLN')}{rng.choice('PQRSTUWXYZ')}"


def _visits(rng: Random) -> int:
    """Every six weeks as the regulations have it, often sooner; one in fifteen drifts."""
    return rng.randint(70, 120) if rng.random() < 0.07 else rng.randint(24, 42)
