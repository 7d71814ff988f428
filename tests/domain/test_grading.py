from __future__ import annotations

from hypothesis import given as forall
from hypothesis import strategies as st

from qa_app.domain.answers import Given
from qa_app.domain.grading import cap, caps, is_above_cap, limited, section_grades
from tests.domain.small_tool import TOOL, given

GRADES = [grade.key for grade in TOOL.grades]
VALUES = [choice.key for question in TOOL.all_questions for choice in question.choices]
ANSWERS = st.dictionaries(
    st.sampled_from([question.key for question in TOOL.all_questions]),
    st.builds(Given, st.sampled_from([*VALUES, "", "x"])),
)


def cap_key(**values: str) -> str | None:
    limit = cap(TOOL, given(**values))
    return limit.key if limit else None


def test_nothing_found_nothing_limited() -> None:
    assert caps(TOOL, {}) == ()
    assert cap_key(seeing_grade="good", overall_grade="outstanding") is None


def test_a_section_at_a_grade_limits_the_overall_grade_and_says_why() -> None:
    (fired,) = caps(TOOL, given(seeing_grade="inadequate"))

    assert fired.cap.key == "inadequate"
    assert fired.sentence == (
        "Overall can be at most Inadequate, because “Seeing the child” is graded Inadequate. "
        "A child who is not seen is not known."
    )


def test_an_answer_limits_the_overall_grade_and_says_why() -> None:
    (fired,) = caps(TOOL, given(seen="yes", seen_alone="no"))

    assert fired.sentence == (
        "Overall can be at most Requires improvement, because the answer to “Was the child seen alone?” is “No”. "
        "Children say more on their own."
    )


def test_several_weak_sections_limit_the_overall_grade_and_are_named() -> None:
    weak = {"seeing_grade": "requires_improvement", "family_grade": "inadequate"}

    assert cap_key(**weak) is None, "the family section was not marked relevant, so it was not graded"
    (fired,) = caps(TOOL, given(**weak, family_relevance="relevant"))
    assert fired.found == (
        "“Seeing the child” is graded Requires improvement and “Family” is graded Inadequate"
    )


def test_the_lowest_of_several_limits_holds() -> None:
    answers = given(seen="yes", seen_alone="no", seeing_grade="inadequate")

    assert len(caps(TOOL, answers)) == 2
    assert cap_key(seen="yes", seen_alone="no", seeing_grade="inadequate") == "inadequate"


def test_an_answer_to_a_question_not_asked_limits_nothing() -> None:
    assert cap_key(seen="no", seen_alone="no") is None


def test_only_a_grade_above_the_limit_is_above_it() -> None:
    low = {"seen": "yes", "seen_alone": "no"}

    assert is_above_cap(TOOL, given(**low, overall_grade="good"))
    assert not is_above_cap(TOOL, given(**low, overall_grade="requires_improvement"))
    assert not is_above_cap(TOOL, given(**low, overall_grade="inadequate"))
    assert not is_above_cap(TOOL, given(**low))
    assert not is_above_cap(TOOL, given(**low, overall_grade="nonsense"))


def test_section_grades_are_of_graded_and_relevant_sections() -> None:
    assert section_grades(
        TOOL,
        given(seeing_grade="good", family_grade="good", facts_grade="good", plan_now="inadequate"),
    ) == {"seeing": "good"}


@forall(ANSWERS, st.sampled_from(GRADES))
def test_no_rule_ever_raises_a_grade(answers: dict[str, Given], grade: str) -> None:
    assert TOOL.grade_position(limited(TOOL, grade, answers)) <= TOOL.grade_position(grade)


@forall(ANSWERS, st.sampled_from(["seeing-grade", "family-grade"]), st.sampled_from(GRADES))
def test_a_worse_section_never_leads_to_a_higher_limit(
    answers: dict[str, Given], section: str, grade: str
) -> None:
    before = answers | {section: Given(grade)}
    worse = answers | {section: Given("inadequate")}

    highest = [limited(TOOL, "outstanding", each) for each in (worse, before)]
    assert TOOL.grade_position(highest[0]) <= TOOL.grade_position(highest[1])


@forall(ANSWERS)
def test_every_limit_explains_itself(answers: dict[str, Given]) -> None:
    for fired in caps(TOOL, answers):
        assert fired.sentence.startswith(f"Overall can be at most {fired.cap.name}, because ")
        assert fired.sentence.endswith(".")
        assert "“”" not in fired.sentence
        assert "is ." not in fired.sentence
