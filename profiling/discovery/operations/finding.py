"""Find what is new for saved searches, and tell their owners once."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, func, literal, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from app.accounts.models import User
from app.cases.models.jobseeker import Jobseeker, Step
from app.core.clock import now
from app.core.database import db
from app.core.language import N_
from app.notices.operations import notify
from catalogue.offers.models import Offer
from catalogue.offers.queries import found_among, wanted_from_args
from profiling.discovery.models import Frequency, SavedSearch, SearchFind
from profiling.discovery.rules import MOST_FINDS, MOST_NOTICES_A_DAY

OVERLAP = timedelta(hours=1)
"""Looked at again each time: an offer is dated when it is written and seen when it is committed."""
MOST_NEW = 20_000
"""New offers looked at in one go."""


@dataclass(frozen=True)
class Question:
    """What some saved searches ask alike, and since when nobody has looked."""

    key: str
    criteria: Mapping[str, Sequence[str]]
    since: datetime


def open_questions(limit: int) -> list[Question]:
    """Searches with offers published since they were last looked at, each question once."""
    newest = select(func.max(Offer.first_published_at)).scalar_subquery()
    since = func.min(SavedSearch.checked_at)
    rows = db.session.execute(
        select(
            SavedSearch.criteria_key,
            func.min(SavedSearch.id).label("example"),
            since.label("since"),
        )
        .where(SavedSearch.checked_at < newest)
        .group_by(SavedSearch.criteria_key)
        .order_by(since, SavedSearch.criteria_key)
        .limit(limit)
    ).all()
    examples = select(SavedSearch.id, SavedSearch.criteria).where(
        SavedSearch.id.in_([row.example for row in rows])
    )
    criteria = {key: found for key, found in db.session.execute(examples)}
    return [Question(row.criteria_key, criteria[row.example], row.since) for row in rows]


def answer_question(question: Question) -> int:
    """Note which new offers the question finds, for all who ask it; how many notes were added.

    An offer is new to a search when it was first published after the search was saved. It is noted
    once for each search, whatever happens later; at most a hundred in one go, the newest.
    """
    looked_at = now()
    fresh = db.session.scalars(
        select(Offer.id)
        .where(Offer.first_published_at > question.since - OVERLAP)
        .order_by(Offer.first_published_at.desc(), Offer.id.desc())
        .limit(MOST_NEW)
    ).all()
    found = found_among(wanted_from_args(question.criteria), fresh)
    newest = [key for key in fresh if key in found][:MOST_FINDS]
    asking = SavedSearch.criteria_key == question.key
    added = 0
    if newest:
        notes = (
            select(SavedSearch.id, Offer.id, literal(looked_at))
            .join(Offer, Offer.first_published_at > SavedSearch.created_at)
            .where(asking, Offer.id.in_(newest))
        )
        noted = (
            insert(SearchFind)
            .from_select(["search_id", "offer_id", "found_at"], notes)
            .on_conflict_do_nothing()
            .returning(SearchFind.id)
        )
        added = len(db.session.scalars(noted).all())
    db.session.execute(update(SavedSearch).where(asking).values(checked_at=looked_at))
    return added


def tell_owners(on: date, limit: int, *, daily: bool) -> int:
    """Tell the owners of up to `limit` searches of what was found since; how many searches.

    Those who want it at once at any time, three times a day at most; those who want it daily when
    `daily`. Whoever has lost the case from reach is not told, nor anybody about a closed case. Two
    workers never tell of the same search: it is held, and one held elsewhere is passed over.
    """
    searches = db.session.execute(
        select(SavedSearch, User.id == Jobseeker.user_id)
        .join(Jobseeker, Jobseeker.id == SavedSearch.jobseeker_id)
        .join(User, User.id == SavedSearch.owner_id)
        .where(*_to_be_told(on, daily))
        .order_by(SavedSearch.id)
        .limit(limit)
        .with_for_update(of=SavedSearch, skip_locked=True)
    ).all()
    told = _taken([search.id for search, _ in searches])
    for search, is_own in searches:
        if number := told.get(search.id):
            _tell(search, number, on, is_own=is_own)
    return len(searches)


def _to_be_told(on: date, daily: bool) -> list[ColumnElement[bool]]:
    """What makes a search one to tell of now."""
    wishes = [Frequency.IMMEDIATE, Frequency.DAILY] if daily else [Frequency.IMMEDIATE]
    untold = select(SearchFind.id).where(SearchFind.search_id == SavedSearch.id, _UNTOLD)
    return [
        SavedSearch.frequency.in_(wishes),
        or_(SavedSearch.told_on.is_distinct_from(on), SavedSearch.told_today < MOST_NOTICES_A_DAY),
        untold.exists(),
        Jobseeker.step != Step.CLOSED,
        User.active.is_(True),
        or_(User.id == Jobseeker.user_id, User.organisation_id == Jobseeker.centre_id),
    ]


_UNTOLD = and_(SearchFind.told_at.is_(None), SearchFind.seen_at.is_(None))


def _taken(search_ids: Sequence[int]) -> Mapping[int, int]:
    """Mark what is untold of these searches as told; how many offers of each."""
    marked = (
        update(SearchFind)
        .where(SearchFind.search_id.in_(search_ids), _UNTOLD)
        .values(told_at=now())
        .returning(SearchFind.search_id)
    )
    counts: dict[int, int] = defaultdict(int)
    for (search_id,) in db.session.execute(marked):
        counts[search_id] += 1
    return counts


def _tell(search: SavedSearch, number: int, on: date, *, is_own: Any) -> None:
    search.told_today = search.told_today + 1 if search.told_on == on else 1
    search.told_on = on
    area = "/me" if is_own else f"/cases/{search.jobseeker_id}"
    notify(
        [search.owner_id],
        N_("New offers for a saved search: %(number)s."),
        {"number": number},
        address=f"{area}/searches/{search.id}",
        key=f"search:{search.id}:{on.isoformat()}:{search.told_today}",
    )


def forget_finds(before: datetime, limit: int) -> int:
    """Let go of notes nobody needs any more: seen or not, three months after; how many.

    Only where the search has been looked at since, so that no offer is found a second time.
    """
    old = (
        select(SearchFind.id)
        .join(SavedSearch, SavedSearch.id == SearchFind.search_id)
        .where(SearchFind.found_at < before, SearchFind.found_at < SavedSearch.checked_at - OVERLAP)
        .order_by(SearchFind.found_at)
        .limit(limit)
    )
    gone = delete(SearchFind).where(SearchFind.id.in_(old)).returning(SearchFind.id)
    return len(db.session.scalars(gone).all())
