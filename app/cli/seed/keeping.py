"""What the demonstration's people keep in mind: a shortlist of both sides, saved searches with news."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, insert, literal, select

from app.accounts.models import User
from app.cases.models.jobseeker import Jobseeker, Step
from app.cli.seed.cast import SHOWN_CASES
from app.cli.seed.writing import AnySession
from app.core.clock import day_of, frozen
from catalogue.offers.models import Edition, Offer
from catalogue.offers.states import EditionState, OfferState
from profiling.discovery.models import Frequency, SavedSearch, SearchFind
from profiling.discovery.operations.finding import tell_owners
from profiling.discovery.operations.keeping import keep_offer, save_search

BY_COUNSELLOR, BY_PERSON = 2, 2
NEWS = 2
"""Offers the person's saved search has found since."""


def keep_some(session: AnySession, now: datetime) -> None:
    """A shortlist and two saved searches for the demonstration's person who chooses now."""
    email = next(case.email for case in SHOWN_CASES if case.step is Step.CHOOSE)
    row = session.execute(
        select(Jobseeker, User)
        .join(User, User.id == Jobseeker.user_id)
        .where(User.email == email, Jobseeker.counsellor_id.is_not(None))
    ).first()
    if row is None or row.Jobseeker.pathway is None:
        return
    case, person = row.Jobseeker, row.User
    counsellor = session.get_one(User, case.counsellor_id)
    offers = _offers(session, case.pathway)
    with frozen(now - timedelta(days=5)):
        for offer in offers[:BY_COUNSELLOR]:
            keep_offer(counsellor, case, offer)
    with frozen(now - timedelta(days=2)):
        for offer in offers[BY_COUNSELLOR : BY_COUNSELLOR + BY_PERSON]:
            keep_offer(person, case, offer)
    near = {"near": [case.domicile_municipality], "within": ["50"]}
    with frozen(now - timedelta(days=9)):
        mine = save_search(
            person,
            case,
            name="Corsi entro 50 km",
            criteria={**near, "pathway": [str(case.pathway)]},
            frequency=Frequency.DAILY,
        )
        save_search(
            counsellor,
            case,
            name="Solo con posti liberi, entro due mesi",
            criteria={**near, "start": ["60"], "free": ["1"]},
            frequency=Frequency.NEVER,
        )
    _find(session, mine, offers[-NEWS:], now)


def _offers(session: AnySession, pathway: int) -> Sequence[Offer]:
    """Offers of the pathway with places left, of different providers as far as there are."""
    free = select(Edition.offer_id).where(
        Edition.state == EditionState.OPEN, Edition.taken + Edition.held < Edition.seats
    )
    found = session.scalars(
        select(Offer)
        .where(
            Offer.state == OfferState.PUBLISHED,
            literal(pathway) == func.any(Offer.pathways),
            Offer.id.in_(free),
        )
        .order_by(Offer.provider_id % 7, Offer.id)
        .limit(BY_COUNSELLOR + BY_PERSON + NEWS)
    )
    return found.all()


def _find(session: AnySession, search: SavedSearch, offers: Sequence[Offer], now: datetime) -> None:
    """Two offers are new since yesterday, and their notice waits."""
    if not offers:
        return
    notes = [
        {"search_id": search.id, "offer_id": offer.id, "found_at": now - timedelta(hours=3)}
        for offer in offers
    ]
    session.execute(insert(SearchFind), notes)
    with frozen(now - timedelta(hours=2)):
        tell_owners(day_of(now), 10, daily=True)
