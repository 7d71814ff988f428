"""Is what was given a possible answer to this question at all?

A draft may hold something half typed; a submitted audit may not.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from qa_app.domain.questions import (
    LONGEST_LINE,
    LONGEST_TEXT,
    DateQuestion,
    NumberQuestion,
    ShortTextQuestion,
)

if TYPE_CHECKING:
    from qa_app.domain.questions import Given, Question


def problem_with(question: Question, given: Given) -> str | None:
    """A sentence that says what is wrong and what to do; None for what is fine and for what is empty."""
    longest = LONGEST_LINE if isinstance(question, ShortTextQuestion) else LONGEST_TEXT
    if len(given.value) > longest:
        return f"Your answer must be {longest:,} characters or fewer; it has {len(given.value):,}"
    if len(given.comment) > LONGEST_TEXT:
        return f"Your comment must be {LONGEST_TEXT:,} characters or fewer; it has {len(given.comment):,}"
    return _problem_with_value(question, given.value) if given.value else None


def _problem_with_value(question: Question, value: str) -> str | None:
    if question.choices:
        return _problem_with_choice(question, value)
    if isinstance(question, DateQuestion):
        return _problem_with_date(value)
    if isinstance(question, NumberQuestion):
        return _problem_with_number(question, value)
    if isinstance(question, ShortTextQuestion) and "\n" in value:
        return "Your answer must be on one line"
    return None


def _problem_with_choice(question: Question, value: str) -> str | None:
    chosen = value.split("\n") if question.kind == "many_of" else [value]
    if any(question.choice(key) is None for key in chosen) or len(set(chosen)) < len(chosen):
        return "Choose from the answers in the list"
    return None


def _problem_with_date(value: str) -> str | None:
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return "Enter a real date, such as 27 3 2026"
    # The other spellings of ISO 8601 would be different texts for the same day.
    return None if day.isoformat() == value else "Enter a real date, such as 27 3 2026"


def _problem_with_number(question: NumberQuestion, value: str) -> str | None:
    try:
        number = Decimal(value)
    except InvalidOperation:
        return "Enter a number, using digits"
    if not number.is_finite() or not value.isascii() or not set(value) <= set("-0123456789."):
        return "Enter a number, using digits"
    if not question.decimals and "." in value:
        return "Enter a whole number"
    if question.minimum is not None and number < Decimal(str(question.minimum)):
        return f"Enter {question.minimum:g} or more"
    if question.maximum is not None and number > Decimal(str(question.maximum)):
        return f"Enter {question.maximum:g} or less"
    return None
