"""In which words, and in which order, does a home page say what needs somebody?

The most urgent comes first, and the first card's link is the page's one obvious next step.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict
from urllib.parse import urlencode

from flask import url_for

from qa_app.web.filters import ago, count, moment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa_app.models.people import User
    from qa_app.queries.calibration_today import CalibrationToday
    from qa_app.queries.outsiders import OutsiderCounts
    from qa_app.queries.own_audits import OwnCounts
    from qa_app.queries.today import ActionCounts, Today


class Card(TypedDict):
    """One thing to do: how many, what, and where."""

    count: int
    title: str
    text: str
    href: str
    link_text: str
    urgent: bool


def cards_for(today: Today) -> list[Card]:
    """What needs the person, the most urgent first; empty when nothing does."""
    cards = [
        *_emergencies(today),
        *_new_concerns(today),
        *_own_audits(today),
        *_calibration(today.calibration),
        *_moderation(today),
        *_after_moderation(today),
        *_coaching(today),
        *_outsiders(today.outsiders),
        *_due_to_go(today),
        *_actions(today.actions),
        *_open_concerns(today),
    ]
    return sorted(cards, key=lambda card: not card["urgent"])


def greeting(user: User) -> str:
    """The first name, as one says hello."""
    return user.name.split()[0]


def _emergencies(today: Today) -> Iterator[Card]:
    if today.emergencies:
        yield Card(
            count=today.emergencies,
            title="use of the break-glass account"
            if today.emergencies == 1
            else "uses of the break-glass account",
            text="In the last 30 days. Find out who it was, and why.",
            href=url_for("emergencies.index"),
            link_text="See when and from where",
            urgent=True,
        )


def _new_concerns(today: Today) -> Iterator[Card]:
    if today.concerns_waiting:
        yield Card(
            count=today.concerns_waiting,
            title="immediate concern to acknowledge"
            if today.concerns_waiting == 1
            else "immediate concerns to acknowledge",
            text="An auditor is worried about a child now.",
            href=url_for("concerns.index"),
            link_text="Read and acknowledge",
            urgent=True,
        )


def _open_concerns(today: Today) -> Iterator[Card]:
    if today.concerns_open and not today.concerns_waiting:
        yield Card(
            count=today.concerns_open,
            title="immediate concern still open"
            if today.concerns_open == 1
            else "immediate concerns still open",
            text="Acknowledged, and not closed yet.",
            href=url_for("concerns.index"),
            link_text="See what was done",
            urgent=False,
        )


def _own_audits(today: Today) -> Iterator[Card]:
    own = today.own
    if own is None:
        return
    if own.due:
        yield Card(
            count=own.due,
            title="audit waits for you" if own.due == 1 else "audits wait for you",
            text=_own_words(own, today),
            href=url_for("audits.index"),
            link_text="Go to your audits",
            urgent=bool(own.overdue or own.returned),
        )
    if own.unread_feedback:
        yield Card(
            count=own.unread_feedback,
            title="audit with new feedback" if own.unread_feedback == 1 else "audits with new feedback",
            text="A moderator has written to you.",
            href=url_for("audits.index"),
            link_text="Read the feedback",
            urgent=False,
        )


def _own_words(own: OwnCounts, today: Today) -> str:
    parts = [
        f"{number} {words}"
        for number, words in (
            (own.overdue, "overdue"),
            (own.returned, "returned to you"),
            (own.in_progress, "begun"),
            (own.not_started, "not begun"),
        )
        if number
    ]
    due = f" The next is due {ago(today.next_audit.due_on)}." if today.next_audit else ""
    return f"{', '.join(parts).capitalize()}.{due}"


def _calibration(found: CalibrationToday) -> Iterator[Card]:
    if found.to_grade:
        yield Card(
            count=found.to_grade,
            title="case to grade for calibration"
            if found.to_grade == 1
            else "cases to grade for calibration",
            text=f"Hand in before the release on {moment(found.next_release)}.",
            href=url_for("calibration.index"),
            link_text="Grade for calibration",
            urgent=False,
        )
    if found.practice:
        left = max(found.practice.rules.cases - found.practice.done, 1)
        yield Card(
            count=left,
            title="practice case to do" if left == 1 else "practice cases to do",
            text=f"You are not ready yet: {found.practice.progress}.",
            href=url_for("practice.index"),
            link_text="Practise",
            urgent=False,
        )
    for number, one, many, text, link_text, endpoint in (
        (found.to_record, "exercise without all reference grades", "exercises without all reference grades",
         "The group has seen the spread. Record what it agreed.", "Record reference grades", "calibration.index"),
        (found.all_handed_in, "exercise that everybody handed in", "exercises that everybody handed in",
         "Release it now, or wait for its time.", "Go to calibration", "calibration.index"),
        (found.not_ready, "new auditor not ready yet", "new auditors not ready yet",
         "They practise before they are given audits.", "See how far they are", "practice.auditors"),
    ):  # fmt: skip
        if number:
            yield Card(
                count=number,
                title=one if number == 1 else many,
                text=text,
                href=url_for(endpoint),
                link_text=link_text,
                urgent=False,
            )


def _moderation(today: Today) -> Iterator[Card]:
    if today.to_moderate:
        yield Card(
            count=today.to_moderate,
            title="audit to moderate" if today.to_moderate == 1 else "audits to moderate",
            text="Each says why it is in the queue.",
            href=url_for("moderation.queue"),
            link_text="Go to the queue",
            urgent=False,
        )
    if today.to_settle:
        yield Card(
            count=today.to_settle,
            title="case on which two auditors differ"
            if today.to_settle == 1
            else "cases on which two auditors differ",
            text="Each was audited twice, blind. Somebody has to decide.",
            href=url_for("disagreements.queue"),
            link_text="Look at the differences",
            urgent=False,
        )
    if today.agreed_in_bulk:
        yield Card(
            count=today.agreed_in_bulk,
            title="audit can be agreed together"
            if today.agreed_in_bulk == 1
            else "audits can be agreed together",
            text="No rule asks for them to be moderated one by one.",
            href=url_for("moderation.rest"),
            link_text="Look through them",
            urgent=False,
        )


def _after_moderation(today: Today) -> Iterator[Card]:
    if today.replies:
        yield Card(
            count=today.replies,
            title="reply to decide on" if today.replies == 1 else "replies to decide on",
            text="Somebody asks for another look at an audit that you had no part in.",
            href=url_for("replies.queue"),
            link_text="Look again",
            urgent=False,
        )
    if today.reopenings:
        yield Card(
            count=today.reopenings,
            title="reopening to grant or refuse"
            if today.reopenings == 1
            else "reopenings to grant or refuse",
            text="A signed-off audit is opened again only when a second person agrees.",
            href=url_for("reopenings.index"),
            link_text="Look at the request" if today.reopenings == 1 else "Look at the requests",
            urgent=False,
        )


def _coaching(today: Today) -> Iterator[Card]:
    """The auditor's own first, then what waits in the log for those who run it."""
    for number, noun, words, text, href, link_text in (
        (today.coached.unanswered, "coaching entry", "to answer", "Quality assurance has written down what you talked about.",
         url_for("coaching.own"), "Read and answer"),
        (today.coached.due, "next step", "of your coaching due", "Late, or due within a week.",
         url_for("coaching.own"), "See the next step"),
        (today.coaching.unanswered, "coaching entry", "not answered yet", "The auditor has been told.",
         url_for("coaching.log", standing="unanswered"), "See the log"),
        (today.coaching.due, "next step", "of coaching due", "Late, or due within a week.",
         url_for("coaching.log"), "See the log"),
    ):  # fmt: skip
        if number:
            plural = "coaching entries" if noun == "coaching entry" else f"{noun}s"
            yield Card(
                count=number,
                title=f"{noun if number == 1 else plural} {words}",
                text=text,
                href=href,
                link_text=link_text,
                urgent=False,
            )


def _outsiders(found: OutsiderCounts) -> Iterator[Card]:
    for number, words, text, urgent in (
        (found.ended, "gone with audits in hand", "Their access has ended. Somebody else has to finish what they hold.", True),
        (found.ends_soon, "whose access ends soon", "Or ends before the audits that they hold are due.", False),
    ):  # fmt: skip
        if number:
            yield Card(
                count=number,
                title=f"external auditor{'' if number == 1 else 's'} {words}",
                text=text,
                href=url_for("outsiders.index"),
                link_text="See external auditors",
                urgent=urgent,
            )


def _due_to_go(today: Today) -> Iterator[Card]:
    if today.due_to_go:
        yield Card(
            count=today.due_to_go,
            title="record whose period is over" if today.due_to_go == 1 else "records whose period is over",
            text="Nothing goes until somebody has looked and said so.",
            href=url_for("personal_data.due"),
            link_text="See what would go",
            urgent=False,
        )


def _actions(waiting: ActionCounts) -> Iterator[Card]:
    for number, noun, words, text, link_text, arguments, urgent in (
        (waiting.overdue, "action", "of yours overdue", "Say how far it is, or why the date must move.",
         "See what is overdue", {"due": "overdue", "whose": "mine"}, True),
        (waiting.to_agree, "action", "to agree", "Agree it, or suggest other words or another date.",
         "Agree actions", {"whose": "to-agree"}, False),
        (waiting.suggested, "suggestion", "to answer", "A manager suggests other words or another date.",
         "Answer the suggestion", {"whose": "to-answer"}, False),
        (waiting.due_this_week, "action", "of yours due this week", "", "See what is due", {"due": "week", "whose": "mine"}, False),
        (waiting.to_verify, "action", "to verify", "The owner says it is done. Look at the evidence.",
         "Verify actions", {"whose": "to-verify"}, False),
    ):  # fmt: skip
        if number:
            yield Card(
                count=number,
                title=f"{count(number, noun).split(' ', 1)[1]} {words}",
                text=text,
                href=f"{url_for('actions.index')}?{urlencode(arguments)}",
                link_text=link_text,
                urgent=urgent,
            )
