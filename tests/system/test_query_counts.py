"""A page asks the database the same number of questions whether it shows two rows or fifteen."""

from datetime import date

import pytest
from sqlalchemy import insert

from app.accounts.permissions import Role
from app.audit.operations import note_reading
from app.core.clock import now
from app.core.database import db
from app.core.money import Money
from app.programme.operations import submit_draft, write_draft
from catalogue.offers.states import OfferState
from catalogue.patterns.operations import keep_template
from catalogue.providers.models import Provider
from catalogue.review.models import OfferAmendment
from tests.counting import statements
from tests.factories import accounts, catalogue
from tests.factories.cases import jobseeker
from tests.factories.programme import next_text
from vouchers.budgets.models import ReplacementRequest
from vouchers.budgets.operations import commit_amount, grant, set_target
from vouchers.budgets.rules import EntryKind


def people(counsellor, number):
    for _ in range(number):
        jobseeker(counsellor)


def accounts_of(counsellor, number):
    for _ in range(number):
        accounts.user(Role.COUNSELLOR, counsellor.organisation)


def readings(counsellor, number):
    for _ in range(number):
        note_reading(counsellor, jobseeker(counsellor).reach, part="agreement")
    db.session.commit()


def rule_drafts(_counsellor, number):
    for _ in range(number):
        author = accounts.user(Role.PROGRAMME_OFFICER)
        submit_draft(author, write_draft(author, next_text(date(2028, 1, 1))))


def requests_for_money(_counsellor, number):
    officer, call = accounts.user(Role.PROGRAMME_OFFICER), catalogue.call()
    for _ in range(number):
        place = (call.id, catalogue.provider().id, 2)
        budget = grant(officer, to=place, kind=EntryKind.GRANT, amount=Money(10), act="DGR 1")
        set_target(officer, budget, people=5, starts=4, act="DGR 1")
        commit_amount(officer, budget, Money(9), f"VG-{budget.id}")
        db.session.execute(
            insert(ReplacementRequest).values(
                number=f"BS-{budget.id}",
                budget_id=budget.id,
                provider_id=budget.provider_id,
                amount=Money(5),
                reason="Serve.",
                used_percent=90,
                people=5,
                requested_by_id=officer.id,
            )
        )


def own_editions(manager, number):
    owner = db.session.get_one(Provider, manager.organisation_id)
    offer, site = catalogue.offer(owner), catalogue.site(owner)
    for _ in range(number):
        catalogue.edition(offer, site, taken=3, seats_min=5)
        catalogue.offer(owner)


def own_templates(manager, number):
    for place in range(number):
        offer = catalogue.offer(db.session.get_one(Provider, manager.organisation_id))
        for for_all in (True, False):
            keep_template(manager, offer, f"{offer.id}-{place}", for_all=for_all)


def calls_opened(_counsellor, number):
    for _ in range(number):
        catalogue.call(total=Money(1000))


def changes_proposed(_counsellor, number):
    for _ in range(number):
        offer = submitted_offer(OfferState.PUBLISHED)
        officer = accounts.user(Role.PROGRAMME_OFFICER)
        db.session.add(
            OfferAmendment(
                offer_id=offer.id,
                provider_id=offer.provider_id,
                values={"title": "Nuovo", "hours": 30},
                proposed_by_id=officer.id,
            )
        )


def offers_claimed(_counsellor, number):
    for _ in range(number):
        offer = submitted_offer(OfferState.SUBMITTED)
        offer.claimed_by_id = accounts.user(Role.PROGRAMME_OFFICER).id
        offer.claimed_at = offer.submitted_at = now()


def submitted_offer(state):
    owner, call = catalogue.provider(), catalogue.call()
    offer = catalogue.offer(owner, call=call, call_id=call.id, state=state)
    catalogue.edition(offer, catalogue.site(owner))
    return offer


PAGES = {
    "/programme/offers": (Role.PROGRAMME_OFFICER, offers_claimed),
    "/programme/offers/changes": (Role.PROGRAMME_OFFICER, changes_proposed),
    "/programme/calls": (Role.PROGRAMME_OFFICER, calls_opened),
    "/calls": (Role.PROGRAMME_OFFICER, calls_opened),
    "/programme/budgets": (Role.PROGRAMME_OFFICER, requests_for_money),
    "/programme/replacements": (Role.PROGRAMME_OFFICER, requests_for_money),
    "/programme/rules": (Role.PROGRAMME_OFFICER, rule_drafts),
    "/programme/rules/drafts": (Role.PROGRAMME_OFFICER, rule_drafts),
    "/cases": (Role.COUNSELLOR, people),
    "/desk?whose=all": (Role.COUNSELLOR, people),
    "/desk/team": (Role.CENTRE_MANAGER, people),
    "/desk/team/distribute?counsellor=": (Role.CENTRE_MANAGER, people),
    "/admin/users": (Role.ADMINISTRATOR, accounts_of),
    "/audit": (Role.AUDITOR, readings),
    "/audit/events": (Role.AUDITOR, people),
}


@pytest.mark.parametrize("page", PAGES)
def test_a_list_asks_as_much_for_two_rows_as_for_fifteen(client_of, as_role, counsellor, page):
    role, fill = PAGES[page]
    browser = client_of(counsellor if role is Role.COUNSELLOR else as_role(role))
    fill(counsellor, 2)
    browser.get(page)  # what a process asks once is not the page's
    counts = []
    for more in (0, 13):
        fill(counsellor, more)
        db.session.commit()
        with statements() as sent:
            assert browser.get(page).status_code == 200
        counts.append(len(sent))
    assert counts[0] == counts[1]


def test_the_access_log_of_a_person_asks_the_same_however_long_it_is(
    client_of, session, counsellor
):
    user = accounts.user(Role.JOBSEEKER)
    case = jobseeker(counsellor, user_id=user.id)
    browser = client_of(user)
    browser.get("/me/access-log")
    counts = []
    for more in (1, 14):
        for place in range(more):
            note_reading(counsellor, case.reach, part="data", reference=str(place))
        session.commit()
        with statements() as sent:
            assert browser.get("/me/access-log").status_code == 200
        counts.append(len(sent))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("page", "fill"),
    [
        ("/provider/offers", own_editions),
        ("/provider/editions", own_editions),
        ("/provider/templates", own_templates),
    ],
)
def test_a_providers_lists_ask_as_much_for_two_rows_as_for_fifteen(client_of, session, page, fill):
    manager = catalogue.manager_of(catalogue.provider())
    browser = client_of(manager)
    fill(manager, 2)
    browser.get(page)
    counts = []
    for more in (0, 13):
        fill(manager, more)
        db.session.commit()
        with statements() as sent:
            assert browser.get(page).status_code == 200
        counts.append(len(sent))
    assert counts[0] == counts[1]
