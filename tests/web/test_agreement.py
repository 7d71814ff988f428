"""Does the consistency page compare blind pairs as it says, for whom it may, with every figure leading to its pairs?"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from qa_app.db import session, use_case
from qa_app.domain.pair_agreement import LeftOut
from qa_app.domain.policy import Role
from qa_app.domain.tools import ToolDefinition
from qa_app.domain.workflow import Status
from qa_app.models.audits import AnyAudit, AuditKind, SecondAudit
from qa_app.models.people import RoleRow
from qa_app.services import pairing
from tests import factories
from tests.conftest import TODAY
from tests.domain.small_tool import SMALL
from tests.pairs_made import (
    GOOD,
    RI,
    answers_with,
    decide,
    handed_in_before_answers_were_locked,
    made_with_another_version,
    pairs,
    rows_of,
    without_family,
)
from tests.web.test_moderation_changes import THREE_GRADES


@pytest.fixture(autouse=True)
def tool(cast):
    del cast
    return factories.tool()


@pytest.fixture
def twelve(cast):
    """Asha first, Ben second: 8 alike, 3 in which Asha is one step above, 1 two steps below."""
    return pairs(
        cast.asha,
        cast.ben,
        *[(GOOD, GOOD)] * 5,
        *[(RI, RI)] * 3,
        *[(GOOD, RI)] * 3,
        ("inadequate", GOOD),
        team=cast.harbour,
    )


@pytest.mark.usefixtures("twelve")
def test_the_figures_are_those_of_the_first_answers(cast, visit):
    page = visit(cast.quinn).get("/consistency")
    assert (
        "In 8 of 12 pairs both auditors gave the same grade, and in 1 they were two steps apart or more."
        in page.text
    )
    assert page.facts["Pairs"] == "12"
    assert page.facts["Same grade"] == "67%"
    assert "8 of 12 (67%; 95% interval 39% to 86%)" in page.text
    assert page.facts["Within one step"] == "92%"
    assert page.facts["First minus second, in steps"] == "+0.08"
    assert rows_of(page.table("First auditor against second, 12 pairs").rows) == [
        ["0", "0", "1", "0", "1"],
        ["0", "3", "0", "0", "3"],
        ["0", "3", "5", "0", "8"],
        ["0", "0", "0", "0", "0"],
        ["0", "6", "6", "0", "12"],
    ]
    table = page.table("Coefficients")
    for name in (
        "Krippendorff’s alpha (ordinal)",
        "Gwet’s AC2 (quadratic weights)",
        "Quadratic weighted kappa",
    ):
        row = table.row(name)
        assert row["Pairs"].startswith("12")
        assert " to " in row["95% interval"]
        assert "by the convention of" in row["In plain words"]


@pytest.mark.usefixtures("twelve")
def test_every_figure_leads_to_its_pairs_and_to_its_definition(cast, visit):
    quinn = visit(cast.quinn)
    page = quinn.get("/consistency")
    for words, number in (
        ("12", 12),
        ("67%", 8),
        ("92%", 11),
        ("3 pairs: first Good, second: Requires improvement", 3),
        ("8 pairs: first Good", 8),
        ("6 pairs: second: Good", 6),
        ("12 pairs behind Quadratic weighted kappa", 12),
        ("1 pair two steps apart or more in Seeing the child", 1),
    ):
        behind = quinn.get(page.link(words))
        assert len(behind.table("Pairs behind the figure").rows) == number, words
    for key in ("pairs", "exact", "within_one", "mean_signed_difference", "alpha_ordinal", "kappa_quadratic"):
        assert page.has_id(f"means-{key}")
    assert page.links["What it means: Pairs"].endswith("#means-pairs")
    row = quinn.get("/consistency/pairs?first=inadequate").table("Pairs behind the figure").rows[0]
    assert row[1:5] == ("Asha Rao and Ben Okoro", "Inadequate", "Good", "–")


def test_kappa_has_a_reason_where_more_than_two_people_made_the_pairs(cast, visit):
    pairs(cast.asha, cast.ben, *[(GOOD, GOOD)] * 5, *[(RI, GOOD)] * 4, team=cast.harbour)
    pairs(cast.ben, cast.asha, (GOOD, RI), team=cast.harbour)
    quinn = visit(cast.quinn)
    row = quinn.get("/consistency").table("Coefficients").row("Quadratic weighted kappa")
    assert row["Value"] != "Not calculable"
    pairs(cast.olu, cast.ben, (GOOD, RI), team=cast.harbour)
    row = quinn.get("/consistency").table("Coefficients").row("Quadratic weighted kappa")
    assert row["Value"] == "Not calculable"
    assert "more than two made these" in row["In plain words"]


def test_below_ten_pairs_it_is_too_few_to_say(cast, visit):
    quinn = visit(cast.quinn)
    pairs(cast.asha, cast.ben, (GOOD, RI), team=cast.harbour)
    page = quinn.get("/consistency")
    assert page.facts["Pairs"] == "1"
    assert page.facts["First minus second, in steps"] == "+1.00"
    for row in page.table("Coefficients").rows:
        assert row[1:3] == ("Too few to say", "–")
        assert row[4] == "Too few to say: at least 10 pairs are needed, and there is 1"


def test_a_constant_grade_is_not_calculable(cast, visit):
    pairs(cast.asha, cast.ben, *[(GOOD, GOOD)] * 10, team=cast.harbour)
    page = visit(cast.quinn).get("/consistency")
    assert page.facts["Same grade"] == "100%"
    for row in page.table("Coefficients").rows:
        assert row[1] == "Not calculable"
        assert "everybody always gave the same grade" in row[4]


def test_where_one_grade_dominates_the_page_says_why_figures_part(cast, visit):
    pairs(cast.asha, cast.ben, *[(GOOD, GOOD)] * 10, (GOOD, RI), (RI, GOOD), team=cast.harbour)
    assert "Where one grade dominates, two people agree often" in visit(cast.quinn).get("/consistency").text


def test_without_a_pair_it_says_so(cast, visit):
    quinn = visit(cast.quinn)
    assert "No pair to compare" in quinn.get("/consistency").text
    assert "No pair stands behind this figure" in quinn.get("/consistency/pairs").text


def test_a_section_and_a_question_are_compared_by_the_same_page(cast, visit):
    both = answers_with(), answers_with(seen="partly", family_grade=RI)
    pairs(cast.asha, cast.ben, (GOOD, GOOD), team=cast.harbour, answers=both)
    quinn = visit(cast.quinn)
    page = quinn.get("/consistency")
    assert page.form("Apply filters").options("Section or question") == (
        "Overall grade",
        "Section: Seeing the child",
        "Section: Family",
        "Question: Was the child seen?",
        "Question: Was the child seen alone?",
        "Question: How good is the plan?",
    )
    assert page.facts["Same grade"] == "100%"
    page = quinn.send(page, "Apply filters", **{"Section or question": "Section: Family"})
    assert page.facts["Same grade"] == "0%"
    assert rows_of(page.table("First auditor against second, 1 pair").rows)[2] == ["0", "1", "0", "0", "1"]
    page = quinn.get("/consistency?about=seen")
    assert page.facts["Same answer"] == "0%"
    table = page.table("First auditor against second, 1 pair")
    assert [row[0] for row in table.rows] == ["No", "Partly", "Yes", "All"]
    behind = quinn.get("/consistency/pairs?about=seen").table("Pairs behind the figure")
    assert behind.rows[0][2:4] == ("Yes", "Partly")


def test_pairs_that_cannot_be_compared_are_counted_by_reason(cast, visit):
    def one(**wanted):
        return factories.pair(cast.asha, cast.ben, team=cast.harbour, **wanted)

    one(handed_in=0)
    one(handed_in=1)
    off = one(handed_in=1)
    pairing.call_off(off.id, because="Ben is ill.", revision=off.revision, by=cast.quinn, at=TODAY)
    made_with_another_version(one(grades=(GOOD, RI)))
    handed_in_before_answers_were_locked(one(grades=(GOOD, RI)))
    one(answers=(without_family(), without_family()))
    one(answers=(without_family(), None))
    one(answers=(answers_with(seen="not_applicable"), None))
    one(answers=(None, answers_with(seen="not_evidenced")))
    quinn = visit(cast.quinn)

    def left_out(query=""):
        page = quinn.get(f"/consistency{query}")
        return page, {row[0]: int(row[1].split()[0]) for row in page.table("Pairs left out, by reason").rows}

    always = {
        LeftOut.CALLED_OFF.sentence: 1,
        LeftOut.WAITING_FOR_BOTH.sentence: 1,
        LeftOut.WAITING_FOR_ONE.sentence: 1,
        LeftOut.OTHER_VERSIONS.sentence: 1,
        LeftOut.NOT_LOCKED.sentence: 1,
    }
    page, counted = left_out()
    assert counted == always
    assert page.facts["Pairs"] == "4"
    page, counted = left_out("?about=family-grade")
    assert counted == {**always, LeftOut.BY_NEITHER.sentence: 1, LeftOut.BY_ONE.sentence: 1}
    assert page.facts["Pairs"] == "2"
    page, counted = left_out("?about=seen")
    assert counted == {**always, LeftOut.NOT_APPLICABLE.sentence: 1, LeftOut.NOT_EVIDENCED.sentence: 1}
    for reason in LeftOut:
        behind = quinn.get(f"/consistency/pairs?about=seen&left_out={reason.value}")
        found = behind.tables.get("Pairs behind the figure")
        assert (len(found.rows) if found else 0) == counted.get(reason.sentence, 0), reason
    waiting = quinn.get(f"/consistency/pairs?left_out={LeftOut.WAITING_FOR_ONE.value}")
    assert waiting.table("Pairs behind the figure").rows[0][2:4] == ("–", "–")


def test_scales_are_never_mixed(cast, visit):
    pairs(cast.asha, cast.ben, (GOOD, GOOD), (GOOD, GOOD), team=cast.harbour)
    kept = {"seen", "seen-alone", "seeing-difference", "seeing-grade", "overall-grade", "overall-rationale"}
    fair = {key: given for key, given in factories.everything("fair").items() if key in kept}
    pairs(
        cast.asha,
        cast.ben,
        ("fair", "fair"),
        team=cast.harbour,
        definition=THREE_GRADES,
        answers=(fair, fair),
    )
    quinn = visit(cast.quinn)
    page = quinn.get("/consistency")
    assert page.facts["Pairs"] == "2"
    assert page.table("Pairs left out, by reason").rows == (
        (LeftOut.OTHER_SCALE.sentence, "1 pair: " + LeftOut.OTHER_SCALE.sentence),
    )
    assert page.form("Apply filters").options("Section or question") == ("Overall grade",)
    page = quinn.get("/consistency?tool=short&about=seeing-grade")
    assert page.facts["Pairs"] == "1"
    assert "Tool: A short tool, version 1." in page.text
    assert "Fair" in page.text


def test_versions_of_a_tool_are_counted_together_where_they_ask_the_same(cast, visit):
    facts = SMALL["sections"][2]
    later = ToolDefinition.model_validate(
        {
            **SMALL,
            "version": 2,
            "sections": [*SMALL["sections"][:2], {**facts, "questions": facts["questions"][:1]}],
        }
    )
    without = {key: given for key, given in factories.everything().items() if key != "plan-now"}
    pairs(cast.asha, cast.ben, *[(GOOD, GOOD)] * 2, team=cast.harbour)
    pairs(cast.asha, cast.ben, (GOOD, GOOD), team=cast.harbour, definition=later, answers=(without, without))
    quinn = visit(cast.quinn)
    page = quinn.get("/consistency")
    assert page.facts["Pairs"] == "3"
    assert (
        "Versions of one tool that ask this on one scale, counted together: A small tool, version 1 (2); "
        "A small tool, version 2 (1)." in page.text
    )
    # what only the older one asks can still be looked at, and comes last
    assert page.form("Apply filters").options("Section or question")[-1] == "Question: How good is the plan?"
    page = quinn.get("/consistency?about=plan-now")
    assert page.facts["Pairs"] == "2"
    (left_out,) = page.table("Pairs left out, by reason").rows
    assert left_out[0] == LeftOut.NOT_IN_TOOL.sentence


def test_tools_with_one_scale_are_counted_together_and_the_page_says_so(cast, visit):
    other = factories.TOOL.model_copy(update={"key": "other", "title": "Another tool"})
    pairs(cast.asha, cast.ben, (GOOD, GOOD), team=cast.harbour)
    pairs(cast.asha, cast.ben, (GOOD, RI), team=cast.harbour, definition=other)
    page = visit(cast.quinn).get("/consistency")
    assert page.facts["Pairs"] == "2"
    assert (
        "Tools that share the scale Inadequate to Outstanding, counted together: Another tool, version 1 (1); "
        "A small tool, version 1 (1)." in page.text
    )
    assert {row[0] for row in page.table("By section").rows} == {
        "Seeing the child (Another tool)",
        "Family (Another tool)",
        "Seeing the child (A small tool)",
        "Family (A small tool)",
    }


def test_months_rounds_and_tools_narrow_it(cast, visit):
    # Both are handed in within two hours: the second at 0:30 on 1 November, London time
    late = datetime(2026, 10, 31, 22, 30, tzinfo=UTC)
    home = factories.a_round(title="October", at=late)
    pairs(cast.asha, cast.ben, (GOOD, GOOD), team=cast.harbour, in_round=home, at=late)
    other = factories.a_round(title="November", at=TODAY)
    pairs(cast.asha, cast.ben, *[(GOOD, RI)] * 2, team=cast.harbour, in_round=other, at=TODAY)
    october = datetime(2026, 10, 5, 9, 0, tzinfo=UTC)
    pairs(cast.asha, cast.ben, (GOOD, RI), team=cast.harbour, in_round=home, at=october)
    quinn = visit(cast.quinn)
    form = quinn.get("/consistency").form("Apply filters")
    assert form.options("Both locked from") == ("The beginning", "November 2026", "October 2026")
    for query, n in (
        ("from=2026-10&to=2026-10", 1),
        ("from=2026-11", 3),
        ("to=2026-10", 1),
        ("from=2026-11&to=2026-10", 4),
        (f"round={other.id}", 2),
        ("tool=small", 4),
        ("from=2026-13&to=x&round=-1&tool=%F0%9F%90%98&about=%00&about=nothing", 4),
    ):
        assert quinn.get(f"/consistency?{query}").facts["Pairs"] == str(n), query
    page = quinn.get("/consistency?round=999&from=2026-12")
    assert "No pair to compare" in page.text
    # what was asked for is what the filters say
    assert page.form("Apply filters").options("Round")[-1] == "Another round"
    assert page.form("Apply filters").options("Both locked from")[1] == "December 2026"


@pytest.mark.parametrize(
    "query", ["first=%27%3B--", "second=%00", "apart=sideways", "auditor=99999999999999", "left_out=because"]
)
def test_an_address_that_makes_no_sense_shows_all(cast, visit, query):
    pairs(cast.asha, cast.ben, (GOOD, GOOD), team=cast.harbour)
    page = visit(cast.quinn).get(f"/consistency/pairs?{query}")
    assert len(page.table("Pairs behind the figure").rows) == 1


def test_a_director_reads_no_names(cast, visit):
    pairs(cast.asha, cast.ben, (GOOD, GOOD), team=cast.harbour)
    pairs(cast.asha, cast.olu, (GOOD, RI), team=cast.harbour)
    dara = visit(cast.dara)
    for path in ("/consistency", "/consistency/pairs", f"/consistency/pairs?auditor={cast.ben.id}"):
        page = dara.get(path)
        for name in ("Asha", "Ben Okoro", "Olu"):
            assert name not in page.html, path
    # nor can an address ask for one auditor's pairs
    forged = dara.get(f"/consistency/pairs?auditor={cast.ben.id}")
    assert len(forged.table("Pairs behind the figure").rows) == 2


@pytest.mark.parametrize("who", ["asha", "tomas", "sana", "bola", "ada"])
def test_nobody_else_finds_it(cast, visit, who):
    for path in (
        "/consistency",
        "/consistency/pairs",
        "/consistency.xlsx",
        "/consistency/auditors",
        "/consistency/questions",
    ):
        assert visit(getattr(cast, who)).open("GET", path).status_code == 404


@use_case
def _also_audits(user):
    auditor = session.scalars(select(RoleRow).where(RoleRow.name == Role.AUDITOR.value)).one()
    user.roles = [*user.roles, auditor]


@use_case
def _judges_again(user, pair):
    """For whatever reason: a calibration, a repeat."""
    first = session.get_one(AnyAudit, pair.audit_id)
    session.add(
        SecondAudit(
            kind=AuditKind.SECOND,
            round_id=first.round_id,
            case_id=first.case_id,
            of_id=first.id,
            tool_version_id=first.tool_version_id,
            auditor_id=user.id,
            status=Status.ALLOCATED,
            allocated_at=TODAY,
            due_on=TODAY.date(),
            original_due_on=TODAY.date(),
        )
    )


def test_who_still_judges_a_case_learns_nothing_of_its_pair(cast, visit):
    (pair,) = pairs(cast.asha, cast.ben, (GOOD, RI), team=cast.harbour, reference="EX777777")
    decide(pair, GOOD)
    waiting = factories.pair(cast.asha, cast.ben, team=cast.harbour, handed_in=1)
    _also_audits(cast.quinn)
    quinn = visit(cast.quinn)
    assert quinn.get("/consistency").facts["Pairs"] == "1"
    _judges_again(cast.quinn, pair)
    _judges_again(cast.quinn, waiting)
    for path in ("/consistency", "/consistency/pairs", "/consistency/auditors"):
        page = quinn.get(path)
        assert "EX777777" not in page.html
        assert "No pair" in page.text or "No auditor to compare" in page.text
    assert "No pair is left out." in quinn.get("/consistency").text


@pytest.mark.usefixtures("twelve")
def test_more_pairs_cost_no_more_statements(cast, visit, count_queries):
    quinn = visit(cast.quinn)
    for path, most in (("/consistency", 13), ("/consistency/pairs", 14), ("/consistency/auditors", 15)):
        quinn.get(path)
        with count_queries() as few:
            quinn.get(path)
        pairs(cast.olu, cast.ben, (GOOD, RI), (RI, RI), team=cast.harbour)
        with count_queries() as many:
            quinn.get(path)
        assert len(many) == len(few) <= most, (path, many)
