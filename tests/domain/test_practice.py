"""Who is ready to audit, and what is said of who is not?"""

from __future__ import annotations

import pytest

from qa_app.domain.practice import PracticeDone, PracticeRules, Ready, readiness, shortage

THREE = PracticeRules(3, 0.5)


def ready(*done: tuple[int, int], rules=THREE, has_audited=False, is_waived=False):
    practised = [PracticeDone(*each) for each in done]
    return readiness(rules, practised, has_audited=has_audited, is_waived=is_waived)


def test_without_practice_asked_everybody_is_ready():
    assert ready(rules=PracticeRules()).ready is Ready.NOT_ASKED


def test_who_has_audited_is_not_new_and_who_is_let_off_is_ready():
    assert ready(has_audited=True, is_waived=True).ready is Ready.AUDITED
    assert ready(is_waived=True).ready is Ready.WAIVED
    assert ready(is_waived=True).sentence("Asha Rao") == ""


def test_too_few_cases_are_not_enough_however_near():
    found = ready((0, 5))
    assert not found.is_ready
    assert found.sentence("Asha Rao") == "Asha Rao is not ready yet: 1 of 3 practice cases done."


@pytest.mark.parametrize(
    ("done", "is_ready"),
    [
        (((0, 4), (2, 4), (4, 4)), True),  # 6 steps over 12 grades: just within
        (((1, 4), (2, 4), (4, 4)), False),
        (((4, 4), (4, 4), (1, 3), (1, 3), (1, 4)), True),  # the first ones are forgotten
        (((0, 4), (0, 4), (4, 4), (4, 4), (4, 4)), False),
    ],
)
def test_the_mean_of_the_last_cases_decides(done, is_ready):
    assert ready(*done).is_ready is is_ready


def test_who_is_too_far_reads_how_far():
    assert ready((3, 4), (3, 4), (3, 4)).sentence("Asha Rao") == (
        "Asha Rao is not ready yet: the last 3 practice cases are on average 0.75 grade steps from the reference, and at "
        "most 0.50 is asked."
    )
    assert "the last practice case is on average 0.75" in ready((3, 4), rules=PracticeRules(1, 0.5)).progress
    assert ready(rules=PracticeRules(1)).progress == "0 of 1 practice case done"


def test_cases_in_which_nothing_can_be_compared_make_nobody_ready():
    found = ready((0, 0), (0, 0), (0, 0))
    assert not found.is_ready
    assert "could be compared" in found.sentence("Asha Rao")


def test_a_mean_that_is_only_written_a_little_above_the_tolerance_is_within():
    assert ready((1, 10), (1, 10), (1, 10), rules=PracticeRules(3, 0.1)).is_ready


def test_too_few_reference_cases_are_told_with_what_to_do():
    assert shortage(THREE, cases=3) == shortage(PracticeRules(), cases=0) == ""
    assert shortage(THREE, cases=0).startswith(
        "3 reference cases are needed for practice, and there is none."
    )
    assert "there are 2. Run a calibration exercise" in shortage(THREE, cases=2)
    assert shortage(PracticeRules(1), cases=0).startswith("1 reference case is needed")
