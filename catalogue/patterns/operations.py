"""An offer is kept as a template, offers are begun from it, and it is put away."""

from sqlalchemy.exc import IntegrityError

from app.accounts.models import User
from app.audit.operations import lock, record
from app.core.clock import now
from app.core.database import db
from app.core.errors import Refusal, RuleBroken
from app.core.language import N_
from catalogue.drafting.operations import content_of, create_offer
from catalogue.drafting.queries import offer_with_key
from catalogue.offers.models import Offer, OfferTemplate
from catalogue.patterns.queries import name_is_taken
from catalogue.patterns.rules import NAME_TAKEN, content_from, kept_of, template_refusals
from catalogue.providers.models import Provider


def keep_template(actor: User, offer: Offer, name: str, *, for_all: bool = False) -> OfferTemplate:
    """Keep the words of an offer; `for_all` makes a template of the region for its service type.

    Raises RuleBroken when the name is missing or used.
    """
    owner_id, name = None if for_all else offer.provider_id, name.strip()
    reasons = template_refusals(
        name,
        is_taken=name_is_taken(owner_id, name),
        for_all=for_all,
        service=offer.service_type,
    )
    if reasons:
        raise RuleBroken(reasons)
    template = OfferTemplate(
        provider_id=owner_id,
        name=name,
        service_type=offer.service_type,
        content=kept_of(content_of(offer), for_all=for_all),
        created_by_id=actor.id,
    )
    db.session.add(template)
    try:
        db.session.flush()
    except IntegrityError:  # somebody kept one of that name in the last instant
        raise RuleBroken([NAME_TAKEN]) from None
    record(actor, "template:keep", template, offer=offer.id)
    return template


def begin_offer(actor: User, provider: Provider, template: OfferTemplate) -> Offer:
    """A new draft with the words of the template, under a code the provider then changes."""
    lock(template)  # two who begin from it at once get two codes
    number = 1
    while offer_with_key(provider.id, key := f"M{template.id}-{number}"):
        number += 1
    offer = create_offer(actor, provider, content_from(template.content, key))
    offer.template_id = template.id
    return offer


def retire_template(actor: User, template: OfferTemplate) -> None:
    """Put it away: offers begun from it remain. Raises RuleBroken when it already is."""
    lock(template)
    if template.retired_at is not None:
        raise RuleBroken([Refusal("retired", N_("This template has already been put away."))])
    template.retired_at = now()
    record(actor, "template:retire", template)
