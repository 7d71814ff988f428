"""Which row has a child in lists 6 to 9, those of the help that goes on?

One row for each child, or none: as a list, because that is how rows are put together.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from qa_app.demo.cells import Row, allocated, child_cells, lately, yes_no
from qa_app.demo.children import Help
from qa_app.demo.codes import UNKNOWN
from qa_app.demo.rhythms import latest_review, latest_visit, workday

if TYPE_CHECKING:
    from qa_app.demo.children import Care, Child, Plan


def need_row(child: Child, on: date) -> list[Row]:
    """List 6: helped now, or until lately; care leavers are not in it."""
    need = child.need
    if need is None or not (need.closed is None or lately(need.closed, on)):
        return []
    status = Help.CLOSED if need.closed else child.help
    seen = latest_visit(child, need.started, min(on, need.closed or on))
    return [
        [
            *child_cells(child, on),
            yes_no(child.disabled),
            need.started,
            need.code,
            seen,
            need.closed,
            need.reason,
            status.value,
            *allocated(child),
        ]
    ]


def plan_row(child: Child, on: date) -> list[Row]:
    """List 7: on a plan now, or until lately."""
    plan = child.plan
    if plan is None or not (plan.ended is None or lately(plan.ended, on)):
        return []
    until = min(on, plan.ended or on)
    return [
        [
            *child_cells(child, on),
            yes_no(child.disabled),
            plan.started,
            plan.first_category,
            plan.latest_category,
            latest_visit(child, plan.started, until),
            _seen_alone(child, plan, on),
            latest_review(child, plan.started, until, 80, (172,)),
            plan.ended,
            yes_no(plan.emergency),
            plan.previous,
            *allocated(child),
        ]
    ]


def care_row(child: Child, on: date) -> list[Row]:
    """List 8: in care now, or until lately."""
    care = child.care
    if care is None or not (care.ceased is None or lately(care.ceased, on)):
        return []
    until = min(on, care.ceased or on)
    return [
        [
            *child_cells(child, on),
            yes_no(care.unaccompanied),
            yes_no(child.disabled),
            care.started,
            care.need,
            yes_no(care.again_within_a_year),
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
            *allocated(child),
        ]
    ]


def leaving_row(child: Child, on: date) -> list[Row]:
    """List 9: care leavers now."""
    each = child.leaving
    if each is None or child.help is not Help.LEAVER:
        return []
    return [
        [
            *child_cells(child, on),
            yes_no(child.disabled),
            *allocated(child),
            each.eligibility,
            each.in_touch,
            each.accommodation,
            each.suitability,
            each.activity,
        ]
    ]


def _seen_alone(child: Child, plan: Plan, on: date) -> str:
    return UNKNOWN if child.age_on(on) < 0 else plan.seen_alone


def _every(child: Child, care: Care, until: date, days: int, part: int) -> date | None:
    """The latest of something that happens about every so many days while in care."""
    day = workday(until - timedelta(days=(until.toordinal() + child.phase * part) % days))
    return day if day > care.started else None
