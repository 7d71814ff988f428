from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from qa_app.domain.answers import Given, unanswered
from qa_app.domain.conditions import questions_in
from qa_app.domain.grading import cap, caps
from qa_app.domain.limits import SectionAt, SectionsAt
from qa_app.domain.questions import DateQuestion, NumberQuestion, Question
from qa_app.domain.tools import ToolDefinition
from qa_app.imports.tool_files import content_hash, read_tool

FOLDER = Path(__file__).parents[2] / "audit_tools"
FILES = sorted(FOLDER.glob("*.yaml"))
HASHES = {
    "assessments_nfa": "67a7466ce9d4d3c6e14a812239d8e3d37b79aab7a878dd1b1bf074d4e727c86e",
    "children_in_care": "a0fcc3b5818b7bd3ca0e78f406f316482c3870cf5f2867c6711192af9c4ab672",
    "children_in_need": "5bdb918fce0eafd57a1bc5ac9f46feedb8c7aed7d839f6a52ba1a842d8659873",
    "re_referrals": "72ad9402cfc93d2bbb8fb7162b0de10022f6996e6ae57de4a5e808679199f23a",
    "safety_check": "74acb5be7b6413b1ee7e429a04cfeccbb831a25309afa9356d520f5779f02413",
}
FULL = ["children_in_care", "children_in_need"]
THEMED = ["assessments_nfa", "re_referrals"]


@cache
def tool(key: str) -> ToolDefinition:
    path = FOLDER / f"{key}.v1.yaml"
    reading = read_tool(path.read_bytes(), path.name)
    assert reading.problems == ()
    assert reading.definition is not None
    return reading.definition


def good_answer(question: Question, definition: ToolDefinition) -> Given:
    """The answer of an auditor who finds good practice everywhere, with a comment."""
    if isinstance(question, NumberQuestion):
        return Given("0", "c")
    if isinstance(question, DateQuestion):
        return Given("2026-03-02", "c")
    keys = [choice.key for choice in question.choices]
    if question.kind == "grade":
        return Given(definition.grades[-2].key, "c")
    return Given(keys[0] if keys else "Words.", "c")


def test_all_five_tools_are_there_and_nothing_else() -> None:
    assert [path.name for path in FILES] == [f"{key}.v1.yaml" for key in HASHES]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_tool_loads_without_a_problem(path: Path) -> None:
    assert read_tool(path.read_bytes(), path.name).problems == ()


@pytest.mark.parametrize("key", HASHES)
def test_a_published_version_never_changes(key: str) -> None:
    """If this fails, do not change the hash: save what you wrote as the next version, in a new file."""
    assert content_hash(tool(key)) == HASHES[key]


@pytest.mark.parametrize("key", HASHES)
def test_the_grades_are_those_of_inspection_each_with_a_descriptor(key: str) -> None:
    assert [grade.key for grade in tool(key).grades] == [
        "inadequate",
        "requires_improvement",
        "good",
        "outstanding",
    ]
    assert all(len(grade.descriptor) > 80 for grade in tool(key).grades)


@pytest.mark.parametrize("key", FULL)
def test_a_full_tool_is_whole_and_each_page_can_be_finished(key: str) -> None:
    sections = tool(key).sections
    written = sum(len(section.questions) for section in sections)

    assert 10 <= len(sections) <= 14
    assert 45 <= written <= 60
    assert max(len(section.questions) for section in sections) <= 7
    assert tool(key).look_back.model_dump() == {"look_months": 12, "judge_months": 6}
    assert any(section.optional for section in sections)


@pytest.mark.parametrize("key", FULL)
def test_a_full_tool_has_what_every_audit_needs(key: str) -> None:
    keys = {section.key for section in tool(key).sections}
    themes = {theme.key for theme in tool(key).themes}

    assert keys >= {"voice", "identity", "oversight", "outcomes", "family-feedback", "reflection"}
    assert themes >= {"voice", "risk_assessment", "drift", "plo", "management_oversight", "identity"}
    assert {"feedback-asked", "feedback-obtained", "feedback-why-not"} <= {
        q.key for q in tool(key).all_questions
    }


@pytest.mark.parametrize("key", THEMED)
def test_a_themed_tool_is_half_as_long(key: str) -> None:
    assert tool(key).kind == "themed"
    assert 4 <= len(tool(key).sections) <= 6
    assert sum(len(section.questions) for section in tool(key).sections) <= 30


def test_the_safety_check_is_short() -> None:
    check = tool("safety_check")

    assert [section.title for section in check.sections] == [
        "Is the child safe?",
        "Is the plan right?",
        "Is anything drifting?",
    ]
    assert sum(len(section.questions) for section in check.sections) <= 12


@pytest.mark.parametrize("key", HASHES)
def test_compliance_and_quality_are_both_asked(key: str) -> None:
    written = [question for section in tool(key).sections for question in section.questions]

    for measure in ("compliance", "quality"):
        assert sum(question.measure == measure for question in written) >= 5


@pytest.mark.parametrize("key", HASHES)
def test_a_theme_or_a_question_means_the_same_in_every_tool(key: str) -> None:
    for other in HASHES:
        titles = {theme.key: theme.title for theme in tool(other).themes}
        assert all(titles.get(theme.key, theme.title) == theme.title for theme in tool(key).themes)


@pytest.mark.parametrize("key", HASHES)
def test_good_practice_can_be_audited_to_the_end_and_no_rule_fires(key: str) -> None:
    definition = tool(key)
    answers = {question.key: good_answer(question, definition) for question in definition.all_questions}

    assert unanswered(definition, answers) == ()
    assert cap(definition, answers) is None


@pytest.mark.parametrize("key", HASHES)
def test_every_limiting_rule_can_fire_and_says_why(key: str) -> None:
    definition = tool(key)
    good = {question.key: good_answer(question, definition) for question in definition.all_questions}

    for rule in definition.limiting_rules:
        when = rule.when
        answers = dict(good)
        if isinstance(when, SectionAt):
            answers[definition.section(when.section).grade_key] = Given(when.grade)
        elif isinstance(when, SectionsAt):
            graded = [section for section in definition.sections if section.graded][: when.at_least]
            answers |= {section.grade_key: Given(when.sections_at) for section in graded}
        else:
            answers |= {
                name: Given(wanted, "c") for name, wanted in _wanted(when.model_dump(mode="json")).items()
            }
            assert questions_in(when) <= set(answers)
        fired = [each for each in caps(definition, answers) if each.rule == rule]
        assert len(fired) == 1, rule
        assert fired[0].sentence.count("“") >= 1


def _wanted(condition: dict[str, object]) -> dict[str, str]:
    """One set of answers that makes a condition of the tools true."""
    if "all" in condition:
        inner = condition["all"]
        assert isinstance(inner, list)
        return {key: value for each in inner for key, value in _wanted(each).items()}
    several = condition.get("is_any")
    value = several[0] if isinstance(several, list) else condition["is"]
    return {str(condition["question"]): str(value)}


def test_the_readme_shows_a_tool_that_loads() -> None:
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    examples = [block.split("```")[0] for block in text.split("```yaml\n")[1:]]
    whole = [example for example in examples if example.startswith("key:")]

    assert whole
    for example in whole:
        assert read_tool(example, "example.yaml").problems == ()


def test_the_readme_names_every_kind_of_question() -> None:
    text = (FOLDER / "README.md").read_text(encoding="utf-8")

    for kind in ("judgement", "grade", "one_of", "many_of", "short_text", "long_text", "date", "number"):
        assert f"`{kind}`" in text
