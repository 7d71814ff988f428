"""Which replies wait for whom, and how often did one change a grade?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.exc import NoResultFound

from qa_app.domain.moderating import ChangeReason
from qa_app.domain.regrading import Changes, GradeChange
from qa_app.domain.workflow import Status
from qa_app.queries import replies
from qa_app.queries.replies import ReplyCounts
from qa_app.services import replying
from tests import factories
from tests.conftest import TODAY

THEN = TODAY - timedelta(days=2)


@pytest.fixture(autouse=True)
def tool(cast):
    del cast
    return factories.tool()


def moderated(cast, **wanted):
    return factories.audit(
        cast.asha, **{"status": Status.MODERATED, "team": cast.harbour, "at": THEN, **wanted}
    )


def ask(audit, by, *about):
    return replying.ask(audit, about or ("overall",), "Read it again.", link=str, by=by, at=TODAY)


def decide(reply, by, changes=None):
    fresh = replies.one(by, reply.id)
    seen = {"revision": fresh.revision, "audit_revision": fresh.audit.revision}
    if changes is None:
        replying.let_stand(fresh, "They stand.", link=str, **seen, by=by, at=TODAY)
    else:
        replying.change(fresh, changes, "Changed.", link=str, **seen, by=by, at=TODAY)


def other(grade):
    return GradeChange(grade, ChangeReason.IMPACT, "It was asked.")


def test_a_reply_waits_for_those_who_may_decide_and_for_everybody_to_see(cast, rita):
    reply = ask(moderated(cast, moderator=cast.quinn), cast.asha)
    assert [each.id for each in replies.waiting(cast.quinn)] == [reply.id]
    assert replies.number_for(cast.quinn) == 0
    assert replies.number_for(rita) == 1
    assert [each.name for each in replies.who_may_decide(replies.one(rita, reply.id))] == ["Rita Moss"]
    decide(reply, rita)
    assert replies.number_for(rita) == 0
    assert [each.id for each in replies.decided(cast.quinn).items] == [reply.id]


def test_nobody_who_still_judges_the_case_sees_a_reply_about_it(cast, rita):
    audit = moderated(cast, moderator=cast.quinn)
    reply = ask(audit, cast.asha)
    with pytest.raises(NoResultFound):
        replies.one(cast.ben, reply.id)


def test_counts_are_by_tool_and_grade(cast, rita):
    first, second, third, fourth = (moderated(cast, moderator=cast.quinn) for _ in range(4))
    decide(ask(first, cast.asha, "overall", "family"), rita, Changes(other("outstanding")))
    decide(ask(second, cast.asha, "overall"), rita)
    ask(third, cast.asha, "overall")
    decide(ask(fourth, cast.asha, "seeing"), rita, Changes(sections={"family": other("outstanding")}))
    reopened = moderated(cast, moderator=cast.quinn)
    ask(reopened, cast.asha, "overall")
    factories.reopening(reopened, cast.quinn, at=TODAY)
    found = replies.counts_by_grade()
    assert dict(found) == {
        ("small", "overall"): ReplyCounts(asked=3, changed=1, stood=1, waiting=1),
        ("small", "family"): ReplyCounts(asked=1, changed=0, stood=1),
        ("small", "seeing"): ReplyCounts(asked=1, changed=0, stood=1),
    }
    assert dict(replies.counts_by_grade(tool_key="other")) == {}
    assert dict(replies.counts_by_grade(until=TODAY)) == {}
    assert dict(replies.counts_by_grade(since=TODAY)) == dict(found)


def test_a_team_manager_whose_audit_was_reopened_meanwhile_still_finds_it_to_be_told(cast):
    audit = moderated(cast, grade="inadequate")
    factories.reopening(audit, cast.quinn, at=TODAY)
    assert replies.audit_to_ask_about(cast.tomas, audit.id).id == audit.id
    draft = factories.audit(cast.asha, status=Status.SUBMITTED, team=cast.harbour)
    for person, number in ((cast.tomas, draft.id), (cast.ben, audit.id), (cast.olu, audit.id)):
        with pytest.raises(NoResultFound):
            replies.audit_to_ask_about(person, number)
    elsewhere = moderated(cast, grade="inadequate", team=cast.lantern)
    with pytest.raises(NoResultFound):
        replies.audit_to_ask_about(cast.tomas, elsewhere.id)
