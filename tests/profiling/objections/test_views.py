"""The person says "I do not agree", the centre answers, both read it."""

import pytest
from bs4 import BeautifulSoup

from app.accounts.permissions import Role
from app.core.clock import today
from profiling.objections.operations import answer_objection, object_to_assessment
from profiling.objections.queries import open_objection
from tests.counting import statements
from tests.factories import accounts
from tests.factories.profiling import assessed, case_to_profile, profile

OWN = "/me/assessment/objection"


@pytest.fixture
def person(as_role):
    return as_role(Role.JOBSEEKER)


@pytest.fixture
def case(counsellor, person):
    made = case_to_profile(counsellor, user_id=person.id)
    profile(counsellor, made, on=today())
    assessed(counsellor, made, on=today())
    return made


def soup(answer):
    return BeautifulSoup(answer.data, "html.parser")


@pytest.mark.parametrize("language", ["it", "en"])
def test_the_page_says_until_when_to_whom_and_that_the_terms_are_examples(
    client_of, person, case, language
):
    browser = client_of(person)
    browser.get(f"/language/{language}")
    page = soup(browser.get(OWN))
    assert case.centre.name in page.text
    assert len(page.select("main li .pc-mark")) == 2


def test_an_objection_is_recorded_and_answered_and_the_person_reads_it(
    client_of, person, counsellor, case
):
    mine, centre = client_of(person), client_of(counsellor)
    assert mine.post(OWN, data={"words": "Manca il mio corso."}).location == OWN
    page = soup(mine.get(OWN))
    assert "Manca il mio corso." in page.text
    assert not page.select("textarea")
    waiting = open_objection(case.id)
    address = f"/cases/{case.id}/objections"
    assert "Manca il mio corso." in soup(centre.get(address)).text
    answer = centre.post(f"{address}/{waiting.id}", data={"answer": "Aggiunto: si rivaluta."})
    assert answer.location == address
    assert "Aggiunto: si rivaluta." in soup(mine.get(OWN)).text


def test_no_words_are_told_at_the_field(client_of, person, case):
    answer = client_of(person).post(OWN, data={"words": " "})
    assert answer.status_code == 422
    assert soup(answer).select_one('.pc-error-summary a[href="#words"]')


def test_an_answer_that_comes_second_is_not_lost_and_does_not_overwrite(
    client_of, person, counsellor, case
):
    centre = client_of(counsellor)
    client_of(person).post(OWN, data={"words": "Manca il mio corso."})
    address = f"/cases/{case.id}/objections/{open_objection(case.id).id}"
    centre.post(address, data={"answer": "Prima."})
    second = centre.post(address, data={"answer": "Parole da tenere."})
    assert second.status_code == 409
    assert "Parole da tenere." in second.get_data(as_text=True)
    assert "Prima." in second.get_data(as_text=True)


def test_an_open_objection_is_due_on_the_desk(client_of, person, counsellor, case):
    object_to_assessment(person, case, "Non sono d'accordo.", on=today())
    page = soup(client_of(counsellor).get("/desk"))
    assert page.select_one(f'a[href="/cases/{case.id}/objections"]')


def test_foreign_objections_look_like_missing_ones(client_of, person, counsellor, case):
    found = object_to_assessment(person, case, "No.", on=today())
    foreign = client_of(accounts.user(Role.COUNSELLOR))
    assert foreign.get(f"/cases/{case.id}/objections").status_code == 404
    post = foreign.post(f"/cases/{case.id}/objections/{found.id}", data={"answer": "x"})
    assert post.status_code == 404
    other = case_to_profile(counsellor)
    post = client_of(counsellor).post(
        f"/cases/{other.id}/objections/{found.id}", data={"answer": "x"}
    )
    assert post.status_code == 404


def test_the_page_asks_as_much_for_one_objection_as_for_five(client_of, person, counsellor, case):
    centre = client_of(counsellor)
    counts = []
    for more in (1, 4):
        for _ in range(more):
            found = object_to_assessment(person, case, "No.", on=today())
            answer_objection(counsellor, found, "Rivisto.")
        centre.get(f"/cases/{case.id}/objections")
        with statements() as sent:
            centre.get(f"/cases/{case.id}/objections")
        counts.append(len(sent))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("language", "words"), [("it", "contesta"), ("en", "objected to the assessment")]
)
def test_an_open_objection_is_told_on_the_first_page_of_each_side(
    client_of, person, counsellor, case, language, words
):
    object_to_assessment(person, case, "No.", on=today())
    mine, centre = client_of(person), client_of(counsellor)
    for browser in (mine, centre):
        browser.get(f"/language/{language}")
    assert soup(centre.get(f"/cases/{case.id}")).select_one(
        f'.pc-alert a[href="/cases/{case.id}/objections"]'
    )
    assert any(words in told.text for told in soup(mine.get("/me")).select("strong"))
