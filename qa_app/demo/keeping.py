"""What has Exampleshire decided about personal data?

Its information governance officer shortened the period of imports, so that the first case list is due to go. One case is
held for a complaint, another is restricted while a family disputes what was written, and what they say stands beside it.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from qa_app.clock import in_london
from qa_app.demo.workdays import at as moment
from qa_app.demo.workdays import days_later, last_moment
from qa_app.domain.notices import NoticeKind
from qa_app.domain.policy import Role
from qa_app.domain.retention import RecordClass
from qa_app.queries import retention
from qa_app.services import disposing, holding

if TYPE_CHECKING:
    from datetime import datetime

    from qa_app.demo.plot import Plot
    from qa_app.demo.stage import Stage


def expect_keeping(stage: Stage, plot: Plot) -> None:
    """The schedule after the first round, the rest yesterday."""
    yesterday = days_later(in_london(last_moment(plot.now)).date(), -1)
    stage.diary.note(moment(plot.second.opens, 15, 10), partial(_decide, stage))
    stage.diary.note(moment(yesterday, 11, 20), partial(_hold, stage))


def _decide(stage: Stage, at: datetime) -> None:
    by = stage.town.those_with(Role.INFORMATION_GOVERNANCE)[0]
    disposing.decide({RecordClass.IMPORTS: 1, RecordClass.COACHING: 24}, by=by, at=at)


def _hold(stage: Stage, at: datetime) -> None:
    by = stage.town.those_with(Role.INFORMATION_GOVERNANCE)[0]
    held, disputed = retention.audited_cases(most=2)
    holding.place(
        NoticeKind.HOLD, held, "A complaint about this case is with the Ombudsman. Ask legal services before it ends.",
        by=by, at=at,
    )  # fmt: skip
    holding.place(
        NoticeKind.RESTRICTION, disputed, "The family disputes what is written. Decided by the data protection officer.",
        by=by, at=at,
    )  # fmt: skip
    holding.place(
        NoticeKind.CORRECTION,
        disputed,
        "The mother says that the visit in spring took place, and that she was there.",
        about="How often the child was seen",
        by=by,
        at=at,
    )
