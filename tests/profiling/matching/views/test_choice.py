"""The pages of the choice, from the centre and from one's own area."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import event, select

from app.accounts.permissions import Role
from app.audit.models import AccessLog
from app.cases.models.jobseeker import Ball, Step
from app.core.clock import today
from app.core.database import db
from catalogue.offers.models import Mode
from catalogue.offers.states import EditionState, OfferState
from profiling.matching.models import Choice
from profiling.matching.queries import current_choice
from tests.factories import catalogue
from tests.factories.cases import jobseeker
from tests.factories.vouchers import issued, person, supply


@pytest.fixture
def case(counsellor):
    return person(counsellor)


@pytest.fixture
def supplied(session):
    return supply()


@pytest.fixture
def browser(client_of, counsellor):
    return client_of(counsellor)


def text_of(answer):
    return BeautifulSoup(answer.data, "html.parser").get_text(" ", strip=True)


def titles(answer):
    soup = BeautifulSoup(answer.data, "html.parser")
    return [link.get_text(strip=True) for link in soup.select(".pc-offer h2 a")]


def another(supplied, town, **values):
    """One more offer of the same provider, held in that town."""
    offer = catalogue.offer(supplied.provider, call_id=supplied.call.id, **values)
    catalogue.edition(offer, catalogue.site(supplied.provider, town))
    return offer


def test_offers_that_fit_come_nearest_first(browser, case, supplied):
    far = another(supplied, catalogue.BELLUNO)
    middle = another(supplied, catalogue.TREVISO)
    another(supplied, catalogue.PADOVA, pathways=[3])
    answer = browser.get(f"/cases/{case.id}/choice")
    assert titles(answer) == [supplied.offer.title, middle.title, far.title]


def test_filters_live_in_the_address(browser, case, supplied):
    another(supplied, catalogue.BELLUNO)
    online = another(supplied, catalogue.TREVISO, mode=Mode.ONLINE)
    assert titles(browser.get(f"/cases/{case.id}/choice?within=20")) == [
        supplied.offer.title,
        online.title,
    ]
    assert titles(browser.get(f"/cases/{case.id}/choice?mode=online")) == [online.title]
    assert titles(browser.get(f"/cases/{case.id}/choice?service=upskilling")) == []
    assert len(titles(browser.get(f"/cases/{case.id}/choice?within=abc&start=-3"))) == 3


def test_up_to_three_offers_stand_side_by_side(browser, case, supplied):
    offers = [supplied.offer, *(another(supplied, catalogue.TREVISO) for _ in range(3))]
    compare = "&".join(f"compare={offer.id}" for offer in offers)
    answer = browser.get(f"/cases/{case.id}/choice?{compare}")
    soup = BeautifulSoup(answer.data, "html.parser")
    heads = [cell.get_text(strip=True) for cell in soup.select(".pc-compared thead th")]
    assert heads == [offer.title for offer in offers[:3]]
    assert soup.select_one(".pc-alert.is-warning")


def test_a_comparison_of_nonsense_shows_none(browser, case, supplied):
    answer = browser.get(f"/cases/{case.id}/choice?compare=x&compare=999999999")
    assert answer.status_code == 200
    assert b"pc-compared" not in answer.data


def test_choosing_goes_over_a_page_that_shows_what_is_chosen(session, browser, case, supplied):
    address = f"/cases/{case.id}/choice/{supplied.offer.id}/{supplied.edition.id}"
    assert supplied.offer.title in text_of(browser.get(address))
    assert current_choice(case.id) is None
    assert browser.post(address).location == f"/cases/{case.id}/choice"
    choice = current_choice(case.id)
    assert choice.edition_id == supplied.edition.id
    session.refresh(case)
    assert (case.step, case.ball) == (Step.ISSUE, Ball.CENTRE)


def test_a_choice_can_change_until_the_voucher_is_issued(session, browser, case, supplied):
    other = catalogue.edition(supplied.offer, catalogue.site(supplied.provider))
    for edition in (supplied.edition, other, other):
        browser.post(f"/cases/{case.id}/choice/{supplied.offer.id}/{edition.id}")
    states = session.scalars(select(Choice.state).order_by(Choice.id)).all()
    assert [state.value for state in states] == ["replaced", "made"]
    assert current_choice(case.id).edition_id == other.id


@pytest.mark.parametrize("spoil", ["full", "over", "suspended", "pathway"])
def test_what_does_not_fit_is_refused_with_its_reason(session, browser, case, supplied, spoil):
    if spoil == "full":
        supplied.edition.taken, supplied.edition.state = supplied.edition.seats, EditionState.FULL
    elif spoil == "over":
        supplied.edition.enrol_by = today() - timedelta(days=1)
    elif spoil == "suspended":
        supplied.offer.state = OfferState.SUSPENDED
    else:
        supplied.offer.pathways = [4]
    session.commit()
    answer = browser.post(f"/cases/{case.id}/choice/{supplied.offer.id}/{supplied.edition.id}")
    assert answer.status_code == 422
    assert BeautifulSoup(answer.data, "html.parser").select_one(".pc-error-summary li")
    assert current_choice(case.id) is None
    assert browser.get(f"/cases/{case.id}/choice/{supplied.offer.id}").status_code == 200


def test_before_the_agreement_there_is_nothing_to_choose(browser, counsellor, supplied):
    case = jobseeker(counsellor, pathway=2, step=Step.SIGN)
    db.session.commit()
    answer = browser.get(f"/cases/{case.id}/choice")
    assert answer.status_code == 200
    assert titles(answer) == []


def test_while_a_voucher_is_open_the_next_choice_waits(browser, counsellor, supplied):
    voucher = issued(counsellor, supplied)
    db.session.commit()
    assert titles(browser.get(f"/cases/{voucher.jobseeker_id}/choice")) == []


@pytest.mark.parametrize("page", ["", "/{offer}", "/{offer}/{edition}"])
def test_a_foreign_case_is_not_found_like_a_missing_one(client_of, as_role, case, supplied, page):
    from tests.factories import accounts

    stranger = client_of(accounts.user(Role.COUNSELLOR))
    path = page.format(offer=supplied.offer.id, edition=supplied.edition.id)
    assert stranger.get(f"/cases/{case.id}/choice{path}").status_code == 404
    assert stranger.get(f"/cases/999999999/choice{path}").status_code == 404


def test_an_edition_of_another_offer_is_not_found(browser, case, supplied):
    other = supply()
    db.session.commit()
    path = f"/cases/{case.id}/choice/{supplied.offer.id}/{other.edition.id}"
    assert browser.get(path).status_code == 404
    assert browser.get(f"/cases/{case.id}/choice/999999999").status_code == 404


def test_a_draft_is_shown_to_nobody(browser, case, supplied):
    draft = catalogue.offer(supplied.provider, state=OfferState.DRAFT)
    db.session.commit()
    assert browser.get(f"/cases/{case.id}/choice/{draft.id}").status_code == 404


def test_the_person_chooses_in_their_own_area(client_of, as_role, counsellor, supplied):
    user = as_role(Role.JOBSEEKER)
    case = person(counsellor, user_id=user.id)
    own = client_of(user)
    assert titles(own.get("/me/choice")) == [supplied.offer.title]
    assert own.get(f"/me/choice/{supplied.offer.id}").status_code == 200
    answer = own.post(f"/me/choice/{supplied.offer.id}/{supplied.edition.id}")
    assert answer.location == "/me/choice"
    assert current_choice(case.id).made_by_id == user.id


def test_every_look_is_noted_in_the_access_log(session, browser, case, counsellor):
    browser.get(f"/cases/{case.id}/choice")
    noted = session.scalars(select(AccessLog).filter_by(jobseeker_id=case.id)).one()
    assert (noted.part, noted.actor_id) == ("choice", counsellor.id)


def test_more_offers_cost_no_more_queries(app, browser, case, supplied):
    def queries():
        seen = []
        bind = db.session.get_bind()
        engine = getattr(bind, "engine", bind)

        def count(*_):
            seen.append(1)

        event.listen(engine, "before_cursor_execute", count)
        try:
            db.session.expire_all()
            assert browser.get(f"/cases/{case.id}/choice").status_code == 200
        finally:
            event.remove(engine, "before_cursor_execute", count)
        return len(seen)

    queries()
    few = queries()
    for _ in range(6):
        another(supplied, catalogue.TREVISO)
    db.session.commit()
    assert queries() == few
