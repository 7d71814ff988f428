"""How do two blind audits of one case begin, go on, and end?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from qa_app.db import session, use_case
from qa_app.domain.errors import ConflictOfInterest, Incomplete, NotPossible, Stale, StepNotAllowed
from qa_app.domain.moderating import Decision, Way
from qa_app.domain.pairs import PairStatus
from qa_app.domain.policy import Role
from qa_app.domain.second_audits import Chosen, SecondAuditRules
from qa_app.domain.workflow import Status, Step
from qa_app.models.audits import Answer, AnyAudit, Audit, AuditEvent, AuditKind, LockedAnswer, SecondAudit
from qa_app.models.mail import OutboxMessage
from qa_app.models.moderation import Moderation
from qa_app.models.pairs import Pair
from qa_app.models.people import Management, RoleRow, Supervision, User, Worker
from qa_app.models.rounds import SampledCase
from qa_app.models.tools import ToolVersion
from qa_app.queries import moderation, pairings, proposals
from qa_app.services import auditing, exempting, moderating, moving, pairing, replacing, scheduling
from tests import factories, small_month
from tests.conftest import TODAY
from tests.small_month import NO_REASONS


def again(row):
    return session.get_one(type(row), row.id, populate_existing=True)


def second_of(pair: Pair) -> SecondAudit:
    return session.get_one(SecondAudit, pair.second_id, populate_existing=True)


def first_of(pair: Pair) -> Audit:
    return session.get_one(Audit, pair.audit_id, populate_existing=True)


def hand_in(audit: AnyAudit, auditor: User, grade: str = "good") -> None:
    auditing.start(audit, by=auditor, at=TODAY)
    factories.answer(audit, factories.everything(grade), at=TODAY)
    auditing.submit(audit, link=str, by=auditor, at=TODAY)


@use_case
def supervised_by(boss: User, *people: User) -> None:
    for person in people:
        worker = Worker(name=f"{person.name} at work")
        session.add(worker)
        session.flush()
        session.get_one(User, person.id).worker_id = worker.id
        session.add(Supervision(user_id=boss.id, worker_id=worker.id))


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
    assert pair.locked_at == factories.AT + timedelta(hours=2)
    assert pair.reasons


@pytest.mark.parametrize("handed_in", [0, 1])
def test_until_then_nothing_comes_of_them(cast, handed_in):
    pair = factories.pair(cast.asha, cast.ben, team=cast.harbour, handed_in=handed_in)
    assert (pair.status, pair.locked_at, pair.reasons) == (PairStatus.WAITING, None, [])


def test_agreed_by_the_rule_both_are_final_and_nobody_decided(cast):
    pair = factories.pair(cast.asha, cast.ben, team=cast.harbour)
    first, second = first_of(pair), second_of(pair)
    assert {first.status, second.status} == {Status.MODERATED}
    assert {first.final_grade, second.final_grade} == {"good"}
    decision = session.scalars(select(Moderation)).one()
    assert (decision.audit_id, decision.pair_id, decision.by_id) == (first.id, pair.id, None)
    assert (decision.way, decision.decision, decision.stands) == (Way.RULE, Decision.AGREED, True)
    assert (decision.auditor_grade, decision.second_grade) == ("good", "good")
    last = session.scalars(
        select(AuditEvent).where(AuditEvent.audit_id == first.id).order_by(AuditEvent.id)
    ).all()[-1]
    assert (last.step, last.by_id) == (Step.SETTLE, cast.ben.id)


def test_sections_that_differ_a_little_keep_the_first_auditors_grade_and_both_are_kept(cast):
    other = factories.everything("good") | factories.given(seeing_grade="outstanding")
    pair = factories.pair(cast.asha, cast.ben, answers=(None, other), team=cast.harbour)
    assert pair.status is PairStatus.AGREED
    decision = session.scalars(select(Moderation).options(selectinload(Moderation.sections))).one()
    kept = [
        (each.section_key, each.auditor_grade, each.second_grade, each.moderator_grade)
        for each in decision.sections
    ]
    assert kept == [("seeing", "good", "outstanding", "good")]


def test_the_round_can_tighten_the_rule(cast):
    strict = factories.a_round(tool_version=factories.tool(), second=SecondAuditRules(sections_apart=0))
    other = factories.everything("good") | factories.given(seeing_grade="outstanding")
    pair = factories.pair(cast.asha, cast.ben, answers=(None, other), team=cast.harbour, in_round=strict)
    assert (pair.status, pair.reasons) == (PairStatus.TO_DECIDE, ["Seeing the child: Good and Outstanding."])


def test_what_was_chosen_at_the_first_hand_in_stays_whatever_comes(cast):
    audit = factories.audit(cast.asha, status=Status.RETURNED, team=cast.harbour)
    before = dict(session.execute(select(LockedAnswer.question_key, LockedAnswer.value)).all())
    assert before["overall-grade"] == before["seeing-grade"] == "good"
    assert before["seen"] == "yes"
    assert before["family-relevance"] == "relevant"
    assert not {"overall-rationale", "summary", "visits", "who"} & set(before)
    factories.answer(audit, factories.everything("inadequate"), at=TODAY)
    auditing.submit(audit, link=str, by=cast.asha, at=TODAY)
    assert again(audit).auditor_grade == "inadequate"
    assert dict(session.execute(select(LockedAnswer.question_key, LockedAnswer.value)).all()) == before
    assert again(audit).locked_at == factories.AT + timedelta(hours=3)


def test_an_audit_with_a_second_one_to_wait_for_is_in_nobodys_queue(cast):
    pair = factories.pair(cast.asha, cast.ben, ("inadequate", "good"), team=cast.harbour, handed_in=1)
    first = first_of(pair)
    assert (first.status, moderation.count_waiting_for(cast.quinn)) == (Status.SUBMITTED, 0)
    with pytest.raises(StepNotAllowed, match="blind second audit"):
        moderating.agree(first, link=str, revision=first.revision, by=cast.quinn, at=TODAY)


def test_a_second_audit_begins_like_any_other_and_its_mail_says_nothing_of_the_first(cast):
    home = factories.a_round(tool_version=factories.tool(), second=SecondAuditRules(share_percent=100))
    first = factories.audit(cast.asha, team=cast.harbour, in_round=home)
    (pair,) = pairing.give_out(home.id, by=cast.quinn, at=TODAY)
    second = second_of(pair)
    assert (pair.chosen, pair.audit_id, second.of_id) == (Chosen.SHARE, first.id, first.id)
    assert (second.case_id, second.tool_version_id, second.due_on) == (
        first.case_id, first.tool_version_id, first.due_on,
    )  # fmt: skip
    mail = session.scalars(select(OutboxMessage).where(OutboxMessage.to_address != cast.asha.email)).one()
    assert mail.subject == "You have 1 new audit"
    assert "second" not in mail.body.lower()


def test_a_second_audit_that_is_given_out_late_is_due_today_at_the_earliest(cast):
    late = factories.audit(cast.asha, team=cast.harbour, due_on=date(2026, 11, 2))
    pair = pairing.pair_by_hand(late.id, cast.ben.id, because="To be sure.", by=cast.quinn, at=TODAY)
    assert second_of(pair).due_on == TODAY.date()


def test_only_what_was_shown_is_given_out(cast):
    home = factories.a_round(tool_version=factories.tool(), second=SecondAuditRules(at_least=1))
    factories.audit(cast.asha, team=cast.harbour, in_round=home)
    digest = pairings.for_round(home, TODAY.date()).digest
    factories.audit(cast.ben, team=cast.harbour, in_round=home)
    with pytest.raises(Stale, match="Nothing was given out"):
        pairing.give_out(home.id, digest=digest, by=cast.quinn, at=TODAY)
    assert session.scalar(select(func.count(Pair.id))) == 0
    pairing.give_out(home.id, by=cast.quinn, at=TODAY)
    with pytest.raises(NotPossible, match="no second audit to give out"):
        pairing.give_out(home.id, by=cast.quinn, at=TODAY)
    assert session.scalar(select(func.count(Pair.id))) == 2


def test_nothing_is_given_out_in_a_draft_or_a_closed_round(cast):
    for status in ("draft", "closed"):
        home = factories.a_round(
            tool_version=factories.tool(), second=SecondAuditRules(share_percent=100), status=status
        )
        audit = factories.audit(cast.asha, team=cast.harbour, in_round=home)
        with pytest.raises(StepNotAllowed, match="while a round is open"):
            pairing.give_out(home.id, by=cast.quinn, at=TODAY)
        with pytest.raises(StepNotAllowed, match="while a round is open"):
            pairing.pair_by_hand(audit.id, cast.ben.id, because="x", by=cast.quinn, at=TODAY)


def test_who_shares_a_supervisor_or_the_team_is_passed_over_and_the_page_can_say_why(cast):
    supervised_by(cast.tomas, cast.asha, cast.ben)
    home = factories.a_round(tool_version=factories.tool(), second=SecondAuditRules(share_percent=100))
    factories.audit(cast.asha, team=cast.lantern, in_round=home)
    proposal = pairings.for_round(home, TODAY.date())
    assert proposal.pairings == ()
    assert set(proposal.left_over[0].reasons) == {
        "Asha Rao belongs to Lantern, the team of case " + proposal.left_over[0].audit.reference + ".",
        "Ben Okoro and Asha Rao are both supervised by Tomas Reyes.",
        "Olu Stranger belongs to Lantern, the team of case " + proposal.left_over[0].audit.reference + ".",
    }


def test_the_manager_of_an_auditors_team_supervises_them(cast):
    @use_case
    def manage() -> None:
        session.add(Management(user_id=cast.sana.id, team_id=cast.lantern.id))

    manage()
    audit = factories.audit(cast.asha, team=cast.harbour)
    with pytest.raises(
        ConflictOfInterest, match="Olu Stranger and Asha Rao are both supervised by Sana Malik"
    ):
        pairing.pair_by_hand(audit.id, cast.olu.id, because="x", by=cast.quinn, at=TODAY)


def test_who_reads_every_audit_cannot_audit_one_blind(cast):
    @use_case
    def promote() -> None:
        role = session.scalars(select(RoleRow).where(RoleRow.name == Role.QA_MANAGER)).one()
        session.get_one(User, cast.ben.id).roles.append(role)

    promote()
    audit = factories.audit(cast.asha, team=cast.harbour)
    with pytest.raises(ConflictOfInterest, match="may read every audit"):
        pairing.pair_by_hand(audit.id, cast.ben.id, because="x", by=cast.quinn, at=TODAY)


def test_by_hand_needs_a_reason_an_open_audit_and_only_one_second(cast):
    audit = factories.audit(cast.asha, team=cast.harbour)
    with pytest.raises(Incomplete, match="Say why"):
        pairing.pair_by_hand(audit.id, cast.ben.id, because="  ", by=cast.quinn, at=TODAY)
    with pytest.raises(ConflictOfInterest, match="audits case"):
        pairing.pair_by_hand(audit.id, cast.asha.id, because="x", by=cast.quinn, at=TODAY)
    with pytest.raises(NotPossible, match="cannot audit in this round"):
        pairing.pair_by_hand(audit.id, cast.tomas.id, because="x", by=cast.quinn, at=TODAY)
    pairing.pair_by_hand(audit.id, cast.ben.id, because="x", by=cast.quinn, at=TODAY)
    with pytest.raises(NotPossible, match="audited twice already"):
        pairing.pair_by_hand(audit.id, cast.olu.id, because="x", by=cast.quinn, at=TODAY)
    done = factories.audit(cast.asha, status=Status.MODERATED, team=cast.harbour)
    with pytest.raises(StepNotAllowed, match="cannot be audited twice"):
        pairing.pair_by_hand(done.id, cast.ben.id, because="x", by=cast.quinn, at=TODAY)


def test_a_called_off_second_leaves_the_first_to_moderation_and_its_words_where_they_are(cast):
    pair = factories.pair(cast.asha, cast.ben, ("inadequate", "good"), team=cast.harbour, handed_in=1)
    second = second_of(pair)
    auditing.start(second, by=cast.ben, at=TODAY)
    factories.answer(second, factories.given(seen="yes"), at=TODAY)
    pairing.call_off(pair.id, because="Ben has left.", revision=pair.revision, by=cast.quinn, at=TODAY)
    assert (again(pair).status, second_of(pair).status) == (PairStatus.CALLED_OFF, Status.WITHDRAWN)
    assert moderation.count_waiting_for(cast.quinn) == 1
    kept = select(Answer.value).where(Answer.audit_id == pair.second_id)
    assert session.scalars(kept).all() == ["yes"]
    first = first_of(pair)
    moderating.agree(first, link=str, revision=first.revision, by=cast.quinn, at=TODAY)
    again_by_hand = factories.audit(cast.asha, team=cast.harbour)
    pairing.pair_by_hand(again_by_hand.id, cast.ben.id, because="x", by=cast.quinn, at=TODAY)


def test_only_a_second_audit_that_is_waited_for_is_called_off_with_a_reason_and_once(cast):
    waiting = factories.pair(cast.asha, cast.ben, team=cast.harbour, handed_in=1)
    with pytest.raises(Incomplete, match="Say why"):
        pairing.call_off(waiting.id, because="", revision=waiting.revision, by=cast.quinn, at=TODAY)
    with pytest.raises(Stale):
        pairing.call_off(waiting.id, because="x", revision=waiting.revision + 1, by=cast.quinn, at=TODAY)
    locked = factories.pair(cast.asha, cast.ben, ("good", "requires_improvement"), team=cast.harbour)
    with pytest.raises(StepNotAllowed, match="“To be decided”"):
        pairing.call_off(locked.id, because="x", revision=locked.revision, by=cast.quinn, at=TODAY)


def test_a_first_audit_that_is_called_off_can_be_paired_again(cast):
    pair = factories.pair(cast.asha, cast.ben, team=cast.harbour, handed_in=1)
    pairing.call_off(pair.id, because="Ben has left.", revision=pair.revision, by=cast.quinn, at=TODAY)
    other = pairing.pair_by_hand(pair.audit_id, cast.olu.id, because="Once more.", by=cast.quinn, at=TODAY)
    hand_in(second_of(other), cast.olu)
    assert again(other).status is PairStatus.AGREED


def test_either_audit_moves_only_to_somebody_independent_of_the_other(cast):
    pair = factories.pair(cast.asha, cast.ben, team=cast.harbour, handed_in=0)
    with pytest.raises(ConflictOfInterest, match="Asha Rao audits case"):
        moving.move(pair.second_id, cast.asha.id, because="x", by=cast.quinn, at=TODAY)
    with pytest.raises(ConflictOfInterest, match="Ben Okoro audits case"):
        moving.move(pair.audit_id, cast.ben.id, because="x", by=cast.quinn, at=TODAY)
    moving.move(pair.second_id, cast.olu.id, because="Ben is ill", by=cast.quinn, at=TODAY)
    assert second_of(pair).auditor_id == cast.olu.id
    hand_in(second_of(pair), cast.olu)
    hand_in(first_of(pair), cast.asha)
    assert again(pair).status is PairStatus.AGREED


def test_the_work_of_an_exempt_auditor_goes_to_nobody_who_makes_the_second_audit(cast):
    home = factories.a_round(tool_version=factories.tool())
    pair = factories.pair(cast.asha, cast.ben, team=cast.harbour, handed_in=0, in_round=home)
    exempting.exempt(home.id, cast.asha.id, because="Ill.", by=cast.quinn, at=TODAY)
    proposal = proposals.for_work_of(cast.asha.id, home.id, seed=1, on=TODAY.date())
    assert [each.auditor.user_id for each in proposal.pairings] == [cast.olu.id]
    moving.hand_on(
        home.id, cast.asha.id, digest=proposal.digest, seed=1, because="Ill.", by=cast.quinn, at=TODAY
    )
    assert first_of(pair).auditor_id == cast.olu.id


def test_a_case_that_is_replaced_takes_its_second_audit_along(cast):
    pair = factories.pair(cast.asha, cast.ben, team=cast.harbour, handed_in=0)
    sampled = session.get_one(SampledCase, first_of(pair).sampled_case_id)
    replacing.replace(sampled.id, because="She moved away.", by=cast.quinn, at=TODAY)
    assert (first_of(pair).status, second_of(pair).status) == (Status.WITHDRAWN, Status.WITHDRAWN)
    assert (again(pair).status, again(pair).called_off_because) == (PairStatus.CALLED_OFF, "She moved away.")


def test_a_round_closes_when_no_audit_waits_for_its_second(cast):
    home = factories.a_round(tool_version=factories.tool(), rules=NO_REASONS)
    pair = factories.pair(cast.asha, cast.ben, team=cast.harbour, handed_in=1, in_round=home)
    never = factories.pair(cast.asha, cast.ben, team=cast.harbour, handed_in=0, in_round=home)
    with pytest.raises(NotPossible, match="1 audit waits for its second audit"):
        scheduling.close(home.id, because="Time is up.", by=cast.quinn, at=TODAY)
    pairing.call_off(pair.id, because="Ben has left.", revision=pair.revision, by=cast.quinn, at=TODAY)
    first = first_of(pair)
    moderating.agree(first, link=str, revision=first.revision, by=cast.quinn, at=TODAY)
    scheduling.close(home.id, because="Time is up.", by=cast.quinn, at=TODAY)
    assert again(never).status is PairStatus.CALLED_OFF
    assert (first_of(never).status, second_of(never).status) == (Status.WITHDRAWN, Status.WITHDRAWN)


def test_an_exempt_auditor_is_asked_for_no_second_audit(cast):
    home = factories.a_round(tool_version=factories.tool(), second=SecondAuditRules(share_percent=100))
    factories.audit(cast.asha, team=cast.harbour, in_round=home)
    for person in (cast.ben, cast.olu):
        exempting.exempt(home.id, person.id, because="Away.", by=cast.quinn, at=TODAY)
    (left,) = pairings.for_round(home, TODAY.date()).left_over
    assert left.reasons == (f"Asha Rao audits case {left.audit.reference} already.",)


def test_a_tool_version_that_changed_between_the_two_is_not_compared(cast):
    pair = factories.pair(cast.asha, cast.ben, team=cast.harbour, handed_in=1)
    other = factories.tool(small_month.another_tool("small", version=2))

    @use_case
    def with_another_version() -> None:
        second_of(pair).tool_version_id = session.get_one(ToolVersion, other.id).id

    with_another_version()
    hand_in(second_of(pair), cast.ben)
    assert again(pair).status is PairStatus.TO_DECIDE
    assert again(pair).reasons == [
        "They were made with A small tool, version 1 and A small tool, version 2, so nothing is compared."
    ]


def test_second_audits_are_counted_nowhere_but_in_their_pair(cast):
    factories.pair(cast.asha, cast.ben, team=cast.harbour)
    assert session.scalar(select(func.count(Audit.id))) == 1
    assert session.scalar(select(func.count(AnyAudit.id))) == 2
    assert session.scalar(select(func.count(SecondAudit.id)).where(AnyAudit.kind == AuditKind.SECOND)) == 1
