"""Does an audit come back to whoever opted in, once, and to nobody else; and what ends a repeat?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from qa_app.db import session, use_case
from qa_app.domain.actions import Level, Priority
from qa_app.domain.errors import Incomplete, NotPossible, StepNotAllowed
from qa_app.domain.policy import Role
from qa_app.domain.tools import ToolDefinition
from qa_app.domain.workflow import Status
from qa_app.models.audits import Audit, AuditEvent, LockedAnswer, QueueReason, RepeatAudit
from qa_app.models.cases import Case
from qa_app.models.council import Council
from qa_app.models.mail import OutboxMessage
from qa_app.models.moderation import Moderation
from qa_app.models.people import User
from qa_app.queries import moderation, own_audits, repeats
from qa_app.queries.moderation import Wanted
from qa_app.services import auditing, chasing, people, proposing, repeating
from qa_app.services.people import PersonDetails
from qa_app.services.proposing import Proposal
from tests import factories
from tests.conftest import TODAY
from tests.domain.small_tool import SMALL

LONG_AGO = TODAY - timedelta(weeks=9)


@pytest.fixture
def earlier(cast):
    return factories.audit(cast.asha, status=Status.MODERATED, team=cast.harbour, at=LONG_AGO)


@pytest.fixture
def opted(cast):
    repeating.opt_in(by=cast.asha, at=TODAY)


def test_nobody_gets_one_who_did_not_opt_in(cast, earlier):
    assert repeating.give_out(at=TODAY) == ()


def test_it_is_the_same_case_and_version_for_the_same_period(cast, earlier, opted):
    (made,) = repeating.give_out(at=TODAY)
    assert isinstance(made, RepeatAudit)
    assert (made.auditor_id, made.case_id, made.of_id) == (cast.asha.id, earlier.case_id, earlier.id)
    assert (made.tool_version_id, made.team_id) == (earlier.tool_version_id, earlier.team_id)
    assert (made.round_id, made.status, made.due_on) == (None, Status.ALLOCATED, date(2026, 12, 4))
    assert made.look_back_on == LONG_AGO.date()
    assert made.occasion == "Repeat of an earlier audit"
    mail = session.scalars(select(OutboxMessage)).one()
    assert (mail.to_address, mail.subject) == (cast.asha.email, "You have 1 new audit")
    assert made.reference not in mail.body


def test_a_second_time_nothing_is_given_out(cast, earlier, opted):
    factories.audit(cast.asha, status=Status.MODERATED, at=LONG_AGO)
    assert len(repeating.give_out(at=TODAY)) == 1
    assert repeating.give_out(at=TODAY) == ()
    assert repeating.give_out(at=TODAY + timedelta(weeks=20)) == ()
    assert session.scalar(select(func.count(OutboxMessage.id))) == 1


def test_the_same_audits_give_the_same_choice(cast, opted):
    audits = [factories.audit(cast.asha, status=Status.MODERATED, at=LONG_AGO).id for _ in range(6)]
    asha = session.get_one(User, cast.asha.id)
    chosen = {repeats.next_for(asha, 8, at=TODAY).id for _ in range(3)}
    (made,) = repeating.give_out(at=TODAY)
    assert chosen == {made.of_id}
    assert made.of_id in audits


def test_one_that_was_withdrawn_does_not_come_back_and_neither_does_another_at_once(cast, opted):
    for _ in range(2):
        factories.audit(cast.asha, status=Status.MODERATED, at=LONG_AGO)
    (first,) = repeating.give_out(at=TODAY)
    repeating.withdraw(first.id, because="Not now.", by=cast.asha, at=TODAY)
    assert repeating.give_out(at=TODAY + timedelta(days=1)) == ()
    (second,) = repeating.give_out(at=TODAY + timedelta(weeks=8))
    assert second.of_id != first.of_id


def test_the_next_one_comes_after_as_many_weeks_again(cast):
    factories.repeat(cast.asha, at=TODAY)
    factories.audit(cast.asha, status=Status.MODERATED, at=LONG_AGO)
    assert repeating.give_out(at=TODAY + timedelta(weeks=8)) == ()
    assert len(repeating.give_out(at=TODAY + timedelta(weeks=8, days=1))) == 1


def _no_longer_old_enough(cast, earlier):
    factories.audit(cast.asha, status=Status.MODERATED, at=TODAY - timedelta(weeks=7, days=6))
    _set(Audit, earlier.id, moderated_at=TODAY - timedelta(weeks=7))


def _never_moderated(cast, earlier):
    _set(Audit, earlier.id, status=Status.SUBMITTED, moderated_at=None)


def _nothing_locked(cast, earlier):
    _set(Audit, earlier.id, locked_at=None)


def _case_closed(cast, earlier):
    _set(Case, earlier.case_id, is_open=False)


def _judged_again(cast, earlier):
    other = factories.audit(cast.asha, status=Status.IN_PROGRESS)
    _set(Audit, other.id, case_id=earlier.case_id)


def _concern_raised(cast, earlier):
    factories.concern(earlier)


def _action_of_theirs(cast, earlier):
    wanted = Proposal("Ring.", "Rung.", Level.CHILD, Priority.LOW, cast.asha.id, date(2026, 12, 18))
    proposing.propose(earlier, wanted, link=str, by=cast.quinn, at=TODAY)


def _too_close_by_now(cast, earlier):
    _set(User, cast.asha.id, team_id=cast.harbour.id)


@pytest.mark.parametrize(
    "what",
    [
        _no_longer_old_enough, _never_moderated, _nothing_locked, _case_closed, _judged_again, _concern_raised,
        _action_of_theirs, _too_close_by_now,
    ],
)  # fmt: skip
def test_what_cannot_come_back_does_not(cast, earlier, opted, what):
    what(cast, earlier)
    assert repeating.give_out(at=TODAY) == ()


def test_the_council_says_after_how_many_weeks(cast, earlier, opted):
    _set(Council, 1, repeat_weeks=10)
    assert repeating.give_out(at=TODAY) == ()
    _set(Council, 1, repeat_weeks=9)
    assert len(repeating.give_out(at=TODAY + timedelta(days=1))) == 1


def test_a_newer_version_of_the_tool_is_not_used(cast, earlier, opted):
    factories.tool(ToolDefinition.model_validate({**SMALL, "version": 2}))
    (made,) = repeating.give_out(at=TODAY)
    assert made.tool_version_id == earlier.tool_version_id
    assert repeats.twice(_handed_in(made, cast.asha))[0].why_not is None


def test_opting_in_twice_counts_once_and_readers_of_everything_cannot(cast):
    repeating.opt_in(by=cast.asha, at=TODAY)
    repeating.opt_in(by=cast.asha, at=TODAY + timedelta(days=1))
    assert session.get_one(User, cast.asha.id).repeats_since == TODAY
    both = PersonDetails("Rita Moss", "rita@testshire.example", frozenset({Role.AUDITOR, Role.QA_MANAGER}))
    rita = people.add(both, None, by=cast.ada, at=TODAY)
    for person in (rita, cast.quinn):
        with pytest.raises(NotPossible, match="would not be blind"):
            repeating.opt_in(by=person, at=TODAY)


def test_opting_out_withdraws_what_is_not_started_and_keeps_the_rest(cast):
    done = factories.repeat(cast.asha, at=TODAY - timedelta(weeks=9))
    factories.audit(cast.asha, status=Status.MODERATED, at=TODAY - timedelta(weeks=30))
    (waiting,) = repeating.give_out(at=TODAY)
    assert repeating.opt_out(by=cast.asha, at=TODAY) == 1
    assert repeating.opt_out(by=cast.asha, at=TODAY) == 0
    assert session.get_one(User, cast.asha.id).repeats_since is None
    assert session.get_one(RepeatAudit, waiting.id).status is Status.WITHDRAWN
    assert [each.id for each in repeats.done_by(cast.asha)] == [done.id]
    assert repeating.give_out(at=TODAY + timedelta(weeks=30)) == ()


def test_one_that_is_begun_stays_until_it_is_handed_in_or_withdrawn(cast):
    begun = factories.repeat(cast.asha, status=Status.IN_PROGRESS)
    assert repeating.opt_out(by=cast.asha, at=TODAY) == 0
    assert repeats.open_of(cast.asha).id == begun.id
    with pytest.raises(Incomplete):
        repeating.withdraw(begun.id, because=" ", by=cast.asha, at=TODAY)
    repeating.withdraw(begun.id, because="No time.", by=cast.asha, at=TODAY)
    with pytest.raises(StepNotAllowed, match="can be withdrawn"):
        repeating.withdraw(begun.id, because="Again.", by=cast.asha, at=TODAY)
    assert repeats.open_of(cast.asha) is None
    last = session.scalars(select(AuditEvent).where(AuditEvent.audit_id == begun.id)).all()[-1]
    assert (last.note, last.by_id) == ("No time.", cast.asha.id)


def test_a_case_that_closes_meanwhile_is_still_judged_to_the_end(cast):
    begun = factories.repeat(cast.asha, status=Status.IN_PROGRESS)
    _set(Case, begun.case_id, is_open=False)
    (done,) = _handed_in(repeats.open_of(cast.asha), cast.asha)
    assert done.id == begun.id
    assert repeats.twice([done])[0].why_not is None


def test_what_was_handed_in_cannot_be_withdrawn(cast):
    done = factories.repeat(cast.asha)
    with pytest.raises(StepNotAllowed, match="Handed in"):
        repeating.withdraw(done.id, because="Oh.", by=cast.quinn, at=TODAY)


@pytest.mark.parametrize("status", [Status.ALLOCATED, Status.IN_PROGRESS])
def test_whoever_leaves_has_no_repeat_any_more(cast, status):
    open_one = factories.repeat(cast.asha, status=status)
    people.deactivate(session.get_one(User, cast.asha.id), by=cast.ada, at=TODAY)
    assert session.get_one(RepeatAudit, open_one.id).status is Status.WITHDRAWN
    people.reactivate(session.get_one(User, cast.asha.id), by=cast.ada)
    assert repeating.give_out(at=TODAY) == (), "who comes back is asked again"


@pytest.mark.parametrize("is_opted_out", [False, True])
def test_whoever_reads_everything_by_now_has_none_either(cast, is_opted_out):
    open_one = factories.repeat(cast.asha, status=Status.IN_PROGRESS)
    if is_opted_out:
        repeating.opt_out(by=cast.asha, at=TODAY)
    asha = session.get_one(User, cast.asha.id)
    more = PersonDetails(
        asha.name, asha.email, frozenset({Role.AUDITOR, Role.DIRECTOR}), team_id=asha.team_id
    )
    people.change(asha, more, seen=asha.revision, by=cast.ada, at=TODAY)
    assert session.get_one(RepeatAudit, open_one.id).status is Status.WITHDRAWN
    assert session.get_one(User, asha.id).repeats_since is None


def test_it_is_handed_in_locked_and_nobodys_to_moderate(cast):
    done = factories.repeat(cast.asha, ("good", "requires_improvement"), team=cast.harbour)
    assert (done.status, done.status_label, done.final_grade) == (Status.SUBMITTED, "Handed in", None)
    assert done.locked_at is not None
    locked = select(LockedAnswer.value).where(
        LockedAnswer.audit_id == done.id, LockedAnswer.question_key == "overall-grade"
    )
    assert session.scalars(locked).all() == ["requires_improvement"]
    assert session.scalars(select(QueueReason).where(QueueReason.audit_id == done.id)).all() == []
    assert moderation.to_read(cast.quinn, Wanted()).items == moderation.the_rest(cast.quinn, Wanted()).items
    assert session.scalar(select(func.count(Moderation.id)).where(Moderation.audit_id == done.id)) == 0


def test_it_is_reminded_of_like_any_audit(cast):
    factories.repeat(cast.asha, status=Status.ALLOCATED, at=TODAY)
    chasing.remind(base_url="http://x", at=TODAY + timedelta(days=15))
    assert "overdue" in session.scalars(
        select(OutboxMessage.subject).where(OutboxMessage.key.like("audits-overdue%"))
    ).one()  # fmt: skip


def test_your_audits_count_it_while_it_is_open_and_not_after(cast):
    factories.repeat(cast.asha, status=Status.IN_PROGRESS, at=TODAY)
    counts = own_audits.counts_for(cast.asha, today=TODAY.date())
    assert (counts.due, counts.in_progress, counts.submitted, counts.moderated) == (1, 1, 0, 0)
    _handed_in(repeats.open_of(cast.asha), cast.asha)
    counts = own_audits.counts_for(cast.asha, today=TODAY.date())
    assert (counts.due, counts.submitted, counts.moderated) == (0, 0, 1)
    assert own_audits.waiting_for_moderation(cast.asha) == []


def _handed_in(repeat, auditor):
    if repeat.status is Status.ALLOCATED:
        auditing.start(repeat, by=auditor, at=TODAY)
    factories.answer(repeat, factories.everything(), at=TODAY)
    auditing.submit(repeat, link=str, by=auditor, at=TODAY)
    return repeats.done_by(auditor)


@use_case
def _set(kind, number, **values):
    row = session.get_one(kind, number)
    for name, value in values.items():
        setattr(row, name, value)
