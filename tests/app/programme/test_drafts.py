"""Drafts of rule sets: written by one officer, published or returned by another."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select, text

from app.accounts.permissions import Role
from app.audit.models import AuditEvent, TransitionLog
from app.core.clock import today
from app.core.database import db
from app.core.errors import IllegalTransition, NotFoundForYou, NotPermitted, RuleBroken
from app.programme import operations as acts
from app.programme.models import RuleSetVersion
from app.programme.queries import (
    drafts_waiting,
    latest_version,
    load_draft,
    rules_in_force,
    rules_of_draft,
    version_text,
)
from app.programme.rules.faults import RuleSetInvalid
from app.programme.states import RuleDraftState
from tests.factories.programme import next_text

FROM = date(2028, 1, 1)


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


def refusal(broken):
    return [reason.code for reason in broken.value.reasons]


def test_a_text_is_kept_verbatim_with_what_it_says(author, draft):
    assert draft.source_text == next_text(FROM)
    assert (draft.code, draft.fault_count, draft.state) == ("gol", 0, RuleDraftState.DRAFT)
    assert "2026" in draft.title("en")
    assert rules_of_draft(draft).days("choice_days") == 45
    assert draft.based_on_id == latest_version("gol").id


def test_a_faulty_text_is_kept_but_not_submitted(author):
    broken = acts.write_draft(author, "code: gol\nversion: [", based_on=latest_version("gol"))
    assert (broken.document, broken.fault_count, broken.code) == (None, 1, "gol")
    with pytest.raises(RuleSetInvalid):
        acts.submit_draft(author, broken)
    shapeless = acts.write_draft(author, next_text(FROM).replace("days: 45", "days: many"))
    assert shapeless.fault_count == 1
    with pytest.raises(RuleSetInvalid):
        acts.submit_draft(author, shapeless)


@pytest.mark.parametrize("text", ["x" * 1_000_001, "code: \0"])
def test_what_cannot_be_kept_is_refused(author, text):
    with pytest.raises(RuleBroken):
        acts.write_draft(author, text)


def test_a_second_officer_publishes_and_the_version_before_ends(author, second, submitted):
    before = latest_version("gol")
    version = acts.publish_draft(second, submitted)
    db.session.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
    assert (before.effective_to, version.effective_from) == (FROM, FROM)
    assert (version.author_id, version.published_by_id) == (author.id, second.id)
    assert version.content_hash == submitted.content_hash
    assert submitted.state is RuleDraftState.PUBLISHED
    assert submitted.published_version_id == version.id
    assert rules_in_force(FROM).days("choice_days") == 45
    assert rules_in_force(FROM - timedelta(days=1)).days("choice_days") == 30
    assert version_text(version) == next_text(FROM)


def test_the_author_publishes_and_returns_nothing_of_their_own(author, submitted):
    for act in (lambda: acts.publish_draft(author, submitted),
                lambda: acts.return_draft(author, submitted, "note")):  # fmt: skip
        with pytest.raises(RuleBroken) as broken:
            act()
        assert refusal(broken) == ["own_draft"]
    assert submitted.state is RuleDraftState.SUBMITTED


def test_nobody_but_the_author_changes_submits_takes_back_or_withdraws(second, draft):
    for act in (
        lambda: acts.change_draft(second, draft, "code: gol", revision=0),
        lambda: acts.submit_draft(second, draft),
        lambda: acts.take_back_draft(second, draft),
        lambda: acts.withdraw_draft(second, draft),
    ):
        with pytest.raises(RuleBroken) as broken:
            act()
        assert refusal(broken) == ["not_author"]


def test_other_roles_neither_see_nor_publish(as_role, submitted):
    counsellor = as_role(Role.COUNSELLOR)
    with pytest.raises(NotFoundForYou):
        load_draft(counsellor, submitted.id)
    with pytest.raises(NotPermitted):
        acts.publish_draft(counsellor, submitted)


def test_a_draft_is_returned_with_a_note_and_taken_up_again(author, second, submitted):
    with pytest.raises(RuleBroken) as broken:
        acts.return_draft(second, submitted, "  ")
    assert refusal(broken) == ["note_missing"]
    acts.return_draft(second, submitted, "Which act says 45 days?")
    assert drafts_waiting(author) == [submitted]
    assert acts.change_draft(author, submitted, next_text(FROM) + "# why\n", revision=0)
    assert (submitted.state, submitted.revision) == (RuleDraftState.DRAFT, 1)
    acts.submit_draft(author, submitted)
    note = db.session.scalar(
        select(TransitionLog.note).where(
            TransitionLog.machine == "rule_draft", TransitionLog.action == "return"
        )
    )
    assert note == "Which act says 45 days?"


def test_two_tabs_do_not_overwrite_each_other(author, draft):
    acts.change_draft(author, draft, next_text(FROM) + "# first\n", revision=0)
    with pytest.raises(RuleBroken) as broken:
        acts.change_draft(author, draft, next_text(FROM) + "# second\n", revision=0)
    assert refusal(broken) == ["draft_changed"]


def test_a_submitted_draft_is_taken_back_before_it_is_changed(author, submitted):
    with pytest.raises(IllegalTransition):
        acts.change_draft(author, submitted, "code: gol", revision=0)
    acts.take_back_draft(author, submitted)
    assert acts.change_draft(author, submitted, "code: gol", revision=0)


def test_a_withdrawn_draft_stays_as_it_was(author, draft):
    acts.withdraw_draft(author, draft)
    with pytest.raises(IllegalTransition):
        acts.change_draft(author, draft, "code: gol", revision=0)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (("version: 3", "version: 4"), "rule_set_number"),
        (("version: 3", "version: 2"), "rule_set_number"),
        ((f"effective_from: {FROM}", "effective_from: 2025-12-31"), "rule_set_too_early"),
    ],
)
def test_a_version_follows_the_last_one_in_number_and_in_time(author, change, code):
    draft = acts.write_draft(author, next_text(FROM).replace(*change))
    with pytest.raises(RuleBroken) as broken:
        acts.submit_draft(author, draft)
    assert code in refusal(broken)


def test_a_version_starts_tomorrow_at_the_earliest_also_on_the_day_it_is_published(
    author, second, monkeypatch
):
    draft = acts.write_draft(author, next_text(today()))
    with pytest.raises(RuleBroken) as broken:
        acts.submit_draft(author, draft)
    assert refusal(broken) == ["rule_set_in_the_past"]
    tomorrow = acts.write_draft(author, next_text(today() + timedelta(days=1)))
    acts.submit_draft(author, tomorrow)
    monkeypatch.setattr(acts, "today", lambda: date(2028, 1, 1))
    with pytest.raises(RuleBroken) as broken:
        acts.publish_draft(second, tomorrow)
    assert refusal(broken) == ["rule_set_in_the_past"]


def test_the_second_of_two_drafts_for_the_same_number_is_refused(author, second, submitted):
    other = acts.write_draft(author, next_text(FROM + timedelta(days=30)))
    acts.submit_draft(author, other)
    acts.publish_draft(second, submitted)
    with pytest.raises(RuleBroken) as broken:
        acts.publish_draft(second, other)
    assert refusal(broken) == ["rule_set_number"]


def test_every_step_leaves_an_audit_event(author, second, submitted):
    acts.publish_draft(second, submitted)
    events = db.session.execute(
        select(AuditEvent.event, AuditEvent.actor_id)
        .where(AuditEvent.event.startswith("rule"))
        .where(AuditEvent.actor_id.is_not(None))
        .order_by(AuditEvent.id)
    ).all()
    assert events == [
        ("rule_draft:write", author.id),
        ("rule_draft:submit", author.id),
        ("rules:publish", second.id),
        ("rule_draft:publish", second.id),
    ]


def test_what_waits_is_shown_to_the_others_only(author, second, submitted):
    assert drafts_waiting(second) == [submitted]
    assert drafts_waiting(author) == []


def test_the_loader_of_shipped_rules_names_nobody(session):
    version = db.session.scalars(select(RuleSetVersion).where(RuleSetVersion.version == 1)).one()
    assert (version.author_id, version.published_by_id) == (None, None)
