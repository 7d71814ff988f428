"""What case list does Testshire send in the journeys?

Annex A with lists 6 and 7: forty children with a child protection plan in four teams, one of which the council's tree
does not know yet, and twelve children in need. Dirty in five ways. Every child and worker is invented.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from tests.imports.workbooks import headings, row, xlsx

if TYPE_CHECKING:
    from datetime import date

TEAMS = ("Harbour", "Meadow", "Lantern", "Quayside")
NEW_TEAM = "Quayside"
PLANS = 40
IN_NEED = 12
PROBLEMS = ("#N/A", "31/02/2026", "next week", "P001", "blank reference")
"""Something of each: a spreadsheet error, an impossible date, words for a date, a child twice, no reference."""

_WORKERS = ("Wren Castle", "Idris Vale", "Mira Stone", "Jonah Field", "Tess Marlow", "Abel Finch")


def annex_a(on: date) -> bytes:
    """The workbook as it is on this day."""
    plans = [_plan(number, on) for number in range(1, PLANS + 1)]
    plans[2] = _plan(3, on, date_of_the_last_statutory_visit="#N/A")
    plans[3] = _plan(4, on, date_of_latest_review="31/02/2026")
    plans.append(_plan(1, on))
    plans.append(_plan(99, on, child_unique=None))
    in_need = [_in_need(number, on) for number in range(1, IN_NEED + 1)]
    in_need[0] = _in_need(1, on, date_child_was_last_seen="next week")
    return xlsx(
        {
            "Front_Sheet": [["Annex A - Child level data"]],
            "List_6": [["List 6: Children in Need"], headings(6), *in_need],
            "List_7": [["List 7: Child protection"], headings(7), *plans],
        }
    )


def _plan(number: int, on: date, **changes: object) -> list[object]:
    usual = {
        "child_unique": f"P{number:03}",
        "date_of_birth": on - timedelta(days=365 * (2 + number % 14) + 11),
        "age_of": 2 + number % 14,
        "plan_start": on - timedelta(days=40 + 5 * number),
        "date_of_the_last_statutory_visit": on - timedelta(days=3 + number % 9),
        "date_of_latest_review": on - timedelta(days=20 + number % 30),
        "seen_alone": "b) No" if number % 5 == 0 else "a) Yes",
        "allocated_team": TEAMS[number % len(TEAMS)],
        "allocated_worker": _WORKERS[number % len(_WORKERS)],
    }
    return row(7, **{**usual, **changes})


def _in_need(number: int, on: date, **changes: object) -> list[object]:
    usual = {
        "child_unique": f"N{number:03}",
        "date_of_birth": on - timedelta(days=365 * (1 + number)),
        "age_of": 1 + number,
        "cin_start": on - timedelta(days=100 + number),
        "date_child_was_last_seen": on - timedelta(days=6 + number),
        "case_status": "c) Child in need plan",
        "allocated_team": TEAMS[number % 3],
        "allocated_worker": _WORKERS[number % len(_WORKERS)],
    }
    return row(6, **{**usual, **changes})
