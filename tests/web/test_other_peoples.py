"""Does everybody reach their own records, and nobody anybody else's?

The architecture's three questions at every door: a page that is not for a role, and a record that is not within a
person's reach, are both 404; a step that is somebody else's is refused. What is refused changes nothing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from qa_app.db import session
from qa_app.models.audits import AnyAudit
from qa_app.models.cases import Case
from qa_app.models.mail import OutboxMessage
from tests import full_house
from tests.crawling import crawled
from tests.doors import WRITING, doors
from tests.full_house import REF, SECRET
from tests.snapshots import built_once
from tests.table_prints import watched

if TYPE_CHECKING:
    from collections.abc import Iterator


EVERYBODY = ("asha", "ben", "quinn", "tomas", "sana", "dara", "bola", "ada", "olu", "mira", "ines")
ALL = {"quinn", "dara"}
"""QA and the director read every record of every case."""

PAIRS = ("begun", "waiting", "agreed", "to_decide", "to_panel", "called_off")
AUDITS = {
    ("asha", "moderated"): ALL | {"asha", "tomas", "sana"},
    ("asha", "withdrawn"): ALL,
    ("ben", "withdrawn"): ALL,
    **{("asha", status): ALL | {"asha"} for status in ("allocated", "in_progress", "submitted", "returned")},
    **{("ben", status): ALL | {"ben"} for status in ("allocated", "in_progress", "submitted", "returned")},
    ("ben", "moderated"): ALL | {"ben"},
    ("ben", "rest"): ALL | {"ben"},
    ("olu", "single"): ALL | {"olu"},
    ("mira", "given"): ALL | {"mira"},
    **{("asha", f"first {state}"): ALL | {"asha"} for state in PAIRS if state != "agreed"},
    **{("ben", f"second {state}"): ALL | {"ben"} for state in PAIRS if state != "called_off"},
    ("asha", "first agreed"): ALL | {"asha", "tomas", "sana"},
    ("ben", "second called_off"): ALL,
    ("asha", "graded"): {"asha"},
    ("ben", "grading"): {"ben"},
    ("asha", "released"): {"asha", "quinn"},
    ("ben", "released"): {"ben", "quinn"},
    ("asha", "practised"): {"asha", "quinn"},
    ("asha", "practising"): {"asha"},
    **{
        ("asha", what): ALL | {"asha", "tomas", "sana"}
        for what in ("asked", "heard", "signed", "reopening", "recent")
    },
    ("asha", "reopened"): ALL | {"asha"},
    ("ben", "reopening"): ALL | {"ben"},
}
OF_EXERCISES = {"graded", "grading", "released", "practised", "practising"}
"""Work that nobody moderates, moves or acts on."""
REPLIES = {"asked": {"quinn"}, "heard": {"quinn"}}
REOPENINGS = dict.fromkeys(("granted", "of_dara", "of_quinn", "done"), ALL)
COACHINGS = {"asha": {"quinn", "asha"}, "ben": {"quinn", "ben"}, "done": {"quinn", "asha"}}
ACTIONS = {
    **{
        name: ALL | {"asha", "tomas", "sana"}
        for name in ("proposed", "suggested", "agreed", "completed", "verified", "cancelled")
    },
    "early": ALL
    | {"asha", "tomas"},  # Tomas owns it; its audit is not moderated, so Sana does not see it yet
    "other": ALL | {"ben", "olu"},
}
CONCERNS = {
    **{name: ALL | {"asha", "tomas", "sana"} for name in ("raised", "acknowledged", "closed")},
    "other": ALL | {"ben"},
}
REPEATS = {
    "done": {"quinn", "ben"},
    "open": {"quinn", "asha"},
    "earlier done": ALL | {"ben", "tomas", "sana"},
    "earlier open": ALL | {"tomas", "sana"},  # its auditor judges the case again, blind
}
PEOPLE_OF_PEOPLE = {"ada"}

AS_A_SCRIPT = {"Accept": "application/json"}
"""A refusal is then one sentence and not a page: what is refused is the same, and most of these requests are."""


@pytest.fixture
def house(cast):
    return built_once("house", lambda: full_house.build(cast))


@pytest.fixture
def visitors(house, visit):
    return {name: visit(getattr(house.cast, name, house.mira)) for name in EVERYBODY}


def readers(house) -> Iterator[tuple[str, set[str]]]:
    """Every record's address, and who reads it."""
    yield from readers_of_audits(house)
    yield from readers_of_pairs(house)
    yield from readers_of_exercises(house)
    yield from readers_of_what_came_of_them(house)
    yield from readers_of_exemplars_and_repeats(house)
    yield from readers_of_rounds_and_lists(house)
    yield from readers_of_publications(house)
    yield from readers_of_grading(house)
    for number in (house.cast.olu.id, house.cast.quinn.id):
        yield f"/people/{number}", PEOPLE_OF_PEOPLE
        yield f"/people/{number}/deactivation", PEOPLE_OF_PEOPLE
    yield f"/council/teams/{house.cast.meadow.id}", PEOPLE_OF_PEOPLE
    yield f"/council/services/{house.cast.care.id}", PEOPLE_OF_PEOPLE


def _case_of(house) -> int:
    return session.get_one(AnyAudit, house.audits["asha", "moderated"]).case_id


def readers_of_audits(house) -> Iterator[tuple[str, set[str]]]:
    for key, number in house.audits.items():
        yield f"/audits/{number}", AUDITS[key]
        is_counted = key[1] not in OF_EXERCISES and not key[1].startswith("second ")
        is_of_round = key[1] not in OF_EXERCISES
        yield f"/audits/{number}/actions", AUDITS[key] - {"mira"} if is_counted else set()
        for part in ("moderation", "sign-off", "reopening"):
            yield f"/audits/{number}/{part}", {"quinn"} if is_counted else set()
        # Whoever wrote about an audit that was reopened meanwhile is told so.
        was_theirs = {"tomas", "sana"} if key == ("asha", "reopened") else set()
        yield f"/audits/{number}/reply", (AUDITS[key] - ALL - {"mira"}) | was_theirs if is_counted else set()
        for sign_off in (1, 2):
            is_there = key[1] == "signed" or (key[1] == "reopening" and sign_off == 1)
            yield f"/audits/{number}/sign-offs/{sign_off}", AUDITS[key] if is_there else set()
        yield f"/rounds/audits/{number}/second-audit", {"quinn"} if is_counted else set()
        yield f"/rounds/audits/{number}/auditor", {"quinn"} if is_of_round else set()
        yield f"/rounds/audits/{number}/due-date", {"quinn"} if is_of_round else set()
        own = set() if key[1] in {"withdrawn", "second called_off"} else {key[0]}
        for part in ("check", "findings/new", "limits", "sections/seeing"):
            yield f"/audits/{number}/{part}", own
        is_about_a_child = is_of_round or key[1] in {"graded", "grading"}
        yield f"/audits/{number}/concern", own if is_about_a_child else set()


def readers_of_exercises(house) -> Iterator[tuple[str, set[str]]]:
    runs, invited = (
        {"quinn"},
        {"open": {"asha", "ben"}, "released": {"asha", "ben"}, "finished": {"ben", "olu"}},
    )
    for name, number in house.exercises.items():
        here = f"/calibration/{number}"
        opened = {"quinn", "dara"} | invited.get(name, {"asha"})
        yield here, runs if name in {"draft", "empty"} else opened
        for part in ("details", "cases", "auditors", "release-time", "opening", "release", "cancellation"):
            yield f"{here}/{part}", runs
        is_over = name in {"released", "finished"}
        yield f"{here}/distances", runs if is_over else set()
        yield f"{here}/notes", runs if is_over else set()
        yield f"{here}/auditors/{house.cast.ben.id}/removal", runs if name in {*invited, "draft"} else set()
        if name != "empty":
            case = f"{here}/cases/{house.exercise_cases[name]}"
            yield case, opened if is_over else set()
            yield f"{case}/reference/overall", runs if is_over else set()
            yield f"{case}/vignette", runs
            yield f"{case}/removal", runs
    mixed = f"/calibration/{house.exercises['released']}/cases/{house.exercise_cases['finished']}"
    yield mixed, set()
    yield f"{mixed}/removal", set()
    yield f"/practice/audits/{house.audits['asha', 'practised']}", {"asha"}
    yield f"/practice/audits/{house.audits['asha', 'practising']}", set()
    yield f"/practice/auditors/{house.cast.olu.id}/waiver", runs


def readers_of_pairs(house) -> Iterator[tuple[str, set[str]]]:
    """Before a pair is settled nobody sees it but those who read everything."""
    for state, number in house.pairs.items():
        yield f"/pairs/{number}", ALL | ({"asha", "ben"} if state == "agreed" else set())
        yield f"/pairs/{number}/calling-off", {"quinn"}
        yield f"/pairs/{number}/return", {"quinn"}


def readers_of_what_came_of_them(house) -> Iterator[tuple[str, set[str]]]:
    for name, number in house.actions.items():
        yield f"/actions/{number}", ACTIONS[name]
    for name, number in house.concerns.items():
        yield f"/concerns/{number}", CONCERNS[name]
    for name, number in house.replies.items():
        yield f"/replies/{number}", REPLIES[name]
    for name, number in house.reopenings.items():
        yield f"/reopenings/{number}", REOPENINGS[name]
    for name, number in house.coachings.items():
        yield f"/coaching/{number}", COACHINGS[name]
        yield f"/coaching/{number}/words", {"quinn"}
    for name, number in house.findings.items():
        yield f"/audits/{house.audits[name, 'in_progress']}/findings/{number}", {name}
        yield f"/audits/{house.audits[name, 'in_progress']}/findings/{number}/removal", {name}
    mixed = f"/audits/{house.audits['asha', 'in_progress']}/findings/{house.findings['ben']}"
    yield mixed, set()
    yield f"{mixed}/removal", set()


def readers_of_exemplars_and_repeats(house) -> Iterator[tuple[str, set[str]]]:
    for number in house.exemplars.values():
        for part in ("", "/words", "/retirement"):
            yield f"/exemplars/{number}{part}", {"quinn"}
    for name, number in house.repeats.items():
        yield f"/audits/{number}", REPEATS[name]
        is_earlier = name.startswith("earlier")
        yield f"/audits/{number}/exemplar", {"quinn"} if is_earlier else set()
        yield f"/audits/{number}/moderation", {"quinn"} if is_earlier else set()
        yield f"/repeats/{number}", {"quinn", "ben"} if name == "done" else set()
        yield f"/repeats/{number}/withdrawal", {"quinn", "asha"} if name == "open" else set()
    for part in ("check", "concern", "findings/new", "sections/seeing"):
        yield f"/audits/{house.repeats['open']}/{part}", {"asha"}
        yield f"/audits/{house.repeats['earlier open']}/{part}", set()


def readers_of_rounds_and_lists(house) -> Iterator[tuple[str, set[str]]]:
    for number in house.rounds.values():
        yield f"/rounds/{number}", ALL
        yield f"/rounds/{number}/audits", ALL
        yield f"/rounds/{number}/closing", {"quinn"}
    for number in house.imports.values():
        yield f"/cases/imports/{number}", ALL
        yield f"/cases/imports/{number}/problems", ALL
        yield f"/cases/imports/{number}/problems.csv", ALL
    yield f"/cases/imports/{house.imports['columns']}/columns", {"quinn"}
    yield "/cases/1", ALL
    for name, number in house.jobs.items():
        yield f"/jobs/{number}", {name}


def readers_of_publications(house) -> Iterator[tuple[str, set[str]]]:
    published = ALL | {"tomas", "sana", "bola"}
    yield "/findings/2026-10", published
    yield "/findings/2026-10/1", published
    for kind in ("pdf", "xlsx"):
        yield f"/findings/2026-10/1/board.{kind}", published
        yield f"/findings/2026-10/1/full.{kind}", ALL
    yield "/findings/2026-10/1/without-cases.xlsx", ALL
    yield "/external-auditors", {"quinn", "ada"}
    yield "/external-auditors/statement", {"ada"}
    yield "/confidentiality", {"mira"}
    for page in ("", "/subject-access", "/schedule", f"/subject-access/{_case_of(house)}"):
        yield f"/personal-data{page}", {"ines"}
    for number in house.disposals.values():
        yield f"/personal-data/disposals/{number}", {"ines"}
    for key in ("2026-10", f"round-{house.rounds['practice']}"):
        for part in ("preview", "narrative", "publication"):
            yield f"/findings/{key}/{part}", {"quinn"}


def readers_of_grading(house) -> Iterator[tuple[str, set[str]]]:
    for page in ("", "/pairs", "/auditors", "/questions", "/moderation", "/moderation/audits"):
        yield f"/consistency{page}", ALL
    yield "/consistency.xlsx", ALL
    for name in ("asha", "olu"):
        yield f"/consistency/auditors/{getattr(house.cast, name).id}", {"quinn", name}
    yield f"/consistency/auditors/{house.cast.quinn.id}", set()
    for page in ("", "/pairs"):
        yield f"/grading{page}", {"asha", "ben", "olu"}


def is_asked(database_url: str, name: str, number: int) -> bool:
    """Whether this stranger is asked at this door: at two of three on SQLite, at the third one on PostgreSQL.

    The queries are the same on both, so that everybody is asked at every door once; owners are asked on both.
    """
    is_third = (number + EVERYBODY.index(name)) % 3 == 0
    return is_third is database_url.startswith("postgresql")


@pytest.mark.long
def test_who_reads_which_record(house, visitors, database_url):
    wrong = []
    for number, (path, allowed) in enumerate(readers(house)):
        for name, visitor in visitors.items():
            if name not in allowed and not is_asked(database_url, name, number):
                continue
            status = visitor.open("GET", path, headers=AS_A_SCRIPT).status_code
            # Within reach, a page may still say that its moment has passed (409) or lead to where it went on (302).
            is_as_it_should = status in {200, 302, 403, 409} if name in allowed else status == 404
            if not is_as_it_should:
                wrong.append(f"{name} at {path}: {status}")
    assert wrong == []


def out_of_reach(house, name: str) -> set[str]:
    """Beginnings of the addresses of records that this person does not see."""
    kinds = (
        ("audits", house.audits, AUDITS),
        ("actions", house.actions, ACTIONS),
        ("concerns", house.concerns, CONCERNS),
        ("audits", house.repeats, REPEATS),
        (
            "repeats",
            house.repeats,
            {key: set() if key.startswith("earlier") else who for key, who in REPEATS.items()},
        ),
        ("exemplars", house.exemplars, {key: {"quinn"} for key in house.exemplars}),
        ("replies", house.replies, REPLIES),
        ("reopenings", house.reopenings, REOPENINGS),
        ("coaching", house.coachings, COACHINGS),
    )
    hidden = {
        f"/{kind}/{number}/"
        for kind, ids, matrix in kinds
        for key, number in ids.items()
        if name not in matrix[key]
    }
    return hidden | {f"/rounds/audits/{number}/" for number in house.audits.values() if name not in ALL}


@pytest.mark.long
def test_nobody_changes_what_they_do_not_see(app, house, visitors, database_url):
    """Every writing door at every record out of reach: the token is right, and so are the fields that are guessed."""
    wrong = []
    fields = {
        "revision": "1", "because": "Forged", "words": "Forged", "what": "Forged", "text": "Forged", "decision": "agreed",
        "is_child_safe": "y", "kind": "strength", "section": "", "measure": "Forged", "to": "1", "next": "list",
        "seen__version": "1", "seen": "no", "noticed_on-day": "1", "noticed_on-month": "11", "noticed_on-year": "2026",
        "due_on-day": "18", "due_on-month": "12", "due_on-year": "2026", "about": "overall", "reasons": "Forged",
        "outcome": "stands",
    }  # fmt: skip
    told = f"/audits/{house.audits['asha', 'reopened']}/reply"  # its managers are told that it was reopened
    with watched() as tables:
        for name, visitor in visitors.items():
            token = visitor.open("GET", "/session/token").json["csrf_token"]
            hidden = tuple(out_of_reach(house, name))
            for number, door in enumerate(doors(app, house)):
                if not (f"{door.path}/".startswith(hidden) and is_asked(database_url, name, number)):
                    continue
                for method in door.methods & WRITING:
                    sent = {"json": {"value": "no", "version": 1}} if method == "PUT" else {"data": fields}
                    response = visitor.open(
                        method, door.path, headers={"X-CSRFToken": token, **AS_A_SCRIPT}, **sent
                    )
                    refused = 409 if door.path == told and name in {"tomas", "sana"} else 404
                    if response.status_code != refused or tables.changes():
                        wrong.append(f"{name}: {method} {door.path} answered {response.status_code}")
    assert wrong == []


OF_OTHERS = (
    ("asha", "proposed", "agreement"),  # who proposed does not agree
    ("quinn", "proposed", "agreement"),  # nor does QA
    ("dara", "agreed", "progress"),  # a reader does not work
    ("sana", "agreed", "progress"),  # nor does a manager who does not own
    ("tomas", "suggested", "suggestion/acceptance"),  # who suggested does not accept
    ("tomas", "completed", "verification"),  # an owner does not verify
    ("asha", "agreed", "cancellation"),  # what was agreed is not taken back by its proposer
    ("dara", "agreed", "due-date"),
    ("asha", "agreed", "owner"),
    ("olu", "other", "agreement"),
)
"""Who tries which step of which action."""


def test_a_step_that_is_somebody_elses_is_refused_and_changes_nothing(house, visitors):
    fields = {
        "because": "Forged", "decision": "accept", "owner": str(house.cast.olu.id),
        "due_on-day": "30", "due_on-month": "12", "due_on-year": "2026",
    }  # fmt: skip
    with watched() as tables:
        for who, action, step in OF_OTHERS:
            visitor = visitors[who]
            fields["csrf_token"] = visitor.open("GET", "/session/token").json["csrf_token"]
            for revision in range(1, 8):
                sent = {**fields, "revision": str(revision)}
                response = visitor.open("POST", f"/actions/{house.actions[action]}/{step}", data=sent)
                assert response.status_code in {403, 404}, (who, action, step, response.status_code)
            assert tables.changes() == [], (who, action, step)


def references(text: str) -> set[str]:
    return set(re.findall(rf"{REF}\d{{4}}", text))


def test_no_page_shows_a_case_to_the_administrator_or_the_board(house, visitors, app):
    for name in ("ada", "bola"):
        starts = {"/", "/search?q=" + REF, "/findings", "/people", "/council"}
        starts |= {
            door.path for door in doors(app, house, getattr(house.cast, name)) if "GET" in door.methods
        }
        found = dict(crawled(visitors[name], *sorted(starts)))
        assert len(found) > 8
        # Who saw which case is asked by its reference; nothing that was written about it is there.
        assert [path for path, html in found.items() if SECRET in html] == []
        found = {path: html for path, html in found.items() if not path.startswith("/history")}
        assert [path for path, html in found.items() if references(html)] == []


def test_no_page_shows_a_case_out_of_reach(house, visitors):
    for name in ("asha", "ben", "olu", "tomas", "sana"):
        found = dict(crawled(visitors[name], "/", f"/search?q={REF}", "/actions?status=all", "/concerns"))
        shown = set().union(*map(references, found.values()))
        assert shown - within_reach(house, name) == set(), name
        assert shown or name == "sana" or within_reach(house, name) == set(), name


def within_reach(house, name: str) -> set[str]:
    """References of the cases behind the records that this person sees."""
    person = getattr(house.cast, name)
    session.rollback()
    audits = {house.audits[key] for key, who in AUDITS.items() if name in who}
    audits |= {house.repeats[key] for key, who in REPEATS.items() if name in who}
    # The case of an action or a concern is named on its page.
    of_asha, early = house.audits["asha", "moderated"], house.audits["asha", "in_progress"]
    behind = {"early": early, "other": house.audits["ben", "moderated"]}
    audits |= {behind.get(key, of_asha) for key, who in ACTIONS.items() if name in who}
    raised = {"raised": early, "acknowledged": house.audits["asha", "submitted"], "closed": of_asha}
    audits |= {
        raised.get(key, house.audits["ben", "in_progress"]) for key, who in CONCERNS.items() if name in who
    }
    own = select(AnyAudit.id).where(AnyAudit.auditor_id == person.id, AnyAudit.status != "withdrawn")
    query = select(Case.reference).join(AnyAudit, AnyAudit.case_id == Case.id)
    return set(session.scalars(query.where(AnyAudit.id.in_(audits | set(session.scalars(own))))))


def test_no_message_says_anything_about_a_case(house):
    del house
    session.rollback()
    messages = list(session.scalars(select(OutboxMessage)))
    assert len(messages) > 10
    for each in messages:
        words = f"{each.subject} {each.body}"
        assert not references(words), words
        assert SECRET not in words, words
