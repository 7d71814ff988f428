"""Is an audit handed in whole, once, with what moderation needs to know?"""

from __future__ import annotations

import pytest
from sqlalchemy import select

from qa_app.db import session
from qa_app.domain.errors import Incomplete, NotYours, StepNotAllowed
from qa_app.domain.moderating import ModerationRules
from qa_app.domain.workflow import Status, Step
from qa_app.models.audits import Answer, Audit, AuditEvent, QueueReason, SectionGrade
from qa_app.models.moderation import Moderation
from qa_app.services import auditing
from tests import factories
from tests.factories import AT


def draft_of(user, **answers):
    given = factories.everything() | factories.given(**answers)
    return factories.audit(user, status=Status.IN_PROGRESS, answers=given)


def reasons(audit) -> set[str]:
    return set(session.scalars(select(QueueReason.code).where(QueueReason.audit_id == audit.id)))


def test_submitting_keeps_the_grades_and_the_history(cast):
    audit = draft_of(cast.asha, family_grade="requires_improvement")
    auditing.submit(audit, link=str, by=cast.asha, at=AT)
    assert (audit.status, audit.auditor_grade, audit.final_grade) == (Status.SUBMITTED, "good", None)
    assert audit.submitted_at == AT
    rows = session.scalars(select(SectionGrade).where(SectionGrade.audit_id == audit.id))
    assert {row.section_key: row.auditor_grade for row in rows} == {
        "seeing": "good",
        "family": "requires_improvement",
    }
    steps = session.scalars(
        select(AuditEvent.step).where(AuditEvent.audit_id == audit.id).order_by(AuditEvent.id)
    )
    assert list(steps) == [Step.START, Step.SUBMIT]


def test_answers_to_questions_that_were_not_asked_are_dropped(cast):
    audit = draft_of(cast.asha, why_not_alone="Typed before the answer above was changed to yes.")
    auditing.submit(audit, link=str, by=cast.asha, at=AT)
    keys = set(session.scalars(select(Answer.question_key).where(Answer.audit_id == audit.id)))
    assert "why-not-alone" not in keys
    assert "seen-alone" in keys


def test_a_section_that_is_not_relevant_has_no_grade(cast):
    answers = factories.everything()
    answers["family-relevance"] = factories.Given("not_relevant", "There is nobody left to ask.")
    audit = factories.audit(cast.asha, status=Status.IN_PROGRESS, answers=answers)
    auditing.submit(audit, link=str, by=cast.asha, at=AT)
    keys = session.scalars(select(SectionGrade.section_key).where(SectionGrade.audit_id == audit.id))
    assert list(keys) == ["seeing"]


def test_what_is_missing_stops_the_whole(cast):
    audit = draft_of(cast.asha, overall_rationale="  ")
    with pytest.raises(Incomplete, match="1 thing is missing"):
        auditing.submit(audit, link=str, by=cast.asha, at=AT)
    session.expire_all()
    assert session.get_one(Audit, audit.id).status is Status.IN_PROGRESS
    assert session.scalars(select(SectionGrade)).all() == []


@pytest.mark.parametrize("status", [Status.ALLOCATED, Status.SUBMITTED, Status.MODERATED])
def test_submitting_at_the_wrong_moment_is_refused(cast, status):
    audit = factories.audit(cast.asha, status=status)
    with pytest.raises(StepNotAllowed):
        auditing.submit(audit, link=str, by=cast.asha, at=AT)


def test_nobody_else_starts_or_submits(cast):
    new, draft = factories.audit(cast.asha), draft_of(cast.asha)
    for person in (cast.ben, cast.quinn):
        with pytest.raises(NotYours):
            auditing.start(new, by=person, at=AT)
        with pytest.raises(NotYours):
            auditing.submit(draft, link=str, by=person, at=AT)


def test_the_first_three_of_an_auditor_are_moderated_and_the_fourth_is_not(cast):
    for _ in range(3):
        audit = factories.audit(cast.asha, status=Status.SUBMITTED)
        assert "first_audits" in reasons(audit)
    assert "first_audits" not in reasons(factories.audit(cast.asha, status=Status.SUBMITTED))
    assert "first_audits" in reasons(factories.audit(cast.ben, status=Status.SUBMITTED))


def test_the_ends_of_the_scale_are_moderated(cast):
    factories.tool()
    rules = ModerationRules(first_audits=0, share_percent=0)
    home = factories.a_round(rules=rules)
    found = {
        grade: reasons(factories.audit(cast.asha, status=Status.SUBMITTED, grade=grade, in_round=home))
        for grade in ("good", "outstanding", "inadequate")
    }
    assert found == {"good": set(), "outstanding": {"highest_grade"}, "inadequate": {"lowest_grade"}}


def test_a_grade_above_the_limit_is_kept_marked_and_moderated(cast):
    audit = draft_of(
        cast.asha,
        seen_alone="no",
        why_not_alone="Away.",
        overall_above_cap_reason="Seen with a trusted aunt.",
    )
    auditing.submit(audit, link=str, by=cast.asha, at=AT)
    assert audit.is_above_cap
    assert audit.auditor_grade == "good"
    assert "above_cap" in reasons(audit)


def test_what_comes_back_is_moderated_again_with_its_new_grades(cast):
    audit = factories.audit(cast.asha, status=Status.RETURNED)
    factories.answer(audit, factories.given(seeing_grade="requires_improvement"))
    auditing.submit(audit, link=str, by=cast.asha, at=AT)
    assert "came_back" in reasons(audit)
    grades = session.scalars(
        select(SectionGrade.auditor_grade).where(
            SectionGrade.audit_id == audit.id, SectionGrade.section_key == "seeing"
        )
    )
    assert list(grades) == ["requires_improvement"]
    assert session.scalar(select(Moderation.auditor_grade).where(Moderation.audit_id == audit.id)) == "good"


def test_feedback_is_marked_as_read_once_and_by_its_auditor_only(cast):
    audit = factories.audit(cast.asha, status=Status.MODERATED)
    with pytest.raises(NotYours):
        auditing.read_feedback(audit, by=cast.ben, at=AT)
    auditing.read_feedback(audit, by=cast.asha, at=AT)
    auditing.read_feedback(audit, by=cast.asha, at=AT.replace(hour=23))
    assert session.scalar(select(Moderation.feedback_read_at).where(Moderation.audit_id == audit.id)) == AT
