"""Can an auditor do an audit from beginning to end, and can nobody else?"""

from __future__ import annotations

from datetime import date

import pytest

from qa_app.domain.workflow import Status
from qa_app.models.audits import FindingKind
from tests import factories


def test_your_audits_says_what_is_due_returned_waiting_and_done(cast, visit):
    factories.audit(cast.asha, reference="EX-DUE", team=cast.harbour)
    factories.audit(cast.asha, reference="EX-RETURNED", status=Status.RETURNED)
    factories.audit(cast.asha, reference="EX-WAITS", status=Status.SUBMITTED)
    factories.audit(cast.asha, reference="EX-DONE", status=Status.MODERATED)
    page = visit(cast.asha).get("/audits")
    assert page.h1 == "Your audits"
    assert page.table("To do").column("Case") == ("EX-DUE",)
    assert "EX-RETURNED was returned to you" in page.headings
    assert "Say how you know that she was seen alone." in page.text
    assert page.table("Waiting for moderation").row("EX-WAITS")["Your grade"] == "Good"
    assert "Clear and fair" in page.table("Done").row("EX-DONE")["Feedback"]


def test_your_audits_says_so_when_there_is_nothing(cast, visit):
    assert "No audit is waiting for you" in visit(cast.olu).get("/audits").headings


def test_an_overdue_audit_says_so_in_a_word(cast, visit):
    factories.audit(cast.asha, reference="EX-LATE", due_on=date(2026, 11, 19))
    assert "Overdue" in visit(cast.asha).get("/audits").table("To do").row("EX-LATE")["Due"]


def test_an_audit_from_beginning_to_end(cast, visit):
    audit = factories.audit(cast.asha, team=cast.harbour)
    asha = visit(cast.asha)
    page = asha.get(f"/audits/{audit.id}")
    assert "20 November 2025" in page.text
    page = asha.send(page, "Start audit")
    page = asha.get(page.link("Seeing the child"))
    page = asha.send(
        page,
        "Save and continue",
        **{
            "Was the child seen?": "Yes",
            "Was the child seen alone?": "Yes",
            "What difference did it make for the child?": "She says that she feels safe.",
            "How do you grade “Seeing the child”?": "Good",
        },
    )
    assert page.h1 == "Family"
    page = asha.send(
        page,
        "Save and continue",
        **{
            "Is this section relevant for this child?": "No, it is not relevant",
            "Comment on “Is this section relevant for this child?”": "There is no family left to ask.",
        },
    )
    assert page.h1 == "Facts"
    page = asha.send(
        page, "Save and continue", **{"Which plan?": "Child in need", "How good is the plan?": "Good"}
    )
    assert page.h1 == "Overall judgement"
    page = asha.send(
        page,
        "Save and continue",
        **{"What is the overall grade?": "Good", "Why is this the right grade?": "Steady work."},
    )
    assert page.h1 == "Check your answers"
    assert "She says that she feels safe." in page.text
    page = asha.send(page, "Submit audit")
    assert "You submitted this audit" in page.text
    assert "Submitted" in page.text


def test_what_is_missing_is_listed_and_linked_and_nothing_is_submitted(cast, visit):
    audit = factories.audit(cast.asha, status=Status.IN_PROGRESS, answers=factories.given(seen="no"))
    asha = visit(cast.asha)
    page = asha.send(asha.get(f"/audits/{audit.id}/check"), "Submit audit", status=422)
    assert any("Was the child seen?" in message for message in page.errors)
    assert f"/audits/{audit.id}/sections/facts#question-plan" in page.errors.values()
    assert visit(cast.asha).get(f"/audits/{audit.id}").h1.startswith("Audit of")


def test_submitting_twice_submits_once(cast, visit):
    audit = factories.audit(cast.asha, status=Status.IN_PROGRESS, answers=factories.everything())
    asha = visit(cast.asha)
    page = asha.get(f"/audits/{audit.id}/check")
    asha.send(page, "Submit audit")
    page = asha.send(page, "Submit audit")
    assert page.text.count("Submitted Asha Rao") == 1


def test_starting_twice_starts_once(cast, visit):
    audit = factories.audit(cast.asha)
    asha = visit(cast.asha)
    page = asha.get(f"/audits/{audit.id}")
    asha.send(page, "Start audit")
    page = asha.send(page, "Start audit")
    assert page.text.count("Started Asha Rao") == 1


@pytest.mark.parametrize("status", [Status.SUBMITTED, Status.MODERATED, Status.RETURNED])
def test_starting_at_the_wrong_moment_is_refused(cast, visit, status):
    draft = factories.audit(cast.asha)
    done = factories.audit(cast.asha, status=status)
    asha = visit(cast.asha)
    sent = asha.get(f"/audits/{draft.id}").fill("Start audit")
    answer = asha.open("POST", f"/audits/{done.id}/start", data=sent.fields)
    assert answer.status_code == 409


@pytest.mark.parametrize("status", [Status.ALLOCATED, Status.MODERATED])
def test_submitting_at_the_wrong_moment_is_refused(cast, visit, status):
    draft = factories.audit(cast.asha, status=Status.IN_PROGRESS)
    other = factories.audit(cast.asha, status=status)
    asha = visit(cast.asha)
    sent = asha.get(f"/audits/{draft.id}/check").fill("Submit audit")
    assert asha.open("POST", f"/audits/{other.id}/submission", data=sent.fields).status_code == 409


PAGES = ("", "/check", "/sections/seeing", "/findings/new", "/concern", "/limits")


@pytest.mark.parametrize("path", PAGES)
def test_another_auditor_finds_nothing(cast, visit, path):
    audit = factories.audit(cast.asha, status=Status.IN_PROGRESS)
    assert visit(cast.ben).open("GET", f"/audits/{audit.id}{path}").status_code == 404


@pytest.mark.parametrize("path", PAGES[1:])
def test_other_roles_find_no_form(cast, visit, path):
    audit = factories.audit(cast.asha, status=Status.IN_PROGRESS)
    for person in (cast.quinn, cast.tomas, cast.sana, cast.dara, cast.bola, cast.ada):
        assert visit(person).open("GET", f"/audits/{audit.id}{path}").status_code == 404


@pytest.mark.parametrize("path", PAGES)
def test_an_audit_that_is_not_there_is_not_found(cast, visit, path):
    assert visit(cast.asha).open("GET", f"/audits/999{path}").status_code == 404


def test_managers_read_only_moderated_audits_of_their_teams(cast, visit):
    theirs = factories.audit(cast.asha, status=Status.MODERATED, team=cast.harbour)
    elsewhere = factories.audit(cast.asha, status=Status.MODERATED, team=cast.lantern)
    unmoderated = factories.audit(cast.asha, status=Status.SUBMITTED, team=cast.harbour)
    for manager in (cast.tomas, cast.sana):
        assert visit(manager).get(f"/audits/{theirs.id}").h1.startswith("Audit of")
        assert visit(manager).open("GET", f"/audits/{elsewhere.id}").status_code == 404
        assert visit(manager).open("GET", f"/audits/{unmoderated.id}").status_code == 404


@pytest.mark.parametrize("status", [each for each in Status if each is not Status.WITHDRAWN])
def test_qa_and_the_director_read_every_audit(cast, visit, status):
    audit = factories.audit(cast.asha, status=status)
    for person in (cast.quinn, cast.dara):
        page = visit(person).get(f"/audits/{audit.id}")
        assert "Asha Rao" in page.text


def test_a_returned_audit_says_why_and_can_be_submitted_again(cast, visit):
    audit = factories.audit(cast.asha, status=Status.RETURNED)
    asha = visit(cast.asha)
    page = asha.get(f"/audits/{audit.id}")
    assert "Say how you know that she was seen alone." in page.text
    page = asha.send(asha.get(f"/audits/{audit.id}/check"), "Submit audit")
    assert "Returned to the auditor" in page.text
    assert page.text.count("Submitted Asha Rao") == 2


def test_feedback_is_shown_and_can_be_marked_as_read(cast, visit):
    audit = factories.audit(cast.asha, status=Status.MODERATED)
    asha = visit(cast.asha)
    assert "New" in asha.get("/audits").table("Done").column("Feedback")[0]
    page = asha.send(asha.get(f"/audits/{audit.id}"), "I have read this")
    assert "I have read this" not in page.buttons
    assert "New" not in asha.get("/audits").table("Done").column("Feedback")[0]


def test_limits_are_shown_with_their_reason(cast, visit):
    answers = factories.everything() | factories.given(seen_alone="no", why_not_alone="He was away.")
    audit = factories.audit(cast.asha, status=Status.IN_PROGRESS, answers=answers)
    asha = visit(cast.asha)
    for path in ("", "/check", "/sections/overall", "/limits"):
        answer = asha.open("GET", f"/audits/{audit.id}{path}")
        assert "can be at most Requires improvement" in answer.text
        assert "Children say more on their own." in answer.text


def test_a_grade_above_the_limit_needs_a_reason(cast, visit):
    answers = factories.everything() | factories.given(seen_alone="no", why_not_alone="He was away.")
    audit = factories.audit(cast.asha, status=Status.IN_PROGRESS, answers=answers)
    asha = visit(cast.asha)
    page = asha.send(asha.get(f"/audits/{audit.id}/check"), "Submit audit", status=422)
    assert list(page.errors) == ["Write an answer to “Why is the grade above the limit?”"]
    page = asha.get(f"/audits/{audit.id}/sections/overall")
    asha.send(
        page, "Save and continue", **{"Why is the grade above the limit?": "He was seen with his sister."}
    )
    asha.send(asha.get(f"/audits/{audit.id}/check"), "Submit audit")
    page = visit(cast.quinn).get(f"/audits/{audit.id}")
    assert "graded above the limit" in page.text
    assert "above Requires improvement" in page.text


def test_a_list_of_many_takes_no_more_queries_than_a_list_of_few(cast, visit, count_queries):
    factories.audits(cast.asha, 2, status=Status.MODERATED)
    factories.audits(cast.asha, 2)
    asha = visit(cast.asha)
    with count_queries() as few:
        asha.get("/audits")
    factories.audits(cast.asha, 4, status=Status.MODERATED)
    factories.audits(cast.asha, 4)
    with count_queries() as many:
        asha.get("/audits")
    assert len(many) == len(few) <= 17


def test_findings_are_in_the_audit_with_their_themes(cast, visit):
    audit = factories.audit(cast.asha, status=Status.IN_PROGRESS)
    factories.note(audit, FindingKind.STRENGTH, "Her own words are in the plan.", "drift")
    page = visit(cast.asha).get(f"/audits/{audit.id}")
    assert "Her own words are in the plan." in page.text
    assert "Drift in planning" in page.text
