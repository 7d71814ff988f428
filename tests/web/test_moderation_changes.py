"""Does the page about changes by moderation compare what it says, to whom it may, with every figure leading to its audits?"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from qa_app.domain.moderating import ChangeReason, ModerationRules
from qa_app.domain.regrading import Changes, GradeChange
from qa_app.domain.tools import ToolDefinition
from qa_app.domain.workflow import Status
from qa_app.services import moderating
from tests import factories
from tests.conftest import TODAY
from tests.domain.small_tool import SMALL

QUIET = ModerationRules(first_audits=0, share_percent=0, lowest_grade=False, highest_grade=False)
THREE_GRADES = ToolDefinition.model_validate(
    {
        **SMALL, "key": "short", "title": "A short tool", "grades": ["Poor", "Fair", "Fine"],
        "limiting_rules": [], "sections": [SMALL["sections"][0]],
    }
)  # fmt: skip


@pytest.fixture(autouse=True)
def tool(cast):
    del cast
    return factories.tool()


@pytest.fixture
def quiet():
    return factories.a_round(rules=QUIET)


def moderated(cast, to=None, *, auditor=None, grade="good", section=None, bulk=False, at=TODAY, **other):
    audit = factories.audit(auditor or cast.asha, status=Status.SUBMITTED, grade=grade, **other)
    same = {"link": str, "revision": audit.revision, "by": cast.quinn, "at": at}
    if to is None and section is None:
        moderating.agree(audit, is_bulk=bulk, **same)
        return audit
    why = ChangeReason.NOT_SUPPORTED
    changes = Changes(
        GradeChange(to, why, "Weak.") if to else None,
        {"family": GradeChange(section, why, "Weak.")} if section else {},
        "It stays.",
    )
    moderating.change(audit, changes, **same)
    return audit


@pytest.fixture
def several(cast, quiet):
    """Asha: 4 kept, 2 lowered. Ben: 1 raised. One more agreed unread."""
    for _ in range(4):
        moderated(cast, in_round=quiet)
    for _ in range(2):
        moderated(cast, "requires_improvement", in_round=quiet, section="inadequate")
    moderated(cast, "outstanding", auditor=cast.ben, in_round=quiet)
    moderated(cast, in_round=quiet, bulk=True)


@pytest.mark.usefixtures("several")
def test_the_matrix_spans_the_whole_scale(cast, visit):
    page = visit(cast.quinn).get("/consistency/moderation")
    table = page.table("Auditor’s grade against moderator’s grade, 7 audits")
    assert [row[0] for row in table.rows] == [
        "Inadequate",
        "Requires improvement",
        "Good",
        "Outstanding",
        "All",
    ]
    cells = [[cell.split()[0] for cell in row[1:]] for row in table.rows]
    assert cells == [
        ["0", "0", "0", "0", "0"],
        ["0", "0", "0", "0", "0"],
        ["0", "2", "4", "1", "7"],
        ["0", "0", "0", "0", "0"],
        ["0", "2", "4", "1", "7"],
    ]
    assert "4 of 7 moderated audits kept the auditor’s grade." in page.text
    assert page.facts["Kept the auditor’s grade"] == "57%"
    assert "4 of 7 (57%; 95% interval 25% to 84%)" in page.text
    assert page.facts["Mean shift, in grade steps"] == "\u22120.14"


@pytest.mark.usefixtures("several")
def test_what_was_agreed_unread_is_counted_apart(cast, visit):
    quinn = visit(cast.quinn)
    page = quinn.get("/consistency/moderation")
    assert "1 audit agreed together without being read is left out" in page.text
    behind = quinn.get(page.link("1 audit agreed together"))
    assert len(behind.table("Audits behind the figure").rows) == 1


@pytest.mark.usefixtures("several")
def test_every_figure_leads_to_its_audits(cast, visit):
    quinn = visit(cast.quinn)
    page = quinn.get("/consistency/moderation")
    for words, number in (
        ("2 audits: auditor’s grade Good, moderator: Requires improvement", 2),
        ("7 audits: auditor’s grade Good", 7),
        ("6 audits of Asha Rao", 6),
        ("2 lowered in Family", 2),
        ("57%", 4),
    ):
        behind = quinn.get(page.link(words))
        assert len(behind.table("Audits behind the figure").rows) == number, words


@pytest.mark.usefixtures("several")
def test_the_qa_manager_reads_names_and_is_told_when_there_are_too_few(cast, visit):
    table = visit(cast.quinn).get("/consistency/moderation").table("By auditor")
    assert table.row("Asha Rao")["Kept the grade"].startswith("4 of 6")
    assert table.row("Asha Rao")["Mean shift"] == "\u22120.33"
    assert table.row("Ben Okoro")["Kept the grade"].startswith("Too few to say")
    assert table.row("Ben Okoro")["Mean shift"] == "–"


@pytest.mark.usefixtures("several")
def test_a_director_reads_no_names_and_no_small_row(cast, visit):
    dara = visit(cast.dara)
    page = dara.get("/consistency/moderation")
    assert [row[0] for row in page.table("By auditor").rows] == ["Auditor 1"]
    assert "Asha" not in page.html
    assert "Ben Okoro" not in page.html
    assert "fewer than 5 audits have no row; there is 1" in page.text
    # nor can an address ask for one auditor's audits
    forged = dara.get(f"/consistency/moderation/audits?auditor={cast.ben.id}")
    assert len(forged.table("Audits behind the figure").rows) == 7
    assert "Auditor" not in forged.table("Audits behind the figure").headers


@pytest.mark.usefixtures("several")
def test_sections_are_compared_too(cast, visit):
    table = visit(cast.quinn).get("/consistency/moderation").table("By section")
    family = table.row("Family")
    assert family["Kept the grade"].startswith("5 of 7")
    assert family["Lowered"].split()[0] == "2"


def test_months_rounds_and_tools_narrow_it(cast, visit, quiet):
    moderated(cast, in_round=quiet, at=datetime(2026, 10, 31, 23, 30, tzinfo=UTC))  # still October in London
    moderated(cast, "requires_improvement", in_round=quiet, at=datetime(2026, 11, 1, 0, 30, tzinfo=UTC))
    quinn = visit(cast.quinn)
    assert quinn.get("/consistency/moderation").form("Apply filters").options("Moderated in") == (
        "Any month", "November 2026", "October 2026",
    )  # fmt: skip
    for query, n in (
        ("month=2026-10", 1),
        ("month=2026-11", 1),
        (f"round={quiet.id}", 2),
        ("tool=small", 2),
        ("month=2026-13&round=x&tool=%F0%9F%90%98", 2),
    ):
        assert quinn.get(f"/consistency/moderation?{query}").facts["Audits compared"] == str(n), query
    assert "No moderated audit to compare" in quinn.get("/consistency/moderation?round=99").text


def test_scales_are_never_mixed(cast, visit):
    for _ in range(2):
        moderated(cast)
    moderated(cast, definition=THREE_GRADES, grade="fair", answers={
        key: given for key, given in factories.everything("fair").items()
        if key in {"seen", "seen-alone", "seeing-difference", "seeing-grade", "overall-grade", "overall-rationale"}
    })  # fmt: skip
    quinn = visit(cast.quinn)
    page = quinn.get("/consistency/moderation")
    assert page.facts["Audits compared"] == "2"
    assert "1 audit of tools with another scale of grades is left out" in page.text
    page = quinn.get("/consistency/moderation?tool=short")
    assert page.facts["Audits compared"] == "1"
    assert "Fair" in page.text


def test_an_empty_page_says_so(cast, visit):
    assert "No moderated audit to compare" in visit(cast.dara).get("/consistency/moderation").text
    assert (
        "No audit stands behind this figure"
        in visit(cast.quinn).get("/consistency/moderation/audits?moved=raised").text
    )


@pytest.mark.parametrize("who", ["asha", "tomas", "sana", "bola", "ada"])
def test_nobody_else_finds_it(cast, visit, who):
    for path in ("/consistency/moderation", "/consistency/moderation/audits"):
        assert visit(getattr(cast, who)).open("GET", path).status_code == 404


@pytest.mark.parametrize(
    "query", ["auditor_grade=%27%3B--", "section=%00", "moved=sideways", "auditor=9999999999999"]
)
@pytest.mark.usefixtures("several")
def test_an_address_that_makes_no_sense_shows_all(cast, visit, query):
    page = visit(cast.quinn).get(f"/consistency/moderation/audits?{query}")
    assert len(page.table("Audits behind the figure").rows) == 7


@pytest.mark.usefixtures("several")
def test_more_audits_cost_no_more_statements(cast, visit, quiet, count_queries):
    quinn = visit(cast.quinn)
    quinn.get("/consistency/moderation")
    with count_queries() as few:
        quinn.get("/consistency/moderation")
    for _ in range(4):
        moderated(cast, in_round=quiet, auditor=cast.olu)
    with count_queries() as many:
        quinn.get("/consistency/moderation")
    assert len(many) == len(few) <= 14, many
