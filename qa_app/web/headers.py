"""What does every answer tell the browser about trust?"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import abort, request
from werkzeug.sansio.utils import host_is_trusted

if TYPE_CHECKING:
    from flask import Flask, Response

    from qa_app.config import Config

_POLICY = "; ".join(  # noqa: FLY002  # one line a rule
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "manifest-src 'self'",
    )
)

_UNUSED = (
    "accelerometer", "autoplay", "bluetooth", "camera", "display-capture", "encrypted-media", "geolocation", "gyroscope",
    "hid", "magnetometer", "microphone", "midi", "payment", "screen-wake-lock", "serial", "usb", "xr-spatial-tracking",
)  # fmt: skip
_PERMISSIONS = ", ".join(f"{each}=()" for each in _UNUSED)

_YEAR = 31_536_000


def add_to(app: Flask) -> None:
    """Set the headers after each request, and answer to no other name than ours."""
    config: Config = app.config["QA"]
    names = [urlsplit(config.base_url).hostname or "", "127.0.0.1", "localhost", "[::1]"]

    @app.before_request
    def refuse_other_names() -> None:
        # A link in a message is made from the name that was asked for: nobody else may choose it.
        if config.is_secure and request.blueprint != "probes" and not host_is_trusted(request.host, names):
            abort(400)

    @app.after_request
    def set_headers(response: Response) -> Response:
        headers = response.headers
        headers.setdefault("Content-Security-Policy", _POLICY)
        headers.setdefault("X-Content-Type-Options", "nosniff")
        headers.setdefault("X-Frame-Options", "DENY")
        headers.setdefault("Referrer-Policy", "same-origin")
        headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        headers.setdefault("Permissions-Policy", _PERMISSIONS)
        if config.is_secure:
            headers.setdefault("Strict-Transport-Security", f"max-age={_YEAR}; includeSubDomains")
        if request.endpoint != "static":
            # What one person saw is not for the next one at the same tablet.
            headers["Cache-Control"] = "no-store"
        return response
