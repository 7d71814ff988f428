"""How are dates, moments and counts written on a page?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qa_app.clock import in_london, today
from qa_app.domain import charts_of_agreement
from qa_app.domain.cases import status_label
from qa_app.web import addresses

if TYPE_CHECKING:
    from datetime import date, datetime

    from flask import Flask


_HYPHEN_OF_A_NUMBER = re.compile(r"(?<![\w-])-(?=\d)")


def day(value: date | None) -> str:
    """As "3 October 2026"; a dash for none."""
    return f"{value.day} {value:%B %Y}" if value else "–"


def short_day(value: date | None) -> str:
    """As "3 Oct 2026", for tables."""
    return f"{value.day} {value:%b %Y}" if value else "–"


def moment(value: datetime | None) -> str:
    """As "3 October 2026 at 2:05pm", on London's clock."""
    if value is None:
        return "–"
    local = in_london(value)
    return f"{local.day} {local:%B %Y} at {time_of_day(value)}"


def time_of_day(value: datetime) -> str:
    """As "2:05pm", on London's clock."""
    local = in_london(value)
    return f"{local.hour % 12 or 12}:{local:%M}{'am' if local.hour < 12 else 'pm'}"


def ago(value: date) -> str:
    """As "today", "yesterday", "in 3 days", "5 days ago"."""
    days = (value - today()).days
    if days == 0:
        return "today"
    if days in {1, -1}:
        return "tomorrow" if days > 0 else "yesterday"
    return f"in {days} days" if days > 0 else f"{-days} days ago"


def count(number: int, singular: str, plural: str = "") -> str:
    """As "1 audit", "2 audits"."""
    return f"{number:,} {singular if number == 1 else plural or singular + 's'}"


def true_minus(words: str) -> str:
    """The words with a minus sign, not a hyphen, before every number below 0."""
    return _HYPHEN_OF_A_NUMBER.sub("\u2212", words)


def signed(value: float | None) -> str:
    """A difference in grade steps with its sign, ``+0.42``; a dash for none."""
    return "–" if value is None else charts_of_agreement.signed(value)


def day_of(value: datetime | None) -> date:
    """The day of a moment on London's calendar; today for none."""
    return in_london(value).date() if value else today()


def add_to(app: Flask) -> None:
    """Make them known to the templates."""
    app.jinja_env.filters.update(
        day=day,
        short_day=short_day,
        moment=moment,
        time_of_day=time_of_day,
        ago=ago,
        count=count,
        day_of=day_of,
        true_minus=true_minus,
        signed=signed,
        case_status=status_label,
        full_address=addresses.full,
    )
