from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from qa_app.domain.cases import CaseStatus, Flag, ListedCase
from qa_app.domain.cohorts import READY_MADE, Cohort, Criterion, DateField, DateWindow, Period

SPRING = Period(date(2026, 3, 1), date(2026, 5, 31))
IN_SPRING = date(2026, 4, 10)
PLAN_ENDED = ListedCase(7, 3, "1", team="North", status=CaseStatus.CHILD_PROTECTION_PLAN, ended_on=IN_SPRING)
IN_NEED = ListedCase(6, 8, "1", team="North", status=CaseStatus.CHILD_IN_NEED_PLAN)


def ready(key):
    return READY_MADE[key](SPRING)


def test_a_child_whose_plan_has_not_ended_is_on_a_protection_plan():
    cohort = ready("child-protection")
    assert cohort.matches([ListedCase(7, 3, "1", status=CaseStatus.CHILD_PROTECTION_PLAN)])
    assert not cohort.matches([PLAN_ENDED])


def test_stepping_down_needs_the_end_of_the_plan_and_an_open_plan_of_need():
    cohort = ready("stepped-down")
    assert cohort.matches([PLAN_ENDED, IN_NEED])
    assert not cohort.matches([PLAN_ENDED])
    assert not cohort.matches([IN_NEED])


def test_stepping_down_before_the_period_or_to_nothing_is_not_stepping_down():
    cohort = ready("stepped-down")
    before = ListedCase(7, 3, "1", ended_on=SPRING.first - timedelta(days=1))
    closed = ListedCase(6, 8, "1", status=CaseStatus.CHILD_IN_NEED_PLAN, ended_on=date(2026, 5, 1))
    in_care = ListedCase(6, 8, "1", status=CaseStatus.IN_CARE)
    assert not cohort.matches([before, IN_NEED])
    assert not cohort.matches([PLAN_ENDED, closed])
    assert not cohort.matches([PLAN_ENDED, in_care])


def test_both_ends_of_the_period_are_in_it():
    cohort = ready("stepped-down")
    for day in (SPRING.first, SPRING.last):
        assert cohort.matches([ListedCase(7, 3, "1", ended_on=day), IN_NEED])


def test_an_assessment_counts_when_it_was_authorised_and_needed_no_more():
    cohort = ready("no-further-action")
    flags = frozenset({Flag.NO_FURTHER_ACTION})
    assert cohort.matches([ListedCase(4, 3, "1", ended_on=IN_SPRING, flags=flags)])
    assert not cohort.matches([ListedCase(4, 3, "1", flags=flags)])
    assert not cohort.matches([ListedCase(4, 3, "1", ended_on=IN_SPRING)])
    assert not cohort.matches([ListedCase(3, 3, "1", ended_on=IN_SPRING, flags=flags)])


def test_a_re_referral_is_one_referral_in_the_period_with_an_earlier_one():
    cohort = ready("re-referrals")
    again = frozenset({Flag.RE_REFERRED})
    assert cohort.matches([ListedCase(3, 3, "1", started_on=IN_SPRING, flags=again)])
    # The flag on one referral and the date on another are not a re-referral in the period.
    old = ListedCase(3, 3, "1", started_on=date(2025, 1, 1), flags=again)
    new = ListedCase(3, 4, "1", started_on=IN_SPRING)
    assert not cohort.matches([old, new])


def test_in_care_and_care_leavers_are_the_open_entries_of_their_lists():
    assert ready("in-care").matches([ListedCase(8, 3, "1", status=CaseStatus.IN_CARE)])
    assert not ready("in-care").matches([ListedCase(8, 3, "1", ended_on=IN_SPRING)])
    assert ready("care-leavers").matches([ListedCase(9, 3, "1", status=CaseStatus.CARE_LEAVER)])
    assert not ready("care-leavers").matches([ListedCase(8, 3, "1", status=CaseStatus.IN_CARE)])


def test_a_flag_can_be_left_out():
    cohort = Cohort("Not unaccompanied", (Criterion(lists=(8,), without_flags=(Flag.UNACCOMPANIED,)),))
    assert cohort.matches([ListedCase(8, 3, "1")])
    assert not cohort.matches([ListedCase(8, 3, "1", flags=frozenset({Flag.UNACCOMPANIED}))])


def test_a_date_that_is_blank_is_outside_a_window_unless_blanks_are_asked_for():
    never_seen = ListedCase(7, 3, "1")
    long_ago = DateWindow(DateField.LAST_SEEN_ON, last=date(2026, 1, 1))
    or_never = DateWindow(DateField.LAST_SEEN_ON, last=date(2026, 1, 1), or_blank=True)
    assert not long_ago.holds(never_seen)
    assert or_never.holds(never_seen)


def test_teams_and_services_are_those_of_the_case_as_it_is_now():
    moved = [
        ListedCase(7, 3, "1", team="North", ended_on=IN_SPRING),
        ListedCase(6, 3, "1", team="South", status=CaseStatus.CHILD_IN_NEED_PLAN),
    ]
    ended_in_spring = (Criterion(lists=(7,)),)
    assert Cohort("South", ended_in_spring, teams=("South",)).matches(moved)
    assert not Cohort("North", ended_in_spring, teams=("North",)).matches(moved)
    service_of = {"South": "Children in need"}
    assert Cohort("Service", ended_in_spring, services=("Children in need",)).matches(moved, service_of)
    assert not Cohort("Service", ended_in_spring, services=("Leaving care",)).matches(moved, service_of)


def test_a_case_without_entries_is_in_no_cohort():
    assert not Cohort("Everything", ()).matches([])


def test_a_cohort_says_itself_in_plain_english():
    assert ready("stepped-down").describe() == (
        "Cases in list 7 (Child protection), ended from 1 March 2026 to 31 May 2026; and also in list 6 "
        "(Children in need), status child in need plan, still open."
    )
    narrowed = Cohort("x", (Criterion(lists=(8, 9), flags=(Flag.MISSING,)),), teams=("North", "South"))
    assert narrowed.describe() == (
        "Cases in list 8 (Children in care) or 9 (Care leavers), missing from placement in the last 12 months; "
        "now with team North or South."
    )


def test_no_ready_made_cohort_shows_a_code_word():
    for make in READY_MADE.values():
        assert "_" not in make(SPRING).describe()


@pytest.mark.parametrize("key", list(READY_MADE))
def test_a_cohort_survives_being_kept_as_text(key):
    cohort = ready(key)
    assert Cohort.from_json(cohort.to_json()) == cohort


def test_equal_filters_written_in_another_order_are_equal_text():
    one = Criterion(lists=(7, 6), flags=(Flag.MISSING, Flag.NOT_IN_TOUCH))
    other = Criterion(lists=(6, 7, 7), flags=(Flag.NOT_IN_TOUCH, Flag.MISSING))
    assert Cohort("x", (one,)).to_json() == Cohort("x", (other,)).to_json()


def test_text_that_is_no_cohort_is_refused():
    with pytest.raises(ValidationError):
        Cohort.from_json('{"title": "x", "criteria": [{"flags": ["no such flag"]}]}')


entries = st.builds(
    ListedCase,
    list_number=st.integers(1, 9),
    row=st.integers(1, 9),
    reference=st.just("1"),
    team=st.sampled_from(["", "North", "South"]),
    status=st.sampled_from([*CaseStatus, ""]),
    started_on=st.none() | st.dates(date(2025, 1, 1), date(2026, 12, 31)),
    ended_on=st.none() | st.dates(date(2025, 1, 1), date(2026, 12, 31)),
    flags=st.frozensets(st.sampled_from(Flag)),
)


@given(st.lists(entries, max_size=5), st.sampled_from(list(READY_MADE)))
def test_the_order_of_the_rows_never_decides_who_is_in(rows, key):
    assert ready(key).matches(rows) == ready(key).matches(rows[::-1])
