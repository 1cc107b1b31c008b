"""Pages of the trials: who sees what, small numbers hidden, files, both languages, without JavaScript."""

import random

import pytest

from app.accounts.models import OrganisationKind
from app.accounts.permissions import Role
from app.core.database import db, transaction
from app.programme.queries import latest_version
from profiling.trials import tasks
from profiling.trials.models import Trial, TrialCase
from profiling.trials.operations.start import start_trial
from profiling.trials.queries import load_trial
from tests.factories import accounts
from tests.factories.programme import shipped_document
from tests.factories.trials import assessed_case, officer
from tests.profiling.trials.test_run import a_draft, stricter


@pytest.fixture
def centres(session, counsellor):
    other = accounts.organisation(OrganisationKind.CENTRE, "CPI altrove")
    return counsellor, accounts.user(Role.COUNSELLOR, other)


@pytest.fixture
def trial(centres):
    chance = random.Random(5)
    for place in centres:
        for _ in range(100):
            assessed_case(place, chance)
    author = officer()
    with transaction():
        made = start_trial(author, a_draft(author, stricter(shipped_document())))
    tasks.run_trial(trial_id=made.id)
    db.session.expire_all()
    return load_trial(made.id)


def listed(trial, centre_id):
    return [
        row
        for row in db.session.query(TrialCase).filter_by(trial_id=trial.id)
        if row.centre_id == centre_id and row.pathway_after not in (None, row.pathway_before)
    ]


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "would get another pathway"), ("it", "avrebbero un altro percorso")],
)
def test_the_result_is_told_in_both_languages(client_of, trial, language, words):
    browser = client_of(officer())
    browser.get(f"/language/{language}")
    page = browser.get(f"/programme/trials/{trial.id}").text
    assert words in page
    assert "CPI altrove" in page
    assert "<svg" in page


def test_an_officer_sees_counts_and_no_person(client_of, trial):
    browser = client_of(officer())
    page = browser.get(f"/programme/trials/{trial.id}").text
    assert "/cases" not in page
    assert "Rossi" not in page
    assert browser.get(f"/programme/trials/{trial.id}/cases").status_code == 403
    counts = browser.get(f"/programme/trials/{trial.id}/counts.csv").text
    assert "Rossi" not in counts
    assert "TST0" not in counts


def test_staff_see_the_cases_of_their_own_centre_and_no_other(client_of, centres, trial):
    mine, other = centres
    own, foreign = (listed(trial, place.organisation_id) for place in (mine, other))
    assert own
    assert foreign
    answer = client_of(mine).get(f"/programme/trials/{trial.id}/cases?format=csv").text
    assert {row.case.fiscal_code for row in own} <= set(answer.replace(";", ",").split(","))
    assert not any(row.case.fiscal_code in answer for row in foreign)
    asked = client_of(mine).get(
        f"/programme/trials/{trial.id}/cases?format=csv&centre={other.organisation_id}"
    )
    assert not any(row.case.fiscal_code in asked.text for row in foreign)


def test_the_auditor_sees_all_of_them_and_filters_by_centre(client_of, as_role, centres, trial):
    browser = client_of(as_role(Role.AUDITOR))
    page = browser.get(f"/programme/trials/{trial.id}/cases")
    assert page.status_code == 200
    only = browser.get(
        f"/programme/trials/{trial.id}/cases?format=csv&centre={centres[1].organisation_id}"
    ).text
    assert all(row.case.fiscal_code in only for row in listed(trial, centres[1].organisation_id))
    assert not any(
        row.case.fiscal_code in only for row in listed(trial, centres[0].organisation_id)
    )


def test_the_list_is_narrowed_by_where_from_and_where_to(client_of, centres, trial):
    own = listed(trial, centres[0].organisation_id)
    before, after = own[0].pathway_before, own[0].pathway_after
    answer = client_of(centres[0]).get(
        f"/programme/trials/{trial.id}/cases?before={before}&after={after}&format=csv"
    )
    for row in own:
        wanted = (row.pathway_before, row.pathway_after) == (before, after)
        assert (row.case.fiscal_code in answer.text) == wanted


def test_no_small_number_is_shown(client_of, trial):
    text = client_of(officer()).get(f"/programme/trials/{trial.id}/counts.csv").text
    numbers = [line.split(";")[-1].split(",")[-1].strip() for line in text.splitlines()[1:]]
    shown = [int(number) for number in numbers if number.isdigit()]
    assert any(not number.isdigit() for number in numbers)
    assert all(number == 0 or number >= trial.threshold for number in shown)


def test_a_file_for_spreadsheets_is_one(client_of, trial):
    answer = client_of(officer()).get(f"/programme/trials/{trial.id}/counts.xlsx")
    assert answer.data[:2] == b"PK"


def test_a_draft_is_tried_from_its_page_and_the_bar_is_seen_without_javascript(client_of, session):
    author = officer()
    draft = a_draft(author, shipped_document())
    browser = client_of(author)
    assert browser.get(f"/programme/rules/drafts/{draft.id}/trial").status_code == 200
    answer = browser.post(f"/programme/rules/drafts/{draft.id}/trial", follow_redirects=True)
    assert "<progress" in answer.text
    assert '<noscript><meta http-equiv="refresh"' in answer.text
    again = browser.post(f"/programme/rules/drafts/{draft.id}/trial")
    assert again.status_code == 422
    trial = db.session.query(Trial).one()
    fragment = browser.get(f"/programme/trials/{trial.id}/progress")
    assert "<progress" in fragment.text
    browser.post(f"/programme/trials/{trial.id}/cancel")
    over = browser.get(f"/programme/trials/{trial.id}/progress")
    assert over.headers["HX-Refresh"] == "true"
    assert browser.get("/programme/trials").status_code == 200


def test_rules_changed_since_are_said_to_be(client_of, trial):
    trial.draft.content_hash = "c" * 64
    db.session.commit()
    page = client_of(officer()).get(f"/programme/trials/{trial.id}").text
    assert "changed after this trial" in page or "cambiate dopo questa prova" in page


def test_a_published_version_can_be_tried(client_of, session):
    version = latest_version("gol")
    browser = client_of(officer())
    assert browser.get(f"/programme/rules/{version.id}/trial").status_code == 200
    answer = browser.post(f"/programme/rules/{version.id}/trial")
    assert answer.status_code == 302
