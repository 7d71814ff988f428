"""Can a council work a whole month in a browser, from the workbook that it uploads to the files that it publishes?

One story, told in chapters. Whatever page somebody comes to is looked at by axe, at 1280 and at 320 pixels.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from qa_app.clock import today
from qa_app.domain.months import month_of
from qa_app.domain.questions import Given
from tests.browser import month_auditing, month_finishing, month_moderating, month_setting_up
from tests.browser.chromium import Tabs
from tests.browser.council import ServedCouncil, served_council
from tests.browser.meanwhile import hand_in_what_is_left
from tests.browser.person import Looking, Person
from tests.journeys.answers import answers_to
from tests.journeys.files import document_of, sheets_of, table_of

UNSAFE = {"safe-now": Given("no", "Nobody has seen the child since the summer.")}
DRIFT = "Visits stopped in August and nobody asked why."
LEFT = ("outstanding", "good", "good", "requires_improvement", "good", "good", "good")


@dataclass
class Story:
    """Who takes part, and what the chapters have to know of each other."""

    council: ServedCouncil
    tabs: Tabs
    looking: Looking = field(default_factory=Looking)
    people: dict[str, Person] = field(default_factory=dict)
    seen: str = ""
    unsafe: str = ""

    def __getitem__(self, name: str) -> Person:
        """Somebody of the cast, who signs in when they are first needed."""
        if name not in self.people:
            user = getattr(self.council.cast, name)
            self.people[name] = Person(self.tabs, self.council, user, looking=self.looking)
        return self.people[name]


@pytest.fixture
def story(tmp_path, sqlite_template, tabs):
    with served_council(tmp_path, sqlite_template) as council:
        yield Story(council, tabs)


@pytest.mark.long
def test_a_month_from_the_case_list_to_the_published_files(story, tmp_path):
    the_audits_are_given_out(story)
    a_good_audit_is_handed_in(story)
    a_child_is_not_safe(story)
    the_audits_are_moderated(story)
    an_action_is_agreed_and_done(story)
    the_month_is_published(story, tmp_path)
    assert story.looking.problems == []


def the_audits_are_given_out(story):
    quinn, month = story["quinn"], month_of(today())
    month_setting_up.import_the_case_list(quinn, today())
    month_setting_up.set_up_the_round(quinn, month.first, month.last, today())
    month_setting_up.draw_the_sample(quinn)
    month_setting_up.give_out_the_audits(quinn)


def a_good_audit_is_handed_in(story):
    asha, tool = story["asha"], story.council.tools["safety_check"]
    story.seen = month_auditing.begin(asha)
    month_auditing.answer_everything(asha, tool, answers_to(tool, "good", today()))
    asha.press("Submit audit")
    asha.sees("Waiting for moderation")


def a_child_is_not_safe(story):
    ben, tool = story["ben"], story.council.tools["safety_check"]
    story.unsafe = month_auditing.begin(ben, "Harbour")
    ben.follow("Is the child safe?")
    month_moderating.raise_a_concern(ben)
    month_moderating.acknowledge_the_concern(story["tomas"])
    month_moderating.close_the_concern(story["quinn"])
    ben.follow("Read the audit")
    ben.follow("Is anything drifting?")
    month_auditing.note(ben, "Area for improvement", DRIFT, "Drift in planning", "Recording")
    ben.press("Save and see all sections")
    month_auditing.answer_everything(ben, tool, answers_to(tool, "inadequate", today(), UNSAFE))
    ben.sees("The overall grade can be at most Inadequate")
    ben.sees(DRIFT)
    ben.press("Submit audit")


def the_audits_are_moderated(story):
    quinn, asha = story["quinn"], story["asha"]
    left = hand_in_what_is_left(story.council.tools["safety_check"], LEFT)
    month_moderating.agree(quinn, story.unsafe)
    month_moderating.change(quinn, left[0], "Good")
    month_moderating.return_to_auditor(quinn, story.seen)
    month_auditing.hand_in_again(asha, story.seen, month_moderating.NEEDED)
    month_moderating.agree_the_rest(quinn, len(LEFT) - 1)
    month_moderating.agree(quinn, story.seen, because="has come back")
    month_moderating.read_the_feedback(story["ben"], story.unsafe)


def an_action_is_agreed_and_done(story):
    month_finishing.propose_an_action(story["quinn"], story.unsafe, DRIFT, today())
    month_finishing.agree_and_do_it(story["tomas"])
    month_finishing.verify_it(story["quinn"])


def the_month_is_published(story, folder):
    quinn, bola, month = story["quinn"], story["bola"], month_of(today())
    month_finishing.publish(quinn, month.name)
    files = month_finishing.download(quinn, folder)
    name = f"case-audit-findings-{month.key}-publication-1"
    endings = ("board.pdf", "board.xlsx", "full.pdf", "full.xlsx", "without-cases.xlsx")
    assert sorted(files) == [f"{name}-{each}" for each in endings]
    assert len(table_of(files[f"{name}-full.xlsx"], "Audits")) == month_setting_up.DRAWN
    assert month_finishing.WHAT in sheets_of(files[f"{name}-full.xlsx"])["List of actions"]
    document = document_of(files[f"{name}-full.pdf"])
    assert document.is_tagged
    assert month_finishing.NARRATIVE["Purpose"] in document.words

    bola.follow_menu("Findings")
    bola.follow(month.name)
    for_board = month_finishing.download(bola, folder)
    assert sorted(for_board) == [f"{name}-board.pdf", f"{name}-board.xlsx"]
    assert for_board[f"{name}-board.pdf"] == files[f"{name}-board.pdf"], "published files are never rebuilt"
    assert story.unsafe not in " ".join(sheets_of(for_board[f"{name}-board.xlsx"]).values())
