"""When 32 people save the same answer at the same moment, is exactly one kept and everybody told the truth?"""

from __future__ import annotations

import contextvars
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sqlalchemy import select

from qa_app import clock
from qa_app.db import session
from qa_app.domain.workflow import Status
from qa_app.models.audits import Answer
from tests import factories
from tests.conftest import TODAY

CROWD, TURNS = 32, 3


def words_of(number, turn):
    """Others in each turn: who sends again what is kept is told that it is kept."""
    return f"words of {number} in turn {turn}"


def test_32_writers_of_one_answer_are_one_winner_and_31_who_see_its_words(app, cast, visit, happened):
    audit_id = factories.audit(cast.asha, status=Status.IN_PROGRESS).id
    address = f"/audits/{audit_id}/answers/overall-rationale"
    visitors = [visit(cast.asha) for _ in range(CROWD)]
    tokens = [{"X-CSRFToken": each.token()} for each in visitors]
    session.rollback()
    seen, line = Counter(), Barrier(CROWD)

    def save(number, version):
        line.wait(timeout=60)
        with clock.frozen(TODAY):
            answer = visitors[number].client.put(
                address,
                json={"value": words_of(number, version), "comment": "", "version": version},
                headers=tokens[number],
            )
        return answer.status_code, number, answer.json

    for version in range(TURNS):
        with ThreadPoolExecutor(CROWD) as pool:
            answers = list(
                pool.map(
                    lambda number: contextvars.Context().run(save, number, version),  # noqa: B023
                    range(CROWD),
                )
            )
        (winner,) = [number for status, number, _ in answers if status == 200]
        assert all(
            said["theirs"]["value"] == words_of(winner, version)
            for status, _, said in answers
            if status == 409
        )
        seen.update(status for status, _, _ in answers)
    session.rollback()
    kept = session.execute(select(Answer.version, Answer.value).where(Answer.audit_id == audit_id)).one()
    assert kept == (TURNS, words_of(winner, TURNS - 1))
    assert seen == {200: TURNS, 409: TURNS * (CROWD - 1)}
    happened(
        f"{TURNS} times {CROWD} at once: {seen[200]} saved, {seen[409]} shown the winner's words, no error"
    )
