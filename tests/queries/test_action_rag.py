"""Does the database give every action the colour that the written rules give it?"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qa_app.clock import in_london
from qa_app.db import session
from qa_app.domain.actions import ActionStatus, Level, Priority
from qa_app.domain.rag import Rag, rag
from qa_app.domain.workflow import Status
from qa_app.models.actions import Action
from qa_app.queries.action_rag import colour, london_day
from qa_app.services import proposing
from qa_app.services.proposing import Proposal
from tests import factories
from tests.conftest import TODAY

DAY = date(2026, 3, 29)
"""The Sunday on which summer time begins: the hardest day to be right about."""

days = st.integers(-70, 70).map(lambda offset: DAY + timedelta(days=offset))
moments = st.builds(
    lambda offset, minutes: datetime(2026, 3, 29, tzinfo=UTC) + timedelta(days=offset, minutes=minutes),
    st.integers(-70, 0),
    st.integers(0, 24 * 60 - 1),
)


@pytest.fixture
def action(cast):
    factories.tool()
    audit = factories.audit(cast.asha, status=Status.MODERATED, team=cast.harbour)
    wanted = Proposal("Write it.", "On file.", Level.CHILD, Priority.HIGH, cast.tomas.id, date(2026, 12, 1))
    return proposing.propose(audit, wanted, link=str, by=cast.asha, at=TODAY)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    status=st.sampled_from(ActionStatus),
    proposed_at=moments,
    agreed_at=st.none() | moments,
    progress_at=st.none() | moments,
    completed_at=st.none() | moments,
    first_due_on=days,
    moved_by=st.just(0) | st.integers(-20, 40),
    override=st.none() | st.sampled_from([Rag.GREEN, Rag.AMBER, Rag.RED]),
    grace=st.integers(0, 30),
    within=st.integers(0, 60),
)
def test_the_database_and_the_rules_agree_about_any_action(  # noqa: PLR0917  # hypothesis passes by name
    action, status, proposed_at, agreed_at, progress_at, completed_at, first_due_on, moved_by, override, grace, within
):  # fmt: skip
    session.execute(
        sa.update(Action)
        .where(Action.id == action.id)
        .values(
            status=status,
            proposed_at=proposed_at,
            agreed_at=agreed_at,
            last_progress_at=progress_at,
            completed_at=completed_at,
            original_due_on=first_due_on,
            due_on=first_due_on + timedelta(days=moved_by),
            rag_override=override,
            rag_override_because="Said so." if override else "",
        )
    )
    session.expire_all()
    expression = colour(DAY, grace_days=grace, progress_within_days=within)
    found = session.scalar(sa.select(expression).where(Action.id == action.id))
    by_the_rules = rag(session.get_one(Action, action.id).facts, DAY, grace, within)
    session.rollback()
    assert found == (by_the_rules.colour.value if by_the_rules else None)


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 3, 29, 0, 59, 59, tzinfo=UTC),
        datetime(2026, 3, 29, 23, 30, tzinfo=UTC),
        datetime(2026, 7, 1, 22, 59, tzinfo=UTC),
        datetime(2026, 7, 1, 23, 0, tzinfo=UTC),
        datetime(2026, 10, 24, 23, 30, tzinfo=UTC),
        datetime(2026, 10, 25, 23, 30, tzinfo=UTC),
        datetime(2026, 12, 31, 23, 59, tzinfo=UTC),
        datetime(2027, 3, 27, 23, 30, tzinfo=UTC),
        datetime(2027, 3, 28, 23, 30, tzinfo=UTC),
        datetime(2027, 10, 31, 0, 30, tzinfo=UTC),
    ],
)
def test_a_day_in_london_is_the_councils_day(action, moment):
    session.execute(sa.update(Action).where(Action.id == action.id).values(completed_at=moment))
    found = session.scalar(sa.select(london_day(Action.completed_at)).where(Action.id == action.id))
    session.rollback()
    assert found == in_london(moment).date()
