"""The pages of the drafts: upload, change, difference, submission, publication by a second officer."""

import html
import io
from datetime import date

import pytest
from bs4 import BeautifulSoup

from app.accounts.permissions import Role
from app.core.database import db
from app.programme import operations as acts
from app.programme.models import RuleSetDraft, RuleSetVersion
from app.programme.queries import latest_version
from app.programme.rules import checks
from app.programme.rules.parsing import examine
from app.programme.states import RuleDraftState
from tests.factories.programme import SHIPPED, next_text

FROM = date(2028, 1, 1)
DRAFTS = "/programme/rules/drafts"


@pytest.fixture
def author(as_role):
    return as_role(Role.PROGRAMME_OFFICER)


@pytest.fixture
def second(as_role):
    return as_role(Role.PROGRAMME_OFFICER)


@pytest.fixture
def draft(author):
    return acts.write_draft(author, next_text(FROM), based_on=latest_version("gol"))


@pytest.fixture
def submitted(author, draft):
    acts.submit_draft(author, draft)
    return draft


def soup(page):
    return BeautifulSoup(page.data, "html.parser")


def in_language(browser, language):
    with browser.session_transaction() as kept:
        kept["language"] = language
    return browser


def only_draft():
    return db.session.scalars(db.select(RuleSetDraft)).one()


def test_a_file_is_uploaded_and_kept_as_a_draft(client_of, author):
    browser = client_of(author)
    file = (io.BytesIO(next_text(FROM).encode()), "gol-3.yaml")
    answer = browser.post(f"{DRAFTS}/new", data={"file": file}, follow_redirects=True)
    assert answer.status_code == 200
    assert only_draft().source_text == next_text(FROM)
    assert "30" in answer.text
    assert "45" in answer.text


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Line %d: not a whole number: 'many'"),
        ("it", "Riga %d: non è un numero intero: 'many'"),
    ],
)
def test_a_faulty_file_is_shown_back_with_line_and_path_in_both_languages(
    client_of, author, language, sentence
):
    browser = in_language(client_of(author), language)
    text = next_text(FROM).replace("days: 45", "days: many")
    file = (io.BytesIO(text.encode()), "gol-3.yaml")
    answer = browser.post(f"{DRAFTS}/new", data={"file": file})
    assert answer.status_code == 422
    shown = soup(answer)
    before, _, _ = text.partition("days: many")
    line = before.count("\n") + 1
    assert sentence % line in " ".join(shown.select_one(".pr-faults").text.split())
    assert shown.select_one(".pr-path").text == "$.deadlines.choice_days.days"
    assert "choice_days: {days: many" in shown.select_one(".pr-line").text
    assert shown.textarea.text.strip() == text.strip()
    assert shown.select_one(f'.pr-faults a[href="#L{line}"]')
    assert shown.select_one(f"#L{line}.is-faulty")
    assert db.session.scalar(db.select(db.func.count(RuleSetDraft.id))) == 0


def test_a_faulty_text_is_kept_when_one_says_so_and_cannot_be_submitted(client_of, author):
    browser = client_of(author)
    text = "code: gol\nversion: [\n"
    browser.post(f"{DRAFTS}/new", data={"text": text, "keep": "1"})
    kept = only_draft()
    assert (kept.source_text, kept.fault_count) == (text, 1)
    page = browser.get(f"{DRAFTS}/{kept.id}")
    assert not soup(page).select(f'form[action="{DRAFTS}/{kept.id}/submit"]')
    answer = browser.post(f"{DRAFTS}/{kept.id}/submit")
    assert answer.status_code == 422
    db.session.expire_all()
    assert only_draft().state is RuleDraftState.DRAFT


def test_a_file_that_is_no_text_is_refused_and_nothing_typed_is_lost(client_of, author):
    file = (io.BytesIO(b"\x89PNG\x00"), "picture.yaml")
    answer = client_of(author).post(f"{DRAFTS}/new", data={"file": file, "text": "typed: 1"})
    assert answer.status_code == 422
    assert "typed: 1" in answer.text
    assert "UTF-8" in answer.text


def test_markup_in_a_file_is_shown_and_never_run(client_of, author):
    evil = 'title: "<script>alert(1)</script>"\n'
    answer = client_of(author).post(f"{DRAFTS}/new", data={"text": evil})
    assert answer.status_code == 422
    assert "<script>alert" not in answer.text
    assert html.escape("<script>alert(1)</script>", quote=False) in answer.text


def test_any_version_is_copied_into_a_draft_with_the_next_number(client_of, author):
    browser = client_of(author)
    for version in db.session.scalars(db.select(RuleSetVersion)).all():
        answer = browser.post(f"/programme/rules/{version.id}/copy")
        assert answer.status_code == 302
        assert browser.get(answer.location).status_code == 200
    drafts = db.session.scalars(db.select(RuleSetDraft)).all()
    assert [draft.fault_count for draft in drafts] == [0, 0]
    assert all("\nversion: 3\n" in draft.source_text for draft in drafts)
    assert "# The rule set Percorso ships with" in drafts[0].source_text


def test_the_draft_is_changed_in_a_numbered_text(client_of, author, draft):
    browser = client_of(author)
    page = soup(browser.get(f"{DRAFTS}/{draft.id}/edit"))
    assert page.textarea.text.strip() == next_text(FROM).strip()
    assert len(page.select(".pr-numbers span")) > next_text(FROM).count("\n")
    form = {"text": next_text(FROM, choice_days=60).replace("\n", "\r\n"), "revision": "0"}
    assert browser.post(f"{DRAFTS}/{draft.id}/edit", data=form).status_code == 302
    db.session.expire_all()
    assert only_draft().source_text == next_text(FROM, choice_days=60)


def test_a_stale_tab_gets_its_text_back_and_overwrites_only_when_told(client_of, author, draft):
    browser = client_of(author)
    first = {"text": next_text(FROM, choice_days=60), "revision": "0"}
    browser.post(f"{DRAFTS}/{draft.id}/edit", data=first)
    second = {"text": next_text(FROM, choice_days=61), "revision": "0"}
    answer = browser.post(f"{DRAFTS}/{draft.id}/edit", data=second)
    assert answer.status_code == 422
    shown = soup(answer)
    assert "days: 61" in shown.textarea.text
    again = second | {"revision": shown.select_one('input[name="revision"]')["value"]}
    assert browser.post(f"{DRAFTS}/{draft.id}/edit", data=again).status_code == 302


def test_the_file_comes_back_as_it_was_written(client_of, author, draft):
    answer = client_of(author).get(f"{DRAFTS}/{draft.id}/file")
    assert answer.text == next_text(FROM)
    assert "attachment" in answer.headers["Content-Disposition"]


def test_a_shipped_version_is_downloaded_as_its_file(client_of, author):
    answer = client_of(author).get(f"/programme/rules/{latest_version('gol').id}/file")
    assert answer.text == SHIPPED.read_text("utf-8")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("Deadline choice_days", "days", "30", "45")),
        ("it", ("Termine choice_days", "giorni", "30", "45")),
    ],
)
def test_the_difference_is_told_in_words_in_both_languages(
    client_of, author, draft, language, words
):
    browser = in_language(client_of(author), language)
    for address in (f"{DRAFTS}/{draft.id}", f"{DRAFTS}/{draft.id}/difference"):
        rows = [" ".join(row.text.split()) for row in soup(browser.get(address)).select("tbody tr")]
        assert any(all(word in row for word in words) for row in rows)
    assert words[0] in browser.get(f"{DRAFTS}/{draft.id}/difference?format=csv").text


def test_two_published_versions_are_compared(client_of, as_role, session):
    newest = latest_version("gol")
    browser = client_of(as_role(Role.COUNSELLOR))
    page = browser.get(f"/programme/rules/{newest.id}/difference")
    assert page.status_code == 200
    assert "2022" in page.text
    first = db.session.scalars(db.select(RuleSetVersion).filter_by(version=1)).one()
    assert browser.get(f"/programme/rules/{first.id}/difference").status_code == 200
    back = browser.get(f"/programme/rules/{first.id}/difference?with={newest.id}&format=csv")
    assert back.status_code == 200


def test_a_second_officer_reads_confirms_and_publishes(client_of, second, submitted):
    browser = client_of(second)
    assert f"{DRAFTS}/{submitted.id}" in browser.get("/programme/rules").text
    page = soup(browser.get(f"{DRAFTS}/{submitted.id}/publish"))
    assert "2028" in page.select_one(".pc-confirm").text
    seen = page.select_one('input[name="seen"]')["value"]
    answer = browser.post(f"{DRAFTS}/{submitted.id}/publish", data={"seen": seen})
    assert answer.status_code == 302
    assert latest_version("gol").version == 3


def test_what_was_not_read_is_not_published(client_of, second, submitted):
    answer = client_of(second).post(f"{DRAFTS}/{submitted.id}/publish", data={"seen": "other"})
    assert answer.status_code == 422
    assert latest_version("gol").version == 2


def test_the_author_neither_sees_nor_gets_to_use_the_button(client_of, author, submitted):
    browser = client_of(author)
    address = f"{DRAFTS}/{submitted.id}/publish"
    assert address not in browser.get(f"{DRAFTS}/{submitted.id}").text
    assert not soup(browser.get(address)).select('input[name="seen"]')
    answer = browser.post(address, data={"seen": submitted.content_hash})
    assert answer.status_code == 422
    assert browser.post(f"{DRAFTS}/{submitted.id}/return", data={"note": "x"}).status_code == 422
    assert latest_version("gol").version == 2


def test_a_draft_is_returned_with_its_note_which_the_author_reads(
    client_of, author, second, submitted
):
    browser = client_of(second)
    assert browser.post(f"{DRAFTS}/{submitted.id}/return", data={"note": ""}).status_code == 422
    browser.post(f"{DRAFTS}/{submitted.id}/return", data={"note": "Which act says 45 days?"})
    page = client_of(author).get(f"{DRAFTS}/{submitted.id}")
    assert "Which act says 45 days?" in page.text
    assert f"{DRAFTS}/{submitted.id}/edit" in page.text


def test_the_list_is_filtered_exported_and_says_when_it_is_empty(
    client_of, author, second, submitted
):
    browser = in_language(client_of(second), "en")
    assert f"{DRAFTS}/{submitted.id}" in browser.get(f"{DRAFTS}?state=submitted").text
    assert "No draft matches" in browser.get(f"{DRAFTS}?state=withdrawn").text
    assert "No draft matches" in browser.get(f"{DRAFTS}?author=mine").text
    assert "No draft matches" in browser.get(f"{DRAFTS}?q=nothing").text
    assert author.name in browser.get(f"{DRAFTS}?format=csv").text
    assert browser.get(f"{DRAFTS}?format=xlsx").data.startswith(b"PK")


def test_the_empty_list_says_how_to_begin(client_of, author):
    page = in_language(client_of(author), "en").get(DRAFTS)
    assert "No drafts yet" in page.text


def test_the_author_takes_back_and_withdraws(client_of, author, submitted):
    browser = client_of(author)
    assert browser.post(f"{DRAFTS}/{submitted.id}/take-back").status_code == 302
    assert browser.post(f"{DRAFTS}/{submitted.id}/withdraw").status_code == 302
    page = browser.get(f"{DRAFTS}/{submitted.id}")
    assert page.status_code == 200
    assert browser.get(f"{DRAFTS}/{submitted.id}/edit").status_code == 302


def test_a_draft_the_software_has_become_too_strict_for_is_shown_with_its_faults(
    client_of, second, submitted, monkeypatch
):
    monkeypatch.setattr(checks, "REQUIRED_DEADLINES", ("brand_new_days",))
    examine.cache_clear()
    answer = client_of(second).get(f"{DRAFTS}/{submitted.id}/publish")
    examine.cache_clear()
    assert answer.status_code == 422
    assert "brand_new_days" in answer.text


def test_an_added_question_is_told_with_its_answers_and_their_points(client_of, author):
    text = next_text(FROM)
    question = (
        "            - code: brand_new\n              source: example\n"
        "              text: {it: Nuova, en: New}\n"
        "              answers:\n"
        "                - {code: a, score: 2, text: {it: Poco, en: Little}}\n"
        "                - {code: b, score: 3, text: {it: Molto, en: Much}}\n"
    )
    draft = acts.write_draft(
        author, text.replace("          questions:\n", f"          questions:\n{question}", 1)
    )
    assert draft.fault_count == 0
    browser = in_language(client_of(author), "en")
    row = next(
        row
        for row in soup(browser.get(f"{DRAFTS}/{draft.id}")).select("tbody tr")
        if "brand_new" in row.text
    )
    assert "Little: 2; Much: 3" in row.text
