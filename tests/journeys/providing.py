"""What a provider does on the pages, from the application to an edition that is full."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select

from app.accounts.models import User
from app.cases.models.jobseeker import Jobseeker, Step
from app.core.clock import today
from app.core.database import db
from app.programme.queries import rules_in_force
from catalogue.services.models import Call
from catalogue.services.states import CallState
from tests.journeys.person import Person
from tests.journeys.server import LiveServer

PASSWORD = "una frase che si ricorda"
DESCRIPTION = (
    "Esercizi pratici a piccoli gruppi, al computer e con il telefono, su casi veri della vita di "
    "ogni giorno: la posta, i documenti, i servizi in rete."
)
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@dataclass(frozen=True)
class Need:
    """Somebody who chooses now, and what would fit them."""

    case_id: int
    counsellor: User
    pathway: int
    service: str
    hours: int
    call_id: int


def need_of(server: LiveServer) -> Need:
    """Somebody at the choice with their counsellor, and a call and a service for their pathway."""
    with server.app.app_context():
        calls = db.session.scalars(
            select(Call).where(Call.state == CallState.PUBLISHED, Call.closes_on > today())
        ).all()
        cases = db.session.execute(
            select(Jobseeker.id, Jobseeker.pathway, User)
            .join(User, User.id == Jobseeker.counsellor_id)
            .where(
                Jobseeker.step.in_((Step.CHOOSE, Step.ISSUE)),
                # The demonstration's own people have journeys of their own.
                Jobseeker.user_id.is_(None),
                Jobseeker.pathway.is_not(None),
            )
            .order_by(Jobseeker.step, Jobseeker.id)
        ).all()
        for case_id, pathway, counsellor in cases:
            for call in calls:
                for service, hours in _services(call, pathway):
                    return Need(case_id, counsellor, pathway, service, hours, call.id)
    raise AssertionError("nobody chooses now")


def _services(call: Call, pathway: int) -> Iterator[tuple[str, int]]:
    if pathway not in call.pathways:
        return
    for service in rules_in_force(today()).services_in(pathway):
        allowance = service.allowance(pathway)
        if (
            allowance
            and allowance.hours_max
            and service.code in (call.service_types or [service.code])
        ):
            yield service.code, max(allowance.hours_min, 1)


def apply(applicant: Person, name: str, tax_number: str, fiscal_code: str) -> None:
    """Begin the application as a stranger, activate the account, fill in every part, submit."""
    applicant.open("/accreditation/apply")
    applicant.press("Begin the application")
    applicant.sees("Enter the legal name.")
    applicant.fill("Legal name", name)
    applicant.fill("Tax number (partita IVA)", tax_number)
    applicant.fill("Name and surname of the manager", "Marta Sartori")
    applicant.fill("Email address of the manager", f"direzione{tax_number}@nuovo.example")
    applicant.press("Begin the application")
    text = applicant.page.locator("main").inner_text()
    code = re.search(r"\b[0-9A-Z]{4}(?:-[0-9A-Z]{4})+\b", text)
    assert code is not None, text
    applicant.press("Activate the account")
    applicant.fill("Activation code", code[0])
    applicant.fill("New password", PASSWORD)
    applicant.fill("New password, once more", PASSWORD)
    applicant.press("Activate and sign in")
    _legal_parts(applicant, tax_number, fiscal_code)
    _site(applicant)
    _documents(applicant)
    applicant.open("/provider/application")
    applicant.tick("I declare under my own responsibility that the data and documents are true.")
    applicant.press("Submit the application")
    applicant.is_content()


def _legal_parts(applicant: Person, tax_number: str, fiscal_code: str) -> None:
    applicant.open("/provider/application/legal")
    for label, value in (
        ("Legal form", "Società cooperativa"),
        ("Codice fiscale of the body", tax_number),
        ("Number in the business register (REA)", "PD-123456"),
        ("Registered office", "Via di Prova 12"),
        ("Municipality", "Padova"),
        ("Certified email address (PEC)", "nuovo@pec.example"),
        ("Email address of the office", "segreteria@nuovo.example"),
        ("Telephone", "049 765 4321"),
    ):
        applicant.fill(label, value)
    applicant.press("Save")
    applicant.open("/provider/application/representative")
    for label, value in (
        ("Name", "Marta"),
        ("Surname", "Sartori"),
        ("Codice fiscale", fiscal_code),
        ("In which capacity", "Legale rappresentante"),
    ):
        applicant.fill(label, value)
    applicant.press("Save")
    applicant.open("/provider/application/services")
    applicant.mark_all("Activities")
    applicant.fill("How the activities are organised", "Due aule, tre persone, orari lunghi.")
    applicant.press("Save")


def _site(applicant: Person) -> None:
    applicant.open("/provider/application/sites/new")
    applicant.fill("Name of the site", "Sede di Padova")
    applicant.fill("Street and number", "Via di Prova 12")
    applicant.fill("Municipality", "Padova")
    applicant.mark_all("To be accredited here for")
    applicant.press("Save the site")
    applicant.is_content()


def _documents(applicant: Person) -> None:
    applicant.open("/provider/application/documents")
    kinds = applicant.page.locator("main [name=kind] option").all()
    for value in [kind.get_attribute("value") for kind in kinds]:
        if not value:
            continue
        applicant.page.locator("main [name=kind]").select_option(value)
        applicant.page.locator("main [name=file]").set_input_files(
            {"name": f"{value}.pdf", "mimeType": "application/pdf", "buffer": PDF}
        )
        applicant.press("Add the document")
        applicant.is_content()


def accredit(officer: Person, name: str) -> None:
    """Examine the application and grant it."""
    officer.open("/programme/applications")
    officer.press(name)
    officer.press("Begin the examination")
    officer.press("Accredit")
    officer.fill("Accreditation number", "A9001")
    officer.fill("Act", "Decreto 12 del 2 novembre 2026")
    officer.fill("First day", today().isoformat())
    officer.fill("Last day", (today() + timedelta(days=1000)).isoformat())
    officer.mark_all("What is granted, and where")
    officer.press("Accredit")
    officer.is_content()


def fund(officer: Person, name: str, need: Need) -> None:
    """Grant the provider a budget for the pathway under the call."""
    officer.open("/programme/budgets/grant")
    officer.page.locator("main [name=call_id], main [name=call]").first.select_option(
        str(need.call_id)
    )
    provider = officer.page.locator("main select").filter(has_text=name)
    provider.select_option(label=name)
    officer.page.locator("main [name=pathway]").select_option(str(need.pathway))
    officer.fill("Amount in euros", "20000")
    officer.fill("Act that grants it", "DGR 1 del 2 novembre 2026")
    officer.page.locator("main form button[type=submit]").last.click()
    officer.is_content()


def sign(manager: Person) -> None:
    """Answer the security questions and sign the platform agreement."""
    manager.open("/provider/agreement/security")
    manager.answer_everything()
    manager.press("Keep the answers")
    manager.open("/provider/agreement")
    manager.answer_everything()
    manager.fill("Whom people write to about their data", "Marta Sartori")
    manager.fill("Email address for data protection", "privacy@nuovo.example")
    manager.tick("I have read the agreement and sign it for the provider.")
    manager.fill("Your password", PASSWORD)
    manager.press("Sign the platform agreement")
    manager.is_content()


def write_offer(manager: Person, title: str, need: Need) -> None:
    """Write an offer for what is needed, with one edition of a single place and a waiting list."""
    manager.open("/provider/offers/new")
    manager.fill("Your own code", "NUOVO-1")
    manager.fill("Title", title)
    manager.page.locator("main [name=call_id]").select_option(str(need.call_id))
    manager.page.locator("main [name=service_type]").select_option(need.service)
    box = manager.page.locator(f"main [name=pathways][value='{need.pathway}']")
    box.check()
    manager.fill("Hours", str(need.hours))
    manager.fill("What people do", DESCRIPTION)
    manager.fill("What people learn", "Usare la posta, i documenti, l'identità digitale.")
    manager.fill("Email address", "corsi@nuovo.example")
    manager.press("Keep the draft")
    manager.is_content()
    start = today() + timedelta(weeks=6)
    manager.press("Add an edition")
    manager.fill("Code of the edition", "E1")
    manager.choose_first("Site")
    manager.fill("First day", start.isoformat())
    manager.fill("Last day", (start + timedelta(days=20)).isoformat())
    manager.fill("Enrolment ends on", (start - timedelta(days=3)).isoformat())
    manager.fill("Timetable in words", "Lunedì e mercoledì mattina")
    manager.fill("Places", "1")
    manager.fill("Places of the waiting list", "2")
    manager.press("Keep the edition")
    manager.is_content()
    manager.press("Submit for approval")
    manager.is_content()


def take_up(manager: Person) -> None:
    """Take up the voucher that waits, with a first appointment."""
    manager.open("/provider/vouchers")
    manager.page.locator("main table a").first.click()
    manager.press("Take up")
    manager.fill("Day of the first appointment", (today() + timedelta(days=7)).isoformat())
    manager.fill("Time", "09:30")
    manager.fill("Place", "Sede di Padova")
    manager.press("Take up the voucher")
    manager.sees("Voucher taken up. The person and the centre have been told.")
