"""Reads of saved searches and shortlists; cases come in loaded, so that their reading is noted."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from app.accounts.models import User
from app.accounts.permissions import Role
from app.cases.models.jobseeker import Jobseeker
from app.core.database import db
from app.core.errors import NotFoundForYou
from profiling.discovery.models import SavedSearch, SearchFind, ShortlistEntry


@dataclass(frozen=True)
class SearchLine:
    """A saved search in the list, with how many offers are new since it was last opened."""

    search: SavedSearch
    fresh: int


def saved_searches(case: Jobseeker) -> list[SearchLine]:
    """The searches kept for the case, by whom they were kept and by name."""
    fresh = (
        select(func.count())
        .where(SearchFind.search_id == SavedSearch.id, SearchFind.seen_at.is_(None))
        .scalar_subquery()
    )
    statement = (
        select(SavedSearch, fresh)
        .where(SavedSearch.jobseeker_id == case.id)
        .options(joinedload(SavedSearch.owner))
        .order_by(SavedSearch.owner_id, SavedSearch.name_key, SavedSearch.id)
    )
    return [SearchLine(search, int(number)) for search, number in db.session.execute(statement)]


def saved_search(case: Jobseeker, search_id: int) -> SavedSearch:
    """One of them. Raises NotFoundForYou for one of another case."""
    found = db.session.scalar(_of_case(case, search_id))
    if found is None:
        raise NotFoundForYou
    return found


def own_search(user: User, case: Jobseeker, search_id: int) -> SavedSearch:
    """One the user may change: their own. Raises NotFoundForYou."""
    found = db.session.scalar(_of_case(case, search_id).where(SavedSearch.owner_id == user.id))
    if found is None:
        raise NotFoundForYou
    return found


def fresh_offer_ids(search: SavedSearch, most: int) -> Sequence[int]:
    """The offers found since the search was last opened, newest first."""
    return db.session.scalars(
        select(SearchFind.offer_id)
        .where(SearchFind.search_id == search.id, SearchFind.seen_at.is_(None))
        .order_by(SearchFind.id.desc())
        .limit(most)
    ).all()


def shortlist(case: Jobseeker) -> Sequence[ShortlistEntry]:
    """What is kept in mind for the case, first kept first, with who kept it."""
    statement = (
        select(ShortlistEntry)
        .where(ShortlistEntry.jobseeker_id == case.id)
        .options(joinedload(ShortlistEntry.added_by))
        .order_by(ShortlistEntry.added_at, ShortlistEntry.id)
    )
    return db.session.scalars(statement).all()


def own_case_id(user: User | None) -> int | None:
    """The key of the user's own case; None for everybody who has none."""
    if user is None or user.role is not Role.JOBSEEKER:
        return None
    return db.session.scalar(select(Jobseeker.id).where(Jobseeker.user_id == user.id))


def is_shortlisted(case_id: int, offer_id: int) -> bool:
    """Whether the offer is on the case's shortlist."""
    found = select(ShortlistEntry.id).where(
        ShortlistEntry.jobseeker_id == case_id, ShortlistEntry.offer_id == offer_id
    )
    return db.session.scalar(found) is not None


def _of_case(case: Jobseeker, search_id: int) -> Select[SavedSearch]:
    return (
        select(SavedSearch)
        .where(SavedSearch.id == search_id, SavedSearch.jobseeker_id == case.id)
        .options(joinedload(SavedSearch.owner))
    )
