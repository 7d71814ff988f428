"""Do moderators find where two audits differ, decide with reasons, and lose no word when somebody was first?"""

from __future__ import annotations

import pytest
from sqlalchemy import select

from qa_app.db import session, use_case
from qa_app.domain.pairs import PairStatus
from qa_app.domain.policy import Role
from qa_app.models.audits import AnyAudit
from qa_app.models.moderation import Moderation
from qa_app.models.pairs import Pair, PanelGrades
from qa_app.queries import council
from qa_app.services import people as people_services
from qa_app.services.people import PersonDetails
from tests import factories
from tests.conftest import TODAY

WORDS = "The record shows that she was heard."


@pytest.fixture
def rita(cast):
    """A second QA manager."""
    details = PersonDetails("Rita Moss", "rita@testshire.example", frozenset({Role.QA_MANAGER}))
    return people_services.add(details, None, by=cast.ada, at=TODAY)


@pytest.fixture
def differing(cast):
    second = factories.everything("good") | factories.given(
        overall_grade="requires_improvement", seen="partly", overall_rationale="The plan drifts."
    )
    return factories.pair(cast.asha, cast.ben, answers=(None, second), team=cast.harbour, reference="EX1")


@pytest.fixture
def far_apart(cast):
    return factories.pair(cast.asha, cast.ben, ("good", "inadequate"), team=cast.harbour, reference="EX2")


def fill(page, button="Save the decision", *, taken="second", keys=("overall",), words=WORDS):
    form = page.form(button)
    for key in keys:
        form.put(f"taken_{key}", taken)
        form.put(f"category_{key}", "impact")
        form.put(f"because_{key}", words)
    return form


def send(visitor, page, form, *, status=200):
    sent = form.submission("Save the decision")
    answer = visitor.open(sent.method, sent.action, data=sent.fields, follow_redirects=True)
    assert answer.status_code == status, answer.get_data(as_text=True)
    return type(page)(answer.get_data(as_text=True), url=sent.action)


def stored(pair) -> Pair:
    session.expire_all()
    return session.get_one(Pair, pair.id)


def test_the_queue_says_where_they_differ_and_the_home_page_how_many_wait(cast, visit, differing, far_apart):
    quinn = visit(cast.quinn)
    assert "2 cases on which two auditors differ" in quinn.get("/").text
    page = quinn.get("/moderation/disagreements")
    rows = page.table("Second audits that differ").rows
    assert [row[0] for row in rows] == ["EX2 November practice audit", "EX1 November practice audit"]
    assert "Overall grade: Good and Inadequate, 2 steps apart." in rows[0][1]
    assert "0 of 2 moderators have graded" in rows[0][2]
    assert "Overall grade: Good and Requires improvement." in rows[1][1]


def test_an_empty_queue_says_when_something_comes(cast, visit):
    factories.pair(cast.asha, cast.ben, team=cast.harbour, handed_in=1)
    page = visit(cast.quinn).get("/moderation/disagreements")
    assert "No two audits wait for a decision" in page.text
    assert "1 pair is not complete" in page.text


def test_differences_come_first_and_what_both_say_alike_is_folded(cast, visit, differing):
    page = visit(cast.quinn).get(f"/pairs/{differing.id}")
    grades = page.table("Grades that differ").rows
    assert grades == (("Overall grade", "Good", "Requires improvement", "1 step apart"),)
    assert page.table("Answers that differ in Seeing the child").rows == (
        ("Was the child seen?", "Yes", "Partly"),
    )
    assert "Grades on which both agree (2)" in page.text
    assert page.text.index("Overall judgement: graded differently") < page.text.index(
        "Seeing the child: 1 answer differs"
    )
    assert page.text.index("Seeing the child: 1 answer differs") < page.text.index("Facts: answered alike")
    assert "The plan drifts." in page.text


def test_a_decision_needs_a_grade_a_reason_and_words_for_each_difference(cast, visit, differing):
    quinn = visit(cast.quinn)
    page = quinn.get(f"/pairs/{differing.id}")
    refused = quinn.send(
        page,
        "Save the decision",
        status=422,
        **{"Feedback to both auditors (optional)": "Look at the dates."},
    )
    assert {
        "Choose the grade of the overall grade",
        "Choose the reason for your decision about the overall grade",
        "Explain your decision about the overall grade in your own words",
    } <= set(refused.errors)
    assert "Look at the dates." in refused.html
    assert stored(differing).status is PairStatus.TO_DECIDE


def test_a_decision_is_saved_and_both_auditors_may_then_compare(cast, visit, differing):
    quinn = visit(cast.quinn)
    page = quinn.get(f"/pairs/{differing.id}")
    done = send(quinn, page, fill(page))
    assert "You decided the two audits of EX1" in done.text
    assert stored(differing).status is PairStatus.DECIDED
    for person in (cast.asha, cast.ben):
        seen = visit(person).get(f"/pairs/{differing.id}")
        assert "Decided beside a second audit" in seen.text
        assert WORDS in seen.text
        assert seen.table("Grades that differ").rows[0][-1] == "Requires improvement"
    for person in (cast.olu, cast.tomas, cast.bola, cast.ada):
        visit(person).get(f"/pairs/{differing.id}", status=404)


def test_the_second_auditor_is_shown_that_there_is_something_to_read_until_they_have(cast, visit, differing):
    quinn, ben = visit(cast.quinn), visit(cast.ben)
    page = quinn.get(f"/pairs/{differing.id}")
    send(quinn, page, fill(page))
    assert "1 audit with new feedback" in ben.get("/").text
    page = ben.get(f"/audits/{differing.second_id}")
    assert "this is the second audit" in page.text
    ben.send(page, "I have read this")
    assert "new feedback" not in ben.get("/").text


def test_another_grade_is_chosen_with_it_and_not_beside_one_of_the_two(cast, visit, differing):
    quinn = visit(cast.quinn)
    page = quinn.get(f"/pairs/{differing.id}")
    form = fill(page, taken="other")
    refused = send(quinn, page, form, status=422)
    assert "Choose which other grade the overall grade gets" in refused.errors
    form = fill(page, taken="first")
    form.put("grade_overall", "outstanding")
    refused = send(quinn, page, form, status=422)
    assert any("You chose another grade of the overall grade too" in error for error in refused.errors)
    form = fill(page, taken="other")
    form.put("grade_overall", "outstanding")
    send(quinn, page, form)
    assert session.get_one(AnyAudit, differing.audit_id, populate_existing=True).final_grade == "outstanding"


def test_a_grade_on_which_both_agree_is_changed_only_with_a_reason(cast, visit, differing):
    quinn = visit(cast.quinn)
    page = quinn.get(f"/pairs/{differing.id}")
    form = fill(page)
    form.put("because_seeing", "She was not seen alone.")
    refused = send(quinn, page, form, status=422)
    assert "Choose which other grade “Seeing the child” gets" in refused.errors
    assert "She was not seen alone." in refused.html


@pytest.mark.parametrize("value", ["nonsense", "", "x" * 5000, "=cmd()", "\N{ZEBRA FACE}"])
def test_nonsense_in_a_choice_is_refused_and_changes_nothing(cast, visit, differing, value):
    quinn = visit(cast.quinn)
    page = quinn.get(f"/pairs/{differing.id}")
    token = page.form("Save the decision").submission("Save the decision").fields
    fields = {
        **token,
        "taken_overall": value,
        "category_overall": value,
        "grade_overall": value,
        "because_overall": "x",
    }
    answer = quinn.open("POST", f"/pairs/{differing.id}/decision", data=fields)
    assert answer.status_code == 422
    assert stored(differing).status is PairStatus.TO_DECIDE


def test_who_is_second_to_decide_is_told_and_keeps_their_words(cast, rita, visit, differing):
    quinn, other = visit(cast.quinn), visit(rita)
    first, second = quinn.get(f"/pairs/{differing.id}"), other.get(f"/pairs/{differing.id}")
    send(quinn, first, fill(first))
    refused = send(other, second, fill(second, taken="first", words="I see it as Asha does."), status=409)
    assert "“Decided”" in refused.text
    assert "I see it as Asha does." in refused.html
    assert len(session.scalars(select(Moderation)).all()) == 1


def test_names_are_not_sent_before_the_decision_when_the_council_wants_it_so(cast, visit, differing):
    @use_case
    def hide() -> None:
        council.settings().hides_names_until_decided = True

    hide()
    quinn = visit(cast.quinn)
    page = quinn.get(f"/pairs/{differing.id}")
    for path in (f"/pairs/{differing.id}", "/moderation/disagreements", f"/pairs/{differing.id}/return"):
        html = quinn.get(path).html
        assert "Asha" not in html, path
        assert "Ben" not in html, path
    assert page.table("Grades that differ").headers[1:3] == ("First auditor", "Second auditor")
    send(quinn, page, fill(page))
    assert "First: Asha Rao" in quinn.get(f"/pairs/{differing.id}").text


def test_a_panel_of_two_grades_blind_and_one_of_them_records_the_decision(cast, rita, visit, far_apart):
    quinn, other = visit(cast.quinn), visit(rita)

    def grade(visitor, name, words):
        page = visitor.get(f"/pairs/{far_apart.id}")
        given = {
            "Overall grade": name,
            "Seeing the child": name,
            "Family": name,
            "Why do you grade like this?": words,
        }
        return visitor.send(page, "Save your grades", **given)

    page = grade(quinn, "Requires improvement", "She is seen, but nothing follows.")
    assert "The other moderator’s grades are shown when both have graded." in page.text
    unseen = other.get(f"/pairs/{far_apart.id}")
    assert "1 of 2 moderators have graded" in unseen.text
    assert "nothing follows" not in unseen.html
    assert "Save the decision" not in unseen.html
    page = grade(other, "Inadequate", "Nobody asked her.")
    assert "nothing follows" in page.text
    done = send(other, page, fill(page, taken="second", keys=("overall", "seeing", "family")))
    assert "You decided the two audits of EX2" in done.text
    assert "Decided by a panel" in quinn.get(f"/pairs/{far_apart.id}").text


def test_a_panel_member_is_asked_for_every_grade_and_keeps_their_words(cast, visit, far_apart):
    quinn = visit(cast.quinn)
    page = quinn.get(f"/pairs/{far_apart.id}")
    refused = quinn.send(
        page, "Save your grades", status=422, **{"Why do you grade like this?": "Nothing follows."}
    )
    assert "Choose your grade of the overall grade" in refused.errors
    assert "Nothing follows." in refused.html
    assert session.scalars(select(PanelGrades)).all() == []


def test_one_of_the_two_is_returned_and_the_pair_waits_for_it(cast, visit, differing):
    quinn = visit(cast.quinn)
    page = quinn.get(f"/pairs/{differing.id}")
    page = quinn.get(page.link("Return one of the two to its auditor"))
    refused = quinn.send(page, "Return the audit", status=422)
    assert "Say what the auditor needs to do" in refused.errors
    quinn.send(
        page,
        "Return the audit",
        **{
            "Which audit goes back?": "Second: Ben Okoro",
            "What does the auditor need to do?": "Say who saw her.",
        },
    )
    assert "One of them is back with its auditor" in quinn.get("/moderation/disagreements").text
    page = quinn.get(f"/pairs/{differing.id}")
    assert "The pair can be decided when it has come back." in page.text
    assert "Save the decision" not in page.html
    assert "Say who saw her." in visit(cast.ben).get("/audits").text


def test_a_moderator_who_is_too_close_is_told_why_and_gets_no_form(cast, visit, differing):
    @use_case
    def also_moderate() -> None:
        from qa_app.models.people import RoleRow, User  # noqa: PLC0415  # only here

        role = session.scalars(select(RoleRow).where(RoleRow.name == Role.QA_MANAGER)).one()
        session.get_one(User, cast.tomas.id).roles.append(role)

    also_moderate()
    page = visit(cast.tomas).get(f"/pairs/{differing.id}")
    assert "Tomas Reyes belongs to Harbour" in page.text
    assert "Save the decision" not in page.html


def test_the_moderation_page_of_a_paired_audit_leads_to_the_pair(cast, visit):
    pair = factories.pair(cast.asha, cast.ben, ("inadequate", "good"), team=cast.harbour, handed_in=1)
    page = visit(cast.quinn).get(f"/audits/{pair.audit_id}/moderation")
    assert "This case is audited twice, so this audit is not moderated by itself: 1 of 2 locked." in page.text
    assert page.link("See the pair") == f"/pairs/{pair.id}"
    assert "Save the decision" not in page.html


def test_a_long_queue_costs_what_a_short_one_costs(cast, visit, differing, count_queries):
    quinn = visit(cast.quinn)

    def costs() -> int:
        with count_queries() as asked:
            quinn.get("/moderation/disagreements")
        return len(asked)

    quinn.get("/moderation/disagreements")
    few = costs()
    for _ in range(3):
        factories.pair(cast.asha, cast.ben, ("good", "requires_improvement"), team=cast.harbour)
    assert costs() == few
