"""What can still happen to an audit once it is moderated, and what has: another look, sign-off, reopening?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import g, url_for

from qa_app.clock import now
from qa_app.domain.moderating import Decision, Way
from qa_app.domain.policy import Permission
from qa_app.domain.workflow import Status
from qa_app.queries import reopenings, replies, sign_offs
from qa_app.web.forms.regrading import title_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qa_app.domain.replies import Window
    from qa_app.models.audits import Audit
    from qa_app.models.moderation import Moderation
    from qa_app.models.reopenings import Reopening
    from qa_app.models.replies import Reply
    from qa_app.models.sign_offs import SignOff

_WITH_SECOND = frozenset({Way.BESIDE, Way.PANEL})


@dataclass(frozen=True, slots=True)
class After:
    """Everything for the page of one audit.

    ``window`` is None for somebody who cannot ask for another look at all. ``coaching`` is where an entry of the
    coaching log about it begins, "" where there is no occasion.
    """

    window: Window | None
    replies: Sequence[Reply]
    sign_offs: Sequence[SignOff]
    standing: SignOff | None
    reopening: Reopening | None
    may_sign_off: bool
    may_reopen: bool
    coaching: str

    @property
    def open_reply(self) -> bool:
        """Whether somebody waits for another look."""
        return any(each.outcome is None for each in self.replies)


def after(audit: Audit, moderations: Sequence[Moderation]) -> After:
    """For the person who asks. ``moderations`` are all of the audit."""
    found = replies.of_audit(audit.id)
    signed = sign_offs.of_audit(audit.id)
    standing = next((each for each in signed if each.voided_at is None), None)
    is_moderated = audit.status is Status.MODERATED
    is_own = audit.auditor_id == g.user.id
    window = None
    if is_moderated and g.user.may(Permission.REPLIES_ASK):
        window = replies.window_for(
            g.user,
            audit,
            found,
            days=g.council.reply_days,
            is_signed_off=standing is not None,
            at=now(),
        )
    return After(
        window=window,
        replies=found,
        sign_offs=signed,
        standing=standing,
        reopening=reopenings.waiting_of(audit.id) if standing else None,
        may_sign_off=is_moderated
        and standing is None
        and not is_own
        and g.user.may(Permission.AUDITS_SIGN_OFF),
        may_reopen=is_moderated and g.user.may(Permission.REOPENINGS_ASK),
        coaching=""
        if is_own or audit.auditor.organisation or not g.user.may(Permission.COACHING_RUN)
        else _coaching(moderations),
    )


def titles(audit: Audit, reply: Reply) -> str:
    """The grades that a reply is about, for a sentence."""
    tool = audit.tool_version.definition
    return ", ".join(title_of(tool, row.key) for row in reply.about if row.asked)


def _coaching(moderations: Sequence[Moderation]) -> str:
    """From the pair where two audits differed, from the decision where a grade was changed."""
    stands = next((each for each in moderations if each.stands), None)
    if stands is None:
        return ""
    if stands.pair_id is not None and (stands.way in _WITH_SECOND or stands.decision is Decision.CHANGED):
        return url_for("coaching.new", pair=stands.pair_id)
    if stands.decision is Decision.CHANGED:
        return url_for("coaching.new", moderation=stands.id)
    return ""
