"""Does removing what is due change no figure, and does it take everything that could lead to somebody?"""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Event

import pytest
from sqlalchemy import select

from qa_app import clearing, clock
from qa_app.clock import in_london
from qa_app.consequences.stand_ins import StandIns
from qa_app.db import db, session
from qa_app.domain.errors import StepNotAllowed
from qa_app.domain.notices import NoticeKind
from qa_app.domain.retention import RecordClass
from qa_app.models.base import Base
from qa_app.models.cases import Case
from qa_app.models.history import HistoryRow
from qa_app.models.people import User
from qa_app.models.personal import Anonymised, Disposal
from qa_app.models.publications import Audience, PublishedFile
from qa_app.queries import publications, retention
from qa_app.services import disposing, holding
from tests import full_house
from tests.calibrations import REF, SECRET
from tests.conftest import TODAY
from tests.snapshots import built_once
from tests.visitor import Visitor

LATER = datetime(2027, 6, 15, 9, 0, tzinfo=UTC)
FIGURES = (
    "/findings/2026-10/preview", "/findings/2026-11/preview", "/consistency", "/consistency/moderation",
    "/consistency/auditors", "/consistency/questions",
)  # fmt: skip
"""Every page that counts something of audits that ended."""
PUBLISHED = ("/findings/2026-10", "/findings/2026-10/1")


@pytest.fixture
def house(cast, app, tmp_path):
    built = built_once("house", lambda: full_house.build(cast))
    disposing.decide(dict.fromkeys(RecordClass, 1), by=cast.ada, at=TODAY)
    return built


def _pages(app, cast):
    """As a QA manager reads them, and the publication as the board reads it: the full version is meant to go."""
    with clock.frozen(LATER):
        quinn, bola = Visitor(app, cast.quinn), Visitor(app, cast.bola)
        pages = {path: quinn.open("GET", path) for path in FIGURES}
        pages |= {path: bola.open("GET", path) for path in PUBLISHED}
    assert {path: page.status_code for path, page in pages.items() if page.status_code != 200} == {}
    return {path: _without_tokens(page.get_data(as_text=True)) for path, page in pages.items()}


def _without_tokens(page):
    """Only what a reader sees of figures: no tokens, and not whom a full version is for."""
    main = page[page.index("<main") : page.index("</main")]
    return re.sub(
        r'name="(csrf_token|once)" value="[^"]*"|<div class="findings__files".*?</div>\s*</div>',
        "",
        main,
        flags=re.DOTALL,
    )


def test_no_figure_changes_and_nobody_can_be_found(app, house, cast):
    before = _pages(app, cast)

    disposal = clearing.carry_out(by=cast.ada, at=LATER)

    session.expire_all()
    assert _pages(app, cast) == before
    assert retention.counts_of(disposal)[RecordClass.AUDITS] > 3
    gone = set(
        session.scalars(select(Anonymised.record_id).where(Anonymised.record_class == RecordClass.AUDITS))
    )
    assert house.audits["asha", "heard"] in gone
    for number in gone:
        assert not [where for where in _words_about(number) if SECRET in where or REF in where]


def _words_about(audit_id):
    """Every text in every row that belongs to an audit, whichever table has it."""
    for table in Base.metadata.sorted_tables:
        names = [
            each.name
            for each in table.columns
            if each.name == "audit_id" or (table.name == "audit" and each.name == "id")
        ]
        for name in names:
            for row in session.execute(select(table).where(table.c[name] == audit_id)).mappings():
                yield from (
                    f"{table.name}.{key}: {value}" for key, value in row.items() if isinstance(value, str)
                )
                if row.get("case_id"):
                    yield session.get_one(Case, row["case_id"]).reference


def test_done_twice_the_second_finds_nothing(house, cast):
    first = clearing.carry_out(by=cast.ada, at=LATER)
    second = clearing.carry_out(by=cast.ada, at=LATER)

    assert sum(retention.counts_of(first).values()) > 10
    assert retention.counts_of(second) == {}
    assert [each for each in retention.due(in_london(LATER).date()) if not each.is_held] == []


def test_interrupted_it_goes_on_where_it_was(house, cast):
    due = retention.due(in_london(LATER).date())
    opened = disposing.begin(by=cast.ada, at=LATER)
    for each in due[: len(due) // 2]:
        disposing.remove(opened.id, each.record_class, each.record_id, StandIns(), by=cast.ada, at=LATER)
    session.remove()

    finished = clearing.carry_out(by=cast.quinn, at=LATER + timedelta(days=1))

    assert finished.id == opened.id
    assert session.scalars(select(Disposal).where(Disposal.finished_at.is_(None))).all() == []
    assert sum(retention.counts_of(finished).values()) >= len(due)


def test_a_hold_on_its_case_keeps_an_audit(house, cast):
    number = house.audits["asha", "heard"]
    case = session.get_one(Case, _audit_case(number))
    held = holding.place(NoticeKind.HOLD, case, "A court asked for it.", by=cast.ada, at=TODAY)

    clearing.carry_out(by=cast.ada, at=LATER)

    assert _audit_case(number) == case.id
    [due] = [
        each
        for each in retention.due(in_london(LATER).date(), record_class=RecordClass.AUDITS)
        if each.record_id == number
    ]
    assert due.is_held
    holding.end(held, "The court is done.", by=cast.ada, at=LATER)
    clearing.carry_out(by=cast.ada, at=LATER)
    assert _audit_case(number) != case.id
    with pytest.raises(StepNotAllowed):
        holding.end(held, "Again.", by=cast.ada, at=LATER)


def _audit_case(audit_id):
    session.expire_all()
    audits = Base.metadata.tables["audit"]
    return session.scalar(select(audits.c.case_id).where(audits.c.id == audit_id))


def test_a_hold_placed_after_the_list_was_made_is_obeyed(house, cast):
    number = house.audits["asha", "heard"]
    opened = disposing.begin(by=cast.ada, at=LATER)
    assert number in {
        each.record_id for each in retention.due(in_london(LATER).date(), record_class=RecordClass.AUDITS)
    }
    holding.place(NoticeKind.HOLD, None, "An inquiry: nothing goes.", by=cast.quinn, at=LATER)

    assert not disposing.remove(opened.id, RecordClass.AUDITS, number, StandIns(), by=cast.ada, at=LATER)


def test_a_full_publication_goes_with_a_case_in_it_and_the_boards_stays(house, cast):
    publication = publications.one("2026-10")
    paths = {each.audience: publications.store().root / each.path for each in publication.files}
    assert paths[Audience.FULL].exists()

    clearing.carry_out(by=cast.ada, at=LATER)

    assert not paths[Audience.FULL].exists()
    assert paths[Audience.BOARD].exists()
    kinds = set(session.scalars(select(PublishedFile.audience)))
    assert kinds == {Audience.BOARD}
    db.session.expire_all()
    assert REF not in publications.one("2026-10").findings_json


def test_from_the_moment_of_a_hold_nothing_more_goes(app, house, cast):
    begun = Event()
    person = cast.ada.id
    session.rollback()

    def carry_out():
        with app.app_context():
            by = session.get_one(User, person)

            def report(done, _total, _words):
                if done == 3:
                    begun.set()

            clearing.carry_out(report=report, by=by, at=LATER)
            session.remove()

    def hold():
        with app.app_context():
            assert begun.wait(timeout=120)
            holding.place(NoticeKind.HOLD, None, "An inquiry.", by=session.get_one(User, person), at=LATER)
            session.remove()

    with ThreadPoolExecutor(2) as pool:
        for each in [pool.submit(carry_out), pool.submit(hold)]:
            each.result(timeout=300)

    order = session.execute(select(HistoryRow.sequence, HistoryRow.what).order_by(HistoryRow.sequence)).all()
    held = max(number for number, what in order if what == "hold_placed")
    gone = [number for number, what in order if what == "anonymised"]
    assert [number for number in gone if number > held] == []
    assert len([number for number in gone if number < held]) >= 3
