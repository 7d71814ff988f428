from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_app.domain.actions import ActionStatus
from qa_app.domain.errors import Incomplete, NotPossible
from qa_app.domain.rag import ActionFacts, Override, Rag, RagRating, RagTotals, override, rag, totals

TODAY = date(2026, 10, 16)


def day(offset: int) -> date:
    return TODAY + timedelta(days=offset)


AGREED = ActionFacts(ActionStatus.AGREED, begun_on=day(-5), first_due_on=day(20), due_on=day(20))


def rated(action: ActionFacts, **configured: int) -> RagRating:
    rating = rag(action, TODAY, **configured)
    assert rating is not None
    return rating


def test_blue_is_completed_and_verified():
    done = replace(AGREED, status=ActionStatus.VERIFIED, completed_on=day(-2))
    assert rated(done) == RagRating(Rag.BLUE, "Completed, and verified by quality assurance.")


def test_completed_but_not_verified_is_never_blue():
    in_time = replace(AGREED, status=ActionStatus.COMPLETED, completed_on=day(-1))
    assert rated(in_time) == RagRating(Rag.GREEN, "Completed in time on 15 October 2026; not yet verified.")
    late = replace(in_time, first_due_on=day(-4), due_on=day(-4))
    assert rated(late) == RagRating(
        Rag.AMBER, "Completed 3 days after the date first agreed; not yet verified."
    )


def test_a_moved_date_does_not_make_a_late_completion_punctual():
    moved = replace(AGREED, status=ActionStatus.COMPLETED, completed_on=day(-1), first_due_on=day(-2))
    assert rated(moved).colour is Rag.AMBER


def test_green_is_on_track():
    assert rated(AGREED) == RagRating(
        Rag.GREEN, "Due on 5 November 2026, with a sign of progress in the last 30 days."
    )


def test_the_due_date_itself_is_still_on_track():
    assert rated(replace(AGREED, first_due_on=TODAY, due_on=TODAY)).colour is Rag.GREEN


def test_a_proposed_action_is_green_while_the_manager_considers_it():
    proposed = replace(AGREED, status=ActionStatus.PROPOSED)
    assert rated(proposed) == RagRating(Rag.GREEN, "Due on 5 November 2026; waiting to be agreed.")


def test_silence_makes_an_action_amber():
    quiet = replace(AGREED, begun_on=day(-31))
    assert rated(quiet) == RagRating(Rag.AMBER, "Due on 5 November 2026, but no progress noted for 31 days.")
    assert rated(replace(quiet, begun_on=day(-30))).colour is Rag.GREEN
    assert rated(replace(quiet, progress_on=day(-3))).colour is Rag.GREEN


def test_a_date_that_was_moved_is_slippage_once_the_first_date_has_passed():
    moved = replace(AGREED, first_due_on=day(-1), progress_on=day(-1))
    assert rated(moved) == RagRating(
        Rag.AMBER, "It was first due on 15 October 2026; the date was moved to 5 November 2026."
    )
    assert rated(replace(moved, first_due_on=day(3))).colour is Rag.GREEN


def test_a_completion_that_was_not_accepted_is_amber():
    returned = replace(AGREED, status=ActionStatus.RETURNED, completed_on=day(-2))
    assert rated(returned) == RagRating(
        Rag.AMBER, "Due on 5 November 2026, but its completion was not accepted."
    )


def test_late_with_progress_is_amber_for_the_days_of_grace_and_then_red():
    late = replace(AGREED, begun_on=day(-60), first_due_on=day(-14), due_on=day(-14), progress_on=day(-20))
    assert rated(late) == RagRating(Rag.AMBER, "Due 14 days ago, with some progress noted.")
    later = replace(late, first_due_on=day(-15), due_on=day(-15))
    assert rated(later) == RagRating(Rag.RED, "Due 15 days ago, more than the 14 days allowed.")


def test_late_without_progress_is_red_at_once():
    late = replace(AGREED, first_due_on=day(-1), due_on=day(-1))
    assert rated(late) == RagRating(Rag.RED, "Due 1 day ago, with no progress noted.")


def test_late_and_never_agreed_is_red():
    late = replace(AGREED, status=ActionStatus.SUGGESTED, first_due_on=day(-1), due_on=day(-1))
    assert rated(late) == RagRating(Rag.RED, "Due 1 day ago and not yet agreed.")


def test_days_of_grace_and_of_silence_are_a_councils_choice():
    late = replace(AGREED, first_due_on=day(-3), due_on=day(-3), progress_on=day(-4))
    assert rated(late, grace_days=2).colour is Rag.RED
    assert rated(late, grace_days=3).colour is Rag.AMBER
    assert rated(AGREED, progress_within_days=4).colour is Rag.AMBER


def test_a_cancelled_action_has_no_rating():
    assert rag(replace(AGREED, status=ActionStatus.CANCELLED), TODAY) is None


def test_an_override_shows_its_reason_and_what_the_rules_say():
    by_hand = replace(AGREED, override=override(Rag.RED, " The worker has left "))
    assert rated(by_hand) == RagRating(
        Rag.RED,
        "Set by hand: The worker has left. By the rules it is Green: "
        "Due on 5 November 2026, with a sign of progress in the last 30 days.",
        is_overridden=True,
    )


def test_an_override_needs_a_reason():
    with pytest.raises(Incomplete):
        override(Rag.GREEN, "  ")


def test_blue_cannot_be_given_by_hand():
    with pytest.raises(NotPossible, match="Ask quality assurance to verify"):
        override(Rag.BLUE, "It is done")


def test_a_verified_action_is_blue_whatever_was_said_before():
    done = replace(AGREED, status=ActionStatus.VERIFIED, override=Override(Rag.RED, "Late."))
    assert rated(done).colour is Rag.BLUE
    assert not rated(done).is_overridden


offsets = st.integers(-90, 90).map(day)


@given(
    st.builds(
        ActionFacts,
        status=st.sampled_from([s for s in ActionStatus if s is not ActionStatus.CANCELLED]),
        begun_on=offsets,
        first_due_on=offsets,
        due_on=offsets,
        progress_on=st.none() | offsets,
        completed_on=st.none() | offsets,
    ),
    st.integers(0, 60),
    st.integers(1, 60),
)
def test_every_action_has_one_rating_with_a_sentence_and_blue_means_verified(action, grace, within):
    rating = rag(action, TODAY, grace, within)
    assert rating is not None
    assert rating.because.endswith(".")
    assert (rating.colour is Rag.BLUE) == (action.status is ActionStatus.VERIFIED)


# The summary of a published improvement plan (Medway Children's Improvement Board, 23 April 2020, section 5).
PUBLISHED_PLAN = {
    "Quality of Practice": (22, RagTotals(blue=1, green=7, amber=10, red=4)),
    "Capacity and capability of workforce": (12, RagTotals(blue=3, green=4, amber=2, red=3)),
    "Effective Leadership and Management": (9, RagTotals(blue=1, green=5, amber=1, red=2)),
    "Quality Assurance and Performance Management": (9, RagTotals(blue=6, green=2, amber=1, red=0)),
    "Partnership working": (10, RagTotals(blue=3, green=4, amber=2, red=1)),
}


def test_a_published_plan_adds_up():
    for total, counts in PUBLISHED_PLAN.values():
        assert counts.total == total
    whole = sum((counts for _, counts in PUBLISHED_PLAN.values()), start=RagTotals())
    assert whole == RagTotals(blue=14, green=22, amber=16, red=10)
    assert whole.total == 62


def test_totals_count_colours_and_leave_out_cancelled_actions():
    ratings = [RagRating(Rag.RED, "x."), None, RagRating(Rag.BLUE, "x."), RagRating(Rag.RED, "x.")]
    assert totals(ratings) == RagTotals(blue=1, red=2)


def test_the_words_are_those_of_the_published_plan():
    assert [(colour.label, colour.words) for colour in Rag] == [
        ("Blue", "Completed and verified"),
        ("Green", "On track"),
        ("Amber", "Some progress but slippage"),
        ("Red", "Not progressed as planned"),
    ]
