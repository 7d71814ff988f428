"""Is what changed after coaching read from blind, locked grades alone, and is everything left out counted?"""

from __future__ import annotations

from copy import deepcopy
from datetime import timedelta

import pytest

from qa_app.db import session, use_case
from qa_app.domain.months import Month
from qa_app.domain.tools import ToolDefinition
from qa_app.models.audits import Audit, SecondAudit
from qa_app.queries import coaching_effect
from qa_app.queries.coaching_effect import Wanted
from tests import factories, small_month
from tests.conftest import TODAY
from tests.domain.small_tool import SMALL

COACHED = TODAY - timedelta(days=20)
BEFORE, AFTER = COACHED - timedelta(days=10), COACHED + timedelta(days=5)


@pytest.fixture(autouse=True)
def tool(cast):
    del cast
    return factories.tool()


@pytest.fixture
def coached(cast):
    """Asha was one step too mild against Ben in both pairs before, and in none of two after."""
    for at, grades in (
        (BEFORE, ("good", "requires_improvement")),
        (BEFORE, ("outstanding", "good")),
        (AFTER, ("good", "good")),
        (AFTER, ("good", "good")),
    ):
        factories.pair(cast.asha, cast.ben, grades, at=at)
    factories.coaching(cast.asha, cast.quinn, at=COACHED)
    factories.coaching(cast.asha, cast.quinn, at=COACHED + timedelta(days=2))
    return cast


def row(found, name):
    return next(each for each in (*found.coached, *found.others) if each.name == name)


def test_before_and_after_the_first_coaching_by_when_the_auditor_handed_in(coached):
    found = coaching_effect.programme(coached.quinn, Wanted())
    asha, ben = row(found, "Asha Rao"), row(found, "Ben Okoro")
    assert (asha.entries, asha.since, ben.entries, found.pairs) == (2, COACHED, 0, 4)
    assert (asha.effect.before.n, asha.effect.before.difference.value) == (2, 1.0)
    assert (asha.effect.after.n, asha.effect.after.difference.value) == (2, 0.0)
    assert ben.effect.before.difference.value == -1.0
    assert found.parted_at == COACHED
    assert (found.coached_together.before.k, found.coached_together.after.k) == (0, 2)
    assert asha.effect.words == "2 pairs before, 2 after: too few to say."


def test_what_became_final_is_that_of_the_pair(coached):
    found = row(coaching_effect.programme(coached.quinn, Wanted()), "Asha Rao").effect
    assert (found.before.n_final, found.after.n_final) == (0, 2), "what nobody decided has no final grade"
    assert found.after.from_final.value == 0.0


@use_case
def reopen_and_regrade(pair):
    """As reopening leaves it: the first audit has no final grade, the pair's stays."""
    session.get_one(Audit, pair.audit_id).final_grade = None
    assert session.get_one(SecondAudit, pair.second_id).final_grade == "good"


def test_a_reopened_audit_changes_nothing_of_its_pair(coached):
    pair = factories.pair(coached.asha, coached.ben, ("good", "good"), at=AFTER)
    before = coaching_effect.programme(coached.quinn, Wanted())
    reopen_and_regrade(pair)
    session.expire_all()
    assert coaching_effect.programme(coached.quinn, Wanted()) == before


def test_pairs_that_are_not_both_locked_or_were_called_off_are_not_there(coached):
    factories.pair(coached.asha, coached.ben, handed_in=1, at=AFTER)
    assert coaching_effect.programme(coached.quinn, Wanted()).pairs == 4


@use_case
def other_version(pair, version):
    session.get_one(SecondAudit, pair.second_id).tool_version_id = version.id


def test_two_versions_and_other_scales_are_counted_and_left_out(coached):
    again = factories.pair(coached.asha, coached.olu, at=AFTER, team=coached.harbour)
    other_version(again, factories.tool(small_month.another_tool("small", version=2)))
    raw = deepcopy(SMALL) | {"key": "scale", "grades": ["Weak", "Sound", "Strong"], "limiting_rules": []}
    another = ToolDefinition.model_validate(raw)
    factories.pair(
        coached.asha, coached.ben, answers=(factories.everything("sound"),) * 2, definition=another, at=AFTER
    )
    found = coaching_effect.programme(coached.quinn, Wanted())
    assert (found.pairs, found.two_versions, found.other_scale) == (4, 1, 1)


def test_a_period_holds_its_coachings_and_its_pairs(coached):
    october, november = Month(2026, 10), Month(2026, 11)
    found = coaching_effect.programme(coached.quinn, Wanted(first=november))
    assert (row(found, "Asha Rao").entries, row(found, "Asha Rao").since) == (1, COACHED + timedelta(days=2))
    assert found.pairs == 2
    earlier = coaching_effect.programme(coached.quinn, Wanted(last=october))
    assert (len(earlier.coached), earlier.pairs) == (1, 2)
    assert coaching_effect.programme(coached.quinn, Wanted(first=Month(2027, 1))).coached == ()
    first, last = coaching_effect.first_and_last(coached.quinn)
    assert (first < COACHED < last) is True


def test_without_coaching_nothing_is_compared(cast):
    factories.pair(cast.asha, cast.ben, at=BEFORE)
    found = coaching_effect.programme(cast.quinn, Wanted())
    assert (found.coached, found.others, found.parted_at, found.pairs) == ((), (), None, 1)
    assert coaching_effect.first_and_last(cast.dara) is not None


def test_it_costs_the_same_however_many_pairs_there_are(coached, count_queries):
    coaching_effect.programme(coached.quinn, Wanted())
    with count_queries() as few:
        coaching_effect.programme(coached.quinn, Wanted())
    for _ in range(3):
        factories.pair(coached.olu, coached.ben, at=AFTER)
    with count_queries() as many:
        coaching_effect.programme(coached.quinn, Wanted())
    assert len(few) == len(many)
