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
    from datetime import datetime

    from qa_app.demo.stage import Stage
    from qa_app.domain.months import Month


def expect_publication(stage: Stage, month: Month, at: datetime) -> None:
    """The month's findings are written and published at this moment."""
    stage.diary.note(at, partial(_publish, stage, month))


def _publish(stage: Stage, month: Month, at: datetime) -> None:
    by, say = stage.town.those_with(Role.QA_MANAGER)[0], stage.voices.pick
    words = Written(
        purpose=voices_rounds.PURPOSES[0],
        key_messages="\n".join(f"- {say(voices_rounds.KEY_MESSAGES)}" for _ in range(4)),
        next_steps="\n".join(f"- {say(voices_rounds.NEXT_STEPS)}" for _ in range(3)),
    )
    narrating.save(month.key, words, seen=narrating.NEW, by=by, at=at)
    press.publish_month(month.key, by=by, at=at)
    stage.report(f"The findings of {month.name} were published as a web page, an Excel workbook and a PDF.")
