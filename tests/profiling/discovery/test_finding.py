"""What is new is found for each saved search, and told once."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from app.accounts.models import OrganisationKind, User
from app.accounts.permissions import Role
from app.cases.models.jobseeker import Step
from app.core.clock import now, today
from app.notices.models import Notice
from catalogue.offers.models import Offer
from catalogue.offers.states import OfferState
from profiling.discovery import tasks
from profiling.discovery.models import Frequency, SavedSearch, SearchFind
from profiling.discovery.operations.finding import forget_finds, tell_owners
from profiling.discovery.operations.keeping import save_search, see_finds
from profiling.discovery.queries import saved_searches
from tests.counting import statements
from tests.factories import accounts, catalogue
from tests.factories.cases import jobseeker


@pytest.fixture
def owner(session):
    return catalogue.provider()


@pytest.fixture
def case(counsellor):
    return jobseeker(counsellor, user_id=accounts.user(Role.JOBSEEKER).id)


def saved(actor, case, words="", frequency=Frequency.IMMEDIATE):
    """A search saved an hour ago."""
    criteria = {"q": [words]} if words else {}
    search = save_search(actor, case, name=words or "Tutto", criteria=criteria, frequency=frequency)
    search.created_at = search.checked_at = now() - timedelta(hours=1)
    return search


def published(owner, title="Saldatura", **values):
    offer = catalogue.offer(owner, title=title, **values)
    catalogue.edition(offer, catalogue.site(owner))
    return offer


def notices(session, user):
    statement = select(Notice).where(Notice.recipient_id == user.id).order_by(Notice.id)
    return session.scalars(statement).all()


def test_the_database_dates_the_first_publication_and_never_again(session, owner):
    offer = catalogue.offer(owner, state=OfferState.DRAFT)
    session.refresh(offer)
    assert offer.first_published_at is None
    offer.state = OfferState.PUBLISHED
    session.flush()
    session.refresh(offer)
    first = offer.first_published_at
    assert first is not None
    for state in (OfferState.DRAFT, OfferState.PUBLISHED):
        offer.state = state
        session.flush()
    session.refresh(offer)
    assert offer.first_published_at == first


def test_a_new_offer_is_found_by_the_searches_it_matches_and_told_once(
    session, counsellor, case, owner
):
    welding, english = saved(counsellor, case, "saldatura"), saved(counsellor, case, "inglese")
    offer = published(owner)
    assert tasks.look_for_new(daily=False) == (1, 1)
    found = session.execute(select(SearchFind.search_id, SearchFind.offer_id)).all()
    assert [tuple(row) for row in found] == [(welding.id, offer.id)]
    (notice,) = notices(session, counsellor)
    assert notice.address == f"/cases/{case.id}/searches/{welding.id}"
    assert notice.params == {"number": 1}
    assert tasks.look_for_new(daily=False) == (0, 0)
    assert tasks.look_for_new(daily=True) == (0, 0)
    assert english.checked_at > now() - timedelta(minutes=5)


def test_an_offer_taken_back_and_published_again_is_not_new(session, counsellor, case, owner):
    offer = published(owner)
    session.execute(
        update(Offer)
        .values(first_published_at=now() - timedelta(days=3))
        .where(Offer.id == offer.id)
    )
    saved(counsellor, case)
    for state in (OfferState.DRAFT, OfferState.PUBLISHED):
        offer.state = state
        session.flush()
    assert tasks.look_for_new(daily=True) == (0, 0)


def test_the_person_is_told_in_their_own_area(session, counsellor, case, owner):
    person = session.get_one(User, case.user_id)
    search = saved(person, case)
    published(owner)
    assert tasks.look_for_new(daily=False) == (1, 1)
    assert [notice.address for notice in notices(session, person)] == [f"/me/searches/{search.id}"]
    assert notices(session, counsellor) == []


def test_daily_waits_for_the_morning_and_never_is_never_told(session, counsellor, case, owner):
    saved(counsellor, case, "saldatura", Frequency.DAILY)
    saved(counsellor, case, "", Frequency.NEVER)
    published(owner)
    assert tasks.look_for_new(daily=False) == (2, 0)
    assert {line.fresh for line in saved_searches(case)} == {1}
    assert tasks.look_for_new(daily=True) == (0, 1)
    assert len(notices(session, counsellor)) == 1


def test_what_was_seen_is_not_told_any_more(session, counsellor, case, owner):
    search = saved(counsellor, case, "", Frequency.DAILY)
    published(owner)
    tasks.look_for_new(daily=False)
    assert see_finds(search) == 1
    assert tasks.look_for_new(daily=True) == (0, 0)
    assert saved_searches(case)[0].fresh == 0


def test_the_fourth_notice_of_a_day_waits_for_the_next(session, counsellor, case, owner):
    saved(counsellor, case)
    for _ in range(4):
        published(owner)
        tasks.look_for_new(daily=False)
    assert len(notices(session, counsellor)) == 3
    assert tell_owners(today() + timedelta(days=1), 10, daily=False) == 1
    assert [notice.params["number"] for notice in notices(session, counsellor)] == [1, 1, 1, 1]


def test_nobody_is_told_of_a_closed_case_or_one_they_have_lost(session, counsellor, case, owner):
    stranger = accounts.user(Role.COUNSELLOR, accounts.organisation(OrganisationKind.CENTRE))
    saved(stranger, case)
    closed = jobseeker(counsellor, step=Step.CLOSED)
    saved(counsellor, closed)
    published(owner)
    assert tasks.look_for_new(daily=True) == (2, 0)


def test_equal_searches_are_asked_once_however_many_there_are(session, counsellor, case, owner):
    counts = []
    for number in (2, 10):
        for _ in range(number):
            saved(counsellor, jobseeker(counsellor), "saldatura", Frequency.NEVER)
        published(owner)
        session.flush()
        with statements() as sent:
            assert tasks.look_for_new(daily=False)[0] > 0
        counts.append(len(sent))
    assert counts[0] == counts[1]


def test_old_notes_go_and_their_offers_are_not_found_again(session, counsellor, case, owner):
    search = saved(counsellor, case)
    published(owner)
    tasks.look_for_new(daily=False)
    session.execute(update(SearchFind).values(found_at=now() - timedelta(days=91)))
    session.execute(update(Offer).values(first_published_at=now() - timedelta(days=91)))
    session.execute(update(SavedSearch).values(created_at=now() - timedelta(days=92)))
    assert forget_finds(now() - timedelta(days=90), 100) == 1
    assert search.id
    assert tasks.look_for_new(daily=True) == (0, 0)
