"""Do eight people or tabs who save at the same time lose a single answer?"""

from __future__ import annotations

import contextvars
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sqlalchemy import func, select

from qa_app.db import session
from qa_app.domain.questions import Given
from qa_app.domain.tools import ToolDefinition
from qa_app.domain.workflow import Status
from qa_app.models.audits import Answer, Audit
from qa_app.models.people import User
from qa_app.queries import audits
from qa_app.services import answering, auditing
from qa_app.services.answering import Conflict, Saved
from tests import factories
from tests.domain.small_tool import SMALL
from tests.factories import AT

THREADS, SAVES = 8, 100


def _together(app, work):
    """``work(number)`` in eight threads that begin at once, each with a session of its own."""
    line = Barrier(THREADS)

    def run(number):
        with app.app_context():
            line.wait(timeout=30)
            try:
                return work(number)
            finally:
                session.remove()

    session.rollback()
    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(lambda number: contextvars.Context().run(run, number), range(THREADS)))


def test_eight_threads_with_a_hundred_saves_of_their_own_answers_lose_nothing(app, cast):
    asha, audit_id = cast.asha.id, _draft(cast).id
    keys = [f"note-{number}" for number in range(THREADS)]

    def type_away(number):
        me = session.get_one(User, asha)
        for step in range(SAVES):
            draft = audits.one_to_answer(me, audit_id)
            outcome = answering.save(draft, keys[number], Given(f"words {step}"), step, by=me, at=AT)
            assert outcome == Saved(step + 1)

    _together(app, type_away)
    rows = session.execute(
        select(Answer.question_key, Answer.value, Answer.version).order_by(Answer.question_key)
    )
    assert [tuple(row) for row in rows] == [(key, f"words {SAVES - 1}", SAVES) for key in keys]


def test_eight_threads_that_add_to_one_answer_lose_nothing(app, cast):
    asha, audit_id = cast.asha.id, _draft(cast).id

    def add_lines(number):
        me = session.get_one(User, asha)
        words, version, conflicts = "", 0, 0
        for step in range(SAVES):
            draft = audits.one_to_answer(me, audit_id)
            while True:
                mine = f"{words}{number}.{step}\n"
                outcome = answering.save(draft, "note-0", Given(mine), version, by=me, at=AT)
                if isinstance(outcome, Saved):
                    words, version = mine, outcome.version
                    break
                conflicts += 1
                words, version = outcome.theirs.value, outcome.version
        return conflicts

    conflicts = _together(app, add_lines)
    value, version = session.execute(select(Answer.value, Answer.version)).one()
    wanted = {f"{number}.{step}" for number in range(THREADS) for step in range(SAVES)}
    assert set(value.split()) == wanted
    assert len(value.split()) == version == THREADS * SAVES
    assert sum(conflicts) > 0, "the threads never met: the test has tested nothing"


def test_eight_first_saves_at_once_keep_one_and_tell_the_others(app, cast):
    asha, audit_id = cast.asha.id, _draft(cast).id

    def first(number):
        me = session.get_one(User, asha)
        draft = audits.one_to_answer(me, audit_id)
        return answering.save(draft, "note-0", Given(f"mine {number}"), 0, by=me, at=AT)

    outcomes = _together(app, first)
    assert sum(isinstance(each, Saved) for each in outcomes) == 1
    kept = session.scalars(select(Answer.value)).one()
    assert all(each.theirs.value == kept for each in outcomes if isinstance(each, Conflict))


def test_no_answer_slips_in_after_the_hand_in(app, cast):
    asha = cast.asha.id
    audit_id = factories.audit(cast.asha, status=Status.IN_PROGRESS, answers=factories.everything()).id

    def save_or_submit(number):
        me = session.get_one(User, asha)
        draft = audits.one_of(me, audit_id)
        if number == 0:
            auditing.submit(draft, link=str, by=me, at=AT)
            return session.scalar(select(func.max(Answer.version)).where(Answer.audit_id == audit_id))
        for version in range(1, 40):
            try:
                answering.save(
                    draft, "overall-rationale", Given(f"{number} {version}"), version, by=me, at=AT
                )
            except Exception as refusal:  # noqa: BLE001
                return type(refusal).__name__
        return "none"

    outcomes = _together(app, save_or_submit)
    assert session.get_one(Audit, audit_id).status is Status.SUBMITTED
    assert session.scalar(select(func.max(Answer.version))) == outcomes[0]
    assert "StepNotAllowed" in outcomes[1:]


def _draft(cast):
    section = {
        "key": "notes",
        "title": "Notes",
        "questions": [
            {"kind": "long_text", "key": f"note-{number}", "text": f"Note {number}?"}
            for number in range(THREADS)
        ],
    }
    tool = ToolDefinition.model_validate(
        SMALL | {"key": "notes", "sections": [section], "limiting_rules": []}
    )
    return factories.audit(cast.asha, status=Status.IN_PROGRESS, definition=tool)
