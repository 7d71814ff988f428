"""Do the findings say what can be counted by hand, and no more than they may?"""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from qa_app.db import session, use_case
from qa_app.domain.actions import ActionStatus
from qa_app.domain.breakdowns import Tone
from qa_app.domain.chapters import chapters
from qa_app.domain.figures import Count, share_of
from qa_app.domain.findings import FindingsKind
from qa_app.domain.findings_json import from_json, to_json
from qa_app.domain.months import Month
from qa_app.domain.workflow import Status
from qa_app.models.audits import Answer, Audit, Finding, FindingKind, FindingTheme, SecondAudit, SectionGrade
from qa_app.queries.figures import subjects
from qa_app.queries.figures.judgements import judgements
from qa_app.queries.figures.rows import rows as rows_of
from qa_app.queries.findings import findings_of
from tests import factories, pairs_made, small_month

AT = datetime(2026, 11, 3, 9, 0, tzinfo=UTC)
OCTOBER = subjects.of_month(Month(2026, 10))


@pytest.fixture
def month(cast):
    home, audits = small_month.again(cast)
    small_month.hide_below(0)
    return home, audits


def counts(breakdown, row):
    return tuple(count.value for count in breakdown.row(row).counts)


def test_a_month_is_the_audits_whose_moderation_ended_in_it_on_londons_clock(month):
    assert findings_of(OCTOBER, at=AT).figure("audited").value.value == 8
    assert findings_of(subjects.of_month(Month(2026, 9)), at=AT).figure("audited").value.value == 1
    assert findings_of(subjects.of_month(Month(2026, 11)), at=AT).figure("audited").value.value == 1


def test_grades_of_auditors_and_final_grades_are_counted_apart(month):
    found = findings_of(OCTOBER, at=AT)
    (grades,) = found.grades
    assert [category.name for category in grades.categories] == [
        "Inadequate",
        "Requires improvement",
        "Good",
        "Outstanding",
    ]
    assert counts(grades, "Auditor’s grade") == (1, 1, 5, 1)
    assert counts(grades, "Final grade") == (1, 2, 5, 0)
    assert grades.row("Auditor’s grade").share == share_of(6, 8)
    assert "A small tool, version 1" in grades.definition


def test_good_or_better_has_its_number_and_its_range(month):
    figure = findings_of(OCTOBER, at=AT).figure("good-or-better")
    assert figure.value.sentence == "63% (5 of 8; likely range 31% to 86%)"
    assert figure.name == "Good or better"
    assert "Good or Outstanding" in figure.definition


def test_services_add_up_their_teams(month):
    found = findings_of(OCTOBER, at=AT)
    (services,), (teams,) = found.by_service, found.by_team
    assert counts(services, "Children in need and protection") == (1, 1, 3, 0)
    assert counts(services, "Children in care") == (0, 1, 2, 0)
    assert counts(teams, "Harbour") == (1, 1, 1, 0)
    assert counts(teams, "Meadow") == (0, 0, 2, 0)
    assert teams.row("Meadow").within == "Children in need and protection"
    assert tuple(count.value for count in services.totals.counts) == (1, 2, 5, 0)


def test_a_case_counts_for_the_team_that_it_had_when_it_was_audited(month, cast):
    moved = month[1][3]
    small_month.move_case(moved, cast.lantern)
    assert counts(findings_of(OCTOBER, at=AT).by_team[0], "Meadow") == (0, 0, 2, 0)


def test_a_section_that_was_not_relevant_is_left_out_of_its_row(month):
    (sections,) = findings_of(OCTOBER, at=AT).by_section
    assert sections.row("Seeing the child").total.value == 8
    assert sections.row("Family").total.value == 7
    assert counts(sections, "Seeing the child") == (1, 1, 5, 1)


def test_compliance_and_quality_are_never_put_together(month):
    tables = {table.title: table for table in findings_of(OCTOBER, at=AT).by_question}
    compliance = tables["Compliance: was it done?"]
    quality = tables["Quality: how well was it done?"]
    assert [row.name for row in compliance.rows] == ["Was the child seen?"]
    assert [row.name for row in quality.rows] == ["Was the child seen alone?"]


def test_not_applicable_leaves_the_denominator_and_not_evidenced_stays(month):
    compliance = findings_of(OCTOBER, at=AT).by_question[0]
    assert [category.name for category in compliance.categories] == [
        "Yes",
        "Partly",
        "No",
        "Not evidenced",
        "Not applicable",
    ]
    assert counts(compliance, "Was the child seen?") == (4, 1, 1, 1, 1)
    assert compliance.row("Was the child seen?").share == share_of(4, 7)


def test_questions_that_were_not_asked_do_not_count(month):
    quality = findings_of(OCTOBER, at=AT).by_question[1]
    assert counts(quality, "Was the child seen alone?") == (5, 0, 0, 0, 0)


def test_choices_and_graded_questions_have_tables_of_their_own(month):
    tables = {table.title: table for table in findings_of(OCTOBER, at=AT).by_question}
    assert counts(tables["Questions answered with a grade"], "How good is the plan?") == (1, 1, 5, 1)
    other = tables["Other questions"]
    assert [(row.within, row.name, row.counts[0].value) for row in other.rows] == [
        ("Who was asked?", "Child", 7),
        ("Who was asked?", "Parent", 7),
        ("Who was asked?", "Somebody else", 0),
        ("Which plan?", "Child in need", 8),
        ("Which plan?", "Child protection", 0),
    ]


def test_themes_count_audits_not_remarks(month):
    (themes,) = findings_of(OCTOBER, at=AT).themes
    assert [row.name for row in themes.rows] == ["Drift in planning", "Voice of the child"]
    assert counts(themes, "Drift in planning") == (0, 2)
    assert counts(themes, "Voice of the child") == (5, 0)


def test_the_order_of_themes_does_not_tell_the_sizes_of_hidden_numbers(month, cast):
    """Voice is an area for improvement once and drift twice: both are hidden, so they stand by their strengths."""
    wanted = small_month.Planned(cast.harbour, "requires_improvement", "requires_improvement")
    assert findings_of(OCTOBER, at=AT).themes[0].rows[0].name == "Drift in planning"
    small_month.audited(cast, wanted, cast.olu, month[0], theme="voice_of_the_child")
    small_month.hide_below(5)
    assert findings_of(OCTOBER, at=AT).themes[0].rows[0].name == "Voice of the child"


def test_moderation_is_judged_by_the_audits_that_somebody_read(month):
    found = findings_of(OCTOBER, at=AT)
    assert found.figure("unchanged").value == share_of(3, 5)
    assert found.figure("mean-shift").value.shown == "\u22120.40 grades"
    assert found.figure("mean-shift").value.n.value == 5
    assert found.figure("agreed-in-bulk").value.value == 3
    matrix = found.moderation[0]
    assert counts(matrix, "Good") == (0, 1, 1, 0)
    assert counts(matrix, "Outstanding") == (0, 0, 1, 0)
    assert matrix.totals.total.value == 5
    reasons = found.moderation[1]
    assert {row.name: row.counts[0].value for row in reasons.rows} == {
        "The grade descriptor was read differently": 1,
        "The evidence given does not support the grade": 1,
    }


def test_what_was_expected_is_what_was_due_and_not_withdrawn(month, cast):
    home, _ = month
    more = {"in_round": home, "definition": small_month.TOOL, "due_on": small_month.DUE_ON}
    factories.audit(cast.asha, at=small_month.BEGUN, **more)
    submitted = factories.audit(cast.asha, status=Status.SUBMITTED, at=small_month.BEGUN, **more)
    small_month.withdraw(submitted, cast.quinn)
    found = findings_of(OCTOBER, at=AT)
    assert found.figure("expected").value == share_of(10, 11)
    table = found.sampling.tables[0]
    assert table.title == "Audits that are not counted"
    assert {row.name: row.counts[0].value for row in table.rows} == {
        "Moderated in another month, and counted there": 2,
        "Not started": 1,
        "Withdrawn": 1,
    }


def test_the_sample_is_described_in_a_sentence(month):
    statement = findings_of(OCTOBER, at=AT).sampling.statement
    assert "“October practice audit”: 10 drawn from 100; 8 audited." in statement
    assert "in proportion by team (seed 1)" in statement


def test_the_median_time_is_counted_from_allocation(month):
    measure = findings_of(OCTOBER, at=AT).figure("days-to-finish").value
    assert measure.n.value == 8
    assert measure.unit == "days"


def test_concerns_raised_and_closed_are_counted_even_when_they_are_few(month, cast):
    home, _ = month
    draft = factories.audit(
        cast.asha,
        in_round=home,
        definition=small_month.TOOL,
        status=Status.IN_PROGRESS,
        at=small_month.BEGUN,
    )
    factories.concern(draft, at=small_month.MIDDLE)
    small_month.hide_below(5)
    found = findings_of(OCTOBER, at=AT)
    assert found.figure("concerns-raised").value.value == 1
    assert found.figure("concerns-closed").value.value == 0
    assert counts(found.concerns[0], "Still open") == (1,)


def test_actions_are_counted_by_colour_and_listed_once(month, cast):
    """Two are open (one of them late), one was verified in the month, one before it, and one was cancelled."""
    audit = month[1][0]
    late, due = date(2026, 10, 28), date(2026, 12, 1)
    september, october = datetime(2026, 9, 9, 9, 0, tzinfo=UTC), datetime(2026, 10, 28, 9, 0, tzinfo=UTC)
    small_month.action(audit, cast.tomas, due_on=due, agreed_at=october)
    small_month.action(audit, cast.tomas, due_on=late, agreed_at=september)
    done = {"status": ActionStatus.VERIFIED, "due_on": late}
    small_month.action(audit, cast.tomas, agreed_at=september, verified_at=october, **done)
    small_month.action(audit, cast.tomas, agreed_at=september, verified_at=september, **done)
    small_month.action(audit, cast.tomas, agreed_at=september, due_on=due, status=ActionStatus.CANCELLED)
    found = findings_of(OCTOBER, at=AT, with_rows=True)
    assert found.figure("actions-open").value.value == 2
    assert found.figure("actions-late").value.value == 1
    (table,) = found.actions
    assert [each.name.partition(":")[0] for each in table.categories] == ["Blue", "Green", "Amber", "Red"]
    assert counts(table, "Children in need and protection") == (1, 1, 0, 1)
    assert [(row.status, row.rag, row.owner, row.team) for row in found.action_rows] == [
        ("Agreed", "Green", "Tomas Reyes", "Harbour"),
        ("Agreed", "Red", "Tomas Reyes", "Harbour"),
        ("Verified", "Blue", "Tomas Reyes", "Harbour"),
    ]
    assert found.action_rows[2].verified_on == date(2026, 10, 28)
    assert findings_of(subjects.of_round(month[0]), at=AT).actions[0].totals.total.value == 4


def test_the_last_month_stands_beside_this_one(month):
    found = findings_of(OCTOBER, at=AT)
    assert found.previous == "September 2026, not published"
    assert found.figure("audited").last.value == 1
    assert found.figure("actions-open").last is None


def test_a_round_is_all_of_its_moderated_audits_whenever_that_was(month):
    home, _ = month
    found = findings_of(subjects.of_round(home), at=AT)
    assert found.kind is FindingsKind.ROUND
    assert found.title == "Case audit findings: October practice audit"
    assert found.figure("audited").value.value == 10
    assert counts(found.grades[0], "Final grade") == (2, 2, 6, 0)
    assert found.previous == ""


def test_small_numbers_are_hidden_once_and_everywhere(month):
    small_month.hide_below(5)
    found = findings_of(OCTOBER, at=AT)
    assert found.hidden_below == 5
    assert found.figure("good-or-better").value.is_hidden
    shown = [
        (table.key, row.name, category.name, count.value)
        for table in found.breakdowns
        if table.protected
        for row in table.rows
        for category, count in zip(table.categories, row.counts, strict=True)
        if category.in_whole and count.value
    ]
    assert shown == [each for each in shown if each[-1] >= 5]
    assert ("grades", "Final grade", "Inadequate", 1) not in shown


def test_a_tool_that_was_hardly_used_is_left_out_by_name(month, cast):
    other = small_month.another_tool("other", title="Another tool")
    home = small_month.open_round(other, "Another round")
    small_month.audited(
        cast, small_month.Planned(cast.harbour, "inadequate", "inadequate"), cast.olu, home, definition=other
    )
    small_month.hide_below(5)
    found = findings_of(OCTOBER, at=AT)
    assert found.figure("audited").value.value == 9
    assert "Another tool, version 1" in found.grades[0].excluded
    assert "A small tool, version 1 (8); Another tool, version 1 (1)" in found.grades[0].definition or (
        "Another tool, version 1 (1); A small tool, version 1 (8)" in found.grades[0].definition
    )
    assert not any("other" in table.key for table in (*found.by_section, *found.by_question))


def test_tools_with_another_scale_are_never_joined(month, cast):
    other = small_month.another_tool("other", title="Another tool", grades=["Unsafe", "Unsure", "Safe"])
    home = small_month.open_round(other, "Another round")
    planned = small_month.Planned(cast.harbour, "unsure", "unsure")
    small_month.audited(cast, planned, cast.olu, home, definition=other)
    found = findings_of(OCTOBER, at=AT)
    small, another = found.grades
    assert counts(small, "Final grade") == (1, 2, 5, 0)
    assert counts(another, "Final grade") == (0, 1, 0)
    assert another.share_heading == "Safe"
    assert [category.tone for category in another.categories] == [Tone.WORST, Tone.FAIR, Tone.BEST]
    assert found.figure("good-or-better").value == share_of(5, 9)
    assert found.figure("good-or-better").name == "Good or better / Safe"


def test_versions_of_a_tool_keep_their_own_questions(month, cast):
    newer = small_month.another_tool("small", version=2)
    home = small_month.open_round(newer, "Newer round")
    small_month.audited(
        cast, small_month.Planned(cast.harbour, "good", "good"), cast.olu, home, definition=newer
    )
    found = findings_of(OCTOBER, at=AT)
    assert [table.key for table in found.by_section] == ["sections-small-v1", "sections-small-v2"]
    assert found.by_section[1].title == "Sections: A small tool, version 2"
    assert counts(found.grades[0], "Final grade") == (1, 2, 6, 0)


def test_rows_hold_one_line_for_each_audit_with_its_answers(month):
    found = findings_of(OCTOBER, at=AT, with_rows=True)
    assert len(found.audit_rows) == 8
    row = found.audit_rows[1]
    answers = dict(zip((column.key for column in found.answer_columns), row.answers, strict=True))
    assert (row.auditor_grade, row.moderator_grade, row.final_grade) == (
        "Good",
        "Requires improvement",
        "Requires improvement",
    )
    assert (row.team, row.service, row.strengths, row.improvements) == (
        "Harbour",
        "Children in need and protection",
        0,
        2,
    )
    assert answers["seen"] == "Yes"
    assert answers["who"] == "Child\nParent"
    assert answers["visits"] == "4"
    bulk = found.audit_rows[3]
    assert (bulk.status, bulk.moderator_grade) == ("Agreed in bulk", "")
    first = found.audit_rows[6]
    assert first.moderated_on.isoformat() == "2026-10-01"


def test_the_pages_value_has_no_rows(month):
    found = findings_of(OCTOBER, at=AT)
    assert (found.audit_rows, found.action_rows, found.answer_columns) == ((), (), ())


def test_an_empty_month_says_so_in_words(cast):
    found = findings_of(subjects.of_month(Month(2026, 10)), at=AT)
    assert found.sampling.statement == (
        "No audits were moderated in October 2026, so there are no grades or answers to report."
    )
    assert found.figure("audited").value.shown == "0"
    assert found.figure("good-or-better").value.shown == "none to count"
    assert found.previous == ""
    assert [chapter.key for chapter in chapters(found)] == ["main-figures", "sampling"]


def test_an_empty_month_says_what_still_waits(cast):
    home = factories.a_round(tool_version=factories.tool())
    factories.audits(cast.asha, 2, in_round=home, due_on=datetime(2026, 10, 30, tzinfo=UTC).date())
    found = findings_of(OCTOBER, at=AT)
    assert found.sampling.statement.endswith("2 audits were due and have no final grade yet.")


def test_the_value_survives_being_kept(month):
    found = findings_of(OCTOBER, at=AT, with_rows=True)
    assert from_json(to_json(found)) == found


@pytest.fixture
def pairs_of_october(month, cast):
    """Of twelve blind pairs ten have the same grade; two that were decided are a step apart."""
    home, _ = month
    same = {"team": cast.harbour, "in_round": home, "definition": small_month.TOOL, "at": small_month.MIDDLE}
    pairs_made.pairs(
        cast.asha, cast.ben, *[("good", "good")] * 7, *[("inadequate", "inadequate")] * 3, **same
    )
    for pair in pairs_made.pairs(cast.asha, cast.ben, *[("good", "requires_improvement")] * 2, **same):
        pairs_made.decide(pair, "good", at=small_month.MIDDLE)
    pairs_made.pairs(cast.asha, cast.ben, ("good", "inadequate"), **same)  # nobody decided it yet


@pytest.mark.usefixtures("pairs_of_october")
def test_pairs_are_compared_in_the_month_in_which_their_grade_became_final():
    found = findings_of(OCTOBER, at=AT)
    values = {figure.key: figure.value for figure in found.agreement}
    assert values["agreement-pairs"] == Count(12)
    assert values["agreement-difference"].value == pytest.approx(2 / 12)
    alpha = values["agreement-alpha"]
    assert alpha.low < alpha.value < 1 == alpha.high
    assert values["agreement-ac2"].n == Count(12)
    (table,) = found.consistency
    assert [row.name for row in table.rows] == ["Overall grade", "Seeing the child", "Family"]
    assert counts(table, "Overall grade") == (10, 2, 0)
    assert "Tool: A small tool, version 1." in table.definition
    (chapter,) = (each for each in chapters(found) if each.key == "consistency")
    assert [part.table.title for part in chapter.parts] == [
        "Agreement between blind audits",
        "How far apart two auditors are",
    ]
    assert findings_of(subjects.of_month(Month(2026, 9)), at=AT).agreement == ()


@pytest.mark.usefixtures("pairs_of_october")
def test_small_numbers_of_pairs_are_hidden_and_no_auditor_is_named(cast):
    small_month.hide_below(5)
    found = findings_of(OCTOBER, at=AT)
    (table,) = found.consistency
    assert counts(table, "Overall grade") == (None, None, 0)
    assert table.row("Overall grade").share.is_hidden
    assert table.row("Overall grade").total == Count(12)
    assert cast.asha.name not in to_json(found)
    small_month.hide_below(13)
    found = findings_of(OCTOBER, at=AT)
    assert {figure.value.shown for figure in found.agreement} == {"not shown"}
    assert "12" not in {
        count.shown for row in found.consistency[0].rows for count in (*row.counts, row.total)
    }


@pytest.mark.usefixtures("pairs_of_october")
def test_pairs_cost_a_fixed_number_of_statements_too(cast, month, count_queries):
    with count_queries() as few:
        findings_of(OCTOBER, at=AT)
    pairs_made.pairs(
        cast.asha, cast.ben, ("good", "good"), team=cast.harbour, in_round=month[0],
        definition=small_month.TOOL, at=small_month.MIDDLE,
    )  # fmt: skip
    with count_queries() as many:
        findings_of(OCTOBER, at=AT)
    assert len(many) == len(few) <= 32


def test_the_number_of_statements_does_not_grow(month, cast, count_queries):
    home, _ = month
    with count_queries() as few:
        findings_of(OCTOBER, at=AT, with_rows=True)
    for _ in range(6):
        small_month.audited(cast, small_month.Planned(cast.meadow, "good", "good"), cast.olu, home)
    with count_queries() as many:
        findings_of(OCTOBER, at=AT, with_rows=True)
    assert len(many) == len(few) <= 32


@use_case
def audited_again(audit: Audit, cast) -> None:
    """A second audit as it stands in its tables when its pair is settled, with as much in it as an audit has."""
    again = SecondAudit(
        of_id=audit.id,
        auditor_id=cast.ben.id,
        status=Status.MODERATED,
        auditor_grade="inadequate",
        final_grade="inadequate",
        **{
            name: getattr(audit, name)
            for name in ("round_id", "case_id", "tool_version_id", "team_id", "worker_id", "allocated_at", "due_on",
                         "original_due_on", "submitted_at", "moderated_at")
        },
    )  # fmt: skip
    session.add(again)
    session.flush()
    for key, given in factories.everything("inadequate").items():
        session.add(
            Answer(
                audit_id=again.id, question_key=key, value=given.value, saved_by_id=cast.ben.id, saved_at=AT
            )
        )
    session.add(
        SectionGrade(
            audit_id=again.id, section_key="seeing", auditor_grade="inadequate", final_grade="inadequate"
        )
    )
    session.add(
        Finding(
            audit_id=again.id, kind=FindingKind.IMPROVEMENT, text="Drift.", by_id=cast.ben.id, at=AT,
            themes=[FindingTheme(theme_key="drift")],
        )
    )  # fmt: skip


def test_second_audits_change_nothing_that_is_published(month, cast):
    home, audits = month
    subjects_of = (OCTOBER, subjects.of_round(home))
    before = [to_json(findings_of(subject, at=AT)) for subject in subjects_of]
    rows_before = [rows_of(subject, judgements(subject, 0)) for subject in subjects_of]
    for audit in audits:
        audited_again(audit, cast)
    assert [to_json(findings_of(subject, at=AT)) for subject in subjects_of] == before
    assert [rows_of(subject, judgements(subject, 0)) for subject in subjects_of] == rows_before
