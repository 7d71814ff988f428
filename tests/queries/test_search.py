"""Does search find what a person may see, and nothing else?"""

from __future__ import annotations

import pytest

from qa_app.domain.workflow import Status
from qa_app.queries import search
from tests import factories


@pytest.fixture
def audit(cast):
    factories.tool()
    return factories.audit(cast.asha, team=cast.harbour, reference="EX104233")


@pytest.mark.parametrize("words", ["EX104233", "ex1042", " EX104233 "])
def test_an_auditor_finds_their_audit_by_the_case(cast, audit, words):
    found = search.found_for(cast.asha, words)
    assert [each.id for each in found.audits] == [audit.id]
    assert found.cases == ()


def test_an_audit_is_found_by_its_number_with_or_without_the_word(cast, audit):
    for words in (str(audit.id), f"audit {audit.id}", f"Audit #{audit.id}"):
        assert [each.id for each in search.found_for(cast.quinn, words).audits] == [audit.id]
    assert search.found_for(cast.quinn, f"action {audit.id}").audits == ()


def test_another_auditor_and_a_manager_of_an_unmoderated_audit_find_nothing(cast, audit):
    for person in (cast.ben, cast.olu, cast.tomas):
        assert search.found_for(person, "EX104233").total == 0


def test_the_manager_finds_it_once_it_is_moderated(cast):
    factories.tool()
    audit = factories.audit(cast.asha, team=cast.harbour, status=Status.MODERATED, reference="EX7")
    assert [each.id for each in search.found_for(cast.tomas, "EX7").audits] == [audit.id]


def test_the_qa_manager_finds_the_case_too(cast, audit):
    assert [each.reference for each in search.found_for(cast.quinn, "ex10").cases] == ["EX104233"]


@pytest.mark.parametrize("words", ["", "%", "_", "\\", "'; DROP TABLE audit; --", "9" * 80, "é" * 50])
def test_odd_words_find_nothing_and_break_nothing(cast, audit, words):
    assert search.found_for(cast.quinn, words).total == 0
