"""Does everything that ``make bench`` measures still work? With tiny sizes; the figures mean nothing here."""

from __future__ import annotations

import math
import sys

import pytest

from tests.bench.coverage import COEFFICIENTS, POPULATIONS, SIZES, coverage, coverage_table
from tests.bench.measures import Line, plain_table
from tests.bench.places import POSTGRESQL, SQLITE, place
from tests.bench.run import measure, with_history
from tests.bench.sizes import QUICK

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")


@pytest.mark.long
def test_every_line_of_the_table_has_its_numbers(tmp_path):
    with place(SQLITE, tmp_path) as stands:
        names = names_of(measure(stands, QUICK, lambda _words: None))
    for begins in ("open a section of 40", "save an answer, 1 client", "list of 50", "a month's findings",
                   "consistency page over", "backup of", "verify-backup", "verify-history of",
                   "memory of a worker", "XLSX of", "PDF of", "make run"):  # fmt: skip
        assert any(name.startswith(begins) for name in names), begins


def test_the_same_servers_are_asked_on_postgresql(tmp_path):
    """Where databases stand is one thing, so that what stands on PostgreSQL once can be measured on it whole."""
    with place(POSTGRESQL, tmp_path) as stands:
        names = names_of(with_history(stands, QUICK, lambda _words: None))
    for begins in ("save an answer, 1 client", "verify-history of"):
        assert any(name.startswith(begins) for name in names), begins


def names_of(lines):
    names = [line.figure for line in lines]
    assert len(set(names)) == len(names)
    for line in lines:
        assert math.isfinite(line.ours), line
        assert line.ours > 0, line
        assert line.floor is None or line.floor > 0, line
    return names


def test_the_table_says_honestly_whether_an_aim_was_met():
    table = plain_table(
        [
            Line("slow page", 31, 10, "ms", at_most=3),
            Line("quick page", 29, 10, "ms", at_most=3),
            Line("saves", 100, 250, "", at_most=3, more_is_better=True),
            Line("big", 61, None, "MB", at_most=60),
        ]
    )
    slow, quick, saves, big = table.splitlines()[2:]
    assert slow.split() == ["slow", "page", "31.0", "ms", "10.0", "ms", "3.10×", "≤", "3×:", "not", "met"]
    assert quick.endswith("2.90×  ≤ 3×: met")
    assert saves.endswith("2.50×  ≤ 3×: met")
    assert big.endswith("≤ 60 MB: not met")


def test_the_intervals_hold_the_truth_about_as_often_as_they_say():
    found = coverage(40, at_most_seconds=30)
    assert len(found) == len(POPULATIONS) * len(SIZES) * len(COEFFICIENTS)
    samples = sum(each.samples - each.none for each in found)
    held = sum(each.held for each in found)
    assert 0.9 < held / samples < 0.99
    assert coverage_table(found).count("\n") == len(found)
