"""Pauses of sites and offers: who is touched, who is not, how they end."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from app.accounts.permissions import Role
from app.audit.models import AuditEvent
from app.core.clock import frozen, now, today
from app.core.database import db
from app.core.errors import RuleBroken
from catalogue.capacity.operations import end_pauses, pause, resume
from catalogue.capacity.rules import Pause, pause_refusals
from catalogue.offers.operations import take_seat
from catalogue.offers.rules import is_paused
from catalogue.offers.states import EditionState
from catalogue.providers.states import PauseReason
from profiling.matching.operations import make_choice
from tests.factories import accounts
from tests.factories import catalogue as make
from tests.factories.vouchers import person, supply
from tests.factories.waiting import full, waiting
from vouchers.issuing.operations.issue import issue_voucher
from vouchers.waiting.states import WaitingState

STAFF = Pause(reason=PauseReason.STAFF)


@pytest.fixture
def supplied(session):
    return supply()


@pytest.fixture
def manager(supplied):
    return make.manager_of(supplied.provider)


@pytest.fixture
def counsellor(session):
    return accounts.user(Role.COUNSELLOR)


def codes(broken):
    return {reason.code for reason in broken.value.reasons}


def target_of(supplied, kind):
    return supplied.offer if kind == "offer" else supplied.edition.site


def test_a_pause_includes_its_last_day():
    since, until = today(), today() + timedelta(3)
    assert not is_paused(None, None, today())
    assert is_paused(since, None, today() + timedelta(900))
    assert is_paused(since, until, until)
    assert not is_paused(since, until, until + timedelta(1))


def test_a_pause_says_why_and_does_not_end_before_it_begins():
    found = pause_refusals(Pause(reason=None, until=today() - timedelta(1)), today())
    assert [reason.code for reason in found] == ["reason_missing", "until_past"]


@pytest.mark.parametrize("kind", ["site", "offer"])
def test_during_a_pause_nobody_chooses_and_no_voucher_is_issued(
    supplied, manager, counsellor, kind
):
    case = person(counsellor)
    make_choice(case=case, edition=supplied.edition, actor=counsellor)
    pause(manager, target_of(supplied, kind), STAFF)
    for attempt in (
        lambda: take_seat(supplied.edition),
        lambda: make_choice(case=person(counsellor), edition=supplied.edition, actor=counsellor),
        lambda: issue_voucher(case=case, counsellor=counsellor, token="paused"),
    ):
        with pytest.raises(RuleBroken) as broken:
            attempt()
        assert codes(broken) == {"provider_paused"}
    resume(manager, target_of(supplied, kind))
    assert issue_voucher(case=case, counsellor=counsellor, token="resumed")


def test_another_site_of_the_offer_is_not_touched(supplied, manager):
    elsewhere = make.edition(supplied.offer, make.site(supplied.provider))
    pause(manager, supplied.edition.site, STAFF)
    take_seat(elsewhere)
    assert elsewhere.taken == 1


def test_a_pause_ends_the_day_after_its_last_by_itself(supplied, manager):
    until = today() + timedelta(days=5)
    pause(manager, supplied.offer, Pause(reason=PauseReason.CLOSING, until=until))
    assert end_pauses(until) == 0
    assert end_pauses(until + timedelta(days=1)) == 1
    assert supplied.offer.paused_since is None
    assert end_pauses(until + timedelta(days=1)) == 0


def test_even_before_the_night_a_pause_that_is_over_stops_nobody(supplied, manager):
    pause(manager, supplied.offer, Pause(reason=PauseReason.CLOSING, until=today()))
    with frozen(now() + timedelta(days=1)):
        take_seat(supplied.edition)
    assert supplied.edition.taken == 1


def test_whoever_waits_comes_first_when_the_pause_ends(counsellor):
    supplied, _ = full(counsellor)
    _, place = waiting(counsellor, supplied.edition)
    manager = make.manager_of(supplied.provider)
    pause(manager, supplied.edition.site, STAFF)
    supplied.edition.seats += 1
    resume(manager, supplied.edition.site)
    assert place.state is WaitingState.OFFERED
    assert supplied.edition.state is EditionState.FULL


def test_pausing_again_changes_the_reason_and_keeps_the_first_day(supplied, manager, session):
    with frozen(now() - timedelta(days=4)):
        pause(manager, supplied.offer, STAFF)
    pause(manager, supplied.offer, Pause(reason=PauseReason.PREMISES))
    assert supplied.offer.paused_since == today() - timedelta(days=4)
    assert supplied.offer.pause_reason == "premises"
    found = select(AuditEvent.event).where(AuditEvent.object_id == supplied.offer.id)
    events = session.scalars(found.where(AuditEvent.object_type == "offer")).all()
    assert events.count("offer:pause") == 2


def test_what_is_not_paused_cannot_be_resumed(supplied, manager):
    with pytest.raises(RuleBroken) as broken:
        resume(manager, supplied.offer)
    assert codes(broken) == {"not_paused"}


@pytest.mark.parametrize("table", ["site", "offer"])
def test_the_database_knows_no_pause_without_a_reason(supplied, session, table):
    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(text(f"UPDATE {table} SET paused_since = current_date"))


def test_the_manager_pauses_and_resumes_and_sees_the_lists(client_of, counsellor):
    supplied, _ = full(counsellor)
    waiting(counsellor, supplied.edition)
    browser = client_of(make.manager_of(supplied.provider))
    site = supplied.edition.site
    page = browser.get("/provider/capacity").text
    assert site.name in page
    assert "1 su 5" in page  # people waiting
    path = f"/provider/capacity/site/{site.id}"
    assert browser.post(f"{path}/pause", data={}).status_code == 422
    assert browser.post(f"{path}/pause", data={"reason": "staff"}).status_code == 302
    db.session.refresh(site)
    assert site.paused_since == today()
    assert "In pausa" in browser.get("/provider/capacity").text
    assert browser.get(f"{path}/pause").status_code == 200
    assert browser.post(f"{path}/resume").status_code == 302
    db.session.refresh(site)
    assert site.paused_since is None
    assert supplied.edition.code in browser.get("/provider/capacity.csv?full=1").get_data(
        as_text=True
    )


def test_somebody_elses_site_and_offer_are_not_found(client_of, supplied):
    browser = client_of(make.manager_of(make.provider()))
    for path in (f"site/{supplied.edition.site_id}", f"offer/{supplied.offer.id}"):
        assert browser.get(f"/provider/capacity/{path}/pause").status_code == 404
        assert browser.post(f"/provider/capacity/{path}/resume").status_code == 404
