"""Is each level of what may be taken away above the one before, and is nothing of a case left without case references?"""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from qa_app.domain.exporting import BY_ROLE, ExportLevel, usual_level
from qa_app.domain.findings import Narrative
from qa_app.domain.findings_json import to_json
from qa_app.domain.policy import Role
from tests.exports.example import exampleshire_month


def test_each_level_allows_itself_and_what_is_below():
    for lower, higher in itertools.combinations(ExportLevel, 2):
        assert higher.allows(lower)
        assert not lower.allows(higher)
    assert all(level.allows(level) and level.label for level in ExportLevel)


def test_every_role_has_a_usual_level_and_several_have_the_highest():
    assert set(BY_ROLE) == set(Role)
    assert usual_level({Role.AUDITOR, Role.TEAM_MANAGER}) is ExportLevel.AGGREGATES
    assert usual_level({Role.BOARD_MEMBER, Role.DIRECTOR}) is ExportLevel.FULL
    assert usual_level(()) is ExportLevel.NONE
    assert usual_level({Role.EXTERNAL_AUDITOR}) is ExportLevel.NONE


@pytest.fixture
def whole():
    made = exampleshire_month()
    reference = made.audit_rows[0].case
    named = replace(
        made.audit_rows[0], answers=(f"See {reference}, and ({reference}).", *made.audit_rows[0].answers[1:])
    )
    action = replace(
        made.action_rows[0], what=f"Visit {reference}", measure_of_success=f"{reference}/2 is on file"
    )
    return replace(
        made,
        audit_rows=(named, *made.audit_rows[1:]),
        action_rows=(action, *made.action_rows[1:]),
        narrative=Narrative(f"About {reference}.", "", f"- {reference}"),
    )


def test_no_case_reference_is_left_and_everything_else_is(whole):
    reference = whole.audit_rows[0].case
    without = whole.without_cases()
    assert reference
    assert f'"{reference}"' not in to_json(without)
    assert without.audit_rows[0].answers[0] == "See [case], and ([case])."
    assert without.action_rows[0].what == "Visit [case]"
    assert without.narrative.purpose == "About [case]."
    assert [row.audit for row in without.audit_rows] == [row.audit for row in whole.audit_rows]
    assert without.figures == whole.figures
