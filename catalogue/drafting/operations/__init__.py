"""A provider writes, changes, copies and submits its offers and editions."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from app.accounts.models import User
from app.audit.operations import begin, begin_all, lock, perform, record
from app.core.clock import now, today
from app.core.database import db
from app.core.errors import Refusal, RuleBroken
from app.core.language import N_
from app.programme.queries import rules_in_force
from catalogue.agreements.queries import taking_on_reasons
from catalogue.drafting.operations.standing import CANCELLABLE, taken_refusal
from catalogue.drafting.queries import offer_with_key
from catalogue.drafting.rules import LONGEST_KEY, EditionContent, OfferContent, draft_refusals
from catalogue.esco.queries import concepts_of
from catalogue.esco.rules import Kind, unknown
from catalogue.offers.models import Certificate, Edition, Mode, Offer
from catalogue.offers.operations import full_call_refusals, settle_seats
from catalogue.offers.queries import facts_of
from catalogue.offers.rules import EditionFacts, edition_refusals, submission_refusals
from catalogue.offers.states import EditionAction, EditionState, OfferAction, OfferState
from catalogue.providers.models import Provider, Site
from catalogue.review.operations import change_published, note_changes, unanswered
from catalogue.review.rules import difference, open_remark_refusals
from catalogue.timetables.rules import as_stored, slots_of

WRITABLE = (OfferState.DRAFT, OfferState.PUBLISHED)
EXTENDABLE = (OfferState.DRAFT, OfferState.PUBLISHED)


def create_offer(actor: User, provider: Provider, content: OfferContent) -> Offer:
    """Write a new draft. Raises RuleBroken when key or title are missing, or the key is used."""
    reasons = [*draft_refusals(content), *_outside_the_list(content)]
    if not reasons and offer_with_key(provider.id, content.own_key) is not None:
        reasons.append(_KEY_TAKEN)
    if reasons:
        raise RuleBroken(reasons)
    offer = Offer(provider_id=provider.id, provider=provider, editions=[], **_columns(content))
    db.session.add(offer)
    begin(actor, offer, event="offer:write")
    return offer


def create_offers(
    actor: User,
    provider: Provider,
    contents: Sequence[tuple[OfferContent, Sequence[EditionContent]]],
) -> list[Offer]:
    """Write many drafts with their editions at once, for a file that was checked before.

    Raises RuleBroken when one of the keys has been used since.
    """
    keys = [content.own_key for content, _ in contents]
    taken = select(Offer.id).where(Offer.provider_id == provider.id, Offer.own_key.in_(keys))
    if db.session.scalar(taken.limit(1)) is not None:
        raise RuleBroken([_KEY_TAKEN])
    offers = [Offer(provider_id=provider.id, **_columns(content)) for content, _ in contents]
    begin_all(actor, offers, event="offer:write")
    editions = []
    for offer, (_, dated) in zip(offers, contents, strict=True):
        for content in dated:
            edition = Edition(offer_id=offer.id, provider_id=provider.id, taken=0)
            _fill_edition(edition, content)
            editions.append(edition)
    begin_all(actor, editions, event="edition:add")
    return offers


def change_offer(
    actor: User, offer: Offer, content: OfferContent, *, revision: int | None = None
) -> None:
    """Change a draft, or propose to change a published offer. `revision` is the one the person saw.

    Of a published offer some fields change at once, the others when an officer accepts them. Raises
    RuleBroken when it is neither, when somebody else changed it meanwhile, when key or title
    are missing, or when another offer has the key.
    """
    lock(offer)
    reasons = [*_unwritable(offer), *draft_refusals(content), *_outside_the_list(content)]
    if revision is not None and revision != offer.revision:
        reasons.append(_CHANGED_MEANWHILE)
    if content.own_key != offer.own_key and offer_with_key(offer.provider_id, content.own_key):
        reasons.append(_KEY_TAKEN)
    if reasons:
        raise RuleBroken(reasons)
    columns = _columns(content)
    if offer.state is OfferState.PUBLISHED:
        change_published(actor, offer, columns)
        return
    changes = difference({name: getattr(offer, name) for name in columns}, columns)
    changed = [name for name, value in columns.items() if getattr(offer, name) != value]
    for name in changed:
        setattr(offer, name, columns[name])
    if changed:
        offer.revision += 1
        record(actor, "offer:change", offer, fields=sorted(changed))
        note_changes(actor, offer, changes)


def copy_offer(
    actor: User, offer: Offer, editions: Sequence[Edition] = (), *, weeks: int = 0
) -> Offer:
    """A new draft with the same words under the next free key, and with these editions.

    Their dates move by whole weeks, so that weekdays stay; nobody has a place in them yet.
    """
    lock(offer)  # two who copy it at once get two codes
    number = 2
    while offer_with_key(offer.provider_id, key := _copied_key(offer.own_key, number)):
        number += 1
    copied = create_offer(actor, offer.provider, replace(content_of(offer), own_key=key))
    copied.template_id = offer.template_id
    db.session.flush()
    for edition in editions:
        add_edition(actor, copied, _moved(edition_content_of(edition), weeks))
    return copied


def add_edition(actor: User, offer: Offer, content: EditionContent) -> Edition:
    """Add a dated run; of a published offer it opens at once.

    Raises RuleBroken when dates or places are wrong, the code is used, or the rules of publication
    do not allow it.
    """
    reasons = [*_unextendable(offer), *edition_refusals(_edition_facts(content))]
    if any(edition.code == content.code for edition in offer.editions):
        reasons.append(_CODE_TAKEN)
    if reasons:
        raise RuleBroken(reasons)
    edition = Edition(provider_id=offer.provider_id, taken=0)
    _fill_edition(edition, content)
    offer.editions.append(edition)
    begin(actor, edition, event="edition:add")
    note_changes(actor, offer, {}, edition=edition)
    _still_publishable(offer)
    if offer.state is OfferState.PUBLISHED:
        perform(None, edition, EditionAction.OPEN)
    return edition


def change_edition(actor: User, edition: Edition, content: EditionContent) -> None:
    """Change a run that has not begun; once a place is taken, only timetable and more places.

    Raises RuleBroken with what is in the way.
    """
    lock(edition)
    reasons = [*_unextendable(edition.offer), *_begun(edition)]
    reasons += edition_refusals(_edition_facts(content, edition.taken + edition.held))
    others = [other for other in edition.offer.editions if other.id != edition.id]
    if any(other.code == content.code for other in others):
        reasons.append(_CODE_TAKEN)
    if (edition.taken or edition.held) and _moves(edition, content):
        reasons.append(taken_refusal(edition))
    if reasons:
        raise RuleBroken(reasons)
    before = asdict(edition_content_of(edition)) | {"slots": edition.slots}
    _fill_edition(edition, content)
    after = asdict(content) | {"slots": edition.slots}
    record(actor, "edition:change", edition)
    note_changes(actor, edition.offer, difference(before, after), edition=edition)
    _still_publishable(edition.offer)
    if edition.state in (EditionState.OPEN, EditionState.FULL):
        settle_seats(edition)


def cancel_edition(actor: User, edition: Edition, reason: str | None) -> None:
    """Cancel a run nobody has a place in. Raises RuleBroken when somebody has, or without a reason."""
    lock(edition)
    if edition.taken:
        raise RuleBroken([taken_refusal(edition)])
    perform(actor, edition, EditionAction.CANCEL, reason=reason)
    note_changes(actor, edition.offer, {}, edition=edition)


def submit_offer(actor: User, offer: Offer) -> None:
    """Submit for approval. Raises RuleBroken with everything the offer still lacks."""
    lock(offer)
    day = today()
    reasons = [
        *taking_on_reasons(offer.provider_id, day),
        *(open_remark_refusals(unanswered(offer)) if offer.returns else ()),
        *submission_refusals(facts_of(offer), rules_in_force(day), day),
    ]
    if reasons := [*reasons, *full_call_refusals(offer, rules_in_force(day))]:
        raise RuleBroken(reasons)
    offer.submitted_at = now()
    perform(actor, offer, OfferAction.SUBMIT)


def content_of(offer: Offer, proposed: Mapping[str, Any] | None = None) -> OfferContent:
    """The offer as its provider wrote it; `proposed` are the stored values of a change that waits."""
    names = OfferContent.__dataclass_fields__
    values = {name: getattr(offer, name) for name in names}
    values["certificate"] = offer.certificate.value
    values |= {"mode": offer.mode.value, **(proposed or {})}
    listed = ("pathways", "skills", "occupations")
    return OfferContent(**{**values, **{name: tuple(values[name]) for name in listed}})


def edition_content_of(edition: Edition) -> EditionContent:
    """The dated run as its provider wrote it."""
    names = EditionContent.__dataclass_fields__
    values = {name: getattr(edition, name) for name in names}
    return EditionContent(**{**values, "slots": slots_of(edition.slots)})


def _moved(content: EditionContent, weeks: int) -> EditionContent:
    by = timedelta(weeks=weeks)
    return replace(
        content,
        starts_on=content.starts_on + by,
        ends_on=content.ends_on + by,
        enrol_by=content.enrol_by + by,
    )


def _outside_the_list(content: OfferContent) -> list[Refusal]:
    """Skills and occupations come from the ESCO list alone."""
    named = {"skills": (Kind.SKILL, content.skills)}
    named["occupations"] = Kind.OCCUPATION, content.occupations
    message = N_("Choose from the list: %(codes)s is not in it.")
    return [
        Refusal(f"{field}_outside_list", message, {"codes": ", ".join(missing)}, field)
        for field, (kind, codes) in named.items()
        if (missing := unknown(concepts_of(kind), codes))
    ]


def _columns(content: OfferContent) -> dict[str, Any]:
    return asdict(content) | {
        "pathways": sorted(content.pathways),
        "skills": list(content.skills),
        "occupations": list(content.occupations),
        "certificate": Certificate(content.certificate),
        "mode": Mode(content.mode),
    }


def _edition_facts(content: EditionContent, taken: int = 0) -> EditionFacts:
    return EditionFacts(
        code=content.code,
        site_id=content.site_id,
        starts_on=content.starts_on,
        ends_on=content.ends_on,
        enrol_by=content.enrol_by,
        seats=content.seats,
        taken=taken,
        slots=tuple(content.slots),
        seats_min=content.seats_min,
        waiting_max=content.waiting_max,
    )


def _fill_edition(edition: Edition, content: EditionContent) -> None:
    site = db.session.get_one(Site, content.site_id)
    edition.site_id, edition.site = site.id, site
    edition.municipality_code = site.municipality_code
    edition.latitude, edition.longitude = site.latitude, site.longitude
    edition.code, edition.timetable = content.code, content.timetable
    edition.starts_on, edition.ends_on = content.starts_on, content.ends_on
    edition.enrol_by, edition.seats = content.enrol_by, content.seats
    edition.slots = as_stored(content.slots)
    edition.seats_min, edition.waiting_max = content.seats_min, content.waiting_max


def _still_publishable(offer: Offer) -> None:
    """What is public obeys the rules of publication after every change of its editions."""
    if offer.state is not OfferState.PUBLISHED:
        return
    day = today()
    reasons = submission_refusals(facts_of(offer), rules_in_force(day), day)
    if wrong := [reason for reason in reasons if reason.field == "editions"]:
        raise RuleBroken(wrong)


def _moves(edition: Edition, content: EditionContent) -> bool:
    before = (edition.site_id, edition.starts_on, edition.ends_on)
    return before != (content.site_id, content.starts_on, content.ends_on)


def _unwritable(offer: Offer) -> list[Refusal]:
    if offer.state in WRITABLE:
        return []
    message = N_("Only a draft or a published offer can be changed.")
    return [Refusal("not_a_draft", message)]


def _unextendable(offer: Offer) -> list[Refusal]:
    if offer.state in EXTENDABLE:
        return []
    message = N_("Editions are changed while the offer is a draft or published.")
    return [Refusal("not_extendable", message)]


def _begun(edition: Edition) -> list[Refusal]:
    if edition.state in CANCELLABLE:
        return []
    message = N_("This edition has begun or is over: it can no longer change.")
    return [Refusal("edition_begun", message)]


def _copied_key(own_key: str, number: int) -> str:
    ending = f"-{number}"
    return own_key[: LONGEST_KEY - len(ending)] + ending


_KEY_TAKEN = Refusal(
    "own_key_taken", N_("Another of your offers has this code. Use another one."), field="own_key"
)
_CODE_TAKEN = Refusal(
    "edition_code_taken",
    N_("Another edition of this offer has this code. Use another one."),
    field="code",
)
_CHANGED_MEANWHILE = Refusal(
    "changed_meanwhile",
    N_("A colleague has changed this offer meanwhile. Open it in another window and compare."),
)
