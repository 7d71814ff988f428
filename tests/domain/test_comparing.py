"""Do two auditors' answers stand beside each other, the differences first?"""

from __future__ import annotations

from qa_app.domain.comparing import compared
from qa_app.domain.questions import Given
from tests.domain.small_tool import TOOL, given

FIRST = given(
    seen="yes", seen_alone="yes", seeing_difference="She talks.", seeing_grade="good", family_relevance="not_relevant",
    plan="child_in_need", plan_now="good", overall_grade="good", overall_rationale="Steady.",
)  # fmt: skip


def by_key(first, second):
    return {each.section.key: each for each in compared(TOOL, first, second)}


def test_the_same_answers_differ_nowhere():
    found = by_key(FIRST, FIRST)
    assert not any(each.different or each.grade_differs for each in found.values())
    assert list(found) == ["seeing", "family", "facts", "overall"]


def test_sections_that_are_graded_differently_come_first_then_those_with_other_answers():
    second = FIRST | given(plan="child_protection", overall_grade="requires_improvement")
    found = compared(TOOL, FIRST, second)
    assert [each.section.key for each in found] == ["overall", "facts", "seeing", "family"]
    assert [each.question.key for each in found[1].different] == ["plan"]
    assert (found[0].first_grade, found[0].second_grade) == ("good", "requires_improvement")


def test_free_words_never_make_a_difference_and_stand_beside_each_other():
    second = FIRST | {"overall-rationale": Given("Steady, and she knows it.")}
    overall = by_key(FIRST, second)["overall"]
    assert overall.different == ()
    rationale = next(each for each in overall.alike if each.question.key == "overall-rationale")
    assert (rationale.first.value, rationale.second.value) == ("Steady.", "Steady, and she knows it.")


def test_a_question_that_only_one_was_asked_says_so():
    second = {key: each for key, each in FIRST.items() if key != "seen-alone"} | given(seen="no")
    seeing = by_key(FIRST, second)["seeing"]
    alone = next(each for each in seeing.answers if each.question.key == "seen-alone")
    assert (alone.first.value, alone.second, alone.differs) == ("yes", None, True)
    assert alone.text(alone.first) == "Yes"
    assert alone.text(alone.second) == ""


def test_what_neither_was_asked_is_left_out():
    assert "who" not in {each.question.key for each in by_key(FIRST, FIRST)["family"].answers}
