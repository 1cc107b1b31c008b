"""Keep, rename and forget saved searches; put offers on a shortlist and take them off."""

from collections.abc import Mapping, Sequence

from sqlalchemy import func, select, update

from app.accounts.models import User
from app.audit.operations import lock, record
from app.cases.models.jobseeker import Jobseeker, reach_columns
from app.core.clock import now
from app.core.database import db
from app.core.errors import NotFoundForYou, RuleBroken
from catalogue.offers.models import Offer
from profiling.discovery.models import Frequency, SavedSearch, SearchFind, ShortlistEntry
from profiling.discovery.rules import SearchFacts, fingerprint, search_refusals, shortlist_refusals


def save_search(
    actor: User,
    case: Jobseeker,
    *,
    name: str,
    criteria: Mapping[str, Sequence[str]],
    frequency: Frequency,
) -> SavedSearch:
    """Keep a search of the catalogue for a case; from now on its owner hears of what is new.

    The case is held, so that two saved at once are counted one after the other. Raises RuleBroken.
    """
    lock(case)
    _refuse(actor, case.id, name)
    search = SavedSearch(
        **reach_columns(case),
        owner_id=actor.id,
        name=name.strip(),
        criteria={key: list(values) for key, values in criteria.items()},
        criteria_key=fingerprint(criteria),
        frequency=frequency,
        seen_at=now(),
    )
    db.session.add(search)
    record(actor, "search:save", search, frequency=frequency.value)
    return search


def change_search(actor: User, search: SavedSearch, *, name: str, frequency: Frequency) -> None:
    """Give a saved search another name or say otherwise how often one wants to hear. Raises RuleBroken."""
    lock(search)
    _refuse(actor, search.jobseeker_id, name, besides=search)
    before = search.frequency
    search.name, search.frequency = name.strip(), frequency
    record(actor, "search:change", search, was=before.value, frequency=frequency.value)


def delete_search(actor: User, search: SavedSearch) -> None:
    """Forget a saved search with what it found; that it was there stays in the trail."""
    lock(search)
    record(actor, "search:delete", search)
    db.session.delete(search)


def see_finds(search: SavedSearch) -> int:
    """What the search found counts as seen from now on, and is told no more; how many offers."""
    unseen = update(SearchFind).where(
        SearchFind.search_id == search.id, SearchFind.seen_at.is_(None)
    )
    seen = db.session.scalars(unseen.values(seen_at=now()).returning(SearchFind.id)).all()
    search.seen_at = now()
    return len(seen)


def keep_offer(actor: User, case: Jobseeker, offer: Offer) -> ShortlistEntry:
    """Put an offer on the case's shortlist; there already, nothing changes. Raises RuleBroken."""
    lock(case)
    if entry := _entry(case.id, offer.id):
        return entry
    kept = select(func.count()).where(ShortlistEntry.jobseeker_id == case.id)
    if reasons := shortlist_refusals(db.session.scalar(kept) or 0):
        raise RuleBroken(reasons)
    entry = ShortlistEntry(**reach_columns(case), offer_id=offer.id, added_by_id=actor.id)
    db.session.add(entry)
    record(actor, "shortlist:keep", entry, offer=offer.id)
    return entry


def drop_offer(actor: User, case: Jobseeker, offer_id: int) -> None:
    """Take an offer off the case's shortlist. Raises NotFoundForYou when it is not there."""
    lock(case)
    entry = _entry(case.id, offer_id)
    if entry is None:
        raise NotFoundForYou
    record(actor, "shortlist:drop", entry, offer=offer_id)
    db.session.delete(entry)


def _entry(case_id: int, offer_id: int) -> ShortlistEntry | None:
    return db.session.scalar(
        select(ShortlistEntry).where(
            ShortlistEntry.jobseeker_id == case_id, ShortlistEntry.offer_id == offer_id
        )
    )


def _refuse(actor: User, case_id: int, name: str, besides: SavedSearch | None = None) -> None:
    mine = (SavedSearch.jobseeker_id == case_id, SavedSearch.owner_id == actor.id)
    others = mine if besides is None else (*mine, SavedSearch.id != besides.id)
    key = func.folded(name.strip())
    taken, saved = db.session.execute(
        select(func.count().filter(SavedSearch.name_key == key), func.count(SavedSearch.id)).where(
            *others
        )
    ).one()
    facts = SearchFacts(name=name, is_name_taken=taken > 0, saved_already=saved)
    if reasons := search_refusals(facts):
        raise RuleBroken(reasons)
