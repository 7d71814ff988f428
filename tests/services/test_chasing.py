"""Is everybody reminded of what they can do, once, without a word of any case?"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from qa_app.db import session, use_case
from qa_app.domain.actions import Level, Priority
from qa_app.domain.workflow import Status
from qa_app.models.mail import OutboxMessage
from qa_app.models.rounds import RoundStatus
from qa_app.services import agreeing, auditing, chasing, moderating, progressing, proposing
from qa_app.services.proposing import Proposal
from tests import factories

FRIDAY = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
MONDAY = FRIDAY + timedelta(days=3)


@pytest.fixture(autouse=True)
def tool(cast):
    del cast
    return factories.tool()


def remind(at=FRIDAY):
    return chasing.remind(base_url="https://qa.example/", at=at)


def reminders():
    found = session.scalars(
        select(OutboxMessage).where(OutboxMessage.subject.like("Reminder:%")).order_by(OutboxMessage.id)
    )
    return [(each.to_address.split("@")[0], each.subject.removeprefix("Reminder: ")) for each in found]


def bodies():
    return "\n".join(session.scalars(select(OutboxMessage.body)))


def action(cast, owner, *, due_on=date(2026, 11, 21), agreed=True, at=FRIDAY):
    audit = factories.audit(cast.asha, status=Status.MODERATED, team=cast.harbour)
    wanted = Proposal("Write it down.", "On file.", Level.CHILD, Priority.HIGH, owner.id, due_on)
    made = proposing.propose(audit, wanted, link=str, by=cast.asha, at=at)
    if agreed:
        agreeing.agree(made, link=str, revision=made.revision, by=cast.tomas, at=at)
    return made


@use_case
def leave(user):
    user.active = False


def test_audits_due_in_three_days_and_overdue_ones_go_to_their_auditor(cast):
    today = FRIDAY.date()
    factories.audit(cast.asha, due_on=today - timedelta(days=1), reference="EX900001")
    factories.audit(cast.asha, due_on=today + timedelta(days=3))
    factories.audit(cast.asha, due_on=today + timedelta(days=3), status=Status.IN_PROGRESS)
    factories.audit(cast.asha, due_on=today + timedelta(days=4))
    factories.audit(cast.ben, due_on=today, status=Status.RETURNED)
    factories.audit(cast.olu, due_on=today - timedelta(days=9), status=Status.SUBMITTED)
    assert remind() == 3
    assert reminders() == [
        ("ben", "1 audit due on 20 November 2026"),
        ("asha", "2 audits due on 23 November 2026"),
        ("asha", "1 audit overdue"),
    ]


def test_running_twice_sends_nothing_twice(cast):
    factories.audit(cast.asha, due_on=FRIDAY.date() - timedelta(days=1))
    assert [remind(), remind(), remind(FRIDAY + timedelta(hours=9))] == [1, 0, 0]
    assert remind(MONDAY) == 1  # a new week


def test_what_is_done_is_not_reminded_of(cast):
    late = factories.audit(cast.asha, due_on=FRIDAY.date() - timedelta(days=1), status=Status.IN_PROGRESS)
    factories.answer(late, factories.everything())
    auditing.submit(late, link=str, by=cast.asha, at=FRIDAY)
    assert remind() == 0


def test_owners_are_reminded_of_what_is_overdue_or_due_this_week(cast):
    action(cast, cast.ben, due_on=date(2026, 11, 20))
    action(cast, cast.ben, due_on=date(2026, 11, 22))
    action(cast, cast.ben, due_on=date(2026, 11, 23))  # Monday is next week
    action(cast, cast.ben, due_on=date(2026, 11, 20), agreed=False)  # nothing to do before it is agreed
    remind()
    assert reminders() == [("ben", "2 actions overdue or due this week")]
    assert remind(MONDAY) == 1
    assert reminders()[-1] == ("ben", "3 actions overdue or due this week")


def test_managers_are_reminded_of_proposals_after_a_week(cast):
    action(cast, cast.ben, agreed=False, due_on=date(2026, 12, 24), at=FRIDAY)
    assert remind(FRIDAY + timedelta(days=7)) == 0
    assert remind(FRIDAY + timedelta(days=8)) == 2
    waiting = "1 action waiting for more than a week to be agreed"
    assert reminders() == [("tomas", waiting), ("sana", waiting)]


def test_managers_are_not_reminded_of_what_they_cannot_read_yet(cast):
    audit = factories.audit(cast.asha, status=Status.SUBMITTED, team=cast.harbour)
    wanted = Proposal("Write it down.", "On file.", Level.CHILD, Priority.HIGH, cast.ben.id, date(2027, 1, 1))
    proposing.propose(audit, wanted, link=str, by=cast.asha, at=FRIDAY)
    assert remind(FRIDAY + timedelta(days=20)) == 0
    later = FRIDAY + timedelta(days=20)
    moderating.agree(audit, link=str, revision=audit.revision, by=cast.quinn, at=later)
    assert remind(later + timedelta(days=1)) == 0  # they have known for a day
    assert remind(later + timedelta(days=8)) == 2


def test_quality_assurance_is_reminded_of_what_others_completed(cast):
    for owner in (cast.ben, cast.quinn):
        done = action(cast, owner, due_on=date(2026, 12, 1))
        progressing.complete(done, "On file.", revision=done.revision, by=owner, at=FRIDAY)
    remind()
    assert reminders() == [("quinn", "1 completed action waiting to be verified")]


def test_nobody_who_left_and_nothing_of_a_closed_round(cast):
    factories.audit(cast.asha, due_on=date(2026, 11, 1))
    leave(cast.asha)
    closed = factories.a_round(status=RoundStatus.CLOSED)
    factories.audit(cast.ben, due_on=date(2026, 11, 1), in_round=closed)
    assert remind() == 0


def test_no_reminder_says_anything_of_a_case(cast):
    late = factories.audit(cast.asha, due_on=date(2026, 11, 1), reference="EX900009", team=cast.harbour)
    action(cast, cast.ben, due_on=date(2026, 11, 20))
    remind()
    assert f"Audit {late.id}, due on 1 November 2026: https://qa.example/audits/{late.id}" in bodies()
    for detail in ("EX900009", "Wren Castle", "Harbour", "Write it down."):
        assert detail not in bodies()


def test_a_long_list_is_cut_and_says_so(cast):
    factories.audits(cast.asha, 23, due_on=date(2026, 11, 1))
    remind()
    assert reminders() == [("asha", "23 audits overdue")]
    assert "and 3 more: https://qa.example/audits" in bodies()
