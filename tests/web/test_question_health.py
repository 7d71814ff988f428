"""Does the page about questions count what it says, and list what its written rules find?"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import update

from qa_app.db import session, use_case
from qa_app.domain.moderating import ChangeReason, Decision, Way
from qa_app.domain.regrading import Changes, GradeChange
from qa_app.domain.workflow import Status
from qa_app.models.audits import Audit
from qa_app.models.moderation import Moderation
from qa_app.services import moderating, replying
from tests import factories
from tests.conftest import TODAY
from tests.pairs_made import GOOD, RI, answers_with, pairs
from tests.web.test_moderation_changes import QUIET


@pytest.fixture
def quiet(cast):
    del cast
    factories.tool()
    return factories.a_round(rules=QUIET)


def moderated(cast, quiet, *, section=None, overall=None, bulk=False, at=TODAY, **answers):
    audit = factories.audit(
        cast.asha,
        status=Status.SUBMITTED,
        in_round=quiet,
        answers=answers_with(**answers) if answers else None,
    )
    same = {"link": str, "revision": audit.revision, "by": cast.quinn, "at": at}
    if not (section or overall):
        moderating.agree(audit, is_bulk=bulk, **same)
        return audit
    why = ChangeReason.NOT_SUPPORTED
    changes = Changes(
        GradeChange(overall, why, "Weak.") if overall else None,
        {"family": GradeChange(section, why, "Weak.")} if section else {},
        "It stays.",
    )
    moderating.change(audit, changes, **same)
    return audit


@use_case
def upheld(audit, grade, *, by):
    """A later decision gives the auditor right: it stands instead of the earlier one."""
    audit = session.get_one(Audit, audit.id)
    session.execute(update(Moderation).where(Moderation.audit_id == audit.id).values(stands=False))
    session.add(
        Moderation(
            audit_id=audit.id, by_id=by.id, at=TODAY, decision=Decision.AGREED, way=Way.READ, stands=True,
            auditor_grade=audit.auditor_grade, moderator_grade=grade,
        )
    )  # fmt: skip
    audit.final_grade = audit.moderator_grade = grade


def test_answers_are_counted_over_moderated_audits(cast, visit, quiet):
    moderated(cast, quiet)
    moderated(cast, quiet, seen="not_applicable")
    moderated(cast, quiet, seen="not_evidenced", plan="child_protection")
    factories.audit(cast.asha, status=Status.SUBMITTED, in_round=quiet)
    page = visit(cast.quinn).get("/consistency/questions")
    seen = page.table("Seeing the child").row("Was the child seen?")
    assert (seen["Answered"], seen["Not applicable"], seen["Not evidenced"]) == (
        "3",
        "33% 1 of 3",
        "50% 1 of 2",
    )
    assert seen["Variation"] == "Varies"
    facts = page.table("Facts")
    assert facts.row("Which plan?")["Variation"] == "Varies"
    assert facts.row("How good is the plan?")["Variation"] == "Always the same"
    family = page.table("Family")
    assert family.row("In one line?")["Median characters"] == "36 in 3"
    assert family.row("How many visits?")["Not applicable"] == "–"
    assert "3 audits whose moderation ended in the period" in page.text
    assert "No question is on the list" in page.text


def test_a_grade_is_overturned_where_another_one_stands(cast, visit, quiet):
    moderated(cast, quiet)
    moderated(cast, quiet, section=RI)
    changed = moderated(cast, quiet, overall=RI)
    moderated(cast, quiet, bulk=True)
    quinn = visit(cast.quinn)
    page = quinn.get("/consistency/questions")
    family = page.table("Family")
    assert family.row("How do you grade “Family”?")["Overturned"] == "33% 1 of 3"
    assert family.row("Who was asked?")["Overturned"] == "33% 1 of 3"
    assert page.table("Seeing the child").row("Was the child seen?")["Overturned"] == "0% 0 of 3"
    assert page.table("Facts").row("Which plan?")["Overturned"] == "–"
    overall = page.table("Overall judgement")
    assert overall.row("What is the overall grade?")["Overturned"] == "33% 1 of 3"
    # a later decision that gives the auditor right says as much about the question as the first one did
    upheld(changed, GOOD, by=cast.quinn)
    overall = quinn.get("/consistency/questions").table("Overall judgement")
    assert overall.row("What is the overall grade?")["Overturned"] == "33% 1 of 3"


def test_the_outcome_of_a_reply_counts(cast, visit, quiet, rita):
    why = GradeChange("outstanding", ChangeReason.IMPACT, "It is dated.")
    for changes in (Changes(why), None):
        reply = factories.reply(moderated(cast, quiet), at=TODAY)
        same = {
            "link": str, "revision": reply.revision, "audit_revision": reply.audit.revision, "by": rita, "at": TODAY,
        }  # fmt: skip
        if changes:
            replying.change(reply, changes, "You are right.", **same)
        else:
            replying.let_stand(reply, "It stays.", **same)
    factories.reply(moderated(cast, quiet), at=TODAY)
    page = visit(cast.quinn).get("/consistency/questions")
    assert "Overall judgement (2 questions, 2 replies)" in page.text
    assert "2 replies asked for another look at the grade, and it changed in 1." in page.text
    overall = page.table("Overall judgement")
    assert overall.row("What is the overall grade?")["Overturned"] == "33% 1 of 3"


def test_blind_pairs_say_which_questions_are_read_differently(cast, visit, quiet):
    moderated(cast, quiet)
    both = answers_with(), answers_with(seen="partly", plan="child_protection")
    pairs(cast.asha, cast.ben, *[(GOOD, GOOD)] * 10, team=cast.harbour, in_round=quiet, answers=both)
    quinn = visit(cast.quinn)
    page = quinn.get("/consistency/questions")
    assert page.table("Seeing the child").row("Was the child seen?")["Same answer in pairs"] == "0% 0 of 10"
    assert page.table("Facts").row("Which plan?")["Same answer in pairs"] == "0% 0 of 10"
    listed = page.table("Rewrite or drop")
    assert {row[0] for row in listed.rows} == {"Was the child seen?", "Which plan?"}
    assert listed.row("Was the child seen?")["Advice"] == "Rewrite"
    assert listed.row("Was the child seen?")["Why"] == "The same answer in 0 of 10 pairs."
    assert "chart-least-alike-720" in page.html
    agreement = quinn.get(page.link("Was the child seen?"))
    assert agreement.facts["Same answer"] == "0%"


def test_months_rounds_and_tools_narrow_it(cast, visit, quiet):
    moderated(cast, quiet, at=datetime(2026, 10, 31, 23, 30, tzinfo=UTC))
    moderated(cast, quiet, at=datetime(2026, 11, 1, 0, 30, tzinfo=UTC))
    quinn = visit(cast.quinn)
    for query, n in (
        ("from=2026-10&to=2026-10", 1),
        ("from=2026-11", 1),
        (f"round={quiet.id}", 2),
        ("tool=small&from=x&to=9999-99&round=%00", 2),
        ("tool=nothing", 2),
    ):
        text = quinn.get(f"/consistency/questions?{query}").text
        assert f"{n} audit{'s' if n > 1 else ''} whose moderation ended" in text, query
    assert "No moderated audit" in quinn.get("/consistency/questions?round=999").text


def test_more_audits_cost_no_more_statements(cast, visit, quiet, count_queries):
    moderated(cast, quiet)
    quinn = visit(cast.quinn)
    quinn.get("/consistency/questions")
    with count_queries() as few:
        quinn.get("/consistency/questions")
    for _ in range(3):
        moderated(cast, quiet, section=RI)
    with count_queries() as many:
        quinn.get("/consistency/questions")
    assert len(many) == len(few) <= 16, many
