"""What does the page of one action show, and to whom does it offer what?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import g, render_template

from qa_app.clock import in_london, today
from qa_app.domain.action_rights import offered
from qa_app.domain.actions import ActionStatus, is_overdue
from qa_app.domain.rag import rag
from qa_app.domain.smart import smart
from qa_app.queries import actions, audits
from qa_app.web.forms.actions import ActionForm

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qa_app.domain.rag import RagRating
    from qa_app.models.actions import Action


def page_of(action: Action, errors: Sequence[tuple[str, str]] = ()) -> str:
    """The action's page. ``errors`` say why a step could not be taken."""
    suggestion = actions.suggestion_for(action) if action.status is ActionStatus.SUGGESTED else None
    return render_template(
        "actions/show.html",
        action=action,
        rating=rating_of(action),
        steps=offered(action.status, actions.ties_of(g.user, action)),
        suggestion=suggestion,
        history=actions.history_of(action),
        advice=smart(
            what=action.what,
            measure=action.measure,
            owner=action.owner.name,
            findings=len(action.findings),
            begins_on=in_london(action.proposed_at).date(),
            due_on=action.due_on,
        ),
        is_late=is_overdue(action.status, action.due_on, today()),
        is_audit_visible=audits.is_visible_to(g.user, action.audit_id),
        form=ActionForm(revision=action.revision, formdata=None),
        errors=list(errors),
    )


def rating_of(action: Action) -> RagRating | None:
    """The rating today by the council's rules; None for a cancelled action."""
    return rag(action.facts, today(), g.council.amber_grace_days, g.council.progress_within_days)
