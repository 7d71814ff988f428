"""How does an instance come to hold ten thousand audits? Real migrations, real tools, rows in bulk."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import flask_migrate
import sqlalchemy as sa
from flask_security.utils import hash_password

from qa_app.app import create_app
from qa_app.clock import now
from qa_app.config import read_config, shipped
from qa_app.db import db, write_unit
from qa_app.models.tools import ToolVersion
from qa_app.services import starting, tools
from tests.bench.actions import add_actions
from tests.bench.audits import add_audits
from tests.bench.forty_questions import forty_questions
from tests.bench.histories import histories, measured_month
from tests.bench.pairs import add_pairs
from tests.bench.people import PASSWORD, add_people
from tests.bench.rounds import add_cases, add_rounds, planned_rounds

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Filled:
    """An instance and what it holds. ``drafts`` are the numbers of the audits that can be answered."""

    instance: Path
    audits: int
    answers: int
    actions: int
    pairs: int
    drafts: range
    auditors: tuple[int, ...]
    month: str
    month_audits: int
    seconds: float
    megabytes: float
    database_url: str

    def auditor_of(self, draft: int) -> int:
        """The place (from 0) of the auditor who works on a draft."""
        return draft % len(self.auditors)


def fill(instance: Path, *, audits: int, auditors: int, drafts: int, pairs: int = 0) -> Filled:
    """Fill a new instance. What is fixed (people, drafts) does not grow with the number of audits."""
    began, at = time.perf_counter(), now()
    config = read_config(instance)
    app = create_app(config)
    with app.app_context():
        flask_migrate.upgrade()
        starting.set_up_council("Bench County Council")
        offered = tools.load(shipped("audit_tools"), at=at)
        draft_tool = tools.publish(forty_questions(), at=at)
        tool = min(offered, key=_distance_from_forty)
        plan = planned_rounds(audits=audits, drafts=drafts, tool_id=tool.id, draft_tool_id=draft_tool.id)
        definitions = {tool.id: tool.definition, draft_tool.id: draft_tool.definition}
        cases = max(audits // 2, 1)
        every = tuple(histories(plan, audits=audits, auditors=auditors, now=at))
        password_hash = hash_password(PASSWORD)
        with write_unit(), db.engine.begin() as connection:
            people = add_people(connection, auditors=auditors, password_hash=password_hash, at=at)
            add_cases(connection, cases, people, at=at)
            add_rounds(connection, plan, cases, people, at=at)
            answers = add_audits(connection, every, definitions, people, cases=cases)
            actions = add_actions(connection, every, people, cases=cases)
            made_twice = add_pairs(connection, definitions, people, pairs=pairs) if pairs else 0
        megabytes = _settled(db.engine) / 1_000_000
        db.session.remove()
        db.engine.dispose()
    month = measured_month(at.date())
    return Filled(
        instance=instance,
        audits=audits,
        answers=answers,
        actions=actions,
        pairs=made_twice,
        drafts=range(audits - drafts + 1, audits + 1),
        auditors=people.auditors,
        month=month.key,
        month_audits=sum(
            each.moderated_at is not None and month.since <= each.moderated_at < month.until for each in every
        ),
        seconds=time.perf_counter() - began,
        megabytes=megabytes,
        database_url=config.database_url,
    )


def _settled(engine: sa.Engine) -> int:
    """What a database does by itself after a while, done at once; how many bytes it has then."""
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            pages, size = (
                connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
                for name in ("page_count", "page_size")
            )
            return int(pages) * int(size)
    with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        for table in db.metadata.sorted_tables:
            if "id" in table.columns and table.columns["id"].autoincrement:
                newest = sa.select(sa.func.max(table.columns["id"])).scalar_subquery()
                sequence = sa.func.pg_get_serial_sequence(f'"{table.name}"', "id")
                connection.execute(sa.select(sa.func.setval(sequence, sa.func.coalesce(newest, 1))))
        connection.exec_driver_sql("VACUUM ANALYZE")
        return int(connection.exec_driver_sql("SELECT pg_database_size(current_database())").scalar_one())


def _distance_from_forty(version: ToolVersion) -> int:
    """How far a shipped tool is from asking forty questions; one that asks fewer does not do."""
    asked = len(version.definition.all_questions)
    return asked - 40 if asked > 40 else 1_000
