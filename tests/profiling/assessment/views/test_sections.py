"""Sections filled in by two people: nobody overwrites anybody, and nothing typed is lost."""

import pytest
from bs4 import BeautifulSoup

from app.accounts.permissions import Role
from app.core.clock import today
from profiling.assessment.operations.assess import begin_assessment
from profiling.assessment.queries import current_draft
from tests.factories import accounts
from tests.factories.profiling import case_to_profile, profile


@pytest.fixture
def case(counsellor):
    made = case_to_profile(counsellor)
    profile(counsellor, made, on=today())
    begin_assessment(counsellor, made, on=today())
    return made


@pytest.fixture
def section(case):
    return f"/cases/{case.id}/assessment/sections/a1"


def soup(answer):
    return BeautifulSoup(answer.data, "html.parser")


def opened(browser, section):
    """Open the page; what its hidden fields post back."""
    page = soup(browser.get(section))
    return {
        field["name"]: field["value"]
        for field in page.select("form input[name^=section_][type=hidden]")
    }


def theirs(browser, section, **answers):
    """Somebody else opens the section and saves it."""
    answer = browser.post(section, data=opened(browser, section) | answers)
    assert answer.status_code == 302


@pytest.fixture
def colleague(client_of, counsellor):
    return client_of(accounts.user(Role.COUNSELLOR, counsellor.organisation))


def test_the_second_of_two_counsellors_sees_both_versions_and_nothing_is_overwritten(
    client_of, counsellor, colleague, case, section
):
    browser = client_of(counsellor)
    mine = opened(browser, section) | {"mobility": "anywhere", "section_note": "Mie parole."}
    theirs(colleague, section, mobility="own_municipality", section_note="Parole del collega.")
    answer = browser.post(section, data=mine)
    assert answer.status_code == 409
    page = soup(answer)
    for words in (
        "Mie parole.",
        "Parole del collega.",
        "Anche oltre 50 km",
        "Solo nel proprio comune",
    ):
        assert words in page.text
    assert not page.select("input[type=radio][checked]")
    assert {field["name"] for field in page.select("input[type=radio]")} == {
        "keep_answer_mobility", "keep_note",
    }  # fmt: skip
    assert current_draft(case.id).answers["mobility"] == ["own_municipality"]


def conflict_of(browser, colleague, section):
    """What the page of the two versions posts, before anything is chosen."""
    mine = opened(browser, section) | {"mobility": "anywhere", "search_activity": "never"}
    theirs(colleague, section, mobility="own_municipality", search_activity="weekly")
    page = soup(browser.post(section, data=mine))
    return {field["name"]: field["value"] for field in page.select("form input[type=hidden]")}


def test_each_answer_is_taken_from_the_version_chosen_for_it(
    client_of, counsellor, colleague, case, section
):
    browser = client_of(counsellor)
    both = conflict_of(browser, colleague, section)
    answer = browser.post(
        f"{section}/versions",
        data=both | {"keep_answer_mobility": "mine", "keep_answer_search_activity": "theirs"},
    )
    assert answer.status_code == 302
    answers = current_draft(case.id).answers
    assert (answers["mobility"], answers["search_activity"]) == (["anywhere"], ["weekly"])


def test_while_one_difference_is_undecided_nothing_is_saved_and_the_choice_made_is_kept(
    client_of, counsellor, colleague, case, section
):
    browser = client_of(counsellor)
    both = conflict_of(browser, colleague, section)
    answer = browser.post(f"{section}/versions", data=both | {"keep_answer_mobility": "mine"})
    assert answer.status_code == 422
    page = soup(answer)
    assert page.select_one("#keep_answer_mobility_mine").has_attr("checked")
    assert page.select_one('.pc-error-summary a[href="#keep_answer_search_activity"]')
    assert current_draft(case.id).answers["mobility"] == ["own_municipality"]


@pytest.mark.parametrize(("whole", "kept"), [("mine", "anywhere"), ("theirs", "own_municipality")])
def test_one_version_can_be_taken_whole(
    client_of, counsellor, colleague, case, section, whole, kept
):
    browser = client_of(counsellor)
    both = conflict_of(browser, colleague, section)
    answer = browser.post(f"{section}/versions", data=both | {"whole": whole})
    assert answer.status_code == 302
    assert current_draft(case.id).answers["mobility"] == [kept]


def test_a_third_save_while_the_two_versions_are_compared_is_a_conflict_again(
    client_of, counsellor, colleague, case, section
):
    browser = client_of(counsellor)
    both = conflict_of(browser, colleague, section)
    theirs(colleague, section, mobility="up_to_50_km", search_activity="weekly")
    answer = browser.post(f"{section}/versions", data=both | {"whole": "mine"})
    assert answer.status_code == 409
    assert "Anche oltre 50 km" in soup(answer).text
    assert current_draft(case.id).answers["mobility"] == ["up_to_50_km"]


def test_one_page_saves_again_and_again_without_conflict_with_itself(
    client_of, counsellor, case, section
):
    browser = client_of(counsellor)
    page = opened(browser, section)
    line = browser.post(f"{section}/autosave", data=page | {"search_activity": "never"})
    assert "3 su" in soup(line).text or "3 of" in soup(line).text
    assert browser.post(section, data=page | {"search_activity": "seldom"}).status_code == 302
    assert current_draft(case.id).answers["search_activity"] == ["seldom"]


def test_an_autosave_over_somebody_elses_version_saves_nothing_and_says_so(
    client_of, counsellor, colleague, case, section
):
    browser = client_of(counsellor)
    page = opened(browser, section)
    theirs(colleague, section, mobility="own_municipality")
    line = soup(browser.post(f"{section}/autosave", data=page | {"mobility": "anywhere"}))
    assert line.select_one("#saved .pc-saved").text
    assert current_draft(case.id).answers["mobility"] == ["own_municipality"]


def test_other_sections_are_no_conflict(client_of, counsellor, colleague, case, section):
    browser = client_of(counsellor)
    page = opened(browser, section)
    theirs(colleague, section.replace("a1", "a2"), expectations="partly")
    assert browser.post(section, data=page | {"mobility": "anywhere"}).status_code == 302
    answers = current_draft(case.id).answers
    assert (answers["mobility"], answers["expectations"]) == (["anywhere"], ["partly"])


def test_points_need_a_reason_and_stay_within_the_rules(client_of, counsellor, case, section):
    browser = client_of(counsellor)
    answer = browser.post(section, data={"section_points": "2"})
    assert answer.status_code == 422
    assert soup(answer).select_one('.pc-error-summary a[href="#section_points_reason"]')
    given = {"section_points": "2", "section_points_reason": "documents_shown"}
    assert browser.post(section, data=given).status_code == 302
    draft = current_draft(case.id)
    assert draft.points == {"A1": {"points": 2, "reason": "documents_shown", "note": ""}}
    assert draft.scores["A"] == 2
    second = browser.post(section.replace("a1", "a2"), data=given)
    assert second.status_code == 422
    assert "0" in soup(second).select_one(".pc-error-summary").text


def test_a_subquestion_answered_without_its_question_is_refused_at_its_place(
    client_of, counsellor, case, section
):
    browser = client_of(counsellor)
    typed = {"care_duties": "nobody", "care_hours": "few_hours"}
    answer = browser.post(section.replace("a1", "c1"), data=typed)
    assert answer.status_code == 422
    assert soup(answer).select_one('.pc-error-summary a[href="#care_hours"]')
    assert soup(answer).select_one("input[name=care_hours][value=few_hours]").has_attr("checked")


def test_hidden_and_read_only_questions_have_no_field(client_of, counsellor, case, section):
    page = soup(client_of(counsellor).get(section.replace("a1", "c1")))
    assert not page.select("input[name=benefit], input[name=driving_licence]")
    assert "Patente di guida" in page.text


def test_the_simulation_shows_proposal_and_openings_and_writes_nothing(
    client_of, counsellor, case, section
):
    browser = client_of(counsellor)
    browser.post(section.replace("a1", "c1"), data={"housing": "at_risk"})
    page = soup(browser.get(f"/cases/{case.id}/assessment/simulation"))
    assert "La casa è a rischio o manca." in page.text
    draft = current_draft(case.id)
    assert (draft.proposed, draft.rule, draft.trace) == (None, "", [])


@pytest.mark.parametrize("language", ["it", "en"])
@pytest.mark.parametrize("path", ["", "/sections/c1", "/simulation", "/complete"])
def test_the_pages_of_the_draft_speak_both_languages(client_of, counsellor, case, path, language):
    browser = client_of(counsellor)
    browser.get(f"/language/{language}")
    page = soup(browser.get(f"/cases/{case.id}/assessment{path}"))
    assert page.html["lang"] == language
    assert len(page.select("h1")) == 1


@pytest.mark.parametrize("path", ["", "/autosave", "/versions"])
def test_a_foreign_draft_looks_like_a_missing_one(client_of, case, section, path):
    foreign = client_of(accounts.user(Role.COUNSELLOR))
    assert foreign.post(section + path, data={"mobility": "anywhere"}).status_code == 404
