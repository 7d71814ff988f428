"""Does a section's page save what was changed, and nothing else, with and without scripts?"""

from __future__ import annotations

import json
import re

import pytest
from sqlalchemy import select

from qa_app.db import session
from qa_app.domain.questions import Given
from qa_app.domain.workflow import Status
from qa_app.models.audits import Answer
from qa_app.services import answering
from tests import factories
from tests.factories import AT

RATIONALE = "Why is this the right grade?"
KEEP_MINE = "Keep yours, which is not saved yet"


@pytest.fixture
def draft(cast):
    return factories.audit(cast.asha, status=Status.IN_PROGRESS)


def put(visitor, path, *, token=None, **words):
    token = token or visitor.open("GET", "/session/token").json["csrf_token"]
    return visitor.open("PUT", path, json=words, headers={"X-CSRFToken": token})


# ------------------------------------------------------------------------------------------------ PUT, by script


def test_an_answer_is_saved_and_says_when(cast, visit, draft):
    answer = put(visit(cast.asha), f"/audits/{draft.id}/answers/seen", value="yes", comment="", version=0)
    assert answer.status_code == 200
    assert answer.json == {"version": 1, "saved_at": "2026-11-20T09:30:00+00:00", "warnings": []}


def test_a_stale_answer_gets_both_texts_and_changes_nothing(cast, visit, draft):
    asha = visit(cast.asha)
    path = f"/audits/{draft.id}/answers/overall-rationale"
    put(asha, path, value="first", comment="", version=0)
    answer = put(asha, path, value="second", comment="", version=0)
    assert answer.status_code == 409
    assert answer.json == {
        "yours": {"value": "second", "comment": ""},
        "theirs": {"value": "first", "comment": ""},
        "their_name": "You, in another tab,",
        "their_time": "9:30am",
        "version": 1,
    }


@pytest.mark.parametrize("status", [Status.ALLOCATED, Status.SUBMITTED, Status.MODERATED])
def test_an_answer_at_the_wrong_moment_is_refused_in_words(cast, visit, status):
    audit = factories.audit(cast.asha, status=status)
    answer = put(visit(cast.asha), f"/audits/{audit.id}/answers/seen", value="no", comment="", version=1)
    assert answer.status_code == 409
    assert status.label in answer.json["error"]
    assert "theirs" not in answer.json


def test_nobody_else_can_save_and_nobody_learns_why(cast, visit, draft):
    for person in (cast.ben, cast.quinn, cast.tomas, cast.dara, cast.bola, cast.ada):
        answer = put(visit(person), f"/audits/{draft.id}/answers/seen", value="no", comment="", version=0)
        assert answer.status_code == 404, person.name
    assert put(visit(cast.asha), "/audits/999/answers/seen", value="no", version=0).status_code == 404


def test_somebody_signed_out_is_told_so_and_an_old_token_too(cast, visit, draft):
    path = f"/audits/{draft.id}/answers/seen"
    signed_out = visit(None).open("PUT", path, json={"value": "no", "comment": "", "version": 0})
    assert signed_out.status_code in {401, 403}
    assert signed_out.json["error"]
    assert put(visit(cast.asha), path, token="old", value="no", version=0).status_code == 403


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ("[]", 422),
        ('{"value": 7}', 422),
        ('{"value": "yes", "comment": null}', 422),
        ("not json", 422),
        ('{"value": "yes", "version": {}}', 200),
        ('{"value": "yes", "version": 1e999}', 200),
        ('{"value": "\\ud800yes"}', 200),
        ('{"value": "perhaps"}', 422),
        ('{"value": "' + "x" * 100_000 + '"}', 422),
    ],
)
def test_whatever_is_sent_gets_an_answer_in_json(cast, visit, draft, sent, status):
    asha = visit(cast.asha)
    token = asha.open("GET", "/session/token").json["csrf_token"]
    answer = asha.open(
        "PUT",
        f"/audits/{draft.id}/answers/seen",
        data=sent,
        content_type="application/json",
        headers={"X-CSRFToken": token},
    )
    assert answer.status_code == status
    assert json.loads(answer.text)


def test_a_question_that_is_not_asked_by_the_tool_is_refused(cast, visit, draft):
    answer = put(visit(cast.asha), f"/audits/{draft.id}/answers/made-up", value="x", version=0)
    assert (answer.status_code, "does not ask" in answer.json["error"]) == (422, True)


def test_a_month_may_be_a_word(cast, visit, draft):
    asha = visit(cast.asha)
    assert (
        put(asha, f"/audits/{draft.id}/answers/seen-on", value="2026-march-05", version=0).status_code == 200
    )
    assert 'value="3"' in asha.get(f"/audits/{draft.id}/sections/seeing").html


def test_a_save_takes_few_statements_and_renders_nothing(cast, visit, draft, count_queries):
    asha = visit(cast.asha)
    token = asha.open("GET", "/session/token").json["csrf_token"]
    path = f"/audits/{draft.id}/answers/seen"
    put(asha, path, token=token, value="no", comment="a", version=0)
    with count_queries() as asked:
        put(asha, path, token=token, value="no", comment="b", version=1)
    statements = [each for each in asked if not each.startswith("BEGIN")]
    assert len(statements) <= 6, statements


# ------------------------------------------------------------------------------------------------ POST, a plain form


def test_a_page_saves_every_kind_of_answer(cast, visit, draft):
    asha = visit(cast.asha)
    page = asha.send(
        asha.get(f"/audits/{draft.id}/sections/seeing"),
        "Save and see all sections",
        **{"Was the child seen?": "No", "Comment on “Was the child seen?”": "Not once.\nNot in a year."},
    )
    assert page.h1.startswith("Audit of")
    page = asha.get(f"/audits/{draft.id}/sections/family")
    asha.send(
        page,
        "Save and continue",
        **{
            "Is this section relevant for this child?": "Yes, it is relevant",
            "Who was asked?": ["Child", "Parent"],
            "How many visits?": "7",
            "In one line?": "Her grandmother 🏠",
        },
    )
    page = asha.get(f"/audits/{draft.id}/check")
    for words in ("Not in a year.", "Child Parent", "7", "Her grandmother 🏠"):
        assert words in page.text


def test_what_was_not_touched_is_not_saved_again(cast, visit, draft):
    asha = visit(cast.asha)
    old = asha.get(f"/audits/{draft.id}/sections/overall")
    put(asha, f"/audits/{draft.id}/answers/overall-grade", value="good", version=0)
    asha.send(old, "Save and continue", **{RATIONALE: "Typed on the old page."})
    page = asha.get(f"/audits/{draft.id}/check")
    assert "Typed on the old page." in page.text
    assert page.facts["What is the overall grade?"].startswith("Good")


def test_two_tabs_that_change_one_answer_are_a_choice_with_both_texts(cast, visit, draft):
    asha = visit(cast.asha)
    old = asha.get(f"/audits/{draft.id}/sections/overall")
    put(asha, f"/audits/{draft.id}/answers/overall-rationale", value="Theirs, saved first.", version=0)
    choice = asha.send(
        old,
        "Save and continue",
        status=409,
        **{RATIONALE: "Mine, typed later.", "What is the overall grade?": "Good"},
    )
    assert "Theirs, saved first." in choice.text
    assert "Mine, typed later." in choice.text
    undecided = asha.send(choice, "Save and continue", status=409)
    assert undecided.errors == {"Choose which words to keep": "#overall-rationale-mine"}
    mine = asha.send(undecided, "Save and continue", **{RATIONALE: KEEP_MINE})
    assert mine.h1 == "Check your answers"
    assert "Mine, typed later." in mine.text
    assert "Theirs, saved first." not in mine.text


def test_theirs_can_be_kept(cast, visit, draft):
    asha = visit(cast.asha)
    old = asha.get(f"/audits/{draft.id}/sections/overall")
    put(asha, f"/audits/{draft.id}/answers/overall-rationale", value="Theirs.", version=0)
    choice = asha.send(old, "Save and continue", status=409, **{RATIONALE: "Mine."})
    page = asha.send(choice, "Save and continue", **{RATIONALE: "Keep what was saved at 9:30am"})
    assert "Theirs." in page.text
    assert "Mine." not in page.text


def test_a_third_change_while_choosing_is_a_choice_again(cast, visit, draft):
    asha = visit(cast.asha)
    old = asha.get(f"/audits/{draft.id}/sections/overall")
    path = f"/audits/{draft.id}/answers/overall-rationale"
    put(asha, path, value="Second.", version=0)
    choice = asha.send(old, "Save and continue", status=409, **{RATIONALE: "First."})
    put(asha, path, value="Third.", version=1)
    again = asha.send(choice, "Save and continue", status=409, **{RATIONALE: KEEP_MINE})
    assert "Third." in again.text
    assert "First." in again.text


def test_a_problem_and_a_conflict_at_once_lose_neither(cast, visit, draft):
    asha = visit(cast.asha)
    old = asha.get(f"/audits/{draft.id}/sections/family")
    put(asha, f"/audits/{draft.id}/answers/summary", value="Theirs.", version=0)
    choice = asha.send(
        old, "Save and continue", status=409, **{"In one line?": "Mine.", "How many visits?": "a few"}
    )
    page = asha.send(choice, "Save and continue", status=422, **{"In one line?": KEEP_MINE})
    assert 'value="a few"' in page.html
    assert 'value="Mine."' in page.html
    assert list(page.errors.values()) == ["#visits"]


def test_a_hundred_thousand_characters_get_a_sentence_and_stay_on_the_page(cast, visit, draft):
    asha = visit(cast.asha)
    words = "long words " * 10_000
    page = asha.send(
        asha.get(f"/audits/{draft.id}/sections/overall"),
        "Save and continue",
        status=422,
        **{RATIONALE: words, "What is the overall grade?": "Good"},
    )
    assert any("20,000 characters or fewer; it has 110,000" in message for message in page.errors)
    assert page.html.count("long words") == 10_000
    kept = asha.get(f"/audits/{draft.id}/check").facts
    assert kept["What is the overall grade?"].startswith("Good"), "the other answers of the page are saved"


@pytest.mark.parametrize(
    "words", ["=cmd|' /C calc'!A0", "<script>alert(1)</script>", "Hello \x07\x00 there 🧒🏽", "'; --"]
)
def test_any_words_are_kept_as_words(cast, visit, draft, words):
    asha = visit(cast.asha)
    page = asha.get(f"/audits/{draft.id}/sections/overall")
    page = asha.send(page, "Save and continue", **{RATIONALE: words})
    shown = re.sub(r"[\x00-\x08]", "", words)
    assert " ".join(shown.split()) in page.text


def test_a_date_that_is_none_is_shown_as_it_was_typed(cast, visit, draft):
    asha = visit(cast.asha)
    sent = asha.get(f"/audits/{draft.id}/sections/seeing").fill("Save and continue")
    typed = {"seen-on-day": ["31"], "seen-on-month": ["2"], "seen-on-year": ["2026"]}
    answer = asha.open("POST", sent.action, data=sent.fields.to_dict(flat=False) | typed)
    assert answer.status_code == 422
    assert 'value="31"' in answer.text
    assert "Enter a real date" in answer.text
    assert "#seen-on-day" in answer.text


def test_fields_of_other_sections_are_not_looked_at(cast, visit, draft):
    asha = visit(cast.asha)
    sent = asha.get(f"/audits/{draft.id}/sections/seeing").fill("Save and continue")
    foreign = {"overall-grade": ["outstanding"], "overall-grade__version": ["0"], "nonsense": ["1"]}
    answer = asha.open("POST", sent.action, data=sent.fields.to_dict(flat=False) | foreign)
    assert answer.status_code == 303
    assert "overall-grade" not in {row.question_key for row in _answers(draft)}


def test_a_page_sent_after_the_hand_in_gives_the_words_back(cast, visit):
    audit = factories.audit(cast.asha, status=Status.IN_PROGRESS, answers=factories.everything())
    asha = visit(cast.asha)
    old = asha.get(f"/audits/{audit.id}/sections/overall")
    asha.send(asha.get(f"/audits/{audit.id}/check"), "Submit audit")
    page = asha.send(old, "Save and continue", status=409, **{RATIONALE: "One more thing."})
    assert page.h1 == "This audit can no longer be changed"
    assert "One more thing." in page.text


def test_a_section_that_the_tool_does_not_have_is_not_found(cast, visit, draft):
    assert visit(cast.asha).open("GET", f"/audits/{draft.id}/sections/made-up").status_code == 404


@pytest.mark.parametrize(
    ("button", "heading"),
    [
        ("Save and add a strength or an area for improvement", "Add a strength or an area for improvement"),
        ("Save and raise an immediate concern", "Raise an immediate concern"),
    ],
)
def test_going_elsewhere_saves_first(cast, visit, draft, button, heading):
    asha = visit(cast.asha)
    page = asha.send(
        asha.get(f"/audits/{draft.id}/sections/overall"), button, **{RATIONALE: "Half a thought"}
    )
    assert page.h1 == heading
    assert "Half a thought" in asha.get(f"/audits/{draft.id}/check").text


def test_conditions_are_told_to_readers_without_scripts(cast, visit, draft):
    page = visit(cast.asha).get(f"/audits/{draft.id}/sections/seeing")
    assert "Answer this only if “Was the child seen?” is Yes or Partly." in page.text


def test_the_limits_reason_is_asked_only_where_there_is_a_limit(cast, visit, draft):
    asha = visit(cast.asha)
    assert "above the limit" not in asha.get(f"/audits/{draft.id}/sections/overall").html
    answering.save(draft, "seen", Given("yes"), 0, by=cast.asha, at=AT)
    answering.save(draft, "seen-alone", Given("no"), 0, by=cast.asha, at=AT)
    page = asha.get(f"/audits/{draft.id}/sections/overall")
    assert "Answer this only if “What is the overall grade?” is Outstanding or Good." in page.text or (
        "Answer this only if “What is the overall grade?” is Good or Outstanding." in page.text
    )


def _answers(draft):
    return session.scalars(select(Answer).where(Answer.audit_id == draft.id)).all()
