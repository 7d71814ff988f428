"""A smaller story, told on both databases: the same seed and the same day give the same council."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sqlalchemy as sa
from sqlalchemy import select

from qa_app.app import create_app
from qa_app.clock import frozen
from qa_app.config import shipped
from qa_app.db import db, session
from qa_app.demo import exampleshire
from qa_app.demo.plot import plot_for
from qa_app.models.actions import Action
from qa_app.models.audits import Answer, Audit
from qa_app.models.cases import Case
from qa_app.models.concerns import Concern
from qa_app.models.people import User
from qa_app.services import starting, tools
from tests.conftest import TODAY, config_for

SMALL = {"first": 14, "second": 14, "themed": 8, "current": 20}


def _told(folder, url):
    plot = plot_for(TODAY)
    plot = replace(plot, **{key: replace(getattr(plot, key), size=size) for key, size in SMALL.items()})
    app = create_app(config_for(folder, url))
    with app.app_context(), frozen(TODAY):
        starting.set_up_council("Exampleshire County Council")
        tools.load(shipped("audit_tools"), at=TODAY)
        exampleshire.tell(plot, lambda _sentence: None)
        assert exampleshire.is_whole()
        found = _digest()
        db.session.remove()
        db.engine.dispose()
    return found


def _digest():
    audits = (
        select(
            Case.reference,
            User.name,
            Audit.status,
            Audit.auditor_grade,
            Audit.final_grade,
            Audit.submitted_at,
        )
        .join(Audit.case)
        .join(Audit.auditor)
        .order_by(Audit.id)
    )
    return [
        session.execute(audits).all(),
        session.execute(select(Action.what, Action.status, Action.due_on).order_by(Action.id)).all(),
        session.execute(
            select(Concern.what, Concern.raised_at, Concern.closed_at).order_by(Concern.id)
        ).all(),
        session.execute(
            select(Answer.audit_id, Answer.question_key, Answer.value).order_by(
                Answer.audit_id, Answer.question_key
            )
        ).all(),
    ]


@pytest.mark.long
def test_both_databases_are_told_the_same_story(sqlite_template, postgres_template, tmp_path):
    sqlite = tmp_path / "qa.db"
    sqlite.write_bytes(sqlite_template.read_bytes())
    server = postgres_template.set(database="postgres")
    _on(server, "DROP DATABASE IF EXISTS qa_story WITH (FORCE)")
    _on(server, f"CREATE DATABASE qa_story TEMPLATE {postgres_template.database}")
    story = postgres_template.set(database="qa_story").render_as_string(hide_password=False)

    first = _told(tmp_path / "one", f"sqlite:///{sqlite}")
    second = _told(tmp_path / "two", story)

    assert len(first[0]) > 55
    assert len(first[1]) > 15
    # PostgreSQL sorts words by its own rules; the story does not depend on how words are sorted.
    for told, again in zip(first, second, strict=True):
        assert sorted(map(str, told)) == sorted(map(str, again))


def _on(url, statement):
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(statement)
    engine.dispose()
