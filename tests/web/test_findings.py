"""Can a QA manager look, write and publish; do readers see what they may; and does everything say the same numbers?"""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime

import openpyxl
import pytest
from sqlalchemy import func, select

from qa_app import press
from qa_app.db import session
from qa_app.domain.chapters import chapters
from qa_app.domain.figures import Count, Measure, Share
from qa_app.domain.findings_json import from_json
from qa_app.domain.tables import MEANING, shown
from qa_app.exports.sheets import HEADING_ROW
from qa_app.models.jobs import Job
from qa_app.models.publications import Narrative, Publication
from qa_app.queries import publications
from qa_app.services import narrating
from qa_app.services.narrating import Written
from tests import factories, small_month
from tests.exports.pdf_reader import ReadPdf
from tests.finished import wait_for_jobs

AT = datetime(2026, 11, 3, 9, 0, tzinfo=UTC)
OCTOBER = "/findings/2026-10"
PURPOSE = "Purpose (optional)"


@pytest.fixture
def month(cast):
    return small_month.again(cast)


@pytest.fixture
def published(month, cast):
    narrating.save(
        "2026-10", Written("Why we looked.", "- Plans drift.", "More."), seen=0, by=cast.quinn, at=AT
    )
    return press.publish_month("2026-10", by=cast.quinn, at=AT)


def how_many(table):
    return session.scalar(select(func.count()).select_from(table))


# ------------------------------------------------------------------------------------------------- looking


def test_months_and_rounds_say_how_often_they_were_published(published, cast, visit):
    page = visit(cast.quinn).get("/findings")
    months = page.table("Months")
    assert [row[0] for row in months.rows] == ["November 2026", "October 2026", "September 2026"]
    assert months.row("October 2026")["Audits moderated"] == "8"
    assert months.row("October 2026")["State"] == "Published"
    assert months.row("September 2026")["State"] == "Not published"
    assert page.table("Rounds").row("October practice audit")["Audits moderated"] == "10"


def test_months_of_other_years_are_a_link_away(published, cast, visit):
    page = visit(cast.quinn).get("/findings?until=2026-10")
    assert [row[0] for row in page.table("Months").rows] == ["October 2026", "September 2026"]
    assert page.link("The latest months") == "/findings"
    assert visit(cast.quinn).get("/findings?until=nonsense").table("Months").rows[0][0] == "November 2026"


def test_a_preview_is_counted_now_and_says_what_is_missing(month, cast, visit):
    small_month.hide_below(0)
    page = visit(cast.quinn).get(f"{OCTOBER}/preview")
    assert page.h1 == "Case audit findings: October 2026"
    assert page.table("Overall grade").row("Final grade")["Good"] == "5"
    assert page.table("Final grade by service").row("All")["Audits"] == "8"
    assert page.table("Compliance: was it done?").row("Was the child seen?")["Met"] == "57% (25% to 84%)"
    assert "Nothing has been written about: purpose, key messages and next steps" in page.text
    assert "Not published" in page.text or "not published" in page.text


def test_the_preview_of_a_round_is_about_all_of_it(month, cast, visit):
    small_month.hide_below(0)
    home, _ = month
    page = visit(cast.quinn).get(f"/findings/round-{home.id}/preview")
    assert page.h1 == "Case audit findings: October practice audit"
    assert page.table("Overall grade").row("Final grade")["Audits"] == "10"


def test_an_empty_month_reads_well(cast, visit):
    page = visit(cast.quinn).get(f"{OCTOBER}/preview")
    assert (
        "No audits were moderated in October 2026, so there are no grades or answers to report." in page.text
    )
    assert "the publication will say that there is nothing to report" in page.text


def test_what_is_neither_month_nor_round_is_not_found(cast, visit):
    quinn = visit(cast.quinn)
    for key in ("2026-13", "2027-01", "round-999", "round-", "round-x", "round-99999999999", "x"):
        for page in ("preview", "narrative", "publication"):
            assert quinn.open("GET", f"/findings/{key}/{page}").status_code == 404, (key, page)


def test_a_round_that_is_still_a_draft_is_not_found(cast, visit):
    draft = factories.a_round(tool_version=factories.tool(), status=factories.RoundStatus.DRAFT)
    assert visit(cast.quinn).open("GET", f"/findings/round-{draft.id}/preview").status_code == 404


def test_nobody_else_sees_what_is_not_published(month, cast, visit):
    for who in (cast.asha, cast.tomas, cast.sana, cast.dara, cast.bola, cast.ada):
        for page in ("/preview", "/narrative", "/publication", ""):
            assert visit(who).open("GET", f"{OCTOBER}{page}").status_code == 404, (who.name, page)


# ------------------------------------------------------------------------------------------------- writing


def test_words_are_kept_and_stand_in_the_preview(month, cast, visit):
    quinn = visit(cast.quinn)
    page = quinn.send(
        quinn.get(f"{OCTOBER}/narrative"), "Save",
        **{PURPOSE: "Why we looked.", "Key messages (optional)": "- Plans drift.\n- Children are seen.", "Next steps (optional)": "=cmd() 🙂"},
    )  # fmt: skip
    assert "Your words about October 2026 were saved" in page.text
    assert "Children are seen." in page.text
    assert "=cmd() 🙂" in page.text


def test_when_two_people_write_both_texts_are_shown_and_nothing_is_lost(month, cast, visit):
    quinn = visit(cast.quinn)
    first, second = quinn.get(f"{OCTOBER}/narrative"), quinn.get(f"{OCTOBER}/narrative")
    quinn.send(first, "Save", **{PURPOSE: "The first words."})
    told = quinn.send(second, "Save", status=409, **{PURPOSE: "The second words."})
    assert "The first words." in told.text
    assert "The second words." in told.html
    assert session.scalars(select(Narrative)).one().purpose == "The first words."
    page = quinn.send(told, "Save", **{PURPOSE: "Both words."})
    assert "Both words." in page.text


def test_the_same_words_sent_twice_are_no_conflict(month, cast, visit):
    quinn = visit(cast.quinn)
    form = quinn.get(f"{OCTOBER}/narrative")
    quinn.send(form, "Save", **{PURPOSE: "Once."})
    assert "were saved" in quinn.send(form, "Save", **{PURPOSE: "Once."}).text
    assert how_many(Narrative) == 1


def test_too_many_words_are_refused_and_stay_on_the_page(month, cast, visit):
    quinn = visit(cast.quinn)
    page = quinn.send(quinn.get(f"{OCTOBER}/narrative"), "Save", status=422, **{PURPOSE: "x" * 100_000})
    assert "Purpose must be 20,000 characters or fewer" in page.text
    assert "x" * 100_000 in page.html


def test_control_characters_are_taken_out(month, cast, visit):
    quinn = visit(cast.quinn)
    quinn.send(quinn.get(f"{OCTOBER}/narrative"), "Save", **{PURPOSE: "a\x00b\x0bc\td"})
    assert session.scalars(select(Narrative)).one().purpose == "abc\td"


def test_a_form_without_its_revision_is_refused(month, cast, visit):
    quinn = visit(cast.quinn)
    sent = quinn.get(f"{OCTOBER}/narrative").fill("Save", **{PURPOSE: "Words."})
    fields = {**dict(sent.fields), "revision": ""}
    assert quinn.open("POST", sent.action, data=fields).status_code == 422


# ---------------------------------------------------------------------------------------------- publishing


def test_publishing_is_checked_then_done_in_the_background(month, cast, visit):
    quinn = visit(cast.quinn)
    page = quinn.get(f"{OCTOBER}/publication")
    assert page.h1 == "Check before you publish"
    assert page.facts["Publication"] == "Number 1, the first"
    page = quinn.send(page, "Publish")
    assert page.h1 == "Publishing Case audit findings: October 2026"
    wait_for_jobs()
    job = session.scalars(select(Job)).one()
    assert (job.state.value, job.result_url) == ("done", f"{OCTOBER}/1")
    shown_page = quinn.get(job.result_url)
    assert "Published by Quinn Hale" in shown_page.text


def test_a_double_click_publishes_once(month, cast, visit):
    quinn = visit(cast.quinn)
    form = quinn.get(f"{OCTOBER}/publication")
    quinn.send(form, "Publish")
    wait_for_jobs()
    again = quinn.send(form, "Publish")
    assert again.url == f"{OCTOBER}/1"
    assert how_many(Publication) == 1


def test_a_correction_needs_a_note_and_shows_it(published, cast, visit, month):
    small_month.audited(cast, small_month.Planned(cast.harbour, "good", "good"), cast.olu, month[0])
    quinn = visit(cast.quinn)
    form = quinn.get(f"{OCTOBER}/publication")
    assert form.facts["Publication"] == "Number 2, a correction of number 1"
    assert form.table("What a correction would change").row("Audits moderated")["Now"] == "9"
    refused = quinn.send(form, "Publish", status=422)
    assert "Say what this correction changes" in refused.text
    quinn.send(refused, "Publish", **{"What does this correction change, and why?": "A late audit counts."})
    wait_for_jobs()
    page = quinn.get(OCTOBER)
    assert "What this publication corrects" in page.text
    assert "A late audit counts." in page.text
    first = quinn.get(f"{OCTOBER}/1")
    assert "A later publication has replaced this one" in first.text
    assert first.link("Read publication 2") == OCTOBER


def test_a_page_that_was_checked_before_somebody_else_published_is_stale(month, cast, visit):
    quinn = visit(cast.quinn)
    form = quinn.get(f"{OCTOBER}/publication")
    press.publish_month("2026-10", by=cast.quinn, at=AT)
    told = quinn.send(form, "Publish", status=409)
    assert "published by someone else in the meantime" in told.text
    assert how_many(Publication) == 1


def test_words_that_were_changed_after_the_check_are_read_again_first(month, cast, visit):
    quinn = visit(cast.quinn)
    form = quinn.get(f"{OCTOBER}/publication")
    narrating.save("2026-10", Written(purpose="Other words."), seen=0, by=cast.quinn, at=AT)
    told = quinn.send(form, "Publish", status=409)
    assert "The words were changed since you checked them" in told.text
    assert how_many(Publication) == 0


# ------------------------------------------------------------------------------------------------- reading


def test_readers_find_what_was_published_and_nothing_else(published, cast, visit):
    for who in (cast.tomas, cast.sana, cast.dara, cast.bola):
        page = visit(who).get("/findings")
        assert [row[0] for row in page.table("Published findings").rows] == ["October 2026"]
        assert not page.table("Published findings").row("October 2026")["Correction"]


def test_readers_of_nothing_are_told_so(cast, visit):
    assert "Nothing has been published yet" in visit(cast.bola).get("/findings").text


def test_a_board_member_has_figures_and_no_cases(published, cast, visit):
    bola = visit(cast.bola)
    page = bola.get(OCTOBER)
    assert "OFFICIAL" in page.text
    assert "EX0" not in page.html
    assert [link for link in page.links if "full" in str(link)] == []
    assert bola.open("GET", f"{OCTOBER}/1/board.xlsx").status_code == 200
    assert bola.open("GET", f"{OCTOBER}/1/full.xlsx").status_code == 404


def test_the_version_with_cases_is_for_qa_and_the_director(published, cast, visit):
    for who, status in ((cast.quinn, 200), (cast.dara, 200), (cast.tomas, 404), (cast.sana, 404)):
        visitor = visit(who)
        assert visitor.open("GET", f"{OCTOBER}/1/full.xlsx").status_code == status
        assert visitor.open("GET", f"{OCTOBER}/1/full.pdf").status_code == status
        assert visitor.open("GET", f"{OCTOBER}/1/board.pdf").status_code == 200


def test_a_file_is_sent_as_it_was_made(published, cast, visit):
    answer = visit(cast.dara).open("GET", f"{OCTOBER}/1/full.pdf")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == (
        'attachment; filename="case-audit-findings-2026-10-publication-1-full.pdf"'
    )
    assert answer.data == (publications.store().root / "2026-10/1/full.pdf").read_bytes()
    sheet = visit(cast.dara).open("GET", f"{OCTOBER}/1/board.xlsx")
    assert sheet.headers["Content-Type"].endswith("spreadsheetml.sheet")


def test_a_file_that_was_touched_is_not_handed_out(published, cast, visit):
    (publications.store().root / "2026-10/1/full.pdf").write_bytes(b"something else")
    answer = visit(cast.dara).open("GET", f"{OCTOBER}/1/full.pdf")
    assert answer.status_code == 422
    assert "not as it was published" in answer.get_data(as_text=True)


def test_what_was_never_published_is_not_found(published, cast, visit):
    for path in ("/2", "/1/full.docx", "/1/staff.pdf", "/9/board.pdf"):
        assert visit(cast.quinn).open("GET", f"{OCTOBER}{path}").status_code == 404, path


def test_the_page_stays_as_it_was_published(published, cast, visit, month):
    before = visit(cast.bola).get(OCTOBER).table("Main figures")
    small_month.audited(cast, small_month.Planned(cast.harbour, "good", "good"), cast.olu, month[0])
    assert visit(cast.bola).get(OCTOBER).table("Main figures") == before


def test_page_workbook_and_pdf_say_the_same(published, cast, visit):
    """Every table of the value, read back from all three, has the same words and numbers in the same places."""
    value = from_json(session.get_one(Publication, published.id).findings_json)
    dara = visit(cast.dara)
    page = dara.get(f"{OCTOBER}/1")
    book = openpyxl.load_workbook(io.BytesIO(dara.open("GET", f"{OCTOBER}/1/full.xlsx").data))
    pdf = ReadPdf(dara.open("GET", f"{OCTOBER}/1/full.pdf").data)
    sheets = {sheet["A1"].value: sheet for sheet in book}
    printed = [_rows(table) for table in pdf.tree.all("Table")]
    tables = [part.table for chapter in chapters(value) for part in chapter.parts]
    assert len(tables) >= 10
    for table in tables:
        said = [tuple(map(_squeezed, map(shown, row))) for row in table.rows]
        here = len([column for column in table.columns if column.name != MEANING])
        on_page = page.table(table.title)
        assert on_page.headers == tuple(column.name for column in table.columns)[:here]
        assert [tuple(map(_squeezed, row)) for row in on_page.rows] == [row[:here] for row in said]
        assert [tuple(_squeezed(column.name) for column in table.columns), *said] in printed, table.title
        assert _in_sheet(sheets[table.title]) == [_numbers(row, table) for row in table.rows], table.title
    assert "EX0" in str([[cell.value for cell in row] for row in sheets["Audits"].iter_rows()])
    board = openpyxl.load_workbook(io.BytesIO(dara.open("GET", f"{OCTOBER}/1/board.xlsx").data))
    assert "Audits" not in [sheet["A1"].value for sheet in board]


def _rows(table):
    rows = [part.all("TH", "TD") for part in table.all("TR")]
    return [tuple(_squeezed(cell.words) for cell in row) for row in rows]


def _in_sheet(sheet):
    return [
        tuple(cell.value for cell in row if cell.value is not None)
        for row in sheet.iter_rows(min_row=HEADING_ROW + 1)
    ]


def _numbers(row, table):
    """What a sheet keeps of a row: numbers as numbers, a share as its fraction and (in columns) its range."""
    kept = []
    for cell in row:
        match cell:
            case Share(value=None) | Count(value=None) | Measure(value=None):
                kept.append(cell.shown)
            case Share() if table.key == "main-figures":
                kept.append(pytest.approx(cell.value))
            case Share():
                kept += [pytest.approx(cell.value), pytest.approx(cell.low), pytest.approx(cell.high)]
            case Measure():
                kept.append(cell.shown)
            case Count():
                kept.append(cell.value)
            case _ if cell not in {None, ""}:
                kept.append(cell)
    return tuple(kept)


def _squeezed(text):
    return re.sub(r"[\s\u00ad]+", "", text)
