"""Is what was signed off canonical, checkable and comparable?"""

from __future__ import annotations

import json
from dataclasses import replace
from hashlib import sha256

import pytest

from qa_app.domain.frozen_audits import (
    NOTHING,
    Change,
    FrozenAnswer,
    FrozenAudit,
    FrozenDecision,
    FrozenFinding,
    FrozenGrade,
    changes_between,
    fingerprint,
)
from tests.domain.small_tool import TOOL

BEFORE = FrozenAudit(
    audit=7,
    case="EX1",
    round="November",
    tool="A small tool, version 1",
    auditor="Asha Rao",
    submitted_at="2026-11-10T09:00:00+00:00",
    answers={
        "seen": FrozenAnswer("no", "She was at her aunt’s. 🐘"),
        "who": FrozenAnswer("child\nparent"),
        "seen-on": FrozenAnswer("2026-11-03"),
    },
    grades={
        "overall": FrozenGrade("good", "requires_improvement"),
        "seeing": FrozenGrade("good", "good"),
        "family": FrozenGrade(None, None),
    },
    findings={
        "3": FrozenFinding("Strength", "Her words are on file.", "seeing", ("drift", "voice_of_the_child"))
    },
    decision=FrozenDecision("Moderated", "Quinn Hale", "2026-11-11T09:00:00+00:00", because="No dates."),
)


def test_the_text_is_the_same_whatever_the_order_and_reads_back():
    text = BEFORE.to_json()
    shuffled = replace(
        BEFORE,
        answers=dict(reversed(BEFORE.answers.items())),
        grades=dict(reversed(BEFORE.grades.items())),
    )
    assert shuffled.to_json() == text
    assert FrozenAudit.from_json(text) == BEFORE
    assert text == json.dumps(json.loads(text), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    assert "🐘" in text


def test_anybody_can_check_the_fingerprint():
    text = BEFORE.to_json()
    assert fingerprint(text) == sha256(text.encode("utf-8")).hexdigest()
    assert fingerprint(text.replace("aunt", "uncle")) != fingerprint(text)


def test_an_altered_content_that_has_other_fields_is_refused():
    with pytest.raises(ValueError, match="Unexpected"):
        FrozenAudit.from_json(BEFORE.to_json().replace('"audit":7', '"audit":7,"more":1'))


def test_the_same_content_has_no_changes():
    again = replace(BEFORE, decision=replace(BEFORE.decision, at="2026-12-01T10:00:00+00:00"))
    assert not changes_between(BEFORE, again, TOOL)


def test_every_change_is_said_in_words():
    after = replace(
        BEFORE,
        answers={
            "seen": FrozenAnswer("yes"),
            "who": FrozenAnswer("child"),
            "seen-alone": FrozenAnswer("yes"),
        },
        grades={
            "overall": FrozenGrade("good", "good"),
            "seeing": FrozenGrade("good", "good"),
            "family": FrozenGrade("good", "good"),
        },
        findings={"4": FrozenFinding("Area for improvement", "Plans drift.")},
        decision=FrozenDecision(
            "Moderated", "Rita Moss", "x", category="Risk", sections={"family": "It was asked."}
        ),
    )
    found = changes_between(BEFORE, after, TOOL)
    assert found.grades == (
        Change("Overall grade, final", "Requires improvement", "Good"),
        Change("Family, auditor", NOTHING, "Good"),
        Change("Family, final", NOTHING, "Good"),
    )
    assert found.answers == (
        Change("Was the child seen?", "No", "Yes"),
        Change("Comment on “Was the child seen?”", "She was at her aunt’s. 🐘", NOTHING),
        Change("Was the child seen alone?", NOTHING, "Yes"),
        Change("When was that?", "3 November 2026", NOTHING),
        Change("Who was asked?", "Child\nParent", "Child"),
    )
    assert found.findings == (
        Change("Strength", "Her words are on file.\n(Drift in planning, Voice of the child)", NOTHING),
        Change("Area for improvement", NOTHING, "Plans drift."),
    )
    assert found.decision == (
        Change("Decided by", "Quinn Hale", "Rita Moss"),
        Change("Reason", NOTHING, "Risk"),
        Change("In the moderator’s words", "No dates.", NOTHING),
        Change("Why “Family”", NOTHING, "It was asked."),
    )
