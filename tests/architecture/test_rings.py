"""What import-linter cannot say about the shape of the code."""

from __future__ import annotations

import ast
import inspect
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest

import qa_app
import qa_app.consequences
import qa_app.services
import qa_app.web.views

PACKAGE = Path(qa_app.__file__).parent
SOURCES = sorted(PACKAGE.rglob("*.py"))


def calls(path: Path) -> list[str]:
    """Every call in a file, as it is written."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)]


def test_only_the_database_file_commits():
    committing = [
        path.relative_to(PACKAGE).as_posix()
        for path in SOURCES
        if any(call.endswith("session.commit") for call in calls(path))
    ]
    assert committing == ["db.py"]


def test_only_the_clock_asks_the_machine_for_the_time():
    forbidden = ("datetime.now", "datetime.utcnow", "date.today", "datetime.today")
    asking = [
        path.relative_to(PACKAGE).as_posix()
        for path in SOURCES
        if any(call.endswith(forbidden) for call in calls(path))
    ]
    assert asking == ["clock.py"]


def test_no_file_gathers_leftovers():
    names = {path.stem for path in SOURCES} | {path.parent.name for path in SOURCES}
    assert names.isdisjoint({"utils", "helpers", "common", "misc"})


@pytest.mark.parametrize("module", [each.name for each in iter_modules(qa_app.services.__path__)])
def test_every_public_function_of_a_service_is_a_use_case(module):
    loaded = import_module(f"qa_app.services.{module}")
    for name, function in inspect.getmembers(loaded, inspect.isfunction):
        if name.startswith("_") or function.__module__ != loaded.__name__:
            continue
        assert hasattr(function, "is_use_case"), f"services.{module}.{name}"


@pytest.mark.parametrize("module", [each.name for each in iter_modules(qa_app.consequences.__path__)])
def test_no_consequence_is_a_use_case(module):
    loaded = import_module(f"qa_app.consequences.{module}")
    places = [loaded, *(each for _, each in inspect.getmembers(loaded, inspect.isclass))]
    own = [
        function
        for place in places
        for _, function in inspect.getmembers(place, inspect.isfunction)
        if function.__module__ == loaded.__name__
    ]
    assert own
    assert not any(hasattr(function, "is_use_case") for function in own)


@pytest.mark.parametrize("module", [each.name for each in iter_modules(qa_app.web.views.__path__)])
def test_views_do_not_touch_tables_sql_or_the_session(module):
    source = (PACKAGE / "web" / "views" / f"{module}.py").read_text(encoding="utf-8")
    tree = ast.parse(source)
    annotations_only = {
        line
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)
    }
    for node in ast.walk(tree):
        if not isinstance(node, (ast.Import, ast.ImportFrom)) or node.lineno in annotations_only:
            continue
        imported = ast.unparse(node)
        assert "sqlalchemy" not in imported, f"{module}: {imported}"
        assert "qa_app.models" not in imported, f"{module}: {imported}"
        assert "import session" not in imported, f"{module}: {imported}"
