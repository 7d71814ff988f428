"""Is everybody told of a concern at once, without a word of the case, and does it stay open until it is safe?"""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import func, select

from qa_app.db import session
from qa_app.domain.errors import Incomplete, NotPossible, NotYours, Stale, StepNotAllowed
from qa_app.domain.workflow import Status
from qa_app.models.concerns import Concern
from qa_app.models.mail import OutboxMessage
from qa_app.queries import concerns
from qa_app.services import concerning
from tests import factories
from tests.factories import AT

SECRET = "He hit her on Friday; EX-SECRET"


def raise_it(audit, by, **more):
    wanted = {
        "what": SECRET,
        "noticed_on": date(2026, 11, 16),
        "link": lambda n: f"https://qa.example/concerns/{n}",
    }
    return concerning.raise_concern(audit, **(wanted | more), by=by, at=AT)


def test_its_managers_and_qa_are_told_in_the_same_transaction(cast):
    audit = factories.audit(cast.asha, status=Status.IN_PROGRESS, team=cast.harbour, reference="EX-SECRET")
    concern = raise_it(audit, cast.asha)
    messages = session.scalars(select(OutboxMessage)).all()
    assert {each.to_address for each in messages} == {
        "quinn@testshire.example",
        "tomas@testshire.example",
        "sana@testshire.example",
    }
    for each in messages:
        assert "Asha Rao" in each.body
        assert f"https://qa.example/concerns/{concern.id}" in each.body
        for word in ("EX-SECRET", "hit her", "Harbour", "Wren Castle"):
            assert word not in each.subject + each.body
    assert {user.name for user in concerns.told_of(concern)} == {"Quinn Hale", "Tomas Reyes", "Sana Malik"}


def test_managers_of_other_teams_and_people_who_left_are_not_told(cast):
    cast.sana.active = False
    session.commit()
    raise_it(factories.audit(cast.asha, team=cast.lantern), cast.asha)
    assert session.scalars(select(OutboxMessage.to_address)).all() == ["quinn@testshire.example"]


@pytest.mark.parametrize("status", [each for each in Status if each is not Status.WITHDRAWN])
def test_it_can_be_raised_whatever_the_status(cast, status):
    assert raise_it(factories.audit(cast.asha, status=status), cast.asha).id


def test_a_form_that_is_sent_twice_raises_and_tells_once(cast):
    audit = factories.audit(cast.asha, team=cast.harbour)
    first = raise_it(audit, cast.asha, once="abc")
    assert raise_it(audit, cast.asha, once="abc").id == first.id
    assert session.scalar(select(func.count()).select_from(OutboxMessage)) == 3


@pytest.mark.parametrize(
    ("more", "refusal"),
    [
        ({"what": " \n"}, Incomplete),
        ({"what": "x" * 20_001}, Incomplete),
        ({"noticed_on": date(2026, 11, 17)}, NotPossible),
    ],
)
def test_what_cannot_be_kept_is_refused_and_nobody_is_told(cast, more, refusal):
    with pytest.raises(refusal):
        raise_it(factories.audit(cast.asha), cast.asha, **more)
    assert session.scalar(select(func.count()).select_from(Concern)) == 0
    assert session.scalar(select(func.count()).select_from(OutboxMessage)) == 0


def test_only_the_auditor_raises_it(cast):
    with pytest.raises(NotYours):
        raise_it(factories.audit(cast.asha), cast.ben)


def test_acknowledging_and_closing_keep_who_and_when(cast):
    concern = factories.concern(factories.audit(cast.asha, team=cast.harbour))
    concerning.acknowledge(concern, "Visited today.", revision=1, by=cast.tomas, at=AT)
    assert (concern.acknowledged_by_id, concern.acknowledged_at) == (cast.tomas.id, AT)
    concerning.close(concern, "Plan agreed.", is_child_safe=True, revision=2, by=cast.quinn, at=AT)
    assert (concern.closed_by_id, concern.closed_at, concern.closing) == (cast.quinn.id, AT, "Plan agreed.")


def test_it_is_acknowledged_once_and_closed_once_and_in_that_order(cast):
    concern = factories.concern(factories.audit(cast.asha))
    with pytest.raises(StepNotAllowed, match="Nobody has acknowledged"):
        concerning.close(concern, "x", is_child_safe=True, revision=1, by=cast.quinn, at=AT)
    concerning.acknowledge(concern, "x", revision=1, by=cast.quinn, at=AT)
    with pytest.raises(StepNotAllowed, match="already"):
        concerning.acknowledge(concern, "y", revision=2, by=cast.quinn, at=AT)
    concerning.close(concern, "x", is_child_safe=True, revision=2, by=cast.quinn, at=AT)
    with pytest.raises(StepNotAllowed, match="already"):
        concerning.close(concern, "y", is_child_safe=True, revision=3, by=cast.quinn, at=AT)


def test_it_stays_open_until_somebody_has_made_sure(cast):
    concern = factories.concern(factories.audit(cast.asha))
    concerning.acknowledge(concern, "x", revision=1, by=cast.quinn, at=AT)
    with pytest.raises(Incomplete, match="safe"):
        concerning.close(concern, "x", is_child_safe=False, revision=2, by=cast.quinn, at=AT)
    with pytest.raises(Stale):
        concerning.close(concern, "x", is_child_safe=True, revision=1, by=cast.quinn, at=AT)
    session.expire_all()
    assert session.get_one(Concern, concern.id).closed_at is None
