from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_app.domain.moderation_changes import moderation_changes

SCALE = ("inadequate", "requires-improvement", "good", "outstanding")
RI, GOOD = "requires-improvement", "good"


def test_forty_audits_of_which_two_were_changed():
    found = moderation_changes([(RI, RI)] * 38 + [(RI, GOOD), (GOOD, RI)], SCALE)
    assert found.matrix == ((0, 0, 0, 0), (0, 38, 1, 0), (0, 1, 0, 0), (0, 0, 0, 0))
    assert found.n == 40
    assert found.unchanged is not None
    assert found.unchanged.percent == 95
    assert (found.raised, found.lowered, found.mean_shift) == (1, 1, 0)
    assert found.words == (
        "38 of 40 moderated audits kept the auditor's grade. "
        "Moderation raised 1 and lowered 1; on average grades stayed level."
    )


def test_lenient_auditors_have_a_negative_shift():
    found = moderation_changes([(GOOD, RI), ("outstanding", RI), (GOOD, GOOD), (GOOD, GOOD)], SCALE)
    assert found.mean_shift == -0.75
    assert found.within_one is not None
    assert (found.within_one.k, found.within_one.n) == (3, 4)
    assert found.words.endswith("on average grades fell by 0.75 grade steps.")


def test_a_raised_grade_is_a_positive_shift():
    found = moderation_changes([("inadequate", "outstanding")], SCALE)
    assert found.mean_shift == 3
    assert found.matrix[0][3] == 1
    assert found.words.startswith("0 of 1 moderated audit kept")
    assert "rose by 3.00" in found.words


def test_nothing_moderated_is_said_so_and_keeps_the_whole_scale():
    found = moderation_changes([], SCALE)
    assert found.matrix == ((0,) * 4,) * 4
    assert found.unchanged is None
    assert found.within_one is None
    assert found.mean_shift is None
    assert found.words == "No audits have been moderated yet."


def test_a_grade_of_another_scale_is_refused():
    with pytest.raises(KeyError):
        moderation_changes([("adequate", GOOD)], SCALE)


@given(st.lists(st.tuples(st.sampled_from(SCALE), st.sampled_from(SCALE))))
def test_the_figures_of_a_matrix_agree(pairs: list[tuple[str, str]]):
    found = moderation_changes(pairs, SCALE)
    assert sum(map(sum, found.matrix)) == found.n == len(pairs)
    diagonal = sum(found.matrix[place][place] for place in range(4))
    assert diagonal + found.raised + found.lowered == found.n
    swapped = moderation_changes([(moderator, auditor) for auditor, moderator in pairs], SCALE)
    assert (swapped.raised, swapped.lowered) == (found.lowered, found.raised)
    if found.unchanged is not None and found.mean_shift is not None and swapped.mean_shift is not None:
        assert found.unchanged.k == diagonal
        assert swapped.mean_shift == -found.mean_shift
