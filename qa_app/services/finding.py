"""How are strengths and areas for improvement written down, changed and taken back?

They belong to a draft: once the audit is handed in, they stay as they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from qa_app.db import session, use_case
from qa_app.domain.errors import NotPossible, NotYours, Stale, StepNotAllowed
from qa_app.domain.words import written
from qa_app.domain.workflow import EDITABLE
from qa_app.models.audits import OF_EXERCISES, AnyAudit, Finding, FindingKind, FindingTheme

if TYPE_CHECKING:
    from datetime import datetime

    from qa_app.models.people import User


@dataclass(frozen=True, slots=True)
class Noted:
    """What an auditor writes down: of which kind, in which words, about which themes and section (keys)."""

    kind: FindingKind
    text: str
    themes: tuple[str, ...] = ()
    section: str | None = None


@use_case
def add(audit: AnyAudit, noted: Noted, *, by: User, at: datetime, once: str | None = None) -> Finding:
    """A new finding; the one that was made with the same ``once`` when the form is sent twice.

    :raises Incomplete: without words, or with too many.
    :raises NotPossible: for a theme or a section that the tool does not have.
    :raises NotYours: when the audit belongs to somebody else.
    :raises StepNotAllowed: when the audit is not being worked on.
    """
    _check(audit, noted, by=by)
    made = session.scalars(select(Finding).where(Finding.once == once)).one_or_none() if once else None
    if made:
        return made
    finding = Finding(audit_id=audit.id, by_id=by.id, at=at, once=once, themes=[])
    _write(finding, noted)
    session.add(finding)
    session.flush()
    return finding


@use_case
def change(finding: Finding, noted: Noted, *, revision: int, by: User, at: datetime) -> None:
    """Other words, themes or kind. The finding needs its audit, with tool version, and its themes loaded.

    :raises Stale: when it was changed since revision ``revision`` was read.
    """
    _check(finding.audit, noted, by=by)
    session.refresh(finding, ["revision"])
    if finding.revision != revision:
        raise Stale("You changed this in another tab since you opened it here. Choose which words to keep.")
    finding.by_id, finding.at = by.id, at
    _write(finding, noted)


@use_case
def remove(finding: Finding, *, by: User, at: datetime) -> None:
    """Take a finding back. The finding needs its audit and its themes loaded."""
    del at
    _check_editable(finding.audit, by=by)
    session.delete(finding)


def _write(finding: Finding, noted: Noted) -> None:
    finding.kind, finding.text, finding.section_key = (
        noted.kind,
        written(noted.text, "Write what you found."),
        noted.section,
    )
    kept = {row.theme_key: row for row in finding.themes}
    finding.themes = [kept.get(key) or FindingTheme(theme_key=key) for key in sorted(set(noted.themes))]


def _check(audit: AnyAudit, noted: Noted, *, by: User) -> None:
    _check_editable(audit, by=by)
    tool = audit.tool_version.definition
    written(noted.text, "Write what you found.")
    if not set(noted.themes) <= {theme.key for theme in tool.themes}:
        raise NotPossible("Choose themes from the list: one of those sent is not a theme of this tool.")
    if noted.section is not None and noted.section not in {section.key for section in tool.all_sections}:
        raise NotPossible("Choose a section from the list: the one sent is not a section of this tool.")


def _check_editable(audit: AnyAudit, *, by: User) -> None:
    status, auditor_id, kind = session.execute(
        select(AnyAudit.status, AnyAudit.auditor_id, AnyAudit.kind)
        .where(AnyAudit.id == audit.id)
        .with_for_update(read=True)
    ).one()
    if auditor_id != by.id:
        raise NotYours("This audit belongs to another auditor.")
    if status not in EDITABLE:
        label = status.unmoderated_label if kind in OF_EXERCISES else status.label
        raise StepNotAllowed(
            f"This audit is now “{label}”, so its strengths and areas for improvement cannot be changed."
        )
