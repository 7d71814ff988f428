"""Can a QA manager set up a round, see how far it is, and close it?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from qa_app.db import session
from qa_app.domain.workflow import Status
from qa_app.models.audits import Audit
from qa_app.models.rounds import Round, RoundStatus, Sample
from qa_app.services import scheduling
from tests import factories
from tests.conftest import TODAY
from tests.lists_and_rounds import (
    a_round,
    a_sample,
    a_tool,
    an_open_round,
    import_list,
    listed,
    many,
    plan_of,
)

DETAILS = {
    "Title": "November round",
    "Theme": "Children in care",
    "Audit tool": "A small tool, version 1",
    "First day of the audit period": date(2026, 8, 1),
    "Last day of the audit period": date(2026, 10, 31),
    "Day that the round opens": date(2026, 11, 20),
    "Day that audits are due": date(2026, 12, 11),
}


def only_round():
    session.expire_all()
    return session.scalars(select(Round)).one()


def test_without_a_round_the_page_says_what_to_do(cast, visit):
    assert "There is no round yet" in visit(cast.quinn).get("/rounds").text


def test_a_round_is_set_up_step_by_step(cast, visit):
    a_tool()
    import_list(cast, *many(30), listed("P1", 7, status="child_protection_plan"))
    quinn = visit(cast.quinn)
    page = quinn.send(quinn.get("/rounds/new"), "Save and choose the cases", **DETAILS)
    assert page.h1.endswith("Which cases is the round about?")
    page = quinn.send(
        page,
        "Save and continue",
        **{"Which cases?": "In care (30 cases)", "Harbour (Children in need and protection)": True},
    )
    assert "The choice of cases was saved" in page.text
    assert "10 cases" in page.text
    assert page.facts["Cases"].startswith(
        "Cases in list 8 (Children in care), still open; now with team Harbour."
    )
    page = quinn.send(
        quinn.get(page.link("Change what a moderator reads")),
        "Save",
        **{"What percentage of the rest?": "25", "Every audit with the highest grade": False},
    )
    assert "25% of the rest, by chance" in page.text
    kept = only_round()
    assert (kept.title, kept.status, kept.due_on) == ("November round", RoundStatus.DRAFT, date(2026, 12, 11))
    assert kept.moderation_rules.share_percent == 25
    assert not kept.moderation_rules.highest_grade


def test_a_double_click_makes_one_round(cast, visit):
    a_tool()
    quinn = visit(cast.quinn)
    page = quinn.get("/rounds/new")
    quinn.send(page, "Save and choose the cases", **DETAILS)
    quinn.send(page, "Save and choose the cases", **DETAILS)
    assert session.scalar(select(func.count()).select_from(Round)) == 1


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"Title": ""}, "Enter a title for the round"),
        ({"Title": "x" * 201}, "Title must be 200 characters or fewer. Nothing was saved yet."),
        ({"Audit tool": "Choose a tool"}, "Choose the audit tool"),
        ({"Day that audits are due": date(2026, 11, 1)}, "The due date must not be before the day that the round opens"),
        (
            {"Last day of the audit period": date(2026, 7, 1)},
            "The last day of the audit period must not be before its first",
        ),
    ],
)  # fmt: skip
def test_details_that_are_not_in_order_are_refused_with_the_words_kept(cast, visit, changed, message):
    a_tool()
    quinn = visit(cast.quinn)
    page = quinn.send(
        quinn.get("/rounds/new"), "Save and choose the cases", status=422, **{**DETAILS, **changed}
    )
    assert message in page.errors
    assert "Children in care" in page.html
    assert session.scalar(select(func.count()).select_from(Round)) == 0


def test_a_date_that_is_left_out_is_asked_for(cast, visit):
    a_tool()
    quinn = visit(cast.quinn)
    page = quinn.send(quinn.get("/rounds/new"), "Save and choose the cases", status=422)
    assert page.errors["Enter the last day of the audit period"] == "#period_last-day"
    assert len(page.errors) == 7


def test_odd_words_are_kept_as_they_are(cast, visit):
    a_tool()
    quinn = visit(cast.quinn)
    quinn.send(
        quinn.get("/rounds/new"),
        "Save and choose the cases",
        **{**DETAILS, "Title": "=cmd() \x07🙂 <b>round</b>"},
    )
    assert only_round().title == "=cmd() 🙂 <b>round</b>"
    assert "<b>round</b>" in quinn.get("/rounds").text, "shown, not obeyed"


def test_own_lists_need_a_list(cast, visit):
    round_ = a_round(cast)
    quinn = visit(cast.quinn)
    page = quinn.get(f"/rounds/{round_.id}/cohort")
    told = quinn.send(
        page,
        "Save",
        status=422,
        **{"Which cases?": "Cases of lists that I choose", "8: Children in care": False},
    )
    assert "Choose at least one list." in told.errors
    quinn.send(told, "Save", **{"4: Assessments": True, "Only cases that are open now": True})
    assert only_round().cohort.describe().startswith("Cases in list 4 (Assessments)")


def test_details_can_be_changed_and_a_ready_made_cohort_follows_the_period(cast, visit):
    round_ = a_round(cast)
    quinn = visit(cast.quinn)
    quinn.send(quinn.get(f"/rounds/{round_.id}/cohort"), "Save", **{"Which cases?": "Re-referrals (0 cases)"})
    page = quinn.get(f"/rounds/{round_.id}/details")
    quinn.send(page, "Save", **{"Title": "December round", "First day of the audit period": date(2026, 9, 1)})
    assert only_round().title == "December round"
    assert only_round().cohort.criteria[0].windows[0].first == date(2026, 9, 1)


def test_two_people_who_change_a_draft_do_not_overwrite_each_other(cast, visit):
    round_ = a_round(cast)
    quinn = visit(cast.quinn)
    path = f"/rounds/{round_.id}/details"
    first, second = quinn.get(path), quinn.get(path)
    quinn.send(first, "Save", Title="First")
    told = quinn.send(second, "Save", status=409, Title="Second")
    assert "Someone else changed this round" in told.text
    assert only_round().title == "First"


def test_choosing_other_cases_is_warned_of_once_a_sample_is_drawn(cast, visit):
    import_list(cast, *many(30))
    round_ = a_round(cast)
    a_sample(cast, round_)
    quinn = visit(cast.quinn)
    page = quinn.get(f"/rounds/{round_.id}/cohort")
    assert "it is thrown away and must be drawn again" in page.text
    quinn.send(page, "Save", **{"Which cases?": "Care leavers (0 cases)"})
    assert session.scalar(select(Sample.id)) is None


def test_an_open_round_is_not_changed_any_more(cast, visit):
    round_ = an_open_round(cast)
    quinn = visit(cast.quinn)
    page = quinn.get(f"/rounds/{round_.id}/details")
    told = quinn.send(page, "Save", status=409, Title="Too late")
    assert "can no longer be changed" in told.text


def round_in_progress(cast):
    """One audit in each place, and one that is late."""
    first = factories.audit(cast.asha, team=cast.harbour)
    home = session.get(Round, first.round_id)
    for status in (Status.IN_PROGRESS, Status.SUBMITTED, Status.RETURNED, Status.MODERATED):
        factories.audit(cast.ben, status=status, in_round=home, team=cast.harbour)
    factories.audit(cast.ben, in_round=home, team=cast.meadow, due_on=TODAY.date() - timedelta(days=1))
    return home


def test_progress_is_a_picture_and_its_table(cast, visit):
    round_ = round_in_progress(cast)
    quinn = visit(cast.quinn)
    page = quinn.get(f"/rounds/{round_.id}")
    assert page.facts["Audits"] == "6"
    assert page.facts["Overdue"] == "1"
    table = page.table("By team")
    assert table.row("Harbour") == {
        "Team": "Harbour", "Not started": "1", "In progress": "1", "Returned": "1",
        "Waiting for moderation": "1", "Moderated": "1", "Overdue": "0", "All": "5",
    }  # fmt: skip
    assert table.row("Meadow")["Overdue"] == "1"
    assert table.row("All")["All"] == "6"
    assert page.table("By auditor").row("Ben Okoro")["All"] == "5"
    late = (
        quinn.get(page.link("1"))
        if "1" in page.links
        else quinn.get(f"/rounds/{round_.id}/audits?status=overdue")
    )
    assert late.h1


def test_the_rounds_audits_are_filtered_and_lead_on(cast, visit):
    round_ = round_in_progress(cast)
    quinn = visit(cast.quinn)
    base = f"/rounds/{round_.id}/audits"
    assert len(quinn.get(base).table("Audits").rows) == 6
    assert quinn.get(f"{base}?status=overdue").table("Audits").column("Team") == ("Meadow",)
    assert len(quinn.get(f"{base}?status=outstanding").table("Audits").rows) == 4
    assert len(quinn.get(f"{base}?auditor={cast.asha.id}").table("Audits").rows) == 1
    assert "No audit matches" in quinn.get(f"{base}?team=0").text
    assert len(quinn.get(f"{base}?status=nonsense&team=x").table("Audits").rows) == 6


def test_the_number_of_questions_does_not_grow_with_the_rounds(cast, visit, count_queries):
    quinn = visit(cast.quinn)
    round_ = round_in_progress(cast)
    with count_queries() as short:
        quinn.get("/rounds")
    for n in range(12):
        scheduling.create(plan_of(a_tool(), title=f"Round {n}"), by=cast.quinn, at=TODAY)
    with count_queries() as long:
        assert len(quinn.get("/rounds").table("Rounds").rows) == 13
    assert len(long) == len(short) <= 10
    with count_queries() as one:
        quinn.get(f"/rounds/{round_.id}")
    factories.audits(cast.ben, 15, in_round=round_, team=cast.harbour)
    with count_queries() as more:
        quinn.get(f"/rounds/{round_.id}/audits")
        quinn.get(f"/rounds/{round_.id}")
    assert len(more) <= 2 * len(one)


def test_closing_says_what_becomes_of_what_is_left(cast, visit):
    round_ = an_open_round(cast)
    quinn = visit(cast.quinn)
    page = quinn.get(f"/rounds/{round_.id}/closing")
    assert "6 audits are not handed in. Closing the round withdraws them" in page.text
    told = quinn.send(page, "Close the round", status=422)
    assert "Enter why the audits that were not handed in are withdrawn" in told.errors
    done = quinn.send(
        told, "Close the round", **{"Why are the audits that were not handed in withdrawn?": "The year ends"}
    )
    assert "November round is closed" in done.text
    assert set(session.scalars(select(Audit.status))) == {Status.WITHDRAWN}
    told = quinn.send(page, "Close the round", status=409)
    assert "Only an open round can be closed" in told.text


def test_a_round_with_work_to_moderate_is_not_closed(cast, visit):
    audit = factories.audit(cast.asha, status=Status.SUBMITTED)
    quinn = visit(cast.quinn)
    page = quinn.get(f"/rounds/{audit.round_id}/closing")
    assert "1 audit waits for moderation" in page.text
    assert "Close the round" not in page.buttons


def test_a_director_reads_rounds_and_changes_nothing(cast, visit):
    round_ = an_open_round(cast)
    dara = visit(cast.dara)
    for path in (
        "/rounds",
        f"/rounds/{round_.id}",
        f"/rounds/{round_.id}/audits",
        f"/rounds/{round_.id}/sample",
    ):
        page = dara.get(path)
        assert not {"Close this round", "Set up a round", "Draw again"} & set(
            page.buttons + tuple(page.links)
        )
    for path in ("new", f"{round_.id}/details", f"{round_.id}/cohort", f"{round_.id}/closing"):
        dara.get(f"/rounds/{path}", status=404)


def test_nobody_else_sees_rounds(cast, visit):
    round_ = an_open_round(cast)
    for person in (cast.asha, cast.tomas, cast.bola, cast.ada):
        for path in ("/rounds", f"/rounds/{round_.id}", f"/rounds/{round_.id}/sample"):
            visit(person).get(path, status=404)


def test_a_round_that_is_not_there_is_not_found(cast, visit):
    quinn = visit(cast.quinn)
    for path in (
        "",
        "/details",
        "/cohort",
        "/moderation-rules",
        "/audits",
        "/closing",
        "/sample",
        "/sample/new",
    ):
        quinn.get(f"/rounds/999{path}", status=404)
