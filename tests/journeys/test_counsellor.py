"""The counsellor's story, from a person who has just come in to the voucher in their hands."""

import pytest

from tests.journeys import counselling
from tests.journeys.person import Person

WAYS = [
    pytest.param("it", {"keyboard": True}, id="italian-keyboard"),
    pytest.param("en", {"javascript": False}, id="english-no-javascript"),
]
NAMES = {"it": ("Lorenzon", "Teresa"), "en": ("Marangon", "Silvana")}


@pytest.mark.parametrize(("language", "way"), WAYS)
def test_the_counsellor_takes_a_person_from_the_door_to_a_voucher(language, way, open_page):
    page = open_page("counsellor", language=language, javascript=way.get("javascript", True))
    counsellor = Person(page, language, **way)

    case_id = counselling.register(counsellor, *NAMES[language])
    counselling.declare(counsellor, case_id)
    counselling.profile(counsellor, case_id)
    counselling.assess(counsellor, case_id)
    counselling.decide(counsellor, case_id)
    counselling.agree(counsellor, case_id)
    counselling.choose(counsellor, f"/cases/{case_id}/choice")
    number = counselling.issue(counsellor, case_id)

    counsellor.open(f"/cases/{case_id}")
    story = counsellor.page.locator(".pc-timeline").inner_text()
    assert number in story
    paper = page.request.get(f"/vouchers/{number}.pdf")
    assert paper.status == 200
    assert paper.body().startswith(b"%PDF")
