"""Calls, providers, offers and editions for tests."""

from datetime import date, timedelta
from itertools import count
from typing import Any

from app.accounts.models import OrganisationKind, User
from app.accounts.permissions import Role
from app.core.clock import today
from app.core.database import db
from app.core.places.models import Municipality
from app.core.tax_number import compose
from app.programme.queries import rule_set_id_on
from catalogue.agreements.models import SecurityAnswers
from catalogue.offers.models import Certificate, Edition, Mode, Offer
from catalogue.offers.states import EditionState, OfferState
from catalogue.providers.models import Accreditation, PlatformAgreement, Provider, Site
from catalogue.providers.states import AccreditationField, ProviderState
from catalogue.services.models import Call
from catalogue.services.states import CallState
from tests.factories import accounts

_serial = count(1)
PADOVA, TREVISO, BELLUNO = "028060", "026086", "025006"
BOTH = [field.value for field in AccreditationField]
DESCRIPTION = (
    "Si impara facendo: esercizi al computer, casi reali, revisione di quanto fatto insieme."
)


def call(**values: Any) -> Call:
    """A call for all pathways, open for a year round today."""
    number = next(_serial)
    defaults: dict[str, Any] = {
        "code": f"AVVISO-{number}",
        "title_it": "Avviso di prova",
        "title_en": "Test call",
        "act": "DGR 0/2026",
        "pathways": [1, 2, 3, 4, 5],
        "opens_on": today() - timedelta(days=180),
        "closes_on": today() + timedelta(days=365),
        "source": "test",
        "state": CallState.PUBLISHED,
    }
    return _added(Call(**{**defaults, **values}))


def provider(signed: bool = True, tier: str = "full", **values: Any) -> Provider:
    """An accredited provider for both fields, with its manager and a signed platform agreement.

    Its security answers give the tier; "" for none.
    """
    number = next(_serial)
    body = accounts.organisation(OrganisationKind.PROVIDER, f"Ente di prova {number}")
    defaults: dict[str, Any] = {
        "legal_name": body.name,
        "tax_number": compose(f"{number:010d}"),
        "accreditation_number": f"A{number:04d}",
        "state": ProviderState.ACCREDITED,
        "accredited_until": today() + timedelta(days=730),
        "applied_on": today() - timedelta(days=400),
    }
    made = _added(Provider(id=body.id, **{**defaults, **values}))
    if signed:
        manager = accounts.user(Role.PROVIDER_MANAGER, body)
        db.session.add(
            PlatformAgreement(provider_id=made.id, text_version="1", signed_by_id=manager.id)
        )
        if tier:
            answers(made, manager, tier)
    db.session.flush()
    return made


def answers(owner: Provider, manager: User, tier: str, **values: Any) -> SecurityAnswers:
    """Security answers that give the provider that tier for a year."""
    defaults: dict[str, Any] = {
        "answers": {},
        "category": "2B",
        "rule_set_id": rule_set_id_on(today()),
        "given_on": today(),
        "valid_until": today() + timedelta(days=365),
    }
    made = SecurityAnswers(
        provider_id=owner.id, given_by_id=manager.id, tier=tier, **{**defaults, **values}
    )
    return _added(made)


def manager_of(owner: Provider) -> User:
    """Somebody who manages the provider."""
    return accounts.user(Role.PROVIDER_MANAGER, owner.organisation)


def site(owner: Provider, municipality_code: str = PADOVA, **values: Any) -> Site:
    """A site accredited for both fields, in the middle of its municipality."""
    place = db.session.get(Municipality, municipality_code)
    assert place is not None
    defaults: dict[str, Any] = {
        "name": f"Sede {next(_serial)}",
        "address": "Via Roma 1",
        "latitude": place.latitude,
        "longitude": place.longitude,
        "accredited_for": BOTH,
    }
    made = _added(
        Site(provider_id=owner.id, municipality_code=municipality_code, **{**defaults, **values})
    )
    for field in made.accredited_for if owner.accredited_until else ():
        accreditation(owner, made, AccreditationField(field))
    db.session.expire(owner, ["accreditations"])
    return made


def accreditation(
    owner: Provider, at: Site, field: AccreditationField, **values: Any
) -> Accreditation:
    """An accreditation of a year past, as long as the provider's."""
    until = owner.accredited_until or today() + timedelta(days=730)
    defaults: dict[str, Any] = {
        "number": owner.accreditation_number,
        "act": "Decreto 1/2025",
        "valid_from": min(today() - timedelta(days=365), until),
        "valid_to": until,
    }
    return _added(
        Accreditation(provider_id=owner.id, site_id=at.id, field=field, **{**defaults, **values})
    )


def offer(owner: Provider, **values: Any) -> Offer:
    """A published offer of basic digital skills in pathways 1 to 5, without editions."""
    number = next(_serial)
    defaults: dict[str, Any] = {
        "own_key": f"K{number}",
        "title": f"Competenze digitali di base {number}",
        "service_type": "digital_skills",
        "pathways": [1, 2, 3, 4, 5],
        "hours": 24,
        "description": DESCRIPTION,
        "learning": "Usare la posta elettronica, i documenti, l'identità digitale.",
        "certificate": Certificate.ATTENDANCE,
        "mode": Mode.IN_PERSON,
        "language": "it",
        "contact_name": "Segreteria",
        "contact_email": "corsi@ente.example",
        "state": OfferState.PUBLISHED,
        "confirmed_on": today(),
        "revision": 0,
    }
    return _added(Offer(provider_id=owner.id, **{**defaults, **values}))


def edition(of: Offer, at: Site, *, in_days: int = 30, **values: Any) -> Edition:
    """An edition of ten places beginning in some days; open when the offer is published."""
    starts_on: date = today() + timedelta(days=in_days)
    published = of.state is OfferState.PUBLISHED
    defaults: dict[str, Any] = {
        "code": f"E{next(_serial)}",
        "starts_on": starts_on,
        "ends_on": starts_on + timedelta(days=20),
        "enrol_by": starts_on - timedelta(days=5),
        "timetable": "Lunedì e mercoledì, 9-13",
        "seats": 10,
        "taken": 0,
        "state": EditionState.OPEN if published else EditionState.PLANNED,
    }
    made = Edition(
        offer_id=of.id,
        provider_id=of.provider_id,
        site_id=at.id,
        municipality_code=at.municipality_code,
        latitude=at.latitude,
        longitude=at.longitude,
        **{**defaults, **values},
    )
    return _added(made)


def _added(made: Any) -> Any:
    db.session.add(made)
    db.session.flush()
    return made
