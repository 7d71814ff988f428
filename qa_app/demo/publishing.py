"""What does Exampleshire publish about a month?

The QA manager writes what the month is about, what it says and what happens next, and publishes on the fourth working
day of the next.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from qa_app import press
from qa_app.demo import voices_rounds
from qa_app.domain.policy import Role
from qa_app.services import narrating
from qa_app.services.narrating import Written

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from qa_app.demo.stage import Stage
    from qa_app.domain.months import Month


def expect_publication(stage: Stage, month: Month, tool: str, at: datetime) -> None:
    """The findings of a month that looked at cases with this tool (a key) are published at this moment."""
    stage.diary.note(at, partial(_publish, stage, month, tool))


def _publish(stage: Stage, month: Month, tool: str, at: datetime) -> None:
    by = stage.town.those_with(Role.QA_MANAGER)[0]
    words = Written(
        purpose=voices_rounds.PURPOSES[tool],
        key_messages=_as_list(voices_rounds.KEY_MESSAGES[tool]),
        next_steps=_as_list(voices_rounds.NEXT_STEPS[tool]),
    )
    narrating.save(month.key, words, seen=narrating.NEW, by=by, at=at)
    press.publish_month(month.key, by=by, at=at)
    stage.report(f"The findings of {month.name} were published as a web page, an Excel workbook and a PDF.")


def _as_list(points: Sequence[str]) -> str:
    return "\n".join(f"- {point}" for point in points)
