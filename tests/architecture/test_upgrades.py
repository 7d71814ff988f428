"""Does a council that upgrades keep everything it had, on both databases?

Rows are written as the older version wrote them, into tables as its migrations made them. What a column needs besides is
filled in by its kind.
"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from itertools import pairwise
from typing import Any

import flask_migrate
import pytest
import sqlalchemy as sa
from alembic.script import ScriptDirectory

from qa_app.config import shipped
from qa_app.db import db
from tests import full_house
from tests.domain.small_tool import SMALL

AT = datetime(2026, 10, 20, 10, 0, tzinfo=UTC)


class Old:
    """The database as an older version had it."""

    def __init__(self, revision: str) -> None:
        db.session.remove()
        flask_migrate.downgrade(revision=revision)
        self.tables = sa.MetaData()
        self.tables.reflect(db.engine)

    def add(self, table: str, **values: object) -> None:
        """One row, with something in every column that must have something."""
        shape = self.tables.tables[table]
        needed = {
            column.name: _anything(column)
            for column in shape.columns
            if not column.nullable and column.name not in values and not column.primary_key
        }
        with db.engine.begin() as connection:
            connection.execute(shape.insert().values(**needed, **values))


def _anything(column: sa.Column[Any]) -> object:
    kind = column.type
    if isinstance(kind, sa.DateTime):
        return AT
    if isinstance(kind, sa.Date):
        return date(2026, 10, 1)
    if isinstance(kind, sa.Boolean):
        return False
    if isinstance(kind, sa.Integer):
        return 1
    return [] if isinstance(kind, sa.JSON) else ""


def upgraded() -> sa.MetaData:
    """The tables as they are now."""
    flask_migrate.upgrade()
    now = sa.MetaData()
    now.reflect(db.engine)
    return now


def rows(tables: sa.MetaData, name: str) -> list[dict[str, Any]]:
    table = tables.tables[name]
    with db.engine.connect() as connection:
        found = connection.execute(table.select().order_by(*table.primary_key)).mappings()
        return [dict(row) for row in found]


@pytest.fixture
def first_version(app) -> Old:
    """Three audits as the first version kept them: read by a moderator, agreed in bulk, and returned once."""
    del app
    old = Old("001")
    old.add("council", id=1, name="Testshire")
    old.add("user", id=1, name="Asha Rao", email="asha@testshire.example", fs_uniquifier="a")
    old.add("case_list_import", id=1, sha256="c" * 64, state="confirmed")
    old.add("tool_version", id=1, key="small", version=1, title="Small", definition_json=json.dumps(SMALL))
    old.add("round", id=1, title="October", cohort_json="{}", moderation_json="{}")
    old.add("sample", id=1, round_id=1)
    for number in (1, 2, 3):
        old.add("case", id=number, reference=f"EX{number}")
        old.add("sampled_case", id=number, sample_id=1, case_id=number, position=number)
        old.add(
            "audit", id=number, sampled_case_id=number, case_id=number, status="moderated", submitted_at=AT,
            auditor_grade="good", final_grade="good",
        )  # fmt: skip
        for key, value in (
            ("seen", "yes"),
            ("overall-grade", "good"),
            ("family-relevance", "relevant"),
            ("summary", "Kind."),
        ):
            old.add("answer", audit_id=number, question_key=key, value=value)
        old.add("audit_event", audit_id=number, step="submit", status="submitted")
        old.add("section_grade", audit_id=number, section_key="seeing", auditor_grade="good")
    old.add("audit_event", audit_id=3, step="return", status="returned")
    old.add("moderation", id=1, audit_id=1, decision="agreed", auditor_grade="good", moderator_grade="good")
    old.add("moderation", id=2, audit_id=2, decision="agreed", auditor_grade="good", is_bulk=True)
    old.add("moderation", id=3, audit_id=3, decision="returned", auditor_grade="good")
    old.add("moderation", id=4, audit_id=3, decision="changed", auditor_grade="good", moderator_grade="good")
    old.add("moderated_section", moderation_id=4, section_key="seeing", moderator_grade="inadequate")
    return old


def everything() -> dict[str, list[dict[str, Any]]]:
    """Every row of every table, whatever version the tables are of."""
    tables = sa.MetaData()
    tables.reflect(db.engine)
    return {name: rows(tables, name) for name in tables.tables if name != "alembic_version"}


def assert_kept(before: dict[str, list[dict[str, Any]]], after: dict[str, list[dict[str, Any]]]) -> None:
    """Each row is still there, with the same in every column that there still is. A version may bring roles of its own."""
    for name, kept in before.items():
        found = after[name][: len(kept)] if name == "role" else after[name]
        assert len(found) == len(kept), name
        for old, new in zip(kept, found, strict=True):
            assert {key: new[key] for key in old if key in new} == {
                key: old[key] for key in old if key in new
            }, name


def test_nothing_of_the_first_version_is_lost(first_version):
    del first_version
    before = everything()
    upgraded()
    assert_kept(before, everything())


def test_nothing_of_any_version_is_lost_on_the_way_to_the_next(cast, happened):
    full_house.build(cast)
    db.session.remove()
    script = ScriptDirectory(str(shipped("migrations")))
    newest_first = [each.revision for each in script.walk_revisions()]
    counted = {}
    for newer, older in pairwise(newest_first):
        flask_migrate.downgrade(revision=older)
        before = everything()
        flask_migrate.upgrade(revision=newer)
        assert_kept(before, everything())
        flask_migrate.downgrade(revision=older)
        counted[older] = sum(map(len, before.values()))
    before = everything()
    upgraded()
    assert_kept(before, everything())
    said = ", ".join(f"{version} with {number} rows" for version, number in reversed(counted.items()))
    happened(
        f"upgraded with every row as it was: {said}; and {newest_first[-1]} to {newest_first[0]} at once"
    )


def test_audits_of_the_first_version_are_ordinary_audits_with_their_first_choices_locked(first_version):
    del first_version
    now = upgraded()
    audits = rows(now, "audit")
    assert {audit["kind"] for audit in audits} == {"audit"}
    assert [audit["locked_at"] is not None for audit in audits] == [True, True, False]
    locked = {(row["audit_id"], row["question_key"], row["value"]) for row in rows(now, "locked_answer")}
    chosen = {("seen", "yes"), ("overall-grade", "good"), ("family-relevance", "relevant")}
    assert locked == {(number, *each) for number in (1, 2) for each in chosen}


def test_how_each_was_moderated_and_which_decision_stands_is_known(first_version):
    del first_version
    now = upgraded()
    assert [(row["way"], row["stands"]) for row in rows(now, "moderation")] == [
        ("read", True), ("bulk", True), ("read", False), ("read", True),
    ]  # fmt: skip
    assert rows(now, "round")[0]["second_json"] == "{}"


def test_going_back_keeps_what_the_first_version_had(first_version):
    before = {
        name: rows(first_version.tables, name)
        for name in ("audit", "answer", "moderation", "moderated_section")
    }
    upgraded()
    flask_migrate.downgrade(revision="001")
    for name, kept in before.items():
        assert rows(first_version.tables, name) == kept, name
