from __future__ import annotations

import pytest
from pydantic import TypeAdapter, ValidationError

from qa_app.domain.questions import JUDGEMENTS, KINDS, NOT_APPLICABLE, Question

QUESTIONS: TypeAdapter[Question] = TypeAdapter(Question)
OPTIONS = {"one_of": {"options": ["A", "B"]}, "many_of": {"options": ["A", "B"]}}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_read_from_its_name_and_comes_back(kind: str) -> None:
    question = QUESTIONS.validate_python({"kind": kind, "key": "q", "text": "Q?"} | OPTIONS.get(kind, {}))

    assert type(question) is KINDS[kind]
    assert QUESTIONS.validate_json(question.model_dump_json()) == question


def test_not_applicable_and_not_evidenced_are_different_answers() -> None:
    keys = [option.key for option in JUDGEMENTS]

    assert keys == ["yes", "partly", "no", "not_evidenced", NOT_APPLICABLE]


def test_words_alone_make_an_option() -> None:
    question = QUESTIONS.validate_python(
        {
            "kind": "one_of",
            "key": "q",
            "text": "Q?",
            "options": ["Step-up, by panel", {"key": "b", "text": "B"}],
        }
    )

    assert [choice.key for choice in question.choices] == ["step_up_by_panel", "b"]
    assert question.choice("b") is not None
    assert question.choice("c") is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "judgement", "key": "Not A Key", "text": "Q?"},
        {"kind": "judgement", "key": "q", "text": ""},
        {"kind": "judgement", "key": "q", "text": "Q?", "options": ["A", "B"]},
        {"kind": "one_of", "key": "q", "text": "Q?"},
        {"kind": "one_of", "key": "q", "text": "Q?", "options": ["A"]},
        {"kind": "number", "key": "q", "text": "Q?", "minimum": 5, "maximum": 4},
        {"kind": "slider", "key": "q", "text": "Q?"},
        {"kind": "judgement", "key": "q", "text": "Q?", "measure": "speed"},
    ],
)
def test_a_question_that_makes_no_sense_is_not_made(wrong: object) -> None:
    with pytest.raises(ValidationError):
        QUESTIONS.validate_python(wrong)
