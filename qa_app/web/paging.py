"""How do people move between the pages of a list?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypedDict

from flask import request, url_for

if TYPE_CHECKING:
    from qa_app.queries.paging import Page

_AROUND = 2


class PageLink(TypedDict):
    """One link of the pagination; a gap has no number."""

    number: int | None
    href: str
    current: bool


class Paging(TypedDict):
    """What the pagination macro wants: ``{{ pagination(**paging) }}``."""

    pages: list[PageLink]
    previous: str
    next: str
    showing: str


def paging(page: Page[Any], noun: str, plural: str = "") -> Paging:
    """Links that keep every filter of the present address. ``noun`` names the items, as in "audit"."""
    plural = plural or f"{noun}s"
    numbers = [
        number
        for number in range(1, page.pages + 1)
        if number in {1, page.pages} or abs(number - page.number) <= _AROUND
    ]
    links: list[PageLink] = []
    for number in numbers:
        if links and links[-1]["number"] != number - 1:
            links.append(PageLink(number=None, href="", current=False))
        links.append(PageLink(number=number, href=_address(number), current=number == page.number))
    if page.total == 0:
        showing = f"No {plural}"
    elif page.pages == 1:
        showing = f"{page.total:,} {noun if page.total == 1 else plural}"
    else:
        showing = f"Showing {page.first:,} to {page.last:,} of {page.total:,} {plural}"
    return Paging(
        pages=links,
        previous=_address(page.number - 1) if page.number > 1 else "",
        next=_address(page.number + 1) if page.number < page.pages else "",
        showing=showing,
    )


def page_number() -> int:
    """The page that the address asks for; 1 for anything that is no number."""
    asked = request.args.get("page", "1")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 8 else 1


def _address(number: int) -> str:
    arguments = {**(request.view_args or {}), **request.args.to_dict(flat=False), "page": number}
    return url_for(request.endpoint or "home.index", **arguments)
