from __future__ import annotations

import pytest
from hypothesis import given as forall
from hypothesis import strategies as st

from qa_app.domain.answers import Given, Progress, asked, kept, problem_with, progress, text_of, unanswered
from tests.domain.small_tool import TOOL, given

ALL_KEYS = [question.key for question in TOOL.all_questions]
VALUES = [choice.key for question in TOOL.all_questions for choice in question.choices]
ANSWERS = st.dictionaries(
    st.sampled_from([*ALL_KEYS, "unknown-question"]),
    st.builds(
        Given,
        st.sampled_from([*VALUES, "", "child\nparent", "12", "2026-02-30", "x"]),
        st.sampled_from(["", "c"]),
    ),
)

COMPLETE = given(
    seen="yes",
    seen_alone="yes",
    seeing_difference="He says that he is less worried.",
    seeing_grade="good",
    family_relevance="relevant",
    who="child",
    visits="4",
    family_difference="They feel heard.",
    family_grade="good",
    plan="child_in_need",
    plan_now="good",
    overall_grade="good",
    overall_rationale="Seen, heard and safer.",
)


def keys_asked(**values: str) -> list[str]:
    return [question.key for question in asked(TOOL, given(**values))]


def section_status(**values: str) -> dict[str, Progress]:
    return {each.section.key: each.status for each in progress(TOOL, given(**values))}


def test_a_question_is_asked_when_an_earlier_answer_leads_to_it() -> None:
    assert "seen-alone" not in keys_asked()
    assert "seen-alone" in keys_asked(seen="partly")
    assert "why-not-alone" in keys_asked(seen="yes", seen_alone="no")


def test_a_question_behind_an_unasked_question_is_not_asked() -> None:
    assert "why-not-alone" not in keys_asked(seen="no", seen_alone="no")


def test_an_optional_section_asks_first_whether_it_is_relevant() -> None:
    assert [key for key in keys_asked() if "family" in key] == ["family-relevance"]
    assert "who" not in keys_asked(family_relevance="not_relevant")
    assert "family-grade" in keys_asked(family_relevance="relevant")


def test_conditions_join_with_the_relevance_of_their_section() -> None:
    assert "summary" in keys_asked(family_relevance="relevant", who="child\nparent")
    assert "summary" not in keys_asked(family_relevance="relevant", who="parent", seen="yes")
    assert "summary" not in keys_asked(family_relevance="not_relevant", who="child\nparent")


def test_the_reason_for_a_grade_above_the_limit_is_asked_only_then() -> None:
    assert "overall-above-cap-reason" not in keys_asked(overall_grade="good")
    assert "overall-above-cap-reason" not in keys_asked(seeing_grade="inadequate", overall_grade="inadequate")
    assert "overall-above-cap-reason" in keys_asked(seeing_grade="inadequate", overall_grade="good")


def test_nothing_is_missing_from_a_complete_audit() -> None:
    assert unanswered(TOOL, COMPLETE) == ()
    assert {each.status for each in progress(TOOL, COMPLETE)} == {Progress.COMPLETED}


def test_what_is_missing_is_said_in_order_with_its_place() -> None:
    missing = unanswered(TOOL, given(seen="yes"))

    assert [(each.section_key, each.question_key) for each in missing][:4] == [
        ("seeing", "seen-alone"),
        ("seeing", "seeing-difference"),
        ("seeing", "seeing-grade"),
        ("family", "family-relevance"),
    ]
    assert missing[0].message == "Choose an answer to “Was the child seen alone?”"
    assert missing[1].message == "Write an answer to “What difference did it make for the child?”"


def test_a_comment_is_needed_for_the_answers_that_say_so() -> None:
    answers = COMPLETE | {"seen": Given("no")}

    (missing,) = unanswered(TOOL, answers)
    assert missing.message == "Add a comment to “Was the child seen?”: it is needed when the answer is No"
    assert missing.is_comment
    assert unanswered(TOOL, answers | {"seen": Given("no", "Moved away; the new team saw her.")}) == ()


def test_a_section_is_not_relevant_only_with_a_reason() -> None:
    answers = COMPLETE | {"family-relevance": Given("not_relevant")}

    assert [each.question_key for each in unanswered(TOOL, answers)] == ["family-relevance"]
    assert (
        unanswered(TOOL, answers | {"family-relevance": Given("not_relevant", "No family in this country.")})
        == ()
    )


def test_one_of_several_ticked_answers_can_need_the_comment() -> None:
    answers = COMPLETE | {"who": Given("child\nother")}

    assert "Somebody else" in unanswered(TOOL, answers)[0].message


def test_blanks_are_not_an_answer() -> None:
    assert unanswered(TOOL, COMPLETE | {"overall-rationale": Given("  \n ")}) != ()


def test_what_is_not_required_may_be_empty_but_not_malformed() -> None:
    assert unanswered(TOOL, COMPLETE | {"seen-on": Given("")}) == ()
    (missing,) = unanswered(TOOL, COMPLETE | {"seen-on": Given("2026-02-30")})
    assert missing.message == "Enter a real date, such as 27 3 2026 (“When was that?”)"


def test_the_task_list_says_how_far_each_section_is() -> None:
    assert section_status() == {
        "seeing": Progress.NOT_STARTED,
        "family": Progress.NOT_STARTED,
        "facts": Progress.NOT_STARTED,
        "overall": Progress.NOT_STARTED,
    }
    assert section_status(seen="yes")["seeing"] is Progress.IN_PROGRESS
    assert section_status(family_relevance="not_relevant")["family"] is Progress.IN_PROGRESS
    answers = {"family-relevance": Given("not_relevant", "No family.")}
    assert progress(TOOL, answers)[1].status is Progress.NOT_RELEVANT


def test_progress_counts_the_questions_that_must_be_answered() -> None:
    seeing = progress(TOOL, given(seen="yes", seen_alone="yes"))[0]

    assert (seeing.answered, seeing.asked) == (2, 4)


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        ("seen", "yes", None),
        ("seen", "maybe", "Choose from the answers in the list"),
        ("seen", "yes\nno", "Choose from the answers in the list"),
        ("seeing-grade", "good", None),
        ("seeing-grade", "excellent", "Choose from the answers in the list"),
        ("who", "child\nother", None),
        ("who", "child\nchild", "Choose from the answers in the list"),
        ("visits", "4", None),
        ("visits", "4.5", "Enter a whole number"),
        ("visits", "four", "Enter a number, using digits"),
        ("visits", "NaN", "Enter a number, using digits"),
        ("visits", "1e2", "Enter a number, using digits"),
        ("visits", "٤", "Enter a number, using digits"),
        ("visits", "-1", "Enter 0 or more"),
        ("visits", "100", "Enter 99 or less"),
        ("seen-on", "2026-03-27", None),
        ("seen-on", "2026-02-30", "Enter a real date, such as 27 3 2026"),
        ("seen-on", "20260327", "Enter a real date, such as 27 3 2026"),
        ("summary", "one line", None),
        ("summary", "two\nlines", "Your answer must be on one line"),
        ("summary", "x" * 201, "Your answer must be 200 characters or fewer; it has 201"),
        ("overall-rationale", "x" * 20_000, None),
        ("overall-rationale", "x" * 20_001, "Your answer must be 20,000 characters or fewer; it has 20,001"),
        ("seen", "", None),
    ],
)
def test_a_malformed_answer_is_told_apart(key: str, value: str, expected: str | None) -> None:
    assert problem_with(TOOL.question(key), Given(value)) == expected


def test_a_comment_can_be_too_long() -> None:
    assert problem_with(TOOL.question("seen"), Given("yes", "x" * 20_001)) is not None


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("seen", "not_evidenced", "Not evidenced"),
        ("who", "child\nother", "Child\nSomebody else"),
        ("seeing-grade", "requires_improvement", "Requires improvement"),
        ("seen-on", "2026-03-07", "7 March 2026"),
        ("seen-on", "7/3", "7/3"),
        ("visits", "4", "4"),
        ("seen", "", ""),
    ],
)
def test_an_answer_is_read_as_words(key: str, value: str, words: str) -> None:
    assert text_of(TOOL.question(key), value) == words


@forall(ANSWERS)
def test_what_is_kept_is_what_was_asked_and_nothing_is_asked_because_of_the_rest(
    answers: dict[str, Given],
) -> None:
    remaining = kept(TOOL, answers)

    assert set(remaining) <= {question.key for question in asked(TOOL, answers)}
    assert asked(TOOL, remaining) == asked(TOOL, answers)
    assert kept(TOOL, remaining) == remaining
    assert unanswered(TOOL, remaining) == unanswered(TOOL, answers)


@forall(ANSWERS)
def test_an_audit_is_complete_exactly_when_every_section_is(answers: dict[str, Given]) -> None:
    done = {Progress.COMPLETED, Progress.NOT_RELEVANT}
    complete = all(each.status in done for each in progress(TOOL, answers))

    assert complete is (unanswered(TOOL, answers) == ())
