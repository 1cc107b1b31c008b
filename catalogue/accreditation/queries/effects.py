"""What a decision on accreditations touches: offers, editions and, told from above, vouchers."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.audit.models import TransitionLog
from app.core.database import db
from app.core.money import Money
from app.programme.queries import rules_in_force
from catalogue.accreditation.rules import Pair
from catalogue.offers.models import Edition, Offer
from catalogue.offers.states import OFFER, EditionState, OfferAction, OfferState
from catalogue.providers.rules import field_for
from catalogue.providers.states import AccreditationField

_LIVE = (EditionState.PLANNED, EditionState.OPEN, EditionState.FULL)


@dataclass(frozen=True)
class OpenVouchers:
    """Open vouchers of some editions: how many in each state, and the money they bind."""

    issued: int = 0
    taken_up: int = 0
    in_delivery: int = 0
    committed: Money = Money(0)

    @property
    def count(self) -> int:
        """All of them."""
        return self.issued + self.taken_up + self.in_delivery


@dataclass(frozen=True)
class VoucherDesk:
    """What the floor of the vouchers knows and does; installed by wiring."""

    facts: Callable[[Collection[int]], OpenVouchers]
    close_unstarted: Callable[[Collection[int], str], int]
    tell_centres: Callable[[Collection[int], str], int]


_desk: list[VoucherDesk] = []


def furnish_vouchers(desk: VoucherDesk) -> None:
    """Install who knows the vouchers of an edition; called once by wiring."""
    _desk[:] = [desk]


def voucher_desk() -> VoucherDesk:
    """Who knows the vouchers of an edition."""
    return _desk[0]


@dataclass(frozen=True)
class Effects:
    """What a decision on accreditations touches."""

    offers: tuple[Offer, ...]
    """Published, and left without a site they may run at."""
    held: tuple[Edition, ...]
    """Open or full, at a site of the decision: nobody can choose them."""
    running: tuple[Edition, ...]
    vouchers: OpenVouchers

    @property
    def editions(self) -> frozenset[int]:
        """Keys of the editions touched."""
        return frozenset(edition.id for edition in (*self.held, *self.running))


def effects_of(provider_id: int, pairs: frozenset[Pair], on: date) -> Effects:
    """What would be touched if these fields ended at these sites: offers, editions, vouchers."""
    offers = {offer.id: offer for offer in _published(provider_id)}
    editions = db.session.scalars(
        select(Edition)
        .where(
            Edition.provider_id == provider_id,
            Edition.state.in_((*_LIVE, EditionState.RUNNING)),
        )
        .options(selectinload(Edition.offer))
        .order_by(Edition.starts_on, Edition.id)
    ).all()
    fields = _fields_of_services(on)
    touched = [it for it in editions if (it.site_id, fields.get(it.offer.service_type)) in pairs]
    elsewhere = {
        it.offer_id
        for it in editions
        if it.state in _LIVE and (it.site_id, fields.get(it.offer.service_type)) not in pairs
    }
    hit = {it.offer_id for it in touched if it.state in _LIVE} | {
        offer.id
        for offer in offers.values()
        if (offer.site_id, fields.get(offer.service_type)) in pairs
    }
    return Effects(
        offers=tuple(offers[key] for key in sorted(hit - elsewhere) if key in offers),
        held=tuple(it for it in touched if it.state in _LIVE),
        running=tuple(it for it in touched if it.state is EditionState.RUNNING),
        vouchers=voucher_desk().facts({it.id for it in touched}),
    )


def offers_taken_out(provider_id: int, pairs: frozenset[Pair], on: date) -> list[Offer]:
    """Offers out of the catalogue because of a suspension of these fields at these sites."""
    fields = _fields_of_services(on)
    last = (
        select(TransitionLog.reason)
        .where(
            TransitionLog.machine == OFFER.name,
            TransitionLog.object_id == Offer.id,
            TransitionLog.action == OfferAction.SUSPEND.value,
        )
        .order_by(TransitionLog.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    statement = select(Offer).where(
        Offer.provider_id == provider_id,
        Offer.state == OfferState.SUSPENDED,
        last == ACCREDITATION_REASON,
    )
    found = db.session.scalars(statement.options(selectinload(Offer.editions))).all()
    return [
        offer
        for offer in found
        if (offer.site_id, fields.get(offer.service_type)) in pairs
        or any((it.site_id, fields.get(offer.service_type)) in pairs for it in offer.editions)
    ]


def effects_of_lifting(provider_id: int, pairs: frozenset[Pair], on: date) -> Effects:
    """What comes back when the suspension of these fields at these sites is lifted."""
    touched = effects_of(provider_id, pairs, on)
    return replace(touched, offers=tuple(offers_taken_out(provider_id, pairs, on)))


ACCREDITATION_REASON = "accreditation"
"""The reason of an offer taken out of the catalogue because its field or site lost accreditation."""


def _published(provider_id: int) -> Sequence[Offer]:
    statement = select(Offer).where(
        Offer.provider_id == provider_id, Offer.state == OfferState.PUBLISHED
    )
    return db.session.scalars(statement.options(selectinload(Offer.editions))).all()


def _fields_of_services(on: date) -> dict[str, AccreditationField]:
    return {service.code: field_for(service) for service in rules_in_force(on).service_types}
