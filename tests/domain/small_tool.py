"""A small tool that has one of everything, for the tests of its rules."""

from __future__ import annotations

from typing import Any

from qa_app.domain.questions import Given
from qa_app.domain.tools import ToolDefinition

SMALL: dict[str, Any] = {
    "key": "small",
    "version": 1,
    "title": "A small tool",
    "purpose": "To try the rules.",
    "kind": "themed",
    "look_back": {"look_months": 12, "judge_months": 6},
    "grades": ["Inadequate", "Requires improvement", "Good", "Outstanding"],
    "sections": [
        {
            "key": "seeing",
            "title": "Seeing the child",
            "graded": True,
            "questions": [
                {"kind": "judgement", "key": "seen", "text": "Was the child seen?", "comment_when": ["no"]},
                {
                    "kind": "judgement",
                    "key": "seen-alone",
                    "text": "Was the child seen alone?",
                    "show_if": {"question": "seen", "is_any": ["yes", "partly"]},
                },
                {
                    "kind": "long_text",
                    "key": "why-not-alone",
                    "text": "Why not?",
                    "show_if": {"question": "seen-alone", "is": "no"},
                },
                {"kind": "date", "key": "seen-on", "text": "When was that?", "required": False},
            ],
        },
        {
            "key": "family",
            "title": "Family",
            "optional": True,
            "graded": True,
            "questions": [
                {
                    "kind": "many_of",
                    "key": "who",
                    "text": "Who was asked?",
                    "options": ["Child", "Parent", {"key": "other", "text": "Somebody else"}],
                    "comment_when": ["other"],
                },
                {"kind": "number", "key": "visits", "text": "How many visits?", "minimum": 0, "maximum": 99},
                {
                    "kind": "short_text",
                    "key": "summary",
                    "text": "In one line?",
                    "show_if": {
                        "all": [
                            {"question": "who", "is": "parent"},
                            {"any": [{"question": "who", "is": "child"}, {"question": "seen", "is": "no"}]},
                        ]
                    },
                },
            ],
        },
        {
            "key": "facts",
            "title": "Facts",
            "questions": [
                {
                    "kind": "one_of",
                    "key": "plan",
                    "text": "Which plan?",
                    "options": ["Child in need", "Child protection"],
                },
                {"kind": "grade", "key": "plan-now", "text": "How good is the plan?"},
            ],
        },
    ],
    "limiting_rules": [
        {
            "when": {"section": "seeing", "grade": "inadequate"},
            "cap": "inadequate",
            "because": "a child who is not seen is not known",
        },
        {
            "when": {"question": "seen-alone", "is": "no"},
            "cap": "requires_improvement",
            "because": "Children say more on their own.",
        },
        {
            "when": {"sections_at": "requires_improvement", "at_least": 2},
            "cap": "requires_improvement",
            "because": "weak work in two places is weak work",
        },
    ],
    "themes": ["Voice of the child", {"key": "drift", "title": "Drift in planning"}],
}

TOOL = ToolDefinition.model_validate(SMALL)


def given(**values: str) -> dict[str, Given]:
    """Answers by key, with underscores for hyphens."""
    return {key.replace("_", "-"): Given(value) for key, value in values.items()}
