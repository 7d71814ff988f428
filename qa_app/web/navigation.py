"""Which parts of the product does this person's navigation offer?"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from flask import g, request, url_for

from qa_app.clock import now
from qa_app.domain.exporting import ExportLevel
from qa_app.domain.policy import Permission
from qa_app.web.filters import moment

if TYPE_CHECKING:
    from flask import Flask

Offered = tuple[str, str, Permission | tuple[Permission, ...]]
"""The words of a link, the endpoint it leads to, and the permission that it needs, or one of several."""

_PLACES: tuple[Offered, ...] = (
    ("Home", "home.index", Permission.HOME_SEE),
    ("Your audits", "audits.index", Permission.AUDITS_COMPLETE),
    ("Your grading", "auditor_grading.own", Permission.GRADING_READ_OWN),
    ("Rounds", "rounds.index", Permission.ROUNDS_READ),
    ("Case lists", "cases.index", Permission.CASES_READ),
    ("Moderation", "moderation.queue", Permission.MODERATION_DECIDE),
    ("Actions", "actions.index", Permission.ACTIONS_READ),
    ("Concerns", "concerns.index", Permission.CONCERNS_READ),
    ("Consistency", "agreement.show", Permission.CONSISTENCY_READ),
    ("Findings", "findings.index", Permission.FINDINGS_READ),
    ("Tools", "tools.index", Permission.TOOLS_READ),
    ("People", "people.index", Permission.PEOPLE_RUN),
    ("Council", "council.show", Permission.COUNCIL_RUN),
    ("Personal data", "personal_data.index", Permission.PERSONAL_DATA_RUN),
    ("History", "history.index", Permission.HISTORY_READ),
    ("Operations", "operations.show", Permission.OPERATIONS_READ),
)


GRADING: tuple[Offered, ...] = (
    ("Agreement", "agreement.show", Permission.CONSISTENCY_READ),
    ("Changed by moderation", "moderation_changes.show", Permission.CONSISTENCY_READ),
    ("Auditors", "auditor_grading.index", Permission.CONSISTENCY_READ),
    ("Questions", "question_health.show", Permission.CONSISTENCY_READ),
    ("How you compare", "auditor_grading.own", Permission.GRADING_READ_OWN),
    (
        "Calibration",
        "calibration.index",
        (Permission.CALIBRATION_RUN, Permission.CALIBRATION_READ, Permission.CALIBRATION_JOIN),
    ),
    ("Practice", "practice.index", Permission.CALIBRATION_JOIN),
    ("New auditors", "practice.auditors", Permission.CALIBRATION_RUN),
    ("Exemplars", "exemplars.index", Permission.EXEMPLARS_READ),
    ("Repeats", "repeats.index", Permission.REPEATS_RUN),
    ("Your repeats", "repeats.own", Permission.REPEATS_OWN),
    ("Coaching", "coaching.programme", Permission.COACHING_RUN),
    ("Your coaching", "coaching.own", Permission.COACHING_OWN),
)
"""The pages about consistent grading, which have a menu of their own. The main menu has the first of them."""


class NavItem(NamedTuple):
    """One link of the navigation."""

    href: str
    text: str
    current: bool


def places(offered: tuple[Offered, ...] = _PLACES) -> list[NavItem]:
    """Where of these the person signed in may go; nowhere for somebody who is not."""
    user = g.get("user")
    if user is None:
        return []
    granted = user.permissions  # asked once: every page has this
    found = [
        (url_for(endpoint), text)
        for text, endpoint, needs in offered
        if not granted.isdisjoint(needs if isinstance(needs, tuple) else (needs,))
    ]
    # Of two addresses one of which lies below the other, the page is at the longer one only.
    here = max((address for address, _ in found if _is_here(address)), key=len, default="")
    if offered is _PLACES and not here and any(item.current for item in places(GRADING)):
        heads = {url_for(endpoint) for _, endpoint, _ in GRADING}
        here = next((address for address, _ in reversed(found) if address in heads), "")
    return [NavItem(address, text, address == here) for address, text in found]


def _is_here(address: str) -> bool:
    """Whether the page asked for is this one or below it."""
    here = request.script_root + request.path
    return here == address or (address != f"{request.script_root}/" and here.startswith(f"{address}/"))


def _printed_by() -> str:
    """What every printed page says of itself; "" for somebody who is not signed in."""
    user = g.get("user")
    if user is None or "council" not in g:
        return ""
    return f"{g.council.classification}. {g.council.name}. Printed by {user.name}, {moment(now())}."


def add_to(app: Flask) -> None:
    """Give every page its navigation."""

    @app.context_processor
    def context() -> dict[str, object]:
        user = g.get("user")
        return {
            "nav": places(),
            "grading_nav": places(GRADING),
            "signed_in_name": user.name if user else "",
            "council_name": g.council.name if "council" in g else "",
            "may_search": user is not None and user.may(Permission.SEARCH),
            "is_demo": app.config["QA"].is_demo,
            "may": user.may if user else (lambda _permission: False),
            "Permission": Permission,
            "may_export": user.export_level.allows if user else (lambda _level: False),
            "ExportLevel": ExportLevel,
            "printed_by": _printed_by(),
        }
