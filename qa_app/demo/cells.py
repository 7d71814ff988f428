"""What goes into the cells that many lists share?"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from qa_app.demo.codes import NO, YES

if TYPE_CHECKING:
    from qa_app.demo.children import Child

Cell = str | int | date | None
Row = list[Cell]

_SIX_MONTHS = timedelta(days=182)


def child_cells(child: Child, on: date) -> Row:
    """The five columns with which every list begins."""
    return [child.reference, child.gender, child.ethnicity, child.born, child.age_on(on)]


def allocated(child: Child) -> Row:
    """Team and worker."""
    return [child.team, child.worker]


def yes_no(answer: bool | None) -> str:
    """An answer that is not due yet is left blank."""
    return "" if answer is None else YES if answer else NO


def lately(day: date, on: date) -> bool:
    """Within the six months that the lists cover."""
    return on - _SIX_MONTHS <= day <= on
