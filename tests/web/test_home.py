"""Does the first page greet, and does health say nothing about anybody?"""

from __future__ import annotations


def test_health_names_the_database_and_its_migration(app, visit):
    answer = visit(None).open("GET", "/health")
    assert answer.json["status"] == "ok"
    assert answer.json["database"] in {"sqlite", "postgresql"}
    assert answer.json["migration"]
    assert set(answer.json) == {"status", "database", "migration"}


def test_a_stranger_is_asked_to_sign_in(app, visit):
    answer = visit(None).open("GET", "/")
    assert answer.status_code == 302
    assert answer.location.startswith("/login")
