"""Does every answer tell the browser what it may do with it, and is the session's cookie as safe as it can be?"""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask_security.utils import hash_password

from qa_app.app import create_app
from qa_app.db import db, session, use_case
from qa_app.models.people import User

PASSWORD = "three random words"
HOST = "audits.example.gov.uk"
BY_PROXY = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": HOST, "X-Forwarded-For": "203.0.113.7"}


@pytest.fixture
def secure(app, cast):
    """The same instance behind TLS, in a browser of its own; Asha has a password."""
    config = replace(app.config["QA"], is_secure=True, proxies=1, base_url=f"https://{HOST}")

    @use_case
    def choose_password():
        session.get_one(User, cast.asha.id).password = hash_password(PASSWORD)

    with app.test_request_context():
        choose_password()
    other = create_app(config)
    yield other
    with other.app_context():
        db.engine.dispose()


def browser(app):
    client = app.test_client()
    client.environ_base.update({f"HTTP_{name.upper().replace('-', '_')}": v for name, v in BY_PROXY.items()})
    return client


ANSWERS = (
    ("GET", "/login", 200),
    ("GET", "/", 302),
    ("GET", "/about", 200),
    ("GET", "/nothing-here", 404),
    ("POST", "/about", 405),
    ("POST", "/login", 403),
    ("GET", "/static/app.css", 200),
    ("GET", "/health", 200),
)


@pytest.mark.parametrize(("method", "path", "status"), ANSWERS)
def test_every_kind_of_answer_has_every_header(secure, method, path, status):
    answer = browser(secure).open(path, method=method)
    headers = answer.headers
    assert answer.status_code == status or (path == "/login" and method == "POST")
    policy = dict(each.split(" ", 1) for each in headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["form-action"] == "'self'"
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert {"camera=()", "geolocation=()", "microphone=()"} <= set(headers["Permissions-Policy"].split(", "))
    assert (headers.get("Cache-Control") == "no-store") == (not path.startswith("/static"))
    answer.close()


def test_the_cookies_are_bound_to_this_name_and_to_tls(secure):
    client = browser(secure)
    page = client.get("/login").get_data(as_text=True)
    token = page.partition('name="csrf_token"')[2].partition('value="')[2].partition('"')[0]
    sent = {"email": "asha@testshire.example", "password": PASSWORD, "csrf_token": token, "remember": "y"}
    answer = client.post("/login", data=sent, headers={"Referer": f"https://{HOST}/login"})
    assert answer.status_code == 302
    cookies = answer.headers.getlist("Set-Cookie")
    assert any(each.startswith("__Host-session=") for each in cookies)
    for cookie in cookies:
        name, *attributes = cookie.split("; ")
        assert name.startswith("__Host-")
        assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(attributes)
        assert not any(each.lower().startswith("domain") for each in attributes)


def test_no_other_name_is_answered_behind_tls(secure):
    for name, status in (
        (HOST, 200),
        ("127.0.0.1:8000", 200),
        ("evil.example", 400),
        (f"{HOST}.evil.example", 400),
    ):
        headers = {"X-Forwarded-Host": name}
        answer = browser(secure).get("/login", headers=headers)
        assert answer.status_code == status, name
        assert "evil" not in answer.get_data(as_text=True)


def test_without_tls_the_browser_is_not_told_to_insist_on_it(app, visit):
    answer = visit(None).open("GET", "/login")
    assert "Strict-Transport-Security" not in answer.headers
    assert answer.headers["Content-Security-Policy"]


def test_each_answer_has_a_number_and_a_proxys_is_kept(secure, app, visit):
    own = visit(None).open("GET", "/about", headers={"X-Request-ID": "chosen-by-somebody"})
    assert own.headers["X-Request-ID"] != "chosen-by-somebody"
    kept = browser(secure).get("/about", headers={"X-Request-ID": "0123456789abcdef"})
    assert kept.headers["X-Request-ID"] == "0123456789abcdef"
    odd = browser(secure).get("/about", headers={"X-Request-ID": "<script>alert(1)</script>"})
    assert "script" not in odd.headers["X-Request-ID"]
