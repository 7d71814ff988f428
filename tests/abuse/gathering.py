"""Which forms does the product have, as somebody sees them who may send them, and when is an answer wrong?"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tests.doors import asked_pages, doors
from tests.forged_posts import Post, posts_on
from tests.page import Page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from flask import Flask
    from werkzeug.test import TestResponse

    from qa_app.models.people import User
    from tests.full_house import House
    from tests.visitor import Visitor

    Visit = Callable[[User | None], Visitor]

NO_SECRET_OF_OURS = ("Traceback", "sqlalchemy", "psycopg", "SELECT ", "INSERT ", "site-packages", 'File "')

_SIGN_IN = ("/change", "/verify", "/tf-setup", "/mf-recovery-codes")


class Found(NamedTuple):
    """A form, the browser that has it open, and the page that it is on."""

    endpoint: str
    visitor: Visitor
    path: str
    post: Post
    way: str = "form"


def complaint(response: TestResponse) -> str:
    """What is wrong with an answer, whatever it answers."""
    if response.status_code >= 500:
        return f"answered {response.status_code}"
    if response.mimetype in {"text/html", "application/json"}:
        said = response.get_data(as_text=True)
        return next((f"shows {each!r}" for each in NO_SECRET_OF_OURS if each in said), "")
    return ""


def forms(
    app: Flask,
    house: House,
    visit: Visit,
    people: Sequence[User] = (),
    *,
    known: Mapping[str, Sequence[str]] | None = None,
) -> list[Found]:
    """One form of each shape. On the way every page is read by everybody that it is for.

    ``known`` is where they were found before in a house like this one, so that no other page is read: address → paths.
    """
    found: dict[tuple[str, tuple[str, ...]], Found] = {}
    wrong = []
    for person in people or (*house.cast.everybody, house.mira):
        visitor = visit(person)
        for path in _readable(app, house, person) if known is None else known.get(person.email, ()):
            response = visitor.open("GET", path)
            if said := complaint(response):
                wrong.append(f"{person.name}: {path} {said}")
            if response.mimetype != "text/html" or response.text.count('method="post"') < 2:
                continue  # the form that signs out is on every page
            for post in posts_on(Page.of(response, checked=False)):
                endpoint = _endpoint(app, post)
                if not endpoint.startswith("security."):
                    found.setdefault((endpoint, post.shape), Found(endpoint, visitor, path, post))
    assert wrong == []
    return list(found.values())


def places_of(found: Sequence[Found]) -> dict[str, list[str]]:
    """Where these forms are, for the next who looks for them."""
    places: dict[str, list[str]] = {}
    for each in found:
        paths = places.setdefault(each.visitor.email, [])
        if each.path not in paths:
            paths.append(each.path)
    return places


def _readable(app: Flask, house: House, person: User) -> Iterator[str]:
    yield from (door.path for door in doors(app, house, person) if "GET" in door.methods)
    if person is house.cast.quinn:
        yield from asked_pages(house)


def more_forms(app: Flask, house: House, visit: Visit) -> list[Found]:
    """What is sent by a script, with a file, or by somebody who has not signed in yet."""
    asha, quinn, stranger = visit(house.cast.asha), visit(house.cast.quinn), visit(None)
    pages = [(stranger, path) for path in ("/login", "/reset")] + [(asha, path) for path in _SIGN_IN]
    found = []
    for visitor, path in pages:
        response = visitor.open("GET", path)
        if response.mimetype == "text/html" and response.status_code < 300:
            ours = posts_on(Page.of(response, checked=False))
            found += [Found(_endpoint(app, post), visitor, path, post) for post in ours]
    answer = f"/audits/{house.audits['asha', 'in_progress']}/answers/seeing"
    saved = {"value": ("good",), "comment": ("Seen alone.",), "version": ("0",)}
    upload = "/cases/imports/new"
    return [
        *(each for each in found if not each.endpoint.endswith("logout")),
        Found("answers.save", asha, answer, Post(answer, asha.token(), saved), "json"),
        Found("imports.new", quinn, upload, Post(upload, quinn.token(), {"file": ("a,b",)}), "file"),
    ]


def _endpoint(app: Flask, post: Post) -> str:
    endpoint, _ = app.url_map.bind("localhost").match(post.action.partition("?")[0], method="POST")
    return str(endpoint)
