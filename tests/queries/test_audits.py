"""Does each person reach the audits that are theirs to read, and no others?"""

from __future__ import annotations

import pytest
from sqlalchemy.exc import NoResultFound

from qa_app.db import session
from qa_app.domain.workflow import Status
from qa_app.models.audits import FindingKind
from qa_app.queries import audits
from tests import factories


def seen_by(user) -> set[int]:
    return {audit.id for audit in session.scalars(audits.visible_to(user))}


def test_an_auditor_reaches_their_own_audits_only(cast):
    mine = factories.audit(cast.asha)
    factories.audit(cast.ben, status=Status.MODERATED)
    assert seen_by(cast.asha) == {mine.id}
    assert seen_by(cast.olu) == set()


def test_qa_and_the_director_reach_all(cast):
    everything = {factories.audit(cast.asha, status=each).id for each in (Status.ALLOCATED, Status.MODERATED)}
    assert seen_by(cast.quinn) == seen_by(cast.dara) == everything


def test_managers_reach_moderated_audits_of_their_teams(cast):
    harbour = factories.audit(cast.asha, status=Status.MODERATED, team=cast.harbour)
    meadow = factories.audit(cast.asha, status=Status.MODERATED, team=cast.meadow)
    factories.audit(cast.asha, status=Status.SUBMITTED, team=cast.harbour)
    factories.audit(cast.asha, status=Status.MODERATED, team=cast.lantern)
    factories.audit(cast.asha, status=Status.MODERATED)
    assert seen_by(cast.tomas) == {harbour.id}
    assert seen_by(cast.sana) == {harbour.id, meadow.id}


def test_board_members_and_administrators_reach_none(cast):
    factories.audit(cast.asha, status=Status.MODERATED, team=cast.harbour)
    assert seen_by(cast.bola) == seen_by(cast.ada) == set()


def test_is_visible_says_the_same(cast):
    audit = factories.audit(cast.asha)
    assert audits.is_visible_to(cast.asha, audit.id)
    assert not audits.is_visible_to(cast.ben, audit.id)


def test_one_of_is_for_its_auditor_even_where_others_may_read(cast):
    audit = factories.audit(cast.asha, status=Status.MODERATED)
    assert audits.one_of(cast.asha, audit.id) is audit
    for person in (cast.quinn, cast.dara, cast.ben):
        with pytest.raises(NoResultFound):
            audits.one_of(person, audit.id)


def test_a_whole_audit_takes_the_same_queries_however_much_it_holds(cast, count_queries):
    little = factories.audit(cast.asha, status=Status.IN_PROGRESS)
    factories.note(little, FindingKind.STRENGTH, "One.", "drift")
    much = factories.audit(cast.asha, status=Status.RETURNED)
    for number in range(5):
        factories.note(much, FindingKind.STRENGTH, f"Number {number}.", "drift", "voice_of_the_child")
    counts = []
    for audit_id in (little.id, much.id):
        session.expunge_all()
        with count_queries() as asked:
            audits.one_visible_to(cast.quinn, audit_id)
        counts.append(len(asked))
    assert max(counts) <= 12


def test_history_is_in_order_with_names(cast):
    audit = factories.audit(cast.asha, status=Status.RETURNED)
    lines = [(event.step.past, event.by.name) for event in audits.history_of(audit)]
    assert lines == [
        ("Started", "Asha Rao"),
        ("Submitted", "Asha Rao"),
        ("Returned to the auditor", "Quinn Hale"),
    ]
