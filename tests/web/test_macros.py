"""Is every component sound, in every variant, and does it say what it was given?"""

from __future__ import annotations

import pytest

from tests.page import Page
from tests.web.gallery import PAGES, create_gallery


@pytest.fixture(scope="module")
def gallery():
    return create_gallery().test_client()


@pytest.mark.parametrize("query", ["", "?wrong"])
@pytest.mark.parametrize("name", PAGES)
def test_every_component_is_sound(gallery, name, query):
    page = Page.of(gallery.get(f"/{name}{query}"))
    assert page.title.endswith(" – Case audit")


def test_the_frame_says_whose_it_is_and_who_is_in(gallery):
    page = Page.of(gallery.get("/home"))
    assert page.link("Skip to main content").endswith("#main-content")
    assert page.link("Case audit Exampleshire Council") == "/"
    assert page.link("Your account: Asha Rahman") == "/account"
    assert page.link("Accessibility statement") == "/accessibility"
    assert page.form("Search").method == "GET"
    signing_out = page.form("Sign out").submission()
    assert (signing_out.method, signing_out.action) == ("POST", "/logout")
    assert 'aria-current="true"' in page.html


def test_flashes_are_banners_and_only_news_interrupts(gallery):
    page = Page.of(gallery.get("/words?wrong"))
    assert page.banners == (
        "Audit 7 was submitted.",
        "The case list could not be read.",
        "A new list is due on Monday.",
    )
    assert page.html.count('role="alert"') == 2


def test_a_form_shows_what_it_holds(gallery):
    form = Page.of(gallery.get("/fields")).form("Save and continue")
    assert form.value("Day", group="Due date") == "30"
    assert form.value("Year", group="Due date") == "2026"
    assert form.chosen("How is the sample shared out?") == "In proportion"
    assert form.options("Audit tool") == ("Choose a tool", "Children in need")
    assert form.submission().fields.getlist("teams") == ["1"]
    assert "Contact (optional)" in form.labels


def test_errors_lead_to_the_field_that_is_wrong(gallery):
    page = Page.of(gallery.get("/fields?wrong"))
    assert page.title.startswith("Error: ")
    assert page.errors == {
        "Enter a title": "#title",
        "Say what the round is for": "#purpose",
        "Choose what the round looks into": "#theme",
        "Choose an option for “Audit tool”": "#tool",
        "Choose at least one team": "#teams",
        "The due date must be a real date": "#due-day",
        "Enter how many cases to draw": "#size",
        "Enter your password": "#password",
    }
    for target in page.errors.values():
        assert page.has_id(target[1:])


def test_an_empty_radio_says_only_our_message(gallery):
    assert "Not a valid choice" not in gallery.get("/fields?wrong").text


def test_rag_is_a_word_and_a_shape_never_a_colour_alone(gallery):
    column = Page.of(gallery.get("/tables")).table("Actions by how they go").column("How it goes")
    assert column == (
        "Red: not progressed as planned",
        "Amber: some progress but slippage",
        "Green: on track",
        "Blue: completed and verified",
    )


def test_a_question_posts_its_answer_comment_and_version_without_javascript(gallery):
    sent = Page.of(gallery.get("/questions")).form("Save and continue").submission().fields
    assert sent["seen-alone"] == "partly"
    assert sent["seen-alone__comment"].startswith("Four of six visits")
    assert sent["seen-alone__version"] == "2"
    assert sent.getlist("partners") == ["health", "school"]
    assert (sent["last-visit-day"], sent["last-visit-month"], sent["last-visit-year"]) == ("2", "11", "2026")
    assert sent["why-not__version"] == "0"


def test_what_a_person_wrote_is_never_read_as_html(gallery):
    app = gallery.application
    with app.test_request_context():
        text = app.jinja_env.from_string(
            '{% from "macros/forms.html" import textarea, radios %}{% from "macros/page.html" import table %}'
            '{{ textarea("n", "N", words) }}{{ table(words, [words], [[words]]) }}'
            '{{ radios("r", words, [{"value": words, "label": words, "selected": true}]) }}'
        ).render(words='</textarea><script>alert("1")</script>')
    assert "<script>" not in text
