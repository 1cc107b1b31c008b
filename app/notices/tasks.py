"""The e-mails behind the notices: one to a person, however much is new, with nothing in it but a link."""

import logging
from email.errors import MessageError
from email.message import EmailMessage
from smtplib import SMTPNotSupportedError, SMTPRecipientsRefused

from flask_babel import force_locale, gettext

from app.accounts.models import User
from app.core.database import transaction
from app.core.jobs import job_scope, queue
from app.core.language import LANGUAGES
from app.core.mail import Post, letter, mailbox
from app.notices.operations import claim_unsent, forget_old
from app.web.addresses import from_outside

AT_ONCE = 200
NOTICES_PATH = "/notices"

log = logging.getLogger(__name__)


@queue.periodic(cron="* * * * *")
@queue.task(name="app.notices.send", queueing_lock="app.notices.send")
def send(timestamp: int) -> None:
    """Every minute: write to whoever was told something since; a thousand people in a few seconds."""
    with job_scope():
        while send_some():
            pass


@queue.periodic(cron="50 3 * * *")
@queue.task(name="app.notices.forget", queueing_lock="app.notices.forget")
def forget(timestamp: int) -> None:
    """Every night: what was told more than a year ago goes."""
    with job_scope():
        gone = AT_ONCE
        while gone == AT_ONCE:
            with transaction():
                gone = forget_old(AT_ONCE)


def send_some() -> int:
    """Write to the people of up to 200 notices; how many notices.

    They are marked in the transaction that sends: when the mail server does not answer, nothing is
    marked and the next minute tries again. An address the server refuses is logged and let go: the
    notice still waits on the page.
    """
    with transaction():
        claimed, people = claim_unsent(AT_ONCE)
        if people:
            with mailbox() as post:
                for person in people:
                    _write_to(person, post)
    return claimed


def _write_to(person: User, post: Post) -> None:
    try:
        message = _something_new(person)
    except (
        ValueError,
        AttributeError,
        MessageError,
    ):  # how the standard library refuses an address
        log.warning("account %s has no address a letter can be sent to", person.id)
        return
    try:
        post(message)
    except (SMTPRecipientsRefused, SMTPNotSupportedError):
        log.warning("the mail server refuses the address of account %s", person.id)


def _something_new(person: User) -> EmailMessage:
    language = person.language or LANGUAGES[0]
    with force_locale(language):
        subject = gettext("Percorso: something new for you")
        text = gettext(
            "There is something new for you on Percorso.\n\n"
            "Sign in to read it: %(address)s\n\n"
            "This message holds no data about you or others, and nobody reads replies to it.",
            address=from_outside(NOTICES_PATH),
        )
    return letter(person.email, subject, text, language)
