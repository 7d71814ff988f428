"""When a worker dies in the middle of saving, and then the whole server, is every acknowledged answer still there?"""

from __future__ import annotations

import os
import signal

from sqlalchemy import select

from qa_app.db import db, session
from qa_app.domain.workflow import Status
from qa_app.models.audits import Answer
from tests import factories
from tests.served import KEYS, Typists, lost, serving

WRITERS = 32
ENOUGH = 160


def test_32_writers_lose_nothing_when_a_worker_and_then_the_server_is_killed(app, cast, tmp_path, happened):
    audits = factories.audits(cast.asha, WRITERS // len(KEYS), status=Status.IN_PROGRESS)
    places = [(audit.id, key) for audit in audits for key in KEYS]
    session.rollback()
    with serving(app, tmp_path / "served") as served:
        typists = Typists(app, cast.asha, places, port=served.port, is_patient=True)
        with typists.typing():
            typists.wait_for(ENOUGH)
            calm, refused_when_calm = typists.count, list(typists.refused)
            unanswered_when_calm = typists.unanswered
            os.kill(served.workers[0], signal.SIGKILL)
            typists.wait_for(calm + ENOUGH)
            cut_off, with_one_worker = typists.unanswered, typists.count - calm
            typists.is_patient = False
            served.kill()
    db.session.remove()
    db.engine.dispose()
    kept = {
        (audit_id, key): (version, value)
        for audit_id, key, version, value in session.execute(
            select(Answer.audit_id, Answer.question_key, Answer.version, Answer.value)
        )
    }
    assert (refused_when_calm, unanswered_when_calm) == ([], 0)
    assert typists.refused == []
    assert lost(typists.acknowledged, kept) == []
    happened(
        f"{WRITERS} writers at once: {calm} answers saved, none refused; one worker killed: {cut_off} requests cut off, "
        f"{with_one_worker} more saved; server killed: all of {typists.count} acknowledged answers are there"
    )
