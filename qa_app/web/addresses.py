"""What is the full address of a page, for a mail?

Of the council's own site, not of whatever name this request came by.
"""

from __future__ import annotations

from flask import current_app, url_for
from flask_security.utils import validate_redirect_url


def of_audit(audit_id: int) -> str:
    """The full address of an audit's page."""
    return full(url_for("audits.show", audit_id=audit_id))


def of_action(action_id: int) -> str:
    """The full address of an action's page."""
    return full(url_for("actions.show", action_id=action_id))


def of_concern(concern_id: int) -> str:
    """The full address of a concern's page."""
    return full(url_for("concerns.show", concern_id=concern_id))


def of_exercise(exercise_id: int) -> str:
    """The full address of a calibration exercise's page."""
    return full(url_for("calibration.show", exercise_id=exercise_id))


def of_reply(reply_id: int) -> str:
    """The full address of a reply's page."""
    return full(url_for("replies.decide", reply_id=reply_id))


def of_reopening(reopening_id: int) -> str:
    """The full address of a reopening's page."""
    return full(url_for("reopenings.decide", reopening_id=reopening_id))


def of_coaching(coaching_id: int) -> str:
    """The full address of an entry of the coaching log."""
    return full(url_for("coaching.show", coaching_id=coaching_id))


def full(path: str) -> str:
    """A path of this product as an address that a mail can hold."""
    base: str = current_app.config["QA"].base_url
    return f"{base.rstrip('/')}{path}"


def own_or(wanted: str | None, otherwise: str) -> str:
    """A path of this product, if that is what it is: nobody is sent to another site by a link to this one."""
    wanted = wanted or ""
    is_own = wanted.startswith("/") and "\\" not in wanted and validate_redirect_url(wanted)
    return wanted if is_own and wanted.isprintable() else otherwise
