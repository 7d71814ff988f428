"""Does another look end once, by somebody independent, with everything kept?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from qa_app.consequences import deciding, locking
from qa_app.consequences.deciding import Settled, Verdict
from qa_app.db import session, use_case
from qa_app.domain.errors import ConflictOfInterest, Incomplete, NotPossible, NotYours, Stale, StepNotAllowed
from qa_app.domain.moderating import ChangeReason, Decision, Way
from qa_app.domain.pairs import PairStatus, Taken
from qa_app.domain.policy import Role
from qa_app.domain.regrading import Changes, GradeChange
from qa_app.domain.replies import AskedAs, ReplyOutcome
from qa_app.domain.workflow import Status, Step
from qa_app.models.audits import Audit, AuditEvent, LockedAnswer, SecondAudit, SectionGrade
from qa_app.models.mail import OutboxMessage
from qa_app.models.moderation import Moderation
from qa_app.models.pairs import Pair, PanelGrades
from qa_app.models.people import RoleRow, User
from qa_app.models.replies import Reply, ReplyAbout
from qa_app.queries import council, replies
from qa_app.services import auditing, moderating, replying
from tests import factories
from tests.conftest import TODAY

DECIDED = TODAY - timedelta(days=4)
WORDS = "The plan of 3 November is dated and was followed."


@pytest.fixture(autouse=True)
def tool(cast):
    del cast
    return factories.tool()


@pytest.fixture
def moderated(cast):
    """Asha's audit of a Harbour case: good by her, requires improvement by Quinn."""
    audit = factories.audit(cast.asha, status=Status.SUBMITTED, team=cast.harbour, at=DECIDED)
    changes = Changes(
        because("requires_improvement"), {"family": because("requires_improvement", "Nobody asked.")}
    )
    moderating.change(audit, changes, link=str, revision=audit.revision, by=cast.quinn, at=DECIDED)
    return audit


@pytest.fixture
def inadequate(cast):
    audit = factories.audit(
        cast.asha, status=Status.SUBMITTED, grade="inadequate", team=cast.harbour, at=DECIDED
    )
    moderating.agree(audit, link=str, revision=audit.revision, by=cast.quinn, at=DECIDED)
    return audit


def because(grade, words="The plan has no dates.", category=ChangeReason.NOT_SUPPORTED):
    return GradeChange(grade, category, words)


def ask(audit, by, about=("overall",), reasons="Read page 4 again.", at=TODAY, **more):
    return replying.ask(audit, about, reasons, link=str, by=by, at=at, **more)


def seen(reply):
    """What the page of the reply holds."""
    session.expire_all()
    audit = session.get_one(Audit, reply.audit_id)
    return {"link": str, "revision": reply.revision, "audit_revision": audit.revision, "at": TODAY}


def let_stand(reply, by, words=WORDS, **more):
    replying.let_stand(reply, words, **{**seen(reply), "by": by, **more})


def change(reply, by, changes, words=WORDS, **more):
    return replying.change(reply, changes, words, **{**seen(reply), "by": by, **more})


def stored(audit):
    session.expire_all()
    return session.get_one(Audit, audit.id)


def mails(key=""):
    return {
        each.to_address.split("@")[0]: each
        for each in session.scalars(select(OutboxMessage).order_by(OutboxMessage.id))
        if each.key.startswith(key)
    }


def finals(audit):
    query = select(SectionGrade.section_key, SectionGrade.final_grade).where(
        SectionGrade.audit_id == audit.id
    )
    return {"overall": stored(audit).final_grade, **dict(session.execute(query).all())}


# ----------------------------------------------------------------------------------------- asking
def test_the_auditor_asks_and_the_independent_moderators_are_told_without_detail(cast, rita, moderated):
    reply = ask(moderated, cast.asha, ("family", "overall"))
    assert (reply.asked_as, reply.outcome) == (AskedAs.AUDITOR, None)
    assert [row.key for row in reply.about] == ["overall", "family"]
    told = mails("reply-asked")
    assert set(told) == {"rita"}, "Quinn decided, so cannot decide on this"
    words = told["rita"].body + told["rita"].subject
    assert "Read page 4" not in words
    assert moderated.case.reference not in words
    (event,) = session.scalars(select(AuditEvent).where(AuditEvent.step == Step.ASK))
    assert (event.note, event.status, event.by_id) == (
        "About: Overall grade, Family.",
        Status.MODERATED,
        cast.asha.id,
    )


@pytest.mark.parametrize("who", ["tomas", "sana"])
def test_managers_ask_about_the_lowest_grade_of_their_team_or_service(cast, inadequate, moderated, who):
    reply = ask(inadequate, getattr(cast, who))
    assert reply.asked_as is AskedAs.MANAGER
    with pytest.raises(StepNotAllowed, match="This one is graded Requires improvement"):
        ask(moderated, getattr(cast, who))


@pytest.mark.parametrize("who", ["ben", "olu", "quinn", "dara"])
def test_nobody_else_asks(cast, inadequate, who):
    with pytest.raises(NotYours):
        ask(inadequate, getattr(cast, who))


def test_a_manager_of_another_team_does_not_ask(cast):
    audit = factories.audit(
        cast.asha, status=Status.SUBMITTED, grade="inadequate", team=cast.meadow, at=DECIDED
    )
    moderating.agree(audit, link=str, revision=audit.revision, by=cast.quinn, at=DECIDED)
    with pytest.raises(NotYours):
        ask(audit, cast.tomas)
    assert ask(audit, cast.sana).asked_as is AskedAs.MANAGER, "it is her service"


@use_case
def days_for_replies(days):
    council.settings().reply_days = days


def test_after_the_last_day_it_is_too_late(cast, moderated):
    days_for_replies(3)
    with pytest.raises(StepNotAllowed, match="The 3 days for a reply ended on 19 November 2026"):
        ask(moderated, cast.asha)
    days_for_replies(4)
    assert ask(moderated, cast.asha).id


def test_one_reply_at_a_time_and_the_same_form_twice_is_one(cast, moderated):
    first = ask(moderated, cast.asha, once="a")
    assert ask(moderated, cast.asha, once="a").id == first.id
    with pytest.raises(StepNotAllowed, match="already"):
        ask(moderated, cast.asha, once="b")


def test_the_auditor_and_a_manager_each_ask(cast, inadequate):
    assert ask(inadequate, cast.asha).id != ask(inadequate, cast.tomas).id


@pytest.mark.parametrize(
    ("about", "reasons", "refusal"),
    [
        ((), "Because.", "at least one grade"),
        (("facts",), "Because.", "none of them"),
        (("overall",), " ", "Say why"),
    ],
)
def test_an_incomplete_reply_is_none(cast, moderated, about, reasons, refusal):
    with pytest.raises(Incomplete, match=refusal):
        ask(moderated, cast.asha, about, reasons)
    assert session.scalars(select(Reply)).all() == []


def test_what_is_signed_off_or_reopened_is_not_asked_about(cast, rita, moderated):
    factories.signed_off(stored(moderated), rita, at=TODAY)
    with pytest.raises(StepNotAllowed, match="signed off"):
        ask(moderated, cast.asha)
    other = factories.audit(cast.asha, status=Status.MODERATED, at=DECIDED)
    factories.reopening(stored(other), cast.quinn, at=TODAY)
    with pytest.raises(StepNotAllowed, match="now “Waiting for moderation”"):
        ask(other, cast.asha)


def test_a_draft_is_not_asked_about(cast):
    with pytest.raises(StepNotAllowed, match="now “In progress”"):
        ask(factories.audit(cast.asha, status=Status.IN_PROGRESS), cast.asha)


# --------------------------------------------------------------------------------------- deciding
def test_the_grades_stand_and_everybody_concerned_is_told(cast, rita, moderated):
    reply = ask(moderated, cast.asha, ("overall", "family"))
    let_stand(reply, rita)
    kept = session.get_one(Reply, reply.id)
    assert (kept.outcome, kept.words, kept.decided_by_id) == (ReplyOutcome.STANDS, WORDS, rita.id)
    assert [(row.before, row.after) for row in sorted(kept_about(kept), key=lambda each: each.id)] == [
        ("requires_improvement", "requires_improvement")
    ] * 2
    assert set(mails("reply-decided")) == {"asha", "quinn"}
    assert all(WORDS not in each.body for each in mails("reply-decided").values())
    decisions = session.scalars(select(Moderation)).all()
    assert [(each.way, each.stands) for each in decisions] == [(Way.READ, True)]


def kept_about(reply):
    return session.scalars(select(ReplyAbout).where(ReplyAbout.reply_id == reply.id)).all()


def test_a_changed_grade_keeps_every_earlier_one_and_what_nobody_touched(cast, rita, moderated):
    moderated_at = stored(moderated).moderated_at
    reply = ask(moderated, cast.asha)
    made = change(reply, rita, Changes(because("good", "It is dated.", ChangeReason.EVIDENCE_OVERLOOKED)))
    audit = stored(moderated)
    assert (audit.status, audit.auditor_grade, audit.final_grade) == (Status.MODERATED, "good", "good")
    assert finals(audit) == {"overall": "good", "seeing": "good", "family": "requires_improvement"}
    assert audit.moderated_at == moderated_at, "a correction stays in the month in which it was moderated"
    old, new = session.scalars(select(Moderation).order_by(Moderation.id))
    assert (old.stands, old.moderator_grade, old.category) == (
        False,
        "requires_improvement",
        ChangeReason.NOT_SUPPORTED,
    )
    assert (new.id, new.way, new.stands, new.decision) == (made.id, Way.REPLY, True, Decision.CHANGED)
    assert new.category is ChangeReason.EVIDENCE_OVERLOOKED
    kept = {row.section_key: row.because for row in replies.standing_decision(audit.id).sections}
    assert kept == {"family": "Nobody asked."}, "the decision that stands is whole"
    (about,) = kept_about(reply)
    assert (about.key, about.asked, about.before, about.after) == (
        "overall",
        True,
        "requires_improvement",
        "good",
    )


def test_what_changed_beyond_what_was_asked_is_noted_too(cast, rita, moderated):
    reply = ask(moderated, cast.asha, ("family",))
    change(reply, rita, Changes(sections={"family": because("good"), "seeing": because("outstanding")}))
    assert {row.key: (row.asked, row.before, row.after) for row in kept_about(reply)} == {
        "family": (True, "requires_improvement", "good"),
        "seeing": (False, "good", "outstanding"),
    }


def test_managers_are_told_when_the_lowest_grade_is_concerned(cast, rita, inadequate):
    reply = ask(inadequate, cast.asha)
    change(reply, rita, Changes(because("requires_improvement"), above_cap_because=""))
    assert set(mails("reply-decided")) == {"asha", "tomas", "quinn"}


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        (Changes(), "differs from the one it has now"),
        (Changes(because("requires_improvement")), "differs"),
        (Changes(because("good", " ")), "in your own words"),
        (Changes(because("superb")), "one of the grades"),
        (Changes(sections={"seeing": because("inadequate")}), "overall at most"),
    ],
)
def test_an_incomplete_outcome_changes_nothing(cast, rita, moderated, changes, refusal):
    reply = ask(moderated, cast.asha)
    with pytest.raises((Incomplete, NotPossible), match=refusal):
        change(reply, rita, changes)
    with pytest.raises(Incomplete, match="for whoever asked"):
        change(reply, rita, Changes(because("good")), " ")
    assert stored(moderated).final_grade == "requires_improvement"
    assert session.get_one(Reply, reply.id).outcome is None


def test_whoever_decided_before_cannot_decide_on_it(cast, rita, moderated):
    reply = ask(moderated, cast.asha)
    with pytest.raises(ConflictOfInterest, match="You decided on this audit before"):
        let_stand(reply, cast.quinn)


@use_case
def also(user, role):
    user.roles = [*user.roles, session.scalars(select(RoleRow).where(RoleRow.name == role)).one()]


def test_nobody_decides_on_their_own_audit_or_reply_or_case(cast, rita, inadequate):
    of_auditor, of_manager = ask(inadequate, cast.asha), ask(inadequate, cast.tomas)
    for person, reply, sentence in (
        (cast.asha, of_manager, "You made this audit"),
        (cast.tomas, of_manager, "You asked for this"),
        (cast.tomas, of_auditor, "belongs to Harbour"),
    ):
        with pytest.raises(ConflictOfInterest, match=sentence):
            let_stand(reply, person)
    let_stand(of_auditor, rita)
    with pytest.raises(ConflictOfInterest, match="looked again at this audit before"):
        let_stand(of_manager, rita)


def test_of_two_who_decide_the_second_is_told(cast, rita, moderated):
    also(cast.ben, Role.QA_MANAGER)
    reply = ask(moderated, cast.asha)
    page = seen(reply)
    let_stand(reply, rita)
    with pytest.raises(StepNotAllowed, match="Rita Moss has decided on this reply already"):
        replying.let_stand(reply, WORDS, **page, by=cast.ben)


def test_a_page_from_before_something_changed_is_told(cast, rita, moderated, inadequate):
    reply = ask(inadequate, cast.asha)
    with pytest.raises(Stale):
        let_stand(reply, rita, revision=reply.revision - 1)
    with pytest.raises(Stale):
        let_stand(reply, rita, audit_revision=1)


# ---------------------------------------------------------------------------------- heard once
def test_a_person_is_heard_once_about_a_decision_and_about_what_came_of_their_reply(cast, rita, moderated):
    first = ask(moderated, cast.asha)
    let_stand(first, rita)
    with pytest.raises(StepNotAllowed, match="What they decided is final"):
        ask(moderated, cast.asha)
    other = factories.audit(cast.asha, status=Status.MODERATED, at=DECIDED)
    change(ask(other, cast.asha), rita, Changes(because("outstanding")))
    with pytest.raises(StepNotAllowed, match="What they decided is final"):
        ask(other, cast.asha)


def test_a_manager_may_ask_about_what_the_auditors_reply_led_to_from_its_day(cast, rita):
    audit = factories.audit(
        cast.asha, status=Status.MODERATED, grade="requires_improvement", team=cast.harbour, at=DECIDED
    )
    change(ask(audit, cast.asha), rita, Changes(because("inadequate")))
    reply = ask(audit, cast.tomas, at=TODAY + timedelta(days=10))
    assert reply.moderation_id == replies.standing_decision(audit.id).id


def test_a_new_decision_after_reopening_can_be_asked_about_anew(cast, rita, moderated):
    let_stand(ask(moderated, cast.asha), rita)
    factories.reopening(stored(moderated), cast.quinn, at=TODAY)
    audit = stored(moderated)
    moderating.agree(audit, link=str, revision=audit.revision, by=cast.quinn, at=TODAY)
    assert ask(audit, cast.asha).outcome is None


# ------------------------------------------------------------------------------------------ pairs
def settle_by_hand(pair, audit, by):
    """As a moderator decides beside a second audit: the first auditor's grade is taken."""

    @use_case
    def settle():
        held, second = locking.held(Audit, audit.id), locking.held(SecondAudit, pair.second_id)
        verdict = Verdict(
            Decision.AGREED, Way.BESIDE, Step.MODERATE,
            Settled("good", ChangeReason.RISK, "As the first.", "requires_improvement", Taken.FIRST),
            {"family": Settled("good", ChangeReason.RISK, "As the first.", "requires_improvement", Taken.FIRST)},
            pair_id=pair.id,
        )  # fmt: skip
        deciding.decide(held, verdict, by=by, taken_by=by, at=DECIDED)
        locking.end_second(second, held, Step.MODERATE, by=by, at=DECIDED, note="")
        session.get_one(Pair, pair.id).status = PairStatus.DECIDED

    settle()


def test_a_reply_about_a_pair_changes_what_is_final_of_both_and_nothing_that_was_locked(cast, rita):
    pair = factories.pair(
        cast.asha, cast.ben, ("good", "requires_improvement"), team=cast.harbour, at=DECIDED
    )
    audit = session.get_one(Audit, pair.audit_id)
    settle_by_hand(pair, audit, cast.quinn)
    locked = session.execute(
        select(LockedAnswer.audit_id, LockedAnswer.question_key, LockedAnswer.value)
    ).all()
    reply = ask(audit, cast.asha)
    change(reply, rita, Changes(because("requires_improvement"), {"seeing": because("outstanding")}))
    second = session.get_one(SecondAudit, pair.second_id)
    assert (stored(audit).final_grade, second.final_grade) == ("requires_improvement", "requires_improvement")
    stands = replies.standing_decision(audit.id)
    assert (stands.pair_id, stands.second_grade, stands.taken) == (
        pair.id,
        "requires_improvement",
        Taken.SECOND,
    )
    sections = {
        row.section_key: (row.moderator_grade, row.second_grade, row.taken) for row in stands.sections
    }
    assert sections == {
        "family": ("good", "requires_improvement", Taken.FIRST),
        "seeing": ("outstanding", "good", Taken.OTHER),
    }
    assert session.get_one(Pair, pair.id).status is PairStatus.DECIDED
    assert (
        session.execute(select(LockedAnswer.audit_id, LockedAnswer.question_key, LockedAnswer.value)).all()
        == locked
    )


def test_neither_the_second_auditor_nor_the_panel_decides_on_a_reply_about_a_pair(cast, rita):
    pair = factories.pair(cast.asha, cast.ben, at=DECIDED)
    also(cast.ben, Role.QA_MANAGER)

    @use_case
    def sit():
        session.add(
            PanelGrades(
                pair_id=pair.id, seat=1, by_id=rita.id, at=DECIDED, overall="good", sections={}, because="So."
            )
        )

    sit()
    reply = ask(session.get_one(Audit, pair.audit_id), cast.asha)
    for person, sentence in ((cast.ben, "blind second audit"), (rita, "sat on the panel")):
        with pytest.raises(ConflictOfInterest, match=sentence):
            let_stand(reply, session.get_one(User, person.id))
    assert [each.name for each in replies.who_may_decide(replies.one(cast.quinn, reply.id))] == [
        "Quinn Hale"
    ], "the rule agreed the two, so Quinn has decided nothing"


def test_the_feedback_of_an_outcome_waits_for_the_auditor_like_any_other(cast, rita, moderated):
    auditing.read_feedback(stored(moderated), by=cast.asha, at=TODAY)
    change(ask(moderated, cast.asha), rita, Changes(because("good")))
    assert replies.standing_decision(moderated.id).feedback_read_at is None
