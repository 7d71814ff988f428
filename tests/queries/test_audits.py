"""Does each person reach the audits that are theirs to read, and no others?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.exc import NoResultFound

from qa_app.clock import frozen
from qa_app.db import session, use_case
from qa_app.domain.policy import Role
from qa_app.domain.workflow import Status
from qa_app.models.audits import CalibrationAudit, FindingKind
from qa_app.queries import audits
from qa_app.services import people
from qa_app.services.people import PersonDetails
from tests import exercises, factories
from tests.conftest import TODAY


def seen_by(user) -> set[int]:
    return {audit.id for audit in session.scalars(audits.visible_to(user))}


def test_an_auditor_reaches_their_own_audits_only(cast):
    mine = factories.audit(cast.asha)
    factories.audit(cast.ben, status=Status.MODERATED)
    assert seen_by(cast.asha) == {mine.id}
    assert seen_by(cast.olu) == set()


def test_qa_and_the_director_reach_all(cast):
    everything = {factories.audit(cast.asha, status=each).id for each in (Status.ALLOCATED, Status.MODERATED)}
    assert seen_by(cast.quinn) == seen_by(cast.dara) == everything


def test_managers_reach_moderated_audits_of_their_teams(cast):
    harbour = factories.audit(cast.asha, status=Status.MODERATED, team=cast.harbour)
    meadow = factories.audit(cast.asha, status=Status.MODERATED, team=cast.meadow)
    factories.audit(cast.asha, status=Status.SUBMITTED, team=cast.harbour)
    factories.audit(cast.asha, status=Status.MODERATED, team=cast.lantern)
    factories.audit(cast.asha, status=Status.MODERATED)
    assert seen_by(cast.tomas) == {harbour.id}
    assert seen_by(cast.sana) == {harbour.id, meadow.id}


def test_board_members_and_administrators_reach_none(cast):
    factories.audit(cast.asha, status=Status.MODERATED, team=cast.harbour)
    assert seen_by(cast.bola) == seen_by(cast.ada) == set()


def test_is_visible_says_the_same(cast):
    audit = factories.audit(cast.asha)
    assert audits.is_visible_to(cast.asha, audit.id)
    assert not audits.is_visible_to(cast.ben, audit.id)


def test_one_of_is_for_its_auditor_even_where_others_may_read(cast):
    audit = factories.audit(cast.asha, status=Status.MODERATED)
    assert audits.one_of(cast.asha, audit.id) is audit
    for person in (cast.quinn, cast.dara, cast.ben):
        with pytest.raises(NoResultFound):
            audits.one_of(person, audit.id)


def test_a_whole_audit_takes_the_same_queries_however_much_it_holds(cast, count_queries):
    little = factories.audit(cast.asha, status=Status.IN_PROGRESS)
    factories.note(little, FindingKind.STRENGTH, "One.", "drift")
    much = factories.audit(cast.asha, status=Status.RETURNED)
    for number in range(5):
        factories.note(much, FindingKind.STRENGTH, f"Number {number}.", "drift", "voice_of_the_child")
    counts = []
    for audit_id in (little.id, much.id):
        session.expunge_all()
        with count_queries() as asked:
            audits.one_visible_to(cast.quinn, audit_id)
        counts.append(len(asked))
    assert max(counts) <= 12


def test_history_is_in_order_with_names(cast):
    audit = factories.audit(cast.asha, status=Status.RETURNED)
    lines = [(event.step.past, event.by.name) for event in audits.history_of(audit)]
    assert lines == [
        ("Started", "Asha Rao"),
        ("Submitted", "Asha Rao"),
        ("Returned to the auditor", "Quinn Hale"),
    ]


# ------------------------------------------------------------------------------------------- calibration, practice
@pytest.fixture
def both_roles(cast):
    """Somebody who audits and manages Harbour, so that two scopes meet in one person."""
    details = PersonDetails(
        "Nia Vale",
        "nia@testshire.example",
        frozenset({Role.AUDITOR, Role.TEAM_MANAGER}),
        managed_team_ids=frozenset({cast.harbour.id}),
    )
    return people.add(details, None, by=cast.ada, at=TODAY)


@use_case
def calibrating(person, case_id, exercise) -> CalibrationAudit:
    """A grade of this case in the exercise, whatever stands between the person and it."""
    made = CalibrationAudit(
        exercise_case_id=exercise.cases[0].id,
        case_id=case_id,
        tool_version_id=exercise.tool_version_id,
        auditor_id=person.id,
        status=Status.SUBMITTED,
        locked_at=TODAY,
        allocated_at=TODAY,
        due_on=TODAY.date(),
        original_due_on=TODAY.date(),
    )
    session.add(made)
    session.flush()
    return made


def test_whatever_roles_somebody_holds_an_unreleased_calibration_keeps_them_blind(cast, both_roles):
    audited = factories.audit(cast.asha, status=Status.MODERATED, team=cast.harbour)
    other = factories.audit(cast.ben, status=Status.MODERATED, team=cast.harbour)
    soon = TODAY + timedelta(days=2)
    exercise = exercises.opened(cast.quinn, [cast.olu], at=TODAY, releases_at=soon)
    assert seen_by(both_roles) == {audited.id, other.id}
    own = calibrating(both_roles, audited.case_id, exercise)
    assert seen_by(both_roles) == {other.id, own.id}
    with frozen(soon):
        assert seen_by(both_roles) == {audited.id, other.id, own.id}


def test_what_was_not_handed_in_at_the_release_keeps_nobody_blind_for_ever(cast, both_roles):
    audited = factories.audit(cast.asha, status=Status.MODERATED, team=cast.harbour)
    soon = TODAY + timedelta(days=2)
    exercise = exercises.opened(cast.quinn, [cast.olu], at=TODAY, releases_at=soon)
    absent = calibrating(both_roles, audited.case_id, exercise)
    absent.status = Status.IN_PROGRESS
    session.commit()
    assert audited.id not in seen_by(both_roles)
    with frozen(soon):
        assert audited.id in seen_by(both_roles)


def test_nobody_reaches_calibration_before_its_release_and_only_the_qa_manager_afterwards(cast):
    soon = TODAY + timedelta(days=2)
    exercise = exercises.opened(cast.quinn, [cast.asha, cast.ben], at=TODAY, releases_at=soon)
    (handed_in,) = exercises.grade(exercise, cast.asha, at=TODAY)
    exercises.grade(exercise, cast.ben, hand_in=False, at=TODAY)
    for person in (cast.quinn, cast.dara, cast.tomas, cast.olu):
        assert seen_by(person) == set()
    with frozen(soon):
        assert seen_by(cast.quinn) == {handed_in.id}
        assert seen_by(cast.dara) == set()
