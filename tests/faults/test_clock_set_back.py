"""When the machine's clock is set back, is nobody reminded twice, no message stuck, and no deadline or sign-in broken?"""

from __future__ import annotations

import time
from datetime import timedelta

from flask.sessions import SecureCookieSessionInterface
from itsdangerous import TimestampSigner
from sqlalchemy import select

from qa_app import clock
from qa_app.db import session
from qa_app.domain.workflow import Status
from qa_app.models.audits import Answer
from qa_app.models.mail import OutboxMessage
from qa_app.services import chasing, messaging
from tests import factories
from tests.conftest import TODAY

DAY = timedelta(days=1)


def test_nobody_is_reminded_twice(cast, happened):
    factories.audit(cast.asha, due_on=TODAY.date() - 3 * DAY)
    made = [chasing.remind(base_url="https://qa.example", at=TODAY - ago) for ago in (0 * DAY, DAY, 0 * DAY)]
    assert made == [1, 0, 0]
    happened(f"reminders made today, a day earlier, and today again: {made}")


def test_a_message_that_was_claimed_later_than_now_is_not_stuck(app, happened):
    messaging.queue("key", "asha@testshire.example", "Subject", "Body", at=TODAY)
    claimed = messaging.claim_next(at=TODAY)
    messaging.record_failure(claimed, "no answer")
    assert messaging.claim_next(at=TODAY - timedelta(minutes=5)) is None
    again = messaging.claim_next(at=TODAY - DAY)
    assert again is not None
    messaging.record_sent(again, at=TODAY - DAY)
    assert messaging.claim_next(at=TODAY + DAY) is None
    assert session.scalars(select(OutboxMessage.attempts)).all() == [2]
    happened(
        "tried again at once after a day was set back, sent once, and held while another sender may be at it"
    )


def test_answers_are_saved_and_the_newest_words_win_whatever_the_clock_says(app, cast, visit, happened):
    audit_id = factories.audit(cast.asha, status=Status.IN_PROGRESS, due_on=TODAY.date()).id
    asha, address = visit(cast.asha), f"/audits/{audit_id}/answers/overall-rationale"
    token, versions = {"X-CSRFToken": asha.token()}, []
    for number, moment in enumerate((TODAY, TODAY - DAY, TODAY - 400 * DAY, TODAY)):
        with clock.frozen(moment):
            answer = asha.open(
                "PUT", address, json={"value": f"words {number}", "version": number}, headers=token
            )
            assert asha.get("/audits").h1
        versions.append(answer.json["version"])
    assert versions == [1, 2, 3, 4]
    assert session.scalars(select(Answer.value).where(Answer.audit_id == audit_id)).all() == ["words 3"]
    happened(f"saved as versions {versions} while the clock went back a day, back a year, and forward")


class Ahead(TimestampSigner):
    """Signs as a machine does whose clock is an hour ahead."""

    def get_timestamp(self) -> int:
        return int(time.time()) + 3_600


def test_a_session_from_later_than_now_ends_at_the_sign_in_page(app, cast, visit, happened):
    asha = visit(cast.asha)
    interface = app.session_interface
    assert isinstance(interface, SecureCookieSessionInterface)
    serializer = interface.get_signing_serializer(app)
    with asha.client.session_transaction() as cookie:
        content = dict(cookie)
    serializer.signer = Ahead
    asha.client.set_cookie("session", serializer.dumps(content))
    answer = asha.open("GET", "/audits")
    assert answer.status_code == 302
    assert "/login" in answer.location
    assert visit(None).get("/login").h1
    happened("a session that was signed an hour from now is not believed: its owner is asked to sign in")
