"""What happens between the opening of an exercise and the moment of its release?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from qa_app.clock import frozen
from qa_app.db import session
from qa_app.domain.answers import Given
from qa_app.domain.calibration import ExerciseStatus
from qa_app.domain.errors import ConflictOfInterest, Incomplete, NotPossible, Stale, StepNotAllowed
from qa_app.domain.policy import Role
from qa_app.domain.workflow import Status, Step
from qa_app.models.audits import AuditEvent
from qa_app.models.mail import OutboxMessage
from qa_app.queries import exercises as exercise_queries
from qa_app.queries import spreads
from qa_app.services import answering, auditing, inviting, people, releasing
from qa_app.services.answering import Saved
from qa_app.services.people import PersonDetails
from tests import exercises, factories
from tests.exercises import AT, RELEASE

LATER = RELEASE + timedelta(minutes=1)


def graded(exercise, at=LATER):
    """Whose work counts, by case, as the queries give it at this moment."""
    with frozen(at):
        found = spreads.graded_in(exercises.fresh(exercise))
    return [sorted(each.auditor_id for each in case) for case in found.values()]


def test_before_the_release_no_query_gives_any_grade(cast):
    made = exercises.opened(cast.quinn, [cast.asha, cast.ben])
    exercises.grade(made, cast.asha, "good")
    exercises.grade(made, cast.ben, "inadequate")
    assert graded(made, RELEASE - timedelta(seconds=1)) == [[]]
    assert graded(made, RELEASE) == [[cast.asha.id, cast.ben.id]]


def test_handing_in_after_the_release_is_refused_and_the_words_are_kept(cast):
    made = exercises.opened(cast.quinn, [cast.asha])
    (audit,) = exercises.grade(made, cast.asha, hand_in=False)
    with pytest.raises(
        StepNotAllowed, match="was released on 18 November 2026 at 2:00pm, before you handed in"
    ):
        auditing.submit(audit, link=str, by=cast.asha, at=RELEASE)
    assert graded(made) == [[]]
    (kept,) = exercises.of_person(made, cast.asha)
    assert kept.status is Status.IN_PROGRESS
    session.refresh(kept, ["answers"])
    assert len(kept.answers) == len(factories.everything())


def test_nothing_is_begun_after_the_release(cast):
    made = exercises.opened(cast.quinn, [cast.asha])
    (audit,) = exercises.of_person(made, cast.asha)
    with pytest.raises(StepNotAllowed, match="was released"):
        auditing.start(audit, by=cast.asha, at=RELEASE)


def test_what_somebody_types_while_it_is_released_is_kept(cast):
    made = exercises.opened(cast.quinn, [cast.asha])
    (audit,) = exercises.of_person(made, cast.asha)
    auditing.start(audit, by=cast.asha, at=AT)
    releasing.release_now(made.id, revision=made.revision, by=cast.quinn, at=AT + timedelta(hours=1))
    saved = answering.save(audit, "seen", Given("yes"), 0, by=cast.asha, at=AT + timedelta(hours=2))
    assert isinstance(saved, Saved)


def test_a_handed_in_calibration_waits_for_no_moderator_and_is_handed_in_once(cast):
    made = exercises.opened(cast.quinn, [cast.asha])
    (audit,) = exercises.grade(made, cast.asha)
    assert audit.status_label == "Handed in"
    with pytest.raises(
        StepNotAllowed, match=r'this audit is now "Handed in"\. Nothing more can be done with it\.'
    ):
        auditing.submit(audit, link=str, by=cast.asha, at=AT)
    with pytest.raises(StepNotAllowed, match="now “Handed in”"):
        answering.save(audit, "seen", Given("no"), 1, by=cast.asha, at=AT)


def test_the_release_is_moved_while_it_has_not_come_and_everybody_is_told(cast):
    made = exercises.opened(cast.quinn, [cast.asha, cast.ben])
    later = RELEASE + timedelta(days=2)
    releasing.schedule(made.id, later, revision=made.revision, by=cast.quinn, at=AT)
    assert {each.due_on for each in exercises.of_person(made, cast.asha)} == {later.date()}
    told = session.scalars(
        select(OutboxMessage).where(OutboxMessage.key.startswith("calibration-moved"))
    ).all()
    assert {each.to_address for each in told} == {cast.asha.email, cast.ben.email}
    assert all("20 November 2026 at 2:00pm" in each.body for each in told)
    made = exercises.fresh(made)
    with pytest.raises(Incomplete, match="must be in the future"):
        releasing.schedule(made.id, AT, revision=made.revision, by=cast.quinn, at=AT)
    with pytest.raises(Incomplete, match="within a year"):
        releasing.schedule(made.id, AT + timedelta(days=400), revision=made.revision, by=cast.quinn, at=AT)
    with pytest.raises(StepNotAllowed, match="was released on"):
        releasing.schedule(
            made.id, later + timedelta(days=9), revision=made.revision, by=cast.quinn, at=later
        )


def test_of_two_who_decide_about_the_release_the_second_is_told(cast):
    made = exercises.opened(cast.quinn, [cast.asha])
    seen = made.revision
    releasing.schedule(made.id, RELEASE + timedelta(days=1), revision=seen, by=cast.quinn, at=AT)
    with pytest.raises(Stale):
        releasing.release_now(made.id, revision=seen, by=cast.quinn, at=AT)
    releasing.release_now(made.id, revision=exercises.fresh(made).revision, by=cast.quinn, at=AT)
    with pytest.raises(StepNotAllowed, match="was released"):
        releasing.release_now(made.id, revision=exercises.fresh(made).revision, by=cast.quinn, at=AT)


def test_a_draft_is_not_released(cast):
    made = exercises.draft(cast.quinn, [cast.asha])
    with pytest.raises(StepNotAllowed, match="not open yet"):
        releasing.release_now(made.id, revision=made.revision, by=cast.quinn, at=LATER)
    assert made.status(LATER) is ExerciseStatus.DRAFT


# ------------------------------------------------------------------------------------------- taken out, let in
def test_who_is_taken_out_counts_nowhere_and_what_they_wrote_is_kept_with_the_reason(cast):
    made = exercises.opened(cast.quinn, [cast.asha, cast.ben])
    (audit,) = exercises.grade(made, cast.asha)
    exercises.grade(made, cast.ben)
    inviting.take_out(made.id, cast.asha.id, because="She knows the author.", by=cast.quinn, at=AT)
    assert graded(made) == [[cast.ben.id]]
    event = session.scalars(
        select(AuditEvent).where(AuditEvent.audit_id == audit.id, AuditEvent.step == Step.WITHDRAW)
    ).one()
    assert (event.note, event.by_id) == ("She knows the author.", cast.quinn.id)
    session.refresh(audit, ["answers"])
    assert audit.answers
    told = session.scalars(
        select(OutboxMessage).where(OutboxMessage.key.startswith("calibration-left"))
    ).one()
    assert told.to_address == cast.asha.email
    assert "knows the author" not in told.body
    with pytest.raises(NotPossible, match="does not take part"):
        inviting.take_out(made.id, cast.asha.id, because="Again.", by=cast.quinn, at=AT)


def test_somebody_taken_out_can_be_let_in_again_and_begins_anew(cast):
    made = exercises.opened(cast.quinn, [cast.asha, cast.ben])
    exercises.grade(made, cast.asha, "inadequate")
    inviting.take_out(made.id, cast.asha.id, because="By mistake.", by=cast.quinn, at=AT)
    inviting.add(made.id, [cast.asha.id, cast.ben.id], link=str, by=cast.quinn, at=AT + timedelta(hours=3))
    (audit,) = exercises.of_person(made, cast.asha)
    assert audit.status is Status.ALLOCATED
    assert len(exercises.of_person(made, cast.ben)) == 1
    exercises.grade(made, cast.asha, "good", at=AT + timedelta(hours=4))
    assert graded(made) == [[cast.asha.id]]


def test_more_people_can_be_invited_while_it_is_open_and_a_form_sent_twice_invites_once(cast):
    made = exercises.opened(cast.quinn, [cast.asha])
    for _ in range(2):
        inviting.add(made.id, [cast.ben.id], link=str, by=cast.quinn, at=AT + timedelta(hours=1))
    assert len(exercises.of_person(made, cast.ben)) == 1
    with pytest.raises(StepNotAllowed, match="was released"):
        inviting.add(made.id, [cast.olu.id], link=str, by=cast.quinn, at=LATER)
    with pytest.raises(StepNotAllowed, match="was released"):
        inviting.take_out(made.id, cast.ben.id, because="Late.", by=cast.quinn, at=LATER)
    with pytest.raises(Incomplete):
        inviting.add(made.id, [], link=str, by=cast.quinn, at=AT)


def test_who_may_grade_nothing_is_not_let_in_later_either(cast):
    audit = factories.audit(cast.olu, status=Status.SUBMITTED, reference="TS-7")
    session.refresh(audit, ["case"])
    made = exercises.opened(cast.quinn, [cast.asha], cases=[audit.case], vignettes=())
    with pytest.raises(ConflictOfInterest, match="has judged case TS-7"):
        inviting.add(made.id, [cast.olu.id], link=str, by=cast.quinn, at=AT)


def test_whoever_leaves_before_the_release_is_out_with_the_reason_and_after_it_stays(cast):
    """So that a spread never changes after it was shown, whoever comes back."""
    made = exercises.opened(cast.quinn, [cast.asha, cast.ben, cast.olu])
    for person in (cast.asha, cast.ben, cast.olu):
        exercises.grade(made, person)
    people.deactivate(cast.asha, by=cast.ada, at=AT)
    details = PersonDetails(cast.ben.name, cast.ben.email, frozenset({Role.DIRECTOR}))
    people.change(cast.ben, details, seen=cast.ben.revision, by=cast.ada, at=AT)
    people.deactivate(cast.olu, by=cast.ada, at=LATER)
    people.reactivate(cast.asha, by=cast.ada)
    assert graded(made) == [[cast.olu.id]]
    reasons = {each.auditor_id: each.taken_out_because for each in exercises.fresh(made).invitations}
    assert reasons == {
        cast.asha.id: "Their account was deactivated.",
        cast.ben.id: "They are no auditor any more.",
        cast.olu.id: "",
    }


# ------------------------------------------------------------------------------------------- cancelled
def test_a_cancelled_exercise_shows_nobody_anything_ever(cast):
    made = exercises.opened(cast.quinn, [cast.asha, cast.ben])
    exercises.grade(made, cast.asha)
    releasing.cancel(made.id, because="Wrong vignette.", revision=made.revision, by=cast.quinn, at=AT)
    made = exercises.fresh(made)
    assert made.status(LATER) is ExerciseStatus.CANCELLED
    assert graded(made) == [[]]
    assert exercises.of_person(made, cast.asha) == []
    assert exercise_queries.waiting_for(cast.ben) == []
    told = session.scalars(
        select(OutboxMessage.to_address).where(OutboxMessage.key.startswith("calibration-cancelled"))
    ).all()
    assert set(told) == {cast.asha.email, cast.ben.email}
    with pytest.raises(StepNotAllowed, match="cancelled already"):
        releasing.cancel(made.id, because="Again.", revision=made.revision, by=cast.quinn, at=AT)


def test_what_is_released_is_not_cancelled(cast):
    made = exercises.released(cast.quinn, {cast.asha: "good"})
    with pytest.raises(StepNotAllowed, match="was released"):
        releasing.cancel(made.id, because="Too late.", revision=made.revision, by=cast.quinn, at=LATER)


def test_a_draft_is_cancelled_without_telling_anybody(cast):
    made = exercises.draft(cast.quinn, [cast.asha])
    with pytest.raises(Incomplete):
        releasing.cancel(made.id, because=" ", revision=made.revision, by=cast.quinn, at=AT)
    releasing.cancel(made.id, because="Not needed.", revision=made.revision, by=cast.quinn, at=AT)
    assert session.scalars(select(OutboxMessage)).all() == []
    with pytest.raises(StepNotAllowed, match="was cancelled"):
        releasing.schedule(made.id, RELEASE, revision=made.revision + 1, by=cast.quinn, at=AT)
