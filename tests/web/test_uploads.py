"""Does an uploaded file lie where nobody else can read it, and no longer than it must?"""

from __future__ import annotations

import io
import os
import time
import zipfile
from dataclasses import replace

import pytest
from sqlalchemy import func, select
from werkzeug.datastructures import FileStorage

from qa_app.db import session
from qa_app.domain.errors import BadFile
from qa_app.models.cases import CaseListImport
from qa_app.models.jobs import Job
from qa_app.web import uploads
from qa_app.web.forms.cases import UploadForm
from tests.finished import wait_for_jobs
from tests.imports.clamd import EICAR, listening

CSV = b"Child ID,Team\nC1,Harbour\n"


def folder(app):
    return app.config["QA"].instance / "uploads"


def test_a_file_is_kept_under_a_name_that_nobody_can_guess_and_only_we_can_read(app):
    one, other = uploads.keep(b"case list"), uploads.keep(b"case list")
    assert one != other
    assert len(one) == 43
    assert uploads.read(one) == b"case list"
    assert (folder(app) / one).stat().st_mode & 0o077 == 0
    assert folder(app).stat().st_mode & 0o077 == 0


def test_a_forgotten_file_is_gone(app):
    name = uploads.keep(b"case list")
    uploads.forget(name)
    uploads.forget(name)
    with pytest.raises(BadFile, match="Upload it again"):
        uploads.read(name)


def test_what_a_stopped_process_left_is_deleted_at_the_next_upload(app):
    left = uploads.keep(b"yesterday")
    yesterday = time.time() - 25 * 60 * 60
    os.utime(folder(app) / left, (yesterday, yesterday))
    kept = uploads.keep(b"today")
    assert [path.name for path in folder(app).iterdir()] == [kept]


@pytest.mark.parametrize("name", ["../qa.db", "", "x" * 42, "/etc/passwd"])
def test_only_names_of_uploads_are_read(app, name):
    with pytest.raises(ValueError, match="not the name"):
        uploads.read(name)


# ------------------------------------------------------------------------------------------ through the page


def upload(visitor, content, name="list.csv", *, status=200):
    page = visitor.get("/cases/imports/new")
    return visitor.send(page, "Upload and read", status=status, **{"Case list": (content, name)})


def kept(app):
    return list(folder(app).iterdir()) if folder(app).exists() else []


def zipped(**parts):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return file.getvalue()


def test_a_harmful_file_is_refused_beside_its_field_and_written_nowhere(app, cast, visit):
    with listening() as (address, heard):
        app.config["QA"] = replace(app.config["QA"], virus_scanner=address)
        page = upload(visit(cast.quinn), CSV + EICAR, status=422)
    assert "The virus scanner says that this file is harmful" in page.text
    assert heard == [CSV + EICAR]
    assert kept(app) == []
    assert session.scalar(select(func.count(Job.id))) == 0


def test_a_good_file_is_read_once_the_scanner_let_it_pass(app, cast, visit):
    with listening() as (address, heard):
        app.config["QA"] = replace(app.config["QA"], virus_scanner=address)
        upload(visit(cast.quinn), CSV)
        wait_for_jobs()
    assert heard == [CSV]
    assert session.scalar(select(func.count(CaseListImport.id))) == 1


def test_when_the_scanner_does_not_answer_nothing_is_taken(app, cast, visit, tmp_path):
    app.config["QA"] = replace(app.config["QA"], virus_scanner=str(tmp_path / "nobody"))
    page = upload(visit(cast.quinn), CSV, status=422)
    assert "could not be checked for viruses" in page.text
    assert kept(app) == []


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"%PDF-1.7 " + b"x" * 99, "list.xlsx", "a PDF document"),
        (b"MZ" + b"x" * 99, "list.csv", "a program"),
        (b"<!DOCTYPE html><script>alert(1)</script>", "list.xls", "a web page"),
        (b"GIF89a" + b"x" * 99, "list.csv", "a picture"),
    ],
)
def test_what_a_file_is_decides_and_not_its_name(app, cast, visit, content, name, said):  # noqa: PLR0917
    page = upload(visit(cast.quinn), content, name, status=422)
    assert said in page.text
    assert kept(app) == []


ENTITIES = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>'


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (
            zipped(xl__workbook_xml="<x/>", xl__worksheets__sheet1_xml=b"0" * 60_000_000),
            "unpacks to far more",
        ),
        (zipped(xl__workbook_xml=ENTITIES), "XML definitions that a spreadsheet never needs"),
    ],
    ids=["bomb", "entities"],
)
def test_a_bomb_is_refused_by_a_sentence_and_forgotten(app, cast, visit, content, said):
    quinn = visit(cast.quinn)
    upload(quinn, content, "list.xlsx")
    wait_for_jobs()
    job = session.scalars(select(Job)).one()
    assert said in quinn.get(f"/jobs/{job.id}").text
    assert kept(app) == []


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../../etc/passwd.csv", "passwd.csv"),
        ("..\\..\\qa.db", "qa.db"),
        ("<script>alert(1)<!--.csv", "<script>alert(1)<!--.csv"),
        ("list\u202efdp.csv", "listfdp.csv"),
        ("a\x00b\r\nSet-Cookie: x.csv", "abSet-Cookie: x.csv"),
        ("x" * 900 + ".csv", "x" * 200),
        ("\u202e", "case list"),
    ],
)
def test_a_hostile_name_is_only_a_word_on_a_page(app, name, shown):
    with app.test_request_context():
        form = UploadForm(meta={"csrf": False})
        form.file.data = FileStorage(io.BytesIO(CSV), filename=name)
        assert form.file_name == shown


def test_a_name_with_markup_is_shown_as_it_is_written(app, cast, visit):
    quinn = visit(cast.quinn)
    upload(quinn, CSV, "<script>alert(1)<!--.csv")
    wait_for_jobs()
    assert "<script>alert(1)" not in quinn.get("/cases/imports").html
    assert kept(app) != [], "its columns are asked for"
    assert all(len(path.name) == 43 for path in kept(app))
