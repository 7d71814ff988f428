"""What does the least possible application cost? The same answers from the same file, by Flask and sqlite3 or psycopg alone.

No accounts to speak of, no tokens, no models, no macros, no history: what is left is what Flask, SQLite and the network
cost anybody. It uses the product's database and settings of SQLite, so that the disk does the same work.
"""

from __future__ import annotations

import json
import os
import sqlite3
import threading
from datetime import UTC, datetime

import psycopg
from flask import Flask, abort, jsonify, render_template, request, session

from qa_app.domain.agreement import agreement_of_pairs
from qa_app.domain.ratings import pairs_of_ratings
from tests.bench.floor import statements

PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=10000", "foreign_keys=ON")
FIFTY = 50
URL = os.environ["BENCH_DATABASE"]
IS_SQLITE = URL.startswith("sqlite")

app = Flask(__name__)
app.secret_key = "not a secret"
_open = threading.local()


class Row(tuple):
    """A row of PostgreSQL that can be asked by name too, as one of sqlite3 can."""

    __slots__ = ()
    names: tuple[str, ...]

    def __getitem__(self, key):
        return super().__getitem__(self.names.index(key) if isinstance(key, str) else key)

    def keys(self) -> tuple[str, ...]:
        return self.names


def as_rows(cursor: psycopg.Cursor):
    """What makes each row of an answer: ``Row`` with the answer's own names."""
    return type("OneRow", (Row,), {"names": tuple(each.name for each in cursor.description or ())})


def database() -> sqlite3.Connection | psycopg.Connection:
    """The thread's connection, kept open."""
    if not hasattr(_open, "connection"):
        _open.connection = _on_sqlite() if IS_SQLITE else _on_postgresql()
    return _open.connection


def _on_sqlite() -> sqlite3.Connection:
    connection = sqlite3.connect(URL.removeprefix("sqlite:///"), timeout=10, isolation_level=None)
    connection.row_factory = sqlite3.Row
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    return connection


def _on_postgresql() -> psycopg.Connection:
    return psycopg.connect(URL.replace("+psycopg", ""), autocommit=True, row_factory=as_rows)


def execute(statement: str, values: tuple[object, ...]):
    """The statements are written for SQLite; PostgreSQL has two other words."""
    if not IS_SQLITE:
        statement = statement.replace("?", "%s").replace(
            "group_concat(sentence)", "string_agg(sentence, ',')"
        )
    return database().execute(statement, values)


def rows(statement: str, *values: object) -> list:
    return execute(statement, values).fetchall()


def row_or_404(statement: str, *values: object):
    return execute(statement, values).fetchone() or abort(404)


def reader():
    """Who asks, as the signed cookie says."""
    return row_or_404('SELECT id, name FROM "user" WHERE id = ? AND active', session.get("user_id", 0))


def questions_of(tool_version_id: int) -> list[dict]:
    """The questions of the one long section, parsed once."""
    if tool_version_id not in _questions:
        (definition,) = row_or_404("SELECT definition_json FROM tool_version WHERE id = ?", tool_version_id)
        _questions[tool_version_id] = _as_asked(json.loads(definition))
    return _questions[tool_version_id]


_questions: dict[int, list[dict]] = {}
_JUDGEMENTS = ("yes", "partly", "no", "not_evidenced", "not_applicable")


def _as_asked(tool: dict) -> list[dict]:
    section, grades = (
        tool["sections"][0],
        [{"key": each["key"], "text": each["name"], "hint": each["descriptor"]} for each in tool["grades"]],
    )
    asked = [{"options": (), **each} for each in section["questions"]]
    for each in asked:
        if each["kind"] == "judgement":
            each["options"] = [{"key": key, "text": key.replace("_", " ")} for key in _JUDGEMENTS]
    key, text = section["key"], "What difference did it make for the child?"
    asked.append({"key": f"{key}-difference", "kind": "long_text", "text": text, "options": ()})
    asked.append({"key": f"{key}-grade", "kind": "grade", "text": "Grade", "options": grades})
    return asked


@app.get("/health")
def health():
    return jsonify(rows=rows("SELECT 1 AS one")[0]["one"])


@app.get("/enter/<int:user_id>")
def enter(user_id: int):
    session["user_id"] = user_id
    return "In"


@app.get("/audits/<int:audit_id>/section")
def section(audit_id: int):
    user = reader()
    audit = row_or_404(statements.OWN_AUDIT, audit_id, user["id"])
    answers = {each["question_key"]: each for each in rows(statements.ANSWERS, audit_id)}
    questions = questions_of(audit["tool_version_id"])
    return render_template("section.html", user=user, audit=audit, answers=answers, questions=questions)


@app.put("/audits/<int:audit_id>/answers/<key>")
def save(audit_id: int, key: str):
    user, sent = reader(), request.get_json()
    at = datetime.now(UTC)
    changed = execute(
        statements.SAVE,
        (
            sent["value"],
            sent["comment"],
            user["id"],
            str(at),
            audit_id,
            key,
            sent["version"],
            audit_id,
            user["id"],
        ),
    )
    if not changed.rowcount:
        abort(409)
    return jsonify(version=sent["version"] + 1, saved_at=at.isoformat(timespec="seconds"))


@app.get("/<any(audits,moderation,actions,cases):name>")
def fifty(name: str):
    user = reader()
    count, listed, is_own = statements.LISTS[name]
    whose = (user["id"],) if is_own else ()
    (total,) = row_or_404(count, *whose)
    return render_template("list.html", user=user, total=total, rows=rows(listed, *whose, FIFTY), name=name)


@app.get("/findings/<since>/<until>")
def findings(since: str, until: str):
    user = reader()
    tables = [(title, rows(text, since, until)) for title, text in statements.FINDINGS]
    return render_template("findings.html", user=user, tables=tables)


@app.get("/consistency")
def consistency():
    user = reader()
    found: dict[str, list] = {}
    keys = grade_keys()
    for key, first, second in rows(statements.PAIRS.format(", ".join("?" * len(keys))), *keys):
        found.setdefault(key, []).append((PLACES[first], PLACES[second]))
    figures = {
        key: agreement_of_pairs(pairs_of_ratings(pairs, scale=len(PLACES)), None)
        for key, pairs in found.items()
    }
    return render_template("consistency.html", user=user, figures=figures)


def grade_keys() -> list[str]:
    """The keys of everything that is graded by the tool with which pairs were made, read once."""
    if not _grade_keys:
        (definition,) = row_or_404(statements.TOOL_OF_PAIRS)
        graded = [each["key"] for each in json.loads(definition)["sections"] if each["graded"]]
        _grade_keys.extend(["overall-grade", *(f"{key}-grade" for key in graded)])
    return _grade_keys


_grade_keys: list[str] = []
PLACES = {"inadequate": 1, "requires_improvement": 2, "good": 3, "outstanding": 4}
