"""Can the list of problems be opened in a spreadsheet, whatever the file had in its cells?"""

from __future__ import annotations

import csv
import io

from qa_app.domain.cases import CaseProblem
from qa_app.domain.exporting import Stamp
from qa_app.exports.problem_list import HEADINGS, problem_list
from tests.conftest import TODAY

STAMP = Stamp("=Quinn Hale", TODAY, "Testshire", "OFFICIAL-SENSITIVE")


def rows(*problems):
    content = problem_list(problems, STAMP)
    assert content.startswith(b"\xef\xbb\xbf"), "so that Excel takes it for UTF-8"
    first, *rest = csv.reader(io.StringIO(content.decode("utf-8-sig")))
    assert first == ["OFFICIAL-SENSITIVE. Testshire. Copy made for =Quinn Hale on 20 November 2026 at 09:30."]
    return rest


def test_each_problem_is_a_row():
    problem = CaseProblem("List_8", 8, 12, "Age", "C12", "#N/A", "The age was left empty.", serious=True)
    assert rows(problem) == [
        list(HEADINGS),
        ["List_8", "8", "12", "C12", "Age", "#N/A", "The age was left empty.", "Yes"],
    ]


def test_nothing_in_it_is_taken_for_a_formula():
    for found in ("=cmd()", "+1", "-1", "@SUM(A1)", "\tx"):
        problem = CaseProblem(found, None, None, found, found, found, found)
        for cell in rows(problem)[1]:
            assert not cell.startswith(("=", "+", "-", "@", "\t")), found


def test_commas_quotes_line_ends_and_emoji_stay_in_their_cell():
    odd = 'a,"b"\nc 🙂'
    assert rows(CaseProblem("", None, None, odd, "", odd, "Kept."))[1][4:6] == [odd, odd]


def test_no_problems_are_only_headings():
    assert rows() == [list(HEADINGS)]
