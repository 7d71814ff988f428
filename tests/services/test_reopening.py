"""Is a moderated audit opened again for a reason, by two people once it is signed off, and with everything kept?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from qa_app.db import session, use_case
from qa_app.domain.actions import Level, Priority
from qa_app.domain.errors import ConflictOfInterest, Incomplete, Stale, StepNotAllowed
from qa_app.domain.frozen_audits import FrozenAudit, changes_between
from qa_app.domain.moderating import Decision, Way
from qa_app.domain.months import Month
from qa_app.domain.pairs import PairStatus
from qa_app.domain.questions import Given
from qa_app.domain.reopenings import ReopeningStatus, ReopenTo, WantedReopening
from qa_app.domain.replies import ReplyOutcome
from qa_app.domain.workflow import Status, Step
from qa_app.models.audits import Audit, AuditEvent, LockedAnswer, QueueReason, SecondAudit, SectionGrade
from qa_app.models.mail import OutboxMessage
from qa_app.models.moderation import Moderation
from qa_app.models.pairs import Pair
from qa_app.models.reopenings import Reopening
from qa_app.models.replies import Reply
from qa_app.models.sign_offs import SignOff
from qa_app.queries import actions, audits, moderation, own_audits, sign_offs
from qa_app.queries.figures import subjects
from qa_app.queries.moderation import Wanted
from qa_app.services import auditing, moderating, proposing, reopening
from qa_app.services.proposing import Proposal
from tests import factories
from tests.conftest import TODAY

THEN = TODAY - timedelta(days=3)
TO_AUDITOR = WantedReopening(ReopenTo.AUDITOR, "A page of the record was missing.", date(2026, 12, 1))
TO_MODERATION = WantedReopening(ReopenTo.MODERATION, "The wrong descriptor was used.")


@pytest.fixture(autouse=True)
def tool(cast):
    del cast
    return factories.tool()


@pytest.fixture
def moderated(cast):
    return factories.audit(cast.asha, status=Status.MODERATED, team=cast.harbour, at=THEN)


@pytest.fixture
def signed(cast, moderated):
    factories.signed_off(moderated, cast.quinn, at=TODAY)
    return moderated


def stored(audit):
    session.expire_all()
    return session.get_one(Audit, audit.id)


def ask(audit, by, wanted=TO_MODERATION, **more):
    fresh = stored(audit)
    return reopening.ask(
        fresh,
        wanted,
        **{"link": str, "request_link": str, "revision": fresh.revision, "by": by, "at": TODAY, **more},
    )


def decide(row, by, does=reopening.grant, words="I have read it, and agree.", **more):
    session.expire_all()
    fresh = session.get_one(Reopening, row.id)
    does(fresh, words, **{"link": str, "revision": fresh.revision, "by": by, "at": TODAY, **more})


def finals(audit):
    sections = select(SectionGrade.final_grade).where(SectionGrade.audit_id == audit.id)
    return {stored(audit).final_grade, *session.scalars(sections)}


def mails(key):
    return {
        each.to_address.split("@")[0]
        for each in session.scalars(select(OutboxMessage))
        if each.key.startswith(key)
    }


def history(audit):
    query = select(AuditEvent.step, AuditEvent.status, AuditEvent.note).where(AuditEvent.audit_id == audit.id)
    return [tuple(row) for row in session.execute(query.order_by(AuditEvent.id))]


# ------------------------------------------------------------------------------- alone, not signed
def test_to_moderation_the_audit_waits_without_final_grades_for_somebody_to_read_it(cast, moderated):
    row = ask(moderated, cast.quinn)
    audit = stored(moderated)
    assert (row.status, row.decided_by_id) == (ReopeningStatus.DONE, None)
    assert (audit.status, audit.auditor_grade, audit.moderator_grade) == (Status.SUBMITTED, "good", None)
    assert finals(moderated) == {None}
    assert not session.scalars(select(Moderation).where(Moderation.stands)).all()
    assert history(moderated)[-1] == (Step.REOPEN, Status.SUBMITTED, "The wrong descriptor was used.")
    waiting = moderation.to_read(cast.quinn, Wanted()).items
    assert [each.id for each in waiting] == [audit.id]
    assert any("reopened after moderation" in each.sentence for each in waiting[0].queue_reasons)
    assert mails("reopened:") == {"asha", "tomas"}
    moderating.agree(audit, link=str, revision=audit.revision, by=cast.quinn, at=TODAY)
    assert finals(moderated) == {"good"}


def test_to_the_auditor_it_comes_back_with_what_is_needed_and_a_day(cast, moderated):
    ask(moderated, cast.quinn, TO_AUDITOR)
    audit = stored(moderated)
    assert (audit.status, audit.due_on) == (Status.RETURNED, date(2026, 12, 1))
    assert [step for step, _, _ in history(moderated)][-2:] == [Step.REOPEN, Step.RETURN]
    (returned,) = own_audits.last_returns([audit]).values()
    assert (returned.decision, returned.because) == (Decision.RETURNED, TO_AUDITOR.reason)
    factories.answer(audit, {**factories.everything(), "visits": Given("6")}, at=TODAY)
    auditing.submit(audit, link=str, by=cast.asha, at=TODAY)
    reasons = session.scalars(select(QueueReason.code).where(QueueReason.audit_id == audit.id)).all()
    assert "came_back" in reasons
    assert "reopened" not in reasons


def test_what_was_locked_and_a_pair_that_was_settled_stay_as_they_were(cast):
    pair = factories.pair(cast.asha, cast.ben, ("good", "good"), at=THEN)
    locked = select(LockedAnswer.audit_id, LockedAnswer.question_key, LockedAnswer.value)
    before = session.execute(locked).all()
    ask(session.get_one(Audit, pair.audit_id), cast.quinn, TO_AUDITOR)
    audit = stored(session.get_one(Audit, pair.audit_id))
    second = session.get_one(SecondAudit, pair.second_id)
    assert session.get_one(Pair, pair.id).status is PairStatus.AGREED
    assert (second.status, second.final_grade) == (Status.MODERATED, "good")
    factories.answer(audit, factories.everything("inadequate"), at=TODAY)
    auditing.submit(audit, link=str, by=cast.asha, at=TODAY)
    moderating.agree(audit, link=str, revision=audit.revision, by=cast.quinn, at=TODAY)
    assert session.execute(locked).all() == before
    ways = session.execute(select(Moderation.way, Moderation.stands).order_by(Moderation.id)).all()
    assert [tuple(each) for each in ways][::2] == [(Way.RULE, False), (Way.READ, True)]
    assert session.get_one(Pair, pair.id).status is PairStatus.AGREED


def test_figures_count_only_what_is_moderated_now(cast, moderated):
    counted = select(func.count(Audit.id)).where(subjects.of_month(Month(2026, 11)).audited())
    assert session.scalar(counted) == 1
    ask(moderated, cast.quinn)
    assert session.scalar(counted) == 0


def test_its_actions_stay_with_those_who_agreed_them(cast, moderated):
    wanted = Proposal(
        "Write a plan.", "On file.", Level.CHILD, Priority.HIGH, cast.olu.id, date(2026, 12, 18)
    )
    action = proposing.propose(moderated, wanted, link=str, by=cast.asha, at=TODAY)
    ask(moderated, cast.quinn)
    assert actions.one_visible_to(cast.tomas, action.id).id == action.id
    assert not audits.is_visible_to(cast.tomas, moderated.id)
    later = proposing.propose(stored(moderated), wanted, link=str, by=cast.asha, at=TODAY)
    assert mails(f"action-proposed:{later.id}:") == {"tomas"}


@pytest.mark.parametrize(
    ("wanted", "refusal"),
    [
        (WantedReopening(ReopenTo.MODERATION, " "), "Say why the audit is reopened"),
        (WantedReopening(ReopenTo.AUDITOR, "So."), "hands it in again"),
        (WantedReopening(ReopenTo.AUDITOR, "So.", date(2026, 11, 19)), "today or later"),
        (WantedReopening(ReopenTo.MODERATION, "x" * 2_001), "2,000 characters or fewer"),
    ],
)
def test_without_a_reason_or_a_day_nothing_is_reopened(cast, moderated, wanted, refusal):
    with pytest.raises(Incomplete, match=refusal):
        ask(moderated, cast.quinn, wanted)
    assert stored(moderated).status is Status.MODERATED


def test_only_a_moderated_audit_can_be_reopened_and_only_as_it_was_read(cast, moderated):
    with pytest.raises(StepNotAllowed, match="is not possible: this audit is now"):
        ask(factories.audit(cast.asha, status=Status.SUBMITTED), cast.quinn)
    with pytest.raises(Stale):
        ask(moderated, cast.quinn, revision=1)


def test_nobody_reopens_their_own_audit_alone(cast, rita):
    audit = factories.audit(rita, status=Status.MODERATED, moderator=cast.quinn, at=THEN)
    with pytest.raises(ConflictOfInterest, match="somebody else must reopen it"):
        ask(audit, rita)
    factories.signed_off(audit, cast.quinn, at=TODAY)
    row = ask(audit, rita)
    assert row.status is ReopeningStatus.WAITING
    decide(row, cast.quinn)
    assert stored(audit).status is Status.SUBMITTED


def test_the_same_form_twice_reopens_once(cast, moderated):
    first = ask(moderated, cast.quinn, once="a")
    assert ask(moderated, cast.quinn, once="a").id == first.id
    assert session.scalar(select(func.count(Reopening.id))) == 1


def test_an_open_reply_is_overtaken_and_whoever_asked_is_told(cast, rita, moderated):
    reply = factories.reply(moderated, at=TODAY)
    ask(moderated, cast.quinn)
    kept = session.get_one(Reply, reply.id)
    assert (kept.outcome, kept.decided_by_id, kept.decided_at) == (ReplyOutcome.OVERTAKEN, None, TODAY)
    assert mails("reply-overtaken") == {"asha"}


# ------------------------------------------------------------------------------- signed: two people
def test_once_signed_off_a_second_person_is_asked_and_nothing_changes_before(cast, rita, signed):
    row = ask(signed, cast.quinn)
    assert row.status is ReopeningStatus.WAITING
    assert stored(signed).status is Status.MODERATED
    assert sign_offs.standing_of(signed.id) is not None
    assert mails("reopening-asked") == {"rita", "dara"}
    with pytest.raises(StepNotAllowed, match="Quinn Hale has asked to reopen this audit already"):
        ask(signed, rita)


@pytest.mark.parametrize("who", ["rita", "dara"])
def test_another_qa_manager_or_the_director_grants(cast, rita, signed, who):
    row = ask(signed, cast.quinn, TO_AUDITOR)
    decide(row, rita if who == "rita" else cast.dara)
    kept = session.get_one(Reopening, row.id)
    assert (kept.status, kept.words) == (ReopeningStatus.GRANTED, "I have read it, and agree.")
    assert stored(signed).status is Status.RETURNED
    assert sign_offs.standing_of(signed.id) is None
    assert session.scalars(select(SignOff.voided_at)).one() == TODAY
    note = next(note for step, _, note in history(signed) if step is Step.REOPEN)
    assert "A page of the record was missing." in note
    assert "agreed: I have read it, and agree." in note
    assert mails("reopening-decided") == {"quinn"}


def test_whoever_asked_neither_grants_nor_refuses(cast, signed):
    row = ask(signed, cast.quinn)
    for does in (reopening.grant, reopening.refuse):
        with pytest.raises(ConflictOfInterest, match="a second person must decide"):
            decide(row, cast.quinn, does)
    assert stored(signed).status is Status.MODERATED


def test_whoever_made_the_audit_is_no_second_person(cast, rita):
    audit = factories.audit(rita, status=Status.MODERATED, moderator=cast.quinn, at=THEN)
    factories.signed_off(audit, cast.quinn, at=TODAY)
    row = ask(audit, cast.quinn)
    with pytest.raises(ConflictOfInterest, match="You made this audit"):
        decide(row, rita)


def test_refused_it_stays_signed_off_and_can_be_asked_for_again(cast, rita, signed):
    row = ask(signed, cast.quinn)
    decide(row, rita, reopening.refuse, "Write to the team instead.")
    assert session.get_one(Reopening, row.id).status is ReopeningStatus.REFUSED
    assert sign_offs.standing_of(signed.id) is not None
    assert ask(signed, cast.quinn).status is ReopeningStatus.WAITING


def test_of_two_who_decide_the_second_is_told(cast, rita, signed):
    row = ask(signed, cast.quinn)
    decide(row, rita, reopening.refuse)
    with pytest.raises(StepNotAllowed, match="Rita Moss has decided on this already: refused"):
        decide(row, cast.dara)


def test_a_second_person_gives_their_reason_and_decides_about_what_they_read(cast, rita, signed):
    row = ask(signed, cast.quinn)
    with pytest.raises(Incomplete, match="Say why you decide so"):
        decide(row, rita, words=" ")
    with pytest.raises(Stale):
        decide(row, rita, revision=99)
    assert stored(signed).status is Status.MODERATED


def test_a_day_that_passed_while_a_second_person_was_awaited_becomes_today(cast, rita, signed):
    row = ask(signed, cast.quinn, TO_AUDITOR)
    decide(row, rita, at=TODAY + timedelta(days=30))
    assert stored(signed).due_on == date(2026, 12, 20)


def test_after_the_next_sign_off_the_difference_can_be_read(cast, rita, signed):
    row = ask(signed, cast.quinn, TO_AUDITOR)
    decide(row, rita)
    audit = stored(signed)
    factories.answer(audit, {**factories.everything("requires_improvement"), "visits": Given("6")}, at=TODAY)
    auditing.submit(audit, link=str, by=cast.asha, at=TODAY)
    moderating.agree(audit, link=str, revision=audit.revision, by=cast.quinn, at=TODAY)
    factories.signed_off(audit, rita, at=TODAY)
    second = sign_offs.one(cast.quinn, audit.id, 2)
    first = sign_offs.before(second)
    assert (first.number, first.voided_at, second.voided_at) == (1, TODAY, None)
    contents = (FrozenAudit.from_json(each.content) for each in (first, second))
    changes = changes_between(*contents, second_tool(second))
    assert [(each.what, each.before, each.after) for each in changes.answers if "visits" in each.what] == [
        ("How many visits?", "4", "6")
    ]
    assert ("Overall grade, final", "Good", "Requires improvement") in [
        (each.what, each.before, each.after) for each in changes.grades
    ]


def second_tool(sign_off):
    return sign_off.audit.tool_version.definition


@use_case
def leave(person):
    person.active = False


def test_nobody_who_left_is_asked(cast, rita, signed):
    leave(rita)
    ask(signed, cast.quinn)
    assert mails("reopening-asked") == {"dara"}
