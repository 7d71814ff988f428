"""How is a calibration exercise set up, and who can be part of it?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from qa_app.db import session
from qa_app.domain.calibration import ExerciseStatus
from qa_app.domain.errors import ConflictOfInterest, Incomplete, NotPossible, Stale, StepNotAllowed
from qa_app.domain.policy import Role
from qa_app.domain.workflow import Status
from qa_app.models.audits import Audit, CalibrationAudit
from qa_app.models.calibration import Exercise, ExerciseCase
from qa_app.models.cases import Case
from qa_app.models.mail import OutboxMessage
from qa_app.queries import candidates
from qa_app.services import calibrating, inviting, people, releasing
from qa_app.services.people import PersonDetails
from tests import exercises, factories
from tests.conftest import TODAY
from tests.exercises import AT, RELEASE


def number_of(kind, *conditions) -> int:
    return session.scalar(select(func.count()).select_from(kind).where(*conditions)) or 0


def test_a_form_sent_twice_makes_one_exercise_and_one_vignette(cast):
    tool = factories.tool()
    made = [calibrating.create("November", tool.id, once="o", by=cast.quinn, at=AT) for _ in range(2)]
    assert made[0].id == made[1].id
    for _ in range(2):
        calibrating.add_vignette(made[0].id, "Two visits", exercises.VIGNETTE, once="v", by=cast.quinn)
    assert number_of(ExerciseCase) == 1


def test_an_exercise_needs_a_title_and_a_tool_that_is_offered(cast):
    tool = factories.tool()
    with pytest.raises(Incomplete):
        calibrating.create("  ", tool.id, by=cast.quinn, at=AT)
    with pytest.raises(Incomplete):
        calibrating.create("November", 999, by=cast.quinn, at=AT)
    assert number_of(Exercise) == 0


def test_a_case_is_found_by_its_reference_whatever_its_letters_and_is_added_once(cast):
    case = factories.case(reference="TS-0042")
    made = exercises.draft(cast.quinn, vignettes=())
    for said in ("ts-0042", " TS-0042 "):
        calibrating.add_case(made.id, said, by=cast.quinn)
    assert [each.case_id for each in exercises.fresh(made).cases] == [case.id]
    with pytest.raises(NotPossible, match="has the reference “TS-9999”"):
        calibrating.add_case(made.id, "TS-9999", by=cast.quinn)


def test_of_two_who_change_a_vignette_the_second_is_told(cast):
    made = exercises.draft(cast.quinn)
    (each,) = made.cases
    seen = each.revision
    calibrating.change_vignette(made.id, each.id, "Three visits", "More.", revision=seen, by=cast.quinn)
    with pytest.raises(Stale):
        calibrating.change_vignette(made.id, each.id, "Four visits", "Less.", revision=seen, by=cast.quinn)
    assert exercises.fresh(made).cases[0].title == "Three visits"


def test_what_was_removed_meanwhile_can_no_longer_be_changed(cast):
    made = exercises.draft(cast.quinn)
    (each,) = made.cases
    calibrating.remove_case(made.id, each.id, by=cast.quinn)
    for step in (
        lambda: calibrating.remove_case(made.id, each.id, by=cast.quinn),
        lambda: calibrating.change_vignette(made.id, each.id, "T", "t", revision=1, by=cast.quinn),
    ):
        with pytest.raises(Stale, match="removed"):
            step()


def test_once_opened_nothing_of_what_is_graded_changes(cast):
    made = exercises.opened(cast.quinn, [cast.asha])
    (each,) = made.cases
    for step in (
        lambda: calibrating.change(made.id, "T", made.tool_version_id, revision=made.revision, by=cast.quinn),
        lambda: calibrating.add_vignette(made.id, "T", "t", by=cast.quinn),
        lambda: calibrating.change_vignette(made.id, each.id, "T", "t", revision=1, by=cast.quinn),
        lambda: calibrating.remove_case(made.id, each.id, by=cast.quinn),
        lambda: inviting.choose(made.id, [cast.ben.id], revision=made.revision, by=cast.quinn, at=AT),
        lambda: releasing.open_it(made.id, link=str, revision=made.revision, by=cast.quinn, at=AT),
    ):
        with pytest.raises(StepNotAllowed, match="was opened"):
            step()


# ------------------------------------------------------------------------------------------------ who may grade
def why_not(exercise, person) -> str:
    found = candidates.for_exercise(exercises.fresh(exercise), TODAY.date(), only=[person.id])
    return " ".join(found[0].why_not.values()) if found else "no auditor"


def test_the_page_says_why_somebody_cannot_grade_a_case_of_the_council(cast):
    case = factories.case(team=cast.harbour, reference="TS-1")
    made = exercises.draft(cast.quinn, cases=[case], vignettes=())
    reads_all = people.add(
        PersonDetails("Rae Moss", "rae@testshire.example", frozenset({Role.AUDITOR, Role.DIRECTOR})),
        None,
        by=cast.ada,
        at=AT,
    )
    at_harbour = people.add(
        PersonDetails(
            "Hal Moss", "hal@testshire.example", frozenset({Role.AUDITOR}), team_id=cast.harbour.id
        ),
        None,
        by=cast.ada,
        at=AT,
    )
    supervises = people.add(
        PersonDetails(
            "Sol Moss", "sol@testshire.example", frozenset({Role.AUDITOR}), supervised_names=frozenset({"Wren Castle"})
        ),
        None,
        by=cast.ada,
        at=AT,
    )  # fmt: skip
    assert why_not(made, cast.asha) == ""
    assert "may read every audit" in why_not(made, reads_all)
    assert "belongs to Harbour" in why_not(made, at_harbour)
    assert "supervises or supervised Wren Castle" in why_not(made, supervises)
    assert why_not(made, cast.tomas) == "no auditor"


def test_who_judged_a_case_before_cannot_grade_it_and_vignettes_are_for_everybody(cast):
    audit = factories.audit(cast.asha, status=Status.SUBMITTED, reference="TS-2", team=cast.harbour)
    case = session.get_one(Case, audit.case_id)
    made = exercises.draft(cast.quinn, cases=[case])
    assert "Asha Rao has judged case TS-2 before" in why_not(made, cast.asha)
    found = candidates.for_exercise(made, TODAY.date(), only=[cast.asha.id])[0]
    assert found.can_join
    assert found.may == {made.cases[1].id}


def test_who_cannot_grade_anything_cannot_be_invited(cast):
    audit = factories.audit(cast.asha, reference="TS-3")
    made = exercises.draft(cast.quinn, cases=[session.get_one(Case, audit.case_id)], vignettes=())
    with pytest.raises(ConflictOfInterest, match="has judged case TS-3 before"):
        inviting.choose(made.id, [cast.asha.id], revision=made.revision, by=cast.quinn, at=AT)
    with pytest.raises(NotPossible):
        inviting.choose(made.id, [cast.tomas.id], revision=made.revision, by=cast.quinn, at=AT)
    assert exercises.fresh(made).invitations == []


def test_choosing_again_replaces_who_was_chosen_and_of_two_who_choose_the_second_is_told(cast):
    made = exercises.draft(cast.quinn, [cast.asha, cast.ben])
    seen = made.revision
    releasing.schedule(made.id, RELEASE + timedelta(hours=1), revision=seen, by=cast.quinn, at=AT)
    with pytest.raises(Stale):
        inviting.choose(made.id, [cast.olu.id], revision=seen, by=cast.quinn, at=AT)
    inviting.choose(
        made.id, [cast.ben.id, cast.olu.id], revision=exercises.fresh(made).revision, by=cast.quinn, at=AT
    )
    assert {each.auditor_id for each in exercises.fresh(made).invitations} == {cast.ben.id, cast.olu.id}


def test_nobody_is_invited_before_there_is_a_case(cast):
    made = exercises.draft(cast.quinn, vignettes=())
    with pytest.raises(NotPossible, match="Choose the cases first"):
        inviting.choose(made.id, [cast.asha.id], revision=made.revision, by=cast.quinn, at=AT)


# ------------------------------------------------------------------------------------------------ opening
def test_opening_gives_each_their_cases_and_tells_them_without_a_word_of_any_case(cast):
    judged = factories.audit(cast.asha, status=Status.SUBMITTED, reference="TS-4", team=cast.harbour)
    case = session.get_one(Case, judged.case_id)
    made = exercises.opened(cast.quinn, [cast.asha, cast.ben], cases=[case])
    assert made.status(AT) is ExerciseStatus.OPEN
    assert len(exercises.of_person(made, cast.asha)) == 1
    of_ben = exercises.of_person(made, cast.ben)
    assert [each.case_id for each in of_ben] == [case.id, None]
    assert [each.team_id for each in of_ben] == [cast.harbour.id, None]
    told = session.scalars(
        select(OutboxMessage).where(OutboxMessage.key.startswith("calibration-opened"))
    ).all()
    assert {each.to_address for each in told} == {cast.asha.email, cast.ben.email}
    assert "with 2 cases to grade" in next(each.body for each in told if each.to_address == cast.ben.email)
    assert all("18 November 2026 at 2:00pm" in each.body for each in told)
    for each in told:
        assert "TS-4" not in each.body
        assert exercises.VIGNETTE not in each.body
        assert "Two visits" not in each.body


@pytest.mark.parametrize(
    ("lacks", "said"),
    [
        ({"vignettes": ()}, "at least one case"),
        ({"people": ()}, "at least one auditor"),
        ({"releases_at": None}, "release time that is still to come"),
    ],
)
def test_an_exercise_that_lacks_something_is_not_opened(cast, lacks, said):
    wanted = {"people": [] if "vignettes" in lacks else [cast.asha], **lacks}
    made = exercises.draft(cast.quinn, wanted.pop("people"), **wanted)
    with pytest.raises(Incomplete, match=said):
        releasing.open_it(made.id, link=str, revision=made.revision, by=cast.quinn, at=AT)
    assert number_of(CalibrationAudit) == 0


def test_a_release_time_that_has_passed_meanwhile_does_not_open_it(cast):
    made = exercises.draft(cast.quinn, [cast.asha])
    with pytest.raises(Incomplete, match="still to come"):
        releasing.open_it(made.id, link=str, revision=made.revision, by=cast.quinn, at=RELEASE)


def test_a_tool_that_was_replaced_meanwhile_is_chosen_again_before_opening(cast):
    made = exercises.draft(cast.quinn, [cast.asha])
    newer = factories.tool(made.tool_version.definition.model_copy(update={"version": 2}))
    made = exercises.fresh(made)
    with pytest.raises(NotPossible, match="is not offered any more"):
        releasing.open_it(made.id, link=str, revision=made.revision, by=cast.quinn, at=AT)
    calibrating.change(made.id, made.title, newer.id, revision=made.revision, by=cast.quinn)
    made = exercises.fresh(made)
    releasing.open_it(made.id, link=str, revision=made.revision, by=cast.quinn, at=AT)
    assert exercises.of_person(made, cast.asha)[0].tool_version_id == newer.id


def test_a_tool_that_is_replaced_while_an_exercise_is_open_changes_nothing_of_it(cast):
    made = exercises.opened(cast.quinn, [cast.asha, cast.ben])
    factories.tool(made.tool_version.definition.model_copy(update={"version": 2}))
    exercises.grade(made, cast.asha)
    assert exercises.of_person(made, cast.asha)[0].status is Status.SUBMITTED


def test_who_judged_the_case_between_the_choice_and_the_opening_is_named(cast):
    case = factories.case(reference="TS-5", team=cast.harbour)
    made = exercises.draft(cast.quinn, [cast.asha, cast.ben], cases=[case], vignettes=())
    _audit_of(case, cast.asha)
    with pytest.raises(ConflictOfInterest, match="Asha Rao has judged case TS-5 before"):
        releasing.open_it(made.id, link=str, revision=made.revision, by=cast.quinn, at=AT)


def test_a_case_that_nobody_invited_may_grade_is_named(cast):
    case = factories.case(reference="TS-51", team=cast.lantern)
    made = exercises.draft(cast.quinn, [cast.asha, cast.olu], cases=[case])
    with pytest.raises(NotPossible, match="Nobody invited may grade TS-51"):
        releasing.open_it(made.id, link=str, revision=made.revision, by=cast.quinn, at=AT)
    assert number_of(CalibrationAudit) == 0


def _audit_of(case, person) -> Audit:
    """An audit of this very case, as another round might have given it out."""
    audit = factories.audit(person, status=Status.SUBMITTED)
    audit.case_id = case.id
    session.commit()
    return audit


def test_a_case_that_has_left_the_lists_can_still_be_graded(cast):
    case = factories.case(reference="TS-6", team=cast.harbour)
    made = exercises.opened(cast.quinn, [cast.asha, cast.ben], cases=[case], vignettes=())
    session.get_one(Case, case.id).is_open = False
    session.commit()
    exercises.grade(made, cast.asha)
    assert exercises.of_person(made, cast.asha)[0].status is Status.SUBMITTED


def test_somebody_deactivated_is_taken_off_a_draft(cast):
    made = exercises.draft(cast.quinn, [cast.asha, cast.ben])
    people.deactivate(cast.asha, by=cast.ada, at=AT)
    assert [each.auditor_id for each in exercises.fresh(made).invitations] == [cast.ben.id]
