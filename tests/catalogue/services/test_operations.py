"""Calls in the database: drafted, published, amended with their history, closed."""

from dataclasses import replace
from datetime import timedelta

import pytest
from psycopg import errors
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from app.accounts.permissions import Role
from app.audit.models import AuditEvent, TransitionLog
from app.core.clock import today
from app.core.errors import IllegalTransition, RuleBroken
from app.core.money import Money
from app.programme.queries import rules_in_force
from catalogue.offers.operations import full_call_refusals
from catalogue.services import operations
from catalogue.services.queries import amendments_of, calls, calls_rows, said
from catalogue.services.rules import CallContent
from catalogue.services.states import CallState
from tests.factories import catalogue


@pytest.fixture
def officer(as_role):
    return as_role(Role.PROGRAMME_OFFICER)


@pytest.fixture
def content(session):
    return CallContent(
        code="avviso-9",
        title_it="Avviso nove",
        title_en="Call nine",
        act="DGR 9/2026",
        text_it="Testo.",
        text_en="Text.",
        programme="gol",
        pathways=(1, 2),
        opens_on=today() - timedelta(days=10),
        closes_on=today() + timedelta(days=100),
        total=Money.euro(1_000),
    )


@pytest.fixture
def published(officer, content):
    call = operations.draft_call(officer, content)
    operations.publish_call(officer, call)
    return call


def amended(officer, call, **changes):
    content = replace(operations.content_of(call), **changes)
    return operations.amend_call(
        officer, call, content, act="DGR 10/2026", reason="Nuove risorse", revision=call.revision
    )


def test_a_draft_takes_no_offers_and_a_published_call_does(session, officer, content):
    call = operations.draft_call(officer, content)
    assert (call.code, call.state) == ("AVVISO-9", CallState.DRAFT)
    assert call not in calls_rows(calls(today()), 100)
    operations.publish_call(officer, call)
    assert call in calls_rows(calls(today()), 100)
    logged = session.scalars(select(TransitionLog.to_state).filter_by(machine="call")).all()
    assert logged == ["draft", "published"]


def test_a_call_whose_offers_window_is_over_takes_no_offers(officer, content):
    content = replace(content, offers_until=today() - timedelta(days=1))
    call = operations.draft_call(officer, content)
    operations.publish_call(officer, call)
    assert call not in calls_rows(calls(today()), 100)
    assert call.pays_on(today())


def test_a_code_is_used_once(officer, content):
    operations.draft_call(officer, content)
    with pytest.raises(RuleBroken) as broken:
        operations.draft_call(officer, replace(content, pathways=()))
    assert {reason.code for reason in broken.value.reasons} == {"code_taken", "pathways_unknown"}


def test_a_draft_changes_and_two_officers_do_not_overwrite_each_other(officer, content):
    call = operations.draft_call(officer, content)
    operations.change_call(officer, call, replace(content, act="DGR 9-bis"), revision=0)
    assert call.act == "DGR 9-bis"
    with pytest.raises(RuleBroken) as broken:
        operations.change_call(officer, call, content, revision=0)
    assert broken.value.reasons[0].code == "changed_meanwhile"


def test_an_amendment_keeps_what_the_call_said_before(session, officer, published):
    amended(officer, published, total=Money.euro(2_000), pathways=(1, 2, 4))
    (amendment,) = amendments_of(published)
    changes = {change.name: (change.before, change.after) for change in said(amendment)}
    assert changes == {
        "Total": (Money.euro(1_000), Money.euro(2_000)),
        "Pathways": ("1, 2", "1, 2, 4"),
    }
    assert (published.total, published.amendments) == (Money.euro(2_000), 1)
    event = session.scalars(select(AuditEvent).filter_by(event="call:amend")).one()
    assert event.details == {"number": 1, "fields": ["pathways", "total"]}


def test_only_a_published_call_is_amended(officer, content):
    call = operations.draft_call(officer, content)
    with pytest.raises(RuleBroken) as broken:
        amended(officer, call, act="DGR 11")
    assert [reason.code for reason in broken.value.reasons] == ["not_published"]


def test_a_closed_call_takes_nothing_and_ends(officer, published):
    operations.close_call(officer, published, reason="funds_used_up", note="Esaurite.")
    assert not published.is_open_on(today())
    assert not published.pays_on(today())
    with pytest.raises(IllegalTransition):
        operations.publish_call(officer, published)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE call SET act = 'DGR 0'",
        "UPDATE call SET amendments = amendments + 1, act = 'DGR 0'",
        "UPDATE call SET granted = 1",
        "DELETE FROM call",
    ],
)
def test_nobody_changes_a_published_call_without_an_amendment(session, published, statement):
    with pytest.raises(IntegrityError) as refused:
        session.execute(text(f"{statement} WHERE code = 'AVVISO-9'"))
    assert isinstance(refused.value.orig, errors.RestrictViolation)


@pytest.mark.parametrize(
    "statement", ["UPDATE call_amendment SET reason = 'x'", "DELETE FROM call_amendment"]
)
def test_amendments_are_never_rewritten(session, officer, published, statement):
    amended(officer, published, max_hours=10)
    with pytest.raises(IntegrityError) as refused:
        session.execute(text(statement))
    assert isinstance(refused.value.orig, errors.RestrictViolation)


def test_a_call_takes_so_many_offers_of_one_provider(session):

    owner, other = catalogue.provider(), catalogue.provider()
    call = catalogue.call(max_offers=2)
    first = catalogue.offer(owner, call=call, call_id=call.id)
    rules = rules_in_force(today())
    assert full_call_refusals(first, rules) == []
    catalogue.offer(owner, call_id=call.id)
    catalogue.offer(other, call_id=call.id)
    assert full_call_refusals(first, rules) == []
    third = catalogue.offer(owner, call=call, call_id=call.id)
    assert [reason.code for reason in full_call_refusals(third, rules)] == ["call_full"]
