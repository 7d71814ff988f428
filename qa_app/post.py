"""How does the outbox reach the council's mail server?"""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate
from typing import TYPE_CHECKING

from qa_app.clock import now
from qa_app.domain.errors import NotPossible
from qa_app.queries import outbox
from qa_app.services import messaging

if TYPE_CHECKING:
    from qa_app.config import Config
    from qa_app.models.mail import OutboxMessage

_SECONDS = 20
_GIVE_UP_AFTER = 3


@dataclass(frozen=True, slots=True)
class Sent:
    """How many messages went, were refused, and still wait."""

    sent: int
    failed: int
    waiting: int


def send_waiting(config: Config) -> Sent:
    """Send every message that waits, each claimed first, each recorded at once.

    A server that does not answer three times running ends the run; the rest waits for the next.

    :raises NotPossible: when no mail server is set.
    """
    if not config.mail_host or not config.mail_from:
        raise NotPossible("No mail server is set. Set mail_host and mail_from in the instance's config.toml.")
    messaging.withhold(at=now())
    sent = failed = failed_in_a_row = 0
    while failed_in_a_row < _GIVE_UP_AFTER and (message := messaging.claim_next(at=now())) is not None:
        try:
            _send(message, config)
        except (OSError, smtplib.SMTPException) as error:
            messaging.record_failure(message, f"{type(error).__name__}: {error}")
            failed, failed_in_a_row = failed + 1, failed_in_a_row + 1
        else:
            messaging.record_sent(message, at=now())
            sent, failed_in_a_row = sent + 1, 0
    return Sent(sent, failed, outbox.count_waiting())


def _send(message: OutboxMessage, config: Config) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = config.mail_from, message.to_address, message.subject
    mail["Date"] = formatdate(localtime=False)
    mail["Message-ID"] = f"<outbox-{message.id}@{config.mail_from.rpartition('@')[2]}>"
    mail.set_content(message.body)
    with smtplib.SMTP(config.mail_host, config.mail_port, timeout=_SECONDS) as server:
        if config.mail_use_tls:
            server.starttls(context=ssl.create_default_context())
        if config.mail_username:
            server.login(config.mail_username, config.mail_password)
        server.send_message(mail)
