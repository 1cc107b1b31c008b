"""The pages of shortlists, comparison and saved searches."""

import re
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from app.accounts.models import OrganisationKind, User
from app.accounts.permissions import Role
from app.audit.models import AccessLog
from app.core.clock import now
from app.core.database import db
from catalogue.offers.states import OfferState
from profiling.discovery.models import SavedSearch, SearchFind, ShortlistEntry
from profiling.discovery.operations.keeping import keep_offer
from profiling.discovery.tasks import look_for_new
from tests.counting import statements
from tests.factories import accounts, catalogue
from tests.factories.vouchers import person, supply


@pytest.fixture
def case(counsellor):
    return person(counsellor, user_id=accounts.user(Role.JOBSEEKER).id)


@pytest.fixture
def supplied(session):
    return supply()


@pytest.fixture
def centre_browser(client_of, counsellor):
    return client_of(counsellor)


@pytest.fixture
def own_browser(client_of, session, case):
    return client_of(session.get_one(User, case.user_id))


def soup_of(answer, status=200):
    assert answer.status_code == status
    return BeautifulSoup(answer.data, "html.parser")


def text_of(answer, status=200):
    return soup_of(answer, status).main.get_text(" ", strip=True)


def another(supplied, **values):
    offer = catalogue.offer(supplied.provider, call_id=supplied.call.id, **values)
    catalogue.edition(offer, catalogue.site(supplied.provider))
    return offer


def test_the_person_sees_what_the_counsellor_keeps_for_them_and_takes_it_off(
    centre_browser, own_browser, case, supplied
):
    offer = supplied.offer
    centre_browser.post(f"/cases/{case.id}/shortlist/{offer.id}")
    assert offer.title in text_of(own_browser.get("/me/shortlist"))
    own_browser.post(f"/me/shortlist/{offer.id}/off")
    assert "L'elenco è ancora vuoto" in text_of(centre_browser.get(f"/cases/{case.id}/shortlist"))


def test_a_shortlist_outside_ones_reach_is_not_found_and_stays_as_it_was(
    client_of, as_role, case, supplied
):
    other = accounts.user(Role.COUNSELLOR, accounts.organisation(OrganisationKind.CENTRE))
    browser = client_of(other)
    assert browser.get(f"/cases/{case.id}/shortlist").status_code == 404
    answer = browser.post(f"/cases/{case.id}/shortlist/{supplied.offer.id}")
    assert answer.status_code == 404
    assert db.session.scalars(select(ShortlistEntry)).all() == []


def test_reading_a_shortlist_leaves_a_line_the_person_can_see(centre_browser, case, counsellor):
    centre_browser.get(f"/cases/{case.id}/shortlist")
    parts = db.session.scalars(
        select(AccessLog.part).where(
            AccessLog.jobseeker_id == case.id, AccessLog.actor_id == counsellor.id
        )
    ).all()
    assert "shortlist" in parts


def test_offers_side_by_side_say_where_they_differ_and_lead_on_to_the_choice(
    session, centre_browser, counsellor, case, supplied
):
    longer = another(supplied, hours=30)
    for offer in (supplied.offer, longer):
        keep_offer(counsellor, case, offer)
    address = f"/cases/{case.id}/shortlist?compare={supplied.offer.id}&compare={longer.id}"
    soup = soup_of(centre_browser.get(address))
    rows = {
        row.th.contents[0].strip(): [cell.get_text(strip=True) for cell in row.select("td")]
        for row in soup.select(".disc-compared tbody tr")
    }
    assert rows["Quanto costa alla persona"] == ["Nulla", "Nulla"]
    differing = {
        row.th.contents[0].strip() for row in soup.select(".disc-compared tr.is-different")
    }
    assert "Durata" in differing
    assert "Quanto costa alla persona" not in differing
    links = [link["href"] for link in soup.select(".disc-compared tbody td a")]
    assert links == [f"/cases/{case.id}/choice/{offer.id}" for offer in (supplied.offer, longer)]


def test_a_fourth_offer_is_left_out_and_that_is_said(client, supplied):
    offers = [another(supplied) for _ in range(4)]
    query = "&".join(f"compare={offer.id}" for offer in offers)
    soup = soup_of(client.get(f"/catalogue/compare?{query}"))
    assert len(soup.select(".disc-compared thead th")) == 3
    assert "tre" in soup.select_one(".pc-alert, .alert").get_text()


def test_a_stranger_keeps_offers_in_the_browser_and_compares_them(client, supplied):
    offer = supplied.offer
    page = soup_of(client.get(f"/catalogue/offers/{offer.id}"))
    form = page.find("form", action=re.compile(r"/catalogue/shortlist/"))
    client.post(form["action"])
    assert offer.title in text_of(client.get("/catalogue/shortlist"))
    assert "km" in text_of(client.get("/catalogue/shortlist?near=Treviso"))
    offer.state = OfferState.SUSPENDED
    assert "Non più offerte" in text_of(client.get("/catalogue/shortlist"))
    client.post(f"/catalogue/shortlist/{offer.id}/off")
    assert offer.title not in text_of(client.get("/catalogue/shortlist"))


def test_what_was_never_public_is_kept_and_compared_by_nobody(client, supplied):
    draft = catalogue.offer(supplied.provider, state=OfferState.DRAFT)
    assert client.post(f"/catalogue/shortlist/{draft.id}").status_code == 404
    assert draft.title not in text_of(client.get(f"/catalogue/compare?compare={draft.id}"))


def test_nobody_is_sent_elsewhere_after_keeping_an_offer(client, supplied):
    answer = client.post(
        f"/catalogue/shortlist/{supplied.offer.id}", data={"back": "https://elsewhere.example/"}
    )
    assert answer.location == "/catalogue/shortlist"


def test_a_search_is_saved_from_the_catalogue_with_its_filters(own_browser, case, supplied):
    page = soup_of(own_browser.get("/catalogue?q=digitali&near=Padova&within=20&free=y"))
    address = page.find("a", href=re.compile("^/me/searches/new"))["href"]
    assert "digitali" in text_of(own_browser.get(address))
    answer = own_browser.post(address, data={"name": "Digitale", "frequency": "daily"})
    search = db.session.scalars(select(SavedSearch)).one()
    assert answer.location == f"/me/searches/{search.id}"
    assert search.criteria["q"] == ["digitali"]
    assert search.criteria["near"] == ["028060"]
    results = soup_of(own_browser.get(answer.location)).find("a", href=re.compile("^/catalogue"))
    assert supplied.offer.title in text_of(own_browser.get(results["href"]))


def test_a_search_without_a_name_is_refused_and_its_filters_stay(own_browser, case):
    answer = own_browser.post(
        "/me/searches/new?q=inglese", data={"name": " ", "frequency": "never"}
    )
    soup = soup_of(answer, 422)
    assert "Indicare un nome per la ricerca." in soup.get_text()
    assert soup.find("input", {"name": "q"})["value"] == "inglese"
    assert soup.find("input", {"name": "frequency", "checked": True})["value"] == "never"


def test_filters_without_a_field_of_their_own_survive_and_the_order_is_not_kept(own_browser, case):
    page = soup_of(
        own_browser.get("/me/searches/new?hours=to_20&certificate=attendance&sort=soonest")
    )
    hidden = {box["name"]: box["value"] for box in page.select("#filters input[type=hidden]")}
    assert {"hours": "to_20", "certificate": "attendance"}.items() <= hidden.items()
    own_browser.post(
        "/me/searches/new?hours=to_20&sort=soonest", data={"name": "Corti", "frequency": "never"}
    )
    assert db.session.scalars(select(SavedSearch.criteria)).one() == {"hours": ["to_20"]}


def test_new_offers_are_counted_until_the_owner_opens_the_search(
    session, own_browser, centre_browser, case, supplied
):
    own_browser.post("/me/searches/new?q=saldatura", data={"name": "Mia", "frequency": "daily"})
    search = session.scalars(select(SavedSearch)).one()
    search.created_at = search.checked_at = now() - timedelta(hours=1)
    fresh = another(supplied, title="Saldatura a filo")
    session.commit()
    look_for_new(daily=False)
    assert "1 nuova" in text_of(own_browser.get("/me/searches"))
    # The counsellor reads it too, but only the owner's eye counts.
    assert fresh.title in text_of(centre_browser.get(f"/cases/{case.id}/searches/{search.id}"))
    assert fresh.title in text_of(own_browser.get(f"/me/searches/{search.id}"))
    assert "1 nuova" not in text_of(own_browser.get("/me/searches"))
    assert session.scalars(select(SearchFind.seen_at)).one() is not None


def test_only_the_owner_changes_and_deletes_a_search(own_browser, centre_browser, case):
    own_browser.post("/me/searches/new?q=inglese", data={"name": "Mia", "frequency": "daily"})
    key = db.session.scalars(select(SavedSearch.id)).one()
    assert "Mia" in text_of(centre_browser.get(f"/cases/{case.id}/searches"))
    for door in ("change", "delete"):
        assert centre_browser.get(f"/cases/{case.id}/searches/{key}/{door}").status_code == 404
    own_browser.post(
        f"/me/searches/{key}/change", data={"name": "Inglese", "frequency": "immediate"}
    )
    assert "Inglese" in text_of(own_browser.get("/me/searches"))
    own_browser.post(f"/me/searches/{key}/delete")
    assert db.session.scalars(select(SavedSearch)).all() == []


@pytest.mark.parametrize("door", ["shortlist", "searches"])
def test_a_list_asks_as_much_for_one_row_as_for_ten(
    centre_browser, counsellor, case, supplied, door
):
    counts = []
    for more in (2, 8):
        for number in range(more):
            keep_offer(counsellor, case, another(supplied))
            centre_browser.post(
                f"/cases/{case.id}/searches/new?q=inglese",
                data={"name": f"{more} {number}", "frequency": "never"},
            )
        centre_browser.get(f"/cases/{case.id}/{door}")
        with statements() as sent:
            assert centre_browser.get(f"/cases/{case.id}/{door}").status_code == 200
        counts.append(len(sent))
    assert counts[0] == counts[1]
