"""Does the page reader see what a person sees, and does it catch what is wrong?"""

from __future__ import annotations

from datetime import date

import pytest

from tests.page import Page

SOUND = """<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8"><title>Rounds – Case audit</title></head><body>
<main><h1>Rounds</h1><p>Two <strong>rounds</strong> are open.</p>{more}</main></body></html>"""
FORM = """<form method="post" action="/rounds" enctype="multipart/form-data">
<input type="hidden" name="csrf_token" value="t0ken">
<label for="title">Title</label><input id="title" name="title" value="October">
<label for="notes">Notes</label><textarea id="notes" name="notes">
one
two</textarea>
<fieldset><legend>Draw</legend>
<input type="radio" id="draw" name="draw" value="p" checked><label for="draw">In proportion</label>
<input type="radio" id="draw-2" name="draw" value="e"><label for="draw-2">The same for each</label></fieldset>
<fieldset><legend>Teams</legend>
<input type="checkbox" id="teams" name="teams" value="1" checked><label for="teams">North</label>
<input type="checkbox" id="teams-2" name="teams" value="2"><label for="teams-2">South</label></fieldset>
<fieldset><legend>Due date</legend><label for="due-day">Day</label><input id="due-day" name="due-day">
<label for="due-month">Month</label><input id="due-month" name="due-month">
<label for="due-year">Year</label><input id="due-year" name="due-year"></fieldset>
<label for="tool">Tool</label><select id="tool" name="tool"><option value="a">First</option><option value="b">Second</option>
</select><label for="list">Case list</label><input type="file" id="list" name="list">
<button type="submit" name="then" value="draw">Save and draw</button><button type="submit">Save</button></form>"""


def page(more: str = "", **kwargs) -> Page:
    return Page(SOUND.format(more=more), **kwargs)


def test_a_sound_page_breaks_no_rule():
    assert page(FORM).problems() == []


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        ("<h1>Again</h1>", "2 h1"),
        ("<h3>Deep</h3>", "is h3 after h1"),
        ('<p id="a">1</p><p id="a">2</p>', "2 elements have the id"),
        ('<label>Name</label><input id="name" name="name">', "has no label"),
        ('<p aria-describedby="gone">1</p>', "which is not there"),
        ('<a href="#gone">Go</a>', "which is not there"),
        ("<p><div>1</div></p>", "unexpected-end-tag"),
        ("<script>alert(1)</script>", "inline <script>"),
        ('<p style="color:red">1</p>', "inline attribute style"),
        ('<p onclick="go()">1</p>', "inline attribute onclick"),
        ('<img src="https://example.com/a.png" alt="">', "fetched from elsewhere"),
        ('<img src="/a.png">', "has no alt"),
        ("<svg></svg>", "<svg> is neither"),
        ('<a href="/rounds"><span aria-hidden="true">→</span></a>', "says nothing"),
        ('<form method="post" action="/"><button>Go</button></form>', "posts with 0 csrf_token"),
        ("<table><tr><th scope='col'>A</th></tr></table>", "has no caption"),
        ("<table><caption>T</caption><tr><th>A</th></tr></table>", "has no scope"),
        ('<fieldset><input type="radio" name="a" aria-label="A"></fieldset>', "no legend"),
    ],
)
def test_a_fault_is_said(broken, said):
    problems = page(broken, checked=False).problems()
    assert any(said in problem for problem in problems), problems


def test_a_page_with_a_fault_cannot_be_read_by_a_test():
    with pytest.raises(AssertionError, match="breaks 1 rules"):
        page("<h1>Again</h1>")


def test_a_page_without_its_own_name_in_the_title_is_refused():
    html = SOUND.format(more="").replace("<title>Rounds – ", "<title> – ")
    assert any("title" in problem for problem in Page(html, checked=False).problems())


def test_a_form_sends_what_the_browser_would():
    sent = page(FORM).form("Save").submission()
    assert (sent.method, sent.action) == ("POST", "/rounds")
    assert sent.fields.to_dict(flat=False) == {
        "csrf_token": ["t0ken"],
        "title": ["October"],
        "notes": ["one\r\ntwo"],
        "draw": ["p"],
        "teams": ["1"],
        "due-day": [""],
        "due-month": [""],
        "due-year": [""],
        "tool": ["a"],
    }


def test_a_form_is_filled_in_by_its_labels():
    form = page(FORM).form("Save and draw")
    form.fill("Title", "November").choose("The same for each", group="Draw").untick("North").tick("South")
    form.date("Due date", date(2026, 11, 30)).select("Tool", "Second").attach("Case list", b"x", "cases.csv")
    fields = form.submission().fields
    assert fields["title"] == "November"
    assert fields["draw"] == "e"
    assert fields.getlist("teams") == ["2"]
    assert (fields["due-day"], fields["due-month"], fields["due-year"]) == ("30", "11", "2026")
    assert fields["tool"] == "b"
    assert fields["list"][1] == "cases.csv"
    assert fields["then"] == "draw"


def test_answers_find_the_way_that_fits_them():
    fields = (
        page(FORM).fill("Save", Title="X", Draw="The same for each", Teams=["South"], Tool="Second").fields
    )
    assert fields["title"] == "X"
    assert fields["draw"] == "e"
    assert fields.getlist("teams") == ["1", "2"]
    assert fields["tool"] == "b"


def test_a_label_that_is_not_there_fails_the_test():
    with pytest.raises(AssertionError, match="0 fields are labelled 'Name'"):
        page(FORM).form("Save").fill("Name", "x")


def test_tables_links_and_facts_are_read_as_words():
    shown = page(
        """<a href="2">Round <span aria-hidden="true">→</span>two</a><dl><dt>Team</dt><dd>North</dd></dl>
        <table><caption>Teams</caption><thead><tr><th scope="col">Team</th><th scope="col">Audits</th></tr></thead>
        <tbody><tr><th scope="row">North</th><td>3</td></tr></tbody></table>""",
        url="/rounds/1",
    )
    assert shown.link("Round two") == "/rounds/2"
    assert shown.facts == {"Team": "North"}
    assert shown.table("Teams").row("North") == {"Team": "North", "Audits": "3"}
    assert shown.table("Teams").column("Audits") == ("3",)
    assert "Two rounds are open." in shown.text
