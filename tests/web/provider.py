"""A small OpenID Connect provider on loopback that can also lie, as no honest one can.

It signs real tokens with a key of its own and answers over real HTTP. ``twist`` changes what is about to be signed.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import requests
from flask import Flask, jsonify, redirect, request
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from werkzeug.serving import make_server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Provider:
    """Who signs in there next, and what its tokens say."""

    client_id = "case-audit"
    client_secret = "a secret of the provider"

    def __init__(self) -> None:
        self.key = RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"})
        self.signing_key = self.key
        self.person: dict[str, Any] = {}
        self.twist: Callable[[dict[str, Any]], None] = lambda _claims: None
        self.asked: list[dict[str, str]] = []
        self.issuer = ""
        self.says_issuer = ""
        self.is_broken = False
        self._codes: dict[str, dict[str, str]] = {}

    def app(self) -> Flask:
        """Its four addresses."""
        app = Flask("provider")

        @app.get("/.well-known/openid-configuration")
        def about() -> Any:
            return jsonify(
                issuer=self.says_issuer or self.issuer,
                authorization_endpoint=f"{self.issuer}/authorize",
                token_endpoint=f"{self.issuer}/token",
                jwks_uri=f"{self.issuer}/keys",
                id_token_signing_alg_values_supported=["RS256", "HS256", "none"],
            )

        @app.get("/keys")
        def keys() -> Any:
            return jsonify(KeySet([self.key]).as_dict(private=False))

        @app.get("/authorize")
        def authorize() -> Any:
            asked = request.args.to_dict()
            self.asked.append(asked)
            code = secrets.token_urlsafe(16)
            self._codes[code] = asked
            return redirect(f"{asked['redirect_uri']}?code={code}&state={asked['state']}")

        @app.post("/token")
        def token() -> Any:
            if self.is_broken:
                return "out of order", 500
            asked = self._codes.pop(request.form.get("code", ""), None)
            if asked is None or not _fits(request.form.get("code_verifier", ""), asked["code_challenge"]):
                return jsonify(error="invalid_grant"), 400
            now = int(time.time())
            claims = {
                "iss": self.issuer,
                "aud": self.client_id,
                "iat": now,
                "exp": now + 300,
                "auth_time": now,
                "nonce": asked["nonce"],
                **self.person,
            }
            self.twist(claims)
            signed = jwt.encode({"alg": "RS256", "kid": "one"}, claims, self.signing_key)
            return jsonify(access_token="x", token_type="Bearer", expires_in=300, id_token=signed)

        return app


def _fits(verifier: str, challenge: str) -> bool:
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == challenge


@contextmanager
def serving(provider: Provider) -> Iterator[Provider]:
    """The provider, listening on a free port of this machine."""
    server = make_server("127.0.0.1", 0, provider.app(), threaded=True)
    provider.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def maintained(person: dict[str, Any]) -> Iterator[str]:
    """A provider that somebody else wrote, as a process of its own: where it is, once it answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port)]
    process = subprocess.Popen(
        [*command, "--user-claims", json.dumps(person)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                about = requests.get(
                    f"http://127.0.0.1:{port}/.well-known/openid-configuration", timeout=5
                ).json()
                break
            except requests.ConnectionError:
                assert process.poll() is None, "the provider has ended"
                time.sleep(0.1)
        yield about["issuer"]
    finally:
        process.terminate()
        process.wait(timeout=20)
