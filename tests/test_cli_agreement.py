"""Does `qa agreement` print what anybody can check, without an instance?"""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from click.testing import CliRunner

from qa_app.cli import main

KEYS = [
    "units", "pairs", "exact", "within_one", "mean_signed_difference", "alpha_ordinal", "ac2_quadratic",
    "kappa_quadratic",
]  # fmt: skip
PUBLISHED = "A,B,C,D\n1,1,,1\n2,2,3,2\n3,3,3,3\n3,3,3,3\n2,2,2,2\n1,2,3,4\n4,4,4,4\n1,1,2,1\n2,2,2,2\n,5,5,5\n,,1,1\n,3,,\n"
TWO = "Ada,Ben\n" + "Good,Good\nGood,Poor\nPoor,Poor\nPoor,\n" * 5


def run(*arguments, given="", code=0):
    result = CliRunner().invoke(
        main, ["agreement", *map(str, arguments)], input=given, catch_exceptions=False
    )
    assert result.exit_code == code, result.output
    return result


def as_json(text, grades, *more):
    return json.loads(run("-", "--grades", grades, "--json", *more, given=text).stdout)


def test_the_published_example_comes_out_of_a_file(tmp_path):
    path = tmp_path / "ratings.csv"
    path.write_text(PUBLISHED)
    found = json.loads(run(path, "--grades", "1,2,3,4,5", "--json").stdout)
    assert list(found)[: len(KEYS)] == KEYS
    assert round(found["alpha_ordinal"]["value"], 3) == 0.815
    assert round(found["ac2_quadratic"]["value"], 3) == 0.914
    assert found["alpha_ordinal"]["reason"] is None
    assert found["kappa_quadratic"].pop("reason").startswith("Not calculable")
    assert found["kappa_quadratic"] == {"value": None, "low": None, "high": None}
    assert (found["units"], found["pairs"], found["mean_signed_difference"]) == (11, 55, None)
    assert found["grades"] == ["1", "2", "3", "4", "5"]


def test_two_raters_with_words_as_grades_from_standard_input():
    found = as_json(TWO, "Poor,Good")
    assert (found["units"], found["exact"], found["within_one"]) == (15, 10 / 15, 1.0)
    assert found["mean_signed_difference"] == pytest.approx(1 / 3)
    for name in KEYS[5:]:
        assert found[name]["low"] <= found[name]["value"] <= found[name]["high"]


def test_the_order_of_the_grades_is_the_scale():
    assert as_json(TWO, "Good,Poor")["mean_signed_difference"] == pytest.approx(-1 / 3)


def test_the_whole_scale_counts_also_where_nobody_gave_a_grade():
    two, four = as_json(TWO, "Poor,Good"), as_json(TWO, "Poor,Good,Better,Best")
    assert four["ac2_quadratic"]["value"] > two["ac2_quadratic"]["value"]


def test_names_alone_are_answered_with_reasons():
    found = as_json("Ada,Ben\n", "1,2")
    assert found["units"] == found["pairs"] == 0
    assert [found[name] for name in KEYS[2:5]] == [None] * 3
    assert all(found[name]["reason"] == "Not calculable: no unit was graded twice" for name in KEYS[5:])


def test_few_pairs_are_too_few_unless_asked_otherwise():
    text = "Ada,Ben\n1,1\n1,2\n2,2\n"
    assert as_json(text, "1,2")["alpha_ordinal"]["reason"].startswith("Too few to say")
    assert as_json(text, "1,2", "--at-least", 3)["alpha_ordinal"]["value"] is not None


def test_the_seed_is_printed_and_moves_the_interval_only():
    one, other = as_json(TWO, "Poor,Good"), as_json(TWO, "Poor,Good", "--seed", 9)
    assert (one["seed"], other["seed"]) == (1, 9)
    assert one["alpha_ordinal"]["value"] == other["alpha_ordinal"]["value"]


def test_the_table_has_words_beside_each_number():
    text = run("-", "--grades", "Poor,Good", given=TWO).stdout
    assert "Same grade                      66.7% of 15 pairs" in text
    assert "+0.33 grade steps: Ada grades higher than Ben on average" in text
    assert "n = 15 pairs" in text
    assert "by the convention of Krippendorff" in text


def test_where_one_grade_dominates_the_note_says_so():
    text = "Ada,Ben\n" + "2,2\n" * 38 + "2,3\n3,2\n"
    assert "Where one grade dominates" in run("-", "--grades", "1,2,3,4", given=text).stdout


def test_bad_input_is_told_on_standard_error_with_exit_code_2():
    result = run("-", "--grades", "1,2", "--json", given="Ada,Ada\n1,x\n1\n", code=2)
    assert result.stdout == ""
    assert len(result.stderr.splitlines()) == 3
    assert "Row 2, column 2 (Ada): 'x' is not a grade of this scale (1, 2)." in result.stderr


@pytest.mark.parametrize("grades", ["1", "1,,2", "1,2,2"])
def test_a_scale_that_cannot_be_is_a_sentence(grades: str):
    assert "--grades" in run("-", "--grades", grades, given=TWO, code=2).stderr


def test_a_file_that_is_not_there_is_a_sentence(tmp_path):
    assert "No such file" in run(tmp_path / "none.csv", "--grades", "1,2", code=2).stderr


def test_neither_flask_nor_a_database_is_loaded_and_no_instance_is_made(tmp_path):
    code = (
        "import sys\nfrom qa_app.cli import main\n"
        "main(['agreement', '-', '--grades', 'Poor,Good'], standalone_mode=False)\n"
        "assert not {'flask', 'sqlalchemy', 'openpyxl'} & set(sys.modules), 'loaded'\n"
    )
    told = subprocess.run(
        [sys.executable, "-c", code], input=TWO, text=True, cwd=tmp_path, capture_output=True, check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )  # fmt: skip
    assert told.returncode == 0, told.stderr
    assert list(tmp_path.iterdir()) == []
