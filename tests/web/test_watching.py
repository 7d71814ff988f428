"""Do the lines of the log say what happened, for machines to gather, and nothing that somebody typed?"""

from __future__ import annotations

import io
import json
import logging

import pytest

from qa_app.domain.workflow import Status
from qa_app.log import WithRequest, formatter
from tests import factories

TYPED = "her grandmother"


@pytest.fixture
def lines():
    """The log as JSON lines; ``lines()`` reads them."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(formatter("json"))
    handler.addFilter(WithRequest())
    log = logging.getLogger("qa_app")
    log.addHandler(handler)
    yield lambda: [json.loads(line) for line in out.getvalue().splitlines()]
    log.removeHandler(handler)


def test_each_request_is_one_line_with_its_number_and_no_address(app, cast, visit, lines):
    answer = visit(cast.quinn).open("GET", "/search?q=her+grandmother")
    (line,) = [each for each in lines() if "page" in each]
    assert line["request"] == answer.headers["X-Request-ID"]
    assert (line["method"], line["page"], line["status"], line["user"]) == (
        "GET", "search.results", answer.status_code, cast.quinn.id,
    )  # fmt: skip
    assert line["ms"] >= 0
    assert line["time"].startswith("20")
    assert "grandmother" not in json.dumps(lines())


def test_what_is_typed_is_in_no_line_whatever_becomes_of_it(app, cast, visit, lines):
    audit = factories.audit(cast.asha, status=Status.IN_PROGRESS)
    asha = visit(cast.asha)
    token = asha.open("GET", "/session/token").json["csrf_token"]
    body = {"value": TYPED, "comment": TYPED, "version": 0}
    for key in ("overall-rationale", "overall-rationale", "no-such-question"):
        path = f"/audits/{audit.id}/answers/{key}"
        asha.open("PUT", path, json=body, headers={"X-CSRFToken": token})
    asha.open("POST", f"/audits/{TYPED}", data={"reason": TYPED})
    visit(None).open("POST", "/login", data={"email": f"{TYPED}@x.example", "password": TYPED})
    assert len([each for each in lines() if "page" in each]) == 6
    assert "grandmother" not in json.dumps(lines())


def test_an_error_is_one_line_with_the_requests_number(app, cast, visit, lines):
    view = app.view_functions["home.about"]

    def breaks():
        raise RuntimeError(TYPED)

    breaks.needs = view.needs
    app.view_functions["home.about"] = breaks
    try:
        answer = visit(None).open("GET", "/about")
    finally:
        app.view_functions["home.about"] = view
    assert answer.status_code == 500
    (line,) = [each for each in lines() if each["level"] == "ERROR"]
    assert line["request"] == answer.headers["X-Request-ID"]
    assert "RuntimeError" in line["exc_info"]
    assert TYPED not in json.dumps(line)


def test_probes_and_styles_leave_no_line(app, visit, lines):
    for path in ("/health", "/ready", "/static/app.css"):
        visit(None).open("GET", path).close()
    assert lines() == []
