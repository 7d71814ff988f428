"""Who asks for another look at an audit, and what does somebody independent decide?"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from flask import Blueprint, flash, g, redirect, render_template, url_for

from qa_app.clock import now
from qa_app.domain import grading
from qa_app.domain.answers import asked, text_of
from qa_app.domain.errors import Incomplete, NotPossible, NotYours, Stale, StepNotAllowed
from qa_app.domain.policy import Permission
from qa_app.domain.replies import ReplyOutcome, why_settled
from qa_app.queries import audits, moderation, replies, sign_offs
from qa_app.services import replying
from qa_app.web import addresses
from qa_app.web.access import requires
from qa_app.web.forms.numbers import number_from
from qa_app.web.forms.regrading import title_of
from qa_app.web.forms.replies import AskForm, OutcomeForm, final_grades
from qa_app.web.forms.tool_form import answers_of
from qa_app.web.moderation_lists import waiting_for
from qa_app.web.paging import page_number, paging

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from qa_app.domain.replies import Window
    from qa_app.models.audits import Audit
    from qa_app.models.replies import Reply

bp = Blueprint("replies", __name__)


@bp.route("/audits/<int:audit_id>/reply", methods=["GET", "POST"])
@requires(Permission.REPLIES_ASK)
def ask(audit_id: int) -> ResponseReturnValue:
    """Ask for another look. Whoever may not (any more) is told why, and their words stay on the page."""
    audit = replies.audit_to_ask_about(g.user, audit_id)
    form = AskForm(once=secrets.token_urlsafe(16)).place(audit)
    if not form.is_submitted():
        return _ask_page(audit, form)
    reference = audit.reference
    if not _is_known(audit, form):
        window = _window(audit)
        if window.refusal:
            return _ask_page(audit, form), 409
        if not form.validate():
            return _ask_page(audit, form), 422
    try:
        replying.ask(
            audit,
            form.about.data or [],
            form.reasons.data,
            link=addresses.of_reply,
            by=g.user,
            at=now(),
            once=form.once.data or None,
        )
    except StepNotAllowed:
        return _ask_page(replies.audit_to_ask_about(g.user, audit_id), form), 409
    except Incomplete as refusal:
        form.form_errors.append(refusal.message)
        return _ask_page(replies.audit_to_ask_about(g.user, audit_id), form), 422
    flash(
        f"You have asked for another look at the audit of {reference}. Somebody independent decides.",
        "success",
    )
    return redirect(url_for("audits.show", audit_id=audit_id), 303)


@bp.get("/moderation/replies")
@requires(Permission.REPLIES_DECIDE)
def queue() -> ResponseReturnValue:
    """Replies that wait, with whoever may not decide told why; then those that were decided."""
    open_replies = replies.waiting(g.user)
    done = replies.decided(g.user, page=page_number())
    return render_template(
        "replies/queue.html",
        open_replies=open_replies,
        barred=replies.barred(g.user, open_replies),
        done=done,
        paging=paging(done, "decided reply", "decided replies"),
        waiting=waiting_for(g.user),
        titles=_titles,
    )


@bp.route("/replies/<int:reply_id>", methods=["GET", "POST"])
@requires(Permission.REPLIES_DECIDE)
def decide(reply_id: int) -> ResponseReturnValue:
    """Look again and decide. Of two moderators one wins; the other is told, and their words stay."""
    reply = replies.one(g.user, reply_id)
    form = OutcomeForm.for_reply(reply)
    if not form.is_submitted():
        return _page(reply, form)
    try:
        _check_seen(
            reply, form
        )  # other grades than those that were read would make nonsense of what was filled in
        if not form.validate():
            return _page(reply, form), 422
        done = _decided(reply, form)
    except (StepNotAllowed, Stale) as refusal:
        reply = replies.one(g.user, reply_id)
        if not _is_done_already(reply, form):
            form.form_errors.append(f"{refusal.message} What you wrote is still below and is not saved.")
            return _page(reply, form), 409
        done = "Your decision is saved."
    except (Incomplete, NotPossible) as refusal:
        form.form_errors.append(refusal.message)
        return _page(replies.one(g.user, reply_id), form), 422
    flash(done, "success")
    return redirect(url_for(".queue"), 303)


def _window(audit: Audit) -> Window:
    found = replies.window_for(
        g.user,
        audit,
        replies.of_audit(audit.id),
        days=g.council.reply_days,
        is_signed_off=sign_offs.standing_of(audit.id) is not None,
        at=now(),
    )
    if found is None:
        raise NotYours("Only its auditor and the manager of its team can ask for another look at an audit.")
    return found


def _is_known(audit: Audit, form: AskForm) -> bool:
    """Whether this very form was sent before: then it is answered as it was the first time."""
    return bool(form.once.data) and any(each.once == form.once.data for each in replies.of_audit(audit.id))


def _ask_page(audit: Audit, form: AskForm) -> str:
    return render_template(
        "replies/ask.html",
        audit=audit,
        tool=audit.tool_version.definition,
        form=form,
        window=_window(audit),
        is_readable=audits.is_visible_to(g.user, audit.id),
    )


def _check_seen(reply: Reply, form: OutcomeForm) -> None:
    """:raises StepNotAllowed: when it was decided since the page was read, Stale when the audit changed."""
    if sentence := why_settled(reply.outcome, reply.decided_by.name if reply.decided_by else ""):
        raise StepNotAllowed(sentence)
    if form.audit_revision.data != str(reply.audit.revision):
        raise Stale("This audit changed since you opened the page. Look at what it says now.")


def _decided(reply: Reply, form: OutcomeForm) -> str:
    """Decide, and say what was done."""
    revision, audit_revision = (
        number_from(field.data) or 0 for field in (form.revision, form.audit_revision)
    )
    if form.outcome.data == ReplyOutcome.STANDS.value:
        replying.let_stand(
            reply,
            form.words.data,
            link=addresses.of_audit,
            revision=revision,
            audit_revision=audit_revision,
            by=g.user,
            at=now(),
        )
        return f"The grades of audit {reply.audit_id} stand. Everybody concerned has been told."
    replying.change(
        reply,
        form.changes(),
        form.words.data,
        link=addresses.of_audit,
        revision=revision,
        audit_revision=audit_revision,
        by=g.user,
        at=now(),
    )
    return f"You changed the grades of audit {reply.audit_id}. Everybody concerned has been told."


def _is_done_already(reply: Reply, form: OutcomeForm) -> bool:
    return (
        reply.decided_by_id == g.user.id
        and reply.outcome is not None
        and (reply.outcome.value, reply.words) == (form.outcome.data, form.words.data)
    )


def _titles(reply: Reply, *, asked_only: bool = True) -> list[str]:
    tool = reply.audit.tool_version.definition
    return [title_of(tool, row.key) for row in reply.about if row.asked or not asked_only]


def _page(reply: Reply, form: OutcomeForm) -> str:
    audit = reply.audit
    tool, answers = audit.tool_version.definition, answers_of(audit)
    form.revision.data, form.audit_revision.data = str(reply.revision), str(audit.revision)
    barred = replies.barred(g.user, [reply]).get(reply.id, "")
    return render_template(
        "replies/decide.html",
        reply=reply,
        audit=audit,
        tool=tool,
        answers=answers,
        asked={question.key for question in asked(tool, answers)},
        text_of=text_of,
        fired=grading.caps(tool, answers),
        cap=grading.cap(tool, answers),
        decisions=moderation.decisions_on(audit),
        history=audits.history_of(audit),
        present=final_grades(audit),
        titles=_titles,
        barred=barred,
        able=replies.who_may_decide(reply) if reply.outcome is None else [],
        form=form,
    )
