"""The counsellor's story, from a person who has just come in to what they may choose."""

import pytest

from tests.journeys import counselling
from tests.journeys.person import Person

WAYS = [
    pytest.param("it", {"keyboard": True}, id="italian-keyboard"),
    pytest.param("en", {"javascript": False}, id="english-no-javascript"),
]
NAMES = {"it": ("Lorenzon", "Teresa"), "en": ("Marangon", "Silvana")}


@pytest.mark.parametrize(("language", "way"), WAYS)
def test_the_counsellor_takes_a_person_from_the_door_to_a_decided_pathway(language, way, open_page):
    page = open_page("counsellor", language=language, javascript=way.get("javascript", True))
    counsellor = Person(page, language, **way)

    case_id = counselling.register(counsellor, *NAMES[language])
    counselling.declare(counsellor, case_id)
    counselling.profile(counsellor, case_id)
    counselling.assess(counsellor, case_id)
    counselling.decide(counsellor, case_id)

    counsellor.open(f"/cases/{case_id}")
    counsellor.sees("Pathway decided")
