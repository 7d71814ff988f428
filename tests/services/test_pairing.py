"""How do two blind audits of one case begin, and what comes of them?"""

from __future__ import annotations

import pytest

from qa_app.domain.pairs import PairStatus
from tests import factories


@pytest.mark.parametrize(
    ("grades", "status"),
    [
        (("good", "good"), PairStatus.AGREED),
        (("good", "requires_improvement"), PairStatus.TO_DECIDE),
        (("good", "inadequate"), PairStatus.TO_PANEL),
        (("requires_improvement", "inadequate"), PairStatus.TO_PANEL),
    ],
)
def test_when_both_are_locked_they_agree_or_somebody_decides(cast, grades, status):
    pair = factories.pair(cast.asha, cast.ben, grades, team=cast.harbour)
    assert pair.status is status
