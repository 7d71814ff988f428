"""Does practice make somebody ready, and is nobody given an audit before?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from qa_app.clock import frozen
from qa_app.db import session, use_case
from qa_app.domain.errors import ConflictOfInterest, Incomplete, NotPossible
from qa_app.domain.practice import Ready
from qa_app.domain.workflow import Status
from qa_app.models.audits import PracticeAudit
from qa_app.models.calibration import PracticeWaiver
from qa_app.models.council import Council
from qa_app.queries import auditors, practice, proposals, readiness
from qa_app.services import auditing, moving, pairing, practising, referencing
from tests import exercises, factories
from tests.conftest import TODAY
from tests.exercises import RELEASE
from tests.lists_and_rounds import a_round, a_sample, import_list, many


@use_case
def ask_for(cases: int, tolerance: float = 0.5) -> None:
    council = session.scalars(select(Council)).one()
    council.practice_cases, council.practice_tolerance = cases, tolerance


@pytest.fixture
def reference_cases(cast):
    """Two vignettes that the group graded Good."""
    ask_for(2)
    made = exercises.released(
        cast.quinn, {cast.ben: "good", cast.olu: "good"}, vignettes=("One visit", "Two visits")
    )
    return exercises.reference(made, cast.quinn, "good").cases


def practise(person, case, grade="good", *, at=TODAY):
    audit = practising.begin(case.id, by=person, at=at)
    auditing.start(audit, by=person, at=at)
    session.refresh(audit, ["tool_version"])
    factories.answer(audit, factories.everything(grade), at=at)
    auditing.submit(audit, link=str, by=person, at=at)
    return audit


def ready_of(person) -> readiness.Readiness:
    session.expire_all()
    return readiness.of_person(person)


def test_without_practice_asked_everybody_can_be_given_audits(cast):
    assert ready_of(cast.asha).ready is Ready.NOT_ASKED


def test_who_is_near_the_reference_in_so_many_cases_is_ready(cast, reference_cases):
    assert ready_of(cast.asha).sentence("Asha Rao") == (
        "Asha Rao is not ready yet: 0 of 2 practice cases done."
    )
    practise(cast.asha, reference_cases[0])
    assert ready_of(cast.asha).progress == "1 of 2 practice cases done"
    practise(cast.asha, reference_cases[1])
    assert ready_of(cast.asha).ready is Ready.PRACTISED


def test_who_is_far_from_it_is_not_and_a_corrected_reference_counts_at_once(cast, reference_cases):
    for case in reference_cases:
        practise(cast.asha, case, "outstanding")
    assert "on average 1.00 grade steps from the reference" in ready_of(cast.asha).progress
    for case in reference_cases:
        latest = session.get_one(type(case), case.id)
        session.refresh(latest, ["references"])
        for key, row in latest.latest.items():
            referencing.record(
                case.id, key, "outstanding", rationale="We were wrong.", seen=row.id, by=cast.quinn, at=TODAY
            )
    assert ready_of(cast.asha).ready is Ready.PRACTISED


def test_who_has_handed_in_a_real_audit_is_not_new(cast, reference_cases):
    factories.audit(cast.asha, status=Status.SUBMITTED)
    assert ready_of(cast.asha).ready is Ready.AUDITED
    assert cast.asha.id not in {person.id for person, _ in readiness.of_new_auditors()}


def test_neither_calibration_nor_practice_makes_somebody_experienced(cast, reference_cases):
    assert ready_of(cast.ben).ready is Ready.NOT_YET
    practise(cast.asha, reference_cases[0])
    assert {person.name for person, _ in readiness.of_new_auditors()} == {
        "Asha Rao",
        "Ben Okoro",
        "Olu Stranger",
    }


def test_a_case_is_practised_once_and_a_double_click_begins_it_once(cast, reference_cases):
    first = practising.begin(reference_cases[0].id, by=cast.asha, at=TODAY)
    assert practising.begin(reference_cases[0].id, by=cast.asha, at=TODAY).id == first.id
    practise(cast.asha, reference_cases[1])
    assert practising.begin(reference_cases[1].id, by=cast.asha, at=TODAY).status is Status.SUBMITTED
    assert session.scalar(select(func.count(PracticeAudit.id))) == 2
    assert practice.offered_to(cast.asha, TODAY.date()) == []


def test_who_was_invited_to_an_exercise_does_not_practise_with_its_cases(cast, reference_cases):
    offered = practice.offered_to(cast.ben, TODAY.date())
    assert {each.because for each in offered} == {"You were invited to the exercise that it comes from."}
    with pytest.raises(ConflictOfInterest, match="Choose another reference case"):
        practising.begin(reference_cases[0].id, by=cast.ben, at=TODAY)


def test_nobody_practises_with_a_case_of_their_own_team(cast):
    ask_for(1)
    case = factories.case(team=cast.lantern, reference="TS-8")
    made = exercises.released(cast.quinn, {cast.ben: "good"}, cases=[case], vignettes=())
    exercises.reference(made, cast.quinn)
    assert [each.because for each in practice.offered_to(cast.asha, TODAY.date())] == [
        "Asha Rao belongs to Lantern, the team of case TS-8."
    ]


def test_a_case_without_all_reference_grades_and_one_not_released_are_no_reference_cases(cast):
    ask_for(1)
    partly = exercises.released(cast.quinn, {cast.ben: "good"})
    exercises.reference(partly, cast.quinn, only=["overall", "seeing"])
    not_yet = exercises.opened(cast.quinn, [cast.ben], at=RELEASE, releases_at=TODAY + timedelta(days=2))
    assert practice.number_of_cases() == 0
    for exercise in (partly, not_yet):
        with pytest.raises(NotPossible):
            practising.begin(exercises.fresh(exercise).cases[0].id, by=cast.asha, at=TODAY)


def test_a_waiver_makes_ready_keeps_its_reason_and_can_be_ended(cast, reference_cases):
    with pytest.raises(Incomplete):
        practising.waive(cast.asha.id, because=" ", by=cast.quinn, at=TODAY)
    practising.waive(cast.asha.id, because="Ten years elsewhere.", by=cast.quinn, at=TODAY)
    assert ready_of(cast.asha).ready is Ready.WAIVED
    with pytest.raises(NotPossible, match="waived for Asha Rao already"):
        practising.waive(cast.asha.id, because="Twice.", by=cast.quinn, at=TODAY)
    for _ in range(2):
        practising.end_waiver(cast.asha.id, by=cast.quinn, at=TODAY)
    assert ready_of(cast.asha).ready is Ready.NOT_YET
    practising.waive(cast.asha.id, because="Again.", by=cast.quinn, at=TODAY)
    rows = session.scalars(select(PracticeWaiver).order_by(PracticeWaiver.id)).all()
    assert [(each.because, each.ended_by_id) for each in rows] == [
        ("Ten years elsewhere.", cast.quinn.id),
        ("Again.", None),
    ]


# ------------------------------------------------------------------------------------------- allocation knows
def test_nobody_who_is_not_ready_is_given_an_audit_in_any_way(cast, reference_cases):
    factories.audit(cast.ben, status=Status.SUBMITTED)
    factories.audit(cast.olu, status=Status.SUBMITTED)
    audit = factories.audit(cast.ben, team=cast.harbour)
    import_list(cast, *many(12))
    round_ = a_round(cast)
    a_sample(cast, round_)
    proposal = proposals.for_round(round_.id, seed=1, on=TODAY.date())
    assert {each.auditor.name for each in proposal.pairings} == {"Ben Okoro", "Olu Stranger"}
    assert [each.not_ready for each in proposal.not_ready] == [
        "Asha Rao is not ready yet: 0 of 2 practice cases done."
    ]
    assert "Asha Rao" not in {auditor.name for auditor, _ in proposal.loads}
    with pytest.raises(ConflictOfInterest, match="Asha Rao is not ready yet"):
        moving.move(audit.id, cast.asha.id, because="Leave.", by=cast.quinn, at=TODAY)
    with pytest.raises(ConflictOfInterest, match="Asha Rao is not ready yet"):
        pairing.pair_by_hand(audit.id, cast.asha.id, because="To be sure.", by=cast.quinn, at=TODAY)
    practising.waive(cast.asha.id, because="Ten years elsewhere.", by=cast.quinn, at=TODAY)
    moving.move(audit.id, cast.asha.id, because="Leave.", by=cast.quinn, at=TODAY)


def test_the_work_of_exercises_is_no_load_and_who_still_calibrates_a_case_is_not_given_its_audit(cast):
    case = factories.case(team=cast.harbour, reference="TS-9")
    exercises.opened(cast.quinn, [cast.asha], cases=[case], at=TODAY, releases_at=TODAY + timedelta(days=2))
    with frozen(TODAY):
        asha = next(each for each in auditors.everybody(TODAY.date()) if each.user_id == cast.asha.id)
    assert (asha.load, asha.calibrates) == (0, frozenset({"TS-9"}))
    with frozen(TODAY + timedelta(days=3)):
        asha = next(each for each in auditors.everybody(TODAY.date()) if each.user_id == cast.asha.id)
    assert asha.calibrates == frozenset()
