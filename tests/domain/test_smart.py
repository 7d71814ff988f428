from __future__ import annotations

from datetime import date

import pytest

from qa_app.domain.smart import Smart, share_smart, smart


def check(
    what: str = "Update the child's plan with the wishes recorded in September",
    measure: str = "Updated plan seen on file",
    owner: str = "Tomas Novak",
    findings: int = 1,
    due_on: date | None = date(2026, 11, 6),
) -> Smart:
    return smart(
        what=what,
        measure=measure,
        owner=owner,
        findings=findings,
        begins_on=date(2026, 10, 16),
        due_on=due_on,
    )


def test_an_action_can_meet_all_five():
    found = check()
    assert found.met == 5
    assert found.is_smart
    assert found.advice == ()


@pytest.mark.parametrize(
    "what",
    [
        "",
        "Update plan",
        "Ensure that visits are recorded in good time",
        "Improve the recording of visits by the team",
        "continue to monitor the situation of the family",
    ],
)
def test_a_vague_action_is_not_specific(what: str):
    found = check(what=what)
    assert not found.specific
    assert found.met == 4
    assert found.advice == (
        "Begin with what will be done, such as write, visit or agree, and say what, where or with whom.",
    )


def test_a_word_that_only_begins_like_a_vague_one_is_fine():
    assert check(what="Tryal and Hale families to be seen by 3 November").specific


@pytest.mark.parametrize(
    "measure",
    ["5 of 5 visits in time", "All children seen alone", "Supervision note on file", "Weekly", "90%"],
)
def test_a_number_or_a_record_is_measurable(measure: str):
    assert check(measure=measure).measurable


@pytest.mark.parametrize("measure", ["", "Better practice", "Things go well for the family"])
def test_a_hope_is_not_measurable(measure: str):
    assert not check(measure=measure).measurable


@pytest.mark.parametrize("owner", ["Asha Rahman", "Ferdinand Anders", "Zoë O'Brien-Land"])
def test_one_named_person_owns_it(owner: str):
    assert check(owner=owner).owned


@pytest.mark.parametrize(
    "owner", ["", "Asha and Ben", "Asha, Ben", "Asha / Ben", "Asha & Ben", "All staff", "Assessment team"]
)
def test_several_people_or_a_team_do_not_own_it(owner: str):
    assert not check(owner=owner).owned


def test_it_answers_a_finding():
    assert not check(findings=0).relevant
    assert check(findings=3).relevant


@pytest.mark.parametrize(
    ("due_on", "is_bound"), [(None, False), (date(2026, 10, 15), False), (date(2026, 10, 16), True)]
)
def test_it_has_a_date_that_is_still_to_come(due_on: date | None, is_bound: bool):
    assert check(due_on=due_on).time_bound is is_bound


def test_an_empty_action_meets_none_and_gets_advice_for_each():
    found = check(what="", measure="", owner="", findings=0, due_on=None)
    assert found.met == 0
    assert len(found.advice) == 5


def test_the_share_of_smart_actions_has_its_number():
    found = share_smart([check(), check(owner=""), check(), check(measure="")])
    assert found is not None
    assert (found.k, found.n) == (2, 4)
    assert share_smart([]) is None
