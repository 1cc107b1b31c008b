"""Offers like one that is looked at."""

from collections.abc import Sequence
from dataclasses import replace

from catalogue.offers.models import Offer
from catalogue.offers.queries.search import FoundOffer, search
from catalogue.offers.queries.wanted import Place, Wanted

MOST_SIMILAR = 3


def similar_offers(offer: Offer, near: Place | None) -> Sequence[FoundOffer]:
    """Up to three other offers of the same type with places left: nearest first to the place the reader
    has given, else to where the offer itself is held."""
    wanted = Wanted(
        services=frozenset([offer.service_type]),
        near=_point(near) or _where_held(offer),
        only_free=True,
    )
    others: dict[int, FoundOffer] = {}
    for line in search(wanted, None).rows:
        if line.offer.id != offer.id:
            # Kilometres from the offer itself would be taken for those from the reader.
            others.setdefault(line.offer.id, line if near else replace(line, tenths=-1))
    return list(others.values())[:MOST_SIMILAR]


def _where_held(offer: Offer) -> Place | None:
    edition = next(iter(offer.editions), None)
    if edition is None:
        return None
    return Place(latitude=float(edition.latitude), longitude=float(edition.longitude))


def _point(near: Place | None) -> Place | None:
    """The place without its circle: what is like it may lie farther away."""
    return Place(latitude=near.latitude, longitude=near.longitude) if near else None
