"""E-mails: handed to the region's mail server, or written as files where there is none."""

import os
import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import localtime, make_msgid
from pathlib import Path
from urllib.parse import unquote, urlsplit

SECONDS = 20
SMTP_PORT = 587
SMTPS_PORT = 465

Post = Callable[[EmailMessage], None]
"""Hands one message over, or raises."""


@dataclass(frozen=True)
class Outlet:
    """How e-mails leave this installation."""

    smtp_url: str
    folder: Path
    sender: str


_outlet: list[Outlet] = []


def send_through(outlet: Outlet) -> None:
    """Tell how e-mails leave; called once by the factory."""
    _outlet[:] = [outlet]


def letter(recipient: str, subject: str, text: str, language: str) -> EmailMessage:
    """A plain-text e-mail, marked as made by a machine so that no absence note answers it."""
    sender = _outlet[0].sender
    message = EmailMessage()
    message["Subject"] = subject
    message["From"] = Address("Percorso", addr_spec=sender)
    message["To"] = Address(addr_spec=recipient)
    message["Date"] = localtime()
    message["Message-ID"] = make_msgid(domain=sender.partition("@")[2])
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text)
    message["Content-Language"] = language  # afterwards: content set anew drops such headers
    return message


@contextmanager
def mailbox() -> Iterator[Post]:
    """The way out of e-mails while the context is open: one connection for all of them.

    Raises:
        OSError: The server does not answer, refuses the password, or offers no TLS.
    """
    outlet = _outlet[0]
    if not outlet.smtp_url:
        yield lambda message: _into_folder(outlet.folder, message)
        return
    with _connected(outlet.smtp_url) as server:
        yield lambda message: _hand_over(server, message)


@contextmanager
def _connected(smtp_url: str) -> Iterator[smtplib.SMTP]:
    address = urlsplit(smtp_url)
    host, context = address.hostname or "", ssl.create_default_context()
    server: smtplib.SMTP
    if address.scheme == "smtps":
        server = smtplib.SMTP_SSL(
            host, address.port or SMTPS_PORT, timeout=SECONDS, context=context
        )
    else:
        server = smtplib.SMTP(host, address.port or SMTP_PORT, timeout=SECONDS)
    with server:
        if address.scheme != "smtps":
            server.starttls(context=context)
        if address.username:
            server.login(unquote(address.username), unquote(address.password or ""))
        yield server


def _hand_over(server: smtplib.SMTP, message: EmailMessage) -> None:
    server.send_message(message)


def _into_folder(folder: Path, message: EmailMessage) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    name = message["Message-ID"].strip("<>").partition("@")[0]
    whole, partial = folder / f"{name}.eml", folder / f".{name}.{os.getpid()}"
    partial.write_bytes(bytes(message))
    partial.rename(whole)
