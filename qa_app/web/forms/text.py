"""What do all typed words have in common?

Control characters (which Word and Outlook paste, and which break a workbook) are taken out, ends are trimmed, and a
text that is too long is refused with its words kept on the page, never cut.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any

from flask import g, has_request_context
from wtforms import DecimalField, HiddenField, IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

if TYPE_CHECKING:
    from decimal import Decimal

    from wtforms.form import BaseForm

TITLE_LIMIT = 200
TEXT_LIMIT = 20_000

_DECIMAL = re.compile(r"[0-9]{1,3}(\.[0-9]{1,2})?")
_TOKEN = re.compile(r"[A-Za-z0-9_-]{1,64}")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def clean(text: object) -> object:
    """A text without control characters, with Unix line ends, composed (NFC) and trimmed."""
    if text is None:
        return ""
    if not isinstance(text, str):
        return text
    unix = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", _CONTROL.sub("", unix)).strip()


class Line(StringField):
    """One line of text. After validation ``data`` is a string, empty when nothing was typed."""

    data: str


class Words(TextAreaField):
    """Several lines of text. ``data`` as for ``Line``.

    What was accepted is noted for ``web.looking_through``, which looks through it once it is saved; not with
    ``is_looked_through=False``, for a text that is a list of names.
    """

    data: str

    def __init__(self, *args: Any, is_looked_through: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_looked_through = is_looked_through

    def post_validate(self, form: BaseForm, validation_stopped: bool) -> None:
        """Note what was typed."""
        super().post_validate(form, validation_stopped)
        if self.is_looked_through and self.data and not self.errors:
            note_written(self.data)


def note_written(*texts: str) -> None:
    """Free words that this request is about to save."""
    if has_request_context():
        g.setdefault("written", []).extend(texts)


class Whole(IntegerField):
    """A whole number that must be given: after validation ``data`` is an int."""

    data: int


class Decimals(DecimalField):
    """A number with up to two decimals that must be given: after validation ``data`` is a Decimal."""

    data: Decimal

    def process_formdata(self, valuelist: list[Any]) -> None:
        """What is not written like a number of ours (``NaN``, ``1e9``, other scripts' digits) is no number."""
        said = str(valuelist[0]).strip() if valuelist else ""
        super().process_formdata([said if _DECIMAL.fullmatch(said) else "no number"] if said else valuelist)


class Once(HiddenField):
    """The token by which a form that is sent twice is known. What is no token of ours is as if none had been sent."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Never a text that a column or its index could not hold."""
        said = str(valuelist[0]) if valuelist else ""
        self.data = said if _TOKEN.fullmatch(said) else ""


def whole(label: str, low: int, high: int, *, hint: str = "", **kwargs: Any) -> Whole:
    """A whole number between two others, both allowed."""
    message = f"Enter a whole number from {low:,} to {high:,}"
    validators = [InputRequired(message), NumberRange(low, high, message)]
    return Whole(label, validators, description=hint, **kwargs)


def decimal(label: str, low: int, high: int, *, hint: str = "", **kwargs: Any) -> Decimals:
    """A number between two others, both allowed, with at most two decimals."""
    message = f"Enter a number from {low} to {high}, with at most two decimals"
    return Decimals(
        label,
        [InputRequired(message), NumberRange(low, high, message)],
        description=hint,
        render_kw={"inputmode": "decimal"},
        **kwargs,
    )


def line(label: str, *, required: str = "", limit: int = TITLE_LIMIT, hint: str = "", **kwargs: Any) -> Line:
    """One line of text. ``required`` is the message when it is empty; without it the line may be empty."""
    return Line(
        label, [_presence(required), _length(label, limit)], filters=[clean], description=hint, **kwargs
    )


def words(label: str, *, required: str = "", limit: int = TEXT_LIMIT, hint: str = "", **kwargs: Any) -> Words:
    """Several lines of text. ``required`` as for ``line``."""
    return Words(
        label, [_presence(required), _length(label, limit)], filters=[clean], description=hint, **kwargs
    )


def _presence(required: str) -> InputRequired | Optional:
    return InputRequired(required) if required else Optional()


def _length(label: str, limit: int) -> Length:
    return Length(max=limit, message=f"{label} must be {limit:,} characters or fewer. Nothing was saved yet.")
