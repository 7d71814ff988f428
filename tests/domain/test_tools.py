from __future__ import annotations

import json
from datetime import date

import pytest
from pydantic import ValidationError

from qa_app.domain.tools import LookBack, ToolDefinition
from tests.domain.small_tool import SMALL, TOOL


def test_the_snapshot_comes_back_as_it_went() -> None:
    again = ToolDefinition.model_validate_json(TOOL.model_dump_json())

    assert again == TOOL
    assert again.all_questions == TOOL.all_questions


def test_the_snapshot_says_what_the_file_says_and_nothing_more() -> None:
    kept = json.loads(TOOL.model_dump_json(exclude_defaults=True))

    assert set(kept) == set(SMALL)
    assert kept["sections"][0]["questions"][1]["show_if"] == {"question": "seen", "is_any": ["yes", "partly"]}
    assert kept["limiting_rules"][1]["when"] == {"question": "seen-alone", "is": "no"}


def test_names_alone_get_keys() -> None:
    assert [grade.key for grade in TOOL.grades] == [
        "inadequate",
        "requires_improvement",
        "good",
        "outstanding",
    ]
    assert TOOL.themes[0].key == "voice_of_the_child"


def test_every_section_ends_with_what_every_tool_asks() -> None:
    assert [question.key for question in TOOL.section("family").questions] == [
        "family-relevance",
        "who",
        "visits",
        "summary",
        "family-difference",
        "family-grade",
    ]
    assert [question.key for question in TOOL.all_sections[-1].questions] == [
        "overall-grade",
        "overall-rationale",
        "overall-above-cap-reason",
    ]


def test_a_question_is_found_with_its_section() -> None:
    assert TOOL.section_of("family-grade").key == "family"
    assert TOOL.question("who").text == "Who was asked?"
    with pytest.raises(KeyError):
        TOOL.question("nobody")


def test_positions_go_from_the_worst_grade_up() -> None:
    assert [TOOL.grade_position(grade.key) for grade in TOOL.grades] == [1, 2, 3, 4]
    with pytest.raises(KeyError):
        TOOL.grade_position("excellent")


def test_every_grade_question_offers_the_scale_best_first() -> None:
    for key in ("seeing-grade", "plan-now", "overall-grade"):
        assert [choice.key for choice in TOOL.question(key).choices] == [
            "outstanding",
            "good",
            "requires_improvement",
            "inadequate",
        ]


@pytest.mark.parametrize(
    ("on", "months", "expected"),
    [
        (date(2026, 10, 15), 12, date(2025, 10, 15)),
        (date(2026, 3, 31), 1, date(2026, 2, 28)),
        (date(2024, 3, 31), 1, date(2024, 2, 29)),
        (date(2026, 1, 10), 1, date(2025, 12, 10)),
        (date(2026, 6, 30), 6, date(2025, 12, 30)),
    ],
)
def test_look_back_is_shown_as_dates(on: date, months: int, expected: date) -> None:
    assert LookBack(look_months=months, judge_months=1).look_from(on) == expected


def test_only_what_was_read_can_be_judged() -> None:
    with pytest.raises(ValidationError, match="only what was read can be judged"):
        LookBack(look_months=6, judge_months=12)


def test_a_definition_never_changes() -> None:
    with pytest.raises(ValidationError):
        TOOL.title = "Another"  # type: ignore[misc]
