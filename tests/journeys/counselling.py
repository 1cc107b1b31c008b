"""What a counsellor does on the pages, one function for each step of the journey."""

import re
from datetime import date, timedelta

from app.core.clock import today
from app.core.fiscal_code import Sex, compose
from tests.journeys.person import Person

PADOVA = "G224"
BORN_ON = date(1991, 4, 17)


def register(counsellor: Person, surname: str, given_name: str) -> int:
    """Register a woman born in Padova; the number of her case."""
    counsellor.open("/cases")
    counsellor.press("Register a person")
    counsellor.press("Check the answers")
    counsellor.sees("There is a problem")
    counsellor.sees("Enter the codice fiscale.")

    code = compose(surname, given_name, BORN_ON, Sex.FEMALE, PADOVA)
    counsellor.fill("Codice fiscale", code)
    counsellor.fill("Surname", surname)
    counsellor.fill("Given name", given_name)
    counsellor.tick("Female", within="Sex")
    counsellor.fill("Date of birth", BORN_ON.isoformat())
    counsellor.fill("Place of birth", "Padova (PD)")
    counsellor.fill("Municipality of residence", "Padova")
    counsellor.fill("Address", "Via di Prova 1")
    counsellor.fill("Phone", "049 123 4567")
    counsellor.choose_first("Highest qualification")
    counsellor.press("Check the answers")
    counsellor.is_content()
    assert code in counsellor.page.locator("main").inner_text()
    counsellor.press("Register the person")
    counsellor.press("Open the case")
    found = re.search(r"/cases/(\d+)", counsellor.page.url)
    assert found is not None
    return int(found[1])


def declare(counsellor: Person, case_id: int) -> None:
    """Record the declaration of availability and validate it."""
    counsellor.open(f"/cases/{case_id}/did")
    counsellor.fill("Day of the declaration", today().isoformat())
    counsellor.fill("Without work since", (today() - timedelta(days=90)).isoformat())
    counsellor.press("Record the declaration")
    counsellor.press("Validate")
    counsellor.sees("Validated")


def profile(counsellor: Person, case_id: int) -> None:
    """Calculate the quantitative profile."""
    counsellor.open(f"/cases/{case_id}/profiling")
    counsellor.answer_everything()
    counsellor.press("Calculate the profile")
    counsellor.page.locator(".pc-bars").wait_for()


def assess(counsellor: Person, case_id: int) -> None:
    """Answer every section and complete the assessment."""
    counsellor.open(f"/cases/{case_id}/assessment")
    counsellor.press("Begin the assessment")
    for _section in range(12):
        if "/complete" in counsellor.page.url:
            break
        if not counsellor.page.locator("form[data-section]").count():
            counsellor.press("Review and complete")
            break
        counsellor.answer_everything()
        counsellor.press("Save and go on")
    counsellor.press("Complete the assessment")
    counsellor.sees("There is a problem")
    counsellor.fill("Your evaluation", "Cerca con metodo; un corso breve basta.")
    counsellor.press("Complete the assessment")


def decide(counsellor: Person, case_id: int) -> None:
    """Depart from the proposal without a reason, be refused, and accept it."""
    counsellor.open(f"/cases/{case_id}/pathway")
    counsellor.press("Decide the pathway")
    counsellor.sees("Decide the pathway again")


def agree(counsellor: Person, case_id: int) -> None:
    """Write the agreement, propose it, record the signature given at the desk, countersign."""
    counsellor.open(f"/cases/{case_id}/agreement")
    counsellor.press("Begin the agreement")
    counsellor.fill("Personal employability profile", "Esperienza nel commercio; cerca vicino.")
    counsellor.answer_everything()
    counsellor.press("Propose to the person")
    counsellor.is_content()
    counsellor.unfold("Record the signature given at the desk")
    counsellor.mark_all("Declarations of availability")
    counsellor.press("Record the signature")
    counsellor.is_content()
    countersign(counsellor, case_id)


def countersign(counsellor: Person, case_id: int) -> None:
    """Sign for the centre."""
    counsellor.open(f"/cases/{case_id}/agreement")
    counsellor.press("Countersign")
    counsellor.sees("In force")


def choose(person: Person, path: str) -> None:
    """Compare two measures, then choose the first edition of one, on the choice page at `path`."""
    person.open(path)
    person.compare("Compare", 2)
    person.press("Compare the marked ones (up to three)")
    person.sees("Side by side")
    person.open(path)
    for nth in range(10):
        person.press("See and choose", nth=nth)
        if person.has("Choose this edition"):
            break
        person.open(path)
    person.press("Choose this edition")
    person.sees("Check the choice")
    person.press("Confirm the choice")
    person.is_content()


def issue(counsellor: Person, case_id: int) -> str:
    """Issue the voucher; its number."""
    counsellor.open(f"/cases/{case_id}/vouchers")
    counsellor.press("Issue the voucher")
    counsellor.is_content()
    found = re.search(r"V[A-Z]-\d{4}-[\w-]+", counsellor.page.locator("main").inner_text())
    assert found is not None
    return found[0]
