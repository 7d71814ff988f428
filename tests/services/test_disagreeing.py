"""Is every difference between two blind audits decided once, by somebody who may, with both first grades kept?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from qa_app.db import session, use_case
from qa_app.domain.errors import ConflictOfInterest, Incomplete, NotPossible, NotYours, Stale, StepNotAllowed
from qa_app.domain.moderating import ChangeReason, Decision, Way
from qa_app.domain.pair_decisions import PairDecision, TakenGrade
from qa_app.domain.pairs import Grades, PairStatus, Taken
from qa_app.domain.policy import Role
from qa_app.domain.workflow import Status, Step
from qa_app.models.audits import AnyAudit, AuditEvent
from qa_app.models.mail import OutboxMessage
from qa_app.models.moderation import Moderation
from qa_app.models.pairs import PanelGrades
from qa_app.models.people import User
from qa_app.queries import pairs
from qa_app.services import auditing, disagreeing
from qa_app.services import people as people_services
from qa_app.services.people import PersonDetails
from tests import factories
from tests.conftest import TODAY

LATER = TODAY + timedelta(hours=1)
WORDS = "The record shows that she was heard."


@pytest.fixture
def rita(cast):
    """A second QA manager."""
    details = PersonDetails("Rita Moss", "rita@testshire.example", frozenset({Role.QA_MANAGER}))
    return people_services.add(details, None, by=cast.ada, at=TODAY)


@pytest.fixture
def vera(cast):
    """A third one."""
    details = PersonDetails("Vera Lund", "vera@testshire.example", frozenset({Role.QA_MANAGER}))
    return people_services.add(details, None, by=cast.ada, at=TODAY)


@pytest.fixture
def differing(cast):
    """Good and Requires improvement, overall and in every section: one moderator decides."""
    return factories.pair(cast.asha, cast.ben, ("good", "requires_improvement"), team=cast.harbour)


@pytest.fixture
def far_apart(cast):
    """Good and Inadequate: a panel decides."""
    return factories.pair(cast.asha, cast.ben, ("good", "inadequate"), team=cast.harbour)


def seen(pair, by):
    session.expire_all()
    return pairs.one(by, pair.id).as_seen


def taken(whose: Taken, grade: str | None = None) -> TakenGrade:
    return TakenGrade(whose, ChangeReason.IMPACT, WORDS, grade)


def everywhere(whose: Taken, grade: str | None = None) -> PairDecision:
    return PairDecision({key: taken(whose, grade) for key in ("overall", "seeing", "family")})


def decide(pair, by, decision=None, **more):
    asked = {"link": str, "seen": more.pop("seen", None) or seen(pair, by), "by": by, "at": LATER, **more}
    return disagreeing.decide(pair.id, decision or everywhere(Taken.SECOND), **asked)


def sit(pair, by, grade="requires_improvement", **more):
    asked = {"seen": more.pop("seen", None) or seen(pair, by), "by": by, "at": LATER}
    grades = Grades(grade, more.pop("sections", {"seeing": grade, "family": grade}))
    return disagreeing.sit_on_panel(pair.id, grades, more.pop("because", WORDS), **asked)


def audit(number):
    loads = {"options": [joinedload(AnyAudit.tool_version)], "populate_existing": True}
    return session.get_one(AnyAudit, number, **loads)


def test_the_decision_is_final_and_both_first_grades_stay(cast, differing):
    decide(differing, cast.quinn, feedback="Look at the plan’s dates.")
    first, second = audit(differing.audit_id), audit(differing.second_id)
    assert (first.status, first.auditor_grade, first.final_grade) == (
        Status.MODERATED,
        "good",
        "requires_improvement",
    )
    assert (second.status, second.auditor_grade, second.final_grade) == (
        Status.MODERATED, "requires_improvement", "requires_improvement",
    )  # fmt: skip
    row = session.scalars(select(Moderation).options(selectinload(Moderation.sections))).one()
    assert (row.by_id, row.at, row.way, row.decision) == (cast.quinn.id, LATER, Way.BESIDE, Decision.CHANGED)
    assert (row.auditor_grade, row.second_grade, row.moderator_grade, row.taken) == (
        "good", "requires_improvement", "requires_improvement", Taken.SECOND,
    )  # fmt: skip
    assert {
        (each.section_key, each.auditor_grade, each.second_grade, each.because) for each in row.sections
    } == {
        ("seeing", "good", "requires_improvement", WORDS),
        ("family", "good", "requires_improvement", WORDS),
    }
    assert session.get_one(type(differing), differing.id, populate_existing=True).status is PairStatus.DECIDED


def test_taking_the_first_throughout_agrees_the_audit(cast, differing):
    row = decide(differing, cast.quinn, everywhere(Taken.FIRST))
    assert (row.decision, audit(differing.audit_id).final_grade) == (Decision.AGREED, "good")


def test_another_grade_can_be_given(cast, differing):
    decide(differing, cast.quinn, everywhere(Taken.OTHER, "outstanding"))
    assert audit(differing.audit_id).final_grade == audit(differing.second_id).final_grade == "outstanding"


def test_both_auditors_are_told_without_a_word_of_the_case(cast, differing):
    decide(differing, cast.quinn)
    mails = session.scalars(select(OutboxMessage).where(OutboxMessage.key.startswith("moderation:"))).all()
    assert {mail.to_address for mail in mails} == {cast.asha.email, cast.ben.email}
    reference = session.scalars(select(AnyAudit).options(selectinload(AnyAudit.case))).first().case.reference
    assert not any(reference in mail.body or "Good" in mail.body for mail in mails)


@pytest.mark.parametrize("decision", [PairDecision(), PairDecision({"overall": taken(Taken.FIRST)})])
def test_every_difference_is_answered(cast, differing, decision):
    with pytest.raises(Incomplete, match="Decide “"):
        decide(differing, cast.quinn, decision)
    assert audit(differing.audit_id).status is Status.SUBMITTED


def test_who_made_one_of_the_two_or_is_too_close_does_not_decide(cast, differing):
    for person, says in (
        (cast.asha, "made this audit"),
        (cast.ben, "made this audit"),
        (cast.tomas, "belongs to Harbour"),
    ):
        with pytest.raises(ConflictOfInterest, match=says):
            decide(differing, person, seen=seen(differing, cast.quinn))


def test_what_changed_since_it_was_read_is_not_decided(cast, differing):
    before = seen(differing, cast.quinn)
    disagreeing.return_to_auditor(
        differing.id, differing.second_id, "Say who saw her.", link=str, seen=before, by=cast.quinn, at=LATER
    )
    with pytest.raises(StepNotAllowed, match=f"Audit {differing.second_id} is with its auditor"):
        decide(differing, cast.quinn, seen=before)
    factories.answer(audit(differing.second_id), factories.everything("inadequate"), at=LATER)
    auditing.submit(audit(differing.second_id), link=str, by=cast.ben, at=LATER)
    with pytest.raises(Stale, match="changed since you opened"):
        decide(differing, cast.quinn, seen=before)


def test_a_decision_is_taken_once(cast, rita, differing):
    before = seen(differing, cast.quinn)
    decide(differing, cast.quinn)
    with pytest.raises(StepNotAllowed, match="“Decided”"):
        decide(differing, rita, seen=before)


def test_a_panel_decides_only_when_both_have_graded(cast, rita, far_apart):
    assert far_apart.status is PairStatus.TO_PANEL
    with pytest.raises(StepNotAllowed, match="0 of 2 moderators"):
        decide(far_apart, cast.quinn)
    sit(far_apart, cast.quinn)
    with pytest.raises(StepNotAllowed, match="1 of 2 moderators"):
        decide(far_apart, cast.quinn)
    sit(far_apart, rita, "inadequate")
    row = decide(far_apart, rita, everywhere(Taken.OTHER, "requires_improvement"))
    assert (row.way, row.by_id, audit(far_apart.audit_id).final_grade) == (
        Way.PANEL,
        rita.id,
        "requires_improvement",
    )
    kept = session.scalars(select(PanelGrades).order_by(PanelGrades.seat)).all()
    assert [(each.by_id, each.overall) for each in kept] == [
        (cast.quinn.id, "requires_improvement"),
        (rita.id, "inadequate"),
    ]


def test_a_panel_has_two_seats_each_taken_once_and_never_by_somebody_close(cast, rita, vera, far_apart):
    with pytest.raises(ConflictOfInterest):
        sit(far_apart, cast.tomas, seen=seen(far_apart, cast.quinn))
    sit(far_apart, cast.quinn)
    with pytest.raises(StepNotAllowed, match="graded this case for the panel already"):
        sit(far_apart, cast.quinn, "good")
    sit(far_apart, rita)
    with pytest.raises(StepNotAllowed, match="panel is complete"):
        sit(far_apart, vera)
    with pytest.raises(NotYours, match="One of the two moderators of the panel"):
        decide(far_apart, vera)


def test_when_both_of_a_panel_have_left_somebody_else_records_what_they_came_to(cast, rita, vera, far_apart):
    sit(far_apart, cast.quinn)
    sit(far_apart, rita)

    @use_case
    def leave() -> None:
        for person in (cast.quinn, rita):
            session.get_one(User, person.id).active = False

    leave()
    assert decide(far_apart, vera).way is Way.PANEL


@pytest.mark.parametrize(
    ("more", "refusal", "says"),
    [
        ({"because": " "}, Incomplete, "Say why"),
        ({"sections": {"seeing": "good"}}, Incomplete, "Grade “Family” too"),
        ({"sections": {"seeing": "good", "family": "superb"}}, NotPossible, "grades of this tool"),
        ({"grade": "superb"}, NotPossible, "grades of this tool"),
    ],
)
def test_a_panel_member_grades_everything_that_is_far_apart(cast, far_apart, more, refusal, says):
    with pytest.raises(refusal, match=says):
        sit(far_apart, cast.quinn, **more)
    assert session.scalars(select(PanelGrades)).all() == []


def test_a_pair_for_one_moderator_has_no_panel(cast, differing):
    with pytest.raises(StepNotAllowed, match="does not wait for a panel"):
        sit(differing, cast.quinn)


def test_until_both_have_graded_nobody_sees_the_others_grades(cast, rita, vera, far_apart):
    sit(far_apart, cast.quinn)
    pair = pairs.one(rita, far_apart.id)
    assert [each.by_id for each in pairs.panel_seen_by(cast.quinn, pair, seats=2)] == [cast.quinn.id]
    assert pairs.panel_seen_by(rita, pair, seats=2) == pairs.panel_seen_by(vera, pair, seats=2) == []
    sit(far_apart, rita)
    for person in (cast.quinn, rita, vera):
        assert len(pairs.panel_seen_by(person, pair, seats=2)) == 2


def test_a_first_audit_returned_after_the_second_was_locked_is_decided_by_a_person(cast, differing):
    needed = "Say how you know that she was seen alone."
    disagreeing.return_to_auditor(
        differing.id,
        differing.audit_id,
        needed,
        link=str,
        seen=seen(differing, cast.quinn),
        by=cast.quinn,
        at=LATER,
    )
    first = audit(differing.audit_id)
    assert first.status is Status.RETURNED
    step = session.scalars(
        select(AuditEvent).where(AuditEvent.audit_id == first.id).order_by(AuditEvent.id)
    ).all()[-1]
    assert (step.step, step.note) == (Step.RETURN, needed)
    factories.answer(first, factories.everything("requires_improvement"), at=LATER)
    auditing.submit(first, link=str, by=cast.asha, at=LATER)
    pair = pairs.one(cast.quinn, differing.id)
    assert (pair.status, pair.reasons) == (
        PairStatus.TO_DECIDE, ["One of the two was returned and has come back."],
    )  # fmt: skip
    assert pair.locked_at == factories.AT + timedelta(hours=2)
    assert pairs.locked_grades(pair)[0]["overall-grade"] == "good"
    decide(differing, cast.quinn, PairDecision())
    assert audit(differing.audit_id).final_grade == "requires_improvement"


def test_a_panel_stays_a_panel_when_the_two_come_nearer(cast, far_apart):
    disagreeing.return_to_auditor(
        far_apart.id,
        far_apart.second_id,
        "Why?",
        link=str,
        seen=seen(far_apart, cast.quinn),
        by=cast.quinn,
        at=LATER,
    )
    factories.answer(audit(far_apart.second_id), factories.everything("requires_improvement"), at=LATER)
    auditing.submit(audit(far_apart.second_id), link=str, by=cast.ben, at=LATER)
    assert pairs.one(cast.quinn, far_apart.id).status is PairStatus.TO_PANEL


def test_only_one_of_the_two_is_returned_with_what_is_needed(cast, differing):
    where = {"link": str, "seen": seen(differing, cast.quinn), "by": cast.quinn, "at": LATER}
    with pytest.raises(NotPossible, match="one of the two"):
        disagreeing.return_to_auditor(differing.id, 999, "x", **where)
    with pytest.raises(Incomplete, match="Say what"):
        disagreeing.return_to_auditor(differing.id, differing.audit_id, " ", **where)
