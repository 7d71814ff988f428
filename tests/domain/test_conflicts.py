from __future__ import annotations

import pytest

from qa_app.domain.conflicts import (
    AvailableAuditor,
    CaseToAllocate,
    ConflictKind,
    blind_conflict,
    conflict,
    moderation_conflict,
    same_name,
)

CASE = CaseToAllocate(7, "EX0042", "Assessment North", "Jo O'Brien-Smith")


@pytest.mark.parametrize(
    "other",
    [
        "jo o'brien-smith",
        "  Jo   O'Brien-Smith ",
        "JO O\u2019BRIEN-SMITH",
        "O'Brien-Smith, Jo",
        "JoOBrienSmith",
        "Jo\u00a0O'Brien-Smith",
    ],
)
def test_a_name_is_the_same_in_any_case_spacing_or_order(other: str):
    assert same_name(CASE.worker, other)


def test_accents_do_not_make_another_person():
    assert same_name("Zoë Lindqvist", "Zoe Lindqvist")


@pytest.mark.parametrize("other", ["Jo Smith", "Jon O'Brien-Smith", "", " "])
def test_another_name_is_another_person(other: str):
    assert not same_name(CASE.worker, other)


def test_no_name_is_like_nobody():
    assert not same_name("", "")
    nobody = CaseToAllocate(1, "EX1", "", "")
    assert conflict(nobody, AvailableAuditor(1, "Asha Rahman", frozenset({""}), frozenset({""}))) is None


def test_an_auditor_may_judge_a_case_of_strangers():
    assert conflict(CASE, AvailableAuditor(1, "Asha Rahman", frozenset({"Assessment South"}))) is None


def test_nobody_judges_their_own_case_under_any_of_their_names():
    under_own_name = conflict(CASE, AvailableAuditor(1, "JO O'BRIEN-SMITH"))
    under_list_name = conflict(
        CASE, AvailableAuditor(1, "Joanna Smith", worker_names=frozenset({"O'Brien-Smith, Jo"}))
    )
    assert under_own_name is not None
    assert under_list_name is not None
    assert under_list_name.kind is ConflictKind.OWN_CASE
    assert under_list_name.sentence == "Joanna Smith is the worker of case EX0042."


def test_nobody_judges_a_case_of_their_team():
    found = conflict(CASE, AvailableAuditor(1, "Asha Rahman", frozenset({"ASSESSMENT  north"})))
    assert found is not None
    assert found.kind is ConflictKind.OWN_TEAM
    assert found.sentence == "Asha Rahman belongs to Assessment North, the team of case EX0042."


def test_nobody_judges_a_worker_whom_they_supervised():
    found = conflict(CASE, AvailableAuditor(1, "Asha Rahman", supervises=frozenset({"jo o'brien-smith"})))
    assert found is not None
    assert found.kind is ConflictKind.SUPERVISED
    assert found.sentence == (
        "Asha Rahman supervises or supervised Jo O'Brien-Smith, the worker of case EX0042."
    )


def test_the_closest_tie_is_named_first():
    everything = AvailableAuditor(
        1, "Jo O'Brien-Smith", frozenset({CASE.team}), frozenset(), frozenset({CASE.worker})
    )
    found = conflict(CASE, everything)
    assert found is not None
    assert found.kind is ConflictKind.OWN_CASE


def test_nobody_moderates_their_own_audit_or_a_case_they_are_close_to():
    quinn = AvailableAuditor(9, "Quinn Adeyemi", frozenset({"Quality assurance"}))
    tomas = AvailableAuditor(5, "Tomas Novak", frozenset({CASE.team}))
    own = moderation_conflict(CASE, quinn, auditor_id=9)
    close = moderation_conflict(CASE, tomas, auditor_id=9)
    assert own is not None
    assert own.kind is ConflictKind.OWN_AUDIT
    assert own.sentence == "Quinn Adeyemi made this audit, so somebody else must moderate it."
    assert close is not None
    assert close.kind is ConflictKind.OWN_TEAM
    assert moderation_conflict(CASE, quinn, auditor_id=1) is None


FIRST = AvailableAuditor(
    1,
    "Asha Rahman",
    worker_names=frozenset({"Rahman, Asha"}),
    supervises=frozenset({"Idris Vale"}),
    supervisors=frozenset({"Tomas Reyes"}),
)
TWICE = CaseToAllocate(7, "EX0042", "Assessment North", "Jo O'Brien-Smith", other_auditor=FIRST)


@pytest.mark.parametrize(
    ("second", "kind"),
    [
        (AvailableAuditor(1, "Asha Rahman"), ConflictKind.OTHER_AUDITOR),
        (AvailableAuditor(2, "Ben", reads_all=True), ConflictKind.READS_ALL),
        (AvailableAuditor(2, "Ben", judged=frozenset({"EX0042"})), ConflictKind.JUDGED_BEFORE),
        (AvailableAuditor(2, "Ben", supervises=frozenset({"ASHA RAHMAN"})), ConflictKind.SUPERVISES_OTHER),
        (AvailableAuditor(2, "Idris Vale"), ConflictKind.SUPERVISES_OTHER),
        (AvailableAuditor(2, "Ben", supervisors=frozenset({"Tomas Reyes"})), ConflictKind.SAME_SUPERVISOR),
        (AvailableAuditor(2, "Ben", teams=frozenset({"Assessment North"})), ConflictKind.OWN_TEAM),
    ],
)
def test_a_second_auditor_is_independent_of_the_first(second, kind):
    found = conflict(TWICE, second)
    assert found is not None
    assert found.kind is kind
    assert second.name in found.sentence


def test_nobody_audits_beside_somebody_who_may_read_everything():
    case = CaseToAllocate(
        7, "EX0042", "", "", other_auditor=AvailableAuditor(1, "Asha Rahman", reads_all=True)
    )
    found = conflict(case, AvailableAuditor(2, "Ben"))
    assert found is not None
    assert found.sentence == "Asha Rahman may read every audit, so nobody can audit beside them blind."


def test_independence_is_asked_only_of_a_case_that_is_judged_twice():
    known = AvailableAuditor(2, "Ben", judged=frozenset({"EX0042"}), reads_all=True)
    assert conflict(CASE, known) is None
    assert conflict(TWICE, AvailableAuditor(3, "Cleo", supervisors=frozenset({"Sana Malik"}))) is None


def test_who_is_not_ready_is_given_no_audit_but_may_calibrate():
    new = AvailableAuditor(
        1, "Asha Rahman", not_ready="Asha Rahman is not ready yet: 1 of 3 practice cases done."
    )
    clash = conflict(CASE, new)
    assert clash is not None
    assert (clash.kind, clash.sentence) == (ConflictKind.NOT_READY, new.not_ready)
    assert blind_conflict(CASE, new) is None


def test_who_still_calibrates_a_case_is_not_given_its_audit():
    calibrates = AvailableAuditor(1, "Asha Rahman", calibrates=frozenset({CASE.reference}))
    clash = conflict(CASE, calibrates)
    assert clash is not None
    assert clash.kind is ConflictKind.CALIBRATES
    assert "is not released yet" in clash.sentence


@pytest.mark.parametrize(
    ("facts", "kind"),
    [
        ({"teams": frozenset({"Assessment North"})}, ConflictKind.OWN_TEAM),
        ({"worker_names": frozenset({"Jo O'Brien-Smith"})}, ConflictKind.OWN_CASE),
        ({"supervises": frozenset({"Jo O'Brien-Smith"})}, ConflictKind.SUPERVISED),
        ({"reads_all": True}, ConflictKind.READS_ALL),
        ({"judged": frozenset({"EX0042"})}, ConflictKind.JUDGED_BEFORE),
        ({"knows": frozenset({"EX0042"})}, ConflictKind.KNOWS_FINDINGS),
    ],
)
def test_nobody_grades_blind_what_they_are_close_to_or_know(facts, kind):
    clash = blind_conflict(CASE, AvailableAuditor(1, "Asha Rahman", **facts))
    assert clash is not None
    assert clash.kind is kind
    assert clash.sentence.startswith("Asha Rahman ")
