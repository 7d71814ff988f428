"""Is a writer warned, never stopped; and is nothing published before somebody has looked?"""

from __future__ import annotations

import json
import re
import time

import pytest
from sqlalchemy import select

from qa_app import clock, press
from qa_app.db import session, use_case
from qa_app.domain.publishable_words import WordsToSettle
from qa_app.domain.questions import Given
from qa_app.domain.workflow import Status
from qa_app.models.audits import Answer
from qa_app.models.people import Worker
from qa_app.models.personal import AcceptedWords
from qa_app.models.publications import Publication
from qa_app.queries import identifying
from qa_app.queries.figures import subjects
from qa_app.services import narrating
from qa_app.services.narrating import Written
from tests import factories
from tests.conftest import TODAY

NAMED = (
    "I spoke to Tomas Brandt at ME4 4TR. Born on 3 May 2015, NHS 943 476 5919, tom@example.org, 07700 900123."
)


@pytest.fixture
def audit(cast):
    return factories.audit(cast.asha, status=Status.IN_PROGRESS)


def _put(visitor, audit, key, *, status=200, **sent):
    page = visitor.get(f"/audits/{audit.id}/sections/overall")
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.html)[1]
    answer = visitor.open(
        "PUT", f"/audits/{audit.id}/answers/{key}", data=json.dumps({"version": 0, "comment": "", **sent}),
        content_type="application/json", headers={"X-CSRFToken": token},
    )  # fmt: skip
    assert answer.status_code == status
    return answer.get_json()


def test_an_answer_is_saved_and_its_writer_told_what_could_identify(cast, visit, audit):
    told = _put(visit(cast.asha), audit, "summary", value=NAMED)["warnings"]

    said = " ".join(told)
    assert "“ME4 4TR” looks like a postcode." in said
    assert "“943 476 5919” may be an NHS number." in said
    assert "more were found" in said
    assert session.scalars(select(Answer.value).where(Answer.question_key == "summary")).one() == NAMED


def test_without_javascript_the_page_says_it_beside_the_field_and_after_saving(cast, visit, audit):
    asha = visit(cast.asha)
    _put(asha, audit, "summary", value="She lives at ME4 4TR.")

    page = asha.get(f"/audits/{audit.id}/sections/family")
    box = page.html[page.html.index('id="question-summary"') :]
    assert "“ME4 4TR” looks like a postcode." in box[: box.index("</div></div>") + 400]


def test_emoji_and_huge_words_are_saved_with_a_short_warning(cast, visit, audit):
    huge = "🦓 Zoë sagt “ja” at ME4 4TR. " * 700
    told = _put(visit(cast.asha), audit, "overall-rationale", value=huge[:19_000])["warnings"]

    assert any("ME4 4TR" in each for each in told)
    assert len(told) <= 5
    assert all(len(each) < 120 for each in told)


def test_a_choice_is_not_looked_through(cast, visit, audit):
    assert _put(visit(cast.asha), audit, "seen", value="yes")["warnings"] == []


def test_a_new_name_is_known_at_once(cast):
    assert identifying.warnings_about("I met Xanthippe Quux.") == ()
    _workers("Xanthippe Quux")
    assert identifying.warnings_about("I met Xanthippe Quux.") == (
        "“Xanthippe Quux” looks like the name of a person.",
    )


@use_case
def _workers(*names):
    session.add_all(Worker(name=name) for name in names)


def test_looking_through_an_answer_is_quick(cast):
    _workers(*(f"Worker{number} Surname{number}" for number in range(1_000)))
    identifying.warnings_about("Prepared once.")
    words = "The plan was read with the team and the child was seen alone on each visit. " * 15
    began = time.perf_counter()
    for _ in range(10):
        identifying.warnings_about(words)
    took = (time.perf_counter() - began) / 10
    print(f"\n1,200 characters among 1,000 names: {took * 1000:.1f} ms")  # noqa: T201  # the result is wanted
    assert took < 0.25


def test_any_form_with_words_warns_on_the_page_that_follows(cast, visit):
    entry = factories.coaching(cast.asha, cast.quinn, topic="Reading", at=TODAY)
    asha = visit(cast.asha)
    page = asha.get(f"/coaching/{entry.id}")
    after = asha.send(page, "Save your answer", **{"Your answer": "I will ask at ME4 4TR."})
    assert "Your words were saved, but something in them could identify somebody" in after.text


def test_nothing_is_published_until_it_is_changed_or_accepted_with_a_reason(cast, visit, settled_month):
    narrating.save(
        "2026-10",
        Written("We met Tomas Brandt at ME4 4TR.", "- Good", "Go on."),
        seen=narrating.NEW,
        by=cast.quinn,
        at=TODAY,
    )
    with pytest.raises(WordsToSettle):
        press.publish_month("2026-10", by=cast.quinn, at=TODAY)
    quinn = visit(cast.quinn)
    page = quinn.get("/findings/2026-10/publication")
    assert "This cannot be published yet" in page.text
    page = quinn.get("/findings/2026-10/words")
    assert "“ME4 4TR” looks like a postcode." in page.text
    refused = quinn.send(page, "These can stay", status=422, **{"“ME4 4TR” looks like a postcode.": True})
    assert "Say why they can stay" in refused.text
    page = quinn.send(refused, "These can stay", **{"Why can they stay?": "It is our own office."})
    assert "1 can stay. Your reason is kept." in page.text
    kept = session.scalars(select(AcceptedWords)).one()
    assert (kept.text, kept.because, kept.by_id) == ("ME4 4TR", "It is our own office.", cast.quinn.id)

    narrating.save(
        "2026-10",
        Written("We met the manager at ME4 4TR.", "- Good", "Go on."),
        seen=1,
        by=cast.quinn,
        at=TODAY,
    )
    with pytest.raises(WordsToSettle):  # other words are looked at again
        press.publish_month("2026-10", by=cast.quinn, at=TODAY)
    narrating.save(
        "2026-10", Written("We met the manager.", "- Good", "Go on."), seen=2, by=cast.quinn, at=TODAY
    )
    press.publish_month("2026-10", by=cast.quinn, at=TODAY)
    assert session.scalars(select(Publication)).one().number == 1


def test_words_in_an_audit_stop_its_round_as_well(cast):
    home = factories.a_round(title="Practice", tool_version=factories.tool(), at=TODAY)
    factories.audit(
        cast.asha, status=Status.MODERATED, in_round=home, moderator=cast.quinn, at=TODAY,
        answers={**factories.everything("good"), "summary": Given("Her mother is tom@example.org.")},
    )  # fmt: skip
    subject = subjects.begun(f"round-{home.id}", clock.today())
    with pytest.raises(WordsToSettle, match="1 place in the words"):
        press.publish(subject, by=cast.quinn, at=TODAY)


@pytest.fixture
def settled_month(cast):
    factories.audit(cast.asha, status=Status.MODERATED, moderator=cast.quinn, at=TODAY.replace(month=10))
