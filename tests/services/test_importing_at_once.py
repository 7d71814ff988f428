"""What if two people confirm, or give out, in the same second?"""

from __future__ import annotations

import contextvars
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from qa_app.db import session
from qa_app.domain.errors import NotPossible, Stale, StepNotAllowed
from qa_app.models.audits import Audit
from qa_app.models.cases import Case, CaseEntry
from qa_app.models.rounds import SampledCase
from qa_app.services import allocating, importing, replacing
from tests.conftest import TODAY
from tests.lists_and_rounds import a_round, a_sample, an_open_round, import_list, many, reading_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

REFUSALS = (StepNotAllowed, Stale, NotPossible)


def at_once(app: Flask, *acts: Callable[[], object]) -> list[object]:
    """What came of acts that begin together, each in a session of its own: its result, or its refusal."""
    session.commit()  # ends this session's reading and leaves its people loaded, for the others to name
    start = Barrier(len(acts))

    def one(act: Callable[[], object]) -> object:
        with app.app_context():
            start.wait()
            try:
                return act()
            except REFUSALS as refusal:
                return refusal
            finally:
                session.remove()

    with ThreadPoolExecutor(len(acts)) as pool:
        futures = [pool.submit(contextvars.copy_context().run, one, act) for act in acts]
        found = [future.result() for future in futures]
    session.expire_all()
    return found


def refused(found: list[object]) -> list[object]:
    return [each for each in found if isinstance(each, REFUSALS)]


def test_of_two_who_confirm_the_same_preview_one_is_told(app, cast):
    row = importing.preview(reading_of(*many(200)), by=cast.quinn, at=TODAY)
    found = at_once(app, *[lambda: importing.confirm(row.id, by=cast.quinn, at=TODAY)] * 4)
    assert len(refused(found)) == 3
    assert session.scalar(select(func.count()).select_from(CaseEntry)) == 200


def test_two_files_that_are_confirmed_together_come_in_one_after_the_other(app, cast):
    rows = [
        importing.preview(reading_of(*many(n), content=f"{n}"), by=cast.quinn, at=TODAY) for n in (40, 60)
    ]
    found = at_once(
        app,
        lambda: importing.confirm(rows[0].id, by=cast.quinn, at=TODAY),
        lambda: importing.confirm(rows[1].id, by=cast.quinn, at=TODAY),
    )
    assert refused(found) == []
    entries = session.scalar(select(func.count()).select_from(CaseEntry))
    assert entries in {40, 60}, "the list of one file or of the other, never a mixture"
    assert session.scalar(select(func.count()).where(Case.is_open)) == entries


def test_audits_are_given_out_once_however_many_press_the_button(app, cast):
    import_list(cast, *many(30))
    round_ = a_round(cast)
    a_sample(cast, round_)
    found = at_once(app, *[lambda: allocating.allocate(round_.id, by=cast.quinn, at=TODAY)] * 4)
    assert len(refused(found)) == 3
    assert session.scalar(select(func.count()).select_from(Audit)) == 6


def test_two_replacements_in_one_group_never_bring_the_same_reserve(app, cast):
    round_ = an_open_round(cast)
    pair = session.scalars(
        select(SampledCase.id).where(SampledCase.stratum == "Harbour", ~SampledCase.is_reserve)
    ).all()
    found = at_once(
        app,
        *[
            lambda id_=id_: replacing.replace(id_, because="Moved away", by=cast.quinn, at=TODAY)
            for id_ in pair
        ],
    )
    assert refused(found) == []
    replaced = session.scalars(select(SampledCase.replaces_id).where(SampledCase.replaces_id.is_not(None)))
    assert sorted(replaced) == sorted(pair)
    assert round_.id
