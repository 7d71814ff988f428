"""Do machines that watch this one learn what they need, and nothing about anybody?"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import flask_migrate
import sqlalchemy as sa
from prometheus_client.parser import text_string_to_metric_families

from qa_app.db import db
from qa_app.domain.operating import Outcome
from qa_app.domain.workflow import Status
from qa_app.services import jobs, messaging, operating
from tests import factories
from tests.conftest import TODAY

TOKEN = "m" * 40


def numbers(app, visitor):
    app.config["QA"] = replace(app.config["QA"], metrics_token=TOKEN)
    answer = visitor.open("GET", "/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 200
    assert answer.content_type.startswith("text/plain; version=0.0.4")
    return {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(answer.get_data(as_text=True))
        for sample in family.samples
    }


def test_health_says_that_the_process_answers_and_asks_nobody_else(app, visit, count_queries):
    with count_queries() as asked:
        answer = visit(None).open("GET", "/health")
    assert answer.json == {"status": "ok"}
    assert asked == []


def test_ready_names_the_database_and_its_migration(app, visit):
    answer = visit(None).open("GET", "/ready")
    assert (answer.status_code, answer.json["status"]) == (200, "ok")
    assert answer.json["database"] in {"sqlite", "postgresql"}
    assert set(answer.json) == {"status", "database", "migration"}


def test_a_machine_with_other_tables_is_not_ready(app, visit):
    db.session.remove()
    flask_migrate.downgrade()
    try:
        answer = visit(None).open("GET", "/ready")
        assert (answer.status_code, answer.json) == (503, {"status": "other migration"})
        assert visit(None).open("GET", "/health").status_code == 200
    finally:
        db.session.remove()
        flask_migrate.upgrade()


def test_a_machine_without_tables_is_not_ready(app, visit):
    with db.engine.begin() as connection:
        connection.execute(sa.text("ALTER TABLE alembic_version RENAME TO alembic_version_away"))
    assert visit(None).open("GET", "/ready").json == {"status": "not set up"}


def test_probes_leave_no_cookie(app, visit):
    for path in ("/health", "/ready", "/metrics"):
        assert "Set-Cookie" not in visit(None).open("GET", path).headers


def test_there_are_no_numbers_without_the_token(app, visit, cast):
    path, header = "/metrics", f"Bearer {TOKEN}"
    assert visit(cast.ada).open("GET", path, headers={"Authorization": header}).status_code == 404
    app.config["QA"] = replace(app.config["QA"], metrics_token=TOKEN)
    for wrong in ("", "Bearer ", f"Bearer {TOKEN}x", TOKEN, f"Bearer {'n' * 40}", "Bearer é"):
        assert visit(None).open("GET", path, headers={"Authorization": wrong}).status_code == 404
    assert visit(None).open("GET", path, headers={"Authorization": header}).status_code == 200


def test_numbers_say_what_waits_and_what_ran(app, cast, visit):
    messaging.queue("one", "a@testshire.example", "S", "B", at=TODAY - timedelta(hours=2))
    jobs.ask("Reading", by=cast.quinn, at=TODAY - timedelta(minutes=5))
    operating.record_run("chase", Outcome.DONE, started_at=TODAY, at=TODAY)
    operating.record_run("send-mail", Outcome.FAILED, started_at=TODAY, at=TODAY)
    found = numbers(app, visit(None))
    assert found["qa_ready",] == 1
    assert found["qa_outbox_waiting",] == 1
    assert found["qa_outbox_oldest_seconds",] == 7200
    assert found["qa_long_work", "running"] == 1
    assert found["qa_long_work_oldest_seconds",] == 300
    assert found["qa_command_runs", "chase", "done"] == 1
    assert found["qa_command_last_success_seconds", "chase"] == TODAY.timestamp()
    assert [found["qa_command_well", each] for each in ("chase", "send-mail", "backup")] == [1, 0, 0]
    assert found["qa_disk_bytes",] > found["qa_disk_free_bytes",] > 0


def test_requests_and_saves_are_counted_by_the_names_of_pages(app, cast, visit):
    before = numbers(app, visit(None))
    audit = factories.audit(cast.asha, status=Status.IN_PROGRESS)
    asha = visit(cast.asha)
    token = asha.open("GET", "/session/token").json["csrf_token"]
    path = f"/audits/{audit.id}/answers/overall-rationale"
    for version, expected in ((0, 200), (0, 409)):
        body = {"value": f"Her grandmother {version} {expected}", "comment": "", "version": version}
        answer = asha.open("PUT", path, json=body, headers={"X-CSRFToken": token})
        assert answer.status_code == expected
    after = numbers(app, visit(None))

    def more(*name):
        return after.get(name, 0) - before.get(name, 0)

    assert more("qa_saves_total", "saved") == more("qa_saves_total", "conflict") == 1
    assert more("qa_requests_total", "200", "PUT", "answers.save") == 1
    assert more("qa_request_seconds_count", "answers.save") == 2
    assert more("qa_requests_total", "200", "GET", "probes.health") == 0


def test_made_up_methods_and_addresses_make_no_new_numbers(app, visit):
    for method in ("BREW", "PROPFIND"):
        visit(None).open(method, "/audits/her-grandmother")
    names = [name for key in numbers(app, visit(None)) for name in key]
    assert "other" in names
    assert not any("BREW" in name or "grandmother" in name for name in names)
