"""Is a tool published once, and never changed afterwards?"""

from __future__ import annotations

import shutil

import pytest
from sqlalchemy import func, select

from qa_app.config import shipped
from qa_app.db import session
from qa_app.domain.errors import BadFile, ToolChanged
from qa_app.domain.tools import ToolDefinition
from qa_app.models.tools import ToolVersion
from qa_app.services import tools
from tests.domain.small_tool import SMALL, TOOL
from tests.factories import AT


def test_publishing_again_changes_nothing(app):
    first = tools.publish(TOOL, at=AT)
    assert tools.publish(TOOL, at=AT.replace(hour=12)).id == first.id
    assert session.scalar(select(func.count()).select_from(ToolVersion)) == 1
    assert first.published_at == AT


def test_what_was_published_reads_back_as_it_was(app):
    published = tools.publish(TOOL, at=AT)
    session.expire_all()
    assert session.get_one(ToolVersion, published.id).definition == TOOL
    assert ToolDefinition.model_validate_json(published.definition_json) == TOOL


def test_changed_content_is_refused_and_the_published_stays(app):
    tools.publish(TOOL, at=AT)
    changed = ToolDefinition.model_validate(SMALL | {"title": "A changed tool"})
    with pytest.raises(ToolChanged, match="write version 2"):
        tools.publish(changed, at=AT)
    assert session.scalars(select(ToolVersion.title)).one() == TOOL.title


def test_only_the_newest_version_is_offered(app):
    second = ToolDefinition.model_validate(SMALL | {"version": 2})
    third = ToolDefinition.model_validate(SMALL | {"version": 3})
    tools.publish(TOOL, at=AT)
    tools.publish(third, at=AT)
    tools.publish(second, at=AT)
    rows = session.execute(select(ToolVersion.version, ToolVersion.is_offered).order_by(ToolVersion.version))
    assert [tuple(row) for row in rows] == [(1, False), (2, False), (3, True)]


def test_the_shipped_tools_load_and_load_again(app):
    loaded = tools.load(shipped("audit_tools"), at=AT)
    assert {"children_in_need", "children_in_care", "assessments_nfa", "re_referrals", "safety_check"} <= {
        each.key for each in loaded
    }
    assert [each.id for each in tools.load(shipped("audit_tools"), at=AT)] == [each.id for each in loaded]


def test_one_bad_file_stops_all_and_tells_its_name_and_line(app, tmp_path):
    shutil.copy(shipped("audit_tools") / "safety_check.v1.yaml", tmp_path)
    (tmp_path / "wrong.v1.yaml").write_text("key: Wrong Key\n", encoding="utf-8")
    with pytest.raises(BadFile, match=r"wrong\.v1\.yaml, line 1"):
        tools.load(tmp_path, at=AT)
    assert session.scalar(select(func.count()).select_from(ToolVersion)) == 0
