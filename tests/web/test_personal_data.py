"""Can whoever governs information decide, hold, remove and hand out, and nobody else?"""

from __future__ import annotations

import io
import json
import zipfile
from datetime import UTC, datetime, timedelta

import pikepdf
import pytest
from sqlalchemy import select

from qa_app import clearing, clock
from qa_app.db import session, use_case
from qa_app.domain.notices import NoticeKind
from qa_app.domain.questions import Given
from qa_app.domain.workflow import Status
from qa_app.models.cases import Case, CaseListImport, ImportProblem
from qa_app.models.personal import SubjectAccess
from qa_app.queries import retention
from qa_app.queries.restrictions import is_restricted
from qa_app.services import holding
from tests import factories
from tests.conftest import TODAY

REFERENCE = "EX-4711"
LONG_AFTER = datetime(2034, 1, 10, 9, 0, tzinfo=UTC)


@pytest.fixture
def audit(cast):
    return factories.audit(
        cast.asha, status=Status.MODERATED, team=cast.harbour, worker="Wren Castle", reference=REFERENCE,
        moderator=cast.quinn,
        answers={**factories.everything("good"), "summary": Given("Mr Khan of ME4 4TR knew EX-4711 well.")},
    )  # fmt: skip


def _file(visitor, page, **sent):
    filled = page.fill("Make the file", **sent)
    return visitor.open(filled.method, filled.action, data=filled.fields)


def test_what_is_held_is_reviewed_then_handed_out_without_other_people(cast, visit, audit):
    ines = visit(cast.ines)
    page = ines.send(
        ines.get("/personal-data/subject-access"), "Find it", **{"Case reference": REFERENCE.lower()}
    )
    assert "“Mr Khan” looks like the name of a person." in page.text
    assert "“Asha" in page.text
    answer = _file(ines, page)
    packed = zipfile.ZipFile(io.BytesIO(answer.data))
    held = json.loads(packed.read("what-is-held.json"))
    text = json.dumps(held, ensure_ascii=False)
    assert "[Somebody else] of [Somebody else] knew EX-4711 well." in text
    assert not [name for name in ("Khan", "ME4 4TR", cast.asha.name, "Wren Castle") if name in text]
    pdf = pikepdf.open(io.BytesIO(packed.read("what-is-held.pdf")))
    assert pdf.Root.MarkInfo.Marked
    assert pdf.Root.StructTreeRoot
    kept = session.scalars(select(SubjectAccess)).one()
    assert kept.left == 0
    assert kept.redacted >= 4


def test_what_stays_in_needs_a_reason(cast, visit, audit):
    ines = visit(cast.ines)
    case = session.scalars(select(Case).where(Case.reference == REFERENCE)).one()
    page = ines.get(f"/personal-data/subject-access/{case.id}")
    refused = _file(ines, page, **{"“Mr Khan” looks like the name of a person.": False})
    assert refused.status_code == 422
    answer = _file(
        ines,
        page,
        **{
            "“Mr Khan” looks like the name of a person.": False,
            "Why does the rest stay in? (optional)": "He asks.",
        },
    )
    packed = zipfile.ZipFile(io.BytesIO(answer.data))
    assert "Mr Khan of [Somebody else]" in packed.read("what-is-held.json").decode()
    assert session.scalars(select(SubjectAccess)).one().because == "He asks."


def test_what_was_saved_after_the_review_is_reviewed_first(cast, visit, audit):
    ines = visit(cast.ines)
    case = session.scalars(select(Case).where(Case.reference == REFERENCE)).one()
    page = ines.get(f"/personal-data/subject-access/{case.id}")
    holding.place(
        NoticeKind.CORRECTION, case, "She says otherwise.", about="The visits", by=cast.ines, at=TODAY
    )
    assert _file(ines, page).status_code == 409
    assert session.scalars(select(SubjectAccess)).all() == []


def test_who_used_it_is_counted_until_yesterday_and_named_nowhere(cast, visit, audit):
    case = session.scalars(select(Case).where(Case.reference == REFERENCE)).one()
    for person in (cast.asha, cast.quinn):
        visit(person).get(f"/audits/{audit.id}")
    address, ines = f"/personal-data/subject-access/{case.id}", visit(cast.ines)
    assert "Viewed" not in ines.get(address).text
    with clock.frozen(TODAY + timedelta(days=1)):
        page = ines.get(address)
        assert "Viewed" in page.text
        packed = zipfile.ZipFile(io.BytesIO(_file(ines, page).data))
    held = packed.read("what-is-held.json").decode()
    # Ines looked too, on the page of what is held.
    assert "3 times, by 3 people, on 20 November 2026" in held


def test_a_problem_that_a_list_had_with_the_case_is_held_too(cast, visit, audit):
    case = session.scalars(select(Case).where(Case.reference == REFERENCE)).one()
    said = "It is there twice. The first line counts."

    @use_case
    def note_problem():
        session.add(
            ImportProblem(
                import_id=session.scalars(select(CaseListImport.id)).first(),
                sheet="List 6", list_number=6, row=4, column="Reference", cell="A4", found=REFERENCE,
                message=said, is_serious=False,
            )
        )  # fmt: skip

    note_problem()
    page = visit(cast.ines).get(f"/personal-data/subject-access/{case.id}")
    assert said in page.text


def test_a_reference_that_nobody_knows_is_said_to_be_unknown(cast, visit, audit):
    ines = visit(cast.ines)
    page = ines.send(
        ines.get("/personal-data/subject-access"), "Find it", status=422, **{"Case reference": "NOBODY-1"}
    )
    assert "Nothing is held under this reference" in page.text
    ines.get("/personal-data/subject-access/999999", status=404)


@pytest.mark.parametrize("name", ["asha", "quinn", "tomas", "dara", "bola"])
def test_nobody_else_hands_anything_out(cast, visit, audit, name):
    person = visit(getattr(cast, name))
    case = session.scalars(select(Case).where(Case.reference == REFERENCE)).one()
    for path in ("", "/due", "/removal", "/schedule", "/subject-access", f"/subject-access/{case.id}"):
        person.get(f"/personal-data{path}", status=404)


def test_a_restricted_case_is_marked_and_left_out_of_samples(cast, visit, audit):
    case = session.scalars(select(Case).where(Case.reference == REFERENCE)).one()
    ines = visit(cast.ines)
    page = ines.send(
        ines.get(f"/personal-data/notices/new?kind=restriction&reference={REFERENCE}"), "Record it",
        **{"Why, or what is wrong": "The family disputes it."},
    )  # fmt: skip
    assert "Recorded: restriction on case EX-4711." in page.text
    assert "This case is restricted" in visit(cast.asha).get(f"/audits/{audit.id}").text
    restricted = select(Case.id).where(is_restricted())
    assert session.scalars(restricted).all() == [case.id]


def test_a_correction_stands_beside_its_audit(cast, visit, audit):
    ines = visit(cast.ines)
    page = ines.get("/personal-data/notices/new")
    wanted = {
        "What do you want to record?": "Correction or dispute", "Case reference (optional)": REFERENCE,
        "What is the correction about? (optional)": "Seen alone",
        "Number of the audit that it is about (optional)": "999", "Why, or what is wrong": "She was not seen alone.",
    }  # fmt: skip
    refused = ines.send(page, "Record it", status=422, **wanted)
    assert "That audit is not of this case." in refused.text
    ines.send(refused, "Record it", **{"Number of the audit that it is about (optional)": str(audit.id)})
    told = visit(cast.asha).get(f"/audits/{audit.id}").text
    assert "She was not seen alone." in told


def test_what_is_due_is_removed_in_two_steps_with_a_certificate(cast, visit, audit):
    with clock.frozen(LONG_AFTER):
        ines = visit(cast.ines)
        page = ines.get("/personal-data/due")
        assert f"Audit {audit.id} of {REFERENCE}" in page.text
        page = ines.get("/personal-data/removal")
        refused = ines.send(page, "Remove for good", status=422)
        assert "Tick that you have looked at what goes" in refused.text
        disposal = clearing.carry_out(by=cast.ines, at=LONG_AFTER)
        page = ines.get(f"/personal-data/disposals/{disposal.id}")
        assert disposal.sha256 in page.text
        answer = ines.open("GET", f"/personal-data/disposals/{disposal.id}/certificate.pdf")
    pdf = pikepdf.open(io.BytesIO(answer.data))
    assert pdf.Root.MarkInfo.Marked
    assert retention.case_named(REFERENCE) is not None  # the case is open still: only its audit was due
    assert REFERENCE not in visit(cast.quinn).get(f"/audits/{audit.id}").text


def test_the_privacy_notice_is_for_everybody(app, visit):
    assert "Privacy notice" in visit(None).get("/personal-data/notice").title
