from collections import Counter
from datetime import date
from pathlib import Path
from random import Random

import pytest

from qa_app.demo.council import exampleshire
from qa_app.demo.filling_in import CaseSeen, fill_in, part_of
from qa_app.demo.noticing import answering, notice
from qa_app.demo.tendencies import standing
from qa_app.demo.voices import Setting, Voices
from qa_app.domain.answers import asked, kept, problem_with, unanswered
from qa_app.domain.grading import is_above_cap, overall_grade, section_grades
from qa_app.domain.standing_questions import ABOVE_CAP_REASON
from qa_app.imports.tool_files import read_tool

FOLDER = Path(__file__).parents[2] / "audit_tools"
TOOLS = [read_tool(path.read_text(encoding="utf-8"), path.name).definition for path in FOLDER.glob("*.yaml")]
COUNCIL = exampleshire()


def _audits(tool, times, seed=1):
    """So many filled-in audits of this tool, over all teams, auditors and settings."""
    rng = Random(seed)
    voices = Voices(rng)
    for _ in range(times):
        team, auditor = rng.choice(COUNCIL.teams).name, rng.choice(COUNCIL.auditors).name
        case = CaseSeen(team, rng.choice(list(Setting)), standing(team, rng), date(2026, 10, 12))
        yield case, fill_in(tool, case, auditor, voices, rng), voices, rng


def each_tool(test):
    return pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: tool.key)(test)


@each_tool
def test_every_audit_is_complete_and_has_nothing_that_was_not_asked(tool):
    for _, answers, _, _ in _audits(tool, 60):
        assert unanswered(tool, answers) == ()
        assert kept(tool, answers) == answers
        for question in asked(tool, answers):
            if question.key in answers:
                assert problem_with(question, answers[question.key]) is None


@each_tool
def test_a_grade_above_the_limit_is_rare_and_has_a_reason(tool):
    above = 0
    for _, answers, _, _ in _audits(tool, 150):
        if is_above_cap(tool, answers):
            above += 1
            assert answers[ABOVE_CAP_REASON].value
        else:
            assert ABOVE_CAP_REASON not in answers

    assert above <= 12


@each_tool
def test_good_and_improving_work_are_the_rule_and_the_ends_of_the_scale_the_exception(tool):
    grades = Counter(overall_grade(tool, answers) for _, answers, _, _ in _audits(tool, 300))

    assert grades["good"] + grades["requires_improvement"] > 240
    assert grades["good"] > 80
    assert grades["requires_improvement"] > 60
    assert 0 < grades["inadequate"] < 50


@each_tool
def test_what_is_noticed_uses_the_words_of_the_tool(tool):
    themes, sections = {theme.key for theme in tool.themes}, {section.key for section in tool.sections}
    for _, answers, voices, rng in _audits(tool, 60):
        noticed = notice(tool, overall_grade(tool, answers), section_grades(tool, answers), voices, rng)
        assert noticed
        assert all(set(each.themes) <= themes for each in noticed)
        assert all(each.section in sections | {None} for each in noticed)
        for finding, action in answering(noticed, voices, rng):
            assert finding.kind == "improvement"
            assert action.theme in finding.themes


def test_better_work_has_more_strengths_and_fewer_areas_for_improvement():
    tool = next(tool for tool in TOOLS if tool.key == "children_in_need")
    found = {"good": Counter(), "inadequate": Counter()}
    for _, answers, voices, rng in _audits(tool, 80):
        for overall, counts in found.items():
            counts.update(e.kind for e in notice(tool, overall, section_grades(tool, answers), voices, rng))

    assert found["good"]["strength"] > found["inadequate"]["strength"]
    assert found["good"]["improvement"] < found["inadequate"]["improvement"]


def test_a_draft_is_the_beginning_of_an_audit():
    tool = next(tool for tool in TOOLS if tool.key == "children_in_need")
    _, answers, _, _ = next(_audits(tool, 1))
    half = part_of(answers, 0.5)

    assert list(half) == list(answers)[: len(half)]
    assert unanswered(tool, half)


def test_the_same_seed_fills_in_the_same():
    tool = TOOLS[0]

    assert [a for _, a, _, _ in _audits(tool, 5)] == [a for _, a, _, _ in _audits(tool, 5)]
