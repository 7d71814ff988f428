"""Which rows does each list have, before anything goes wrong with them?

One row for each contact, early help assessment, referral, assessment and enquiry of the last six months, and
one for each child in lists 6 to 9: the grain that Ofsted's guidance sets.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from qa_app.demo.cells import Row, allocated, child_cells, lately, yes_no
from qa_app.demo.help_rows import care_row, leaving_row, need_row, plan_row

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from qa_app.demo.children import Child


def rows(children: Sequence[Child], on: date) -> dict[int, list[Row]]:
    """The rows of lists 1 to 9, cells in the order of ``headings.HEADERS``."""
    by_reference = sorted(children, key=lambda child: child.reference)
    return {
        1: _by_date(row for child in children for row in _contacts(child, on)),
        2: _by_date(row for child in children for row in _early_help(child, on)),
        3: _by_date(row for child in children for row in _referrals(child, on)),
        4: _by_date(row for child in children for row in _assessments(child, on)),
        5: _by_date(row for child in children for row in _enquiries(child, on)),
        6: [row for child in by_reference for row in need_row(child, on)],
        7: [row for child in by_reference for row in plan_row(child, on)],
        8: [row for child in by_reference for row in care_row(child, on)],
        9: [row for child in by_reference for row in leaving_row(child, on)],
    }


def _contacts(child: Child, on: date) -> list[Row]:
    return [[*child_cells(child, on), each.on, each.source] for each in child.contacts if lately(each.on, on)]


def _early_help(child: Child, on: date) -> list[Row]:
    each = child.early_help
    if each is None or not (each.completed is None or lately(each.completed, on)):
        return []
    return [[*child_cells(child, on), each.started, each.completed, each.organisation]]


def _referrals(child: Child, on: date) -> list[Row]:
    return [
        [
            *child_cells(child, on),
            each.on,
            each.source,
            yes_no(each.ends_here),
            each.earlier,
            *allocated(child),
        ]
        for each in child.referrals
        if lately(each.on, on)
    ]


def _assessments(child: Child, on: date) -> list[Row]:
    return [
        [
            *child_cells(child, on),
            yes_no(child.disabled),
            each.started,
            yes_no(each.seen),
            each.authorised,
            yes_no(each.needed),
            *allocated(child),
        ]
        for each in child.assessments
        if each.authorised is None or lately(each.authorised, on)
    ]


def _enquiries(child: Child, on: date) -> list[Row]:
    return [
        [
            *child_cells(child, on),
            yes_no(child.disabled),
            each.started,
            yes_no(each.unnecessary),
            each.conference,
            yes_no(each.led_to_plan),
            each.earlier,
            int(each.conference is not None),
            *allocated(child),
        ]
        for each in child.enquiries
        if lately(each.started, on)
    ]


def _by_date(unordered: Iterable[Row]) -> list[Row]:
    """In the order of the first date after the five columns that every list begins with."""
    return sorted(
        unordered, key=lambda row: (str(next(c for c in row[5:] if isinstance(c, date))), str(row[0]))
    )
