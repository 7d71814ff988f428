"""Do sampled cases become audits that are shared fairly, and never with somebody who is too close?"""

from __future__ import annotations

from collections import Counter

import pytest
from sqlalchemy import select

from qa_app.db import session
from qa_app.domain.errors import NotPossible, Stale, StepNotAllowed
from qa_app.domain.workflow import Status
from qa_app.models.audits import Audit
from qa_app.models.mail import OutboxMessage
from qa_app.models.people import Supervision, Worker
from qa_app.models.rounds import Round, RoundStatus
from qa_app.queries import proposals, samples
from qa_app.services import allocating, exempting, scheduling
from tests.conftest import TODAY
from tests.lists_and_rounds import a_round, a_sample, an_open_round, import_list, listed, many


def drawn(cast, *entries, **changes):
    """A round whose sample was drawn from these entries."""
    import_list(cast, *(entries or many(30)))
    round_ = a_round(cast)
    a_sample(cast, round_, **changes)
    return round_


def audits():
    return session.scalars(select(Audit).order_by(Audit.id)).all()


def test_every_case_is_given_to_an_auditor_of_another_team(app, cast):
    round_ = drawn(cast)
    allocating.allocate(round_.id, by=cast.quinn, at=TODAY)
    made = audits()
    assert len(made) == 6
    for audit in made:
        if audit.auditor_id in {cast.asha.id, cast.olu.id}:
            assert audit.team_id != cast.lantern.id
        if audit.auditor_id == cast.ben.id:
            assert audit.team_id != cast.meadow.id
    assert set(Counter(audit.auditor_id for audit in made).values()) == {2}, "two each"
    assert session.get(Round, round_.id).status is RoundStatus.OPEN


def test_an_audit_keeps_the_team_and_worker_of_its_day(app, cast):
    round_ = drawn(cast)
    allocating.allocate(round_.id, by=cast.quinn, at=TODAY)
    before = {audit.id: audit.team_id for audit in audits()}
    import_list(cast, *many(30, team="Harbour", worker="Idris Vale"))
    assert {audit.id: audit.team_id for audit in audits()} == before
    assert all(audit.status is Status.ALLOCATED for audit in audits())
    assert all(audit.due_on == audit.original_due_on == round_.due_on for audit in audits())


def test_nobody_audits_their_own_case_or_one_they_supervise(app, cast):
    wren = session.scalars(select(Worker).where(Worker.name == "Wren Castle")).one()
    cast.ben.worker_id = wren.id
    session.add(Supervision(user_id=cast.asha.id, worker_id=wren.id))
    session.commit()
    round_ = drawn(cast, *many(30, worker="Wren Castle"))
    proposal = proposals.for_round(round_.id, seed=1, on=TODAY.date())
    assert {pairing.auditor.user_id for pairing in proposal.pairings} == {cast.olu.id}
    assert [left.case.team for left in proposal.left_over] == ["Lantern", "Lantern"]
    reasons = proposal.left_over[0].reasons
    assert any("supervises or supervised Wren Castle" in reason for reason in reasons)
    assert any("Ben Okoro is the worker of case" in reason for reason in reasons)
    assert any("Olu Stranger belongs to Lantern" in reason for reason in reasons)


def test_cases_that_nobody_can_take_wait_and_can_be_given_out_later(app, cast):
    for user in (cast.ben, cast.olu, cast.asha):
        user.audit_capacity = 1
    session.commit()
    round_ = drawn(cast)
    allocating.allocate(round_.id, by=cast.quinn, at=TODAY)
    assert len(audits()) == 3
    assert len(samples.waiting(round_.id)) == 3
    with pytest.raises(NotPossible, match="Nobody can take"):
        allocating.allocate(round_.id, by=cast.quinn, at=TODAY)
    cast.ben.audit_capacity = None
    session.commit()
    allocating.allocate(round_.id, by=cast.quinn, at=TODAY)
    assert len(audits()) > 3


def test_what_is_done_is_what_was_shown(app, cast):
    round_ = drawn(cast)
    seed = samples.of_round(round_.id).seed
    shown = proposals.for_round(round_.id, seed=seed, on=TODAY.date())
    exempting.exempt(round_.id, cast.ben.id, because="On leave", by=cast.quinn, at=TODAY)
    with pytest.raises(Stale, match="Nothing was given out"):
        allocating.allocate(round_.id, digest=shown.digest, by=cast.quinn, at=TODAY)
    assert audits() == []
    again = proposals.for_round(round_.id, seed=seed, on=TODAY.date())
    allocating.allocate(round_.id, digest=again.digest, by=cast.quinn, at=TODAY)
    assert cast.ben.id not in {audit.auditor_id for audit in audits()}


def test_a_second_click_gives_nothing_out_twice(app, cast):
    round_ = an_open_round(cast)
    with pytest.raises(NotPossible, match="has an auditor already"):
        allocating.allocate(round_.id, by=cast.quinn, at=TODAY)
    assert len(audits()) == 6


def test_a_round_without_a_sample_cannot_be_allocated(app, cast):
    with pytest.raises(NotPossible, match="Draw the sample first"):
        allocating.allocate(a_round(cast).id, by=cast.quinn, at=TODAY)


def test_a_closed_round_gives_nothing_out(app, cast):
    round_ = an_open_round(cast)
    scheduling.close(round_.id, because="The year ends", by=cast.quinn, at=TODAY)
    with pytest.raises(StepNotAllowed, match="closed"):
        allocating.allocate(round_.id, by=cast.quinn, at=TODAY)


def test_each_auditor_is_told_once_and_no_case_is_named(app, cast):
    import_list(cast, *[listed(f"SECRET{n}") for n in range(9)])
    round_ = a_round(cast)
    a_sample(cast, round_, size=3)
    allocating.allocate(round_.id, by=cast.quinn, at=TODAY)
    mails = session.scalars(select(OutboxMessage)).all()
    assert {mail.to_address for mail in mails} == {cast.asha.email, cast.ben.email, cast.olu.email}
    assert not any("SECRET" in mail.subject + mail.body for mail in mails)
    assert "due on 11 December 2026" in mails[0].body
