"""Are old backups kept by the rule, and is a manifest understood or refused?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from qa_app.domain.backups import is_secret, moment_of, name_of, read_manifest, to_remove
from qa_app.domain.errors import BadFile

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


def name(moment, mark="0a1b2c"):
    return name_of(moment, mark, is_encrypted=False)


@pytest.mark.parametrize("is_encrypted", [True, False])
def test_a_name_says_when_it_was_begun(is_encrypted):
    assert moment_of(name_of(NOW, "00ff00", is_encrypted=is_encrypted)) == NOW


@pytest.mark.parametrize(
    "other", ["qa.db", "qa-20261120T093000Z-00ff00.tar.gz.sha256", "notes.tar.gz", ".qa-1.partial"]
)
def test_other_files_are_left_alone(other):
    assert moment_of(other) is None
    assert to_remove([other], at=NOW) == []


def test_the_newest_of_each_of_fourteen_days_and_twelve_months_is_kept():
    hourly = [NOW - timedelta(hours=hours) for hours in range(0, 24 * 450, 6)]
    removed = set(to_remove(map(name, hourly), at=NOW))
    kept = [moment for moment in hourly if name(moment) not in removed]
    days = {moment.date() for moment in kept if moment > NOW - timedelta(days=14)}
    assert len(days) == 14
    assert {(moment.year, moment.month) for moment in kept} == {
        *((2026, month) for month in range(1, 12)),
        (2025, 12),
    }
    older = [moment for moment in kept if moment <= NOW - timedelta(days=1)]
    assert len(older) == 12 + 11  # of yesterday the newest is younger than a day
    assert all(moment in kept for moment in hourly[:4])


def test_two_of_one_second_are_both_kept_while_they_are_young():
    assert to_remove([name(NOW, "aaaaaa"), name(NOW, "bbbbbb")], at=NOW) == []


def test_a_clock_that_was_set_back_costs_no_backup():
    later = [NOW + timedelta(days=days, hours=hours) for days in range(40) for hours in range(3)]
    assert to_remove(map(name, later), at=NOW) == []


@pytest.mark.parametrize("text", ["", "{}", "not json", '{"format": 1}'])
def test_what_is_no_manifest_is_refused(text):
    with pytest.raises(BadFile, match="cannot be understood"):
        read_manifest(text)


@pytest.mark.parametrize(
    "setting", ["secret_key", "password_salt", "totp_secret", "mail_password", "api_token"]
)
def test_secrets_are_known_by_their_names(setting):
    assert is_secret(setting)
    assert not is_secret("base_url")
