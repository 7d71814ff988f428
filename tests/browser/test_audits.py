"""Does an audit work in a real browser: saving, two tabs, limits, signing out, without scripts, and for everybody?"""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from qa_app.db import session
from qa_app.domain.workflow import Status
from qa_app.models.audits import Answer, FindingKind
from qa_app.services import auditing
from tests import factories
from tests.browser.chromium import WIDTHS, is_wider_than_the_screen, problems_for_axe, served
from tests.visitor import cookie_of

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

RATIONALE = "Why is this the right grade?"


@pytest.fixture
def site(app):
    with served(app) as address:
        yield address


@pytest.fixture
def draft(cast):
    return factories.audit(cast.asha, status=Status.IN_PROGRESS, team=cast.harbour)


@pytest.fixture
def sign_in(app, tabs, site):
    """``sign_in(user, path)`` is a page that this person has opened."""

    def open_as(user, path, **options):
        page = tabs.open(f"{site}/health", **options)
        page.context.add_cookies([cookie_of(app, user, site)])
        page.goto(site + path)
        return page

    session.rollback()
    return open_as


def kept(audit_id):
    session.rollback()
    session.expire_all()
    rows = session.execute(select(Answer.question_key, Answer.value).where(Answer.audit_id == audit_id))
    return dict(rows.all())


def saved(page, key):
    return page.locator(f"#question-{key} [data-saved]")


def test_answers_save_themselves_and_are_there_when_the_page_is_opened_again(cast, draft, sign_in):
    audit_id = draft.id
    page = sign_in(cast.asha, f"/audits/{audit_id}/sections/overall")
    page.get_by_label(RATIONALE).press_sequentially("Seen, known, heard 🧒")
    expect(saved(page, "overall-rationale")).to_contain_text("Saved")
    page.get_by_label("Good", exact=True).check()
    expect(saved(page, "overall-grade")).to_contain_text("Saved")
    assert kept(audit_id) == {"overall-rationale": "Seen, known, heard 🧒", "overall-grade": "good"}
    page.reload()
    expect(page.get_by_label(RATIONALE)).to_have_value("Seen, known, heard 🧒")
    page.get_by_role("button", name="Save and continue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your answers")


def test_questions_appear_when_they_are_led_to(cast, draft, sign_in):
    page = sign_in(cast.asha, f"/audits/{draft.id}/sections/seeing")
    expect(page.locator("#question-seen-alone")).to_be_hidden()
    page.locator("#question-seen").get_by_label("Yes").check()
    expect(page.locator("#question-seen-alone")).to_be_visible()


def test_a_second_tab_is_a_choice_and_both_texts_are_shown(cast, draft, sign_in, tabs, site):
    path = f"/audits/{draft.id}/sections/overall"
    audit_id = draft.id
    first = sign_in(cast.asha, path)
    second = tabs.open(site + path, beside=first)
    first.get_by_label(RATIONALE).fill("From the first tab.")
    expect(saved(first, "overall-rationale")).to_contain_text("Saved")
    second.get_by_label(RATIONALE).fill("From the second tab.")
    choice = second.locator("[data-choice]")
    expect(choice).to_contain_text("From the first tab.")
    expect(choice).to_contain_text("From the second tab.")
    assert kept(audit_id)["overall-rationale"] == "From the first tab."
    choice.get_by_role("button", name="Keep mine").click()
    expect(saved(second, "overall-rationale")).to_contain_text("Saved")
    assert kept(audit_id)["overall-rationale"] == "From the second tab."


def test_limits_are_shown_as_soon_as_an_answer_leads_to_one(cast, draft, sign_in):
    page = sign_in(cast.asha, f"/audits/{draft.id}/sections/seeing")
    page.locator("#question-seen").get_by_label("Yes").check()
    page.locator("#question-seen-alone").get_by_label("No", exact=True).check()
    expect(page.get_by_text("The overall grade can be at most Requires improvement.")).to_be_visible()
    expect(page.get_by_text("Children say more on their own.")).to_be_visible()
    page.locator("#question-seen-alone").get_by_label("Yes").check()
    expect(page.get_by_text("The overall grade can be at most")).to_be_hidden()


def test_somebody_signed_out_goes_on_typing_and_loses_nothing(app, cast, draft, sign_in, site):
    audit_id = draft.id
    page = sign_in(cast.asha, f"/audits/{audit_id}/sections/overall")
    page.wait_for_load_state("networkidle")  # every answer of the server brings the cookie back
    page.context.clear_cookies()
    page.get_by_label(RATIONALE).fill("Typed while signed out.")
    expect(page.locator("[data-saving-line]")).to_contain_text("You are signed out")
    assert kept(audit_id) == {}
    session.rollback()
    page.context.add_cookies([cookie_of(app, cast.asha, site)])
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(saved(page, "overall-rationale")).to_contain_text("Saved")
    assert kept(audit_id) == {"overall-rationale": "Typed while signed out."}


def test_an_audit_that_was_handed_in_meanwhile_says_so(cast, sign_in):
    audit = factories.audit(cast.asha, status=Status.IN_PROGRESS, answers=factories.everything())
    page = sign_in(cast.asha, f"/audits/{audit.id}/sections/overall")
    auditing.submit(audit, link=str, by=cast.asha, at=factories.AT)
    page.get_by_label(RATIONALE).fill("Too late.")
    expect(saved(page, "overall-rationale")).to_contain_text("cannot be changed")


def test_a_whole_audit_without_scripts(cast, sign_in):
    audit = factories.audit(cast.asha)
    page = sign_in(cast.asha, f"/audits/{audit.id}", scripts=False)
    page.get_by_role("button", name="Start audit").click()
    page.get_by_role("link", name="Seeing the child").click()
    page.locator("#question-seen").get_by_label("Yes").check()
    page.locator("#question-seen-alone").get_by_label("Yes").check()
    page.get_by_label("What difference did it make for the child?").fill("She is heard.")
    page.get_by_label("Good", exact=True).check()
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_label("No, it is not relevant").check()
    page.locator("#question-family-relevance").get_by_role("textbox").fill("No family is left.")
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_label("Child in need").check()
    page.locator("#question-plan-now").get_by_label("Good", exact=True).check()
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_label("Good", exact=True).check()
    page.get_by_label(RATIONALE).fill("Steady work.")
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_role("button", name="Submit audit").click()
    expect(page.get_by_text("You submitted this audit")).to_be_visible()


@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing_on_any_page_of_an_audit(cast, sign_in, site, width):
    full = factories.everything() | factories.given(seen_alone="no", why_not_alone="Away.")
    draft = factories.audit(cast.asha, status=Status.IN_PROGRESS, answers=full, team=cast.harbour)
    note = factories.note(draft, FindingKind.STRENGTH, "Her words are in the plan.", "drift")
    concern = factories.concern(draft)
    done = factories.audit(cast.asha, status=Status.MODERATED)
    new, back = factories.audit(cast.asha), factories.audit(cast.asha, status=Status.RETURNED)
    parts = (
        "",
        "/sections/seeing",
        "/sections/family",
        "/sections/overall",
        "/check",
        "/concern",
        "/findings/new",
    )
    paths = [
        "/audits",
        *(
            f"/audits/{draft.id}{part}"
            for part in (*parts, f"/findings/{note.id}", f"/findings/{note.id}/removal")
        ),
        *(f"/audits/{each.id}" for each in (done, new, back)),
        "/concerns",
        f"/concerns/{concern.id}",
        "/tools",
        "/tools/small/1",
    ]
    page = sign_in(cast.asha, "/audits", width=width)
    for path in paths:
        page.goto(site + path)
        assert page.get_by_role("heading", level=1).count() == 1, path
        assert problems_for_axe(page) == [], path
        assert not is_wider_than_the_screen(page), path
    page = sign_in(cast.quinn, f"/concerns/{concern.id}", width=width)
    assert problems_for_axe(page) == []
