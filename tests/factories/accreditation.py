"""Applications for accreditation, whole and ready to be sent or examined."""

from datetime import date, timedelta
from itertools import count

from app.accounts.models import User
from app.accounts.permissions import Role
from app.core.clock import today
from app.core.fiscal_code import compose
from app.core.tax_number import compose as tax_number
from catalogue.accreditation.models import Application
from catalogue.accreditation.operations import applying, deciding
from catalogue.accreditation.rules import Grant
from catalogue.accreditation.states import Section
from catalogue.providers.operations import SiteContent
from catalogue.providers.states import AccreditationField
from tests.factories import accounts
from tests.factories.catalogue import PADOVA

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n%%EOF\n"
LEGAL = {
    "legal_form": "Cooperativa sociale",
    "fiscal_code": tax_number("0123456028"),
    "address": "Via Lunga 3",
    "municipality": "Padova",
    "certified_email": "ente@pec.example",
}
REPRESENTATIVE = {
    "given_name": "Mara",
    "surname": "Bianchi",
    "fiscal_code": compose("Bianchi", "Mara", date(1970, 5, 4), "F", "G224"),
    "capacity": "Presidente",
}
SITE = SiteContent(
    name="Sede di via Lunga",
    address="Via Lunga 3",
    municipality_code=PADOVA,
    phone="",
    email="",
    step_free=True,
)
_serial = count(1)


def start() -> applying.Start:
    """The beginning of a fresh body."""
    number = next(_serial)
    return applying.Start(
        legal_name=f"Nuova Scuola {number}",
        tax_number=tax_number(f"{number:07d}028"),
        manager_name="Mara Bianchi",
        manager_email=f"mara{number}@nuova.example",
    )


def manager_of(application: Application) -> User:
    """Somebody who manages the applicant's account."""
    return accounts.user(Role.PROVIDER_MANAGER, application.provider.organisation)


def filled() -> tuple[Application, User]:
    """A draft to which nothing is missing, asked for training at one site, with its manager."""
    application, _code = applying.begin_in_public(start(), f"sender {next(_serial)}")
    manager = manager_of(application)
    applying.save_part(manager, application, Section.LEGAL, LEGAL)
    applying.save_part(manager, application, Section.REPRESENTATIVE, REPRESENTATIVE)
    applying.save_part(manager, application, Section.SERVICES, {"tasks": ["initial_training"]})
    applying.save_site(manager, application, SITE, (AccreditationField.TRAINING,))
    for kind in ("statute", "identity", "balance", "premises"):
        applying.add_document(manager, application, kind=kind, name="a.pdf", content=PDF)
    return application, manager


def under_review(officer: User) -> tuple[Application, User]:
    """An application the officer has begun to examine."""
    application, manager = filled()
    applying.submit(manager, application, is_declared=True)
    deciding.take(officer, application)
    return application, manager


def grant_of(application: Application, **values: object) -> Grant:
    """A grant of all the application asks for, for two years."""
    given: dict[str, object] = {
        "number": "A0099",
        "act": "Decreto 9/2026",
        "valid_from": today(),
        "valid_to": today() + timedelta(days=730),
        "pairs": frozenset(
            (line.site_id, AccreditationField(code))
            for line in application.sites
            for code in line.fields
        ),
    }
    return Grant(**{**given, **values})  # type: ignore[arg-type]
