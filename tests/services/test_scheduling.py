"""Is a round set up once, changed only while it is a draft, and closed only when nothing is left open?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import func, select

from qa_app.db import session
from qa_app.domain.cohorts import Period
from qa_app.domain.errors import Incomplete, NotPossible, Stale, StepNotAllowed
from qa_app.domain.moderating import ModerationRules
from qa_app.domain.workflow import Status
from qa_app.models.audits import Audit
from qa_app.models.rounds import Round, RoundStatus
from qa_app.services import scheduling
from tests import factories
from tests.conftest import TODAY
from tests.lists_and_rounds import PERIOD, a_round, a_tool, an_open_round, plan_of


def test_a_round_keeps_its_plan(app, cast):
    made = a_round(cast, moderation=ModerationRules(share_percent=25))
    kept = session.get(Round, made.id)
    assert (kept.title, kept.status) == ("November round", RoundStatus.DRAFT)
    assert (kept.period_start, kept.period_end) == (PERIOD.first, PERIOD.last)
    assert kept.cohort.title == "In care"
    assert kept.moderation_rules.share_percent == 25


def test_a_double_click_makes_one_round(app, cast):
    plan = plan_of(a_tool())
    first = scheduling.create(plan, once="x", by=cast.quinn, at=TODAY)
    again = scheduling.create(replace(plan, title="Other"), once="x", by=cast.quinn, at=TODAY)
    assert again.id == first.id
    assert session.scalar(select(func.count()).select_from(Round)) == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"title": " "}, "title"),
        ({"title": "x" * 201}, "200 characters"),
        ({"theme": ""}, "theme"),
        ({"period": Period(date(2026, 9, 2), date(2026, 9, 1))}, "period"),
        ({"due_on": date(2026, 11, 19)}, "due date"),
        ({"tool_version_id": 999}, "audit tools"),
    ],
)
def test_a_plan_that_is_not_in_order_is_refused(app, cast, changes, words):
    with pytest.raises(Incomplete, match=words):
        a_round(cast, **changes)


def test_two_people_who_change_a_draft_do_not_overwrite_each_other(app, cast):
    made = a_round(cast)
    plan = plan_of(a_tool(), title="First")
    scheduling.change(made.id, plan, revision=made.revision, by=cast.quinn, at=TODAY)
    with pytest.raises(Stale):
        scheduling.change(made.id, replace(plan, title="Second"), revision=1, by=cast.quinn, at=TODAY)
    session.expire_all()
    assert session.get(Round, made.id).title == "First"


def test_an_open_round_is_not_changed(app, cast):
    round_ = an_open_round(cast)
    with pytest.raises(StepNotAllowed, match="no longer be changed"):
        scheduling.change(round_.id, plan_of(a_tool()), by=cast.quinn, at=TODAY)


def test_closing_withdraws_what_was_not_handed_in_for_a_reason(app, cast):
    round_ = an_open_round(cast)
    with pytest.raises(Incomplete, match="Say why"):
        scheduling.close(round_.id, by=cast.quinn, at=TODAY)
    scheduling.close(round_.id, because="Not done in time", by=cast.quinn, at=TODAY)
    assert session.get(Round, round_.id).status is RoundStatus.CLOSED
    assert set(session.scalars(select(Audit.status))) == {Status.WITHDRAWN}
    with pytest.raises(StepNotAllowed, match="Only an open round"):
        scheduling.close(round_.id, by=cast.quinn, at=TODAY)


def test_a_round_with_an_audit_to_moderate_stays_open(app, cast):
    audit = factories.audit(cast.asha, status=Status.SUBMITTED)
    with pytest.raises(NotPossible, match="1 audit waits for moderation"):
        scheduling.close(audit.round_id, because="Enough", by=cast.quinn, at=TODAY)


def test_a_draft_is_not_closed(app, cast):
    with pytest.raises(StepNotAllowed, match="Only an open round"):
        scheduling.close(a_round(cast).id, by=cast.quinn, at=TODAY)
