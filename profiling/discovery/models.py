"""Tables of the saved searches, of what they found since, and of the shortlist of a case."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Computed, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.cases.models.jobseeker import CaseRow
from app.core.clock import now
from app.core.database import Base, Id
from app.core.language import N_, Labelled
from catalogue.offers.models import Offer

LONGEST_NAME = 80


class Frequency(Labelled):
    """How often somebody wants to hear of new offers."""

    IMMEDIATE = "immediate", N_("As soon as there are any")
    DAILY = "daily", N_("Once a day")
    NEVER = "never", N_("Never, I look myself")


class SavedSearch(CaseRow, Base):
    """A search of the catalogue kept under a name, by the person or by the counsellor for the case."""

    __tablename__ = "saved_search"
    __table_args__ = (
        CheckConstraint("name <> ''", name="named"),
        CheckConstraint("told_today >= 0", name="told_counted"),
        UniqueConstraint("jobseeker_id", "owner_id", "name_key"),
        Index(None, "jobseeker_id", "id"),
        Index(None, "centre_id", "id"),
        # The job looks for what is new once for all who search the same.
        Index(None, "criteria_key", "id"),
    )

    owner_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    """Who saved it, may change it and is told."""
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    criteria: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    """The filters as they stand in the address of the catalogue: name and values."""
    criteria_key: Mapped[str] = mapped_column(String(64))
    """Fingerprint of the criteria: equal searches have equal keys."""
    frequency: Mapped[Frequency] = mapped_column(default=Frequency.DAILY)
    created_at: Mapped[datetime] = mapped_column(default=now)
    checked_at: Mapped[datetime] = mapped_column(default=now)
    """Offers first published up to this moment have been looked at."""
    seen_at: Mapped[datetime | None]
    """When its owner last opened it."""
    told_on: Mapped[date | None]
    told_today: Mapped[int] = mapped_column(server_default="0", default=0)
    """Notices of the day `told_on`."""
    name_key: Mapped[str] = mapped_column(Computed("folded(name)", persisted=True))

    owner: Mapped[User] = relationship()


class SearchFind(Base):
    """An offer first published after a search was saved, which it finds: told of and seen once."""

    __tablename__ = "search_find"
    __table_args__ = (
        UniqueConstraint("search_id", "offer_id"),
        Index(
            "ix_search_find_untold",
            "search_id",
            postgresql_where=text("told_at IS NULL AND seen_at IS NULL"),
        ),
        Index("ix_search_find_unseen", "search_id", postgresql_where=text("seen_at IS NULL")),
        Index(None, "found_at"),
        Index(None, "offer_id"),
    )

    id: Mapped[Id]
    search_id: Mapped[int] = mapped_column(ForeignKey(SavedSearch.id, ondelete="CASCADE"))
    offer_id: Mapped[int] = mapped_column(ForeignKey(Offer.id))
    found_at: Mapped[datetime] = mapped_column(default=now)
    told_at: Mapped[datetime | None]
    seen_at: Mapped[datetime | None]


class ShortlistEntry(CaseRow, Base):
    """An offer kept in mind for a person, by themself or by the counsellor; both see the same list."""

    __tablename__ = "shortlist_entry"
    __table_args__ = (
        UniqueConstraint("jobseeker_id", "offer_id"),
        Index(None, "centre_id", "id"),
        Index(None, "offer_id"),
    )

    offer_id: Mapped[int] = mapped_column(ForeignKey(Offer.id))
    added_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    added_at: Mapped[datetime] = mapped_column(default=now)

    offer: Mapped[Offer] = relationship()
    added_by: Mapped[User] = relationship()
