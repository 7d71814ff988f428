"""When the mail server is away for a day, or two send at once, does every message leave, and only once?"""

from __future__ import annotations

import socket
import ssl
import subprocess
import time
from collections import Counter
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from aiosmtpd.controller import Controller
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from sqlalchemy import func, select

from qa_app import clock
from qa_app.db import session
from qa_app.models.mail import OutboxMessage
from qa_app.post import send_waiting
from qa_app.services import messaging
from tests.conftest import TODAY
from tests.served import QA, environment_of

if TYPE_CHECKING:
    from collections.abc import Iterator

MESSAGES = 25


class Postbox:
    """A mail server that counts what it takes, by Message-ID."""

    def __init__(self, seconds_each: float = 0) -> None:
        self.taken: Counter[str] = Counter()
        self._seconds_each = seconds_each

    async def handle_DATA(self, server, session, envelope) -> str:  # noqa: N802  # aiosmtpd's own name
        (line,) = [line for line in envelope.content.decode().splitlines() if line.startswith("Message-ID:")]
        self.taken[line] += 1
        time.sleep(self._seconds_each)  # noqa: ASYNC251  # a slow server, to everybody
        return "250 taken"


@contextmanager
def running(postbox: Postbox, port: int) -> Iterator[None]:
    controller = Controller(postbox, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield
    finally:
        controller.stop()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def queue() -> None:
    for number in range(MESSAGES):
        messaging.queue(f"key {number}", f"person{number}@testshire.example", "Subject", "Body", at=TODAY)


def unsent() -> int:
    session.rollback()
    return session.scalar(select(func.count(OutboxMessage.id)).where(OutboxMessage.sent_at.is_(None)))


def test_after_a_day_without_a_mail_server_the_outbox_drains_once(app, happened):
    queue()
    port, postbox, tries = free_port(), Postbox(), 0
    config = replace(
        app.config["QA"], mail_host="127.0.0.1", mail_port=port, mail_from="audits@testshire.example"
    )
    for hours in range(24):
        with clock.frozen(TODAY + timedelta(hours=hours)):
            result = send_waiting(config)
        tries += result.failed
        assert (result.sent, result.waiting) == (0, MESSAGES)
    with running(postbox, port):
        for minutes in (0, 5, 15):
            with clock.frozen(TODAY + timedelta(days=1, minutes=minutes)):
                send_waiting(config)
    assert unsent() == 0
    assert len(postbox.taken) == MESSAGES
    assert set(postbox.taken.values()) == {1}
    happened(
        f"24 runs and {tries} tries without a server; then {sum(postbox.taken.values())} of {MESSAGES} taken, each once"
    )


def test_two_that_send_at_once_send_nothing_twice(app, tmp_path, happened):
    queue()
    session.rollback()
    port, postbox = free_port(), Postbox(seconds_each=0.01)
    environment = environment_of(app, tmp_path / "council") | {
        "QA_MAIL_HOST": "127.0.0.1",
        "QA_MAIL_PORT": str(port),
        "QA_MAIL_FROM": "audits@testshire.example",
    }
    with running(postbox, port):
        both = [
            subprocess.Popen([*QA, "send-mail"], env=environment, stdout=subprocess.PIPE, text=True)
            for _ in range(2)
        ]
        said = [each.communicate(timeout=120)[0].strip() for each in both]
    assert [each.returncode for each in both] == [0, 0]
    assert unsent() == 0
    assert len(postbox.taken) == MESSAGES
    assert set(postbox.taken.values()) == {1}
    happened(
        f"two at once said “{said[0]}” and “{said[1]}”; {sum(postbox.taken.values())} of {MESSAGES} taken, each once"
    )


def test_a_mail_server_that_nobody_vouches_for_gets_nothing(app, cast, tmp_path):
    """Whoever answers in the mail server's place, with a certificate of their own, reads no message."""
    messaging.queue("one", cast.asha.email, "Subject", "Words", at=TODAY)
    postbox, port = Postbox(), free_port()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(self_signed(tmp_path / "own.pem"))
    controller = Controller(postbox, hostname="127.0.0.1", port=port, tls_context=context)
    controller.start()
    try:
        config = replace(
            app.config["QA"], mail_host="127.0.0.1", mail_port=port, mail_from="qa@testshire.example", mail_use_tls=True
        )  # fmt: skip
        sent = send_waiting(config)
    finally:
        controller.stop()
    assert (sent.sent, sent.waiting) == (0, 1)
    assert postbox.taken == Counter()


def self_signed(path):
    """A certificate that nobody vouches for, with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), 1, TODAY - timedelta(days=99), TODAY + timedelta(days=9999))
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path
