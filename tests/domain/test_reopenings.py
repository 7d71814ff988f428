"""Does an audit that goes back to its auditor get a day to come back?"""

from __future__ import annotations

from datetime import date

import pytest

from qa_app.domain.errors import Incomplete
from qa_app.domain.reopenings import ReopeningStatus, ReopenTo, WantedReopening, check_wanted

TODAY = date(2026, 11, 20)


def test_moderation_needs_no_day():
    check_wanted(WantedReopening(ReopenTo.MODERATION, "Look again."), TODAY)


@pytest.mark.parametrize("due_on", [None, date(2026, 11, 19)])
def test_the_auditor_needs_a_day_that_is_still_to_come(due_on):
    with pytest.raises(Incomplete, match="hands it in again"):
        check_wanted(WantedReopening(ReopenTo.AUDITOR, "Look again.", due_on), TODAY)


def test_today_is_a_day():
    check_wanted(WantedReopening(ReopenTo.AUDITOR, "Look again.", TODAY), TODAY)


def test_everything_has_its_own_words():
    for kind in (ReopenTo, ReopeningStatus):
        assert len({each.label for each in kind}) == len(kind)
