"""Are strengths and areas for improvement written down once, and never lost to another tab?"""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from qa_app.db import session
from qa_app.domain.errors import Incomplete, NotPossible, NotYours, Stale, StepNotAllowed
from qa_app.domain.workflow import Status
from qa_app.models.audits import Finding, FindingKind, FindingTheme
from qa_app.queries import audits
from qa_app.services import finding
from qa_app.services.finding import Noted
from tests import factories
from tests.factories import AT

STRENGTH = Noted(FindingKind.STRENGTH, "She is known well.", ("drift",), "seeing")


@pytest.fixture
def draft(cast):
    return factories.audit(cast.asha, status=Status.IN_PROGRESS)


def test_a_finding_keeps_its_words_themes_and_section(cast, draft):
    made = finding.add(draft, STRENGTH, by=cast.asha, at=AT)
    session.expire_all()
    kept = audits.finding_of(cast.asha, draft.id, made.id)
    assert (kept.kind, kept.text, kept.section_key) == (FindingKind.STRENGTH, "She is known well.", "seeing")
    assert [row.theme_key for row in kept.themes] == ["drift"]


def test_a_form_that_is_sent_twice_makes_one(cast, draft):
    first = finding.add(draft, STRENGTH, by=cast.asha, at=AT, once="abc")
    assert finding.add(draft, STRENGTH, by=cast.asha, at=AT, once="abc").id == first.id
    assert session.scalar(select(func.count()).select_from(Finding)) == 1


def test_changing_it_changes_words_and_themes(cast, draft):
    made = finding.add(draft, STRENGTH, by=cast.asha, at=AT)
    found = audits.finding_of(cast.asha, draft.id, made.id)
    other = Noted(FindingKind.IMPROVEMENT, "Not alone.", ("voice_of_the_child",), None)
    finding.change(found, other, revision=found.revision, by=cast.asha, at=AT)
    session.expire_all()
    kept = audits.finding_of(cast.asha, draft.id, made.id)
    assert (kept.kind, kept.text, kept.revision) == (FindingKind.IMPROVEMENT, "Not alone.", 2)
    assert [row.theme_key for row in kept.themes] == ["voice_of_the_child"]


def test_a_change_in_another_tab_is_not_overwritten(cast, draft):
    made = finding.add(draft, STRENGTH, by=cast.asha, at=AT)
    found = audits.finding_of(cast.asha, draft.id, made.id)
    finding.change(found, Noted(FindingKind.STRENGTH, "Second."), revision=1, by=cast.asha, at=AT)
    with pytest.raises(Stale):
        finding.change(found, Noted(FindingKind.STRENGTH, "Stale."), revision=1, by=cast.asha, at=AT)
    assert session.scalars(select(Finding.text)).one() == "Second."


def test_removing_it_removes_its_themes(cast, draft):
    made = finding.add(draft, STRENGTH, by=cast.asha, at=AT)
    finding.remove(audits.finding_of(cast.asha, draft.id, made.id), by=cast.asha, at=AT)
    assert session.scalar(select(func.count()).select_from(FindingTheme)) == 0


@pytest.mark.parametrize(
    ("noted", "refusal"),
    [
        (Noted(FindingKind.STRENGTH, " \x00 "), Incomplete),
        (Noted(FindingKind.STRENGTH, "x" * 20_001), Incomplete),
        (Noted(FindingKind.STRENGTH, "x", ("made-up",)), NotPossible),
        (Noted(FindingKind.STRENGTH, "x", (), "made-up"), NotPossible),
    ],
)
def test_what_cannot_be_kept_is_refused(cast, draft, noted, refusal):
    with pytest.raises(refusal):
        finding.add(draft, noted, by=cast.asha, at=AT)


def test_nobody_else_writes_and_nobody_after_the_hand_in(cast, draft):
    made = finding.add(draft, STRENGTH, by=cast.asha, at=AT)
    with pytest.raises(NotYours):
        finding.add(draft, STRENGTH, by=cast.ben, at=AT)
    submitted = factories.audit(cast.asha, status=Status.SUBMITTED)
    with pytest.raises(StepNotAllowed):
        finding.add(submitted, STRENGTH, by=cast.asha, at=AT)
    found = audits.finding_of(cast.asha, draft.id, made.id)
    with pytest.raises(NotYours):
        finding.remove(found, by=cast.quinn, at=AT)
