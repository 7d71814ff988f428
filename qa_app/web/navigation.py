"""Which parts of the product does this person's navigation offer?"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from flask import g, request, url_for

from qa_app.domain.policy import Permission

if TYPE_CHECKING:
    from flask import Flask

_PLACES: tuple[tuple[str, str, Permission], ...] = (
    ("Home", "home.index", Permission.HOME_SEE),
    ("Your audits", "audits.index", Permission.AUDITS_COMPLETE),
    ("Rounds", "rounds.index", Permission.ROUNDS_READ),
    ("Case lists", "cases.index", Permission.CASES_READ),
    ("Moderation", "moderation.queue", Permission.MODERATION_DECIDE),
    ("Actions", "actions.index", Permission.ACTIONS_READ),
    ("Concerns", "concerns.index", Permission.CONCERNS_READ),
    ("Consistency", "consistency.show", Permission.CONSISTENCY_READ),
    ("Findings", "findings.index", Permission.FINDINGS_READ),
    ("Tools", "tools.index", Permission.TOOLS_READ),
    ("People", "people.index", Permission.PEOPLE_RUN),
    ("Council", "council.show", Permission.COUNCIL_RUN),
)


class NavItem(NamedTuple):
    """One link of the navigation."""

    href: str
    text: str
    current: bool


def places() -> list[NavItem]:
    """What the person signed in may go to; nothing for somebody who is not."""
    user = g.get("user")
    if user is None:
        return []
    return [
        NavItem(url_for(endpoint), text, _is_here(url_for(endpoint)))
        for text, endpoint, permission in _PLACES
        if user.may(permission)
    ]


def _is_here(address: str) -> bool:
    """Whether the page asked for is this one or below it."""
    here = request.script_root + request.path
    return here == address or (address != f"{request.script_root}/" and here.startswith(f"{address}/"))


def add_to(app: Flask) -> None:
    """Give every page its navigation."""

    @app.context_processor
    def context() -> dict[str, object]:
        user = g.get("user")
        return {
            "nav": places(),
            "signed_in_name": user.name if user else "",
            "council_name": g.council.name if "council" in g else "",
            "may_search": user is not None and user.may(Permission.SEARCH),
            "is_demo": app.config["QA"].is_demo,
            "may": user.may if user else (lambda _permission: False),
            "Permission": Permission,
        }
