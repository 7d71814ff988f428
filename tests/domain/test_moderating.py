from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_app.domain.errors import Incomplete
from qa_app.domain.moderating import (
    ChangeReason,
    Decision,
    ModerationRules,
    ReasonKind,
    SubmittedAudit,
    chance_number,
    check_change,
    reasons_for,
)

RULES = ModerationRules(share_percent=0)
GOOD = SubmittedAudit(
    audit_id=7, auditor_name="Asha Rahman", grade_name="Good", position=3, positions=4, earlier=10
)
PINNED = [63, 32, 14, 93, 44, 80, 37, 77]


def kinds(audit: SubmittedAudit, rules: ModerationRules = RULES) -> list[ReasonKind]:
    return [reason.kind for reason in reasons_for(audit, rules, seed=1)]


def test_an_ordinary_good_audit_may_be_agreed_in_bulk():
    assert kinds(GOOD) == []


def test_both_ends_of_the_scale_are_always_read():
    inadequate = replace(GOOD, grade_name="Inadequate", position=1)
    outstanding = replace(GOOD, grade_name="Outstanding", position=4)
    assert kinds(inadequate) == [ReasonKind.LOWEST_GRADE]
    assert kinds(outstanding) == [ReasonKind.HIGHEST_GRADE]
    assert reasons_for(inadequate, RULES, 1)[0].sentence == "Every Inadequate audit is moderated."


def test_the_ends_are_those_of_the_tools_own_scale():
    five_grades = replace(GOOD, position=4, positions=5)
    assert kinds(five_grades) == []


def test_the_first_three_of_an_auditor_are_read_and_the_fourth_is_not():
    assert [kinds(replace(GOOD, earlier=n)) for n in range(4)] == [[ReasonKind.FIRST_AUDITS]] * 3 + [[]]
    assert reasons_for(replace(GOOD, earlier=1), RULES, 1)[0].sentence == (
        "It is number 2 by Asha Rahman; the first 3 of every auditor are moderated."
    )


def test_a_grade_above_the_cap_is_read():
    (reason,) = reasons_for(replace(GOOD, is_above_cap=True, cap_name="Inadequate"), RULES, 1)
    assert reason.kind is ReasonKind.ABOVE_CAP
    assert reason.sentence == "Graded Good, which is above Inadequate, the most that the tool's rules allow."


def test_work_that_came_back_is_read_again():
    assert kinds(replace(GOOD, came_back=True)) == [ReasonKind.CAME_BACK]


def test_all_reasons_are_given_the_weightiest_first():
    everything = replace(GOOD, position=1, earlier=0, is_above_cap=True, came_back=True)
    assert kinds(everything) == [
        ReasonKind.LOWEST_GRADE,
        ReasonKind.ABOVE_CAP,
        ReasonKind.CAME_BACK,
        ReasonKind.FIRST_AUDITS,
    ]


def test_every_rule_can_be_switched_off():
    off = ModerationRules(
        lowest_grade=False,
        highest_grade=False,
        first_audits=0,
        above_cap=False,
        came_back=False,
        share_percent=0,
    )
    low = replace(GOOD, position=1, earlier=0, is_above_cap=True, came_back=True)
    assert kinds(low, off) == []
    assert kinds(replace(GOOD, position=4), off) == []


def test_the_share_is_of_the_rest_only():
    everyone = ModerationRules(share_percent=100)
    assert kinds(GOOD, everyone) == [ReasonKind.CHANCE]
    assert kinds(replace(GOOD, position=1), everyone) == [ReasonKind.LOWEST_GRADE]


def test_chance_is_explained_with_its_number():
    drawn = next(n for n in range(100) if chance_number(1, n) < 10)
    (reason,) = reasons_for(replace(GOOD, audit_id=drawn), ModerationRules(share_percent=10), 1)
    assert reason.sentence == (
        "Drawn by chance: 10% of the rest is moderated. "
        f"Its number is {chance_number(1, drawn)}, and all below 10 are read."
    )


def test_the_first_number_that_is_not_below_the_share_is_not_read():
    at_the_border = next(n for n in range(1000) if chance_number(1, n) == 10)
    audit = replace(GOOD, audit_id=at_the_border)
    assert kinds(audit, ModerationRules(share_percent=10)) == []
    assert kinds(audit, ModerationRules(share_percent=11)) == [ReasonKind.CHANCE]


def test_the_number_never_changes():
    assert [chance_number(2026, audit_id) for audit_id in range(1, 9)] == PINNED


def test_about_the_share_asked_for_is_drawn():
    # 5,000 audits at 10 %: 500 expected, standard deviation about 21.
    assert 400 < sum(chance_number(3, audit_id) < 10 for audit_id in range(5000)) < 600


@given(st.integers(0, 2**31), st.integers(1, 10**6), st.integers(0, 99))
def test_a_larger_share_keeps_all_that_a_smaller_one_drew(seed: int, audit_id: int, share: int):
    audit = replace(GOOD, audit_id=audit_id)
    smaller = reasons_for(audit, ModerationRules(share_percent=share), seed)
    larger = reasons_for(audit, ModerationRules(share_percent=share + 1), seed)
    assert not smaller or larger


RULE_SETS = st.builds(
    ModerationRules,
    lowest_grade=st.booleans(),
    highest_grade=st.booleans(),
    first_audits=st.integers(0, 50),
    above_cap=st.booleans(),
    came_back=st.booleans(),
    share_percent=st.integers(0, 100),
)


@given(RULE_SETS)
def test_rules_come_back_from_json_as_they_went(rules: ModerationRules):
    assert ModerationRules.from_json(rules.to_json()) == rules


def test_rules_that_were_never_set_are_the_defaults():
    assert ModerationRules.from_json("") == ModerationRules()
    assert ModerationRules.from_json('{"share_percent": 25}') == ModerationRules(share_percent=25)


@pytest.mark.parametrize(
    "text",
    [
        "not json",
        "[]",
        '{"share_percent": 101}',
        '{"share_percent": "10"}',
        '{"first_audits": -1}',
        '{"first": 3}',
        '{"lowest_grade": null}',
    ],
)
def test_rules_that_cannot_be_read_are_refused(text: str):
    with pytest.raises(ValueError, match="These moderation rules cannot be read"):
        ModerationRules.from_json(text)


def test_a_changed_grade_needs_a_category_and_words():
    with pytest.raises(Incomplete, match="Choose the reason"):
        check_change(None, "The plan was not updated.")
    with pytest.raises(Incomplete, match="Explain the change"):
        check_change(ChangeReason.IMPACT, "  \n")
    check_change(ChangeReason.IMPACT, "The plan was not updated.")


def test_every_choice_has_its_own_words():
    assert len({reason.label for reason in ChangeReason}) == len(ChangeReason)
    assert len({decision.label for decision in Decision}) == len(Decision)
