from __future__ import annotations

from datetime import date

from qa_app.domain.agreement import severity
from qa_app.domain.grading_over_time import Graded, Span, over_time, span_for


def graded(year, month, other, final=None):
    return Graded(date(year, month, 15), other, final)


def test_periods_without_pairs_stand_between_those_with_some():
    found = over_time([graded(2026, 3, 1), graded(2025, 12, 0), graded(2025, 12, 1)], Span.MONTH)
    assert [(each.name, each.n) for each in found] == [
        ("December 2025", 2),
        ("January 2026", 0),
        ("February 2026", 0),
        ("March 2026", 1),
    ]
    assert found[0].other == severity([0, 1])
    assert (found[1].other, found[1].final) == (None, None)


def test_quarters_are_those_of_the_calendar():
    found = over_time([graded(2026, 1, 1), graded(2026, 3, 1), graded(2026, 4, -1)], Span.QUARTER)
    assert [(each.name, each.n) for each in found] == [
        ("January to March 2026", 2),
        ("April to June 2026", 1),
    ]


def test_only_settled_pairs_have_a_final_grade():
    (only,) = over_time([graded(2026, 1, 1, 0), graded(2026, 1, 1)], Span.MONTH)
    assert (only.n, only.final) == (2, severity([0]))


def test_a_year_is_shown_by_months_and_more_by_quarters():
    assert span_for([]) is Span.MONTH
    assert span_for([graded(2025, 11, 0), graded(2026, 10, 0)]) is Span.MONTH
    assert span_for([graded(2025, 11, 0), graded(2026, 11, 0)]) is Span.QUARTER
    assert over_time([], Span.MONTH) == ()
