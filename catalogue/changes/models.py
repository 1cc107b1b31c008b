"""The trail of changes the search reads, and the vocabulary it corrects typing mistakes with."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import Base, Id


class CatalogueChange(Base):
    """An offer, or everything of a provider, is not what it was; written by triggers alone.

    `changed` is the number of the transaction: who remembers the oldest one still running when it
    last looked finds everything it has not seen from there on, in whatever order they committed.
    """

    __tablename__ = "catalogue_change"
    __table_args__ = (
        CheckConstraint("num_nonnulls(offer_id, provider_id) = 1", name="one_thing_changed"),
        Index(None, "changed"),
        Index(None, "at"),
    )

    id: Mapped[Id]
    changed: Mapped[int] = mapped_column(
        server_default=text("(pg_current_xact_id()::text)::bigint")
    )
    at: Mapped[datetime] = mapped_column(server_default=text("clock_timestamp()"))
    offer_id: Mapped[int | None]
    provider_id: Mapped[int | None]
    texts: Mapped[bool] = mapped_column(server_default="false")
    """Whether its words are others now."""


class OfferWord(Base):
    """A word that offers use, in plain letters, and how many use it."""

    __tablename__ = "offer_word"
    __table_args__ = (
        Index(
            "ix_offer_word_trgm",
            "word",
            postgresql_using="gin",
            postgresql_ops={"word": "gin_trgm_ops"},
        ),
        Index("ix_offer_word_begins", "word", postgresql_ops={"word": "text_pattern_ops"}),
    )

    word: Mapped[str] = mapped_column(primary_key=True)
    offers: Mapped[int]
