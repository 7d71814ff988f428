"""Is every decision on a submitted audit kept, explained, and taken once?"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import select

from qa_app.db import session, use_case
from qa_app.domain.errors import ConflictOfInterest, Incomplete, NotPossible, QaError, Stale, StepNotAllowed
from qa_app.domain.moderating import ChangeReason, Decision, ModerationRules, Way
from qa_app.domain.policy import Role
from qa_app.domain.questions import Given
from qa_app.domain.regrading import Changes, GradeChange
from qa_app.domain.workflow import Status
from qa_app.models.audits import Audit
from qa_app.models.mail import OutboxMessage
from qa_app.models.moderation import Moderation
from qa_app.models.people import RoleRow, Supervision, User, Worker
from qa_app.queries import audits, moderation
from qa_app.services import auditing, moderating
from tests import factories
from tests.conftest import TODAY

LATER = TODAY + timedelta(hours=1)


def link(number):
    return f"https://qa.example/audits/{number}"


def because(grade, words="The plan has no dates."):
    return GradeChange(grade, ChangeReason.NOT_SUPPORTED, words)


@pytest.fixture(autouse=True)
def tool(cast):
    del cast
    return factories.tool()


@pytest.fixture
def submitted(cast):
    return factories.audit(cast.asha, status=Status.SUBMITTED, grade="good", team=cast.harbour)


def agree(audit, by, **kwargs):
    return moderating.agree(
        audit, **{"link": link, "revision": audit.revision, "by": by, "at": LATER, **kwargs}
    )


def change(audit, changes, by, **kwargs):
    return moderating.change(
        audit, changes, **{"link": link, "revision": audit.revision, "by": by, "at": LATER, **kwargs}
    )


def give_back(audit, by, needed="Say who saw her.", **kwargs):
    return moderating.return_to_auditor(
        audit, needed, **{"link": link, "revision": audit.revision, "by": by, "at": LATER, **kwargs}
    )


def messages():
    return session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)).all()


def read_again(audit):
    session.expire_all()
    return audits.one_visible_to(
        session.scalars(select(User).where(User.name == "Quinn Hale")).one(), audit.id
    )


def test_agreeing_makes_the_auditors_grades_final(cast, submitted):
    agree(submitted, cast.quinn)
    audit = read_again(submitted)
    (decided,) = moderation.decisions_on(audit)
    assert audit.status is Status.MODERATED
    assert (audit.auditor_grade, audit.moderator_grade, audit.final_grade) == ("good", "good", "good")
    assert {(row.auditor_grade, row.moderator_grade, row.final_grade) for row in audit.section_grades} == {
        ("good", "good", "good")
    }
    assert (decided.decision, decided.way, decided.sections) == (Decision.AGREED, Way.READ, [])
    assert [(event.step, event.by.name) for event in audits.history_of(audit)][-1] == (
        "moderate",
        "Quinn Hale",
    )
    assert messages() == []  # nothing to tell: the grades stand and there is no feedback


def test_a_change_keeps_all_three_grades_for_ever(cast, submitted):
    changes = Changes(because("requires_improvement"), {"family": because("inadequate", "Nobody was asked.")})
    change(submitted, changes, cast.quinn, feedback="Talk to me about plans.")
    audit = read_again(submitted)
    (decided,) = moderation.decisions_on(audit)
    assert (audit.auditor_grade, audit.moderator_grade, audit.final_grade) == (
        "good", "requires_improvement", "requires_improvement",
    )  # fmt: skip
    grades = {row.section_key: (row.auditor_grade, row.final_grade) for row in audit.section_grades}
    assert grades == {"seeing": ("good", "good"), "family": ("good", "inadequate")}
    assert (decided.category, decided.because) == (ChangeReason.NOT_SUPPORTED, "The plan has no dates.")
    assert [(s.section_key, s.auditor_grade, s.moderator_grade, s.because) for s in decided.sections] == [
        ("family", "good", "inadequate", "Nobody was asked.")
    ]
    (told,) = messages()
    assert told.to_address == cast.asha.email
    assert link(audit.id) in told.body
    assert "Talk to me" not in told.body
    assert audit.case.reference not in told.body + told.subject


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        (Changes(), "Choose a grade that differs"),
        (Changes(because("good")), "Choose a grade that differs"),
        (Changes(because("inadequate", " ")), "in your own words"),
        (Changes(GradeChange("inadequate", None, "Weak.")), "Choose the reason"),
        (Changes(sections={"family": because("good")}), "Choose a grade that differs"),
    ],
)
def test_an_incomplete_change_changes_nothing(cast, submitted, changes, refusal):
    with pytest.raises(Incomplete, match=refusal):
        change(submitted, changes, cast.quinn)
    assert read_again(submitted).status is Status.SUBMITTED
    assert session.scalars(select(Moderation)).all() == []


@pytest.mark.parametrize(
    "changes", [Changes(because("brilliant")), Changes(sections={"facts": because("inadequate")})]
)
def test_a_grade_or_a_section_that_is_none_is_refused(cast, submitted, changes):
    with pytest.raises(NotPossible):
        change(submitted, changes, cast.quinn)


def test_a_changed_section_that_brings_a_cap_about_wants_a_word_about_the_overall_grade(cast, submitted):
    lower = {"seeing": because("inadequate")}
    with pytest.raises(Incomplete, match="allow Inadequate overall at most"):
        change(submitted, Changes(sections=lower), cast.quinn)
    decided = change(submitted, Changes(sections=lower, above_cap_because="Seen since."), cast.quinn)
    assert (decided.moderator_grade, decided.because) == ("good", "Seen since.")


def test_a_moderator_may_go_above_the_cap_with_a_reason(cast):
    answers = {**factories.everything("inadequate"), "overall-grade": Given("inadequate")}
    audit = factories.audit(cast.asha, status=Status.SUBMITTED, answers=answers)
    change(audit, Changes(because("good", "The rule does not fit an unborn child.")), cast.quinn)
    assert read_again(audit).final_grade == "good"


def test_returned_work_says_what_is_needed_and_keeps_its_grade(cast, submitted):
    decided = give_back(submitted, cast.quinn)
    audit = read_again(submitted)
    assert audit.status is Status.RETURNED
    assert (audit.auditor_grade, audit.final_grade) == ("good", None)
    assert (decided.decision, decided.because, decided.moderator_grade) == (
        Decision.RETURNED, "Say who saw her.", None,
    )  # fmt: skip
    assert [message.subject for message in messages()] == [f"Audit {audit.id} was returned to you"]
    with pytest.raises(StepNotAllowed):
        give_back(audit, cast.quinn)


def test_work_is_not_returned_without_a_word(cast, submitted):
    with pytest.raises(Incomplete, match="what the auditor needs to do"):
        give_back(submitted, cast.quinn, needed=" \x00 ")


def test_a_second_decision_is_a_row_of_its_own(cast, submitted):
    give_back(submitted, cast.quinn)
    auditing.submit(submitted, link=str, by=cast.asha, at=LATER)
    agree(submitted, cast.quinn)
    decisions = session.scalars(select(Moderation.decision).order_by(Moderation.id)).all()
    assert decisions == [Decision.RETURNED, Decision.AGREED]


@use_case
def make_moderator(user):
    user.roles = [*user.roles, session.scalars(select(RoleRow).where(RoleRow.name == Role.QA_MANAGER)).one()]


@use_case
def supervise(user, name):
    worker = session.scalars(select(Worker).where(Worker.name == name)).one()
    session.add(Supervision(user_id=user.id, worker_id=worker.id))


def test_nobody_moderates_their_own_audit(cast, submitted):
    make_moderator(cast.asha)
    with pytest.raises(ConflictOfInterest, match="Asha Rao made this audit"):
        agree(submitted, cast.asha)


def test_nobody_moderates_a_case_of_their_own_team(cast):
    make_moderator(cast.tomas)
    audit = factories.audit(cast.asha, status=Status.SUBMITTED, team=cast.harbour)
    with pytest.raises(ConflictOfInterest, match="belongs to Harbour"):
        agree(audit, cast.tomas)


def test_nobody_moderates_the_work_of_somebody_they_supervise(cast):
    supervise(cast.quinn, "Idris Vale")
    audit = factories.audit(cast.asha, status=Status.SUBMITTED, worker="Idris Vale")
    with pytest.raises(ConflictOfInterest, match="supervises or supervised Idris Vale"):
        agree(audit, cast.quinn)


def test_a_page_that_was_opened_before_the_audit_came_back_is_stale(cast, submitted):
    seen = submitted.revision
    give_back(submitted, cast.quinn)
    auditing.submit(submitted, link=str, by=cast.asha, at=LATER)
    with pytest.raises(Stale, match="returned and submitted again"):
        agree(submitted, cast.quinn, revision=seen)


def test_in_bulk_only_what_nobody_has_to_read_is_agreed(cast):
    rules = ModerationRules(first_audits=0, share_percent=0)
    quiet = factories.a_round(rules=rules)
    plain = factories.audit(cast.asha, status=Status.SUBMITTED, in_round=quiet)
    weak = factories.audit(cast.asha, status=Status.SUBMITTED, in_round=quiet, grade="inadequate")
    assert agree(plain, cast.quinn, is_bulk=True).way is Way.BULK
    with pytest.raises(NotPossible, match="to be read by a moderator"):
        agree(weak, cast.quinn, is_bulk=True)


def test_of_two_moderators_at_once_one_wins_and_the_other_is_told(app, cast, submitted):
    make_moderator(cast.ben)
    audit_id, revision = submitted.id, submitted.revision
    names = (cast.quinn.id, cast.ben.id)
    session.rollback()
    together = Barrier(2)

    def decide(user_id):
        with app.app_context():
            user = session.get_one(User, user_id)
            audit = session.get_one(Audit, audit_id)
            session.rollback()
            together.wait()
            try:
                agree(audit, user, revision=revision)
            except QaError as refusal:
                return type(refusal)
            finally:
                session.remove()
            return "won"

    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(decide, names))
    assert sorted(map(str, outcomes)) == sorted(["won", str(StepNotAllowed)])
    assert len(session.scalars(select(Moderation)).all()) == 1
