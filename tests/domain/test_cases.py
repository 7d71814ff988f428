from datetime import date

import pytest

from qa_app.domain.cases import (
    AgeBand,
    CaseListReading,
    CaseProblem,
    CaseStatus,
    Flag,
    ListedCase,
    ReadList,
    age_band,
    leading_entry,
    status_label,
)


@pytest.mark.parametrize(
    ("years", "band"),
    [
        (-1, AgeBand.UNBORN),
        (0, AgeBand.UNDER_1),
        (1, AgeBand.FROM_1_TO_4),
        (4, AgeBand.FROM_1_TO_4),
        (5, AgeBand.FROM_5_TO_9),
        (9, AgeBand.FROM_5_TO_9),
        (10, AgeBand.FROM_10_TO_15),
        (15, AgeBand.FROM_10_TO_15),
        (16, AgeBand.FROM_16_TO_17),
        (17, AgeBand.FROM_16_TO_17),
        (18, AgeBand.FROM_18),
        (25, AgeBand.FROM_18),
    ],
)
def test_each_age_has_one_band(years, band):
    assert age_band(years) is band


def test_every_flag_and_status_has_its_own_plain_words():
    labels = [flag.label for flag in Flag] + [status_label(status) for status in CaseStatus]
    assert len(set(labels)) == len(labels)
    assert all(label[0] == label[0].upper() and "_" not in label for label in labels)


def test_a_councils_own_status_keeps_its_words():
    assert status_label("Edge of care panel") == "Edge of care panel"


def test_age_bands_read_as_words():
    assert [band.label for band in AgeBand][:3] == ["Unborn", "Under 1", "1 to 4"]


def test_an_entry_is_open_until_it_ends_or_is_closed():
    assert ListedCase(6, 3, "1", status=CaseStatus.CHILD_IN_NEED_PLAN).is_open
    assert not ListedCase(6, 3, "1", status=CaseStatus.CLOSED).is_open
    assert not ListedCase(7, 3, "1", ended_on=date(2026, 1, 2)).is_open


def test_a_contact_is_a_moment_and_never_open():
    assert not ListedCase(1, 3, "1", status=CaseStatus.CONTACT).is_open


def test_the_leading_entry_is_open_before_ended():
    ended = ListedCase(8, 3, "1", team="Care", ended_on=date(2026, 1, 2))
    still = ListedCase(6, 9, "1", team="Need", status=CaseStatus.CHILD_IN_NEED_PLAN)
    assert leading_entry([ended, still]) is still


def test_the_leading_entry_has_a_team_where_any_has_one():
    without = ListedCase(8, 3, "1")
    with_team = ListedCase(6, 9, "1", team="Need")
    assert leading_entry([without, with_team]) is with_team


def test_the_leading_entry_is_of_the_most_intensive_service_then_the_latest():
    need = ListedCase(6, 2, "1", team="Need")
    older = ListedCase(7, 3, "1", team="Old", started_on=date(2025, 1, 1))
    newer = ListedCase(7, 4, "1", team="New", started_on=date(2026, 1, 1))
    assert leading_entry([need, older, newer]) is newer
    assert leading_entry([]) is None


def test_a_reading_can_be_kept_as_text_until_it_is_confirmed():
    case = ListedCase(
        8, 3, "12345", "Team", "Worker", AgeBand.UNBORN, "F1", "in_care", date(2024, 2, 29), None, None, None,
        frozenset({Flag.MISSING, Flag.UNACCOMPANIED}),
    )  # fmt: skip
    problem = CaseProblem("List_8", 8, 4, "Allocated Team", "AG4", "#N/A", "Left empty.")
    reading = CaseListReading(
        "a.xlsx",
        "00ff",
        (ReadList(8, "List_8", 2, 2, (case,), (problem,)),),
        (),
        (ReadList(9, "List_9", 0, 0, (), (problem,)),),
    )
    assert CaseListReading.from_json(reading.to_json()) == reading
    assert reading.cases == (case,)
    assert reading.all_problems == (problem, problem)
    assert reading.team_names == ("Team",)
