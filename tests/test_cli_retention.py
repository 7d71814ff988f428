"""Does the command list, refuse, and carry out for somebody who is named?"""

from __future__ import annotations

import sqlite3

import pytest

from tests.test_cli import instance, qa, start

__all__ = ["instance"]


@pytest.fixture
def message(instance):
    """An instance with a message that was sent long ago."""
    start()
    with sqlite3.connect(instance / "qa.db") as database:
        database.execute(
            "INSERT INTO outbox_message (key, to_address, subject, body, created_at, sent_at, attempts, last_error) "
            "VALUES ('old', 'asha@testshire.example', 'An audit', 'Look', '2020-01-01', '2020-01-01 10:00:00.000000', 1, '')"
        )
    return instance


def test_a_dry_run_lists_and_changes_nothing(message):
    said = qa("retention", "--dry-run").output
    assert "Mail outbox: Message 1. Ended on 1 January 2020; its period was over on 1 April 2020." in said
    assert "1 would go, 0 held. Nothing was changed." in said
    assert _addresses(message) == [("asha@testshire.example",)]


def test_it_is_carried_out_for_a_named_person_once(message):
    role, words = "information_governance", "three random words"
    qa("add-user", "ines@testshire.example", "--name", "Ines", "--role", role, "--password", words)
    assert "Say who carries it out" in qa("retention", "--carry-out", code=1).output
    assert "Nobody active" in qa("retention", "--carry-out", "--by", "ada@testshire.example", code=1).output
    said = qa("retention", "--carry-out", "--by", "INES@testshire.example").output
    assert "Mail outbox: 1" in said
    assert "SHA-256" in said
    assert _addresses(message) == [("[Removed]",)]
    assert "Mail outbox" not in qa("retention", "--carry-out", "--by", "ines@testshire.example").output


def test_neither_and_both_are_refused(message):
    assert "Say either" in qa("retention", code=1).output
    assert "Say either" in qa("retention", "--dry-run", "--carry-out", code=1).output


def _addresses(instance):
    with sqlite3.connect(instance / "qa.db") as database:
        return database.execute("SELECT to_address FROM outbox_message").fetchall()
