"""Can strengths and areas for improvement be written down, changed and removed, and never lost?"""

from __future__ import annotations

import pytest

from qa_app.domain.workflow import Status
from qa_app.models.audits import FindingKind
from tests import factories

WORDS = "What did you find?"
KIND = "What is it?"
THEMES = "Which themes is it about?"


@pytest.fixture
def draft(cast):
    return factories.audit(cast.asha, status=Status.IN_PROGRESS)


def test_a_strength_is_added_from_a_section_and_shown_there(cast, visit, draft):
    asha = visit(cast.asha)
    page = asha.get(f"/audits/{draft.id}/findings/new?section=seeing")
    page = asha.send(
        page, "Save", **{KIND: "Strength", WORDS: "Seen each week 🧒", THEMES: ["Drift in planning"]}
    )
    assert page.h1 == "Seeing the child"
    assert "Seen each week 🧒" in page.text
    assert "Drift in planning" in page.text


def test_another_can_follow_at_once(cast, visit, draft):
    asha = visit(cast.asha)
    page = asha.get(f"/audits/{draft.id}/findings/new?section=seeing")
    page = asha.send(page, "Save and add another", **{KIND: "Area for improvement", WORDS: "First."})
    assert page.h1 == "Add a strength or an area for improvement"
    asha.send(page, "Save", **{KIND: "Strength", WORDS: "Second."})
    text = asha.get(f"/audits/{draft.id}").text
    assert "First." in text
    assert "Second." in text


def test_what_is_missing_is_said_and_the_words_stay(cast, visit, draft):
    asha = visit(cast.asha)
    page = asha.get(f"/audits/{draft.id}/findings/new")
    page = asha.send(page, "Save", status=422, **{WORDS: "Without a kind."})
    assert list(page.errors) == ["Choose whether it is a strength or an area for improvement"]
    assert "Without a kind." in page.html
    page = asha.send(page, "Save", status=422, **{KIND: "Strength", WORDS: "long " * 20_000})
    assert any("20,000 characters" in message for message in page.errors)
    assert page.html.count("long ") >= 19_999


def test_sending_a_form_twice_makes_one(cast, visit, draft):
    asha = visit(cast.asha)
    page = asha.get(f"/audits/{draft.id}/findings/new")
    for _ in range(2):
        asha.send(page, "Save", **{KIND: "Strength", WORDS: "Only once."})
    assert asha.get(f"/audits/{draft.id}").text.count("Only once.") == 2, "once in the list, once in its link"


def test_it_is_changed_and_removed(cast, visit, draft):
    factories.note(draft, FindingKind.STRENGTH, "At first.")
    asha = visit(cast.asha)
    page = asha.get(asha.get(f"/audits/{draft.id}").link("Change strength"))
    page = asha.send(page, "Save", **{WORDS: "Afterwards."})
    assert "Afterwards." in page.text
    page = asha.get(asha.get(page.link("Change strength")).link("Remove it"))
    page = asha.send(page, "Remove it")
    assert "Afterwards." not in page.text


def test_a_change_in_another_tab_shows_both(cast, visit, draft):
    note = factories.note(draft, FindingKind.STRENGTH, "At first.")
    asha = visit(cast.asha)
    path = f"/audits/{draft.id}/findings/{note.id}"
    mine, theirs = asha.get(path), asha.get(path)
    asha.send(theirs, "Save", **{WORDS: "Theirs."})
    page = asha.send(mine, "Save", status=409, **{WORDS: "Mine."})
    assert "Theirs." in page.text
    assert "Mine." in page.text
    page = asha.send(page, "Save")
    assert "Mine." in page.text


@pytest.mark.parametrize("status", [Status.ALLOCATED, Status.SUBMITTED, Status.MODERATED])
def test_nothing_is_added_at_the_wrong_moment(cast, visit, draft, status):
    asha = visit(cast.asha)
    other = factories.audit(cast.asha, status=status)
    sent = asha.get(f"/audits/{draft.id}/findings/new").fill("Save", **{KIND: "Strength", WORDS: "Late."})
    assert asha.open("POST", f"/audits/{other.id}/findings/new", data=sent.fields).status_code == 409


@pytest.mark.parametrize("path", ["", "/removal"])
def test_nobody_else_finds_it(cast, visit, draft, path):
    note = factories.note(draft, FindingKind.STRENGTH, "Mine.")
    other = factories.audit(cast.ben, status=Status.IN_PROGRESS)
    for person in (cast.ben, cast.quinn, cast.tomas, cast.ada):
        assert visit(person).open("GET", f"/audits/{draft.id}/findings/{note.id}{path}").status_code == 404
    assert visit(cast.ben).open("GET", f"/audits/{other.id}/findings/{note.id}{path}").status_code == 404
    assert visit(cast.asha).open("GET", f"/audits/{draft.id}/findings/999{path}").status_code == 404


def test_a_theme_that_is_not_offered_is_refused(cast, visit, draft):
    asha = visit(cast.asha)
    sent = asha.get(f"/audits/{draft.id}/findings/new").fill("Save", **{KIND: "Strength", WORDS: "x"})
    answer = asha.open("POST", sent.action, data=sent.fields.to_dict(flat=False) | {"themes": ["made-up"]})
    assert answer.status_code == 422
