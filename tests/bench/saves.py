"""How long does it take to save one answer, alone and in a crowd? Each save leaves its line in the history too."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from tests.bench.forty_questions import SECTION
from tests.bench.measures import Line
from tests.bench.visitors import NOTHING, load

if TYPE_CHECKING:
    from tests.bench.sizes import Sizes
    from tests.bench.standing import Side, Standing
    from tests.bench.visitors import Timing, Visitor

AIM = 3.0
_QUESTION = f"{SECTION}-difference"
_WORDS = (
    "She told her social worker what she wanted to change, and the plan says by when and with whose help."
)


def saves(standing: Standing, sizes: Sizes) -> list[Line]:
    """So many auditors at once, each with a draft of their own, each saving again and again over what they saved."""
    lines = []
    for clients, times in sizes.saves:
        ours, floor = _measured(standing, sizes, clients, times)
        name = f"save an answer, {clients} client{'s' * (clients != 1)}"
        lines += [
            Line(f"{name}, p50", ours.percentile(50), floor.percentile(50), "ms", AIM),
            Line(f"{name}, p95", ours.percentile(95), floor.percentile(95), "ms", AIM),
            Line(f"{name}, per second", ours.per_second, floor.per_second, "", AIM, more_is_better=True),
            Line(f"{name}, computing", ours.computing_each, floor.computing_each, "ms", AIM),
        ]
    return lines


def _measured(standing: Standing, sizes: Sizes, clients: int, times: int) -> tuple[Timing, Timing]:
    """In turns. Each side has drafts of its own, because the other's saves would make its versions old."""
    drafts = standing.filled.drafts
    our_drafts, floor_drafts = drafts[: len(drafts) // 2], drafts[len(drafts) // 2 :]
    ours = floor = NOTHING
    for _ in range(sizes.blocks):
        floor += load(
            standing.floor.server, _writers(standing, standing.floor, floor_drafts[:clients], times)
        )
        ours += load(standing.ours.server, _writers(standing, standing.ours, our_drafts[:clients], times))
    return ours, floor


def _writers(standing: Standing, side: Side, drafts: range, times: int) -> list[Visitor]:
    sessions = [side.auditors[standing.filled.auditor_of(draft)] for draft in drafts]
    return [
        {
            "save": True,
            "cookie": session.cookie,
            "headers": {"X-CSRFToken": session.token} if session.token else {},
            "path": f"/audits/{draft}/answers/{_QUESTION}",
            "words": _WORDS,
            "version": _version(standing, draft),
            "times": times,
            "before": 2,
        }
        for draft, session in zip(drafts, sessions, strict=True)
    ]


def _version(standing: Standing, draft: int) -> int:
    """The version of the answer as it is kept now."""
    with closing(sqlite3.connect(standing.filled.database, timeout=10)) as connection:
        (version,) = connection.execute(
            "SELECT version FROM answer WHERE audit_id = ? AND question_key = ?", (draft, _QUESTION)
        ).fetchone()
    return int(version)
