"""Can everybody who works with the tools read them whole?"""

from __future__ import annotations

import pytest

from qa_app.config import shipped
from qa_app.domain.tools import ToolDefinition
from qa_app.services import tools
from tests import factories
from tests.domain.small_tool import SMALL
from tests.factories import AT


def test_every_tool_is_listed_with_its_versions(cast, visit):
    factories.tool()
    factories.tool(ToolDefinition.model_validate(SMALL | {"version": 2}))
    page = visit(cast.asha).get("/tools")
    assert page.link("A small tool") == "/tools/small/2"
    assert page.link("version 1 of A small tool") == "/tools/small/1"


def test_an_instance_without_tools_says_so(cast, visit):
    assert "No tool is published yet" in visit(cast.quinn).get("/tools").headings


def test_a_tool_says_all_that_it_asks_and_what_limits_the_grade(cast, visit):
    factories.tool()
    text = visit(cast.tomas).get("/tools/small/1").text
    assert "Was the child seen alone?" in text
    assert "Answer this only if “Was the child seen?” is Yes or Partly." in text
    assert "If “Seeing the child” is Inadequate, the overall grade is at most Inadequate" in text
    assert "If 2 or more sections are Requires improvement or worse" in text
    assert "Voice of the child" in text


def test_an_old_version_says_that_there_is_a_newer_one(cast, visit):
    factories.tool()
    factories.tool(ToolDefinition.model_validate(SMALL | {"version": 2}))
    assert "There is a newer version" in visit(cast.asha).get("/tools/small/1").text
    assert "There is a newer version" not in visit(cast.asha).get("/tools/small/2").text


def test_every_shipped_tool_is_a_sound_page(cast, visit):
    for version in tools.load(shipped("audit_tools"), at=AT):
        assert visit(cast.dara).get(f"/tools/{version.key}/{version.version}").h1 == version.title


@pytest.mark.parametrize("path", ["/tools/small/9", "/tools/other/1", "/tools/small/x"])
def test_a_tool_that_is_not_there_is_not_found(cast, visit, path):
    factories.tool()
    assert visit(cast.asha).open("GET", path).status_code == 404


def test_board_members_and_administrators_find_no_tools(cast, visit):
    factories.tool()
    for person in (cast.bola, cast.ada):
        for path in ("/tools", "/tools/small/1"):
            assert visit(person).open("GET", path).status_code == 404
