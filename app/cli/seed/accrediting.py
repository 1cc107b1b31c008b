"""Applications for accreditation, one field suspended at one site: by the operations themselves."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select

from app.accounts.models import User
from app.cli.seed.cast import DOMAIN
from app.cli.seed.writing import AnySession
from app.core import fiscal_code, tax_number
from app.core.clock import day_of, frozen
from catalogue.accreditation.models import Application
from catalogue.accreditation.operations import applying, deciding
from catalogue.accreditation.operations.standing import Decision, decide, remind_of_expiry
from catalogue.accreditation.states import Section
from catalogue.providers.models import Accreditation, Provider
from catalogue.providers.operations import SiteContent
from catalogue.providers.states import AccreditationAction, AccreditationField, AccreditationState

PAPER = b"%PDF-1.4\n% Documento inventato della dimostrazione\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
KINDS = ("statute", "identity", "balance", "premises", "curricula")
CORRECTION = "La visura è di due anni fa: indichi il numero REA aggiornato."
SUSPENSION = "Aula non conforme alla planimetria: va messa a norma entro marzo."


@dataclass(frozen=True)
class Applicant:
    """An invented body that applies."""

    name: str
    number: str
    manager: str
    mailbox: str
    town: str
    fields: tuple[AccreditationField, ...]
    days_ago: int


WAITING = Applicant(
    "Scuola Mestieri del Brenta (dimostrativo)", "9990001028", "Ada Ferro", "applicant",
    "028060", (AccreditationField.TRAINING,), 6,
)  # fmt: skip
CORRECTING = Applicant(
    "Lavoro Vicino cooperativa (dimostrativo)", "9990002026", "Bruno Sartor", "applicant2",
    "026086", tuple(AccreditationField), 15,
)  # fmt: skip


def accredit_some(session: AnySession, now: datetime) -> None:
    """One application waits, one has to be corrected, one field is suspended, one soon ends."""
    officer = session.scalars(select(User).where(User.email == f"officer@{DOMAIN}")).one()
    password = officer.password_hash
    _applied(session, WAITING, now, password)
    corrected = _applied(session, CORRECTING, now, password)
    with frozen(now - timedelta(days=4)):
        deciding.take(officer, corrected)
        due = day_of(now) + timedelta(days=11)
        deciding.ask_for_corrections(officer, corrected, {Section.LEGAL: CORRECTION}, due)
    _suspend_one(session, officer, now)
    with frozen(now):
        remind_of_expiry()


def _applied(
    session: AnySession, who: Applicant, now: datetime, password: str | None
) -> Application:
    start = applying.Start(
        legal_name=who.name,
        tax_number=tax_number.compose(who.number),
        manager_name=who.manager,
        manager_email=f"{who.mailbox}@{DOMAIN}",
    )
    with frozen(now - timedelta(days=who.days_ago)):
        application, _code = applying.begin_in_public(start, "")
        manager = session.scalars(select(User).where(User.email == start.manager_email)).one()
        manager.password_hash, manager.is_demo = password, True
        manager.activation_hash = manager.activation_until = None
        _fill(manager, application, who)
        applying.submit(manager, application, is_declared=True)
    return application


def _fill(manager: User, application: Application, who: Applicant) -> None:
    given_name, surname = who.manager.split()
    code = fiscal_code.compose(surname, given_name, date(1971, 3, 12), "F", "G224")
    legal = {
        "legal_form": "Società cooperativa",
        "fiscal_code": application.provider.tax_number,
        "address": "Via delle Arti 8",
        "municipality": "Padova",
        "certified_email": f"{who.mailbox}@pec.example",
        "email": f"{who.mailbox}@enti.example",
    }
    person = {"given_name": given_name, "surname": surname, "fiscal_code": code}
    tasks = ["initial_training", "matching"] if len(who.fields) > 1 else ["initial_training"]
    applying.save_part(manager, application, Section.LEGAL, legal)
    applying.save_part(
        manager, application, Section.REPRESENTATIVE, {**person, "capacity": "Presidente"}
    )
    applying.save_part(manager, application, Section.SERVICES, {"tasks": tasks})
    site = SiteContent(
        name="Sede principale",
        address="Via delle Arti 8",
        municipality_code=who.town,
        phone="",
        email=f"{who.mailbox}@enti.example",
        step_free=True,
    )
    applying.save_site(manager, application, site, who.fields)
    for kind in KINDS:
        name = f"{kind}.pdf"
        applying.add_document(manager, application, kind=kind, name=name, content=PAPER)


def _suspend_one(session: AnySession, officer: User, now: datetime) -> None:
    """The last accreditation in force of the last provider with more than one of them."""
    row = session.scalars(
        select(Accreditation)
        .where(
            Accreditation.state == AccreditationState.ACTIVE,
            Accreditation.field == AccreditationField.TRAINING,
        )
        .order_by(Accreditation.id.desc())
        .limit(1)
    ).one()
    provider = session.get_one(Provider, row.provider_id)
    decision = Decision(
        action=AccreditationAction.SUSPEND,
        reason="inspection",
        note=SUSPENSION,
        act="Atto inventato DEMO-S",
    )
    with frozen(now - timedelta(days=3)):
        decide(officer, provider, [row.id], decision)
