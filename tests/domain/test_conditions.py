from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from qa_app.domain.conditions import AllOf, AnyOf, Condition, Is, IsAny, holds, in_play, questions_in
from qa_app.domain.questions import LongTextQuestion

CONDITIONS: TypeAdapter[Condition] = TypeAdapter(Condition)
KEYS = st.sampled_from(["a", "b", "c"])
VALUES = st.sampled_from(["yes", "no", "partly"])
LEAVES: st.SearchStrategy[Condition] = st.one_of(
    st.tuples(KEYS, VALUES).map(lambda pair: Is(question=pair[0], value=pair[1])),
    st.tuples(KEYS, st.lists(VALUES, min_size=1)).map(
        lambda pair: IsAny(question=pair[0], values=tuple(pair[1]))
    ),
)
TREES: st.SearchStrategy[Condition] = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, min_size=1, max_size=3).map(lambda several: AnyOf(conditions=tuple(several)))
        | st.lists(inner, min_size=1, max_size=3).map(lambda several: AllOf(conditions=tuple(several)))
    ),
    max_leaves=8,
)
GIVEN = st.dictionaries(KEYS, st.lists(VALUES, unique=True).map("\n".join))


def test_is_means_this_answer_or_one_of_those_ticked() -> None:
    condition = Is(question="who", value="parent")

    assert holds(condition, {"who": "parent"})
    assert holds(condition, {"who": "child\nparent"})
    assert not holds(condition, {"who": "parents"})
    assert not holds(condition, {"who": ""})
    assert not holds(condition, {})


def test_is_any_means_one_of_these() -> None:
    condition = IsAny(question="seen", values=("no", "partly"))

    assert holds(condition, {"seen": "partly"})
    assert not holds(condition, {"seen": "yes"})


@given(TREES, GIVEN)
def test_any_and_all_are_any_and_all(tree: Condition, values: dict[str, str]) -> None:
    true = holds(tree, values)

    assert holds(AllOf(conditions=(tree, tree)), values) is true
    assert holds(AnyOf(conditions=(tree,)), values) is true
    assert holds(AnyOf(conditions=(tree, Is(question="z", value="z"))), values) is true
    assert not holds(AllOf(conditions=(tree, Is(question="z", value="z"))), values)


@given(TREES)
def test_the_json_is_that_of_the_file_and_comes_back(tree: Condition) -> None:
    assert CONDITIONS.validate_json(tree.model_dump_json()) == tree
    assert set(tree.model_dump(mode="json")) <= {"question", "is", "is_any", "any", "all"}


@given(TREES, GIVEN)
def test_only_the_questions_named_matter(tree: Condition, values: dict[str, str]) -> None:
    named = {key: value for key, value in values.items() if key in questions_in(tree)}

    assert holds(tree, named) is holds(tree, values)


def test_an_answer_to_a_question_not_asked_does_not_count() -> None:
    first, second, third = (
        LongTextQuestion(kind="long_text", key=key, text=key, show_if=show_if)
        for key, show_if in (
            ("first", None),
            ("second", Is(question="first", value="yes")),
            ("third", Is(question="second", value="yes")),
        )
    )
    questions = (first, second, third)

    assert [q.key for q in in_play(questions, {"first": "yes", "second": "yes"})] == [
        "first",
        "second",
        "third",
    ]
    assert [q.key for q in in_play(questions, {"first": "no", "second": "yes"})] == ["first"]


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"question": "a"},
        {"question": "a", "is": "b", "any": []},
        {"any": []},
        {"all": [{"is": "x"}]},
        {"question": "a", "is_any": []},
        [],
        "yes",
        None,
    ],
)
def test_anything_else_is_not_a_condition(wrong: object) -> None:
    with pytest.raises(ValidationError):
        CONDITIONS.validate_python(wrong)
