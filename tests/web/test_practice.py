"""Does a new auditor practise by the pages, and does whoever gives out audits see who is not ready?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from qa_app.db import session
from qa_app.domain.workflow import Status
from qa_app.models.audits import PracticeAudit
from qa_app.models.council import Council
from qa_app.services import auditing, practising
from tests import exercises, factories
from tests.conftest import TODAY
from tests.lists_and_rounds import a_round, a_sample, import_list, many
from tests.page import Page

MINUS = "\N{MINUS SIGN}"


@pytest.fixture
def asked(cast, visit):
    """An administrator asks for two practice cases."""
    ada = visit(cast.ada)
    cases, tolerance = (
        "Reference cases that a new auditor grades before being given audits",
        "How far from the reference grades a new auditor may be",
    )
    page = ada.send(ada.get("/council/settings"), "Save settings", **{cases: "2", tolerance: "0.25"})
    assert page.facts["How far from the reference grades a new auditor may be"] == (
        "0.25 grade steps on average"
    )


@pytest.fixture
def reference_case(cast, asked):
    """One vignette that Ben and Olu graded, with its reference grades: Good in all."""
    made = exercises.released(
        cast.quinn, {cast.ben: "good", cast.olu: "good"}, at=TODAY - timedelta(days=3),
        releases_at=TODAY - timedelta(days=1),
    )  # fmt: skip
    return exercises.reference(made, cast.quinn, at=TODAY - timedelta(hours=20)).cases[0]


@pytest.mark.parametrize("said", ["NaN", "1e9", "-1", "3.01", "0.123", "٣", "", "half"])
def test_a_tolerance_that_is_no_number_of_ours_is_refused_and_stays(cast, visit, said):
    ada = visit(cast.ada)
    label = "How far from the reference grades a new auditor may be"
    page = ada.send(ada.get("/council/settings"), "Save settings", status=422, **{label: said})
    assert "Enter a number from 0 to 3, with at most two decimals" in page.errors
    assert session.scalars(select(Council)).one().practice_tolerance == 0.5


def test_a_new_auditor_practises_and_reads_at_once_how_far_they_were(cast, visit, reference_case):
    asha = visit(cast.asha)
    home = asha.get("/")
    assert "2 practice cases to do You are not ready yet: 0 of 2 practice cases done." in home.text
    page = asha.get(home.link("Practise"))
    page = asha.send(page, "Practise with Two visits in March")
    assert page.h1 == "Audit of Two visits in March"
    assert "When you hand it in, you see at once" in page.text
    assert exercises.VIGNETTE in page.text
    assert "Due" not in page.facts
    asha.send(page, "Start audit")
    audit = session.scalars(select(PracticeAudit)).one()
    session.refresh(audit, ["tool_version"])
    given = {
        **factories.everything("good"),
        **factories.given(seeing_grade="outstanding", overall_grade="good"),
    }
    factories.answer(audit, given, at=TODAY)
    page = asha.send(asha.get(f"/audits/{audit.id}/check"), "Submit audit")
    assert page.h1 == "Your grades beside the reference"
    assert page.table("Your grades and the reference grades").rows == (
        ("Overall grade", "Good", "Good", "The same"),
        ("Seeing the child", "Outstanding", "Good", "1 step more lenient"),
        ("Family", "Good", "Good", "The same"),
    )
    assert "The group agreed about Seeing the child." in page.text
    assert "Over 3 grades, 0.33 grade steps from the reference on average" in page.text
    assert "You are not ready yet: 1 of 2 practice cases done." in page.text
    page = asha.get("/practice")
    assert "No reference case is left for you." in page.text
    assert page.table("What you practised").rows[0][0] == "Two visits in March"
    own = asha.get(f"/audits/{audit.id}")
    assert "Handed in" in own.text
    assert own.link("See your grades beside the reference grades") == f"/practice/audits/{audit.id}"


def test_a_double_click_takes_a_case_once(cast, visit, reference_case):
    asha = visit(cast.asha)
    page = asha.get("/practice")
    for _ in range(2):
        assert asha.send(page, "Practise with Two visits in March").h1 == "Audit of Two visits in March"
    assert session.scalar(select(func.count(PracticeAudit.id))) == 1


def test_who_was_invited_to_the_exercise_reads_why_its_case_is_not_for_them(cast, visit, reference_case):
    page = visit(cast.ben).get("/practice")
    assert "Two visits in March: You were invited to the exercise that it comes from." in page.text
    token = visit(cast.ben).open("GET", "/session/token").json["csrf_token"]
    answer = visit(cast.ben).open("POST", f"/practice/{reference_case.id}", data={"csrf_token": token})
    assert answer.status_code in {400, 403}


def test_practice_is_its_auditors_and_once_handed_in_the_qa_managers(cast, visit, reference_case):
    audit = practising.begin(reference_case.id, by=cast.asha, at=TODAY)
    auditing.start(audit, by=cast.asha, at=TODAY)
    session.refresh(audit, ["tool_version"])
    factories.answer(audit, factories.everything(), at=TODAY)
    assert visit(cast.quinn).open("GET", f"/audits/{audit.id}").status_code == 404
    auditing.submit(audit, link=str, by=cast.asha, at=TODAY)
    assert visit(cast.quinn).open("GET", f"/audits/{audit.id}").status_code == 200
    for person in (cast.ben, cast.dara, cast.tomas):
        assert visit(person).open("GET", f"/audits/{audit.id}").status_code == 404
        assert visit(person).open("GET", f"/practice/audits/{audit.id}").status_code == 404
    assert visit(cast.quinn).open("GET", f"/practice/audits/{audit.id}").status_code == 404


def test_feedback_is_not_given_before_the_hand_in(cast, visit, reference_case):
    audit = practising.begin(reference_case.id, by=cast.asha, at=TODAY)
    assert visit(cast.asha).open("GET", f"/practice/audits/{audit.id}").status_code == 404
    assert "The group agreed" not in visit(cast.asha).get(f"/audits/{audit.id}").text


def test_the_qa_manager_sees_who_is_new_what_is_lacking_and_waives_with_a_reason(cast, visit, reference_case):
    quinn = visit(cast.quinn)
    assert "3 new auditors not ready yet" in quinn.get("/").text
    page = quinn.get("/practice/auditors")
    assert (
        "2 reference cases are needed for practice, and there is 1. Run a calibration exercise" in page.text
    )
    assert page.table("New auditors").column("Auditor") == ("Asha Rao", "Ben Okoro", "Olu Stranger")
    form = quinn.get(page.link("Waive practice of Asha Rao"))
    assert "Asha Rao is not ready yet: 0 of 2 practice cases done." in form.text
    empty = quinn.send(form, "Waive practice", status=422, **{"Why need they not practise?": ""})
    assert "Enter the reason" in empty.errors
    page = quinn.send(form, "Waive practice", **{"Why need they not practise?": "Ten years elsewhere."})
    row = page.table("New auditors").row("Asha Rao")
    assert row["How far"].startswith("Practice waived")
    assert row["Waivers"] == "Waived by Quinn Hale, 20 November 2026 at 9:30am: Ten years elsewhere."
    page = quinn.send(page, "End the waiver of Asha Rao")
    assert "Ended by Quinn Hale" in page.table("New auditors").row("Asha Rao")["Waivers"]


def test_without_practice_asked_the_pages_say_so(cast, visit):
    page = visit(cast.quinn).get("/practice/auditors")
    assert "The council asks for no practice, so everybody can be given audits." in page.text
    assert "No practice is asked for" in visit(cast.asha).get("/practice").text


def test_who_has_audited_is_no_new_auditor(cast, visit):
    factories.audit(cast.asha, status=Status.SUBMITTED)
    assert visit(cast.quinn).open("GET", f"/practice/auditors/{cast.asha.id}/waiver").status_code == 404
    assert visit(cast.quinn).open("GET", f"/practice/auditors/{cast.tomas.id}/waiver").status_code == 404


def test_the_allocation_page_says_who_is_given_nothing_and_why(cast, visit, reference_case):
    factories.audit(cast.ben, status=Status.SUBMITTED)
    import_list(cast, *many(8))
    round_ = a_round(cast)
    a_sample(cast, round_)
    page: Page = visit(cast.quinn).get(f"/rounds/{round_.id}/allocation")
    assert "2 auditors are not ready yet, so are given nothing:" in page.text
    assert "Asha Rao is not ready yet: 0 of 2 practice cases done." in page.text
    assert page.table("Who would have how many").column("Auditor") == ("Ben Okoro",)
    assert page.link("See how far they are, or waive practice") == "/practice/auditors"


def test_a_case_with_a_newer_tool_can_still_be_practised_with(cast, visit, reference_case):
    definition = factories.tool().definition
    factories.tool(definition.model_copy(update={"version": 2}))
    page = visit(cast.asha).get("/practice")
    row = page.table("Reference cases that you can practise with").row("Two visits in March")
    assert row["Tool"] == "A small tool, version 1 There is a newer version now"
