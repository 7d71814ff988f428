from datetime import date, datetime

import pytest

from qa_app.domain.cases import AgeBand
from qa_app.imports import cells, dates
from tests.imports.workbooks import ON

MARCH = date(2024, 3, 25)


@pytest.mark.parametrize(
    "written",
    [
        MARCH,
        datetime(2024, 3, 25, 13, 30),  # noqa: DTZ001 (cells have no zone)
        45376,
        45376.75,
        "45376",
        "25/03/2024",
        " 25/03/2024 ",
        "25/3/24",
        "25.03.2024",
        "25-03-2024",
        "2024-03-25",
        "2024-03-25 00:00:00",
        "2024-03-25T09:30:00Z",
        "25/03/2024 09:30",
        "25-Mar-2024",
        "25-mar-24",
        "25 March 2024",
        "25th March 2024",
        "20240325",
    ],
)
def test_a_date_is_read_however_it_is_written(written):
    assert dates.day(written, ON) == (MARCH, "")


@pytest.mark.parametrize("nothing", ["", "  ", "-", "n/a", "None", "\u00a0"])
def test_nothing_is_no_date_and_no_problem(nothing):
    assert dates.day(nothing, ON) == (None, "")


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("31/02/2024", "not a date that exists"),
        ("29/02/2023", "not a date that exists"),
        ("03/25/2024", "not a date that exists"),
        ("2024", "too long ago"),
        ("00/00/0000", "not a date that exists"),
        ("soon", "not a date that exists"),
        (True, "not a date that exists"),
        (-5.0, "not a date that exists"),
        (10**12, "not a date that exists"),
        ("#N/A", "spreadsheet error"),
        (date(1900, 1, 1), "too long ago"),
        ("01/01/1900", "too long ago"),
        (date(2099, 1, 1), "after the day of the import"),
        (date(2026, 11, 21), "after the day of the import"),
    ],
)
def test_a_date_that_cannot_be_is_a_problem(written, why):
    value, complaint = dates.day(written, ON)
    assert value is None
    assert why in complaint


def test_the_day_of_the_import_itself_is_a_date_like_others():
    assert dates.day(ON, ON) == (ON, "")


@pytest.mark.parametrize(
    ("written", "reference"),
    [
        (12345.0, "12345"),
        (12345, "12345"),
        ("12345.0", "12345"),
        (" 12345\u00a0", "12345"),
        ("0012345", "0012345"),
        ("P-1234/A", "P-1234/A"),
        ("=cmd()", "=cmd()"),
        ("ab\u200bc\n d", "abc d"),
    ],
)
def test_a_reference_is_text_without_what_spreadsheets_add(written, reference):
    assert cells.reference(written) == (reference, "")


@pytest.mark.parametrize(
    "written",
    [
        "",
        "#VALUE!",
        "#n/a",
        "unknown",
        True,
        date(2024, 1, 1),
        1.5e15,
        1234567890123456.0,
        "1.23457E+12",
        "x" * 51,
    ],
)
def test_what_cannot_be_a_reference_is_refused(written):
    value, complaint = cells.reference(written)
    assert value is None
    assert complaint


@pytest.mark.parametrize(
    ("written", "band"),
    [
        (-1, AgeBand.UNBORN),
        ("-1", AgeBand.UNBORN),
        ("Unborn", AgeBand.UNBORN),
        (0, AgeBand.UNDER_1),
        (0.99, AgeBand.UNDER_1),
        ("4 years", AgeBand.FROM_1_TO_4),
        (6.138261464750171, AgeBand.FROM_5_TO_9),
        ("17.9", AgeBand.FROM_16_TO_17),
        (25, AgeBand.FROM_18),
    ],
)
def test_an_age_becomes_a_band(written, band):
    assert cells.years_of_age(written) == (band, "")


@pytest.mark.parametrize("written", [-2, 120, "old", date(2011, 1, 1), True, "#N/A", "1e3"])
def test_what_is_no_age_is_a_problem(written):
    band, complaint = cells.years_of_age(written)
    assert band is None
    assert complaint


@pytest.mark.parametrize(
    ("born", "band"),
    [
        (date(2025, 11, 21), AgeBand.UNDER_1),
        (date(2025, 11, 20), AgeBand.FROM_1_TO_4),
        (date(2008, 11, 21), AgeBand.FROM_16_TO_17),
        (date(2008, 11, 20), AgeBand.FROM_18),
        (date(2027, 2, 1), AgeBand.UNBORN),
    ],
)
def test_a_birthday_counts_on_the_day(born, band):
    assert dates.age_from_birth(born, ON) == (band, "")


@pytest.mark.parametrize("born", [date(1900, 1, 1), date(2029, 1, 1), "31/02/2011"])
def test_a_date_of_birth_that_cannot_be_is_a_problem(born):
    band, complaint = dates.age_from_birth(born, ON)
    assert band is None
    assert complaint


def test_somebody_born_on_the_29th_of_february_has_a_birthday_every_year():
    assert dates.age_from_birth(date(2008, 2, 29), date(2026, 2, 28))[0] is AgeBand.FROM_16_TO_17
    assert dates.age_from_birth(date(2008, 2, 29), date(2026, 3, 1))[0] is AgeBand.FROM_18


@pytest.mark.parametrize(
    "written", ["a) Yes", "Yes", "Y", "yes", " YES ", "a)", "a", True, "true", 1, "A) yes"]
)
def test_every_yes_is_a_yes(written):
    assert cells.yes_or_no(written) == (True, "")


@pytest.mark.parametrize("written", ["b) No", "No", "N", "no", "b)", "b", False, "false", 0])
def test_every_no_is_a_no(written):
    assert cells.yes_or_no(written) == (False, "")


@pytest.mark.parametrize("written", ["c) Unknown", "Unknown", "", "c", "-"])
def test_unknown_is_neither_and_no_problem(written):
    assert cells.yes_or_no(written) == (None, "")


@pytest.mark.parametrize("written", ["maybe", "#N/A", 7, date(2024, 1, 1)])
def test_another_answer_is_a_problem(written):
    value, complaint = cells.yes_or_no(written)
    assert value is None
    assert complaint


def test_a_long_cell_is_quoted_shortly():
    assert len(cells.found_in("long " * 1000)) == 80


def test_a_team_name_is_one_line_without_invisible_characters():
    assert cells.name("Team\u00a0 North\r\n\x07(Ea\u200bst) ") == ("Team North (East)", "")
    assert cells.name("x" * 101)[0] is None
