"""Can a QA manager curate exemplars with nobody in them, and does an auditor meet them where a grade is chosen?"""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from qa_app.db import session, use_case
from qa_app.domain.workflow import Status
from qa_app.models.audits import Audit
from qa_app.models.exemplars import Exemplar
from tests import factories

TEXT, WHY, LOOKED, STAYS = (
    "Extract",
    "Why is it a good example of this grade?",
    "I have looked at these",
    "Why can they stay?",
)
PRINTED = "Ben Okoro, 20 November 2026 at"  # by whom and when, on paper only
GOOD = "She was seen alone every fortnight, and what she said changed the plan."
BECAUSE = "Her own words lead to what was done."


@pytest.fixture
def audit(cast):
    return factories.audit(
        cast.asha, status=Status.MODERATED, team=cast.harbour, reference="EX777001", grade="good"
    )


def number_of_exemplars():
    return session.scalar(select(func.count(Exemplar.id)))


def curate(visitor, audit, status=200, text=GOOD, because=BECAUSE, **more):
    page = visitor.get(f"/audits/{audit.id}/exemplar/seeing")
    return visitor.send(page, "Save exemplar", status=status, **{TEXT: text, WHY: because, **more})


def test_from_a_moderated_audit_to_the_auditor_who_grades(cast, visit, audit):
    quinn = visit(cast.quinn)
    page = quinn.get(quinn.get(f"/audits/{audit.id}").link("Make an exemplar of a section"))
    assert page.table("Sections with a final grade").column("Section") == (
        "Seeing the child", "Family", "Overall judgement",
    )  # fmt: skip
    page = quinn.get(page.link("Seeing the child"))
    assert page.form("Save exemplar").value(TEXT) == (
        "She told her social worker what she wanted, and it happened."
    )
    assert page.facts["Final grade"] == "Good"
    saved = quinn.send(page, "Save exemplar", **{TEXT: GOOD, WHY: BECAUSE})
    assert saved.h1 == "Exemplar of Good"
    assert "EX777001" in saved.text

    draft = factories.audit(cast.ben, status=Status.IN_PROGRESS, team=cast.lantern)
    ben = visit(cast.ben)
    page = ben.get(f"/audits/{draft.id}/sections/seeing")
    assert "What the grades mean, with exemplars" in page.text
    assert f"Exemplar of Good {GOOD} Why it is Good: {BECAUSE}" in page.text
    assert GOOD not in ben.get(f"/audits/{draft.id}/sections/family").text
    listed = ben.get("/exemplars")
    for shown in (page.text, listed.text):
        for secret in ("EX777001", "Harbour", "Asha", "Quinn", f"audits/{audit.id}", "November 2026 at"):
            assert secret not in shown.replace(PRINTED, "")
    assert GOOD in listed.text
    assert "Open" not in listed.links


def test_overall_exemplars_stand_under_the_grades(cast, visit):
    factories.exemplar(section="overall", grade="outstanding", text=GOOD)
    factories.exemplar(
        section="overall", grade="outstanding", text="Another of the same grade, which is long."
    )
    draft = factories.audit(cast.ben, status=Status.IN_PROGRESS)
    page = visit(cast.ben).get(f"/audits/{draft.id}/sections/overall")
    assert "Exemplars of Outstanding (2)" in page.text
    assert GOOD in page.text


def test_warnings_come_back_with_every_word_and_are_let_through_when_looked_at(cast, visit, audit):
    quinn = visit(cast.quinn)
    words = f"{GOOD}\r\nWren Castle wrote: see EX777001."
    page = curate(quinn, audit, status=422, text=words, because=f"{BECAUSE} Asha says so.")
    assert list(page.errors) == [
        "Look at what could identify somebody, then change the words or tick this box"
    ]
    assert "Extract, line 2: “Wren Castle” looks like the name of a person." in page.text
    assert "Extract, line 2: “EX777001” is the reference of a case." in page.text
    assert "Why it is a good example, line 1: “Asha” looks like the name of a person." in page.text
    assert page.form("Save exemplar").value(TEXT).replace("\r", "") == words.replace("\r", "")
    assert number_of_exemplars() == 0

    page = quinn.send(page, "Save exemplar", status=422, **{LOOKED: True})
    assert list(page.errors) == ["Say why they can stay"]
    other = quinn.send(
        page, "Save exemplar", status=422, **{TEXT: f"{words} Ring 07700 900123.", STAYS: "Made up."}
    )
    assert "Something else could identify somebody now" in next(iter(other.errors))
    assert "07700 900123" in other.text
    saved = quinn.send(other, "Save exemplar", **{TEXT: words, WHY: BECAUSE, LOOKED: True, STAYS: "Made up."})
    assert saved.h1 == "Exemplar of Good", "fewer warnings than were looked at"


def test_taking_the_words_out_needs_no_tick(cast, visit, audit):
    quinn = visit(cast.quinn)
    page = curate(quinn, audit, status=422, text=f"{GOOD} Wren came.")
    assert quinn.send(page, "Save exemplar", **{TEXT: GOOD}).h1 == "Exemplar of Good"
    assert session.scalars(select(Exemplar)).one().accepted == []


def test_a_text_of_nothing_else_and_a_very_long_one_are_refused_with_their_words(cast, visit, audit):
    quinn = visit(cast.quinn)
    page = curate(quinn, audit, status=422, text="Wren Castle, 07700 900123")
    assert "Hardly anything is left" in next(iter(page.errors))
    assert page.form("Save exemplar").value(TEXT) == "Wren Castle, 07700 900123"
    page = curate(quinn, audit, status=422, text="long " * 4_000)
    assert "5,000 characters or fewer" in next(iter(page.errors))
    assert page.html.count("long ") >= 3_999
    page = curate(quinn, audit, status=422, text="")
    assert "Write the extract" in page.errors


def test_script_formulas_and_emoji_are_words(cast, visit, audit):
    odd = f"=cmd() {GOOD} 🦓 <script>alert(1)</script>"
    quinn = visit(cast.quinn)
    assert odd in curate(quinn, audit, text=odd).text
    page = visit(cast.ben).get("/exemplars")
    assert odd in page.text
    assert "<script>alert" not in page.html


def test_sent_twice_it_is_made_once(cast, visit, audit):
    quinn = visit(cast.quinn)
    page = quinn.get(f"/audits/{audit.id}/exemplar/seeing")
    for _ in range(2):
        quinn.send(page, "Save exemplar", **{TEXT: GOOD, WHY: BECAUSE})
    assert number_of_exemplars() == 1


def test_by_hand(cast, visit):
    factories.tool()
    quinn = visit(cast.quinn)
    page = quinn.get(quinn.get("/exemplars").link("Write an exemplar"))
    page = quinn.get(page.link("A small tool"))
    page = quinn.send(page, "Save exemplar", status=422, **{TEXT: GOOD, WHY: BECAUSE})
    assert "Choose the grade that it is an example of" in page.errors
    page = quinn.send(
        page, "Save exemplar", Section="Family", Grade="Inadequate",
        **{"Where is it from? (optional)": "The vignette of March"},
    )  # fmt: skip
    assert page.facts["From"] == "The vignette of March"
    assert "The vignette of March" not in visit(cast.ben).get("/exemplars").text
    assert visit(cast.quinn).open("GET", "/exemplars/new/nothing-like-it").status_code == 404


def test_of_two_qa_managers_the_second_sees_both_texts(cast, visit):
    made = factories.exemplar(text=GOOD)
    quinn = visit(cast.quinn)
    first, second = (quinn.get(f"/exemplars/{made.id}/words") for _ in range(2))
    quinn.send(first, "Save exemplar", **{WHY: "The first reason."})
    told = quinn.send(second, "Save exemplar", status=409, **{WHY: "The second reason."})
    assert "Someone else changed this exemplar" in next(iter(told.errors))
    assert "The first reason." in told.text
    assert told.form("Save exemplar").value(WHY) == "The second reason."
    saved = quinn.send(told, "Save exemplar")
    assert "The second reason." in saved.text


def test_the_grade_of_one_by_hand_can_be_changed_its_section_cannot(cast, visit):
    made = factories.exemplar(section="seeing", grade="good")
    quinn = visit(cast.quinn)
    page = quinn.get(f"/exemplars/{made.id}/words")
    assert "Section" not in page.form("Save exemplar").labels
    assert quinn.send(page, "Save exemplar", Grade="Outstanding").h1 == "Exemplar of Outstanding"


def test_one_whose_audit_was_graded_otherwise_is_marked_and_takes_the_new_grade(cast, visit, audit):
    made = factories.exemplar(audit, text=GOOD)
    _final(audit.id, "inadequate")
    quinn = visit(cast.quinn)
    page = quinn.get("/exemplars")
    assert "1 exemplar is not shown to auditors" in page.text
    assert "Grade changed since" in page.text
    assert GOOD not in visit(cast.ben).get("/exemplars").text
    page = quinn.get(f"/exemplars/{made.id}/words")
    assert "Saved again, the exemplar takes that grade" in page.text
    assert quinn.send(page, "Save exemplar").h1 == "Exemplar of Inadequate"
    _final(audit.id, None)
    page = quinn.get(f"/exemplars/{made.id}/words")
    told = quinn.send(page, "Save exemplar", status=422)
    assert "no final grade" in next(iter(told.errors))


def test_retiring(cast, visit):
    made = factories.exemplar(text=GOOD)
    quinn = visit(cast.quinn)
    page = quinn.get(quinn.get(f"/exemplars/{made.id}").link("Retire"))
    page = quinn.send(page, "Retire the exemplar", status=422)
    assert "Say why it is retired" in page.errors
    other = quinn.get(f"/exemplars/{made.id}/retirement")
    page = quinn.send(page, "Retire the exemplar", **{"Why is it retired?": "A better one is there."})
    assert "Retired by" in page.facts
    told = quinn.send(other, "Retire the exemplar", status=409, **{"Why is it retired?": "Again."})
    assert "is retired" in next(iter(told.errors))
    assert quinn.get(f"/exemplars/{made.id}/words").h1 == "Exemplar of Good"
    assert GOOD not in visit(cast.ben).get("/exemplars").text
    assert GOOD in quinn.get("/exemplars?status=retired").text


def test_filters_and_empty_states_say_what_to_do(cast, visit):
    factories.tool()
    quinn, ben = visit(cast.quinn), visit(cast.ben)
    assert "Open a moderated audit" in quinn.get("/exemplars").text
    assert "QA managers make them" in ben.get("/exemplars").text
    factories.exemplar(section="seeing", text=GOOD)
    page = ben.send(ben.get("/exemplars"), "Apply filters", Section="Seeing the child")
    assert GOOD in page.text
    assert "No exemplar is like that" in ben.get("/exemplars?section=seeing&status=retired").text
    assert GOOD in ben.get("/exemplars?section=nothing&tool=%00&grade='").text


def test_who_may(cast, visit, audit):
    made = factories.exemplar(audit)
    addresses = (
        f"/exemplars/{made.id}", f"/exemplars/{made.id}/words", f"/exemplars/{made.id}/retirement", "/exemplars/new",
        "/exemplars/new/small", f"/audits/{audit.id}/exemplar", f"/audits/{audit.id}/exemplar/seeing",
    )  # fmt: skip
    for person in (cast.asha, cast.tomas, cast.dara, cast.ada):
        for address in addresses:
            assert visit(person).open("GET", address).status_code == 404, f"{person.name} at {address}"
    for person in (cast.tomas, cast.dara, cast.bola, cast.ada):
        assert visit(person).open("GET", "/exemplars").status_code == 404
    quinn = visit(cast.quinn)
    submitted = factories.audit(cast.asha, status=Status.SUBMITTED)
    for path in (
        f"/audits/{submitted.id}/exemplar", f"/audits/{submitted.id}/exemplar/seeing", f"/audits/{audit.id}/exemplar/facts",
    ):  # fmt: skip
        assert quinn.open("GET", path).status_code == 404
    assert "Make an exemplar of a section" not in quinn.get(f"/audits/{submitted.id}").links


@use_case
def _final(audit_id, grade):
    session.get_one(Audit, audit_id).final_grade = grade
