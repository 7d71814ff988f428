"""Do a QA manager and an auditor find what they wrote for each other, and does the programme say what changed?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from qa_app.db import session
from qa_app.domain.moderating import ChangeReason
from qa_app.domain.regrading import Changes, GradeChange
from qa_app.domain.workflow import Status
from qa_app.models.coaching import Coaching
from qa_app.services import moderating
from tests import exercises, factories, pairs_made
from tests.conftest import TODAY

SAID = {
    "Auditor": "Asha Rao",
    "What was it about?": "Impact before effort",
    "What did you talk about?": "We read two audits together.",
    "Which next step did you agree?": "Grade two vignettes.",
    "When is the next step done?": date(2026, 12, 1),
}
ANSWER = {"Your answer": "I see it now."}
COACHED = TODAY - timedelta(days=20)
BEFORE, AFTER = COACHED - timedelta(days=10), COACHED + timedelta(days=5)


@pytest.fixture(autouse=True)
def tool(cast):
    del cast
    return factories.tool()


def number():
    session.rollback()
    return session.scalar(select(func.count(Coaching.id)))


@pytest.fixture
def entry(cast):
    return factories.coaching(cast.asha, cast.quinn, next_on=date(2026, 11, 25), at=TODAY)


# ----------------------------------------------------------------------------------------- writing
def test_an_entry_by_hand_reaches_its_auditor_who_answers_and_does_the_next_step(cast, visit):
    quinn, asha = visit(cast.quinn), visit(cast.asha)
    page = quinn.get(quinn.get("/coaching").link("Add an entry"))
    page = quinn.send(page, "Add the entry", **SAID)
    assert page.banners == ("The entry is in the log. The auditor has been told.",)
    assert "Asha Rao has not answered yet." in page.text
    assert "1 coaching entry to answer" in asha.get("/").text
    assert "1 coaching entry not answered yet" in quinn.get("/").text
    page = asha.get(asha.get("/audits").link("Your coaching"))
    page = asha.get(page.link("Impact before effort"))
    assert "We read two audits together." in page.text
    page = asha.send(page, "Save your answer", **ANSWER)
    assert "I see it now." in page.text
    page = asha.send(page, "The next step is done")
    assert "Done" in page.text
    assert "I see it now." in quinn.get("/coaching/log").text or "Done" in quinn.get("/coaching/log").text
    assert "coaching entry" not in asha.get("/").text


def test_from_a_changed_grade_the_auditor_and_the_topic_are_there_already(cast, visit):
    audit = factories.audit(cast.asha, status=Status.SUBMITTED, team=cast.harbour)
    changes = Changes(GradeChange("requires_improvement", ChangeReason.IMPACT, "Effort is not impact."))
    moderating.change(audit, changes, link=str, revision=audit.revision, by=cast.quinn, at=TODAY)
    quinn = visit(cast.quinn)
    page = quinn.get(quinn.get(f"/audits/{audit.id}").link("Add to the coaching log"))
    form = page.form("Add the entry")
    assert form.options("Auditor") == ("Asha Rao",)
    assert form.value("What was it about?").startswith("The difference made for the child")
    page = quinn.send(
        page, "Add the entry", **{key: value for key, value in SAID.items() if key != "Auditor"}
    )
    assert f"audit {audit.id}" in page.links
    assert f"audit {audit.id}" in visit(cast.asha).get(page.url).links


def test_from_a_pair_either_auditor(cast, visit):
    pair = factories.pair(cast.asha, cast.ben)
    quinn = visit(cast.quinn)
    page = quinn.get(f"/coaching/new?pair={pair.id}")
    assert page.form("Add the entry").options("Auditor") == ("Choose an auditor", "Asha Rao", "Ben Okoro")
    page = quinn.send(page, "Add the entry", **SAID)
    assert page.link("the two side by side") == f"/pairs/{pair.id}"
    asha = visit(cast.asha)
    assert asha.get(asha.get(page.url).link("the two side by side")).h1.startswith("The two audits of")


def test_from_a_pair_that_was_decided_and_from_an_auditors_own_page(cast, visit):
    pair = factories.pair(cast.asha, cast.ben, grades=("good", "requires_improvement"), team=cast.harbour)
    quinn = visit(cast.quinn)
    assert "Add to the coaching log" not in quinn.get(f"/pairs/{pair.id}").links
    pairs_made.decide(pair, "good")
    assert quinn.get(f"/pairs/{pair.id}").link("Add to the coaching log") == f"/coaching/new?pair={pair.id}"
    assert "Add to the coaching log" not in visit(cast.asha).get(f"/pairs/{pair.id}").links
    page = quinn.get(f"/consistency/auditors/{cast.asha.id}")
    page = quinn.get(page.link("Add an entry"))
    assert page.form("Add the entry").value("Auditor") == str(cast.asha.id)
    page = quinn.send(page, "Add the entry", **SAID)
    assert page.link("How Asha Rao’s grading compares") == f"/consistency/auditors/{cast.asha.id}"
    log = quinn.get(f"/consistency/auditors/{cast.asha.id}").link("1 entry in the coaching log")
    assert "Impact before effort" in quinn.get(log).text
    assert "1 entry in your coaching log" in visit(cast.asha).get("/grading").links


@pytest.mark.parametrize("query", ["moderation=99999", "pair=99999", "calibration=99999"])
def test_what_is_not_there_is_no_occasion(cast, visit, query):
    visit(cast.quinn).get(f"/coaching/new?{query}", status=404)


def test_from_the_distances_of_a_calibration(cast, visit):
    shown = exercises.released(cast.quinn, {cast.asha: "good", cast.ben: "inadequate"})
    quinn = visit(cast.quinn)
    page = quinn.get(f"/calibration/{shown.id}/distances")
    page = quinn.get(page.link("Add an entry about Asha Rao to the coaching log"))
    form = page.form("Add the entry")
    assert form.options("Auditor") == ("Choose an auditor", "Asha Rao", "Ben Okoro")
    assert form.value("Auditor") == str(cast.asha.id)
    page = quinn.send(page, "Add the entry", **SAID)
    assert session.scalars(select(Coaching.source_id)).one() == shown.id
    assert visit(cast.asha).get(page.url).link("the exercise") == f"/calibration/{shown.id}"


def test_nonsense_in_the_address_is_an_entry_by_hand(cast, visit):
    quinn = visit(cast.quinn)
    assert "Asha Rao" in quinn.get("/coaching/new?moderation=x&pair=-1").form("Add the entry").options(
        "Auditor"
    )


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        ({"What was it about?": ""}, "Say what it was about"),
        ({"What did you talk about?": " "}, "Write down what you talked about"),
        ({"Which next step did you agree?": ""}, "Say which next step you agreed"),
        ({"Auditor": "Choose an auditor"}, "Choose the auditor"),
        (
            {"When is the next step done?": date(2026, 11, 19)},
            "The day of the next step must be today or later.",
        ),
        ({"What was it about?": "x" * 201}, "What was it about? must be 200 characters or fewer"),
    ],
)
def test_what_is_missing_is_said_and_kept(cast, visit, wanted, message):
    quinn = visit(cast.quinn)
    page = quinn.send(quinn.get("/coaching/new"), "Add the entry", status=422, **{**SAID, **wanted})
    assert any(message in each for each in page.errors)
    kept = page.form("Add the entry")
    if "What did you talk about?" not in wanted:
        assert kept.value("What did you talk about?") == "We read two audits together."
    assert number() == 0


def test_a_day_that_is_missing_is_asked_for(cast, visit):
    quinn = visit(cast.quinn)
    form = quinn.get("/coaching/new").form("Add the entry")
    for label, value in SAID.items():
        form.answer(label, value)
    sent = form.date("When is the next step done?", None).submission()
    answer = quinn.open("POST", sent.action, data=sent.fields)
    assert answer.status_code == 422
    assert "Enter the day of the next step" in answer.text
    assert "We read two audits together." in answer.text


def test_the_same_form_twice_is_one_entry(cast, visit):
    quinn = visit(cast.quinn)
    page = quinn.get("/coaching/new")
    for _ in range(2):
        quinn.send(page, "Add the entry", **SAID)
    assert number() == 1


def test_its_author_changes_it_until_it_is_answered(cast, visit, rita, entry):
    quinn, asha, other = visit(cast.quinn), visit(cast.asha), visit(rita)
    page = quinn.get(quinn.get(f"/coaching/{entry.id}").link("Change the words"))
    words = {"What did you talk about?": "We read three audits together."}
    for _ in range(2):
        quinn.send(page, "Save the changes", **words)
    assert "Change the words" not in other.get(f"/coaching/{entry.id}").links
    told = other.send(other.get(f"/coaching/{entry.id}/words"), "Save the changes", status=409, **words)
    assert "Only Quinn Hale, who wrote this entry, can change it." in told.text
    late = quinn.get(f"/coaching/{entry.id}/words")
    asha.send(asha.get(f"/coaching/{entry.id}"), "Save your answer", **ANSWER)
    told = quinn.send(late, "Save the changes", status=409, **{"What did you talk about?": "Four."})
    assert "its words stay as they are" in told.text
    assert "Four." in told.text
    assert session.get_one(Coaching, entry.id).notes == "We read three audits together."


def test_an_answer_to_words_that_changed_meanwhile_is_told_and_kept(cast, visit, entry):
    quinn, asha = visit(cast.quinn), visit(cast.asha)
    page = asha.get(f"/coaching/{entry.id}")
    quinn.send(
        quinn.get(f"/coaching/{entry.id}/words"),
        "Save the changes",
        **{"What did you talk about?": "Something else."},
    )
    told = asha.send(page, "Save your answer", status=409, **ANSWER)
    assert "changed since you opened the page" in told.text
    assert told.form("Save your answer").value("Your answer") == "I see it now."
    assert "Something else." in told.text
    for _ in range(2):
        asha.send(told, "Save your answer", **ANSWER)
    assert session.get_one(Coaching, entry.id).answer == "I see it now."


def test_an_empty_answer_is_asked_for(cast, visit, entry):
    asha = visit(cast.asha)
    page = asha.send(
        asha.get(f"/coaching/{entry.id}"), "Save your answer", status=422, **{"Your answer": " "}
    )
    assert list(page.errors) == ["Write your answer."]


def test_a_next_step_that_is_done_twice_is_done_once_and_another_is_told(cast, visit, entry):
    quinn, asha = visit(cast.quinn), visit(cast.asha)
    mine, theirs = quinn.get(f"/coaching/{entry.id}"), asha.get(f"/coaching/{entry.id}")
    for _ in range(2):
        quinn.send(mine, "The next step is done")
    assert "done already" in asha.send(theirs, "The next step is done", status=409).text


# -------------------------------------------------------------------------------------------- reach
@pytest.mark.parametrize("who", ["ben", "olu", "tomas", "sana", "dara", "bola", "ada"])
def test_a_strangers_entry_is_not_found(cast, visit, entry, who):
    person = visit(getattr(cast, who))
    assert person.open("GET", f"/coaching/{entry.id}").status_code == 404
    assert entry.topic not in person.get("/").text
    for path in ("/coaching", "/coaching/log", "/coaching/new"):
        assert person.open("GET", path).status_code == 404


def test_the_log_is_narrowed_and_what_is_due_is_said(cast, visit, entry):
    factories.coaching(cast.ben, cast.quinn, topic="Timeliness", next_on=date(2026, 12, 24), at=TODAY)
    quinn = visit(cast.quinn)
    table = quinn.get("/coaching/log").table("Entries")
    assert [row[0] for row in table.rows] == ["Timeliness", "Reading the descriptors"]
    assert "in 5 days" in table.rows[1][5]
    assert "in" not in table.rows[0][5]
    page = quinn.get(f"/coaching/log?auditor={cast.ben.id}&standing=unanswered")
    assert [row[0] for row in page.table("Entries").rows] == ["Timeliness"]
    assert "No entry is like that" in quinn.get("/coaching/log?standing=done").text
    assert len(quinn.get("/coaching/log?standing=x&auditor=y").table("Entries").rows) == 2


def test_an_empty_log_says_how_to_begin(cast, visit):
    quinn = visit(cast.quinn)
    assert "Nothing is in the log yet" in quinn.get("/coaching/log").text
    assert "Nobody was coached in this period" in quinn.get("/coaching").text
    assert "Nothing was written for you" in visit(cast.asha).get("/coaching/own").text


# ------------------------------------------------------------------------------------- what changed
def test_the_programme_draws_what_changed_and_says_it_in_a_table(cast, visit):
    for at, grades in ((BEFORE, ("good", "requires_improvement")), (AFTER, ("good", "good"))):
        for _ in range(5):
            factories.pair(cast.asha, cast.ben, grades, at=at)
    factories.coaching(cast.asha, cast.quinn, at=COACHED)
    page = visit(cast.quinn).get("/coaching")
    (row,) = page.table("Auditors who were coached").rows
    assert row[1] == "5, 5"
    assert row[2].startswith("+1.00")
    assert row[3].startswith("0.00")
    assert row[4].startswith("0%")
    assert row[5].startswith("100%")
    assert "+1.00 before, 0.00 after. Nearer to the others than before" in page.text
    (other,) = page.table("Auditors without coaching").rows
    assert (other[0], other[2][:5]) == ("Ben Okoro", "\N{MINUS SIGN}1.00")
    together = page.table("Same overall grade as the other auditor").rows
    assert [each[0] for each in together] == [
        "Coached auditors together",
        "Auditors without coaching together",
    ]
    assert "comes nearer to the others by chance alone to some degree" in page.text
    assert page.html.count("<circle") == 2


def test_few_pairs_are_too_few_to_say(cast, visit):
    factories.pair(cast.asha, cast.ben, ("good", "requires_improvement"), at=BEFORE)
    factories.coaching(cast.asha, cast.quinn, at=COACHED)
    page = visit(cast.quinn).get("/coaching")
    (row,) = page.table("Auditors who were coached").rows
    assert row[-1] == "1 pair before, 0 after: too few to say."
    assert "<circle" not in page.html
    assert "there is nothing to draw" in page.text


def test_a_period_is_chosen_by_months(cast, visit):
    factories.pair(cast.asha, cast.ben, at=BEFORE)
    factories.coaching(cast.asha, cast.quinn, at=COACHED)
    quinn = visit(cast.quinn)
    assert quinn.get("/coaching").form("Apply filters").options("From")[0] == "The beginning"
    assert "Asha Rao" in quinn.get("/coaching?first=2026-10").text
    assert "Nobody was coached in this period" in quinn.get("/coaching?first=2026-11").text
    assert "Asha Rao" in quinn.get("/coaching?first=nonsense&last=0000-00").text
