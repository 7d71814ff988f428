"""Is a password refused that others would guess, and one of random words not?"""

from __future__ import annotations

import pytest

from qa_app.domain.passwords import EASY_TO_GUESS, TOO_SHORT, problem_with

ABOUT = ("Asha Demir", "asha.demir@exampleshire.example", "Exampleshire County Council")


@pytest.mark.parametrize("password", ["", "kettle", "elevenchars"])
def test_a_short_one_is_refused(password):
    assert problem_with(password) == TOO_SHORT


@pytest.mark.parametrize(
    "password",
    [
        "password1234", "qwertyuiop12", "123456789012", "Summer2026!!!", "letmein123456", "iloveyou12345", "aaaaaaaaaaaa",
        "Children2026services", "safeguarding1", "qualityassurance", "AshaDemir2026", "Exampleshire1!", "demirasha1990",
        "exampleshirecouncil", "socialworker12", "p@ssw0rdp@ssw0rd",
    ],
)  # fmt: skip
def test_what_others_would_try_is_refused(password):
    assert problem_with(password, about=ABOUT) == EASY_TO_GUESS


@pytest.mark.parametrize(
    "password",
    [
        "three random words", "copper-meadow-kettle", "kT9#vQ2!mZ7@", "ŵylan môr glas eto", "marmalade lantern 7 otter",
        "pebble tundra lantern " * 40, "🦊 pebble 🌧 accordion",
    ],
)  # fmt: skip
def test_random_words_and_letters_are_good(password):
    assert problem_with(password, about=ABOUT) is None


def test_what_is_a_good_word_elsewhere_is_none_for_its_owner():
    password = "Wexbourne Tanager"
    assert problem_with(password) is None
    assert (
        problem_with(password, about=("Wex Tanager", "w@example.example", "Wexbourne Tanager"))
        == EASY_TO_GUESS
    )


def test_a_very_long_one_is_looked_at_in_no_time():
    assert problem_with("ab" * 100_000) == EASY_TO_GUESS
