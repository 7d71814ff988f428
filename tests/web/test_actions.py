"""Can people propose, agree, do and verify actions in the browser, and does every list show what it says?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from qa_app.db import session, use_case
from qa_app.domain.actions import ActionStatus, Level, Priority, Words
from qa_app.domain.workflow import Status
from qa_app.models.actions import Action
from qa_app.models.audits import FindingKind
from qa_app.queries import actions
from qa_app.services import agreeing, progressing, proposing, verifying
from qa_app.services.proposing import Proposal
from tests import factories
from tests.conftest import TODAY

DUE = date(2026, 12, 18)
WHAT = "Write a plan with dates for each of the four goals."
MEASURE = "The plan is on file by the review."


@pytest.fixture(autouse=True)
def tool(cast):
    del cast
    return factories.tool()


@pytest.fixture
def audit(cast):
    return factories.audit(cast.asha, status=Status.MODERATED, team=cast.harbour)


@pytest.fixture
def proposed(cast, audit):
    return make(audit, cast.asha, cast.tomas)


@pytest.fixture
def agreed(cast, proposed):
    return step(agreeing.agree, proposed, cast.tomas, link=str)


@pytest.fixture
def completed(cast, agreed):
    return step(progressing.complete, agreed, cast.tomas, "The plan of 3 December is on file.")


def make(audit, by, owner, what=WHAT, *, due_on=DUE):
    wanted = Proposal(what, MEASURE, Level.CHILD, Priority.HIGH, owner.id, due_on)
    return proposing.propose(audit, wanted, link=str, by=by, at=TODAY)


def step(use, action, by, *words, **other):
    use(action, *words, **{"revision": action.revision, "by": by, "at": TODAY, **other})
    return action


def address(action, part=""):
    return f"/actions/{action.id}{part}"


def filled(**other):
    return {
        "What is to be done?": WHAT,
        "How will you know that it is done?": MEASURE,
        "Owner": "Tomas Reyes (team manager)",
        "Due date": DUE,
        "Whose practice or circumstances does it change?": "Child",
        **other,
    }


def stored():
    session.expire_all()
    return session.scalars(select(Action).order_by(Action.id)).all()


# ------------------------------------------------------------------------------------ proposing
def test_an_auditor_proposes_an_action_that_answers_a_finding(cast, visit):
    draft = factories.audit(cast.asha, status=Status.IN_PROGRESS, team=cast.harbour)
    factories.note(draft, FindingKind.IMPROVEMENT, "The plan has no dates.")
    asha = visit(cast.asha)
    page = asha.get(f"/audits/{draft.id}/actions")
    assert "No actions came out of this audit" in page.text
    page = asha.get(page.link("Propose an action"))
    page = asha.send(
        page, "Propose the action", **filled(**{"Area for improvement: The plan has no dates.": True})
    )
    (action,) = stored()
    assert page.h1 == f"Action {action.id}"
    assert page.facts["What is to be done"] == WHAT
    assert page.facts["Answers"] == "Area for improvement: The plan has no dates."
    assert page.facts["Due"] == "18 December 2026"
    assert page.facts["Rating"].startswith("Green: on track")
    assert "Waiting to be agreed" in page.html


def test_the_manager_of_the_team_is_the_owner_unless_another_is_chosen(cast, visit, audit):
    form = visit(cast.asha).get(f"/audits/{audit.id}/actions/new").form("Propose the action")
    assert form.submission().fields["owner"] == str(cast.tomas.id)
    offered = form.options("Owner")
    assert "Ben Okoro (auditor)" in offered
    assert not [each for each in offered if "Bola" in each or "Ada" in each]


def test_advice_is_given_once_and_stops_nobody(cast, visit, audit):
    asha = visit(cast.asha)
    page = asha.get(f"/audits/{audit.id}/actions/new")
    vague = {"What is to be done?": "Improve visits", "How will you know that it is done?": "Better"}
    page = asha.send(page, "Propose the action", **filled(**vague))
    assert "This is advice" in page.text
    assert stored() == []
    page = asha.send(page, "Propose the action as it is")
    assert page.h1.startswith("Action")
    assert "How SMART is it? 2 of 5" in page.text


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"What is to be done?": ""}, "Say what is to be done"),
        ({"Owner": "Choose a person"}, "Choose who owns the action"),
        ({"Day": ""}, "The due date must include a day"),
        ({"Due date": date(2026, 11, 19)}, "The due date must be 20 November 2026 or later"),
        ({"What is to be done?": "x" * 100_000}, "must be 20,000 characters or fewer"),
    ],
)
def test_what_is_missing_is_said_and_what_was_written_is_kept(cast, visit, audit, wrong, message):
    asha = visit(cast.asha)
    page = asha.get(f"/audits/{audit.id}/actions/new")
    page = asha.send(page, "Propose the action", status=422, **filled(**wrong))
    assert any(message in each for each in page.errors), page.errors
    assert MEASURE in page.html
    assert stored() == []


@pytest.mark.parametrize(
    "hard", ["=cmd()|' /C calc'!A0", "🐘 Ask “Zoë” – ½ €", "<script>alert(1)</script>", "a\x00b\x07c"]
)
def test_any_words_are_kept_as_words(cast, visit, audit, hard):
    asha = visit(cast.asha)
    page = asha.get(f"/audits/{audit.id}/actions/new")
    long_enough = f"Write down what {hard} means"
    page = asha.send(
        page,
        "Propose the action",
        **filled(
            **{"What is to be done?": long_enough},
        ),
    )
    if "as it is" in " ".join(page.buttons):
        page = asha.send(page, "Propose the action as it is")
    (action,) = stored()
    assert action.what == long_enough.replace("\x00", "").replace("\x07", "")
    assert "<script>alert" not in page.html


def test_the_same_form_twice_makes_one_action(cast, visit, audit):
    asha = visit(cast.asha)
    page = asha.get(f"/audits/{audit.id}/actions/new")
    page = asha.send(page, "Propose the action", **filled())
    assert "This is advice" in page.text  # it answers no finding
    first = asha.send(page, "Propose the action as it is")
    second = asha.send(page, "Propose the action as it is")
    assert first.h1 == second.h1
    assert len(stored()) == 1


def test_a_foreign_finding_or_owner_is_refused(cast, visit, audit):
    asha = visit(cast.asha)
    page = asha.get(f"/audits/{audit.id}/actions/new")
    form = page.form("Propose the action")
    form.put("owner", str(cast.bola.id))
    sent = form.submission()
    assert asha.open("POST", sent.action, data=sent.fields).status_code == 422
    assert stored() == []


@pytest.mark.parametrize(
    ("who", "status"), [("ben", 404), ("olu", 404), ("tomas", 404), ("bola", 404), ("dara", 404)]
)
def test_nobody_else_proposes_from_the_audit(cast, visit, audit, who, status):
    assert visit(getattr(cast, who)).open("GET", f"/audits/{audit.id}/actions/new").status_code == status


def test_an_audit_that_has_not_begun_gives_no_action(cast, visit):
    fresh = factories.audit(cast.asha, team=cast.harbour)
    assert visit(cast.asha).open("GET", f"/audits/{fresh.id}/actions/new").status_code == 409
    assert visit(cast.asha).open("GET", "/audits/99999/actions/new").status_code == 404


# ------------------------------------------------------------------------------------- agreeing
def test_the_manager_agrees(cast, visit, proposed):
    tomas = visit(cast.tomas)
    page = tomas.send(tomas.get(address(proposed)), "Agree the action")
    assert "You agreed the action" in page.banners[0]
    assert stored()[0].status is ActionStatus.AGREED


def test_agreeing_twice_is_agreeing_once(cast, visit, proposed):
    tomas = visit(cast.tomas)
    page = tomas.get(address(proposed))
    tomas.send(page, "Agree the action")
    page = tomas.send(page, "Agree the action")
    assert page.h1 == f"Action {proposed.id}"
    assert [each.step.value for each in actions.history_of(proposed)] == ["propose", "agree"]


def test_of_two_managers_the_second_is_told(cast, visit, proposed):
    tomas, sana = visit(cast.tomas), visit(cast.sana)
    first, second = tomas.get(address(proposed)), sana.get(address(proposed))
    tomas.send(first, "Agree the action")
    told = sana.send(second, "Agree the action", status=409)
    assert 'this action is now "Agreed"' in told.text
    assert "Tomas Reyes" in told.facts["Agreed"]


def test_a_manager_suggests_and_the_proposer_sees_both(cast, visit, proposed):
    tomas = visit(cast.tomas)
    page = tomas.get(tomas.get(address(proposed)).link("Suggest other words or another date"))
    page = tomas.send(
        page, "Send the suggestion",
        **{"What is to be done?": "Write the plan with the family.", "Due date": date(2027, 1, 15),
           "Why do you suggest this?": "They are away until then."},
    )  # fmt: skip
    assert "or quality assurance accepts it" in page.text
    asha = visit(cast.asha)
    page = asha.get(address(proposed))
    assert "Tomas Reyes suggests a change" in page.headings
    assert WHAT in page.text
    assert "Write the plan with the family." in page.text
    page = asha.send(page, "Accept the suggestion")
    assert page.facts["What is to be done"] == "Write the plan with the family."
    assert page.facts["Due"] == "15 January 2027"
    assert WHAT in page.text  # the first words stay in the history


def test_a_suggestion_may_be_declined_with_a_reason(cast, visit, proposed):
    step(agreeing.suggest, proposed, cast.tomas, Words(WHAT, MEASURE, date(2027, 3, 1)), "Busy.", link=str)
    quinn = visit(cast.quinn)
    page = quinn.get(quinn.get(address(proposed)).link("Keep the action as it was"))
    assert "Busy." in page.text
    page = quinn.send(page, "Keep the action", status=422)
    assert "Say why the action stays as it was" in page.errors
    page = quinn.send(
        page, "Keep the action", **{"Why does the action stay as it was?": "The review is first."}
    )
    assert page.facts["Due"] == "18 December 2026"
    assert "The review is first." in page.text


def test_a_suggestion_that_changes_nothing_is_refused(cast, visit, proposed):
    tomas = visit(cast.tomas)
    page = tomas.get(address(proposed, "/suggestion"))
    page = tomas.send(page, "Send the suggestion", status=422, **{"Why do you suggest this?": "Hm."})
    assert "Change the words or the date, or agree the action as it is." in page.errors


# ---------------------------------------------------------------------------------- progressing
def test_the_owner_notes_progress_completes_and_quality_assurance_verifies(cast, visit, agreed):
    tomas = visit(cast.tomas)
    page = tomas.get(tomas.get(address(agreed)).link("Add a progress note"))
    page = tomas.send(page, "Save the note", **{"What has been done so far?": "Two goals have dates."})
    assert "Two goals have dates." in page.text
    page = tomas.get(page.link("Mark it as completed"))
    page = tomas.send(page, "Mark as completed", **{"What shows that it is done?": "The plan of 3 December."})
    assert page.facts["Evidence"].startswith("The plan of 3 December.")
    quinn = visit(cast.quinn)
    page = quinn.get(quinn.get(address(agreed)).link("Look at the evidence"))
    assert "The plan of 3 December." in page.text
    page = quinn.send(
        page, "Save the decision", **{"Does the evidence show that the action is done?": "Yes, verify it"}
    )
    assert page.facts["Rating"].startswith("Blue: completed and verified")
    assert stored()[0].status is ActionStatus.VERIFIED


def test_returned_evidence_needs_a_reason(cast, visit, completed):
    quinn = visit(cast.quinn)
    page = quinn.get(address(completed, "/verification"))
    page = quinn.send(
        page,
        "Save the decision",
        status=422,
        **{"Does the evidence show that the action is done?": "No, return it to its owner"},
    )
    assert "Say what is still needed before the action can be verified" in page.errors
    page = quinn.send(
        page, "Save the decision",
        **{"Does the evidence show that the action is done?": "No, return it to its owner", "What did you look at, or what is still needed?": "No dates."},
    )  # fmt: skip
    assert "No dates." in page.text
    assert stored()[0].status is ActionStatus.RETURNED


def test_the_owner_is_not_asked_to_verify(cast, visit, audit):
    action = make(audit, cast.asha, cast.quinn)
    step(agreeing.agree, action, cast.tomas, link=str)
    step(progressing.complete, action, cast.quinn, "Done.")
    quinn = visit(cast.quinn)
    assert "Look at the evidence" not in quinn.get(address(action)).links
    assert quinn.open("GET", address(action, "/verification")).status_code == 403


def test_a_stale_note_is_told_and_kept(cast, visit, agreed):
    tomas = visit(cast.tomas)
    first = tomas.get(address(agreed, "/progress"))
    tomas.send(first, "Save the note", **{"What has been done so far?": "One."})
    told = tomas.send(first, "Save the note", status=409, **{"What has been done so far?": "Another thing."})
    assert "This action changed since you opened the page" in told.text
    assert "Another thing." in told.html
    again = tomas.send(told, "Save the note")
    assert "Another thing." in again.text


def test_the_same_note_sent_twice_is_one_note(cast, visit, agreed):
    tomas = visit(cast.tomas)
    page = tomas.get(address(agreed, "/progress"))
    for _ in range(2):
        tomas.send(page, "Save the note", **{"What has been done so far?": "One."})
    assert [each.step.value for each in actions.history_of(agreed)].count("note_progress") == 1


def test_a_moved_date_shows_the_first_and_how_often(cast, visit, agreed):
    quinn = visit(cast.quinn)
    for day in (date(2027, 1, 8), date(2027, 1, 29)):
        page = quinn.get(address(agreed, "/due-date"))
        page = quinn.send(
            page,
            "Change the due date",
            **{"New due date": day, "Why does the due date change?": "The review moved."},
        )
    assert page.facts["Due"] == "29 January 2027 First due 18 December 2026; changed twice"


def test_an_action_changes_hands(cast, visit, agreed):
    sana = visit(cast.sana)
    page = sana.get(sana.get(address(agreed)).link("Change the owner"))
    assert not [each for each in page.form("Change the owner").options("New owner") if "Tomas" in each]
    page = sana.send(
        page, "Change the owner",
        **{"New owner": "Ben Okoro (auditor)", "Why does the owner change?": "Tomas is leaving."},
    )  # fmt: skip
    assert page.facts["Owner"] == "Ben Okoro"
    assert visit(cast.ben).get(address(agreed)).h1 == f"Action {agreed.id}"


def test_a_rating_by_hand_says_so(cast, visit, agreed):
    quinn = visit(cast.quinn)
    page = quinn.get(address(agreed, "/rating"))
    assert "Blue" not in " ".join(page.form("Change the rating").labels)
    page = quinn.send(
        page,
        "Change the rating",
        **{"How is the action going?": "Red: not progressed as planned", "Why?": "The school has not heard."},
    )
    assert page.facts["Rating"].startswith("Red: not progressed as planned set by hand")
    assert "By the rules it is Green" in page.facts["Rating"]


def test_cancelling_needs_a_reason(cast, visit, agreed):
    quinn = visit(cast.quinn)
    page = quinn.get(address(agreed, "/cancellation"))
    page = quinn.send(page, "Cancel the action", status=422)
    page = quinn.send(page, "Cancel the action", **{"Why is the action cancelled?": "The child moved away."})
    assert page.facts["Rating"] == "Not rated: it is cancelled"


# ------------------------------------------------------------------------------- who and when
@pytest.mark.parametrize(
    "part",
    ["", "/suggestion", "/progress", "/completion", "/due-date", "/owner", "/rating", "/verification",
     "/cancellation", "/suggestion/refusal"],
)  # fmt: skip
def test_strangers_find_nothing(cast, visit, proposed, part):
    for who in (cast.olu, cast.ben, cast.bola, cast.ada):
        assert visit(who).open("GET", address(proposed, part)).status_code == 404
    assert visit(cast.quinn).open("GET", f"/actions/99999{part}").status_code == 404


@pytest.mark.parametrize("part", ["/agreement", "/suggestion/acceptance"])
def test_strangers_press_nothing(cast, visit, proposed, part):
    page = visit(cast.asha).get(address(proposed))
    assert "Agree the action" not in page.buttons
    olu = visit(cast.olu)
    token = olu.get("/").form("Sign out").submission().fields["csrf_token"]
    data = {"csrf_token": token, "revision": "1"}
    assert olu.open("POST", address(proposed, part), data=data).status_code == 404
    assert stored()[0].status is ActionStatus.PROPOSED


@pytest.mark.parametrize(
    ("part", "who"),
    [
        ("/progress", "tomas"),
        ("/completion", "tomas"),
        ("/verification", "quinn"),
        ("/due-date", "tomas"),
        ("/suggestion/refusal", "asha"),
    ],
)
def test_a_step_at_the_wrong_moment_is_409(cast, visit, proposed, part, who):
    assert visit(getattr(cast, who)).open("GET", address(proposed, part)).status_code == 409


def test_a_step_of_somebody_else_is_403(cast, visit, agreed):
    assert visit(cast.quinn).open("GET", address(agreed, "/progress")).status_code == 403
    assert (
        visit(cast.tomas).open("GET", address(agreed, "/cancellation")).status_code == 404
    )  # no such page for him


def test_a_manager_sees_an_action_only_once_the_audit_is_moderated(cast, visit):
    submitted = factories.audit(cast.asha, status=Status.SUBMITTED, team=cast.harbour)
    action = make(submitted, cast.asha, cast.ben)
    assert visit(cast.tomas).open("GET", address(action)).status_code == 404
    assert visit(cast.ben).open("GET", address(action)).status_code == 200  # he owns it
    assert visit(cast.quinn).open("GET", address(action)).status_code == 200


# --------------------------------------------------------------------------------------- lists
def rows(page):
    return [row[0].split(" Action ")[0] for row in page.table("Actions").rows]


@pytest.fixture
def several(cast, audit):
    """One action in each place: to agree, late, done, verified, cancelled, and one of another team."""
    other = factories.audit(cast.asha, status=Status.MODERATED, team=cast.lantern)
    make(audit, cast.asha, cast.tomas, "To be agreed")
    late = step(agreeing.agree, make(audit, cast.asha, cast.ben, "Late"), cast.tomas, link=str)
    done = step(agreeing.agree, make(audit, cast.asha, cast.tomas, "Done"), cast.tomas, link=str)
    step(progressing.complete, done, cast.tomas, "See the file.")
    closed = step(agreeing.agree, make(audit, cast.asha, cast.tomas, "Closed"), cast.tomas, link=str)
    step(verifying.verify, step(progressing.complete, closed, cast.tomas, "See."), cast.quinn)
    step(progressing.cancel, make(audit, cast.asha, cast.tomas, "Gone"), cast.quinn, "Moved away.")
    make(other, cast.quinn, cast.quinn, "Elsewhere", due_on=TODAY.date() + timedelta(days=1))
    put_back(late, date(2026, 11, 1))


@use_case
def put_back(action, day):
    action.due_on = action.original_due_on = day


@pytest.mark.parametrize(
    ("who", "query", "expected"),
    [
        ("quinn", "", ["Late", "Elsewhere", "To be agreed", "Done"]),
        ("dara", "", ["Late", "Elsewhere", "To be agreed", "Done"]),
        ("tomas", "", ["Late", "To be agreed", "Done"]),
        ("sana", "", ["Late", "To be agreed", "Done"]),
        ("ben", "", ["Late"]),
        ("asha", "", ["Late", "Elsewhere", "To be agreed", "Done"]),
        ("quinn", "status=all", ["Late", "Elsewhere", "To be agreed", "Done", "Closed", "Gone"]),
        ("quinn", "status=cancelled", ["Gone"]),
        ("tomas", "whose=to-agree", ["To be agreed"]),
        ("tomas", "whose=mine", ["To be agreed"]),
        ("quinn", "whose=to-verify", ["Done"]),
        ("quinn", "due=overdue", ["Late"]),
        ("quinn", "due=week", ["Elsewhere"]),
        ("quinn", "rag=red", ["Late"]),
        ("quinn", "status=all&rag=blue", ["Closed"]),
        (
            "quinn",
            "rag=pink&due=never&status=odd&owner=x&team=-1&page=99&whose=them",
            ["Late", "Elsewhere", "To be agreed", "Done"],
        ),
    ],
)
@pytest.mark.usefixtures("several")
def test_a_list_shows_what_it_says(cast, visit, who, query, expected):
    assert rows(visit(getattr(cast, who)).get(f"/actions?{query}")) == expected


@pytest.mark.usefixtures("several")
def test_a_list_is_narrowed_by_owner_and_team(cast, visit):
    quinn = visit(cast.quinn)
    assert rows(quinn.get(f"/actions?owner={cast.ben.id}")) == ["Late"]
    assert rows(quinn.get(f"/actions?team={cast.lantern.id}")) == ["Elsewhere"]
    page = quinn.get("/actions")
    assert page.form("Apply filters").options("Owner") == (
        "Anybody",
        "Ben Okoro",
        "Quinn Hale",
        "Tomas Reyes",
    )
    assert page.form("Apply filters").options("Team") == ("Any team", "Harbour", "Lantern")


@pytest.mark.usefixtures("several")
def test_every_total_says_out_of_how_many_and_leads_to_its_actions(cast, visit):
    quinn = visit(cast.quinn)
    page = quinn.get("/actions?status=all")
    assert page.facts["Red: not progressed as planned"] == "1"
    assert page.facts["Blue: completed and verified"] == "1"
    assert page.text.count("of 5 actions") == 4  # the cancelled one leaves every count
    assert "Yours to do 1" in page.links
    assert "To verify 1" in page.links


def test_nothing_to_do_says_so(cast, visit):
    assert "There are no open actions" in visit(cast.quinn).get("/actions").text
    assert "Nothing waits for you here" in visit(cast.tomas).get("/actions?whose=to-agree").text
    assert "No action is like that" in visit(cast.tomas).get("/actions?rag=red").text


def test_a_long_list_costs_what_a_short_one_costs(cast, visit, audit, count_queries):
    quinn = visit(cast.quinn)
    make(audit, cast.asha, cast.tomas)
    with count_queries() as few:
        quinn.get("/actions")
    for number in range(60):
        make(audit, cast.asha, cast.tomas, f"Number {number}")
    with count_queries() as many:
        page = quinn.get("/actions")
    assert len(page.table("Actions").rows) == 50
    assert "Showing 1 to 50 of 61 actions" in page.text
    assert len(many) == len(few) <= 12, many
