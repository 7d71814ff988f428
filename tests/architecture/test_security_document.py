"""Does docs/security.md name every requirement once, and only tests that exist?"""

from __future__ import annotations

import ast
import re
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in TEXT.splitlines()
    if re.match(r"\| \d+\.\d+\.\d+", line)
]
LEVELS_ONE_AND_TWO = 253
_RINGS = "web|domain|models|exports|imports|services|queries"
STATES = ("met", "partly", "gap", "not applicable")


def numbers(row):
    return row[0].split(", ")


def test_every_requirement_is_there_once():
    assert Counter(number for row in ROWS for number in numbers(row)).most_common(1)[0][1] == 1
    assert sum(len(numbers(row)) for row in ROWS) == LEVELS_ONE_AND_TWO


def test_each_says_how_or_what_is_missing():
    for number, what, state, how, shown in ROWS:
        assert state in STATES, number
        assert what, number
        assert how or state == "gap", number
        assert state not in {"partly", "gap"} or "gap:" in shown, number


def test_the_counts_at_the_top_are_those_of_the_tables():
    counted = Counter()
    for row in ROWS:
        counted[row[2]] += len(numbers(row))
    said = re.search(
        r"Of the 253, (\d+) are met, (\d+) partly, (\d+) are gaps, (\d+) are not applicable", TEXT
    )
    assert [int(each) for each in said.groups()] == [counted[state] for state in STATES]


def test_every_test_and_file_that_is_named_exists():
    missing = []
    for path, name in re.findall(r"\b(tests/[\w/]+\.py)(?:::(\w+))?", TEXT):
        file = ROOT / path
        if not file.exists() or (name and name not in _tests_of(file)):
            missing.append(f"{path}::{name}")
    named = re.findall(r"\b(?:docs|audit_tools|templates)/[\w./-]+\.(?:md|html)", TEXT)
    named += [f"qa_app/{path}" for path in re.findall(rf"`((?:{_RINGS})/[\w/]+(?:\.py)?)`", TEXT)]
    missing += [path for path in named if not (ROOT / path).exists()]
    assert missing == []


def _tests_of(file):
    return {
        node.name
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
    }
