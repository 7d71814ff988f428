"""What does the product make of input that no page of it asks for?

Every address and every form is tried with what does not belong there. Whatever comes is refused or understood: it is
never an error of ours, never shows how the product is made, and changes nothing when it is refused.
"""

from __future__ import annotations

import secrets
from itertools import cycle

import pytest
from werkzeug.datastructures import MultiDict

from qa_app.domain.questions import Given
from qa_app.domain.workflow import Status
from tests import factories, full_house
from tests.abuse.gathering import complaint, forms, places_of
from tests.doors import WRITING, doors, odd_doors, rules
from tests.finished import wait_for_jobs
from tests.forged_posts import ODD_FOR_DATABASES, ODD_VALUES
from tests.snapshots import built_once
from tests.table_prints import changed_since, prints, watched

KEEPS_WHAT_IT_CAN = {
    "answers.save_section"
}  # the answers of a page that are in order are kept whatever the others are


@pytest.fixture
def house(cast):
    return built_once("house", lambda: full_house.build(cast))


def test_no_odd_address_is_an_error_or_changes_anything(app, house, visit):
    before, wrong, tried = prints(), [], set()
    for person in (*house.cast.everybody, house.mira):
        visitor = visit(person)
        for door in odd_doors(app, house, person):
            if door.path in tried:
                continue
            tried.add(door.path)
            method = "GET" if "GET" in door.methods else min(door.methods)
            response = visitor.open(method, door.path)
            if said := complaint(response):
                wrong.append(f"{method} {door.path[:80]} {said}")
    assert wrong == []
    assert changed_since(before) == []


ON_ONE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""For what is refused before a database is asked."""


@ON_ONE
def test_no_odd_question_in_an_address_is_an_error(app, house, visit):
    wrong = []
    names = ("page", "q", "team", "list", "open", "status", "due", "rag", "owner", "whose", "round", "auditor", "grade",
             "role", "all", "until", "sheet", "serious", "section", "kind", "audit", "seed", "size", "months", "first",
             "again", "next")  # fmt: skip
    odd = (
        "-1",
        "0",
        "abc",
        "1" + "0" * 30,
        "%00",
        "%ff",
        "a" * 9_000,
        "%C2%B2",
        "9" * 5_000,
        "%25%5C_'--",
        "",
    )
    visitor = visit(house.cast.quinn)
    for rule in rules(app):
        if "GET" not in rule.methods or rule.arguments:
            continue
        for value in odd:
            path = f"{rule.rule}?{'&'.join(f'{name}={value}&{name}={value}' for name in names)}"
            if said := complaint(visitor.open("GET", path)):
                wrong.append(f"{path[:60]} {value[:20]!r} {said}")
    assert wrong == []


@ON_ONE
def test_other_methods_are_refused_and_change_nothing(app, house, visit):
    before, wrong = prints(), []
    visitor = visit(house.cast.quinn)
    token = visitor.open("GET", "/session/token").json["csrf_token"]
    tried = set()
    for door in doors(app, house, house.cast.quinn):
        if door.endpoint in tried:
            continue
        tried.add(door.endpoint)
        for method in ("DELETE", "PATCH", "TRACE", "PUT", "NONSENSE", "HEAD", "OPTIONS"):
            if method in door.methods:
                continue
            response = visitor.open(method, door.path, headers={"X-CSRFToken": token})
            allowed = {200, 302, 404, 405, 409} if method in {"HEAD", "OPTIONS"} else {404, 405}
            if complaint(response) or response.status_code not in allowed:
                wrong.append(f"{method} {door.path} answered {response.status_code}")
    assert wrong == []
    assert changed_since(before) == []


def test_what_a_browser_says_about_itself_cannot_break_a_page(cast, visit):
    visitor = visit(cast.quinn)
    for name, value in (
        ("Accept", "*/*;q=x, \x7f"), ("Accept", "application/json;q=abc"), ("Accept", "," * 5_000), ("Accept", "text/nothing"),
        ("Accept-Language", "\xff" * 50), ("Accept-Charset", "utf-99"), ("Cookie", "session=" + "x" * 3_000),
        ("Content-Type", "multipart/form-data"), ("Content-Type", "\xff"), ("If-Modified-Since", "never"),
        ("Range", "bytes=99-1"), ("Host", "elsewhere.example"), ("X-Forwarded-Host", "elsewhere.example"),
        ("Referer", "javascript:alert(1)"), ("Content-Length", "-1"),
    ):  # fmt: skip
        for path in ("/", "/nothing-like-it", "/audits/999999"):
            response = visitor.open("GET", path, headers={name: value})
            assert complaint(response) == "", f"{name}: {value[:40]!r} at {path}"
            assert "elsewhere.example" not in response.get_data(as_text=True) + (response.location or "")


FORMLESS = {
    "answers.save", "imports.new", "people.second_factor", "allocation.swap", "words_to_settle.index", "sign_ins.end",
    "sign_ins.end_others", "personal_data.removal", "outsiders.promise",
}  # fmt: skip
"""What is posted by a script, with a file, or from a page that the house does not have: tried in tests of their own."""


@pytest.fixture(scope="module")
def form_places():
    """Where the forms are: what was found on one database is not looked for again on the other."""
    return {}


@pytest.mark.long
def test_no_odd_value_in_a_form_is_an_error_and_a_refused_form_changes_nothing(
    app, house, visit, form_places, database_url
):
    found = forms(app, house, visit, known=form_places or None)
    form_places.update(places_of(found))
    writing = {rule.endpoint for rule in rules(app) if rule.methods & WRITING}
    assert writing - {endpoint for endpoint, *_ in found} == FORMLESS
    wrong, odd = [], cycle(ODD_VALUES)
    with watched() as tables:
        for endpoint, visitor, path, post, _way in found:
            for what, forged in forgeries(post, odd, is_whole=database_url.startswith("sqlite")):
                response = visitor.open("POST", forged.action, data=MultiDict(forged.body))
                wait_for_jobs()
                said, changed = complaint(response), tables.changes()
                if response.status_code >= 400 and changed and endpoint not in KEEPS_WHAT_IT_CAN:
                    said = f"{said} refused ({response.status_code}) and changed {changed}"
                if said:
                    wrong.append(f"{endpoint} on {path} with {what}: {said}")
    assert wrong == []


def forgeries(post, odd, *, is_whole):
    """The form with each odd value in every field; then each field with one of them, missing, and twice.

    On the second database only what a database itself might refuse: the rest is for the form to say, before there is one.
    """
    for value in ODD_VALUES if is_whole else ODD_FOR_DATABASES:
        yield f"{value[:20]!r} everywhere", post.with_(**dict.fromkeys(post.shape, (value,)))
    for name in post.shape:
        value = next(odd)
        yield f"{name}={value[:20]!r}", post.with_(**{name: (value,)})
        if is_whole:
            yield f"no {name}", post.with_(**{name: ()})
            yield f"two of {name}", post.with_(**{name: (*post.fields[name], "other", "")})


def test_a_long_answer_of_words_that_do_not_repeat_is_kept(cast):
    factories.tool()
    words = " ".join(secrets.token_urlsafe(6) for _ in range(2_200))[:20_000].strip()
    draft = factories.audit(
        cast.asha, status=Status.IN_PROGRESS, answers={"overall-rationale": Given(words, words)}
    )
    assert draft.id
