"""Is what is published whole, said alike by page, workbook and PDF, and never changed?"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import NoResultFound

from qa_app import press
from qa_app.db import session
from qa_app.domain.errors import BadFile, Incomplete, NotPossible, Stale
from qa_app.domain.findings import Audience as Version
from qa_app.domain.findings_json import from_json
from qa_app.models.publications import Audience, Publication, PublishedFile
from qa_app.queries import publications
from qa_app.services import narrating, publishing
from qa_app.services.narrating import Written
from tests import small_month

AT = datetime(2026, 11, 3, 9, 0, tzinfo=UTC)


@pytest.fixture
def month(cast):
    return small_month.again(cast)


def publish(cast, **wanted):
    return press.publish_month("2026-10", by=cast.quinn, at=AT, **wanted)


def published():
    return session.scalar(select(func.count()).select_from(Publication))


def test_a_publication_has_a_workbook_and_a_pdf_for_each_audience(month, cast):
    made = publish(cast)
    assert (made.period_key, made.number, made.title) == ("2026-10", 1, "Case audit findings: October 2026")
    assert {(file.audience, file.kind) for file in made.files} == {
        (audience, kind) for audience in Audience for kind in ("xlsx", "pdf")
    }
    for file in made.files:
        content = (publications.store().root / file.path).read_bytes()
        assert file.path.startswith("2026-10/1/")
        assert (len(content), hashlib.sha256(content).hexdigest()) == (file.size, file.sha256)


def test_the_value_is_kept_whole_and_the_boards_has_no_cases(month, cast):
    made = publish(cast)
    kept = session.get_one(Publication, made.id)
    whole, board = from_json(kept.findings_json), from_json(kept.board_json)
    assert len(whole.audit_rows) == 8
    assert board == whole.for_board()
    assert (board.audience, board.audit_rows, board.action_rows) == (Version.BOARD, (), ())
    assert hashlib.sha256(kept.findings_json.encode()).hexdigest() == kept.findings_sha256
    assert "EX0" not in kept.board_json


def test_a_published_value_does_not_change_when_the_audits_do(month, cast):
    made = publish(cast)
    small_month.audited(cast, small_month.Planned(cast.harbour, "good", "good"), cast.olu, month[0])
    assert publications.latest_findings("2026-10").figure("audited").value.value == 8
    assert publications.one("2026-10").id == made.id


def test_a_correction_is_a_new_publication_that_says_what_changed(month, cast):
    first = publish(cast)
    small_month.audited(cast, small_month.Planned(cast.harbour, "good", "good"), cast.olu, month[0])
    with pytest.raises(Incomplete):
        publish(cast)
    second = publish(cast, change_note="One late audit is counted now.")
    kept = from_json(session.get_one(Publication, second.id).board_json)
    assert (second.number, second.change_note) == (2, "One late audit is counted now.")
    assert kept.figure("audited").value.value == 9
    assert kept.corrects == (
        "This publication replaces number 1, which was published on 3 November 2026.\n\n"
        "One late audit is counted now."
    )
    assert (publications.store().root / first.files[0].path).exists()
    assert publications.one("2026-10", 1).number == 1


def test_a_form_that_is_sent_twice_publishes_once(month, cast):
    subject = press.subjects.named("2026-10")
    first = press.publish(subject, seen=0, once="token", by=cast.quinn, at=AT)
    again = press.publish(subject, seen=0, once="token", by=cast.quinn, at=AT)
    assert again.id == first.id
    assert published() == 1


def test_two_people_do_not_publish_the_same_number(month, cast):
    subject = press.subjects.named("2026-10")
    press.publish(subject, seen=0, once="one", by=cast.quinn, at=AT)
    with pytest.raises(Stale):
        press.publish(subject, seen=0, once="two", change_note="Again", by=cast.quinn, at=AT)
    assert published() == 1


def test_the_number_in_the_files_is_the_number_that_is_published(month, cast, tmp_path):
    publish(cast)
    folder = tmp_path / "late"
    folder.mkdir()
    late = publishing.Edition("2026-10", 1, "Late", "{}", "{}", "0" * 64, folder, ())
    with pytest.raises(Stale):
        publishing.publish(late, into=publications.store(), change_note="Late", by=cast.quinn, at=AT)
    with pytest.raises(Incomplete):
        publishing.publish(replace(late, number=2), into=publications.store(), by=cast.quinn, at=AT)
    assert published() == 1


def test_a_crash_before_the_end_leaves_no_publication_and_can_be_run_again(month, cast):
    place = publications.store().root / "2026-10" / "1"

    def crash(done, _total, message):
        if message == "Publishing":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        press.publish(press.subjects.named("2026-10"), report=crash, by=cast.quinn, at=AT)
    assert published() == 0
    assert not place.exists()
    place.mkdir(parents=True)  # as when the machine stopped after the move, before the rows were kept
    (place / "full.pdf").write_bytes(b"half")
    made = publish(cast)
    assert made.number == 1
    assert (place / "full.pdf").read_bytes().startswith(b"%PDF")


def test_files_of_a_publication_that_fails_are_not_in_its_place(month, cast):
    publish(cast)
    before = sorted(path.name for path in publications.store().root.rglob("*"))
    with pytest.raises(Incomplete):
        publish(cast)
    assert sorted(path.name for path in publications.store().root.rglob("*")) == before


def test_what_is_no_month_is_refused(cast):
    for period in ("2026-13", "October", "2026-1", "", "../2026-10", "round-1"):
        with pytest.raises(NotPossible):
            press.publish_month(period, by=cast.quinn, at=AT)


def test_a_month_that_has_not_begun_is_refused(cast):
    with pytest.raises(NotPossible, match="December 2026 has not begun"):
        press.publish_month("2026-12", by=cast.quinn, at=AT)


def test_an_empty_month_can_be_published(cast):
    made = press.publish_month("2026-09", by=cast.quinn, at=AT)
    assert "No audits were moderated in September 2026" in from_json(made.board_json).sampling.statement


def test_the_last_month_is_compared_as_it_was_published(month, cast):
    press.publish_month("2026-09", by=cast.quinn, at=AT)
    found = from_json(publish(cast).board_json)
    assert found.previous == "September 2026, as published"
    assert found.figure("audited").last.is_hidden


def test_the_words_of_the_qa_manager_are_published(month, cast):
    narrating.save("2026-10", Written("Why we looked.", "- Seen.", "More."), seen=0, by=cast.quinn, at=AT)
    found = from_json(publish(cast).board_json)
    assert (found.narrative.purpose, found.narrative.key_messages) == ("Why we looked.", "- Seen.")


def test_a_file_is_handed_out_only_as_it_was_published(month, cast):
    made = publish(cast)
    kept = publications.file_for(cast.dara, "2026-10", 1, "full", "pdf")
    assert kept.content.startswith(b"%PDF")
    (publications.store().root / kept.row.path).write_bytes(kept.content + b" ")
    with pytest.raises(BadFile, match="not as it was published"):
        publications.file_for(cast.dara, "2026-10", 1, "full", "pdf")
    (publications.store().root / kept.row.path).unlink()
    with pytest.raises(BadFile):
        publications.file_for(cast.dara, "2026-10", 1, "full", "pdf")
    assert made.number == 1


def test_only_qa_and_the_director_have_the_version_with_cases(month, cast):
    publish(cast)
    for reader in (cast.quinn, cast.dara, cast.tomas, cast.sana, cast.bola):
        assert publications.file_for(reader, "2026-10", 1, "board", "xlsx").content
    for reader in (cast.quinn, cast.dara):
        assert publications.file_for(reader, "2026-10", 1, "full", "xlsx").content
    for reader in (cast.tomas, cast.sana, cast.bola):
        with pytest.raises(NoResultFound):
            publications.file_for(reader, "2026-10", 1, "full", "xlsx")


def test_a_file_that_was_never_made_is_not_found(month, cast):
    publish(cast)
    for wanted in (
        ("2026-11", 1, "board", "pdf"),
        ("2026-10", 2, "board", "pdf"),
        ("2026-10", 1, "staff", "pdf"),
        ("2026-10", 1, "board", "docx"),
    ):
        with pytest.raises(NoResultFound):
            publications.file_for(cast.quinn, *wanted)


def test_each_publication_names_every_file_once(month, cast):
    publish(cast)
    publish(cast, change_note="Nothing but a new date.")
    paths = list(session.scalars(select(PublishedFile.path)))
    assert len(paths) == len(set(paths)) == 8
