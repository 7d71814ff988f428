"""Which kinds of form field do our pages have that WTForms does not?

One: a date typed as day, month and year, the way people in the UK write dates and the way the GOV.UK Design System
asks for them. Its messages say which part is wrong, and ``faulty_part`` is where the error summary links to.
"""

from __future__ import annotations

import calendar
import re
from datetime import date
from typing import TYPE_CHECKING, Any

from markupsafe import Markup
from wtforms import Field
from wtforms.validators import StopValidation
from wtforms.widgets.core import html_params

if TYPE_CHECKING:
    from collections.abc import Sequence

PARTS = ("day", "month", "year")

_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name[:3]: number for name, number in _MONTHS.items()} | {"sept": 9}


class DateParts:
    """The widget: three inputs named ``{name}-day``, ``{name}-month`` and ``{name}-year`` (macros/forms.html)."""

    component = "date"

    def __call__(self, field: DatePartsField, **_: Any) -> Markup:
        """The three inputs alone, for a page that does not use the macro."""
        inputs = (
            html_params(type="text", id=f"{field.id}-{part}", name=f"{field.name}-{part}", value=typed)
            for part, typed in zip(PARTS, field.parts, strict=True)
        )
        return Markup("").join(Markup(f"<input {one}>") for one in inputs)  # noqa: S704 - html_params escapes


class DatePartsField(Field):
    """A date as three inputs. ``data`` is a ``date`` or None; ``parts`` is what was typed.

    ``called`` is what messages call the date: "The due date must include a month". It is the label when not given.
    ``required`` is the message when nothing was typed; None when the date may be left empty.
    ``earliest`` and ``latest`` are inclusive, and are checked only when a real date was typed.
    A month may be typed as a number or a name. A year of two digits is refused: nobody should have to guess.
    """

    widget = DateParts()

    def __init__(
        self,
        label: str | None = None,
        validators: Sequence[Any] | None = None,
        *,
        called: str = "",
        required: str | None = None,
        earliest: date | None = None,
        latest: date | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(label, list(validators or ()), **kwargs)
        self.called = called or self.label.text
        self.required = required
        self.earliest = earliest
        self.latest = latest
        self.parts: tuple[str, str, str] = ("", "", "")
        self.faulty_parts: tuple[str, ...] = ()

    @property
    def faulty_part(self) -> str:
        """The part that the error summary links to."""
        return self.faulty_parts[0] if self.faulty_parts else "day"

    def process(self, formdata: Any, data: Any = None, extra_filters: Sequence[Any] | None = None) -> None:
        """Take the parts from what was posted, or from the date that the form was made with."""
        super().process(None, data, extra_filters)
        if self.data is not None:
            self.parts = (str(self.data.day), str(self.data.month), str(self.data.year))
        if formdata is not None and any(f"{self.name}-{part}" in formdata for part in PARTS):
            day, month, year = (formdata.get(f"{self.name}-{part}", "").strip()[:20] for part in PARTS)
            self.parts = (day, month, year)
            self.raw_data = [part for part in self.parts if part]
            self.data = read_date(self.parts)

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002 - WTForms passes the form
        """Say what is wrong with the parts, in the order in which a reader would put it right."""
        message, self.faulty_parts = self._complaint()
        if message:
            raise StopValidation(message)

    def _complaint(self) -> tuple[str, tuple[str, ...]]:
        missing = tuple(name for name, part in zip(PARTS, self.parts, strict=True) if not part)
        if len(missing) == len(PARTS):
            return self.required or "", ()
        if missing:
            return f"{self.called} must include a {' and a '.join(missing)}", missing
        if not re.fullmatch(r"[0-9]{4}", self.parts[2]):
            return f"{self.called} must have a year of 4 numbers, like 2026", ("year",)
        if self.data is None:
            return f"{self.called} must be a real date", PARTS
        return self._out_of_range(self.data), PARTS

    def _out_of_range(self, day: date) -> str:
        if self.earliest and day < self.earliest:
            return f"{self.called} must be {in_words(self.earliest)} or later"
        if self.latest and day > self.latest:
            return f"{self.called} must be {in_words(self.latest)} or earlier"
        return ""


def read_date(parts: Sequence[str]) -> date | None:
    """The date that day, month and year make, or None when they make none."""
    day, month, year = parts
    number = str(_MONTHS.get(month.lower().rstrip("."), month))
    if not re.fullmatch(r"[0-9]{4} [0-9]{1,2} [0-9]{1,2}", f"{year} {number} {day}"):
        return None
    try:
        return date(int(year), int(number), int(day))
    except ValueError:
        return None


def in_words(day: date) -> str:
    """A date as the pages write it: 5 March 2026."""
    return f"{day.day} {calendar.month_name[day.month]} {day.year}"
