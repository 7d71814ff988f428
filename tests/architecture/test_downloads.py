"""Does every download say how much it takes away, in one place, and is none forgotten?"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from flask import Response

import qa_app.web
from qa_app.domain.exporting import ExportLevel
from qa_app.web.access import export_level_of, is_file

DOWNLOADS = {
    "agreement.workbook": ExportLevel.AGGREGATES,
    "findings.board_file": ExportLevel.AGGREGATES,
    "findings.copy_without_cases": ExportLevel.WITHOUT_CASES,
    "findings.full_file": ExportLevel.FULL,
    "history.as_csv": ExportLevel.FULL,
    "history.as_workbook": ExportLevel.FULL,
    "imports.problems_csv": ExportLevel.FULL,
    "personal_data.certificate_pdf": ExportLevel.AGGREGATES,
    "subject_access.review": ExportLevel.FULL,
}
WEB = Path(qa_app.web.__file__).parent
ENDINGS = (".csv", ".json", ".pdf", ".txt", ".xlsx", ".xml", ".zip", ".<kind>")


def test_these_are_the_downloads_and_each_says_its_level(app):
    declared = {endpoint: export_level_of(app, endpoint) for endpoint in app.view_functions}
    assert {endpoint: level for endpoint, level in declared.items() if level} == DOWNLOADS


def test_an_address_that_ends_like_a_file_is_a_download(app):
    named = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.rule.endswith(ENDINGS) and rule.endpoint != "static"
    }
    # What is held about a case is reviewed on the page that hands it out.
    assert named == set(DOWNLOADS) - {"subject_access.review"}


def test_files_leave_by_one_door():
    """Only ``web.downloads`` makes an attachment, so that none goes unrecorded."""
    ways = ("Content-Disposition", "attachment")
    making = {
        path.relative_to(WEB).as_posix()
        for path in WEB.rglob("*.py")
        if _speaks_of(path, ways) or _calls(path, ("send_file", "send_from_directory"))
    }
    assert making == {"downloads.py", "access.py"}


def _speaks_of(path, words):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    texts = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    return any(text.startswith(words) for text in texts if "\n" not in text)


def _calls(path, names):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return any(
        isinstance(node, ast.Call) and ast.unparse(node.func).endswith(names) for node in ast.walk(tree)
    )


@pytest.mark.parametrize(
    ("headers", "kind", "expected"),
    [
        ({"Content-Disposition": 'attachment; filename="x"'}, "text/html", True),
        ({}, "text/csv", True),
        ({}, "application/pdf", True),
        ({}, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", True),
        ({}, "application/zip", True),
        ({}, "text/html", False),
        ({}, "application/json", False),
    ],
)
def test_a_file_is_known_by_what_it_is(headers, kind, expected):
    assert is_file(Response("x", headers=headers, mimetype=kind)) is expected


def test_one_that_does_not_say_is_not_handed_out(app, cast, visit):
    """A view that forgets is an error, and its file stays here."""
    view = app.view_functions["agreement.workbook"]
    level = view.exports_from
    del view.exports_from
    try:
        answer = visit(cast.quinn).open("GET", "/consistency.xlsx")
    finally:
        view.exports_from = level
    assert answer.status_code == 500
    assert not answer.data.startswith(b"PK")
