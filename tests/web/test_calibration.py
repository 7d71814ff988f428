"""Does an exercise go from its draft to its reference grades by its pages, and does nobody see anything too early?"""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from qa_app.clock import frozen
from qa_app.db import session
from qa_app.domain.answers import Given
from qa_app.domain.calibration import ExerciseStatus
from qa_app.domain.workflow import Status
from qa_app.models.audits import Audit
from qa_app.models.calibration import Exercise
from qa_app.models.mail import OutboxMessage
from qa_app.queries import pairs
from qa_app.services import auditing, calibrating, chasing, inviting, releasing
from tests import exercises, factories
from tests.conftest import TODAY
from tests.crawling import crawled
from tests.page import Page

SOON = TODAY + timedelta(days=2)
LATER = SOON + timedelta(hours=1)
COACH = "Add an entry about {} to the coaching log"
MINUS = "\N{MINUS SIGN}"


def opened(cast, people, **wanted):
    return exercises.opened(cast.quinn, people, at=TODAY, releases_at=SOON, **wanted)


def words_of(name: str, grade: str = "good"):
    """Answers in which every free word is this person's, so that they can be found wherever they turn up."""
    answers = factories.everything(grade)
    return {
        key: Given(f"{name}zebra" if given.value.count(" ") > 2 else given.value, given.comment)
        for key, given in answers.items()
    }


# ------------------------------------------------------------------------------------------------ setting up
def test_a_qa_manager_sets_an_exercise_up_and_opens_it(cast, visit):
    factories.tool()
    factories.case(reference="TS-0042", team=cast.harbour)
    quinn = visit(cast.quinn)
    page = quinn.send(
        quinn.get("/calibration/new"),
        "Save and continue",
        **{"Title": "Calibration in November", "Audit tool": "A small tool, version 1"},
    )
    here = page.url
    assert "Cannot start yet" in page.text
    page = quinn.send(
        quinn.get(page.link("Cases to grade")), "Add this case", **{"Reference of a case": "ts-0042"}
    )
    assert "Case TS-0042 is part of the exercise." in page.text
    page = quinn.send(
        quinn.get(page.link("Write a vignette")),
        "Save",
        **{"Title": "Two visits", "What is on the record?": exercises.VIGNETTE},
    )
    assert page.table("Chosen").column("Case") == ("TS-0042", "Two visits")
    page = quinn.send(quinn.get(f"{here}/auditors"), "Save", Auditors=("Asha Rao", "Ben Okoro"))
    assert "Nobody is told before the exercise is opened." in page.text
    page = quinn.send(quinn.get(f"{here}/release-time"), "Save", Day=date(2026, 11, 24), Time="2pm")
    assert page.facts["Release"].startswith("24 November 2026 at 2:00pm")
    assert page.facts["Auditors"].startswith("Asha Rao, Ben Okoro")
    page = quinn.send(quinn.get(page.link("Check and open")), "Open the exercise")
    assert "Everybody invited is told by e-mail." in page.text
    assert page.table("Who has handed in").rows == (
        ("Asha Rao", "Not yet", "Not yet", "Take out Asha Rao"),
        ("Ben Okoro", "Not yet", "Not yet", "Take out Ben Okoro"),
    )
    made = session.scalars(select(Exercise)).one()
    assert exercises.fresh(made).status(TODAY) is ExerciseStatus.OPEN


def test_what_is_wrong_with_what_was_typed_is_said_beside_it_and_the_words_stay(cast, visit):
    made = exercises.draft(cast.quinn, at=TODAY, releases_at=None, vignettes=())
    quinn, here = visit(cast.quinn), f"/calibration/{made.id}"
    page = quinn.send(
        quinn.get(f"{here}/cases"), "Add this case", status=422, **{"Reference of a case": "TS-9999"}
    )
    assert "has the reference “TS-9999”" in " ".join(page.errors)
    assert page.form("Add this case").value("Reference of a case") == "TS-9999"
    page = quinn.send(
        quinn.get(f"{here}/release-time"), "Save", status=422, Day=date(2026, 11, 19), Time="10:00"
    )
    assert "must be in the future" in " ".join(page.errors)
    for said in ("noon", "25:00", "13pm", "10", "10:61", "٢:00", ""):
        page = quinn.send(
            quinn.get(f"{here}/release-time"), "Save", status=422, Day=date(2026, 11, 24), Time=said
        )
        assert "time" in " ".join(page.errors)
        assert page.form("Save").value("Time") == said
    page = quinn.send(
        quinn.get(f"{here}/cases/new-vignette"),
        "Save",
        status=422,
        **{"What is on the record?": "Kit is nine."},
    )
    assert page.form("Save").value("What is on the record?") == "Kit is nine."


def test_an_opening_sent_twice_opens_once_and_tells_once(cast, visit):
    made = exercises.draft(cast.quinn, [cast.asha], at=TODAY, releases_at=SOON)
    quinn = visit(cast.quinn)
    page = quinn.get(f"/calibration/{made.id}/opening")
    for _ in range(2):
        answer = quinn.send(page, "Open the exercise")
        assert answer.title.startswith("Calibration in November")
    assert len(exercises.of_person(made, cast.asha)) == 1
    assert len(session.scalars(select(OutboxMessage)).all()) == 1


def test_who_cannot_be_invited_and_why_stands_on_the_page(cast, visit):
    case = factories.case(reference="TS-1", team=cast.meadow)
    made = exercises.draft(cast.quinn, cases=[case], vignettes=(), at=TODAY, releases_at=SOON)
    page = visit(cast.quinn).get(f"/calibration/{made.id}/auditors")
    assert "Ben Okoro belongs to Meadow, the team of case TS-1." in page.text
    assert page.form("Save").labels == ("Asha Rao", "Olu Stranger")
    with_vignette = exercises.draft(cast.quinn, cases=[case], at=TODAY, releases_at=SOON)
    page = visit(cast.quinn).get(f"/calibration/{with_vignette.id}/auditors")
    assert "Ben Okoro" in page.form("Save").labels
    assert "Ben Okoro belongs to Meadow, the team of case TS-1." in page.text


# ------------------------------------------------------------------------------------------------ grading
def test_an_auditor_finds_reads_and_hands_in_a_vignette(cast, visit):
    made = opened(cast, [cast.asha, cast.ben])
    asha = visit(cast.asha)
    home = asha.get("/")
    assert "case to grade for calibration Hand in before the release on 22 November 2026" in home.text
    page = asha.get(home.link("Grade for calibration"))
    page = asha.get(page.link("Two visits in March"))
    assert exercises.VIGNETTE in page.text
    assert page.facts["Hand in before"] == "22 November 2026 at 9:30am"
    assert "immediate concern" not in page.text
    page = asha.send(page, "Start audit")
    (audit,) = exercises.of_person(made, cast.asha)
    section = asha.get(f"/audits/{audit.id}/sections/seeing")
    assert exercises.VIGNETTE in section.text
    assert "immediate concern" not in section.text
    assert "Save and raise an immediate concern" not in section.buttons
    (audit,) = exercises.of_person(made, cast.asha)
    factories.answer(audit, factories.everything(), at=TODAY)
    page = asha.get(f"/audits/{audit.id}/check")
    assert "You see how the others graded on 22 November 2026 at 9:30am." in page.text
    page = asha.send(page, "Submit audit")
    assert page.url == f"/calibration/{made.id}"
    assert page.table("What you grade").row("Two visits in March")["Status"] == "Handed in"
    own = asha.get(f"/audits/{audit.id}")
    assert "Until then nobody sees what you graded" in own.text
    assert "Waiting for moderation" not in own.text + page.text
    assert asha.open("GET", f"/audits/{audit.id}/concern").status_code == 404


def test_a_case_of_the_council_keeps_its_facts_and_the_button_that_must_never_be_far(cast, visit):
    case = factories.case(reference="TS-2", team=cast.harbour)
    made = opened(cast, [cast.asha], cases=[case], vignettes=())
    (audit,) = exercises.of_person(made, cast.asha)
    page = visit(cast.asha).get(f"/audits/{audit.id}")
    assert (page.facts["Team"], page.facts["Worker"]) == ("Harbour", "Wren Castle")
    assert page.link("Raise an immediate concern").endswith("/concern")
    page = visit(cast.asha).get(f"/audits/{audit.id}/concern")
    assert "Tomas Reyes" in page.text


def test_work_of_an_exercise_is_not_among_your_audits_and_is_found_by_its_number(cast, visit):
    made = opened(cast, [cast.asha])
    (audit,) = exercises.of_person(made, cast.asha)
    asha = visit(cast.asha)
    assert "Two visits" not in asha.get("/audits").text
    found = asha.get(f"/search?q=audit+{audit.id}").table("Audits")
    assert found.rows[0][1:3] == ("Two visits in March", "Calibration in November")


def test_whoever_has_something_to_grade_is_reminded_without_a_word_of_it(cast):
    made = opened(cast, [cast.asha, cast.ben])
    exercises.grade(made, cast.ben, at=TODAY)
    chasing.remind(base_url="http://qa.example", at=TODAY)
    (told,) = session.scalars(
        select(OutboxMessage).where(OutboxMessage.key.startswith("calibration-due"))
    ).all()
    assert told.to_address == cast.asha.email
    assert told.subject == (
        "Reminder: 1 case to grade before a calibration exercise is released on 22 November 2026"
    )
    assert "Two visits" not in told.body


# ------------------------------------------------------------------------------------------------ blindness
@pytest.fixture
def blind(cast):
    """Asha and Ben have graded a vignette and a case of Harbour; Olu has not. Also somebody's audit of that case."""
    case = factories.case(reference="TS-3", team=cast.harbour)
    made = opened(cast, [cast.asha, cast.ben, cast.olu], cases=[case])
    exercises.grade(made, cast.asha, words_of("asha", "outstanding"), at=TODAY)
    exercises.grade(made, cast.ben, words_of("ben", "inadequate"), at=TODAY)
    return made


@pytest.mark.parametrize("name", ["asha", "ben", "olu", "quinn", "dara", "tomas", "sana", "bola", "ada"])
def test_before_the_release_no_page_shows_anybody_what_another_graded(cast, visit, blind, name):
    audits = [each.id for person in (cast.asha, cast.ben) for each in exercises.of_person(blind, person)]
    cases = [each.id for each in exercises.fresh(blind).cases]
    starts = ["/", "/calibration", f"/calibration/{blind.id}", "/search?q=TS-3", "/practice", "/consistency"]
    starts += [f"/search?q=audit+{number}" for number in audits]
    starts += [f"/audits/{number}{part}" for number in audits for part in ("", "/check", "/sections/seeing")]
    starts += [f"/calibration/{blind.id}/cases/{number}" for number in cases]
    starts += [f"/calibration/{blind.id}/cases/{number}/reference/overall" for number in cases]
    starts += [f"/calibration/{blind.id}/{part}" for part in ("distances", "notes", "release")]
    found = dict(crawled(visit(getattr(cast, name)), *starts))
    others = {"ashazebra", "benzebra"} - {f"{name}zebra"}
    assert [path for path, html in found.items() if any(each in html for each in others)] == []
    theirs = {each.id for each in exercises.of_person(blind, getattr(cast, name))}
    for number in set(audits) - theirs:
        assert "Page not found" in found[f"/audits/{number}"]
    for number in cases:
        assert "Page not found" in found[f"/calibration/{blind.id}/cases/{number}"]
    assert "Page not found" in found[f"/calibration/{blind.id}/distances"]


def test_no_mail_says_what_anybody_graded(blind):
    del blind
    for each in session.scalars(select(OutboxMessage)):
        assert "zebra" not in each.body
        assert "TS-3" not in each.body


def test_who_still_grades_a_case_sees_nobodys_audit_of_it(cast, visit):
    """A team manager who audits too, invited before the case came to be audited."""
    case = factories.case(reference="TS-4", team=cast.harbour)
    made = opened(cast, [cast.asha], cases=[case], vignettes=())
    pair = factories.pair(cast.asha, cast.ben, ("good", "good"))
    audit = session.get_one(Audit, pair.audit_id)
    audit.case_id = case.id
    session.commit()
    exercises.grade(made, cast.asha, at=TODAY)
    assert pairs.shown_with(cast.asha, audit) is None
    with frozen(LATER):
        assert pairs.shown_with(cast.asha, audit) is not None


# ------------------------------------------------------------------------------------------------ released
@pytest.fixture
def released(cast):
    """Asha graded Good, Ben Inadequate, and Olu was absent; it was released an hour ago."""
    made = exercises.opened(
        cast.quinn,
        [cast.asha, cast.ben, cast.olu],
        at=TODAY - timedelta(days=3),
        releases_at=TODAY - timedelta(hours=1),
    )
    exercises.grade(made, cast.asha, "good", at=TODAY - timedelta(days=2))
    exercises.grade(made, cast.ben, "inadequate", at=TODAY - timedelta(days=2))
    exercises.grade(made, cast.olu, "good", hand_in=False, at=TODAY - timedelta(days=2))
    return exercises.fresh(made)


def case_page(visitor, exercise) -> Page:
    return visitor.get(f"/calibration/{exercise.id}/cases/{exercise.cases[0].id}")


def test_at_the_release_everybody_sees_the_spread_with_their_own_marked_and_no_names(cast, visit, released):
    page = visit(cast.asha).get(f"/calibration/{released.id}")
    assert "2 of 3 handed in before the release; 1 was absent." in page.text
    assert "Too few to say: at least 10 cases that two people graded are needed, and there is 1" in page.text
    page = visit(cast.asha).get(page.link("Two visits in March"))
    table = page.table("How many gave each grade to Two visits in March")
    assert table.row("Overall grade") == {
        "Section": "Overall grade",
        "Inadequate": "1",
        "Requires improvement": "0",
        "Good": "1",
        "Outstanding": "0",
        "Your grade": "Good",
        "Reference grade": "Not recorded yet",
    }
    assert ">you</text>" in page.html
    assert "Ben" not in page.text


def test_the_director_reads_the_spread_without_names_and_without_a_grade_of_their_own(cast, visit, released):
    dara = visit(cast.dara)
    for page in (dara.get(f"/calibration/{released.id}"), case_page(dara, released)):
        assert not re.search("Asha|Ben|Olu", page.text)
        assert "Your grade" not in page.text
        assert ">you</text>" not in page.html
    for part in ("distances", "notes", "auditors", "release-time", "opening", "release", "cancellation"):
        assert dara.open("GET", f"/calibration/{released.id}/{part}").status_code == 404
    (audit,) = exercises.of_person(released, cast.asha)
    assert dara.open("GET", f"/audits/{audit.id}").status_code == 404


def test_after_the_release_the_qa_manager_reads_what_was_handed_in_and_no_draft(cast, visit, released):
    quinn = visit(cast.quinn)
    for person, status in ((cast.asha, 200), (cast.ben, 200), (cast.olu, 404)):
        (audit,) = exercises.of_person(released, person)
        assert quinn.open("GET", f"/audits/{audit.id}").status_code == status
    page = quinn.get(f"/audits/{exercises.of_person(released, cast.asha)[0].id}")
    assert "Moderate this audit" not in page.text
    assert "Actions from this audit" not in page.text


def test_who_was_absent_reads_their_draft_and_the_spread_and_cannot_hand_in(cast, visit, released):
    olu = visit(cast.olu)
    (audit,) = exercises.of_person(released, cast.olu)
    page = olu.get(f"/audits/{audit.id}")
    assert "This exercise was released on 20 November 2026 at 8:30am, before you handed in." in page.text
    assert "Steady work that the child notices." in page.text
    for part in ("check", "sections/seeing", "findings/new"):
        assert olu.get(f"/audits/{audit.id}/{part}").url == f"/audits/{audit.id}"
    token = olu.open("GET", "/session/token").json["csrf_token"]
    answer = olu.open("POST", f"/audits/{audit.id}/submission", headers={"X-CSRFToken": token})
    assert answer.status_code == 409
    assert "can no longer be handed in. What you wrote is kept" in answer.text
    page = olu.get(f"/calibration/{released.id}")
    assert "You did not hand in Two visits in March before the release." in page.text
    assert "Your grade" not in case_page(olu, released).text
    assert "case to grade" not in olu.get("/").text


def test_what_is_typed_in_a_page_that_was_open_at_the_release_is_kept(cast, visit):
    made = opened(cast, [cast.asha])
    (audit,) = exercises.of_person(made, cast.asha)
    auditing.start(audit, by=cast.asha, at=TODAY)
    asha = visit(cast.asha)
    page = asha.get(f"/audits/{audit.id}/sections/seeing")
    with frozen(LATER):
        answer = asha.send(
            page, "Save and continue", **{"What difference did it make for the child?": "He sleeps."}
        )
        assert "before you handed in" in answer.text
        assert "He sleeps." in answer.text


def test_the_group_records_its_reference_grades_one_after_the_other(cast, visit, released):
    quinn = visit(cast.quinn)
    assert "exercise without all reference grades" in quinn.get("/").text
    page = quinn.get(quinn.get(f"/calibration/{released.id}").link("Record the reference grades"))
    assert page.h1 == "Record the reference grade: Overall grade"
    assert page.table("How many gave each grade").rows == (("1", "0", "1", "0"),)
    because = {"Why is this the right grade?": "He was seen, and nothing came of it."}
    page = quinn.send(page, "Save and continue", status=422, **because)
    assert page.form("Save and continue").value("Why is this the right grade?").startswith("He was seen")
    page = quinn.send(page, "Save and continue", **{"Reference grade": "Requires improvement"}, **because)
    assert page.h1 == "Record the reference grade: Seeing the child"
    page = quinn.send(page, "Save and continue", **{"Reference grade": "Good"}, **because)
    assert page.h1 == "Record the reference grade: Family"
    page = quinn.send(page, "Save and continue", **{"Reference grade": "Not relevant here"}, **because)
    assert page.url.endswith(f"/cases/{released.cases[0].id}")
    assert exercises.fresh(released).status(TODAY) is ExerciseStatus.FINISHED
    own = case_page(visit(cast.asha), released)
    assert own.table("Your grades beside the reference").column("Distance") == (
        "1 step more lenient",
        "The same",
        "Not compared: one found it not relevant",
    )
    assert "Over 2 grades, 0.50 grade steps from the reference on average" in own.text
    assert "How far you are from the reference" in visit(cast.ben).get(f"/calibration/{released.id}").text


def test_a_reference_grade_that_somebody_recorded_meanwhile_is_shown_beside_yours(cast, visit, released):
    quinn = visit(cast.quinn)
    page = quinn.get(f"/calibration/{released.id}/cases/{released.cases[0].id}/reference/overall")
    exercises.reference(released, cast.dara, "inadequate", at=TODAY, only=["overall"])
    mine = {"Reference grade": "Good", "Why is this the right grade?": "Steady work."}
    both = quinn.send(page, "Save and continue", status=409, **mine)
    assert "Dara Quigley recorded" in both.text
    assert "The group agreed about Overall grade." in both.text
    assert both.form("Save and continue").value("Why is this the right grade?") == "Steady work."
    quinn.send(both, "Save and continue")
    case = exercises.fresh(released).cases[0]
    assert [each.grade for each in case.references] == ["inadequate", "good"]
    assert "What was recorded before" in case_page(visit(cast.asha), released).text


def test_notes_that_somebody_saved_meanwhile_are_shown_beside_yours(cast, visit, released):
    quinn, other = visit(cast.quinn), visit(cast.quinn)
    path = f"/calibration/{released.id}/notes"
    mine, theirs = quinn.get(path), other.get(path)
    other.send(theirs, "Save", **{"Notes from the room": "We read “seen” differently."})
    both = quinn.send(mine, "Save", status=409, **{"Notes from the room": "Ask where the child was."})
    assert "We read “seen” differently." in both.text
    assert both.form("Save").value("Notes from the room") == "Ask where the child was."
    quinn.send(both, "Save")
    assert "Ask where the child was." in visit(cast.asha).get(f"/calibration/{released.id}").text


def test_only_the_qa_manager_sees_distances_by_name(cast, visit, released):
    exercises.reference(released, cast.quinn, "good", at=TODAY)
    page = visit(cast.quinn).get(f"/calibration/{released.id}/distances")
    assert page.table("Everybody who handed in").rows == (
        ("Asha Rao", "1", "3", "0.00", "0.00", COACH.format("Asha Rao")),
        ("Ben Okoro", "1", "3", "2.00", f"{MINUS}2.00", COACH.format("Ben Okoro")),
    )
    assert (
        page.table("Two visits in March, steps from the reference").row("Ben Okoro")["Family"] == f"{MINUS}2"
    )
    for person in (cast.asha, cast.ben, cast.dara, cast.tomas):
        answer = visit(person).open("GET", f"/calibration/{released.id}/distances")
        assert answer.status_code == 404


def test_who_was_not_given_a_case_is_not_shown_its_spread(cast, visit):
    case = factories.case(reference="TS-5", team=cast.meadow)
    made = exercises.released(
        cast.quinn, {cast.asha: "good", cast.ben: "good"}, cases=[case], at=TODAY - timedelta(days=3),
        releases_at=TODAY - timedelta(hours=1),
    )  # fmt: skip
    ben = visit(cast.ben)
    page = ben.get(f"/calibration/{made.id}")
    assert "1 case was not given to you, because you are too close to it." in page.text
    assert "TS-5" not in page.text
    of_team = next(each.id for each in made.cases if each.case_id)
    assert ben.open("GET", f"/calibration/{made.id}/cases/{of_team}").status_code == 404
    assert visit(cast.asha).open("GET", f"/calibration/{made.id}/cases/{of_team}").status_code == 200


def test_strangers_to_an_exercise_do_not_find_it(cast, visit, released):
    made = exercises.opened(cast.quinn, [cast.asha], at=TODAY, releases_at=SOON)
    for person in (cast.ben, cast.olu, cast.tomas, cast.bola, cast.ada):
        assert visit(person).open("GET", f"/calibration/{made.id}").status_code == 404
    inviting.take_out(made.id, cast.asha.id, because="Ill.", by=cast.quinn, at=TODAY)
    assert visit(cast.asha).open("GET", f"/calibration/{made.id}").status_code == 404
    page = visit(cast.quinn).get(f"/calibration/{made.id}")
    assert "Asha Rao was taken out by Quinn Hale on 20 November 2026 at 9:30am: Ill." in page.text


# ------------------------------------------------------------------------------------------- few or nobody
@pytest.mark.parametrize(
    ("grades", "said"),
    [
        ((None, None, None), "Nobody handed in before the release, so there is no spread."),
        (("good", None, None), "1 of 3 handed in before the release; 2 were absent. With one participant"),
        (
            ("good",),
            "The one person invited handed in before the release. With one participant there is nothing",
        ),
    ],
)
def test_with_nobody_or_one_participant_the_page_says_so_and_the_reference_can_be_recorded(
    cast, visit, grades, said
):
    people = dict(zip((cast.asha, cast.ben, cast.olu), grades, strict=False))
    made = exercises.released(
        cast.quinn, people, at=TODAY - timedelta(days=3), releases_at=TODAY - timedelta(hours=1)
    )
    quinn = visit(cast.quinn)
    page = quinn.get(f"/calibration/{made.id}")
    assert said in page.text
    assert "nothing to compare" in page.text
    assert said.split(" With")[0].split(", so")[0] in case_page(quinn, made).text
    assert quinn.get(f"/calibration/{made.id}/distances").h1 == "Distances by name"
    exercises.reference(made, cast.quinn, at=TODAY)
    assert (
        case_page(quinn, made)
        .table("How many gave each grade to Two visits in March")
        .row("Overall grade")["Reference grade"]
        == "Good"
    )


def test_the_organiser_is_told_when_everybody_has_handed_in_and_releases_early(cast, visit):
    made = opened(cast, [cast.asha])
    quinn = visit(cast.quinn)
    assert "that everybody handed in" not in quinn.get("/").text
    exercises.grade(made, cast.asha, at=TODAY)
    assert "exercise that everybody handed in" in quinn.get("/").text
    page = quinn.get(f"/calibration/{made.id}/release")
    assert "Everybody has handed in everything." in page.text
    page = quinn.send(page, "Release now")
    assert "The exercise is released." in page.text
    assert quinn.send(quinn.get(f"/calibration/{made.id}"), "Sign out") is not None


def test_a_release_that_was_moved_meanwhile_is_not_brought_forward_unseen(cast, visit):
    made = opened(cast, [cast.asha])
    quinn = visit(cast.quinn)
    page = quinn.get(f"/calibration/{made.id}/release")
    assert "1 of 1 are not handed in." in page.text
    releasing.schedule(made.id, SOON + timedelta(days=1), revision=made.revision, by=cast.quinn, at=TODAY)
    answer = quinn.send(page, "Release now", status=409)
    assert "Someone else changed this exercise" in answer.text
    assert exercises.fresh(made).status(TODAY) is ExerciseStatus.OPEN


def test_each_list_of_exercises_is_the_readers_own(cast, visit, released):
    drafted = exercises.draft(cast.quinn, title="Drafted", at=TODAY, releases_at=SOON)
    of_asha = opened(cast, [cast.asha], title="For Asha")
    titles = {
        name: set(
            visit(getattr(cast, name)).get("/calibration").tables.get("Exercises", _NONE).column("Exercise")
        )
        for name in ("quinn", "dara", "asha", "ben")
    }
    assert titles == {
        "quinn": {drafted.title, of_asha.title, released.title},
        "dara": {of_asha.title, released.title},
        "asha": {of_asha.title, released.title},
        "ben": {released.title},
    }


class _Nothing:
    def column(self, _name: str) -> tuple[str, ...]:
        return ()


_NONE = _Nothing()


def test_a_list_asks_the_database_the_same_number_of_times_whatever_its_length(cast, visit, count_queries):
    def asked() -> int:
        visitor = visit(cast.quinn)
        session.rollback()
        with count_queries() as statements:
            visitor.get("/calibration")
        return len(statements)

    opened(cast, [cast.asha], title="One")
    few = asked()
    for number in range(6):
        opened(cast, [cast.asha, cast.ben], title=f"More {number}", vignettes=("A", "B"))
    assert asked() == few


def test_a_released_exercise_asks_the_database_the_same_number_of_times_whatever_its_size(
    cast, visit, count_queries
):
    def asked(exercise) -> int:
        visitor, path = visit(cast.quinn), f"/calibration/{exercise.id}"
        session.rollback()
        with count_queries() as statements:
            visitor.get(path)
        return len(statements)

    times = {"at": TODAY - timedelta(days=3), "releases_at": TODAY - timedelta(hours=1)}
    small = exercises.released(cast.quinn, {cast.asha: "good"}, **times)
    large = exercises.released(
        cast.quinn,
        {cast.asha: "good", cast.ben: "good", cast.olu: "inadequate"},
        vignettes=("A", "B", "C", "D"),
        **times,
    )
    exercises.reference(small, cast.quinn, at=TODAY)
    exercises.reference(large, cast.quinn, at=TODAY)
    assert asked(large) == asked(small)


def test_only_a_status_of_the_audit_itself_is_shown_in_a_list_of_own_work(cast, visit):
    made = opened(cast, [cast.asha], vignettes=("A", "B"))
    first = exercises.of_person(made, cast.asha)[0]
    auditing.start(first, by=cast.asha, at=TODAY)
    page = visit(cast.asha).get("/calibration")
    assert page.table("To grade before the release").column("Status") == ("In progress", "Not started")
    assert session.get_one(type(first), first.id).status is Status.IN_PROGRESS


# ------------------------------------------------------------------------------------------- no word is lost
def test_a_vignette_that_was_being_written_while_it_was_opened_stays_on_the_page(cast, visit):
    made = exercises.draft(cast.quinn, [cast.asha], at=TODAY, releases_at=SOON)
    quinn, here = visit(cast.quinn), f"/calibration/{made.id}/cases"
    new, changed = quinn.get(f"{here}/new-vignette"), quinn.get(f"{here}/{made.cases[0].id}/vignette")
    releasing.open_it(made.id, link=str, revision=made.revision, by=cast.quinn, at=TODAY)
    written = {"Title": "Three visits", "What is on the record?": "A long story."}
    for page in (new, changed):
        answer = quinn.send(page, "Save", status=409, **written)
        assert "This exercise was opened" in answer.text
        assert answer.form("Save").value("What is on the record?") == "A long story."


def test_of_two_who_change_a_vignette_the_second_sees_both_texts(cast, visit):
    made = exercises.draft(cast.quinn, at=TODAY, releases_at=SOON)
    quinn, other = visit(cast.quinn), visit(cast.quinn)
    path = f"/calibration/{made.id}/cases/{made.cases[0].id}/vignette"
    mine, theirs = quinn.get(path), other.get(path)
    other.send(theirs, "Save", **{"What is on the record?": "Theirs."})
    both = quinn.send(mine, "Save", status=409, **{"What is on the record?": "Mine."})
    assert "Theirs." in both.text
    quinn.send(both, "Save")
    assert exercises.fresh(made).cases[0].text == "Mine."


def test_a_vignette_that_somebody_removed_meanwhile_leaves_your_words(cast, visit):
    made = exercises.draft(cast.quinn, at=TODAY, releases_at=SOON)
    quinn, case = visit(cast.quinn), made.cases[0].id
    page = quinn.get(f"/calibration/{made.id}/cases/{case}/vignette")
    calibrating.remove_case(made.id, case, by=cast.quinn)
    answer = quinn.send(page, "Save", status=409, **{"What is on the record?": "Mine."})
    assert "Someone else removed this case" in answer.text
    assert answer.form("Save").value("What is on the record?") == "Mine."


@pytest.mark.parametrize(
    ("part", "button", "typed"),
    [
        ("details", "Save", {"Title": "Another title"}),
        ("release-time", "Save", {"Time": "4:15pm"}),
        ("auditors", "Save", {"Auditors": ("Ben Okoro",)}),
        ("cancellation", "Cancel the exercise", {"Why is it cancelled?": "Another title"}),
    ],
)
def test_a_draft_that_somebody_changed_meanwhile_is_shown_with_your_words(cast, visit, part, button, typed):
    made = exercises.draft(cast.quinn, [cast.asha], at=TODAY, releases_at=SOON)
    quinn = visit(cast.quinn)
    page = quinn.get(f"/calibration/{made.id}/{part}")
    releasing.schedule(made.id, SOON + timedelta(days=1), revision=made.revision, by=cast.quinn, at=TODAY)
    answer = quinn.send(page, button, status=409, **typed)
    assert "Someone else changed this exercise while you were working on it" in answer.text
    again = quinn.send(answer, button)
    assert not again.errors


def test_a_reason_that_comes_too_late_stays_on_the_page(cast, visit):
    made = opened(cast, [cast.asha])
    quinn = visit(cast.quinn)
    pages = {
        "Cancel the exercise": quinn.get(f"/calibration/{made.id}/cancellation"),
        "Take them out": quinn.get(f"/calibration/{made.id}/auditors/{cast.asha.id}/removal"),
    }
    releasing.release_now(made.id, revision=made.revision, by=cast.quinn, at=TODAY)
    for (button, page), label in zip(
        pages.items(), ("Why is it cancelled?", "Why are they taken out?"), strict=True
    ):
        answer = quinn.send(page, button, status=409, **{label: "My good reason."})
        assert "was released on" in answer.text
        assert "My good reason." in answer.text
