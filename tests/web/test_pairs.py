"""Can a QA manager have cases audited twice, and see why each pairing was possible or not?"""

from __future__ import annotations

import pytest
from sqlalchemy import select

from qa_app.db import session
from qa_app.domain.pairs import PairStatus
from qa_app.domain.second_audits import SecondAuditRules
from qa_app.models.audits import SecondAudit
from qa_app.models.pairs import Pair
from qa_app.services import scheduling
from tests import factories
from tests.lists_and_rounds import plan_of


def the_pair() -> Pair:
    session.rollback()
    return session.scalars(select(Pair)).one()


def test_the_rules_of_a_draft_are_set_on_their_own_page(cast, visit):
    draft = scheduling.create(plan_of(factories.tool()), by=cast.quinn, at=factories.AT)
    quinn = visit(cast.quinn)
    page = quinn.get(f"/rounds/{draft.id}/second-audit-rules")
    page = quinn.send(
        page,
        "Save",
        **{
            "What percentage of the audits?": "20",
            "At least how many of each auditor’s audits?": "1",
            "How many first audits of a new auditor?": "2",
            "Two audits agree only when every section has the same grade": True,
        },
    )
    assert "20% of the audits, by chance" in page.text
    assert "At least 1 of each auditor" in page.text
    session.rollback()
    session.refresh(draft)
    assert draft.second_rules == SecondAuditRules(20, 1, 2, sections_apart=0)


def test_second_audits_are_shown_with_their_reasons_before_they_are_given_out(cast, visit):
    home = factories.a_round(tool_version=factories.tool(), second=SecondAuditRules(first_of_new=1))
    factories.audit(cast.asha, team=cast.harbour, in_round=home, reference="EX1")
    factories.audit(cast.asha, team=cast.harbour, in_round=home, reference="EX2")
    quinn = visit(cast.quinn)
    page = quinn.get(f"/rounds/{home.id}")
    page = quinn.get(page.link("Give out the second audits"))
    assert "It is number 1 by Asha Rao; the first 1 of every auditor are made twice." in page.text
    page = quinn.send(page, "Give out 1 second audit")
    assert "Waiting for both audits" in page.text
    pair = the_pair()
    assert session.get_one(SecondAudit, pair.second_id).auditor_id in {cast.ben.id, cast.olu.id}
    page = quinn.get(f"/pairs/{pair.id}")
    assert "0 of 2 locked" in page.text


def test_by_hand_the_page_says_who_may_and_why_others_may_not(cast, visit):
    audit = factories.audit(cast.asha, team=cast.harbour, reference="EX1")
    quinn = visit(cast.quinn)
    page = quinn.get(f"/rounds/audits/{audit.id}/second-audit")
    assert "Asha Rao audits case EX1 already." in page.text
    refused = quinn.send(page, "Give out the second audit", status=422)
    assert {"Choose who audits it", "Enter why this case is audited twice"} <= set(refused.errors)
    page = quinn.send(
        page,
        "Give out the second audit",
        **{
            "Who audits it, without knowing of the other?": "Ben Okoro",
            "Why is it audited twice?": "A complaint.",
        },
    )
    assert page.table("Cases audited twice").row("EX1 Harbour")["Why it is audited twice"] == "A complaint."
    assert "This case is audited twice already" in quinn.get(f"/rounds/audits/{audit.id}/second-audit").text
    listed = quinn.get(f"/rounds/{audit.round_id}/audits")
    assert "Waiting for both audits: second audit of EX1" in listed.links


def test_a_second_audit_is_moved_extended_and_called_off_from_its_pair(cast, visit):
    pair = factories.pair(cast.asha, cast.ben, team=cast.harbour, handed_in=1)
    quinn = visit(cast.quinn)
    page = quinn.get(f"/pairs/{pair.id}")
    assert "1 of 2 locked" in page.text
    moved = quinn.get(page.link("Give it to another auditor"))
    assert "Asha Rao audits case" in moved.text
    quinn.send(
        moved, "Move the audit", **{"Who audits it now?": "Olu Stranger", "Why is it moved?": "Ben is ill."}
    )
    assert session.get_one(SecondAudit, pair.second_id, populate_existing=True).auditor_id == cast.olu.id
    quinn.get(page.link("Change its due date"))
    page = quinn.get(page.link("Call it off"))
    refused = quinn.send(page, "Call off the second audit", status=422)
    assert "Enter why the second audit is called off" in refused.errors
    quinn.send(page, "Call off the second audit", **{"Why is the second audit called off?": "Nobody can."})
    assert the_pair().status is PairStatus.CALLED_OFF
    assert "Nobody can." in quinn.get(f"/pairs/{pair.id}").text


def test_a_proposal_that_is_no_longer_true_gives_nothing_out(cast, visit):
    home = factories.a_round(tool_version=factories.tool(), second=SecondAuditRules(share_percent=100))
    factories.audit(cast.asha, team=cast.harbour, in_round=home)
    quinn = visit(cast.quinn)
    page = quinn.get(f"/rounds/{home.id}/second-audits/new")
    factories.audit(cast.asha, team=cast.harbour, in_round=home)
    refused = quinn.send(page, "Give out 1 second audit", status=409)
    assert "Nothing was given out" in refused.text
    assert session.scalars(select(Pair)).all() == []


def test_an_empty_list_says_what_to_do_next(cast, visit):
    home = factories.a_round(tool_version=factories.tool())
    page = visit(cast.quinn).get(f"/rounds/{home.id}/second-audits")
    assert "No case of this round is audited twice" in page.text
    assert "None, unless one is chosen by hand." in page.text
    assert "Two audits are agreed by themselves when they have the same overall grade" in page.text
    assert visit(cast.dara).get(f"/rounds/{home.id}/second-audits").text.count("Go to the audits") == 0


def test_a_long_list_of_pairs_costs_what_a_short_one_costs(cast, visit, count_queries):
    home = factories.a_round(tool_version=factories.tool())
    quinn = visit(cast.quinn)

    def costs() -> int:
        with count_queries() as asked:
            quinn.get(f"/rounds/{home.id}/second-audits")
        return len(asked)

    factories.pair(cast.asha, cast.ben, team=cast.harbour, in_round=home, handed_in=0)
    quinn.get(f"/rounds/{home.id}/second-audits")
    few = costs()
    for _ in range(4):
        factories.pair(cast.asha, cast.ben, team=cast.harbour, in_round=home, handed_in=0)
    assert costs() <= few


@pytest.mark.parametrize("status", ["waiting", "agreed", "to_panel", "nonsense", "x" * 500])
def test_the_list_is_narrowed_by_status_and_nonsense_narrows_nothing(cast, visit, status):
    pair = factories.pair(cast.asha, cast.ben, team=cast.harbour, handed_in=1)
    page = visit(cast.quinn).get(f"/rounds/{pair.round_id}/second-audits?status={status}")
    assert ("No pair is" in page.text) is (status in {"agreed", "to_panel"})
