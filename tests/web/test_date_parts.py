"""Is a date read the way people write it, and does a wrong one say which part to put right?"""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict
from wtforms import Form

from qa_app.web.forms.fields import DatePartsField, read_date


class DueForm(Form):
    due = DatePartsField(
        "Due date",
        called="The due date",
        required="Enter the due date",
        earliest=date(2026, 11, 20),
        latest=date(2027, 3, 31),
    )
    seen = DatePartsField("Last seen")


def sent(day="", month="", year="", name="due"):
    return MultiDict({f"{name}-day": day, f"{name}-month": month, f"{name}-year": year})


@pytest.mark.parametrize("month", ["12", "dec", "Dec.", "December", " 12 "])
def test_a_month_may_be_a_number_or_a_name(month):
    form = DueForm(sent("1", month, "2026"))
    assert form.validate()
    assert form.due.data == date(2026, 12, 1)


@pytest.mark.parametrize(
    ("parts", "message", "part"),
    [
        (("", "", ""), "Enter the due date", "day"),
        (("1", "", "2026"), "The due date must include a month", "month"),
        (("", "12", ""), "The due date must include a day and a year", "day"),
        (("1", "12", "26"), "The due date must have a year of 4 numbers, like 2026", "year"),
        (("31", "2", "2027"), "The due date must be a real date", "day"),
        (("x", "12", "2026"), "The due date must be a real date", "day"),
        (("\N{ARABIC-INDIC DIGIT ONE}", "12", "2026"), "The due date must be a real date", "day"),
        (("19", "11", "2026"), "The due date must be 20 November 2026 or later", "day"),
        (("1", "4", "2027"), "The due date must be 31 March 2027 or earlier", "day"),
    ],
)
def test_a_wrong_date_says_what_to_put_right_and_where(parts, message, part):
    form = DueForm(sent(*parts))
    assert not form.validate()
    assert form.due.errors == [message]
    assert form.due.faulty_part == part
    assert form.due.parts == parts


def test_a_date_that_need_not_be_given_may_be_empty():
    form = DueForm(sent(name="seen") | sent("1", "12", "2026"))
    assert form.validate()
    assert form.seen.data is None


def test_a_form_made_with_a_date_shows_its_parts():
    assert DueForm(data={"due": date(2026, 12, 3)}).due.parts == ("3", "12", "2026")


def test_a_form_sent_without_the_field_says_that_it_is_missing():
    form = DueForm(MultiDict({"other": "1"}))
    assert not form.validate()
    assert form.due.errors == ["Enter the due date"]


@given(st.dates(min_value=date(1000, 1, 1)))
def test_every_date_comes_back_as_it_was(day):
    assert read_date((str(day.day), str(day.month), str(day.year))) == day


@given(st.tuples(st.text(max_size=8), st.text(max_size=8), st.text(max_size=8)))
def test_no_words_make_it_fail(parts):
    assert read_date(parts) is None or isinstance(read_date(parts), date)
