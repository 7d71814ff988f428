"""Which rows does each list have, before anything goes wrong with them?

One row for each contact, early help assessment, referral, assessment and enquiry of the last six months, and
one for each child in lists 6 to 9: the grain that Ofsted's guidance sets.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from qa_app.demo.children import Help, latest_review, latest_visit, workday
from qa_app.demo.codes import NO, UNKNOWN, YES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from qa_app.demo.children import Care, Child, Plan

Cell = str | int | date | None
Row = list[Cell]

_SIX_MONTHS = timedelta(days=182)


def rows(children: Sequence[Child], on: date) -> dict[int, list[Row]]:
    """The rows of lists 1 to 9, cells in the order of ``headings.HEADERS``."""
    by_reference = sorted(children, key=lambda child: child.reference)
    return {
        1: _by_date(row for child in children for row in _contacts(child, on)),
        2: _by_date(row for child in children for row in _early_help(child, on)),
        3: _by_date(row for child in children for row in _referrals(child, on)),
        4: _by_date(row for child in children for row in _assessments(child, on)),
        5: _by_date(row for child in children for row in _enquiries(child, on)),
        6: [row for child in by_reference for row in _need(child, on)],
        7: [row for child in by_reference for row in _plan(child, on)],
        8: [row for child in by_reference for row in _care(child, on)],
        9: [row for child in by_reference for row in _leaving(child, on)],
    }


def _contacts(child: Child, on: date) -> list[Row]:
    return [[*_child(child, on), each.on, each.source] for each in child.contacts if _lately(each.on, on)]


def _early_help(child: Child, on: date) -> list[Row]:
    each = child.early_help
    if each is None or not (each.completed is None or _lately(each.completed, on)):
        return []
    return [[*_child(child, on), each.started, each.completed, each.organisation]]


def _referrals(child: Child, on: date) -> list[Row]:
    return [
        [*_child(child, on), each.on, each.source, _yes_no(each.ends_here), each.earlier, *_allocated(child)]
        for each in child.referrals
        if _lately(each.on, on)
    ]


def _assessments(child: Child, on: date) -> list[Row]:
    return [
        [
            *_child(child, on),
            _yes_no(child.disabled),
            each.started,
            _yes_no(each.seen),
            each.authorised,
            _yes_no(each.needed),
            *_allocated(child),
        ]
        for each in child.assessments
        if each.authorised is None or _lately(each.authorised, on)
    ]


def _enquiries(child: Child, on: date) -> list[Row]:
    return [
        [
            *_child(child, on),
            _yes_no(child.disabled),
            each.started,
            _yes_no(each.unnecessary),
            each.conference,
            _yes_no(each.led_to_plan),
            each.earlier,
            int(each.conference is not None),
            *_allocated(child),
        ]
        for each in child.enquiries
        if _lately(each.started, on)
    ]


def _need(child: Child, on: date) -> list[Row]:
    need = child.need
    if need is None or not (need.closed is None or _lately(need.closed, on)):
        return []
    status = Help.CLOSED if need.closed else child.help
    seen = latest_visit(child, need.started, min(on, need.closed or on))
    return [
        [
            *_child(child, on),
            _yes_no(child.disabled),
            need.started,
            need.code,
            seen,
            need.closed,
            need.reason,
            status.value,
            *_allocated(child),
        ]
    ]


def _plan(child: Child, on: date) -> list[Row]:
    plan = child.plan
    if plan is None or not (plan.ended is None or _lately(plan.ended, on)):
        return []
    until = min(on, plan.ended or on)
    return [
        [
            *_child(child, on),
            _yes_no(child.disabled),
            plan.started,
            plan.first_category,
            plan.latest_category,
            latest_visit(child, plan.started, until),
            _seen_alone(child, plan, on),
            latest_review(child, plan.started, until, 80, (172,)),
            plan.ended,
            _yes_no(plan.emergency),
            plan.previous,
            *_allocated(child),
        ]
    ]


def _care(child: Child, on: date) -> list[Row]:
    care = child.care
    if care is None or not (care.ceased is None or _lately(care.ceased, on)):
        return []
    until = min(on, care.ceased or on)
    return [
        [
            *_child(child, on),
            _yes_no(care.unaccompanied),
            _yes_no(child.disabled),
            care.started,
            care.need,
            _yes_no(care.again_within_a_year),
            care.legal_since,
            care.legal_status,
            latest_review(child, care.started, until, 20, (84, 172)),
            latest_visit(child, care.started, until),
            care.permanence,
            _every(child, care, until, 90, 3),
            _every(child, care, until, 350, 1),
            _every(child, care, until, 210, 2),
            care.placements,
            care.ceased,
            care.ceased_because,
            care.placed_on,
            care.placement,
            care.provider,
            care.postcode,
            care.urn if "K2" in care.placement or "Foster" in care.placement else "",
            care.location,
            "999" if care.location.endswith("In") else "998",
            care.missing,
            care.absent,
            care.interview_offered,
            care.interview_accepted,
            *_allocated(child),
        ]
    ]


def _leaving(child: Child, on: date) -> list[Row]:
    each = child.leaving
    if each is None or child.help is not Help.LEAVER:
        return []
    return [
        [
            *_child(child, on),
            _yes_no(child.disabled),
            *_allocated(child),
            each.eligibility,
            each.in_touch,
            each.accommodation,
            each.suitability,
            each.activity,
        ]
    ]


def _child(child: Child, on: date) -> Row:
    return [child.reference, child.gender, child.ethnicity, child.born, child.age_on(on)]


def _allocated(child: Child) -> Row:
    return [child.team, child.worker]


def _yes_no(answer: bool | None) -> str:
    """An answer that is not due yet is left blank."""
    return "" if answer is None else YES if answer else NO


def _seen_alone(child: Child, plan: Plan, on: date) -> str:
    return UNKNOWN if child.age_on(on) < 0 else plan.seen_alone


def _every(child: Child, care: Care, until: date, days: int, part: int) -> date | None:
    """The latest of something that happens about every so many days while in care."""
    day = workday(until - timedelta(days=(until.toordinal() + child.phase * part) % days))
    return day if day > care.started else None


def _lately(day: date, on: date) -> bool:
    return on - _SIX_MONTHS <= day <= on


def _by_date(unordered: Iterable[Row]) -> list[Row]:
    """In the order of the first date after the five columns that every list begins with."""
    return sorted(
        unordered, key=lambda row: (str(next(c for c in row[5:] if isinstance(c, date))), str(row[0]))
    )
