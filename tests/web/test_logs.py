"""Does any log line say what was written about a case? Real pages are used, and everything that is logged is searched."""

from __future__ import annotations

import io
import logging

import pytest
import sqlalchemy as sa

from qa_app.db import session
from qa_app.domain.happenings import Happening
from qa_app.domain.workflow import Status
from qa_app.log import WithoutWords
from qa_app.models.cases import Case
from tests import factories
from tests.web.test_history_recorded import lines

WORDS = "Heron feather seventeen"


@pytest.fixture
def logged():
    """All that any logger says, at the most talkative level, as the application would write it."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(WithoutWords("%(name)s %(message)s"))
    loggers = [logging.getLogger(), logging.getLogger("qa_app")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.addHandler(handler)
        logger.setLevel(logging.DEBUG)
    yield written
    for logger, level in zip(loggers, levels, strict=True):
        logger.removeHandler(handler)
        logger.setLevel(level)


def test_words_of_an_audit_are_in_no_log_and_not_in_the_history(app, cast, visit, logged, capfd):
    audit = factories.audit(cast.asha, status=Status.IN_PROGRESS)
    asha = visit(cast.asha)
    reference = session.scalar(sa.select(Case.reference).where(Case.id == audit.case_id))
    token = asha.open("GET", "/session/token").json["csrf_token"]
    address = f"/audits/{audit.id}/answers/overall-rationale"
    for version in (0, 0, 1):  # saved, refused as too old, saved again
        asha.open(
            "PUT",
            address,
            json={"value": f"{WORDS} {version}", "comment": "", "version": version},
            headers={"X-CSRFToken": token},
        )
    asha.open("PUT", address, json={"value": WORDS * 2_000, "version": 2}, headers={"X-CSRFToken": token})
    asha.open("PUT", address, json={"value": f"{WORDS}\x00", "version": 2}, headers={"X-CSRFToken": token})
    asha.open("POST", f"/audits/{audit.id}/concern", data={"words": WORDS, "csrf_token": token})
    asha.open("GET", f"/search?q={WORDS}")
    asha.open("GET", f"/audits/{audit.id}/{WORDS}")
    visit(cast.olu).open("POST", f"/audits/{audit.id}/sections/seeing", data={"x": WORDS})
    logging.getLogger("qa_app").info("the end of this test")
    everything = logged.getvalue() + "".join(capfd.readouterr())
    assert "the end of this test" in everything
    assert "Heron" not in everything
    assert reference not in everything
    saved = [row for row in lines(Happening.CHANGED) if row.on_id == audit.id and "question" in row.details]
    assert len(saved) >= 2
    assert not any("Heron" in row.details for row in saved)
    assert {row.case_reference for row in saved} == {reference}


def test_an_unexpected_error_is_logged_without_what_caused_it(app, cast, visit, logged):
    failing = next(each for each in app.view_functions if each == "search.results")
    usual = app.view_functions[failing]

    def fail():
        raise ValueError(WORDS)

    fail.needs = usual.needs
    app.view_functions[failing] = fail
    try:
        assert visit(cast.asha).open("GET", "/search?q=EX1").status_code == 500
    finally:
        app.view_functions[failing] = usual
    assert "unexpected ValueError" in logged.getvalue()
    assert "Heron" not in logged.getvalue()
