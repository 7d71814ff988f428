"""Is every difference between two audits answered and explained, and no cap passed over in silence?"""

from __future__ import annotations

import pytest

from qa_app.domain.errors import Incomplete, NotPossible
from qa_app.domain.moderating import ChangeReason
from qa_app.domain.pair_decisions import PairDecision, TakenGrade, check_decision, final_grades
from qa_app.domain.pairs import Grades, Taken
from tests.domain.small_tool import TOOL, given

FIRST = Grades("good", {"seeing": "good", "family": "good"})
SECOND = Grades("requires_improvement", {"seeing": "requires_improvement"})
ANSWERS = given(
    seen="yes", seen_alone="yes", seeing_grade="good", family_relevance="relevant", family_grade="good"
)


def taken(whose: Taken, grade: str | None = None, because: str = "As both saw in the record.", **more):
    return TakenGrade(whose, more.get("category", ChangeReason.IMPACT), because, grade)


def decided(overall=Taken.FIRST, seeing=Taken.FIRST, family=Taken.FIRST) -> PairDecision:
    return PairDecision({"overall": taken(overall), "seeing": taken(seeing), "family": taken(family)})


def check(decision: PairDecision, answers=ANSWERS) -> None:
    check_decision(TOOL, FIRST, SECOND, (answers, answers), decision)


def test_whose_grade_is_taken_becomes_final():
    found = final_grades(FIRST, SECOND, decided(Taken.SECOND, Taken.FIRST, Taken.SECOND))
    assert (found.overall, found.sections) == ("requires_improvement", {"seeing": "good"})
    other = PairDecision({**decided().items, "family": taken(Taken.OTHER, "outstanding")})
    assert final_grades(FIRST, SECOND, other).sections == {"seeing": "good", "family": "outstanding"}


def test_every_difference_has_to_be_answered():
    check(decided())
    items = decided().items
    for key, title in (("overall", "Overall grade"), ("seeing", "Seeing the child"), ("family", "Family")):
        rest = {other: item for other, item in items.items() if other != key}
        with pytest.raises(Incomplete, match=f"Decide “{title}”"):
            check(PairDecision(rest))


@pytest.mark.parametrize(
    ("item", "refusal", "says"),
    [
        (taken(Taken.FIRST, category=None), Incomplete, "Choose the reason"),
        (taken(Taken.FIRST, because="  "), Incomplete, "in your own words"),
        (taken(Taken.OTHER), NotPossible, "one of the grades"),
        (taken(Taken.OTHER, "superb"), NotPossible, "one of the grades"),
    ],
)
def test_every_answer_has_a_grade_a_reason_and_words(item, refusal, says):
    with pytest.raises(refusal, match=says):
        check(PairDecision({**decided().items, "seeing": item}))


def test_a_section_that_is_not_graded_cannot_be_decided():
    with pytest.raises(NotPossible, match="no graded section facts"):
        check(PairDecision({**decided().items, "facts": taken(Taken.FIRST)}))


def test_a_cap_is_answered_whoever_of_the_two_answered_what_brings_it_about():
    not_alone = {**ANSWERS, **given(seen_alone="no")}
    with pytest.raises(Incomplete, match="allow Requires improvement overall at most"):
        check_decision(TOOL, FIRST, SECOND, (ANSWERS, not_alone), decided())
    explained = PairDecision(decided().items, above_cap_because="She was seen alone the week after.")
    check_decision(TOOL, FIRST, SECOND, (ANSWERS, not_alone), explained)
    check_decision(TOOL, FIRST, SECOND, (ANSWERS, not_alone), decided(overall=Taken.SECOND))


def test_taken_sections_can_bring_a_cap_about():
    weak = Grades("good", {"seeing": "good", "family": "requires_improvement"})
    both = PairDecision(
        {"overall": taken(Taken.FIRST), "seeing": taken(Taken.SECOND), "family": taken(Taken.FIRST)}
    )
    with pytest.raises(Incomplete, match="allow Requires improvement overall at most"):
        check_decision(TOOL, weak, SECOND, (ANSWERS, ANSWERS), both)


def test_a_grade_on_which_both_agree_may_be_changed_too():
    same = Grades("good", {"seeing": "good"})
    lower = PairDecision({"seeing": taken(Taken.OTHER, "requires_improvement")})
    check_decision(TOOL, same, same, (ANSWERS, ANSWERS), lower)
    assert final_grades(same, same, lower).sections == {"seeing": "requires_improvement"}
