"""What becomes of the product when many generated requests are sent to every form?"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.abuse.gathering import complaint
from tests.abuse.generating import requests_of
from tests.finished import wait_for_jobs

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from werkzeug.test import TestResponse

    from tests.abuse.gathering import Found


@dataclass
class Outcome:
    """How many requests were sent to which form, what was answered, and what was wrong."""

    by_form: Counter[str] = field(default_factory=Counter)
    by_status: Counter[int] = field(default_factory=Counter)
    pages_after: int = 0
    wrong: list[str] = field(default_factory=list)

    @property
    def requests(self) -> int:
        """All that were sent, without the pages that were read afterwards."""
        return self.by_form.total()


def attack(
    found: Sequence[Found],
    wanted: int,
    *,
    number: int = 1,
    put_back: Callable[[], None] | None = None,
    tell: Callable[[Outcome], None] | None = None,
) -> Outcome:
    """At least so many requests, as many to each form; the same number makes the same requests.

    ``put_back`` undoes what an accepted request did, so that the next one meets the form's record as it was.
    """
    outcome, each = Outcome(), -(-wanted // len(found))
    while outcome.requests < wanted:
        for form in found:
            _attack_one(form, each, number, outcome, put_back)
            if tell:
                tell(outcome)
        each, number = max(1, (wanted - outcome.requests) // len(found)), number + 1
    return outcome


def _attack_one(
    form: Found, times: int, number: int, outcome: Outcome, put_back: Callable[[], None] | None
) -> None:
    client = form.visitor.client
    cookies = {name: client.get_cookie(name) for name in ("session", "__Host-session")}

    @seed(number)
    @settings(
        max_examples=times, database=None, deadline=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(requests_of(form))
    def send(sent: dict[str, Any]) -> None:
        method = "PUT" if form.way == "json" else "POST"
        asked = urlencode(sent.pop("asked"))
        there = form.post.action + (("&" if "?" in form.post.action else "?") + asked if asked else "")
        response = form.visitor.open(method, there, **sent)
        outcome.by_form[form.endpoint] += 1
        outcome.by_status[response.status_code] += 1
        said = complaint(response) or _complaint_after(form, response, outcome)
        if said and len(outcome.wrong) < 50:
            outcome.wrong.append(f"{form.endpoint} on {form.path}: {said} after {str(sent)[:600]}")
        for name, kept in cookies.items():
            if kept is not None:
                client.set_cookie(name, kept.value)
        if put_back and (response.status_code < 400 or response.status_code == 429):
            put_back()

    send()


def _complaint_after(form: Found, response: TestResponse, outcome: Outcome) -> str:
    """What was accepted must not break the page that it leads to."""
    if not (response.location or "").startswith("/"):
        return ""
    wait_for_jobs()
    outcome.pages_after += 1
    said = complaint(form.visitor.open("GET", response.location or "/"))
    return f"then {response.location} {said}" if said else ""
