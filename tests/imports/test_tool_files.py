from __future__ import annotations

import re
from textwrap import dedent

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qa_app.imports.tool_files import LARGEST, ToolProblem, content_hash, read_tool

GOOD = dedent("""\
    key: spot_check
    version: 1
    title: Spot check
    purpose: To see in ten minutes whether a child is safe.
    kind: safety_check
    look_back: {look_months: 12, judge_months: 6}
    grades: [Inadequate, Requires improvement, Good, Outstanding]
    sections:
      - key: safe
        title: Is the child safe?
        graded: yes
        questions:
          - key: seen
            kind: judgement
            text: Was the child seen in the last four weeks?
            measure: compliance
            comment_when: [no, not_evidenced]
          - key: seen-alone
            kind: judgement
            text: Was the child seen alone?
            show_if: {question: seen, is_any: [yes, partly]}
          - key: why-not
            kind: one_of
            text: Why not?
            show_if: {question: seen-alone, is: no}
            options:
              - {key: too_young, text: A baby in arms}
              - {key: refused, text: A parent refused}
      - key: plan
        title: Is the plan right?
        graded: yes
        optional: yes
        questions:
          - {key: plan-smart, kind: judgement, text: Is the plan specific?}
    limiting_rules:
      - when: {section: safe, grade: inadequate}
        cap: inadequate
        because: a child who is not safe comes first
      - when: {sections_at: inadequate, at_least: 2}
        cap: inadequate
        because: weak work in two places is weak work
    themes: [Voice of the child, Drift in planning]
    """)

TWELVE = dedent("""\
    key: My Tool
    version: one
    title: A tool with twelve mistakes
    kind: themed
    purpose: To be mended.
    look_back:
      look_months: 6
      judge_months: 12
    grades:
      - Inadequate
      - Good
      - Outstanding
    sections:
      - key: risk
        title: Risk
        graded: yes
        questions:
          - key: seen
            kind: judgement
            hnit: Look at the visits
            text: Was the child seen?
            comment_when: [maybe]
          - key: alone
            kind: judgment
            text: Was the child seen alone?
          - key: seen
            kind: long_text
            text: Who was there?
          - key: risk-grade
            kind: long_text
            text: How would you grade this?
            show_if: {question: later, is: no}
          - key: later
            kind: judgement
            text: Was it followed up?
            show_if: {question: seen, is: never}
    limiting_rules:
      - when: {section: risk, grade: inadequat}
        cap: inadequate
        because: risk comes first
      - when: {sections_at: inadequate, at_least: 3}
        cap: inadequate
        because: too much is weak
    """)


def problems_of(text: str | bytes, name: str = "draft.yaml") -> tuple[ToolProblem, ...]:
    return read_tool(text, name).problems


def only_problem(text: str | bytes, name: str = "draft.yaml") -> ToolProblem:
    (problem,) = problems_of(text, name)
    return problem


def test_a_good_file_is_a_tool() -> None:
    reading = read_tool(GOOD, "spot_check.v1.yaml")

    assert reading.problems == ()
    assert reading.definition is not None
    assert reading.definition.question("seen").comment_when == ("no", "not_evidenced")
    assert reading.definition.sections[1].optional is True


def test_bytes_are_read_like_text_with_or_without_a_byte_order_mark() -> None:
    assert read_tool(GOOD.encode(), "x").definition == read_tool(GOOD.encode("utf-8-sig"), "x").definition
    assert read_tool(GOOD.replace("\n", "\r\n").encode(), "x").definition == read_tool(GOOD, "x").definition


def test_a_folded_text_is_one_line_with_nothing_between_its_words() -> None:
    old = "purpose: To see in ten minutes whether a child is safe."
    folded = GOOD.replace(old, "purpose: >-\n  To see in ten minutes\n  whether a child is safe.")
    assert read_tool(folded, "x").definition == read_tool(GOOD, "x").definition


def test_twelve_mistakes_are_twelve_problems_each_on_its_line() -> None:
    found = [(each.line, each.where, each.message) for each in problems_of(TWELVE)]

    expected = [
        (1, "the tool", "cannot be a key"),
        (2, "the tool", "must be a whole number"),
        (7, "look_back", "only what was read can be judged"),
        (20, "section risk, question seen", "Did you mean `hint`?"),
        (22, "section risk, question seen", "“maybe” is not an answer to this question"),
        (24, "section risk, question alone", "Did you mean `judgement`?"),
        (26, "section risk, question seen", "already on line 18"),
        (29, "section risk, question risk-grade", "a question that section risk asks by itself"),
        (32, "section risk, question risk-grade", "asked here or later"),
        (36, "section risk, question later", "“never” is not an answer to `seen`"),
        (38, "limiting rule 1", "Did you mean `inadequate`?"),
        (41, "limiting rule 2", "can never fire: it needs 3 graded sections and the tool has 1"),
    ]
    assert [line for line, _, _ in found] == [line for line, _, _ in expected]
    for (line, where, message), (_, place, part) in zip(found, expected, strict=True):
        assert where == place, line
        assert part in message, line


def changed(old: str, new: str) -> str:
    assert old in GOOD
    return GOOD.replace(old, new, 1)


@pytest.mark.parametrize(
    ("old", "new", "line", "part"),
    [
        ("title: Spot check\n", "", 1, "`title` is missing"),
        ("title: Spot check\n", "title:\n", 3, "Nothing is written after `title:`"),
        (
            "title: Spot check\n",
            "title: Spot check\ntitle: Again\n",
            4,
            "written twice here (first on line 3)",
        ),
        ("kind: safety_check", "kind: safety-check", 5, "Did you mean `safety_check`?"),
        (
            "grades: [Inadequate, Requires improvement, Good, Outstanding]",
            "grades: [Good]",
            7,
            "at least two",
        ),
        ("Good, Outstanding]", "Good, Good]", 7, "The grade `good` is already on line 7"),
        ("look_months: 12", "look_months: 0", 6, "`look_months` must be 1 or more"),
        (
            "title: Spot check",
            "title: Spot check\nsubtitle:",
            4,
            "`subtitle` has no meaning here. Did you mean `title`?",
        ),
        (
            "A baby in arms",
            "A baby, in arms",
            27,
            "“in arms” has no meaning here. Put words that contain a comma",
        ),
        ("comment_when: [no, not_evidenced]", "hint:", 17, "Nothing is written after `hint:`"),
        ("version: 1", "version: 1.5", 2, "`version` must be a whole number"),
        ("version: 1", "version: -1", 2, "`version` must be 1 or more"),
        ("graded: yes", "graded: perhaps", 11, "must be yes or no"),
        ("is_any: [yes, partly]", "is_any: [yes, party]", 21, "Did you mean `partly`?"),
        ("{question: seen, is_any", "{question: sen, is_any", 21, "Did you mean `seen`?"),
        ("{question: seen, is_any", "{question: safe-grade, is_any", 21, "asked here or later"),
        ("{question: seen, is_any: [yes, partly]}", "{question: seen}", 21, "`is` is missing"),
        ("{question: seen, is_any: [yes, partly]}", "sometimes", 21, "must be names with values"),
        (
            "show_if: {question: seen, is_any: [yes, partly]}",
            "show_if: {all: [{question: seen, is: yes}, {question: seen, is: no}]}",
            21,
            "This can never be true",
        ),
        ("key: refused", "key: too_young", 28, "The answer `too_young` is already on line 27"),
        ("key: plan\n", "key: overall\n", 29, "Every tool has a section `overall`"),
        ("key: plan\n", "key: safe\n", 29, "The section `safe` is already on line 9"),
        ("key: plan-smart", "key: plan-relevance", 34, "section plan asks by itself"),
        ("key: plan-smart", "key: overall-grade", 34, "the overall judgement asks by itself"),
        ("{section: safe", "{section: sage", 36, "There is no section `sage`. Did you mean `safe`?"),
        ("cap: inadequate", "cap: outstanding", 37, "A limit at the best grade limits nothing"),
        ("grade: inadequate}", "grade: outstanding}", 36, "would fire in every audit"),
        (
            "    graded: yes\n    questions",
            "    questions",
            35,
            "can never fire: section `safe` is not graded",
        ),
        (
            "themes: [Voice of the child,",
            "themes: [Drift in planning,",
            42,
            "The theme `drift_in_planning` is already",
        ),
        (
            "text: Is the plan specific?}",
            "text: Why?, show_if: {question: safe-difference, is: x}}",
            34,
            "own words",
        ),
        (
            "kind: judgement, text: Is",
            "kind: date, comment_when: [yes], text: Is",
            34,
            "needs answers to choose from",
        ),
        ("kind: judgement, text: Is", "kind: grade, scale: [A, B], text: Is", 34, "Remove `scale`"),
        ("kind: judgement, text: Is", "text: Is", 34, "`kind` is missing"),
        ("kind: judgement, text: Is", "kind: many_of, text: Is", 34, "`options` is missing"),
        (
            "kind: judgement, text: Is",
            "kind: number, minimum: 9, maximum: 2, text: Is",
            34,
            "above the maximum",
        ),
        ("kind: judgement, text: Is", "kind: number, minimum: few, text: Is", 34, "must be a number"),
        ("text: Is the plan specific?}", "text: [a, b]}", 34, "must be words, not a list or a group"),
        ("because: a child who", "becuase: a child who", 38, "Did you mean `because`?"),
    ],
)
def test_each_mistake_is_told_at_its_line_with_what_to_do(old: str, new: str, line: int, part: str) -> None:
    found = problems_of(changed(old, new))

    assert any(part in each.message and each.line == line for each in found), found


def test_one_mistake_is_one_problem() -> None:
    assert len(problems_of(changed("is_any: [yes, partly]", "is_any: [yes, party]"))) == 1
    assert len(problems_of(changed("key: plan-smart", "key: seen"))) == 1


def test_a_condition_may_look_at_the_grade_of_an_earlier_section() -> None:
    text = changed(
        "text: Is the plan specific?}", "text: Why?, show_if: {question: safe-grade, is: inadequate}}"
    )

    assert problems_of(text) == ()


def test_a_file_called_like_a_version_must_be_that_version() -> None:
    assert "`version: 1`" in only_problem(GOOD, "spot_check.v2.yaml").message
    assert only_problem(GOOD, "audit_tools/spot-check.v1.yaml").line == 1
    assert problems_of(GOOD, "anything.yaml") == ()


@pytest.mark.parametrize(
    ("content", "line", "part"),
    [
        ("", 1, "The file is empty"),
        ("\n# only a comment\n", 1, "The file is empty"),
        (b"", 1, "The file is empty"),
        ("just words", 1, "A tool begins with names and values"),
        ("- a\n- b\n", 1, "A tool begins with names and values"),
        (b"PK\x03\x04\x14\x00\x00\xff\xfe", 1, "not plain text"),
        ("key: a\nversion: 1\ntitle: \x00\n", 3, "control character (U+0000)"),
        ("key: a\n\tversion: 1\n", 2, "a tab"),
        ("key: a\ntitle: One: two\n", 2, "one colon too many"),
        ("key: a\ntitle: 'One\nkind: full\n", 2, "not closed"),
        ("key: a\ntitle: * home\n", 2, "Put the words in quotes"),
        ("key: a\ntitle: > home\n", 2, "begins on the next line"),
        ("key: a\ntitle: [b, c, }\n", 2, "Something is missing here"),
        ("{key: a}\ntitle: b\n", 2, "stands outside the tool"),
        ("key: a\ntitle: @home\n", 2, "Put them in quotes"),
        ("key: a\ngrades: [a, b\nkind: full\n", 3, "not closed with ]"),
        ("x: " + "[" * 5_000, 1, "more than 20 levels deep"),
        ("{" * 5_000, 1, "more than 20 levels deep"),
        ("- " * 5_000, 1, "more than 20 levels deep"),
        ("x" * (LARGEST + 1), 1, "too large"),
    ],
)
def test_what_is_not_a_tool_at_all_is_one_plain_sentence(content: str | bytes, line: int, part: str) -> None:
    problem = only_problem(content)

    assert problem.line == line
    assert part in problem.message


def test_a_bomb_of_aliases_is_refused_where_it_is_written() -> None:
    bomb = "a: &a [x, x]\n" + "".join(
        f"{b}: &{b} [*{a}, *{a}, *{a}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )

    found = problems_of(bomb + GOOD)

    assert any(each.line == 1 and "`&a` is a mark for copies" in each.message for each in found)
    assert sum("refers to another place" in each.message for each in found) == 24


def test_a_long_file_of_something_else_is_answered_briefly() -> None:
    found = problems_of("\n".join(f"k{number}: v" for number in range(20_000)))

    assert 0 < len(found) < 2_000
    assert "too many for a tool" in found[0].message


def test_two_documents_in_one_file_are_refused() -> None:
    assert "second document" in only_problem(GOOD + "---\n" + GOOD).message


def test_the_hash_is_of_the_content_and_not_of_the_layout() -> None:
    definition = read_tool(GOOD, "x").definition
    relaid = read_tool(
        "# a comment\n" + GOOD.replace("version: 1\n", "").rstrip() + "\nversion: 1\n", "x"
    ).definition
    other = read_tool(changed("Is the plan specific?", "Is the plan SMART?"), "x").definition
    assert definition is not None
    assert relaid is not None
    assert other is not None

    assert re.fullmatch("[0-9a-f]{64}", content_hash(definition))
    assert content_hash(relaid) == content_hash(definition)
    assert content_hash(other) != content_hash(definition)
    assert content_hash(type(definition).model_validate_json(definition.model_dump_json())) == content_hash(
        definition
    )


def test_the_hash_of_what_was_published_does_not_change_with_the_program() -> None:
    definition = read_tool(GOOD, "x").definition

    assert definition is not None
    assert content_hash(definition) == "6362db44866798c2644ebda046a1a88bec2c50b8d0409c586c61fa1f7a3657d4"


LINES = GOOD.splitlines()
PIECES = st.sampled_from(
    [*"[]{}:,-'\"#&*!|>%@`?\t\n ", "- ", ": ", "\n  ", "yes", "seen", "\x85", "\u2028", "é", "🙂"]
)


@st.composite
def damaged(draw: st.DrawFn) -> str:
    lines = list(LINES)
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(lines) - 1))
        match draw(st.sampled_from(["drop", "repeat", "swap", "insert", "indent", "cut"])):
            case "drop":
                lines[at] = ""
            case "repeat":
                lines.insert(at, lines[at])
            case "swap":
                other = draw(st.integers(0, len(lines) - 1))
                lines[at], lines[other] = lines[other], lines[at]
            case "insert":
                where = draw(st.integers(0, len(lines[at])))
                lines[at] = lines[at][:where] + draw(PIECES) + lines[at][where:]
            case "indent":
                lines[at] = " " * draw(st.integers(0, 9)) + lines[at].lstrip()
            case _:
                lines[at] = lines[at][: draw(st.integers(0, len(lines[at])))]
    return "\n".join(lines)


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(damaged())
def test_a_damaged_file_is_a_tool_or_a_list_of_problems_on_its_lines(text: str) -> None:
    reading = read_tool(text, "spot_check.v1.yaml")

    assert (reading.definition is None) is bool(reading.problems)
    for problem in reading.problems:
        assert 1 <= problem.line <= len(text.split("\n")) + 5
        assert problem.column >= 1
        assert problem.where
        assert problem.message[-1] in ".:?"


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.text(max_size=80) | st.binary(max_size=80) | st.lists(PIECES, max_size=40).map("".join))
def test_nothing_in_a_file_makes_reading_fail(content: str | bytes) -> None:
    reading = read_tool(content, "x.yaml")

    assert reading.definition is None
    assert reading.problems
