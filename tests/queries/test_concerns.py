"""Are open concerns found by those who must act, the most urgent first?"""

from __future__ import annotations

from datetime import timedelta

from qa_app.queries import concerns
from qa_app.services import concerning
from tests import factories
from tests.factories import AT


def test_what_nobody_has_acknowledged_comes_first_then_the_oldest(cast):
    audit = factories.audit(cast.asha, team=cast.harbour)
    old = factories.concern(audit, at=AT)
    new = factories.concern(audit, at=AT + timedelta(hours=2))
    taken = factories.concern(audit, at=AT - timedelta(hours=2))
    closed = factories.concern(audit, at=AT)
    for each in (taken, closed):
        concerning.acknowledge(each, "x", revision=1, by=cast.tomas, at=AT)
    concerning.close(closed, "x", is_child_safe=True, revision=2, by=cast.quinn, at=AT)
    for person in (cast.asha, cast.quinn, cast.tomas, cast.sana, cast.dara):
        found = concerns.open_concerns_for(person)
        assert [each.id for each in found] == [old.id, new.id, taken.id]
        assert concerns.number_waiting_for(person) == 2
    assert [each.id for each in concerns.closed_for(cast.quinn).items] == [closed.id]


def test_strangers_find_none(cast):
    factories.concern(factories.audit(cast.asha, team=cast.lantern))
    for person in (cast.ben, cast.tomas, cast.sana, cast.bola, cast.ada):
        assert concerns.open_concerns_for(person) == []
        assert concerns.number_waiting_for(person) == 0


def test_a_case_without_a_team_tells_quality_assurance(cast):
    assert [each.name for each in concerns.told_about(None)] == ["Quinn Hale"]
