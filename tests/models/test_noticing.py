"""Is every change noticed with who, what, old and new, without anybody saying it, and without words of an audit?"""

from __future__ import annotations

from dataclasses import replace

import sqlalchemy as sa

from qa_app.db import session, use_case
from qa_app.domain.chain import details_of
from qa_app.domain.happenings import Happening
from qa_app.domain.policy import Role
from qa_app.domain.workflow import Status, Step
from qa_app.models import Base
from qa_app.models.audits import Answer, Audit, Finding, FindingKind
from qa_app.models.case_paths import CasePaths, steps
from qa_app.models.cases import Case
from qa_app.models.council import Council
from qa_app.models.history import HistoryRow
from qa_app.services import councils, people
from qa_app.services.councils import Settings
from qa_app.services.people import PersonDetails
from tests import factories
from tests.conftest import TODAY

SECRET = "Only the child knows this"


def newest(what: Happening, kind: str) -> HistoryRow:
    session.rollback()
    return session.scalars(
        sa.select(HistoryRow)
        .where(HistoryRow.what == what.value, HistoryRow.kind == kind)
        .order_by(HistoryRow.sequence.desc())
        .limit(1)
    ).one()


def reference_of(audit) -> str:
    return session.scalar(sa.select(Case.reference).where(Case.id == audit.case_id))


def test_a_step_of_an_audit_is_there_with_its_case_as_it_was_and_is(cast):
    audit = factories.audit(cast.asha, status=Status.ALLOCATED)

    @use_case
    def begin(*, by, at):
        session.get_one(Audit, audit.id).take(Step.START, by=by, at=at, note=SECRET)

    begin(by=cast.asha, at=TODAY)
    row = newest(Happening.CHANGED, "audit")
    assert (row.by_id, row.on_id, row.at) == (cast.asha.id, audit.id, TODAY)
    assert row.case_reference == reference_of(audit)
    assert details_of(row.details) == {"status": "allocated → in_progress"}
    event = newest(Happening.ADDED, "audit_event")
    assert event.case_reference == row.case_reference
    assert SECRET not in event.details


def test_words_of_a_finding_leave_a_fingerprint_and_its_removal_the_case(cast):
    audit = factories.audit(cast.asha, status=Status.IN_PROGRESS)

    @use_case
    def add(*, by, at):
        row = Finding(audit_id=audit.id, kind=FindingKind.STRENGTH, text=SECRET, by_id=by.id, at=at)
        session.add(row)
        return row

    @use_case
    def change(*, by, at):
        session.get_one(Finding, row.id).text = f"{SECRET}, and two of us"

    @use_case
    def remove(*, by, at):
        session.delete(session.get_one(Finding, row.id))

    row = add(by=cast.asha, at=TODAY)
    change(by=cast.asha, at=TODAY)
    remove(by=cast.asha, at=TODAY)
    added, changed = newest(Happening.ADDED, "finding"), newest(Happening.CHANGED, "finding")
    removed = newest(Happening.REMOVED, "finding")
    for each in (added, changed, removed):
        assert (each.on_id, each.case_reference) == (row.id, reference_of(audit))
        assert "child" not in each.details
        assert "strength" not in each.details
    assert details_of(changed.details)["text"].startswith("short ")
    assert "→" in details_of(changed.details)["text"]


def test_a_role_that_is_given_is_a_permission_that_changed(cast):
    person = people_details(cast.ben, roles=frozenset({Role.AUDITOR, Role.DIRECTOR}))
    people.change(
        session.get_one(type(cast.ben), cast.ben.id), person, seen=cast.ben.revision, by=cast.ada, at=TODAY
    )
    row = newest(Happening.PERMISSIONS_CHANGED, "user")
    assert (row.by_id, row.on_id) == (cast.ada.id, cast.ben.id)
    assert details_of(row.details)["roles"] == "auditor → auditor, director"


def people_details(user, *, roles) -> PersonDetails:
    return PersonDetails(user.name, user.email, roles, team_id=user.team_id)


def test_a_setting_is_there_as_it_was_and_is(cast):
    council = session.get_one(Council, 1)
    settings = replace(Settings.of(council, ()), reply_days=5, name="Other Council")
    councils.change_settings(council, settings, seen=council.revision, by=cast.ada)
    details = details_of(newest(Happening.SETTINGS_CHANGED, "council").details)
    assert details["reply_days"] == "10 → 5"
    assert details["name"] == "Testshire Council → Other Council"


def test_statements_that_go_round_the_records_are_noticed_too(cast):
    audit = factories.audit(cast.asha, status=Status.IN_PROGRESS, answers=factories.everything())

    @use_case
    def change(*, by, at):
        session.execute(sa.update(Answer).where(Answer.audit_id == audit.id).values(comment=SECRET))
        session.execute(sa.delete(Answer).where(Answer.audit_id == audit.id))

    number = session.scalar(sa.select(sa.func.count()).where(Answer.audit_id == audit.id))
    change(by=cast.quinn, at=TODAY)
    changed, removed = newest(Happening.CHANGED, "answer"), newest(Happening.REMOVED, "answer")
    assert details_of(changed.details) == {"rows": number, "columns": "comment"}
    assert details_of(removed.details) == {"rows": number}
    assert changed.by_id == removed.by_id == cast.quinn.id


def test_every_table_about_an_audit_leads_to_its_case(cast):
    audit = factories.audit(cast.asha, status=Status.SUBMITTED)
    paths = CasePaths(session())
    assert paths.at("audit", audit.id) == reference_of(audit)
    about = {
        table.name
        for table in Base.metadata.sorted_tables
        if "audit_id" in table.c and table.c.audit_id.foreign_keys
    }
    assert about <= set(steps())
    assert {"action", "action_event", "moderation", "concern", "finding_theme", "case_flag"} <= set(steps())
    assert {"user", "team", "council", "round"}.isdisjoint(steps())


def test_passwords_and_secrets_are_told_as_changed_and_no_more(cast):
    @use_case
    def change(*, by, at):
        session.get_one(type(cast.ben), cast.ben.id).password = "hash-of-a-password"

    change(by=cast.ben, at=TODAY)
    details = details_of(newest(Happening.CHANGED, "user").details)
    assert list(details) == ["password"]
    assert details["password"].endswith("→ set")
