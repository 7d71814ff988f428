from __future__ import annotations

from dataclasses import replace
from datetime import date

from qa_app.domain.certificates import Certificate, Replacement
from qa_app.domain.frames import ExclusionCount

CERTIFICATE = Certificate(
    round_title="Assessments ending in no further action",
    list_name="annex-a-2026-10.xlsx",
    list_hash="a" * 64,
    listed_on=date(2026, 10, 1),
    drawn_on=date(2026, 10, 2),
    filters=("Assessments ended between 1 July and 30 September 2026",),
    method="proportional",
    per_stratum=None,
    population=2471,
    asked=60,
    drawn=60,
    strata=(),
    exclusions=(
        ExclusionCount("Audited in the last 12 months", 211),
        ExclusionCount("The case is closed", 9),
    ),
    replacements=(
        Replacement("EX1", "North", "The record is restricted", "EX9"),
        Replacement("EX2", "South", "The family moved away"),
    ),
    audited=57,
    seed=2026,
    frame_hash="b" * 64,
)


def test_the_summary_is_the_line_that_reports_quote():
    assert CERTIFICATE.summary == "60 drawn from 2,471; 57 audited"


def test_exclusions_and_replacements_are_counted():
    assert CERTIFICATE.excluded == 220
    assert CERTIFICATE.replaced == 1


def test_a_full_draw_has_no_shortfall_and_a_short_one_says_so():
    assert CERTIFICATE.shortfall == ""
    short = replace(CERTIFICATE, drawn=41)
    assert short.shortfall == "19 fewer than the 60 asked for: there were no more cases to draw."


def test_the_method_is_said_in_words():
    assert CERTIFICATE.method_words.startswith("In proportion")
    assert replace(CERTIFICATE, method="equal").method_words.startswith("The same number from each")
    assert replace(CERTIFICATE, method="equal", per_stratum=20).method_words == (
        "20 from each, or all where there are fewer"
    )


def test_how_to_repeat_the_draw_names_its_seed():
    assert '"2026|stratum|reference"' in CERTIFICATE.how_to_repeat
