"""Tables of the catalogue: offers with their editions."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Computed,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.core.clock import now
from app.core.database import Base, Id
from app.core.language import N_, Labelled
from app.core.places.models import Municipality
from app.core.reach import Reach
from app.core.state_machine import StateMachine
from catalogue.offers.rules import is_paused
from catalogue.offers.states import (
    EDITION,
    OFFER,
    EditionState,
    OfferState,
)
from catalogue.providers.models import COORDINATE, PAUSE_IN_ORDER, Provider, Site
from catalogue.services.models import Call

# Words are found in Italian and in English, whatever the language of the offer; titles weigh most.
_SEARCH = " || ".join(
    f"setweight(to_tsvector('pg_catalog.{language}', folded({column})), '{weight}')"
    for column, weight in (("title", "A"), ("learning", "B"), ("description", "C"))
    for language in ("italian", "english")
)


class Mode(Labelled):
    """How a measure is held."""

    IN_PERSON = "in_person", N_("In person")
    ONLINE = "online", N_("Online")
    MIXED = "mixed", N_("Partly online")


class Certificate(Labelled):
    """What a person takes away (D.Lgs. 13/2013)."""

    NONE = "none", N_("No certificate")
    ATTENDANCE = "attendance", N_("Certificate of attendance")
    COMPETENCES = "competences", N_("Statement of validated competences")
    QUALIFICATION = "qualification", N_("Qualification")


class OfferTemplate(Base):
    """Words kept to begin offers from: a provider's own, or the region's for a service type."""

    __tablename__ = "offer_template"
    __table_args__ = (
        CheckConstraint("name <> ''", name="named"),
        CheckConstraint(
            "provider_id IS NOT NULL OR service_type <> ''", name="regional_has_service"
        ),
        # Names are looked up among those in use; one put away does not block its name.
        Index(
            "uq_offer_template_name",
            "provider_id",
            "name_key",
            unique=True,
            postgresql_where=text("retired_at IS NULL"),
            postgresql_nulls_not_distinct=True,
        ),
        Index(None, "provider_id", "name_key", "id"),
    )

    id: Mapped[Id]
    provider_id: Mapped[int | None] = mapped_column(ForeignKey(Provider.id))
    """Whose it is; the region's when nobody's."""
    name: Mapped[str] = mapped_column(String(160))
    service_type: Mapped[str] = mapped_column(String(32), server_default="")
    content: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    """What an offer begun from it already says, by field; never code, call or site."""
    created_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    created_at: Mapped[datetime] = mapped_column(default=now)
    retired_at: Mapped[datetime | None]
    """When it was put away; offers begun from it remain."""
    name_key: Mapped[str] = mapped_column(Computed("folded(name)", persisted=True))

    @property
    def reach(self) -> Reach:
        """Seen by the provider's people; the region's by all providers."""
        return Reach(provider_id=self.provider_id)


class Offer(Base):
    """A measure a provider proposes under a call; it is chosen through one of its editions."""

    __tablename__ = "offer"
    __table_args__ = (
        UniqueConstraint("provider_id", "own_key"),
        CheckConstraint("hours >= 0", name="hours_not_negative"),
        Index(None, "search", postgresql_using="gin"),
        Index(
            "ix_offer_title_trgm",
            "title_key",
            postgresql_using="gin",
            postgresql_ops={"title_key": "gin_trgm_ops"},
        ),
        Index(None, "provider_id", "state", "title_key", "id"),
        Index(None, "provider_id", "title_key", "id"),
        Index("ix_offer_queue", "submitted_at", "id", postgresql_where=text("state = 'submitted'")),
        Index(None, "state", "confirmed_on"),
        Index(
            "ix_offer_first_published",
            "first_published_at",
            "id",
            postgresql_where=text("first_published_at IS NOT NULL"),
        ),
        Index(None, "call_id"),
        CheckConstraint("(claimed_by_id IS NULL) = (claimed_at IS NULL)", name="claim_dated"),
        Index(
            "ix_offer_claimed_by_id",
            "claimed_by_id",
            postgresql_where=text("claimed_by_id IS NOT NULL"),
        ),
        CheckConstraint(PAUSE_IN_ORDER, name="pause_in_order"),
        Index(
            "ix_offer_pause_ends",
            "paused_until",
            "id",
            postgresql_where=text("paused_until IS NOT NULL"),
        ),
        Index(
            "ix_offer_template_id", "template_id", postgresql_where=text("template_id IS NOT NULL")
        ),
    )
    machine: ClassVar[StateMachine] = OFFER

    id: Mapped[Id]
    provider_id: Mapped[int] = mapped_column(ForeignKey(Provider.id))
    call_id: Mapped[int | None] = mapped_column(ForeignKey(Call.id))
    own_key: Mapped[str] = mapped_column(String(64))
    """The provider's own code: what an upload finds the offer again by."""
    title: Mapped[str]
    service_type: Mapped[str] = mapped_column(String(32), server_default="")
    """Code of a service type of the rule set."""
    pathways: Mapped[list[int]] = mapped_column(ARRAY(BigInteger), server_default="{}")
    hours: Mapped[int] = mapped_column(server_default="0")
    """0 for measures paid by result."""
    description: Mapped[str] = mapped_column(server_default="")
    learning: Mapped[str] = mapped_column(server_default="")
    requirements: Mapped[str] = mapped_column(server_default="")
    """What one must have or know to take part; empty means nothing."""
    certificate: Mapped[Certificate] = mapped_column(default=Certificate.NONE)
    skills: Mapped[list[str]] = mapped_column(ARRAY(String(36)), server_default="{}", default=list)
    """What people can do afterwards: codes of the ESCO list, see `catalogue.esco`."""
    occupations: Mapped[list[str]] = mapped_column(
        ARRAY(String(36)), server_default="{}", default=list
    )
    """What it prepares for: codes of the ESCO list."""
    mode: Mapped[Mode] = mapped_column(default=Mode.IN_PERSON)
    language: Mapped[str] = mapped_column(String(2), server_default="it")
    site_id: Mapped[int | None] = mapped_column(ForeignKey(Site.id))
    accessibility: Mapped[str] = mapped_column(server_default="")
    contact_name: Mapped[str] = mapped_column(server_default="")
    contact_email: Mapped[str] = mapped_column(String(254), server_default="")
    contact_phone: Mapped[str] = mapped_column(String(40), server_default="")
    template_id: Mapped[int | None] = mapped_column(ForeignKey(OfferTemplate.id))
    """The template it was begun from."""
    state: Mapped[OfferState] = mapped_column(default=OfferState.DRAFT)
    revision: Mapped[int] = mapped_column(server_default="0", default=0)
    """Raised by every change, so that two people do not overwrite each other unawares."""
    created_at: Mapped[datetime] = mapped_column(default=now)
    submitted_at: Mapped[datetime | None]
    confirmed_on: Mapped[date | None]
    """When the provider last said that it still holds; counted from publication at first."""
    first_published_at: Mapped[datetime | None]
    """When it first entered the catalogue; dated by the database, and never again."""
    paused_since: Mapped[date | None]
    """Since when the provider takes no new people for it; None while it does."""
    pause_reason: Mapped[str] = mapped_column(String(32), server_default="")
    """Code of a PauseReason."""
    paused_until: Mapped[date | None]
    """Last day of the pause, where it is known."""
    claimed_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    """The officer who is looking at it, so that two do not do the same work."""
    claimed_at: Mapped[datetime | None]
    faded_on: Mapped[date | None]
    """Since when the search leaves it out, because nobody confirmed it; None while it is fresh."""
    returns: Mapped[int] = mapped_column(server_default="0", default=0)
    """How often it was returned with remarks."""
    approved_by_rule: Mapped[str] = mapped_column(String(64), server_default="", default="")
    """Name and version of the rule that published it; empty when a person did."""
    title_key: Mapped[str] = mapped_column(Computed("folded(title)", persisted=True))
    search: Mapped[str] = mapped_column(TSVECTOR, Computed(_SEARCH, persisted=True), deferred=True)

    provider: Mapped[Provider] = relationship()
    call: Mapped[Call | None] = relationship()
    site: Mapped[Site | None] = relationship()
    claimed_by: Mapped[User | None] = relationship()
    editions: Mapped[list["Edition"]] = relationship(
        back_populates="offer", order_by="Edition.starts_on, Edition.id"
    )

    @property
    def reach(self) -> Reach:
        """Seen by the provider's people; by everybody once published."""
        return Reach(provider_id=self.provider_id)

    @property
    def shown_as(self) -> str:
        """What somebody who decides on it has read: another text once it was changed or sent again."""
        return f"{self.revision}/{self.submitted_at and self.submitted_at.timestamp()}"


class Edition(Base):
    """A dated run of an offer at one site, with a number of places."""

    __tablename__ = "edition"
    __table_args__ = (
        UniqueConstraint("offer_id", "code"),
        CheckConstraint(
            "0 <= taken AND 0 <= held AND taken + held <= seats", name="taken_within_seats"
        ),
        CheckConstraint("0 <= waiting AND 0 <= waiting_max", name="waiting_counted"),
        CheckConstraint("starts_on <= ends_on", name="starts_before_it_ends"),
        CheckConstraint("enrol_by <= starts_on", name="enrolment_before_start"),
        CheckConstraint("0 <= seats_min AND seats_min <= seats", name="minimum_within_seats"),
        CheckConstraint("jsonb_typeof(slots) = 'array'", name="slots_listed"),
        # What the public search walks: soonest first, and one site after the other.
        Index(
            "ix_edition_soonest",
            "starts_on",
            "id",
            postgresql_where=text("state IN ('open', 'full')"),
        ),
        Index(
            "ix_edition_at_site",
            "site_id",
            "starts_on",
            "id",
            postgresql_where=text("state IN ('open', 'full')"),
        ),
        Index(None, "offer_id", "site_id", "starts_on", "id"),
        Index(None, "provider_id", "starts_on", "id"),
        Index(None, "state", "starts_on"),
        Index(None, "state", "ends_on"),
    )
    machine: ClassVar[StateMachine] = EDITION

    id: Mapped[Id]
    offer_id: Mapped[int] = mapped_column(ForeignKey(Offer.id))
    provider_id: Mapped[int] = mapped_column(ForeignKey(Provider.id))
    code: Mapped[str] = mapped_column(String(32))
    site_id: Mapped[int] = mapped_column(ForeignKey(Site.id))
    municipality_code: Mapped[str] = mapped_column(ForeignKey(Municipality.code))
    latitude: Mapped[Decimal] = mapped_column(COORDINATE)
    longitude: Mapped[Decimal] = mapped_column(COORDINATE)
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    enrol_by: Mapped[date]
    """The last day on which a place can be taken."""
    timetable: Mapped[str] = mapped_column(server_default="")
    """What the weekly hours do not say, in words."""
    slots: Mapped[list[Any]] = mapped_column(server_default="[]", default=list)
    """Hours of a week as they are stored, see `catalogue.offers.rules.timetable`."""
    seats: Mapped[int]
    seats_min: Mapped[int] = mapped_column(default=0, server_default="0")
    """With fewer people the provider need not begin; 0: it begins with anybody."""
    taken: Mapped[int] = mapped_column(default=0, server_default="0")
    waiting_max: Mapped[int] = mapped_column(default=0, server_default="0")
    """How many people may wait for a place; 0: no waiting list."""
    held: Mapped[int] = mapped_column(default=0, server_default="0")
    """Seats kept for people of the waiting list; counted by the database, written by nobody."""
    waiting: Mapped[int] = mapped_column(default=0, server_default="0")
    """How many people wait; counted by the database, written by nobody."""
    state: Mapped[EditionState] = mapped_column(default=EditionState.PLANNED)

    offer: Mapped[Offer] = relationship(back_populates="editions")
    site: Mapped[Site] = relationship()

    @property
    def reach(self) -> Reach:
        """Seen by the provider's people; by everybody once the offer is published."""
        return Reach(provider_id=self.provider_id)

    @property
    def places_left(self) -> int:
        """How many more people can take part; a seat kept for somebody is not one of them."""
        return self.seats - self.taken - self.held

    def takes_nobody(self, on: date) -> bool:
        """Whether the provider has paused new people on that day, at the site or for the offer."""
        return any(
            is_paused(paused.paused_since, paused.paused_until, on)
            for paused in (self.site, self.offer)
        )
