"""Does a case list become cases: all of it or nothing, and the same list twice nothing more?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from qa_app.db import session
from qa_app.domain.cases import AgeBand, CaseProblem, Flag
from qa_app.domain.errors import NotPossible, StepNotAllowed
from qa_app.models.cases import Case, CaseEntry, CaseFlag, CaseListImport, ImportProblem, ImportState
from qa_app.models.people import Team, Worker
from qa_app.queries import imports
from qa_app.services import importing
from tests.conftest import TODAY
from tests.lists_and_rounds import import_list, listed, reading_of


def case(reference):
    return session.scalars(select(Case).where(Case.reference == reference)).one()


def how_many(model):
    return session.scalar(select(func.count()).select_from(model))


def team_of(row):
    return session.get(Team, row.team_id).name if row.team_id else None


def preview(cast, *entries, **kwargs):
    return importing.preview(reading_of(*entries, **kwargs), by=cast.quinn, at=TODAY)


def test_a_preview_saves_no_case(app, cast):
    row = preview(cast, listed("C1"), listed("C2"))
    assert row.state is ImportState.PREVIEW
    assert row.contents.changes.new == 2
    assert how_many(Case) == how_many(CaseEntry) == 0


def test_a_confirmed_list_makes_cases_with_team_worker_age_dates_and_flags(app, cast):
    import_list(cast, listed("C1", flags=frozenset({Flag.MISSING, Flag.NO_PERMANENCE_PLAN}), family="F7"))
    made = case("C1")
    assert (made.age_band, made.family, made.is_open) == (AgeBand.FROM_5_TO_9, "F7", True)
    assert team_of(made) == "Harbour"
    assert session.get(Worker, made.worker_id).name == "Wren Castle"
    entry = session.scalars(select(CaseEntry)).one()
    assert (entry.list_number, entry.started_on) == (8, date(2026, 3, 2))
    assert set(session.scalars(select(CaseFlag.flag))) == {Flag.MISSING, Flag.NO_PERMANENCE_PLAN}


def test_the_same_file_again_changes_nothing_and_gives_the_first_import_back(app, cast):
    first = import_list(cast, listed("C1"), listed("C2"))
    before = session.scalars(select(CaseEntry.id).order_by(CaseEntry.id)).all()
    again = preview(cast, listed("C1"), listed("C2"))
    assert (again.id, again.state) == (first.id, ImportState.CONFIRMED)
    assert how_many(CaseListImport) == 1
    assert session.scalars(select(CaseEntry.id).order_by(CaseEntry.id)).all() == before


def test_the_same_content_in_another_file_writes_no_row_again(app, cast):
    import_list(cast, listed("C1"), listed("C2"))
    before = session.scalars(select(CaseEntry.id).order_by(CaseEntry.id)).all()
    row = import_list(cast, listed("C1"), listed("C2"), content="saved again")
    assert row.contents.changes.nothing
    assert row.contents.changes.unchanged == 2
    assert session.scalars(select(CaseEntry.id).order_by(CaseEntry.id)).all() == before


def test_a_new_list_updates_team_and_worker_and_closes_what_is_gone(app, cast):
    import_list(cast, listed("C1"), listed("C2"), listed("C3"))
    row = import_list(cast, listed("C1", team="Meadow"), listed("C2", worker="Idris Vale"))
    changes = row.contents.changes
    assert (changes.team_changed, changes.worker_changed, changes.closed) == (1, 1, 1)
    assert team_of(case("C1")) == "Meadow"
    gone = case("C3")
    assert (gone.is_open, gone.closed_at, team_of(gone)) == (False, TODAY, "Harbour")
    back = import_list(cast, listed("C3"))
    assert back.contents.changes.reopened == 1
    assert (case("C3").is_open, case("C3").closed_at) == (True, None)


def test_a_list_replaces_only_itself(app, cast):
    import_list(cast, listed("C1", 7, status="child_protection_plan", team="Meadow"), listed("C2", 8))
    import_list(cast, listed("C9", 8))
    assert case("C1").is_open, "list 7 was not in the second file"
    assert not case("C2").is_open
    both = import_list(cast, listed("C1", 8, team="Lantern"), content="C1 came into care")
    assert both.contents.changes.team_changed == 1
    assert team_of(case("C1")) == "Lantern", "care leads before a plan"
    import_list(cast, lists=[8], content="and left it")
    assert team_of(case("C1")) == "Meadow", "the plan of the earlier file leads again"


def test_an_ended_entry_leaves_the_case_known_and_closed(app, cast):
    import_list(cast, listed("C1", ended_on=date(2026, 9, 1)))
    assert not case("C1").is_open
    assert how_many(CaseEntry) == 1


def test_cases_of_lists_1_to_5_alone_are_known_but_not_open(app, cast):
    import_list(cast, listed("C1", 4, status="assessment"))
    assert not case("C1").is_open


def test_an_unknown_team_is_named_and_can_be_made_in_a_service(app, cast):
    row = preview(cast, listed("C1", team="Quay  side"), listed("C2", team="quay side"), listed("C3"))
    assert [(team.name, team.cases) for team in row.contents.unknown_teams] == [("Quay side", 2)]
    done = importing.confirm(row.id, create_teams={"Quay side": cast.protection.id}, by=cast.quinn, at=TODAY)
    assert team_of(case("C1")) == team_of(case("C2")) == "Quay side"
    assert done.contents.created_teams == ("Quay side",)
    assert (
        session.scalars(select(Team).where(Team.name == "Quay side")).one().service_id == cast.protection.id
    )


def test_an_unknown_team_that_is_not_made_leaves_the_case_without_a_team(app, cast):
    import_list(cast, listed("C1", team="Quayside"))
    assert team_of(case("C1")) is None
    # Made later by an administrator: the same file then has something to change.
    session.add(Team(name="Quayside", service_id=cast.care.id))
    session.commit()
    again = preview(cast, listed("C1", team="Quayside"))
    assert again.state is ImportState.PREVIEW
    assert again.contents.changes.team_changed == 1


def test_a_team_cannot_be_made_in_a_service_that_is_not_there(app, cast):
    row = preview(cast, listed("C1", team="Quayside"))
    with pytest.raises(NotPossible, match="Choose the service"):
        importing.confirm(row.id, create_teams={"Quayside": 999}, by=cast.quinn, at=TODAY)
    assert how_many(Case) == 0, "all or nothing"


def test_the_second_of_two_people_who_confirm_is_told(app, cast):
    row = preview(cast, listed("C1"))
    importing.confirm(row.id, by=cast.quinn, at=TODAY)
    with pytest.raises(StepNotAllowed, match="confirmed already"):
        importing.confirm(row.id, by=cast.quinn, at=TODAY)
    with pytest.raises(StepNotAllowed, match="confirmed already"):
        importing.discard(row.id, by=cast.quinn, at=TODAY)


def test_a_discarded_preview_keeps_no_case_and_cannot_be_confirmed(app, cast):
    row = preview(cast, listed("C1"))
    importing.discard(row.id, by=cast.quinn, at=TODAY)
    session.expire_all()
    kept = session.get(CaseListImport, row.id)
    assert (kept.state, kept.reading_json) == (ImportState.DISCARDED, None)
    with pytest.raises(StepNotAllowed, match="discarded"):
        importing.confirm(row.id, by=cast.quinn, at=TODAY)


def test_a_confirmed_import_keeps_its_figures_and_problems_but_not_its_reading(app, cast):
    wrong = CaseProblem("List_8", 8, 4, "Age", "C4", "#N/A", "The age was left empty.")
    worse = CaseProblem("List_8", 8, 9, "Child Unique ID", "A9", "", "The row was left out.", serious=True)
    row = import_list(cast, listed("C1"), problems=[wrong, worse])
    kept = session.get(CaseListImport, row.id)
    assert kept.reading_json is None
    assert [(each.list_number, each.rows, each.problems) for each in kept.contents.lists] == [(8, 1, 2)]
    page = imports.problems_of(cast.quinn, row.id)
    assert [problem.cell for problem in page.items] == ["A9", "C4"], "the serious one first"
    assert how_many(ImportProblem) == kept.problems == 2


def test_a_file_without_a_list_is_refused_in_words(app, cast):
    nothing = CaseProblem("", None, None, "", "", "", "No sheet was recognised.", serious=True)
    with pytest.raises(NotPossible, match=r"could be read.*No sheet was recognised"):
        preview(cast, problems=[nothing])
    assert how_many(CaseListImport) == 0


def test_the_command_line_imports_without_an_account(app, cast):
    row = importing.preview(reading_of(listed("C1")), by=None, at=TODAY)
    done = importing.confirm(row.id, create_teams=None, by=None, at=TODAY)
    assert (done.state, done.confirmed_by_id) == (ImportState.CONFIRMED, None)


def test_the_source_of_a_list_is_the_latest_file_that_had_it(app, cast):
    first = import_list(cast, listed("C1", 7), listed("C2", 8), name="both.xlsx")
    row = importing.preview(reading_of(listed("C3", 8), name="care.xlsx"), by=cast.quinn, at=TODAY)
    second = importing.confirm(row.id, by=cast.quinn, at=TODAY + timedelta(days=1))
    found = imports.sources([7, 8, 9])
    assert [(each.list_number, each.import_id, each.file_name) for each in found] == [
        (7, first.id, "both.xlsx"),
        (8, second.id, "care.xlsx"),
    ]


def test_a_remembered_mapping_is_found_by_its_headings(app, cast):
    importing.remember_mapping("f1", '{"a": 1}', at=TODAY)
    importing.remember_mapping("f1", '{"a": 2}', at=TODAY)
    assert imports.mapping_for(["f0", "f1"]) == '{"a": 2}'
    assert imports.mapping_for(["f0"]) is None
