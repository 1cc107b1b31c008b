"""Standings, tiers and texts: worked out by hand."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.programme.queries import rules_in_force
from catalogue.agreements.rules import (
    AgreementClause,
    AgreementText,
    Deadline,
    Draft,
    PersonField,
    RoleDuties,
    Spoken,
    Standing,
    clauses_of,
    content_hash,
    publication_refusals,
    standing,
    taking_on_refusals,
    text_of,
    tier_in_force,
    visible_fields,
)
from catalogue.providers.states import DataRole

DAY = date(2026, 11, 25)
LAST = date(2026, 12, 20)
PUBLISHED = [Deadline(1, None), Deadline(2, LAST)]
WORDS = Spoken(it="Parole", en="Words")
TEXT = AgreementText(
    title=WORDS,
    source=WORDS,
    verified=False,
    clauses=(AgreementClause(WORDS, WORDS),),
    roles=tuple(RoleDuties(role, WORDS, (WORDS,)) for role in DataRole),
)
DRAFT = Draft(text=TEXT, effective_from=DAY, sign_by=DAY + timedelta(30))
SAFE = {
    "people_per_year": "under_500",
    "systems": "platform_only",
    "subcontracting": "none",
    "sensitive": "never",
    "assurance": "statement",
    "own_accounts": "yes",
    "second_factor": "yes",
    "training": "yes",
    "encrypted": "yes",
    "incidents": "yes",
}


@pytest.fixture
def security(session):
    return rules_in_force(DAY).provider_security


def codes(reasons):
    return {reason.code for reason in reasons}


@pytest.mark.parametrize(
    ("signed", "on", "expected"),
    [
        (None, DAY, Standing.MISSING),
        (1, DAY, Standing.TO_SIGN),
        (1, LAST, Standing.TO_SIGN),
        (1, LAST + timedelta(1), Standing.OVERDUE),
        (2, LAST + timedelta(1), Standing.SIGNED),
    ],
)
def test_the_deadline_includes_its_last_day(signed, on, expected):
    assert standing(signed, PUBLISHED, on) is expected


def test_only_who_is_late_or_never_signed_cannot_take_on_anything_new():
    assert taking_on_refusals(Standing.SIGNED, LAST) == []
    assert taking_on_refusals(Standing.TO_SIGN, LAST) == []
    assert codes(taking_on_refusals(Standing.OVERDUE, LAST)) == {"agreement_overdue"}
    assert codes(taking_on_refusals(Standing.MISSING, LAST)) == {"agreement_missing"}


def test_a_small_safe_provider_sees_everything(security):
    assert security.category(SAFE).code == "2B"
    assert visible_fields(security.tier(SAFE)) == frozenset(PersonField)


def test_two_thousand_people_a_year_are_category_one_and_need_a_certificate(security):
    large = SAFE | {"people_per_year": "from_2000"}
    assert security.category(large).code == "1"
    assert visible_fields(security.tier(large)) == {PersonField.NAME}
    certified = large | {"assurance": "certified"}
    assert visible_fields(security.tier(certified)) == frozenset(PersonField)


def test_risk_adds_up_to_category_2a(security):
    # An outside supplier 2, subcontracting 2: four points.
    risky = SAFE | {"systems": "outsourced", "subcontracting": "some"}
    assert security.category(risky).code == "2A"
    assert security.tier(risky).code == "narrow"  # a statement is not what 2A asks for
    assert security.tier(risky | {"assurance": "self_assessed"}).code == "full"


def test_without_all_controls_the_fiscal_code_is_hidden_and_without_three_everything_but_the_name(
    security,
):
    without_two = SAFE | {"encrypted": "no", "training": "no"}
    assert visible_fields(security.tier(without_two)) == frozenset(PersonField) - {
        PersonField.FISCAL_CODE
    }
    assert security.tier(without_two | {"second_factor": "no"}).code == "narrow"


def test_nothing_answered_counts_as_the_riskiest_answers(security):
    assert security.category({}).code == "1"
    assert security.tier({}).code == "narrow"


@given(st.data())
def test_a_safer_answer_never_hides_anything(app, data):
    with app.app_context():
        security = rules_in_force(DAY).provider_security
    answers = {
        q.code: data.draw(st.sampled_from([a.code for a in q.answers])) for q in security.questions
    }
    question = data.draw(st.sampled_from([q for q in security.questions]))
    safest = (min if question.kind == "risk" else max)(question.answers, key=lambda a: a.points)
    before = visible_fields(security.tier(answers))
    after = visible_fields(security.tier(answers | {question.code: safest.code}))
    assert before <= after


def test_old_answers_count_for_nothing_the_day_after(security):
    assert tier_in_force(security, "full", DAY, DAY).code == "full"
    assert tier_in_force(security, "full", DAY, DAY + timedelta(1)).code == "narrow"
    assert tier_in_force(security, None, None, DAY).code == "narrow"
    assert tier_in_force(security, "no_such_tier", DAY, DAY).code == "narrow"
    assert tier_in_force(None, None, None, DAY) is None


def test_a_text_is_the_same_after_it_was_stored_and_its_hash_depends_on_words_alone():
    kept = TEXT.as_stored()
    assert text_of(kept) == TEXT
    backwards = dict(reversed(kept.items()))
    assert content_hash(2, kept) == content_hash(2, backwards)
    assert content_hash(2, kept) != content_hash(3, kept)
    other = replace(TEXT, title=Spoken(it="Parole", en="Word"))
    assert content_hash(2, kept) != content_hash(2, other.as_stored())


WRONG = {
    "clauses_missing": replace(DRAFT, text=replace(TEXT, clauses=())),
    "duties_missing": replace(DRAFT, text=replace(TEXT, roles=TEXT.roles[:1])),
    "effective_past": replace(DRAFT, effective_from=DAY - timedelta(1)),
    "deadline_short": replace(DRAFT, sign_by=DAY + timedelta(29)),
}


@pytest.mark.parametrize("code", WRONG)
def test_each_thing_a_new_text_lacks_is_told(code):
    found = publication_refusals(WRONG[code], present=None, notice_days=30, on=DAY)
    assert codes(found) == {code}


def test_the_same_words_again_are_no_new_version():
    assert publication_refusals(DRAFT, present=None, notice_days=30, on=DAY) == []
    assert codes(publication_refusals(DRAFT, present=TEXT, notice_days=30, on=DAY)) == {"unchanged"}


def test_a_line_with_a_sign_begins_a_clause():
    written = "# Uno\nPrima riga.\nSeconda riga.\n\n## Due\nAltro."
    assert clauses_of(written) == [("Uno", "Prima riga.\nSeconda riga."), ("Due", "Altro.")]
    assert clauses_of("Senza titolo") == []
