"""Can a council go from its case list to a published month, with everybody doing their part?"""

from __future__ import annotations

from datetime import date, timedelta

from tests.conftest import TODAY
from tests.journeys.annex_a import PLANS, annex_a
from tests.journeys.answers import answers_to
from tests.journeys.auditing import answer_everything, desk, hand_in, note, start
from tests.journeys.files import document_of, sheets_of, table_of
from tests.journeys.following_up import (
    NARRATIVE,
    WHAT,
    agree,
    agree_the_rest,
    files_of,
    propose,
    queue,
    take,
    write_and_publish,
)
from tests.journeys.setting_up import confirm, draw, give_out, load_tools, set_up_round, upload

DAY = TODAY.date()
FIRST, LAST = date(2026, 11, 1), date(2026, 11, 30)
DRIFT = "Visits stopped in August and nobody asked why."


def test_a_month_from_the_case_list_to_the_published_findings(app, cast, visit):
    tool = load_tools()["safety_check"]
    quinn, tomas = visit(cast.quinn), visit(cast.tomas)

    preview = upload(quinn, annex_a(DAY))
    assert preview.facts["New cases"] == "52"
    assert "P001" in preview.text, "what is wrong with the list is shown before anything is saved"
    imported = confirm(quinn, preview)
    assert imported.facts["Uploaded"].endswith("by Quinn Hale")
    assert imported.facts["Teams created"] == "Quayside"

    draft = set_up_round(quinn, first=FIRST, last=LAST, opens=DAY, due=LAST)
    certificate = draw(quinn, draft, size=9)
    assert f"9 drawn from {PLANS}; 0 audited." in certificate.text
    assert give_out(quinn, draft).facts["Handed in"].startswith("0")

    auditors = [visit(person) for person in (cast.asha, cast.ben, cast.olu)]
    desks = [(auditor, address) for auditor in auditors for address in desk(auditor)]
    assert len(desks) == 9
    (ben, unsafe) = next(each for each in desks if "Harbour" in each[0].get(each[1]).text)
    reference = ben.get(unsafe).h1.split()[-1]
    for auditor, address in desks:
        if address != unsafe:
            said = hand_in(auditor, address, tool, "good", DAY)
            assert "Waiting for moderation" in said.text
    note(ben, start_and_come_back(ben, unsafe), "Area for improvement", DRIFT, "Drift in planning")
    answers = answers_to(tool, "inadequate", DAY)
    ben.send(answer_everything(ben, ben.get(unsafe), tool, answers), "Submit audit")

    assert list(queue(quinn)) == [reference], "only the Inadequate one has to be read"
    agree(quinn, reference, feedback="Clear and well evidenced.")
    assert "8 audits agreed" in agree_the_rest(quinn).text
    assert "Clear and well evidenced." in ben.get(unsafe).text

    proposed = propose(quinn, unsafe, f"Area for improvement: {DRIFT}", DAY + timedelta(days=21))
    action = proposed.url
    tomas.send(tomas.get(action), "Agree the action")
    take(
        tomas,
        action,
        "progress",
        "Save the note",
        **{"What has been done so far?": "Nine of eleven were visited."},
    )
    take(
        tomas,
        action,
        "completion",
        "Mark as completed",
        **{"What shows that it is done?": "The list of visits."},
    )
    accepted = {"Does the evidence show that the action is done?": "Yes, verify it"}
    assert "Blue" in take(quinn, action, "verification", "Save the decision", **accepted).facts["Rating"]

    published = write_and_publish(quinn, "2026-11")
    assert "Publication 1" in published.text
    files_say_what_was_found(files_of(quinn, published))
    bola = visit(cast.bola)
    files_say_nothing_of_a_case(files_of(bola, bola.get("/findings/2026-11")), reference)
    assert bola.open("GET", "/findings/2026-11/1/full.xlsx").status_code == 404


def files_say_what_was_found(files):
    assert sorted(files) == ["board.pdf", "board.xlsx", "full.pdf", "full.xlsx", "without-cases.xlsx"]
    assert len(table_of(files["full.xlsx"], "Audits")) == 9
    assert WHAT in sheets_of(files["full.xlsx"])["List of actions"]
    document = document_of(files["full.pdf"])
    assert document.is_tagged
    assert document.language == "en-GB"
    assert NARRATIVE["Purpose"] in document.words


def files_say_nothing_of_a_case(files, reference):
    assert sorted(files) == ["board.pdf", "board.xlsx"], "the board reads the version without cases"
    sheets = sheets_of(files["board.xlsx"])
    assert {"Audits", "List of actions"}.isdisjoint(sheets)
    assert reference not in " ".join([*sheets.values(), document_of(files["board.pdf"]).words])


def start_and_come_back(auditor, address):
    """Begin an audit; its address."""
    start(auditor, address)
    return address
