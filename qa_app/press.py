"""How are findings printed? Counted, made into files for each audience, then published: the whole of a long job.

Counting is one read, making files holds no lock, and publishing is one short transaction, so that nobody who saves an
answer waits for a PDF. Run twice, or after a crash, it does no harm (``services.publishing``).
"""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
from typing import TYPE_CHECKING

from qa_app.clock import in_london, now
from qa_app.domain.errors import Incomplete, NotPossible, Stale
from qa_app.domain.findings_json import to_json
from qa_app.domain.months import month_named, month_of
from qa_app.exports.document import document
from qa_app.exports.workbook import workbook
from qa_app.models.publications import Audience
from qa_app.queries import findings as counted
from qa_app.queries import publications, publishable_words
from qa_app.queries.figures import subjects
from qa_app.services import publishing
from qa_app.services.publishing import Edition, MadeFile

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from qa_app.domain.findings import Findings
    from qa_app.models.people import User
    from qa_app.models.publications import Publication
    from qa_app.queries.figures.subjects import Subject
    from qa_app.storage import Store

    Report = Callable[[int, int, str], None]

_KINDS = (("xlsx", "workbook", workbook), ("pdf", "document", document))
_DAY = 86_400
_STEPS = 2 + 2 * len(_KINDS)


def publish_month(period: str, *, change_note: str = "", by: User, at: datetime) -> Publication:
    """Publish a month such as ``2026-10``. Raises NotPossible for what is no month; see ``publish`` for the rest."""
    month = month_named(period)
    if month is None:
        raise NotPossible(f"“{period}” is not a month. Write the year and the month, such as 2026-10.")
    return publish(subjects.of_month(month), change_note=change_note, by=by, at=at)


def publish(
    subject: Subject,
    *,
    change_note: str = "",
    seen: int | None = None,
    once: str | None = None,
    report: Report = lambda _done, _total, _message: None,
    by: User,
    at: datetime,
) -> Publication:
    """Count, make and publish. ``seen`` is the number of the newest publication that the person has looked at.

    ``report(done, total, words)`` is called between the parts.

    :raises NotPossible: for a month that has not begun.
    :raises Incomplete: for a correction without a change note.
    :raises Stale: when somebody published in the meantime.
    :raises WordsToSettle: while something in the words could identify somebody and nobody has said why it can stay.
    """
    if once and (made := publications.made_with(once)):
        return made
    if subject.month and subject.month > month_of(in_london(at).date()):
        raise NotPossible(f"{subject.month.name} has not begun, so there is nothing to publish.")
    earlier = publications.of_subject(subject.key)
    number = earlier[0].number + 1 if earlier else 1
    if seen is not None and seen != number - 1:
        raise Stale("This was published by someone else in the meantime. Look at that publication first.")
    if earlier and not change_note:
        raise Incomplete("Say what this correction changes.")
    report(0, _STEPS, "Counting")
    findings = counted.findings_of(
        subject, at=at, with_rows=True, corrects=_corrects(earlier[0], change_note) if earlier else ""
    )
    publishable_words.refuse_unsettled(findings)
    into = publications.store()
    edition = _print(findings, subject.key, number, into, report)
    report(_STEPS - 1, _STEPS, "Publishing")
    return publishing.publish(edition, into=into, change_note=change_note, once=once, by=by, at=at)


def _corrects(earlier: Publication, change_note: str) -> str:
    day = in_london(earlier.published_at)
    return (
        f"This publication replaces number {earlier.number}, which was published on {day.day} {day:%B %Y}.\n\n"
        f"{change_note}"
    )


def _print(findings: Findings, key: str, number: int, into: Store, report: Report) -> Edition:
    """Every file of every audience, written and on the disk, in a folder of its own."""
    folder = _fresh_folder(into.making)
    versions = ((Audience.FULL, findings), (Audience.BOARD, findings.for_board()))
    files: list[MadeFile] = []
    for audience, version in versions:
        for kind, called, render in _KINDS:
            report(1 + len(files), _STEPS, f"Making the {called} ({_WHOSE[audience]})")
            content = render(version)
            name = f"{audience.value}.{kind}"
            _write(folder / name, content)
            files.append(MadeFile(audience, kind, name, hashlib.sha256(content).hexdigest(), len(content)))
    text = to_json(findings)
    return Edition(
        key=key,
        number=number,
        title=findings.title,
        findings_json=text,
        board_json=to_json(versions[1][1]),
        findings_sha256=hashlib.sha256(text.encode()).hexdigest(),
        folder=folder,
        files=tuple(files),
    )


_WHOSE = {Audience.FULL: "full version", Audience.BOARD: "version without cases"}


def _fresh_folder(making: Path) -> Path:
    """A new folder of this machine; what a crash left behind more than a day ago goes."""
    making.mkdir(parents=True, exist_ok=True)
    for left in making.iterdir():
        if left.stat().st_mtime < now().timestamp() - _DAY:
            shutil.rmtree(left, ignore_errors=True)
    folder = making / secrets.token_hex(8)
    folder.mkdir()
    return folder


def _write(path: Path, content: bytes) -> None:
    """On the disk before anybody is told of it."""
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
