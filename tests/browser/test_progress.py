"""Does a page follow long work to its end?"""

from __future__ import annotations

import pytest
from flask import jsonify, render_template_string
from playwright.sync_api import expect

from tests.browser.chromium import problems_for_axe, served
from tests.web.gallery import create_gallery

PAGE = """{% extends "layout.html" %}{% from "macros/page.html" import job_progress, page_heading %}
{% block title %}Reading{% endblock %}{% block page_head %}{{ page_heading("Reading the case list") }}{% endblock %}
{% block main %}{{ job_progress("/news", "/job", "Waiting to begin", state="waiting") }}{% endblock %}"""


@pytest.fixture
def news():
    return {"state": "running", "message": "Reading list 6 of 9", "done": 6, "total": 9}


@pytest.fixture
def address(news):
    app = create_gallery()
    app.add_url_rule("/job", "job", lambda: render_template_string(PAGE))
    app.add_url_rule("/news", "news", lambda: jsonify(news))
    with served(app) as address:
        yield address


def test_it_shows_how_far_the_work_is_and_where_to_go_when_it_is_done(tabs, address, news):
    page = tabs.open(f"{address}/job")
    expect(page.get_by_role("status")).to_have_text("Reading list 6 of 9")
    expect(page.get_by_role("progressbar", name="Progress")).to_have_attribute("value", "6")
    assert problems_for_axe(page) == []
    news.update(state="done", message="41 cases read", next_href="/tables", next_text="See the cases")
    expect(page.get_by_role("status")).to_have_text("41 cases read")
    page.get_by_role("link", name="See the cases").click()
    page.wait_for_url("**/tables")


def test_work_that_failed_says_so_and_is_asked_about_no_more(tabs, address, news):
    page = tabs.open(f"{address}/job")
    news.update(state="failed", message="The file could not be read: row 7 is broken.")
    expect(page.get_by_role("status")).to_have_text("The file could not be read: row 7 is broken.")
    expect(page.get_by_role("progressbar")).to_be_hidden()


def test_without_javascript_there_is_a_link_that_looks_again(tabs, address):
    page = tabs.open(f"{address}/job", scripts=False)
    expect(page.get_by_role("link", name="See how far it is")).to_be_visible()
