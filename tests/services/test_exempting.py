"""Can an auditor be let off for a round, with a reason?"""

from __future__ import annotations

import pytest
from sqlalchemy import select

from qa_app.db import session
from qa_app.domain.errors import Incomplete, NotPossible, StepNotAllowed
from qa_app.models.rounds import Exemption
from qa_app.queries import auditors
from qa_app.services import exempting, scheduling
from tests.conftest import TODAY
from tests.lists_and_rounds import a_round, an_open_round


def names(round_):
    return [each.name for each in auditors.available(round_.id, TODAY.date())]


def test_an_exempt_auditor_is_not_available_in_that_round_only(app, cast):
    this, other = a_round(cast), a_round(cast, title="Another")
    exempting.exempt(this.id, cast.ben.id, because="On leave", by=cast.quinn, at=TODAY)
    assert names(this) == ["Asha Rao", "Olu Stranger"]
    assert "Ben Okoro" in names(other)


def test_exempting_twice_keeps_the_first_reason(app, cast):
    round_ = a_round(cast)
    exempting.exempt(round_.id, cast.ben.id, because="On leave", by=cast.quinn, at=TODAY)
    exempting.exempt(round_.id, cast.ben.id, because="Again", by=cast.quinn, at=TODAY)
    assert session.scalars(select(Exemption.because)).all() == ["On leave"]


def test_an_exemption_can_end(app, cast):
    round_ = a_round(cast)
    exempting.exempt(round_.id, cast.ben.id, because="On leave", by=cast.quinn, at=TODAY)
    exempting.end(round_.id, cast.ben.id, by=cast.quinn, at=TODAY)
    exempting.end(round_.id, cast.ben.id, by=cast.quinn, at=TODAY)
    assert "Ben Okoro" in names(round_)


def test_an_exemption_needs_an_auditor_and_a_reason(app, cast):
    round_ = a_round(cast)
    with pytest.raises(Incomplete):
        exempting.exempt(round_.id, cast.ben.id, because=" ", by=cast.quinn, at=TODAY)
    with pytest.raises(NotPossible):
        exempting.exempt(round_.id, cast.quinn.id, because="Busy", by=cast.quinn, at=TODAY)
    with pytest.raises(NotPossible):
        exempting.exempt(round_.id, 999, because="Busy", by=cast.quinn, at=TODAY)


def test_a_closed_round_needs_no_exemption(app, cast):
    round_ = an_open_round(cast)
    scheduling.close(round_.id, because="Done", by=cast.quinn, at=TODAY)
    with pytest.raises(StepNotAllowed):
        exempting.exempt(round_.id, cast.ben.id, because="Busy", by=cast.quinn, at=TODAY)
