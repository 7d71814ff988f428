"""Does a moderator find what waits, see what they need, and decide once?"""

from __future__ import annotations

import pytest
from sqlalchemy import select

from qa_app.db import session, use_case
from qa_app.domain.moderating import Decision, ModerationRules, Way
from qa_app.domain.policy import Role
from qa_app.domain.questions import Given
from qa_app.domain.workflow import Status
from qa_app.models.audits import Audit, FindingKind
from qa_app.models.moderation import Moderation
from qa_app.models.people import RoleRow, User
from qa_app.queries import moderation
from qa_app.services import auditing
from tests import factories
from tests.conftest import TODAY

QUIET = ModerationRules(first_audits=0, share_percent=0)
CHANGE = {
    "Your decision": "Change one or more grades",
    "Overall grade": "Requires improvement",
}


@pytest.fixture(autouse=True)
def tool(cast):
    del cast
    return factories.tool()


@pytest.fixture
def submitted(cast):
    return factories.audit(
        cast.asha, status=Status.SUBMITTED, grade="good", team=cast.harbour, reference="EX700001"
    )


@use_case
def also(user, role):
    user.roles = [*user.roles, session.scalars(select(RoleRow).where(RoleRow.name == role)).one()]


def second_moderator(cast):
    also(cast.ben, Role.QA_MANAGER)
    return cast.ben


def where(audit):
    return f"/audits/{audit.id}/moderation"


def stored(audit):
    session.expire_all()
    return session.scalars(select(Audit).where(Audit.id == audit.id)).one()


def decisions():
    return session.scalars(select(Moderation.decision).order_by(Moderation.id)).all()


def explain(page, key="overall", words="The plan has no dates."):
    form = page.form("Save the decision")
    form.put(f"category_{key}", "not_supported")
    form.put(f"because_{key}", words)
    return form


def send(visitor, form, *, status=200, **by_label):
    for label, value in by_label.items():
        form.answer(label, value)
    sent = form.submission()
    answer = visitor.open("POST", sent.action, data=sent.fields, follow_redirects=True)
    assert answer.status_code == status
    return answer


# ---------------------------------------------------------------------------------------- queue
def test_the_queue_says_why_each_audit_is_in_it(cast, visit, submitted):
    factories.audit(
        cast.asha, status=Status.SUBMITTED, grade="inadequate", team=cast.harbour, reference="EX700004"
    )
    page = visit(cast.quinn).get("/moderation")
    table = page.table("Audits to read")
    assert [row[0].split()[0] for row in table.rows] == ["EX700001", "EX700004"]
    assert "It is number 1 by Asha Rao" in table.rows[0][3]
    assert "Every Inadequate audit is moderated." in table.rows[1][3]
    assert "To read 2" in page.links


def test_the_rest_is_a_list_of_its_own(cast, visit):
    quiet = factories.a_round(rules=QUIET)
    factories.audit(cast.asha, status=Status.SUBMITTED, in_round=quiet, reference="EX700002")
    quinn = visit(cast.quinn)
    assert "Nothing waits to be read" in quinn.get("/moderation").text
    page = quinn.get("/moderation/rest")
    assert [row[1].split()[0] for row in page.table("Audits to agree together").rows] == ["EX700002"]


def test_nobody_finds_their_own_audit_in_the_queue(cast, visit, submitted):
    also(cast.asha, Role.QA_MANAGER)
    page = visit(cast.asha).get("/moderation")
    assert "EX700001" not in page.html
    assert "1 audit of your own waits for another moderator" in page.text
    page = visit(cast.asha).get(where(submitted))
    assert "You cannot moderate this audit. Asha Rao made this audit" in page.text
    assert "Save the decision" not in page.buttons


def test_a_case_too_close_stays_in_the_queue_with_the_reason(cast, visit, submitted):
    also(cast.tomas, Role.QA_MANAGER)
    tomas = visit(cast.tomas)
    page = tomas.get("/moderation")
    assert "You cannot moderate this one. Tomas Reyes belongs to Harbour" in page.text
    assert "EX700001" not in page.links
    assert moderation.count_waiting_for(session.get_one(User, cast.tomas.id)) == 0
    token = page.form("Sign out").submission().fields["csrf_token"]
    answer = tomas.open(
        "POST", where(submitted),
        data={"csrf_token": token, "decision": "agreed", "grade_overall": "good", "grade_seeing": "good",
              "grade_family": "good", "revision": str(submitted.revision)},
    )  # fmt: skip
    assert answer.status_code == 403
    assert stored(submitted).status is Status.SUBMITTED


@pytest.mark.parametrize("who", ["asha", "tomas", "sana", "dara", "bola", "ada"])
def test_only_quality_assurance_moderates(cast, visit, submitted, who):
    person = visit(getattr(cast, who))
    for path in ("/moderation", "/moderation/rest", "/moderation/rest/agreement", where(submitted)):
        assert person.open("GET", path).status_code == 404


def test_the_queue_is_narrowed(cast, visit, submitted):
    factories.audit(cast.olu, status=Status.SUBMITTED, grade="inadequate", reference="EX700003")
    quinn = visit(cast.quinn)
    page = quinn.get("/moderation")
    assert page.form("Apply filters").options("Auditor") == ("Any auditor", "Asha Rao", "Olu Stranger")
    assert page.form("Apply filters").options("Grade") == ("Any grade", "Inadequate", "Good")

    def found(query):
        table = quinn.get(f"/moderation?{query}").tables.get("Audits to read")
        return [row[0].split()[0] for row in table.rows] if table else []

    assert found(f"auditor={cast.olu.id}") == ["EX700003"]
    assert found("grade=good") == ["EX700001"]
    assert found(f"round={submitted.round_id}") == ["EX700001", "EX700003"]
    assert found("round=99") == []
    assert found("round=x&auditor=-1&grade=%00&page=0") == ["EX700001", "EX700003"]


def test_a_long_queue_costs_what_a_short_one_costs(cast, visit, submitted, count_queries):
    quinn = visit(cast.quinn)
    quinn.get("/moderation")
    with count_queries() as few:
        quinn.get("/moderation")
    for _ in range(5):
        factories.audit(cast.asha, status=Status.SUBMITTED, grade="inadequate")
    with count_queries() as many:
        quinn.get("/moderation")
    assert len(many) == len(few) <= 19, many


# -------------------------------------------------------------------------------------- reading
def test_a_moderator_sees_everything_beside_the_decision(cast, visit):
    draft = factories.audit(
        cast.asha, status=Status.IN_PROGRESS, team=cast.harbour,
        answers={**factories.everything("good"), "seen-alone": Given("no"), "why-not-alone": Given("She is two."),
                 "overall-above-cap-reason": Given("She is a baby.")},
    )  # fmt: skip
    factories.note(draft, FindingKind.STRENGTH, "The plan is hers.")
    auditing.submit(draft, link=str, by=cast.asha, at=TODAY)
    page = visit(cast.quinn).get(where(draft))
    for words in (
        "The plan is hers.",
        "Steady work that the child notices.",
        "By the rules of the tool the overall grade is at most Requires improvement.",
        "She is a baby.",
        "which is above Requires improvement",
        "Judge practice since",
        "Seeing the child: Good",
        "Submitted",
    ):
        assert words in page.text, words


# ------------------------------------------------------------------------------------- deciding
def test_agreeing(cast, visit, submitted):
    quinn = visit(cast.quinn)
    page = quinn.get(where(submitted))
    page = quinn.send(
        page, "Save the decision",
        **{"Your decision": "Agree the grades", "Feedback to the auditor (optional)": "Clear. 🐘 =cmd()\x00"},
    )  # fmt: skip
    assert page.banners == (f"You agreed the grades of audit {submitted.id}.",)
    assert stored(submitted).final_grade == "good"
    assert session.scalars(select(Moderation.feedback)).one() == "Clear. 🐘 =cmd()"
    assert "Clear. 🐘 =cmd()" in visit(cast.asha).get(f"/audits/{submitted.id}").text


def test_changing_the_overall_grade_and_a_section(cast, visit, submitted):
    quinn = visit(cast.quinn)
    form = explain(quinn.get(where(submitted)))
    form.put("grade_family", "inadequate").put("category_family", "impact").put(
        "because_family", "Nobody asked."
    )
    send(quinn, form, **CHANGE)
    audit = stored(submitted)
    assert (audit.auditor_grade, audit.moderator_grade, audit.final_grade) == (
        "good", "requires_improvement", "requires_improvement",
    )  # fmt: skip
    page = quinn.get(where(submitted))
    assert "Overall: Good changed to Requires improvement." in page.text
    assert "Family: Good changed to Inadequate." in page.text
    assert "does not wait for moderation" in page.text


def test_a_change_without_its_reason_is_refused_and_kept(cast, visit, submitted):
    quinn = visit(cast.quinn)
    page = quinn.send(quinn.get(where(submitted)), "Save the decision", status=422, **CHANGE)
    assert set(page.errors) == {
        "Choose the reason why the grade changes", "Explain the change to the auditor in your own words",
    }  # fmt: skip
    assert decisions() == []


@pytest.mark.parametrize(
    ("put", "message"),
    [
        ({"decision": ""}, "Choose whether you agree the grades, change them or return the audit"),
        ({"decision": "agreed", "grade_family": "inadequate"}, "You changed a grade: choose to change grades"),
        ({"decision": "agreed", "needed": "Dates."}, "You wrote what the auditor needs to do"),
        ({"decision": "changed"}, "Change at least one grade, or agree the grades"),
        ({"decision": "changed", "because_overall": "Weak."}, "Choose a grade that differs from the auditor’s"),
        ({"decision": "returned"}, "Say what the auditor needs to do"),
        ({"decision": "agreed", "feedback": "x" * 100_000}, "Feedback to the auditor must be 20,000 characters or fewer"),
        ({"decision": "agreed", "grade_overall": "superb"}, ""),
        ({"decision": "burn"}, ""),
    ],
)  # fmt: skip
def test_what_does_not_belong_together_is_said(cast, visit, submitted, put, message):
    quinn = visit(cast.quinn)
    form = quinn.get(where(submitted)).form("Save the decision")
    sent = form.submission()
    fields = {**sent.fields.to_dict(), **put}
    answer = quinn.open("POST", sent.action, data=fields)
    assert answer.status_code == 422
    assert message in answer.text
    assert decisions() == []


def test_a_cap_that_a_changed_section_brings_about_is_answered(cast, visit, submitted):
    quinn = visit(cast.quinn)
    form = explain(quinn.get(where(submitted)), "seeing").put("grade_seeing", "inadequate")
    answer = send(quinn, form, status=422, **{"Your decision": "Change one or more grades"})
    assert "allow Inadequate overall at most" in answer.text
    form.put("above_cap_because", "She was seen the week after.")
    send(quinn, form, **{"Your decision": "Change one or more grades"})
    assert stored(submitted).final_grade == "good"


def test_returning(cast, visit, submitted):
    quinn = visit(cast.quinn)
    page = quinn.get(where(submitted))
    quinn.send(
        page, "Save the decision",
        **{"Your decision": "Return it to the auditor", "What does the auditor need to do?": "Say who saw her."},
    )  # fmt: skip
    assert stored(submitted).status is Status.RETURNED
    assert "Say who saw her." in visit(cast.asha).get("/audits").text
    assert "Say who saw her." in quinn.get(where(submitted)).text


def test_of_two_moderators_the_second_keeps_their_words(cast, visit, submitted):
    quinn, ben = visit(cast.quinn), visit(second_moderator(cast))
    first, second = quinn.get(where(submitted)), ben.get(where(submitted))
    quinn.send(first, "Save the decision", **{"Your decision": "Agree the grades"})
    answer = send(ben, explain(second, words="I read it differently."), status=409, **CHANGE)
    assert "this audit is now" in answer.text
    assert "Quinn Hale agreed the grades" in answer.text
    assert "I read it differently." in answer.text
    assert decisions() == [Decision.AGREED]


def test_a_page_from_before_the_audit_came_back_is_told(cast, visit, submitted):
    quinn, ben = visit(cast.quinn), visit(second_moderator(cast))
    old = ben.get(where(submitted))
    quinn.send(
        quinn.get(where(submitted)), "Save the decision",
        **{"Your decision": "Return it to the auditor", "What does the auditor need to do?": "Dates."},
    )  # fmt: skip
    auditing.submit(stored(submitted), link=str, by=session.get_one(User, cast.asha.id), at=TODAY)
    told = ben.send(old, "Save the decision", status=409, **{"Your decision": "Agree the grades"})
    assert "returned and submitted again" in told.text


def test_the_same_decision_twice_is_one_decision(cast, visit, submitted):
    quinn = visit(cast.quinn)
    page = quinn.get(where(submitted))
    for _ in range(2):
        quinn.send(page, "Save the decision", **{"Your decision": "Agree the grades"})
    assert decisions() == [Decision.AGREED]


def test_an_audit_that_does_not_wait_has_no_decision_to_make(cast, visit):
    draft = factories.audit(cast.asha, status=Status.IN_PROGRESS)
    page = visit(cast.quinn).get(where(draft))
    assert "does not wait for moderation" in page.text
    assert "Save the decision" not in page.buttons
    assert visit(cast.quinn).open("GET", "/audits/99999/moderation").status_code == 404


# ----------------------------------------------------------------------------------------- bulk
@pytest.fixture
def three(cast):
    quiet = factories.a_round(rules=QUIET)
    return [
        factories.audit(cast.asha, status=Status.SUBMITTED, in_round=quiet, reference=f"EX71000{number}")
        for number in range(3)
    ]


def tick(page, *references):
    return {f"Agree the audit of {reference}": True for reference in references}


def test_the_rest_is_agreed_together(cast, visit, three):
    quinn = visit(cast.quinn)
    page = quinn.get("/moderation/rest")
    page = quinn.send(page, "Continue with the chosen audits", **tick(page, "EX710000", "EX710002"))
    assert page.h1 == "Agree the grades of 2 audits?"
    page = quinn.send(page, "Agree the grades")
    assert page.banners == ("2 audits agreed.",)
    assert [stored(each).status for each in three] == [Status.MODERATED, Status.SUBMITTED, Status.MODERATED]
    assert set(session.scalars(select(Moderation.way))) == {Way.BULK}


def test_whoever_changed_meanwhile_is_named_and_the_others_are_agreed(cast, visit, three):
    quinn = visit(cast.quinn)
    page = quinn.get("/moderation/rest")
    confirm = quinn.send(
        page, "Continue with the chosen audits", **tick(page, "EX710000", "EX710001", "EX710002")
    )
    first = quinn.get(where(three[0]))
    quinn.send(first, "Save the decision", **{"Your decision": "Agree the grades"})
    second = quinn.get(where(three[1]))
    quinn.send(
        second, "Save the decision",
        **{"Your decision": "Return it to the auditor", "What does the auditor need to do?": "Dates."},
    )  # fmt: skip
    page = quinn.send(confirm, "Agree the grades")
    assert page.banners == (
        "1 audit agreed.",
        f"Audit {three[0].id} was not agreed: it changed meanwhile.",
        f"Audit {three[1].id} was not agreed: it changed meanwhile.",
    )


def test_choosing_nothing_says_so(cast, visit, three):
    quinn = visit(cast.quinn)
    page = quinn.send(quinn.get("/moderation/rest"), "Continue with the chosen audits")
    assert "Choose at least one audit that you can agree." in page.banners


def test_what_must_be_read_cannot_be_slipped_into_the_rest(cast, visit, three):
    submitted = factories.audit(cast.asha, status=Status.SUBMITTED, grade="inadequate")
    quinn = visit(cast.quinn)
    page = quinn.get(
        f"/moderation/rest/agreement?audit={three[0].id}&audit={submitted.id}&audit=x&audit=99999"
    )
    assert page.h1 == "Agree the grades of 1 audit?"
    form = page.form("Agree the grades").put("audit", f"{submitted.id}:{submitted.revision}")
    sent = form.submission()
    quinn.open("POST", sent.action, data=sent.fields)
    assert stored(submitted).status is Status.SUBMITTED
