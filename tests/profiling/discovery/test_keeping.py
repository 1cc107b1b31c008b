"""Searches and offers that people keep."""

from threading import Barrier, Thread

import pytest
from sqlalchemy import func, select

from app.accounts.models import OrganisationKind, User
from app.accounts.permissions import Role
from app.audit.models import AuditEvent
from app.cases.models.jobseeker import Jobseeker
from app.core.database import db, transaction
from app.core.errors import NotFoundForYou, RuleBroken
from catalogue.offers.models import Offer
from profiling.discovery.models import Frequency, SavedSearch, ShortlistEntry
from profiling.discovery.operations.keeping import (
    change_search,
    delete_search,
    drop_offer,
    keep_offer,
    save_search,
)
from profiling.discovery.queries import own_search, saved_search, saved_searches, shortlist
from profiling.discovery.rules import MOST_SHORTLISTED
from tests.factories import accounts, catalogue
from tests.factories.cases import jobseeker


@pytest.fixture
def case(counsellor):
    return jobseeker(counsellor)


def saved(actor, case, name="Vicino a casa", **values):
    given = {"criteria": {"q": ["inglese"]}, "frequency": Frequency.DAILY, **values}
    return save_search(actor, case, name=name, **given)


def codes(broken):
    return [reason.code for reason in broken.value.reasons]


def events(case):
    statement = select(AuditEvent.event).where(AuditEvent.jobseeker_id == case.id)
    return db.session.scalars(statement.order_by(AuditEvent.id)).all()


def test_a_search_is_kept_renamed_and_forgotten_and_the_trail_keeps_all_of_it(counsellor, case):
    search = saved(counsellor, case)
    change_search(counsellor, search, name="Inglese", frequency=Frequency.NEVER)
    assert [(line.search.name, line.fresh) for line in saved_searches(case)] == [("Inglese", 0)]
    delete_search(counsellor, search)
    db.session.flush()
    assert saved_searches(case) == []
    assert events(case)[-3:] == ["search:save", "search:change", "search:delete"]


def test_a_name_serves_once_for_each_owner_whatever_its_capitals(counsellor, case):
    saved(counsellor, case, "Città")
    with pytest.raises(RuleBroken) as broken:
        saved(counsellor, case, " CITTA ")
    assert codes(broken) == ["name_taken"]
    colleague = accounts.user(Role.COUNSELLOR, counsellor.organisation)
    assert saved(colleague, case, "Città").id


def test_a_search_keeps_its_own_name_when_only_the_frequency_changes(counsellor, case):
    search = saved(counsellor, case)
    change_search(counsellor, search, name=search.name, frequency=Frequency.IMMEDIATE)
    assert search.frequency is Frequency.IMMEDIATE


def test_a_search_of_another_case_or_owner_is_not_found(counsellor, case):
    search = saved(counsellor, case)
    db.session.flush()
    with pytest.raises(NotFoundForYou):
        saved_search(jobseeker(counsellor), search.id)
    colleague = accounts.user(Role.COUNSELLOR, counsellor.organisation)
    assert saved_search(case, search.id) is search
    with pytest.raises(NotFoundForYou):
        own_search(colleague, case, search.id)


def test_an_offer_stands_once_on_the_list_and_both_may_take_it_off(session, counsellor, case):
    offer = catalogue.offer(catalogue.provider())
    person = accounts.user(Role.JOBSEEKER)
    first = keep_offer(counsellor, case, offer)
    assert keep_offer(person, case, offer) is first
    assert [entry.offer_id for entry in shortlist(case)] == [offer.id]
    drop_offer(person, case, offer.id)
    session.flush()
    assert list(shortlist(case)) == []
    with pytest.raises(NotFoundForYou):
        drop_offer(person, case, offer.id)
    assert events(case)[-2:] == ["shortlist:keep", "shortlist:drop"]


def test_two_who_keep_the_last_offer_at_once_do_not_overfill_the_list(own_app):
    with own_app.app_context(), transaction():
        counsellor = accounts.user(Role.COUNSELLOR, accounts.organisation(OrganisationKind.CENTRE))
        case = jobseeker(counsellor)
        owner = catalogue.provider()
        offers = [catalogue.offer(owner).id for _ in range(MOST_SHORTLISTED + 1)]
        for offer_id in offers[:-2]:
            keep_offer(counsellor, case, _offer(offer_id))
        keys = counsellor.id, case.id
    start, refused = Barrier(2), []

    def keep(offer_id):
        with own_app.app_context():
            start.wait()
            try:
                with transaction():
                    keep_offer(_user(keys[0]), _case(keys[1]), _offer(offer_id))
            except RuleBroken as broken:
                refused.append(broken.reasons[0].code)

    threads = [Thread(target=keep, args=[offer_id]) for offer_id in offers[-2:]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with own_app.app_context():
        count = db.session.scalar(select(func.count()).select_from(ShortlistEntry))
    assert (count, refused) == (MOST_SHORTLISTED, ["shortlist_full"])


def test_a_search_without_a_name_is_refused_by_the_database_too(session, counsellor, case):
    search = saved(counsellor, case)
    session.flush()
    with pytest.raises(Exception, match="ck_saved_search_named"), session.begin_nested():
        session.execute(
            SavedSearch.__table__.update().where(SavedSearch.id == search.id).values(name="")
        )


def _user(key):
    return db.session.get_one(User, key)


def _case(key):
    return db.session.get_one(Jobseeker, key)


def _offer(key):
    return db.session.get_one(Offer, key)
