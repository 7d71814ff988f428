"""Is nobody who still has to judge a case sent anything of another's judgement of it, by any page, file, mail or error?

Two worlds that differ in nothing but what the other auditor did must look alike, byte for byte, to the one who still has
to grade: then nothing of it can have been sent, not even whether it exists. And the words themselves are looked for.
"""

from __future__ import annotations

import io
import re
import zipfile
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from qa_app.db import session, use_case
from qa_app.domain.pairs import PairStatus
from qa_app.domain.policy import Role
from qa_app.domain.questions import Given
from qa_app.domain.workflow import Status
from qa_app.models.audits import Audit, CalibrationAudit, FindingKind, SecondAudit
from qa_app.models.mail import OutboxMessage
from qa_app.models.pairs import Pair
from qa_app.models.people import Management, RoleRow, User
from qa_app.services import auditing
from tests import exercises, factories
from tests.conftest import TODAY
from tests.doors import ODD_NUMBERS, WRITING, rules

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa_app.models.audits import AnyAudit
    from tests.visitor import Visitor

REFERENCE = "QXZ9000"
YESTERDAY = TODAY - timedelta(days=1)
_RANDOM = re.compile(
    r'name="(?:csrf_token|once|digest|as_read)" (?:type="hidden" )?value="[^"]*"|"csrf_token":\s*"[^"]*"'
    r'|<input id="(?:csrf_token|once)"[^>]*>|id="csrf_token"[^>]*'
)


def words(audit: AnyAudit, auditor: User, secret: str) -> None:
    """Begin, note a strength and answer everything, each with this word in it."""
    auditing.start(audit, by=auditor, at=TODAY)
    factories.note(audit, FindingKind.STRENGTH, f"A steady {secret}.", at=TODAY)
    given = factories.everything("inadequate") | {
        "overall-rationale": Given(f"Nobody saw the {secret}."),
        "summary": Given(f"A {secret}."),
        "seen": Given("yes", f"By a {secret}."),
    }
    factories.answer(audit, given, at=TODAY)


def loaded(kind: type[AnyAudit], number: int) -> AnyAudit:
    session.rollback()
    return session.scalars(
        select(kind).where(kind.id == number).options(joinedload(kind.tool_version), joinedload(kind.auditor))
    ).one()


@pytest.fixture
def pair(cast) -> Pair:
    """Asha audits, Ben audits again; neither has begun."""
    made = factories.pair(cast.asha, cast.ben, team=cast.harbour, reference=REFERENCE, handed_in=0)
    assert made.status is PairStatus.WAITING
    return made


def addresses(app, house: dict[str, list[int]]) -> Iterator[tuple[str, frozenset[str]]]:
    """Every rule with every id that is there, and one that is not, in each place; words in the others."""
    argument = re.compile(r"<(?:(\w+):)?(\w+)>")
    usual = {"key": "2026-11", "number": "1", "version": "1", "audience": "full", "kind": "xlsx"}
    for rule in rules(app):
        names = [name for _converter, name in argument.findall(rule.rule)]
        numbered = [name for name in names if name.endswith("_id")]
        for number in house["ids"] if numbered else [0]:

            def put(found: re.Match[str], number: int = number, address: str = rule.rule) -> str:
                name = found[2]
                if name == "key" and "sections" in address:
                    return "overall"
                return str(number) if name.endswith("_id") else usual.get(name, "x")

            methods = frozenset(rule.methods or ()) - {"HEAD", "OPTIONS"}
            yield argument.sub(put, rule.rule), methods


def seen_by(visitor: Visitor, app, ids: list[int]) -> dict[str, tuple[int, str]]:
    """Every address, as this person is answered: status and content, without what is new each time."""
    token = visitor.open("GET", "/session/token").json["csrf_token"]
    found = {}
    for path, methods in addresses(app, {"ids": ids}):
        if "GET" in methods:
            found[f"GET {path}"] = _answer(visitor, "GET", path)
        for method in sorted(methods & WRITING):
            # A form that says nothing is refused: what the refusal says must not tell either.
            if not re.search(r"/(feedback|start|submission|logout|token|end)$", path):
                found[f"{method} {path}"] = _answer(
                    visitor, method, path, headers={"X-CSRFToken": token}, data={"csrf_token": token}
                )
    for search in (REFERENCE, "audit 1", "audit 2", *ODD_NUMBERS[:3]):
        found[f"search {search}"] = _answer(visitor, "GET", f"/search?q={search}")
    return found


def _answer(visitor: Visitor, method: str, path: str, **more: object) -> tuple[int, str]:
    response = visitor.open(method, path, **more)
    content = response.get_data()
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            text = " ".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    else:
        text = content.decode("utf-8", "replace")
    return response.status_code, _RANDOM.sub("", text)


def differing(before: dict[str, tuple[int, str]], after: dict[str, tuple[int, str]]) -> list[str]:
    return [path for path in before if before[path] != after[path]]


ON_ONE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""For walks through every address, several times over. The tests that follow walk once, on both databases."""


@ON_ONE
@pytest.mark.parametrize("who", ["the second", "the first"])
def test_what_the_other_does_changes_nothing_of_what_one_is_sent(app, cast, visit, pair, who):
    first, second = (loaded(Audit, pair.audit_id), cast.asha), (loaded(SecondAudit, pair.second_id), cast.ben)
    (other, other_auditor), (own, reader) = (first, second) if who == "the second" else (second, first)
    auditing.start(own, by=reader, at=TODAY)
    factories.answer(own, {"seen": Given("yes")}, at=TODAY)
    ids = [pair.audit_id, pair.second_id, 3]
    visitor = visit(reader)
    before = seen_by(visitor, app, ids)
    mails_before = mails_to(reader)
    words(loaded(type(other), other.id), other_auditor, "otherfinch")
    assert differing(before, seen_by(visitor, app, ids)) == []
    auditing.submit(loaded(type(other), other.id), link=str, by=other_auditor, at=TODAY)
    after = seen_by(visitor, app, ids)
    assert differing(before, after) == []
    assert [path for path, (_status, text) in after.items() if "otherfinch" in text] == []
    assert mails_to(reader) == mails_before
    assert len([path for path, (status, _text) in after.items() if status == 200]) > 10


def mails_to(person: User) -> list[str]:
    session.rollback()
    query = select(OutboxMessage.body).where(OutboxMessage.to_address == person.email)
    return list(session.scalars(query.order_by(OutboxMessage.id)))


def test_when_both_are_locked_and_settled_both_may_compare(cast, visit, pair):
    for kind, number, person, secret in (
        (Audit, pair.audit_id, cast.asha, "firstfinch"),
        (SecondAudit, pair.second_id, cast.ben, "secondfinch"),
    ):
        words(loaded(kind, number), person, secret)
        auditing.submit(loaded(kind, number), link=str, by=person, at=TODAY)
    assert session.get_one(Pair, pair.id, populate_existing=True).status is PairStatus.AGREED
    for person in (cast.asha, cast.ben):
        page = visit(person).get(f"/pairs/{pair.id}")
        assert {"firstfinch", "secondfinch"} <= set(re.findall(r"\w+finch", page.text))


@pytest.mark.parametrize(
    ("database_url", "handed_in"),
    [("sqlite", True), ("sqlite", False), ("postgresql", True)],
    indirect=["database_url"],
)
def test_until_it_is_decided_neither_is_sent_anything_of_the_other(app, cast, visit, handed_in):
    """Both are locked and differ: the moderator reads both, the two auditors still nothing of each other."""
    made = factories.pair(cast.asha, cast.ben, team=cast.harbour, handed_in=0)
    words(loaded(Audit, made.audit_id), cast.asha, "firstfinch")
    auditing.submit(loaded(Audit, made.audit_id), link=str, by=cast.asha, at=TODAY)
    second = loaded(SecondAudit, made.second_id)
    auditing.start(second, by=cast.ben, at=TODAY)
    factories.answer(
        second, factories.everything("good") | {"overall-rationale": Given("A secondfinch.")}, at=TODAY
    )
    if handed_in:
        auditing.submit(loaded(SecondAudit, made.second_id), link=str, by=cast.ben, at=TODAY)
    for person, others in ((cast.asha, "secondfinch"), (cast.ben, "firstfinch")):
        found = seen_by(visit(person), app, [made.audit_id, made.second_id])
        assert [path for path, (_status, text) in found.items() if others in text] == []


@ON_ONE
def test_an_open_pair_exercise_and_repeat_at_once_tell_nothing_of_each_other(app, cast, visit):
    """Three kinds of judgement wait for Asha. Ben makes his own of two of them; her own earlier one is hidden from her."""
    hidden = factories.everything("inadequate") | {"overall-rationale": Given("An earlierfinch.")}
    repeat = factories.repeat(
        cast.asha, status=Status.IN_PROGRESS, answers=(hidden, None), at=YESTERDAY, team=cast.harbour
    )
    pair = factories.pair(cast.ben, cast.asha, team=cast.harbour, reference=REFERENCE, handed_in=0)
    exercise = exercises.opened(
        cast.quinn, [cast.asha, cast.ben], at=YESTERDAY, releases_at=TODAY + timedelta(days=2)
    )
    (own,), (bens,) = (exercises.of_person(exercise, each) for each in (cast.asha, cast.ben))
    ids = sorted({1, pair.audit_id, pair.second_id, own.id, bens.id, repeat.id, repeat.of_id})
    visitor = visit(cast.asha)
    seen_by(visitor, app, ids[:1])  # what sending empty forms changes has changed then
    before, mails_before = seen_by(visitor, app, ids), mails_to(cast.asha)
    for kind, number in ((Audit, pair.audit_id), (CalibrationAudit, bens.id)):
        words(loaded(kind, number), cast.ben, "otherfinch")
        auditing.submit(loaded(kind, number), link=str, by=cast.ben, at=TODAY)
    after = seen_by(visitor, app, ids)
    assert differing(before, after) == []
    assert mails_to(cast.asha) == mails_before
    assert [path for path, (_status, text) in after.items() if re.search(r"(other|earlier)finch", text)] == []
    assert after[f"GET /audits/{own.id}"][0] == after[f"GET /audits/{pair.second_id}"][0] == 200
    assert {after[f"GET /audits/{each}"][0] for each in (pair.audit_id, bens.id, repeat.of_id)} == {404}


@use_case
def give_roles(person: User, *roles: Role, manages: int | None = None) -> None:
    held = session.get_one(User, person.id)
    held.roles = [*held.roles, *session.scalars(select(RoleRow).where(RoleRow.name.in_(roles)))]
    if manages:
        session.add(Management(user_id=person.id, team_id=manages))


@pytest.mark.parametrize(
    ("database_url", "roles"),
    [
        ("sqlite", (Role.QA_MANAGER,)),
        ("sqlite", (Role.DIRECTOR,)),
        ("sqlite", (Role.TEAM_MANAGER, Role.SERVICE_MANAGER)),
        ("postgresql", (Role.QA_MANAGER, Role.DIRECTOR, Role.TEAM_MANAGER, Role.SERVICE_MANAGER)),
    ],
    indirect=["database_url"],
)
def test_no_role_that_somebody_holds_besides_shows_them_the_others_words(app, cast, visit, pair, roles):
    """Whoever came by such a role after the pair was made: the scope is in the queries, not in the choice of people."""
    words(loaded(Audit, pair.audit_id), cast.asha, "firstfinch")
    auditing.submit(loaded(Audit, pair.audit_id), link=str, by=cast.asha, at=TODAY)
    give_roles(cast.ben, *roles, manages=cast.harbour.id)
    found = seen_by(visit(cast.ben), app, [pair.audit_id, pair.second_id, pair.id, pair.round_id])
    assert [path for path, (_status, text) in found.items() if "firstfinch" in text] == []
    assert found[f"GET /pairs/{pair.id}"][0] == 404


def test_an_administrator_cannot_let_somebody_read_what_they_are_blind_to(cast, visit, pair):
    ada = visit(cast.ada)
    refused = ada.send(ada.get(f"/people/{cast.ben.id}"), "Save", status=422, **{"QA manager": True})
    assert "Ben Okoro has an audit that is made twice, blind" in refused.text
