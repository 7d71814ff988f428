"""Is an unsuitable case replaced from its own reserve, in order, and only while that makes sense?"""

from __future__ import annotations

import pytest
from sqlalchemy import select

from qa_app.db import session
from qa_app.domain.errors import Incomplete, StepNotAllowed
from qa_app.domain.workflow import Status, Step
from qa_app.models.audits import Audit, AuditEvent
from qa_app.models.rounds import SampledCase
from qa_app.queries import certificates, samples
from qa_app.services import replacing, scheduling
from tests import factories
from tests.conftest import TODAY
from tests.lists_and_rounds import a_round, a_sample, an_open_round, import_list, many


def first_audit(round_):
    return session.scalars(select(Audit).where(Audit.round_id == round_.id).order_by(Audit.id)).first()


def replace(cast, audit, because="The record is restricted"):
    return replacing.replace(audit.sampled_case_id, because=because, by=cast.quinn, at=TODAY)


def test_the_next_of_the_reserve_goes_to_the_same_auditor(app, cast):
    audit = first_audit(an_open_round(cast))
    result = replace(cast, audit)
    gone = session.get(SampledCase, audit.sampled_case_id)
    assert (gone.unsuitable_because, gone.unsuitable_by_id) == ("The record is restricted", cast.quinn.id)
    assert session.get(Audit, audit.id).status is Status.WITHDRAWN
    event = session.scalars(select(AuditEvent).where(AuditEvent.audit_id == audit.id)).one()
    assert (event.step, event.note) == (Step.WITHDRAW, "The record is restricted")
    assert (result.instead.stratum, result.instead.position) == (gone.stratum, 1)
    assert result.instead.replaces_id == gone.id
    assert result.audit.auditor_id == audit.auditor_id
    assert result.audit.due_on == audit.due_on


def test_the_reserve_is_used_in_order_and_then_it_is_used_up(app, cast):
    round_ = an_open_round(cast)
    audit = first_audit(round_)
    first = replace(cast, audit)
    second = replace(cast, first.audit)
    assert (first.instead.position, second.instead.position) == (1, 2)
    third = replace(cast, second.audit)
    assert (third.instead, third.audit) == (None, None)
    ledger = certificates.replacements(samples.of_round(round_.id).id)
    assert [instead is not None for _, instead in ledger] == [True, True, False]


def test_a_case_that_nobody_has_yet_is_replaced_too(app, cast):
    import_list(cast, *many(30))
    round_ = a_round(cast)
    sample = a_sample(cast, round_)
    drawn = select(SampledCase).where(SampledCase.sample_id == sample.id, ~SampledCase.is_reserve)
    gone = session.scalars(drawn.order_by(SampledCase.id)).first()
    result = replacing.replace(gone.id, because="Moved away", by=cast.quinn, at=TODAY)
    assert result.audit is None
    waiting = {case.sampled_case_id for case in samples.waiting(round_.id)}
    assert result.instead.id in waiting
    assert gone.id not in waiting
    assert len(waiting) == 6


def test_a_case_is_replaced_once(app, cast):
    audit = first_audit(an_open_round(cast))
    replace(cast, audit)
    with pytest.raises(StepNotAllowed, match="unsuitable already"):
        replace(cast, audit)


def test_a_case_of_the_reserve_is_not_in_use(app, cast):
    an_open_round(cast)
    spare = session.scalars(select(SampledCase).where(SampledCase.is_reserve)).first()
    with pytest.raises(StepNotAllowed, match="still in the reserve"):
        replacing.replace(spare.id, because="Moved away", by=cast.quinn, at=TODAY)


def test_a_moderated_audit_stays(app, cast):
    audit = factories.audit(cast.asha, status=Status.MODERATED)
    with pytest.raises(StepNotAllowed):
        replace(cast, audit)


def test_a_reason_is_needed(app, cast):
    audit = first_audit(an_open_round(cast))
    with pytest.raises(Incomplete):
        replace(cast, audit, because=" ")


def test_the_sample_of_a_closed_round_stays(app, cast):
    round_ = an_open_round(cast)
    audit = first_audit(round_)
    scheduling.close(round_.id, because="The year ends", by=cast.quinn, at=TODAY)
    with pytest.raises(StepNotAllowed, match="closed"):
        replace(cast, audit)
