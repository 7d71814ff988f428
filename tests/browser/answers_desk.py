"""What does a server that keeps answers say, as the top of autosave.js states it?

A small one with a switch for each thing that can go wrong, so that the script is tested against real requests on a
real socket without the whole product. The product's own answers are tested where they are made.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from flask import jsonify, redirect, request

from tests.web.gallery import ANSWERS, create_gallery

if TYPE_CHECKING:
    from flask import Flask
    from flask.typing import ResponseReturnValue


@dataclass
class Desk:
    """What is kept, what came in, and what goes wrong."""

    kept: dict[str, dict[str, str]] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)
    came_in: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    posted: dict[str, str] = field(default_factory=dict)
    token: str = ""
    user_id: int = 12
    is_signed_in: bool = True
    is_busy: bool = False
    signs_out_by_redirect: bool = False

    def words(self, key: str) -> dict[str, str]:
        """What is kept for one question."""
        given = ANSWERS.get(key)
        first = {"value": given.value, "comment": given.comment} if given else {"value": "", "comment": ""}
        return self.kept.get(key, first)

    def version(self, key: str) -> int:
        """How often one answer was saved; the gallery's own answers begin at 2."""
        return self.versions.get(key, 2 if key in ANSWERS else 0)

    def save(self, key: str, value: str, comment: str = "") -> None:
        """Somebody saves."""
        self.kept[key] = {"value": value, "comment": comment}
        self.versions[key] = self.version(key) + 1


def create_desk(desk: Desk) -> Flask:  # noqa: C901 - one branch for each thing that can go wrong
    """The gallery, with a server that keeps answers behind its questions."""
    app = create_gallery()
    app.config["WTF_CSRF_ENABLED"] = False

    @app.put("/answers/<key>")
    def save(key: str) -> ResponseReturnValue:
        if desk.is_busy:
            return jsonify(error="The service is busy."), 503
        if not desk.is_signed_in:
            return (
                redirect("/login") if desk.signs_out_by_redirect else (jsonify(error="Sign in again."), 401)
            )
        if desk.token and request.headers["X-CSRFToken"] != desk.token:
            return jsonify(error="This page is older than your session."), 403
        sent = request.get_json()
        desk.came_in.append((key, sent))
        words = {"value": sent["value"], "comment": sent["comment"]}
        if sent["value"] == "2026-02-31":
            return jsonify(error="There is no 31 February 2026."), 422
        if sent["version"] != desk.version(key) and words != desk.words(key):
            theirs = {"theirs": desk.words(key), "their_name": "Ben Okafor", "their_time": "10:40"}
            return jsonify(yours=words, version=desk.version(key), **theirs), 409
        desk.save(key, **words)
        return jsonify(version=desk.version(key), saved_at="2026-11-20T10:42:07+00:00")

    @app.get("/session/token")
    def token() -> ResponseReturnValue:
        if not desk.is_signed_in:
            return (
                redirect("/login") if desk.signs_out_by_redirect else (jsonify(error="Sign in again."), 401)
            )
        return jsonify(csrf_token=desk.token or "t0ken", user_id=desk.user_id)

    @app.get("/limits")
    def limits() -> ResponseReturnValue:
        return (
            "<p>Overall is at most Inadequate.</p>"
            if desk.words("voice-grade")["value"] == "inadequate"
            else ""
        )

    @app.post("/questions")
    def post() -> ResponseReturnValue:
        desk.posted = request.form.to_dict()
        return redirect("/lists")

    return app


def _signed_out(desk: Desk) -> ResponseReturnValue:
    return redirect("/login") if desk.signs_out_by_redirect else (jsonify(error="Sign in again."), 401)
