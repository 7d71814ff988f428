"""Which lines of the history are asked for?"""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime
from typing import TYPE_CHECKING

from wtforms import Form, SelectField, StringField

from qa_app.domain.happenings import Happening
from qa_app.domain.words import on_one_line
from qa_app.queries.history import Wanted
from qa_app.web.forms.choices import offered
from qa_app.web.forms.numbers import number_from

if TYPE_CHECKING:
    from collections.abc import Sequence


_FIRST, _LAST = date(2000, 1, 1), date(2199, 12, 31)


class HistoryFilter(Form):
    """Person, case, kind and period. Sent with the address, so it changes nothing."""

    person = SelectField("Person", validate_choice=False)
    case = StringField("Case reference (all of it)")
    what = SelectField(
        "What happened",
        choices=offered(
            [
                ("", "Anything"),
                *sorted(((each.value, each.label) for each in Happening), key=lambda each: each[1]),
            ]
        ),
        validate_choice=False,
    )
    since = StringField("From (day/month/year)")
    until = StringField("To (this day included)")

    def place(self, people: Sequence[tuple[int, str]]) -> HistoryFilter:
        """Offer everybody who ever had an account."""
        self.person.choices = offered([("", "Anybody"), *((str(number), name) for number, name in people)])
        return self

    def wanted(self) -> Wanted:
        """What was asked for. A day that cannot be read is said beside its field, and leaves that end open."""
        kinds = {each.value for each in Happening}
        return Wanted(
            person_id=number_from(self.person.data),
            case=on_one_line(self.case.data or ""),
            what=self.what.data if self.what.data in kinds else "",
            since=_day(self.since),
            until=_day(self.until),
        )


def _day(field: StringField) -> date | None:
    said = on_one_line(field.data or "")
    for shape in ("%d/%m/%Y", "%Y-%m-%d"):
        with suppress(ValueError):
            day = datetime.strptime(said, shape).date()  # noqa: DTZ007  # a day, not a moment
            return day if _FIRST <= day <= _LAST else None
    if said:
        field.errors = ["Enter a real date, such as 20/11/2026"]
    return None
