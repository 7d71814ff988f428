"""Can a sample be looked at before it is drawn, drawn, certified and repaired?"""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from qa_app.db import session
from qa_app.models.audits import Audit
from qa_app.models.rounds import Sample, SampledCase
from qa_app.services import drawing
from tests.conftest import TODAY
from tests.lists_and_rounds import a_round, a_sample, an_open_round, draw_plan, import_list, listed, many

ASKED = {"How many cases?": "6", "Seed": "2026"}


def check_page(visitor, round_, **changed):
    form = visitor.get(f"/rounds/{round_.id}/sample/new").form("See what would be drawn from")
    for label, value in {**ASKED, **changed}.items():
        form.answer(label, value)
    sent = form.submission()
    query = "&".join(f"{name}={value}" for name, value in sent.fields.items(multi=True))
    return visitor.get(f"{sent.action}?{query}", status=changed.pop("status", 200))


def test_what_would_be_drawn_from_is_shown_before_anything_is_drawn(cast, visit):
    import_list(cast, *many(30), listed("EXTRA", team="Nowhere"))
    round_ = a_round(cast)
    page = check_page(visit(cast.quinn), round_)
    assert page.facts["Cases found"] == "31"
    assert page.facts["Would be drawn"] == "6"
    assert page.table("Cases by team").row("Team not known")["Found"] == "1"
    assert page.table("Cases by team").row("All")["Would be drawn"] == "6"
    assert "C00" not in page.text, "no case is named before it is drawn"
    assert session.scalar(select(Sample.id)) is None


def test_the_sample_is_drawn_and_certified(cast, visit):
    imported = import_list(cast, *many(30))
    round_ = a_round(cast)
    quinn = visit(cast.quinn)
    page = quinn.send(check_page(quinn, round_), "Draw the sample")
    assert page.h1.endswith("Sampling certificate")
    assert "6 drawn from 30; 0 audited." in page.text
    assert page.table("The lists").rows[0] == (
        "8", "annex-a.xlsx", "20 November 2026 at 9:30am", imported.sha256
    )  # fmt: skip
    assert page.facts["Seed"] == "2026"
    assert page.facts["Algorithm"] == "v1"
    assert len(page.facts["SHA-256 of the frame"]) == 64
    assert page.table("Cases by team").row("Harbour")["Chance of each case"] == "20% (1 in 5.0)"
    assert page.facts["Drawn by"].startswith("Quinn Hale")


def test_a_double_click_draws_once_and_a_second_draw_replaces_the_first(cast, visit):
    import_list(cast, *many(30))
    round_ = a_round(cast)
    quinn = visit(cast.quinn)
    page = check_page(quinn, round_)
    quinn.send(page, "Draw the sample")
    first = session.scalar(select(Sample.id))
    quinn.send(page, "Draw the sample")
    assert session.scalar(select(Sample.id)) == first
    again = check_page(quinn, round_, Seed="7")
    assert "Drawing again throws it away" in again.text
    quinn.send(again, "Draw the sample")
    assert session.scalars(select(Sample.seed)).all() == [7]


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"How many cases?": "0"}, "Enter a whole number from 1 to 20,000"),
        ({"How many cases?": "many"}, "Enter a whole number from 1 to 20,000"),
        ({"Seed": "-3"}, "Enter a whole number from 0"),
        ({"How many in reserve for each?": "51"}, "Enter a whole number from 0 to 50"),
    ],
)
def test_numbers_that_make_no_sense_are_refused(cast, visit, changed, words):
    import_list(cast, *many(30))
    round_ = a_round(cast)
    form = visit(cast.quinn).get(f"/rounds/{round_.id}/sample/new").form("See what would be drawn from")
    for label, value in {**ASKED, **changed}.items():
        form.answer(label, value)
    query = "&".join(f"{name}={value}" for name, value in form.submission().fields.items(multi=True))
    page = visit(cast.quinn).get(f"/rounds/{round_.id}/sample/new?{query}", status=422)
    assert any(words in message for message in page.errors)


def test_nothing_to_draw_from_is_said_in_words(cast, visit):
    round_ = a_round(cast)
    form = visit(cast.quinn).get(f"/rounds/{round_.id}/sample/new").form("See what would be drawn from")
    query = "&".join(f"{name}={value}" for name, value in form.submission().fields.items(multi=True))
    page = visit(cast.quinn).get(f"/rounds/{round_.id}/sample/new?{query}", status=422)
    assert "The filters find no cases. Change the filters of the round." in page.errors


def test_a_forged_draw_is_refused(cast, visit):
    import_list(cast, *many(30))
    round_ = a_round(cast)
    quinn = visit(cast.quinn)
    sent = check_page(quinn, round_).fill("Draw the sample")
    for name, value in (
        ("size", "9" * 30),
        ("seed", "x"),
        ("method", "purposive"),
        ("stratify_by", "worker"),
    ):
        fields = sent.fields.copy()
        fields[name] = value
        assert quinn.open("POST", sent.action, data=fields).status_code == 422
    assert session.scalar(select(Sample.id)) is None


def test_the_same_number_from_each_team(cast, visit):
    import_list(cast, *many(30), listed("ONLY", team=""))
    round_ = a_round(cast)
    quinn = visit(cast.quinn)
    page = check_page(
        quinn, round_, **{"How are the cases shared?": "The same number from each", "How many cases?": "3"}
    )
    done = quinn.send(page, "Draw the sample")
    assert done.facts["Shared among teams"] == "3 from each, or all where there are fewer"
    assert done.table("Cases by team").row("Team not known")["Drawn"] == "1"
    assert "2 fewer than the 12 asked for" in done.facts["Drawn"]


def test_a_sample_that_was_given_out_is_not_drawn_again(cast, visit):
    round_ = an_open_round(cast)
    quinn = visit(cast.quinn)
    page = check_page(quinn, round_)
    told = quinn.send(page, "Draw the sample", status=409)
    assert "stays as it was drawn" in told.text


def test_an_unsuitable_case_is_replaced_from_the_reserve(cast, visit):
    round_ = an_open_round(cast)
    audit = session.scalars(select(Audit).order_by(Audit.id)).first()
    path = f"/rounds/{round_.id}/sample/cases/{audit.sampled_case_id}/replacement"
    quinn = visit(cast.quinn)
    page = quinn.get(path)
    told = quinn.send(page, "Withdraw and replace it", status=422)
    assert "Enter why the case cannot be audited" in told.errors
    done = quinn.send(
        told, "Withdraw and replace it", **{"Why can this case not be audited?": "The record is restricted"}
    )
    assert "The next case of the reserve took its place, and the same auditor has it." in done.text
    certificate = quinn.get(f"/rounds/{round_.id}/sample")
    assert certificate.facts["Replaced"] == "1"
    assert certificate.table("Replaced cases").rows[0][2] == "The record is restricted"
    again = quinn.send(
        page, "Withdraw and replace it", status=409, **{"Why can this case not be audited?": "Again"}
    )
    assert "unsuitable already" in again.text


def test_a_case_of_another_round_is_not_found(cast, visit):
    round_ = an_open_round(cast)
    other = a_round(cast, title="Another")
    sampled = session.scalar(select(SampledCase.id))
    quinn = visit(cast.quinn)
    quinn.get(f"/rounds/{other.id}/sample/cases/{sampled}/replacement", status=404)
    quinn.get(f"/rounds/{round_.id}/sample/cases/999/replacement", status=404)
    quinn.get(f"/rounds/{other.id}/sample", status=404)


def test_the_sampled_cases_ask_the_same_however_many_there_are(cast, visit, count_queries):
    import_list(cast, *many(200))
    round_ = a_round(cast)
    quinn = visit(cast.quinn)
    a_sample(cast, round_)
    with count_queries() as short:
        quinn.get(f"/rounds/{round_.id}/sample/cases")
    drawing.draw(round_.id, draw_plan(size=90), by=cast.quinn, at=TODAY)
    with count_queries() as long:
        page = quinn.get(f"/rounds/{round_.id}/sample/cases")
    assert "Showing 1 to 50 of 96 cases" in page.text
    assert sum(len(table.rows) for table in page.tables.values()) == 50
    assert len(long) == len(short) <= 12
    assert session.scalar(select(func.count()).select_from(SampledCase)) == 96
