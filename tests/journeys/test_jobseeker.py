"""The jobseeker's story: sign, choose, receive the voucher, see who has read the record."""

import pytest

from app.config import DEMO_PASSWORD
from tests.journeys import counselling
from tests.journeys.person import Person

WAYS = [
    pytest.param("it", "jobseeker-sign", {"javascript": False}, 390, id="italian-no-javascript"),
    pytest.param("en", "jobseeker-countersign", {"keyboard": True}, 1280, id="english-keyboard"),
]


@pytest.mark.parametrize(("language", "account", "way", "width"), WAYS)
def test_the_jobseeker_signs_chooses_and_receives_the_voucher(
    language, account, way, width, open_page, live_server
):
    javascript = way.get("javascript", True)
    page = open_page(account, language=language, javascript=javascript, width=width)
    jobseeker = Person(page, language, **way)
    counsellor = Person(open_page("counsellor", language="en"), "en")
    case_id = live_server.case_of(account)

    if account == "jobseeker-sign":
        sign(jobseeker)
    counselling.countersign(counsellor, case_id)
    counselling.choose(jobseeker, "/me/choice")
    number = counselling.issue(counsellor, case_id)

    jobseeker.open("/me/voucher")
    assert number in page.locator("main").inner_text()
    jobseeker.open("/me/access-log")
    reader = live_server.account("counsellor").name
    assert reader in page.locator("main").inner_text()


def sign(jobseeker: Person) -> None:
    """Read the agreement and sign it, at first with a wrong password."""
    jobseeker.open("/me")
    jobseeker.open("/me/agreement")
    jobseeker.press("Sign")
    jobseeker.sees("There is a problem")
    jobseeker.mark_all("Declarations of availability")
    jobseeker.fill("Your password", "not this one")
    jobseeker.press("Sign")
    jobseeker.sees("There is a problem")
    jobseeker.mark_all("Declarations of availability")
    jobseeker.fill("Your password", DEMO_PASSWORD)
    jobseeker.press("Sign")
    jobseeker.sees("You have signed. Now the centre signs too.")


def test_a_jobseeker_corrects_their_contacts_and_withdraws_a_consent(open_page):
    jobseeker = Person(open_page("jobseeker-deliver", language="en", width=390), "en")
    jobseeker.open("/me/data")
    jobseeker.fill("Phone", "not a number")
    jobseeker.press("Save")
    jobseeker.sees("There is a problem")
    jobseeker.fill("Phone", "049 765 4321")
    jobseeker.press("Save")
    jobseeker.is_content()
