"""Which audits are made twice: as many as the rules say, by chance, explained, and the same when asked again?"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_app.domain.second_audits import Candidate, Chosen, SecondAuditRules, choose


def candidates(auditors: int, each: int, **more: object) -> list[Candidate]:
    """``each`` audits of every one of so many auditors."""
    return [
        Candidate(
            audit_id=auditor * 100 + number,
            reference=f"EX{auditor:02}{number:02}",
            auditor_id=auditor,
            auditor_name=f"Auditor {auditor}",
            **more,
        )
        for auditor in range(1, auditors + 1)
        for number in range(1, each + 1)
    ]


def test_a_share_is_rounded_up_and_says_of_how_many():
    found = choose(candidates(5, 5), SecondAuditRules(share_percent=10), seed=7)
    assert len(found.choices) == 3
    assert {each.chosen for each in found.choices} == {Chosen.SHARE}
    assert "10% of the round’s audits, 3 of 25" in found.choices[0].because


def test_nothing_is_chosen_without_a_rule():
    assert not SecondAuditRules().asks_for_any
    assert choose(candidates(3, 3), SecondAuditRules(), seed=7).choices == ()


def test_every_auditor_has_at_least_so_many_counting_those_drawn_by_chance():
    found = choose(candidates(6, 5), SecondAuditRules(share_percent=20, at_least=2), seed=7)
    numbers = Counter(each.audit_id // 100 for each in found.choices)
    assert set(numbers) == set(range(1, 7))
    assert min(numbers.values()) == 2
    drawn = Counter(each.audit_id // 100 for each in found.choices if each.chosen is Chosen.SHARE)
    assert all(number == max(2, drawn[auditor]) for auditor, number in numbers.items())


def test_who_has_fewer_audits_than_that_has_all_of_them_twice():
    assert len(choose(candidates(2, 1), SecondAuditRules(at_least=3), seed=7).choices) == 2


def test_a_new_auditors_first_ones_are_counted_over_all_rounds():
    fresh, known = candidates(1, 4), [replace(each, auditor_id=2, earlier=2) for each in candidates(2, 4)[4:]]
    found = choose([*fresh, *known], SecondAuditRules(first_of_new=3), seed=7)
    assert [each.audit_id for each in found.choices] == [101, 102, 103, 201]
    assert (
        found.choices[0].because
        == "It is number 1 by Auditor 1; the first 3 of every auditor are made twice."
    )
    assert found.choices[3].because.startswith("It is number 3 by Auditor 2")


def test_what_nobody_can_make_is_passed_over_and_the_next_takes_its_place():
    everything = candidates(4, 5)
    first = choose(everything, SecondAuditRules(share_percent=10), seed=7).choices[0].audit_id
    without = [replace(each, is_possible=each.audit_id != first) for each in everything]
    found = choose(without, SecondAuditRules(share_percent=10), seed=7)
    assert first in found.passed_over
    assert first not in {each.audit_id for each in found.choices}
    assert len(found.choices) == 2


@given(
    seed=st.integers(0, 2**53),
    rules=st.builds(
        SecondAuditRules,
        share_percent=st.integers(0, 100),
        at_least=st.integers(0, 4),
        first_of_new=st.integers(0, 4),
    ),
    order=st.randoms(),
)
def test_the_order_of_the_list_changes_nothing_and_asking_again_adds_nothing(seed, rules, order):
    everything = candidates(4, 3)
    found = choose(everything, rules, seed)
    shuffled = [*everything]
    order.shuffle(shuffled)
    assert {each.audit_id for each in choose(shuffled, rules, seed).choices} == {
        each.audit_id for each in found.choices
    }
    chosen = {each.audit_id for each in found.choices}
    again = choose([replace(each, is_paired=each.audit_id in chosen) for each in everything], rules, seed)
    assert again.choices == ()


def test_another_seed_draws_others():
    rules = SecondAuditRules(share_percent=20)
    drawn = {
        tuple(sorted(each.audit_id for each in choose(candidates(6, 5), rules, seed).choices))
        for seed in range(20)
    }
    assert len(drawn) > 15


def test_each_audit_is_drawn_about_as_often_as_any_other():
    rules, times = SecondAuditRules(share_percent=25), 2_000
    counts = Counter(
        each.audit_id for seed in range(times) for each in choose(candidates(4, 2), rules, seed).choices
    )
    assert len(counts) == 8
    assert all(abs(number - times / 4) < 5 * (times * 0.25 * 0.75) ** 0.5 for number in counts.values())


@pytest.mark.parametrize(
    "wrong", [{"share_percent": 101}, {"share_percent": -1}, {"at_least": -1}, {"sections_apart": 2}]
)
def test_rules_that_make_no_sense_are_refused(wrong):
    with pytest.raises(ValueError, match=r"must be|cannot be"):
        SecondAuditRules(**wrong)


def test_rules_survive_being_kept_and_a_misspelt_one_is_refused():
    rules = SecondAuditRules(20, 1, 3, sections_apart=0, lowest_by_person=True)
    assert SecondAuditRules.from_json(rules.to_json()) == rules
    assert SecondAuditRules.from_json("{}") == SecondAuditRules()
    with pytest.raises(ValueError, match="cannot be read"):
        SecondAuditRules.from_json('{"share": 10}')
