"""Can a QA manager bring in a case list, and does nothing happen before it was seen and confirmed?"""

from __future__ import annotations

import io

import openpyxl
import pytest
from sqlalchemy import func, select

from qa_app.db import session
from qa_app.domain.cases import CaseProblem
from qa_app.models.cases import Case, CaseListImport, ImportState
from qa_app.models.people import Team
from qa_app.services import importing
from tests.conftest import TODAY
from tests.finished import result_of, wait_for_jobs
from tests.lists_and_rounds import import_list, listed, many, reading_of

HEADINGS = [
    "Child Unique ID", "Age of Child (Years)", "Date of Birth", "Allocated Team", "Allocated Worker",
    "Date Started to be Looked After", "Date Ceased to be Looked After", "Placement postcode",
]  # fmt: skip


def workbook(*rows, sheet="List 8", headings=HEADINGS):
    made = openpyxl.Workbook()
    page = made.active
    page.title = sheet
    page.append(["List 8: Children in care"])
    page.append(list(headings))
    for row in rows:
        page.append(list(row))
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def in_care(reference, team="Harbour"):
    return (reference, 9, "07/03/2017", team, "Wren Castle", "02/03/2026", None, "EX4 1QQ")


def upload(visitor, content, name="annex-a.xlsx"):
    page = visitor.get("/cases/imports/new")
    return result_of(visitor, visitor.send(page, "Upload and read", **{"Case list": (content, name)}))


def uploads_left(app):
    folder = app.config["QA"].instance / "uploads"
    return list(folder.iterdir()) if folder.exists() else []


def test_a_list_is_uploaded_checked_and_confirmed(app, cast, visit):
    quinn = visit(cast.quinn)
    page = upload(quinn, workbook(in_care("C1"), in_care("C2", "Quayside")))
    assert page.h1 == "annex-a.xlsx Check this case list" or "Check this case list" in page.h1
    assert page.facts["New cases"] == "2"
    assert page.table("What the file holds").rows == (
        ("8: Children in care", "List 8", "2", "2", "2", page.tables["What the file holds"].rows[0][5]),
    )
    assert session.scalar(select(func.count()).select_from(Case)) == 0, "nothing before it is confirmed"
    assert uploads_left(app) == [], "the file is gone once it was read"
    job = quinn.send(page, "Confirm and import", **{"Quayside (1 case)": "Create it in Children in care"})
    done = result_of(quinn, job)
    assert "Case list imported" in done.h1
    assert done.facts["Teams created"] == "Quayside"
    assert set(session.scalars(select(Case.reference))) == {"C1", "C2"}
    assert session.scalars(select(Team).where(Team.name == "Quayside")).one().service_id == cast.care.id


def test_nothing_that_must_not_be_kept_reaches_the_database(app, cast, visit):
    quinn = visit(cast.quinn)
    page = upload(quinn, workbook(in_care("C1")))
    result_of(quinn, quinn.send(page, "Confirm and import"))
    if app.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite"):
        folder = app.config["QA"].instance
        kept = b"".join(path.read_bytes() for path in folder.glob("qa.db*"))
    else:
        everything = session.connection().exec_driver_sql(
            "SELECT string_agg(row_to_json(r)::text, ' ') FROM (SELECT reading_json, summary::text FROM "
            "case_list_import) r"
        )
        rows = session.connection().exec_driver_sql("SELECT row_to_json(e)::text FROM case_entry e")
        kept = f"{everything.scalar()} {rows.all()}".encode()
    for never in (b"EX4 1QQ", b"EX41QQ", b"07/03/2017", b"2017-03-07"):
        assert never not in kept


def test_the_same_file_again_leads_to_the_first_import_and_says_so(app, cast, visit):
    quinn = visit(cast.quinn)
    content = workbook(in_care("C1"))
    result_of(quinn, quinn.send(upload(quinn, content), "Confirm and import"))
    again = upload(quinn, content)
    assert "imported before, and nothing would change" in again.banners[0]
    assert session.scalar(select(func.count()).select_from(CaseListImport)) == 1


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "empty.xlsx", "empty"),
        (b"%PDF-1.7 something", "list.xlsx", "PDF document"),
        (b"PK\x03\x04 damaged", "list.xlsx", "damaged"),
        (b"<html><table></table></html>", "list.xls", "web page"),
    ],
)
def test_a_file_that_is_no_spreadsheet_is_refused_at_once(cast, visit, app, content, name, words):  # noqa: PLR0917
    quinn = visit(cast.quinn)
    page = quinn.get("/cases/imports/new")
    told = quinn.send(page, "Upload and read", status=422, **{"Case list": (content, name)})
    assert words in next(iter(told.errors))
    assert uploads_left(app) == []


def test_no_file_at_all_is_asked_for(app, cast, visit):
    quinn = visit(cast.quinn)
    told = quinn.send(quinn.get("/cases/imports/new"), "Upload and read", status=422)
    assert told.errors == {"Choose the file of the case list": "#file"}


def test_a_workbook_without_headings_fails_in_words_and_leaves_no_file(app, cast, visit):
    quinn = visit(cast.quinn)
    page = upload(quinn, workbook(headings=["1", "2"]), "numbers.xlsx")
    assert "No row of headings was found" in page.text
    assert uploads_left(app) == []


OWN = b"Case no,Social worker,Team name,Opened,Shoe size\nC1,Wren Castle,Harbour,02/03/2026,4\n"


def test_the_columns_of_an_own_list_are_asked_for_once(app, cast, visit):
    quinn = visit(cast.quinn)
    page = upload(quinn, OWN, "own.csv")
    assert "What are the columns of this file?" in page.h1
    assert "Shoe size" in page.html
    assert "Wren Castle" not in page.html, "headings only, nothing of the rows"
    job = quinn.send(
        page,
        "Read the file",
        **{"Child's reference": "Case no", "Which list do the rows belong to?": "8: Children in care"},
    )
    preview = result_of(quinn, job)
    assert preview.facts["New cases"] == "1"
    assert uploads_left(app) == []
    result_of(quinn, quinn.send(preview, "Confirm and import"))
    assert session.scalars(select(Case)).one().is_open
    another = upload(quinn, OWN + b"C2,Wren Castle,Harbour,02/03/2026,5\n", "own-december.csv")
    assert another.facts["New cases"] == "1", "no question the second time"


def test_columns_without_a_reference_are_refused(app, cast, visit):
    quinn = visit(cast.quinn)
    page = upload(quinn, OWN, "own.csv")
    told = quinn.send(page, "Read the file", status=422, **{"Child's reference": "Not in this file"})
    assert "Choose the column that holds the child's reference." in told.errors
    assert len(uploads_left(app)) == 1, "the file still waits"
    quinn.send(told, "Discard this file")
    assert uploads_left(app) == []
    assert session.scalars(select(CaseListImport.state)).all() == [ImportState.DISCARDED]
    quinn.get(page.url, status=404)


def test_a_preview_is_confirmed_once(app, cast, visit):
    quinn, again = visit(cast.quinn), visit(cast.quinn)
    page = upload(quinn, workbook(in_care("C1")))
    stale = again.get(page.url)
    result_of(quinn, quinn.send(page, "Confirm and import"))
    told = again.send(stale, "Confirm and import", status=409)
    assert "This import was confirmed already by Quinn Hale" in told.text
    told = again.send(stale, "Discard this file", status=409)
    assert "confirmed already" in told.text


def test_a_preview_can_be_discarded(app, cast, visit):
    quinn = visit(cast.quinn)
    page = upload(quinn, workbook(in_care("C1")))
    listed_page = quinn.send(page, "Discard this file")
    assert "was discarded. Nothing of it was saved" in listed_page.text
    assert session.scalar(select(func.count()).select_from(Case)) == 0


def test_a_team_is_never_made_in_a_service_that_was_not_offered(app, cast, visit):
    quinn = visit(cast.quinn)
    page = upload(quinn, workbook(in_care("C1", "Quayside")))
    sent = page.fill("Confirm and import")
    sent.fields["team_0"] = "999"
    answer = quinn.open("POST", sent.action, data=sent.fields)
    assert answer.status_code == 422
    assert session.scalar(select(func.count()).select_from(Case)) == 0


def problem(number, *, serious=False, found="#N/A"):
    return CaseProblem("List_8", 8, number, "Age", f"C{number}", found, "The age was left empty.", serious)


def test_problems_are_paged_the_serious_first_and_can_be_downloaded(app, cast, visit):
    problems = [problem(n) for n in range(120)] + [problem(500, serious=True, found="=cmd()|' /C calc'!A0")]
    row = import_list(cast, listed("C1"), problems=problems)
    quinn = visit(cast.quinn)
    first = quinn.get(f"/cases/imports/{row.id}/problems")
    assert first.table("Problems").rows[0][0] == "List_8, C500 Age"
    assert len(first.table("Problems").rows) == 50
    assert "Showing 1 to 50 of 121 problems" in first.text
    assert len(quinn.get(first.link("3")).table("Problems").rows) == 21
    only = quinn.get(first.link("Show only those that left something out"))
    assert len(only.table("Problems").rows) == 1
    answer = quinn.open("GET", f"/cases/imports/{row.id}/problems.csv")
    lines = answer.get_data(as_text=True).splitlines()
    assert answer.mimetype == "text/csv"
    assert len(lines) == 123
    assert "Copy made for Quinn Hale" in lines[0]
    assert "'=cmd()" in lines[2], "a spreadsheet takes it for words"


def test_closing_a_fifth_of_all_cases_is_warned_of(app, cast, visit):
    import_list(cast, *many(60))
    row = importing.preview(reading_of(*many(20)), by=cast.quinn, at=TODAY)
    page = visit(cast.quinn).get(f"/cases/imports/{row.id}")
    assert "40 open cases would be closed" in page.text


def test_a_director_reads_imports_and_cannot_confirm(app, cast, visit):
    row = importing.preview(reading_of(listed("C1")), by=cast.quinn, at=TODAY)
    dara = visit(cast.dara)
    assert "Confirm and import" not in dara.get(f"/cases/imports/{row.id}").buttons
    assert dara.open("POST", f"/cases/imports/{row.id}/confirmation").status_code in {400, 403, 404}
    dara.get("/cases/imports/new", status=404)


def test_nobody_else_sees_imports(app, cast, visit):
    row = importing.preview(reading_of(listed("C1")), by=cast.quinn, at=TODAY)
    for person in (cast.asha, cast.tomas, cast.bola, cast.ada):
        for path in ("/cases/imports", f"/cases/imports/{row.id}", f"/cases/imports/{row.id}/problems.csv"):
            assert visit(person).open("GET", path).status_code == 404


def test_an_import_that_is_not_there_is_not_found(app, cast, visit):
    quinn = visit(cast.quinn)
    for path in ("", "/problems", "/problems.csv", "/columns"):
        quinn.get(f"/cases/imports/999{path}", status=404) if path != "/problems.csv" else None
    assert quinn.open("GET", "/cases/imports/999/problems.csv").status_code == 404


def test_the_history_of_imports_asks_the_same_however_long_it_is(app, cast, visit, count_queries):
    quinn = visit(cast.quinn)
    import_list(cast, listed("C1"))
    with count_queries() as short:
        quinn.get("/cases/imports")
    for n in range(20):
        import_list(cast, listed("C1"), content=f"file {n}")
    with count_queries() as long:
        page = quinn.get("/cases/imports")
    assert len(page.table("Imports").rows) == 21
    assert len(long) == len(short) <= 8
    wait_for_jobs()
