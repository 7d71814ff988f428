"""Can somebody ask for another look in time, and does somebody independent decide on it once?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from qa_app import clock
from qa_app.db import session
from qa_app.domain.replies import ReplyOutcome
from qa_app.domain.workflow import Status
from qa_app.models.audits import Audit
from qa_app.models.cases import Case
from qa_app.models.replies import Reply
from tests import factories
from tests.conftest import TODAY

THEN = TODAY - timedelta(days=3)
WHY = "The plan on page 4 is dated."
ABOUT = {"Which grades should be looked at again?": ("Overall grade",), "Why?": WHY}


@pytest.fixture(autouse=True)
def tool(cast):
    del cast
    return factories.tool()


def moderated(cast, grade="requires_improvement", **wanted):
    return factories.audit(
        cast.asha,
        **{
            "status": Status.MODERATED,
            "grade": grade,
            "team": cast.harbour,
            "moderator": cast.quinn,
            "at": THEN,
            **wanted,
        },
    )


def reference_of(audit):
    return session.scalar(select(Case.reference).where(Case.id == audit.case_id))


def number():
    return session.scalar(select(func.count(Reply.id)))


# ----------------------------------------------------------------------------------------- asking
def test_the_auditor_asks_from_the_audits_page_and_is_told_until_when(cast, visit, rita):
    audit = moderated(cast)
    asha = visit(cast.asha)
    page = asha.get(f"/audits/{audit.id}")
    assert "until 27 November 2026" in page.text
    page = asha.get(page.link("Ask for another look"))
    assert "You can ask until the end of 27 November 2026." in page.text
    page = asha.send(page, "Ask for another look", **ABOUT)
    assert page.banners == (
        f"You have asked for another look at the audit of {reference_of(audit)}. Somebody independent decides.",
    )
    assert WHY in page.text
    assert "It waits for somebody independent." in page.text
    assert "Ask for another look" not in page.links


def test_a_manager_asks_about_the_lowest_grade_only(cast, visit):
    tomas = visit(cast.tomas)
    lowest, other = moderated(cast, "inadequate"), moderated(cast)
    page = tomas.get(f"/audits/{lowest.id}")
    tomas.send(tomas.get(page.link("Ask for another look")), "Ask for another look", **ABOUT)
    assert session.scalars(select(Reply.asked_as)).one().value == "manager"
    assert "Ask for another look" not in tomas.get(f"/audits/{other.id}").links
    assert "This one is graded Requires improvement" in tomas.get(f"/audits/{other.id}/reply").text


def test_a_strangers_audit_is_not_found_and_a_readers_is_somebody_elses(cast, visit):
    audit = moderated(cast, "inadequate", team=cast.meadow)
    for who in ("ben", "olu", "tomas", "quinn", "dara", "bola"):
        assert visit(getattr(cast, who)).open("GET", f"/audits/{audit.id}/reply").status_code == 404, who
    assert visit(cast.sana).open("GET", f"/audits/{audit.id}/reply").status_code == 200


def test_after_the_deadline_a_sentence_says_so_and_the_words_stay(cast, visit):
    audit = moderated(cast)
    asha = visit(cast.asha)
    page = asha.get(f"/audits/{audit.id}/reply")
    with clock.frozen(TODAY + timedelta(days=8)):
        late = asha.send(page, "Ask for another look", status=409, **ABOUT)
        assert "The 10 days for a reply ended on 27 November 2026." in late.text
        assert WHY in late.text
        assert "which are not saved" in late.text
        assert "Ask for another look" not in asha.get(f"/audits/{audit.id}").links
        assert "ended on 27 November 2026" in asha.get(f"/audits/{audit.id}").text
    assert number() == 0


@pytest.mark.parametrize("who", ["asha", "tomas"])
def test_an_audit_that_was_reopened_meanwhile_says_so_and_the_words_stay(cast, visit, who):
    audit = moderated(cast, "inadequate")
    person = visit(getattr(cast, who))
    page = person.get(f"/audits/{audit.id}/reply")
    factories.reopening(audit, cast.quinn, at=TODAY)
    told = person.send(page, "Ask for another look", status=409, **ABOUT)
    assert "This audit is now “Waiting for moderation”" in told.text
    assert WHY in told.text
    assert number() == 0


def test_the_same_form_twice_is_one_reply_and_a_second_one_is_refused(cast, visit):
    audit = moderated(cast)
    asha = visit(cast.asha)
    page, other = asha.get(f"/audits/{audit.id}/reply"), asha.get(f"/audits/{audit.id}/reply")
    for _ in range(2):
        asha.send(page, "Ask for another look", **ABOUT)
    told = asha.send(other, "Ask for another look", status=409, **ABOUT)
    assert "It waits for somebody independent" in told.text
    assert number() == 1


def test_what_is_missing_is_said_and_kept(cast, visit):
    asha = visit(cast.asha)
    page = asha.get(f"/audits/{moderated(cast).id}/reply")
    page = asha.send(page, "Ask for another look", status=422, **{"Why?": WHY})
    assert list(page.errors) == ["Choose at least one grade that should be looked at again"]
    assert WHY in page.text
    page = asha.send(page, "Ask for another look", status=422, **{**ABOUT, "Why?": ""})
    assert list(page.errors) == ["Say why the grades should be looked at again"]


# ---------------------------------------------------------------------------------------- queue
def test_the_queue_says_who_may_not_decide_and_why(cast, visit, rita):
    audit = moderated(cast)
    factories.reply(audit, at=TODAY)
    page = visit(cast.quinn).get("/moderation/replies")
    (row,) = page.table("Replies that wait").rows
    assert "You cannot decide on this one. You decided on this audit before." in row[3]
    assert reference_of(audit) not in page.links
    assert "Replies 0" in page.links
    barred = visit(cast.quinn).get(page.link("See who can decide on the reply about " + reference_of(audit)))
    assert "Independent of this audit: Rita Moss." in barred.text
    assert "Save the decision" not in barred.buttons
    page = visit(rita).get("/moderation/replies")
    assert reference_of(audit) in page.links
    assert "Replies 1" in page.links


def test_where_nobody_is_independent_the_page_says_what_to_do(cast, visit):
    reply = factories.reply(moderated(cast), at=TODAY)
    page = visit(cast.quinn).get(f"/replies/{reply.id}")
    assert "Every moderator had a part in this audit" in page.text


def test_an_empty_queue_says_what_comes_there(cast, visit):
    assert "No reply waits for a decision" in visit(cast.quinn).get("/moderation/replies").text


@pytest.mark.parametrize("who", ["asha", "tomas", "sana", "dara", "bola", "ada"])
def test_only_moderators_see_the_queue(cast, visit, who):
    reply = factories.reply(moderated(cast), at=TODAY)
    for path in ("/moderation/replies", f"/replies/{reply.id}"):
        assert visit(getattr(cast, who)).open("GET", path).status_code == 404


# -------------------------------------------------------------------------------------- deciding
@pytest.fixture
def reply(cast):
    return factories.reply(moderated(cast), at=TODAY)


def decide(visitor, reply, *, status=200, page=None, words="I read page 4.", **put):
    form = (page or visitor.get(f"/replies/{reply.id}")).form("Save the decision")
    for name, value in {"words": words, **put}.items():
        form.put(name, value)
    sent = form.submission()
    answer = visitor.open("POST", sent.action, data=sent.fields, follow_redirects=True)
    assert answer.status_code == status, answer.text
    return answer


def change_to(grade="good"):
    return {
        "outcome": "changed", "grade_overall": grade, "category_overall": "evidence_overlooked",
        "because_overall": "It is dated.",
    }  # fmt: skip


def test_the_moderator_reads_the_reasons_and_lets_the_grades_stand(cast, visit, rita, reply):
    visitor = visit(rita)
    page = visitor.get(f"/replies/{reply.id}")
    assert "The plan is dated." in page.text
    assert "Quinn Hale agreed the grades" in page.text
    page = visitor.send(
        page, "Save the decision",
        **{"What do you decide?": "The grades stand", "What you decided and why": "I read page 4."},
    )  # fmt: skip
    assert page.banners == (
        f"The grades of audit {reply.audit_id} stand. Everybody concerned has been told.",
    )
    told = visit(cast.asha).get(f"/audits/{reply.audit_id}")
    assert "Rita Moss decided on" in told.text
    assert "I read page 4." in told.text
    assert "What they decided is final." not in told.text


def test_a_changed_grade_is_shown_to_everybody_who_reads_the_audit(cast, visit, rita, reply):
    decide(visit(rita), reply, **change_to())
    assert session.get_one(Audit, reply.audit_id).final_grade == "good"
    for person in (cast.asha, cast.tomas, cast.quinn, cast.dara):
        page = visit(person).get(f"/audits/{reply.audit_id}")
        assert (
            "Overall grade: Requires improvement to Good. Evidence in the record was overlooked. It is dated."
            in page.text
        )
        assert "I read page 4." in page.text
    page = visit(cast.quinn).get(f"/replies/{reply.id}")
    assert "Rita Moss changed one or more grades after a reply" in page.text
    assert "(no longer stands)" in page.text


@pytest.mark.parametrize(
    ("put", "message"),
    [
        ({"outcome": ""}, "Choose whether the grades stand or change"),
        ({"outcome": "burn"}, "Choose whether the grades stand or change"),
        ({"outcome": "stands", "words": ""}, "Write what you decided and why"),
        ({"outcome": "stands", "grade_overall": "good"}, "You changed a grade: choose that grades change"),
        ({"outcome": "changed"}, "Change at least one grade, or let the grades stand"),
        ({"outcome": "changed", "because_overall": "So."}, "differs from the one it has now"),
        ({**change_to(), "because_overall": ""}, "Explain the change in your own words"),
        ({**change_to(), "category_overall": ""}, "Choose the reason why the grade changes"),
        ({**change_to("superb")}, ""),
    ],
)
def test_what_does_not_belong_together_is_said_and_kept(visit, rita, reply, put, message):
    answer = decide(visit(rita), reply, status=422, **put)
    assert message in answer.text
    assert put.get("words", "I read page 4.") in answer.text
    assert session.get_one(Reply, reply.id).outcome is None


def test_a_cap_that_a_changed_section_brings_about_is_answered(cast, visit, rita):
    reply = factories.reply(moderated(cast, "good"), at=TODAY)
    put = {
        "outcome": "changed",
        "grade_seeing": "inadequate",
        "category_seeing": "risk",
        "because_seeing": "Unseen.",
    }
    answer = decide(visit(rita), reply, status=422, **put)
    assert "allow Inadequate overall at most" in answer.text
    decide(visit(rita), reply, **put, above_cap_because="Seen the week after.")
    assert session.get_one(Audit, reply.audit_id).final_grade == "good"


def test_the_second_of_two_is_told_and_keeps_their_words(cast, visit, rita, reply):
    visitor = visit(rita)
    page = visitor.get(f"/replies/{reply.id}")
    decide(visitor, reply, outcome="stands")
    answer = decide(visitor, reply, status=409, page=page, **change_to())
    assert "Rita Moss has decided on this reply already" in answer.text
    assert "It is dated." in answer.text
    assert session.get_one(Reply, reply.id).outcome is ReplyOutcome.STANDS


def test_the_same_decision_twice_is_one(cast, visit, rita, reply):
    visitor = visit(rita)
    page = visitor.get(f"/replies/{reply.id}")
    for _ in range(2):
        decide(visitor, reply, page=page, outcome="stands")


def test_a_decision_about_an_audit_that_was_reopened_meanwhile_is_told(cast, visit, rita, reply):
    visitor = visit(rita)
    page = visitor.get(f"/replies/{reply.id}")
    factories.reopening(session.get_one(Audit, reply.audit_id), cast.quinn, at=TODAY)
    answer = decide(visitor, reply, status=409, page=page, **change_to())
    assert "This audit was reopened meanwhile" in answer.text
    assert "It is dated." in answer.text
    assert "Overtaken" in visitor.get("/moderation/replies").text


def test_what_waits_is_on_the_home_page_of_who_may_decide(cast, visit, rita, reply):
    assert "1 reply to decide on" in visit(rita).get("/").text
    assert "reply to decide on" not in visit(cast.quinn).get("/").text


def test_a_long_queue_costs_what_a_short_one_costs(cast, visit, rita, reply, count_queries):
    visitor = visit(rita)
    visitor.get("/moderation/replies")
    with count_queries() as few:
        visitor.get("/moderation/replies")
    for _ in range(4):
        factories.reply(moderated(cast), at=TODAY)
    with count_queries() as many:
        visitor.get("/moderation/replies")
    assert len(many) == len(few)
