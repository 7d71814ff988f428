"""What must be so before real cases are served?

Production is every instance that is not the demo. It answers people over TLS only, with secrets of its own, and never in
debug mode. Commands run without this check, so that an instance can be set up before its proxy; serving it cannot.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from qa_app.config import ConfigProblem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from qa_app.config import Config

_FEWEST_CHARACTERS = 12
_PLACEHOLDER = re.compile(
    r"change.?me|secret|password|example|default|insecure|your.?key|12345|abcde|qwerty", re.IGNORECASE
)
_ON = frozenset({"1", "true", "yes", "on", "t"})


def refuse_unsafe(config: Config, environment: Mapping[str, str] | None = None) -> None:
    """Let an instance be served only as it may be.

    :raises ConfigProblem: with every reason why not, each on its own line.
    """
    if config.is_demo:
        return
    problems = list(_problems(config, os.environ if environment is None else environment))
    if problems:
        raise ConfigProblem(
            "\n".join(
                (
                    "This instance is a real one and cannot be served like this:",
                    *(f"  {each}" for each in problems),
                    "docs/deploy.md says how. To try the product without a proxy, use 'qa demo' in another folder.",
                )
            )
        )


def _problems(config: Config, environment: Mapping[str, str]) -> Iterator[str]:
    secrets = {name: getattr(config, name) for name in ("secret_key", "password_salt", "totp_secret")}
    for name, value in secrets.items():
        if len(set(value)) < _FEWEST_CHARACTERS or _PLACEHOLDER.search(value):
            yield f"'{name}' can be guessed. Make one with: python -c \"import secrets; print(secrets.token_urlsafe(48))\""
    if len(set(secrets.values())) < len(secrets):
        yield "'secret_key', 'password_salt' and 'totp_secret' must differ from each other."
    if not config.is_secure:
        yield "'is_secure' must be true: sessions may travel over TLS only."
    if not config.base_url.startswith("https://"):
        yield "'base_url' must be the https:// address that people use."
    if config.proxies < 1:
        yield "'proxies' must say how many reverse proxies stand in front: one of them ends TLS."
    if config.is_cheap_hashing:
        yield "'is_cheap_hashing' is for tests only."
    if environment.get("FLASK_DEBUG", "").lower() in _ON:
        yield "FLASK_DEBUG must not be set: its pages show code and data to whoever asks."
