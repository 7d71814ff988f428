"""Does every page admit exactly the roles that the policy grants, and nobody else?

Each route is asked as each role. A page that exists for the role may still answer 404 for a record that is not there,
so the test looks at what the policy check said, not at the page: a refused role never reaches the view.
"""

from __future__ import annotations

import pytest
from flask import g
from flask_login import login_user
from werkzeug.exceptions import NotFound
from werkzeug.routing import IntegerConverter

from qa_app.domain.exporting import BY_ROLE
from qa_app.domain.policy import GRANTS, Permission, Role
from qa_app.web.access import PUBLIC, export_level_of, needs_of
from tests import factories

PUBLIC_PAGES = {
    "static",
    "probes.health",
    "probes.ready",
    "probes.metrics",
    "home.about",
    "home.accessibility",
    "personal_data.privacy",
    "sign_on.begin",
    "sign_on.answer",
}


def rules(app):
    return [rule for rule in app.url_map.iter_rules() if not rule.endpoint.startswith("security.")]


def test_every_route_says_who_may_use_it(app):
    for rule in rules(app):
        needs = needs_of(app, rule.endpoint)
        assert needs == PUBLIC or all(isinstance(each, Permission) for each in needs), rule.endpoint


def test_only_these_pages_are_public(app):
    public = {rule.endpoint for rule in rules(app) if needs_of(app, rule.endpoint) == PUBLIC}
    assert public <= PUBLIC_PAGES


def test_every_permission_is_used_and_granted(app):
    used = set().union(
        *(needs_of(app, rule.endpoint) for rule in rules(app) if needs_of(app, rule.endpoint) != PUBLIC)
    )
    assert used == set(Permission)
    assert set().union(*GRANTS.values()) == set(Permission)


@pytest.mark.parametrize("role", list(Role))
def test_each_role_reaches_exactly_what_it_is_granted(app, cast, role):
    found = (each for each in cast.everybody if each.held_roles == {role})
    person = next(found, None) or factories.outsider(cast.ada)
    for rule in rules(app):
        needs = needs_of(app, rule.endpoint)
        if needs == PUBLIC:
            continue
        arguments = dict.fromkeys(rule.arguments, "1")
        method = "GET" if "GET" in rule.methods else min(rule.methods - {"HEAD", "OPTIONS"})
        path = app.url_map.bind("localhost").build(rule.endpoint, _typed(rule, arguments), method=method)
        with app.test_request_context(path, method=method):
            admitted = _is_admitted(app, person)
        level = export_level_of(app, rule.endpoint)
        may_take = level is None or BY_ROLE[role].allows(level)
        assert admitted == (bool(needs & GRANTS[role]) and may_take), f"{role.label} at {method} {path}"


def _typed(rule, arguments):
    converters = rule._converters
    return {
        name: 1 if isinstance(converters[name], IntegerConverter) else value
        for name, value in arguments.items()
    }


def _is_admitted(app, person):
    login_user(person)
    check = next(each for each in app.before_request_funcs[None] if each.__module__ == "qa_app.web.access")
    try:
        answer = check()
    except NotFound:
        return False
    finally:
        g.pop("user", None)
    return answer is None


def test_strangers_are_asked_to_sign_in_at_every_other_page(app, visit):
    for rule in rules(app):
        if needs_of(app, rule.endpoint) == PUBLIC or "GET" not in rule.methods:
            continue
        path = app.url_map.bind("localhost").build(
            rule.endpoint, _typed(rule, dict.fromkeys(rule.arguments, "1"))
        )
        answer = visit(None).open("GET", path)
        assert answer.status_code == 302, path
        assert answer.location.startswith("/login"), path
