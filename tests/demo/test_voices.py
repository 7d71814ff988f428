import re
from datetime import date
from pathlib import Path
from random import Random

import pytest

from qa_app.demo import (
    voices_actions,
    voices_comments,
    voices_differences,
    voices_exemplars,
    voices_findings,
    voices_moderation,
    voices_profiles,
    voices_rationales,
    voices_rounds,
)
from qa_app.demo.council import exampleshire
from qa_app.demo.tendencies import GRADES
from qa_app.demo.voices import Setting, Voices
from qa_app.domain.moderating import ChangeReason
from qa_app.domain.questions import JUDGEMENTS
from qa_app.domain.smart import smart
from qa_app.imports.tool_files import read_tool

FOLDER = Path(__file__).parents[2] / "audit_tools"
TOOLS = [read_tool(path.read_text(encoding="utf-8"), path.name).definition for path in FOLDER.glob("*.yaml")]
MODULES = (
    voices_actions,
    voices_comments,
    voices_differences,
    voices_exemplars,
    voices_findings,
    voices_moderation,
    voices_profiles,
    voices_rationales,
    voices_rounds,
)


def _texts(value):
    """Every text of several words, however deep it lies."""
    if isinstance(value, str):
        return [value] if " " in value else []
    if isinstance(value, dict):
        return [text for each in value.values() for text in _texts(each)]
    if isinstance(value, voices_actions.ActionVoice):
        return [value.what, value.measure, value.going, value.done]
    if isinstance(value, voices_exemplars.ExemplarVoice):
        return [value.text, value.because]
    if isinstance(value, tuple | list):
        return [text for each in value for text in _texts(each)]
    return []


ALL = [
    text
    for module in MODULES
    for name, each in vars(module).items()
    if name.isupper()
    for text in _texts(each)
]


def test_there_is_enough_to_say():
    assert len(ALL) >= 600
    assert len(set(ALL)) == len(ALL)


def test_every_text_is_a_sentence_in_british_english():
    for text in ALL:
        assert text == text.strip()
        assert "  " not in text
        assert "'" not in text, text
        assert not re.search(r"\b(color|behavior|center|organiz|recogniz|program)\w*\b", text), text


def test_nobody_is_named():
    words = {word for person in exampleshire().people for word in person.name.split()}
    common = {"May", "Mark", "Joy", "Will", "Reid"}
    for text in ALL:
        # A name would stand inside a sentence with a capital; first words of sentences prove nothing.
        inside = set(re.findall(r"(?<=[a-z,;] )[A-Z][a-z]+", text))
        assert not inside & (words - common), text


@pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: tool.key)
def test_every_theme_of_every_tool_has_strengths_and_improvements_of_its_own(tool):
    for theme in tool.themes:
        assert theme.key in voices_findings.STRENGTHS, theme
        assert theme.key in voices_findings.IMPROVEMENTS, theme


def test_every_theme_is_answered_by_an_action():
    assert {action.theme for action in voices_actions.ACTIONS} == set(voices_findings.IMPROVEMENTS)


def test_most_actions_are_smart_and_a_few_are_not():
    day = date(2026, 10, 1)
    checked = [
        smart(
            what=each.what, measure=each.measure, owner="Joanne Utley", findings=1, begins_on=day, due_on=day
        ).is_smart
        for each in voices_actions.ACTIONS
    ]

    assert checked.count(False) == 3


@pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: tool.key)
def test_something_can_be_said_about_every_graded_section_at_every_grade(tool):
    voices = Voices(Random(1))
    for setting in Setting:
        for section in tool.sections:
            for grade in GRADES:
                assert len(voices.difference(section.key, grade, setting)) > 40
            for answer in JUDGEMENTS:
                assert voices.comment(section.key, answer.key)


def test_a_rationale_fits_the_grade_and_the_setting():
    for grade in GRADES:
        for setting in Setting:
            voices = Voices(Random(1))
            said = {voices.rationale(grade, setting) for _ in range(40)}
            groups = voices_rationales.RATIONALES[grade]
            assert said <= {text for group in groups.values() for text in group}
            assert len(said) >= 4
    voices = Voices(Random(1))
    leaving = {voices.rationale("inadequate", Setting.LEAVING) for _ in range(60)}
    assert not leaving & set(voices_rationales.RATIONALES["inadequate"]["family"])


def test_nothing_is_said_twice_before_everything_was_said_once():
    voices = Voices(Random(7))
    said = [voices.pick(voices_moderation.AGREED) for _ in voices_moderation.AGREED]

    assert sorted(said) == sorted(voices_moderation.AGREED)


def test_the_same_seed_says_the_same():
    one, two = Voices(Random(5)), Voices(Random(5))

    assert [one.synopsis(Setting.CARE) for _ in range(9)] == [two.synopsis(Setting.CARE) for _ in range(9)]


def test_every_change_by_one_step_can_be_explained():
    for before in range(len(GRADES)):
        for after in {before - 1, before + 1} & set(range(len(GRADES))):
            explained = voices_moderation.CHANGED[before, after]
            assert len(explained) >= 2
            assert all(words and category in set(ChangeReason) for category, words in explained)
