"""What a QA manager says about a draw, and about a case that turned out to be unsuitable."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from flask_wtf import FlaskForm
from wtforms import BooleanField, Form, RadioField

from qa_app.domain.rounds import GREATEST_SEED, DrawPlan, StratifyBy
from qa_app.web.forms.choices import offered, offered_with_hints
from qa_app.web.forms.text import Once, whole, words

if TYPE_CHECKING:
    from werkzeug.datastructures import MultiDict

PROPORTIONAL: Literal["proportional"] = "proportional"
EQUAL: Literal["equal"] = "equal"


class DrawForm(Form):
    """How a sample is drawn. Sent with the address, so that what would be drawn from can be looked at freely."""

    stratify_by = RadioField(
        "Draw by",
        choices=offered((each.value, each.label) for each in StratifyBy),
        default=StratifyBy.TEAM.value,
    )
    method = RadioField(
        "How are the cases shared?",
        choices=offered_with_hints(
            [
                (PROPORTIONAL, "In proportion", "A team with twice as many cases gives twice as many."),
                (EQUAL, "The same number from each", "Small teams are read as closely as large ones."),
            ]
        ),
        default=PROPORTIONAL,
    )
    size = whole(
        "How many cases?",
        1,
        20_000,
        hint="In all when drawn in proportion; from each when the same from each.",
    )
    reserve = whole(
        "How many in reserve for each?",
        0,
        50,
        hint="They take the place of cases that cannot be audited, in order.",
    )
    months = whole(
        "Leave out cases audited in the last how many months?", 0, 120, hint="0 leaves out nobody for that."
    )
    leave_out_closed = BooleanField("Leave out cases that are closed now")
    seed = whole(
        "Seed",
        0,
        GREATEST_SEED,
        hint="The number that the draw begins from. This one was made by chance; the same seed draws the same cases "
        "again.",
    )

    @property
    def plan(self) -> DrawPlan:
        """What was entered."""
        each = self.method.data == EQUAL
        return DrawPlan(
            stratify_by=StratifyBy(self.stratify_by.data),
            method=EQUAL if each else PROPORTIONAL,
            size=self.size.data,
            per_stratum=self.size.data if each else None,
            seed=self.seed.data,
            reserve=self.reserve.data,
            months=self.months.data,
            leave_out_closed=self.leave_out_closed.data,
        )

    @property
    def as_sent(self) -> list[tuple[str, str]]:
        """Names and values, to be sent again without being typed again."""
        return [(field.name, str(field.data)) for field in self if field.name != "leave_out_closed"] + (
            [("leave_out_closed", "y")] if self.leave_out_closed.data else []
        )


class DrawItForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """Draw now. What is drawn stands in the fields of DrawForm, which are sent with it."""

    once = Once()


class ReplaceForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """Why a case cannot be audited."""

    because = words(
        "Why can this case not be audited?",
        required="Enter why the case cannot be audited",
        limit=2_000,
        hint="It is printed on the sampling certificate. Do not name the child or the family.",
    )


def draw_form(sent: MultiDict[str, str], *, seed: int, months: int) -> DrawForm:
    """The form as sent, or as it begins."""
    begins: dict[str, Any] = {"size": 60, "reserve": 2, "months": months, "seed": seed}
    return DrawForm(sent) if sent else DrawForm(None, **begins)
