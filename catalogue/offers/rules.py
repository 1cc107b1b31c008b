"""What an offer and its editions must have: every reason at once."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.core.errors import Refusal
from app.core.language import N_, Labelled
from app.programme.rules.document import RuleSet
from app.programme.rules.measures import ServiceType
from catalogue.providers.rules import Accreditation, field_for, is_accredited_for
from catalogue.services.rules import Window, limits_of, offer_refusals
from catalogue.timetables.rules import Slot, slot_refusals

SHORTEST_DESCRIPTION = 80
"""Characters: less cannot say what people will do."""
MOST_SEATS = 500
MOST_WAITING = 200
LONGEST_TITLE = 160
NEARLY_FULL = 80
"""Per cent of the places: from here on an edition is nearly full."""


class Filling(Labelled):
    """How full an edition is."""

    EMPTY = "empty", N_("Nobody yet")
    SOME = "some", N_("Places left")
    NEARLY_FULL = "nearly_full", N_("Nearly full")
    FULL = "full", N_("Full")


def filling_of(used: int, seats: int) -> Filling:
    """How full: used are the places taken and those kept for somebody. Nearly full from 80 per cent."""
    if used >= seats:
        return Filling.FULL
    if used * 100 >= seats * NEARLY_FULL:
        return Filling.NEARLY_FULL
    return Filling.SOME if used else Filling.EMPTY


@dataclass(frozen=True, kw_only=True)
class CallFacts:
    """The call an offer stands under."""

    code: str
    pathways: frozenset[int]
    opens_on: date
    closes_on: date
    offers: Window | None = None
    """When offers can be submitted; None: as long as the call lives."""
    is_published: bool = True
    service_types: frozenset[str] = frozenset()
    """None: every type of the rule set."""
    max_hours: int | None = None


@dataclass(frozen=True, kw_only=True)
class EditionFacts:
    """One edition as it is, or as it would be."""

    code: str
    site_id: int | None
    starts_on: date | None
    ends_on: date | None
    enrol_by: date | None
    seats: int | None
    taken: int = 0
    slots: tuple[Slot, ...] = ()
    seats_min: int = 0
    waiting_max: int = 0
    is_live: bool = True
    """False for those cancelled or closed, which no rule asks about any more."""


@dataclass(frozen=True, kw_only=True)
class OfferFacts:
    """Everything a decision about an offer is taken from."""

    title: str
    service_type: str
    pathways: frozenset[int]
    hours: int
    description: str
    learning: str
    contact_email: str
    contact_phone: str
    call: CallFacts | None
    accreditation: Accreditation
    site_fields: Mapping[int, frozenset[str]]
    """The provider's own sites, each with the fields it is accredited for."""
    editions: tuple[EditionFacts, ...]


def submission_refusals(facts: OfferFacts, rules: RuleSet, on: date) -> list[Refusal]:
    """Why the offer cannot be submitted on that day; empty when it can.

    It needs words that say what people do and learn, a contact, an open call, a service type and
    pathways that fit each other and the call, hours within the rule set's limits, an accreditation
    for the field on every day of every edition at its site, and at least one edition to come, with
    its dates in order and within the call.
    """
    service = next((s for s in rules.service_types if s.code == facts.service_type), None)
    return [
        *_words(facts),
        *_call(facts, rules, on),
        *_service(facts, service),
        *_editions(facts, service, on),
    ]


def edition_refusals(edition: EditionFacts) -> list[Refusal]:
    """Why the edition cannot be kept as it is.

    Dates in order, places enough for those taken and for the minimum, weekly hours that can be.
    """
    reasons = []
    if edition.starts_on and edition.ends_on and edition.ends_on < edition.starts_on:
        message = N_("The last day cannot come before the first.")
        reasons.append(Refusal("ends_before_start", message, field="ends_on"))
    if edition.starts_on and edition.enrol_by and edition.enrol_by > edition.starts_on:
        message = N_("Enrolment must end by the first day at the latest.")
        reasons.append(Refusal("enrolment_after_start", message, field="enrol_by"))
    seats = edition.seats or 0
    if not 1 <= seats <= MOST_SEATS:
        message = N_("Places must be between 1 and %(most)s.")
        reasons.append(Refusal("seats_out_of_range", message, {"most": MOST_SEATS}, "seats"))
    elif seats < edition.taken:
        message = N_("%(taken)s places are already taken: there cannot be fewer.")
        reasons.append(Refusal("seats_below_taken", message, {"taken": edition.taken}, "seats"))
    if not 0 <= edition.seats_min <= max(seats, 0):
        message = N_("The minimum to begin must be between 0 and the number of places.")
        reasons.append(Refusal("minimum_out_of_range", message, field="seats_min"))
    if not 0 <= edition.waiting_max <= MOST_WAITING:
        message = N_("Places of the waiting list must be between 0 and %(most)s.")
        params = {"most": MOST_WAITING}
        reasons.append(Refusal("waiting_out_of_range", message, params, "waiting_max"))
    return [*reasons, *slot_refusals(edition.slots)]


def is_short(*, taken: int, seats_min: int, starts_on: date, on: date, notice_days: int) -> bool:
    """Whether fewer people than the minimum have a place when the first day is near.

    From `notice_days` before the first day to the first day itself, both included.
    """
    return taken < seats_min and 0 <= (starts_on - on).days <= notice_days


def is_paused(since: date | None, until: date | None, on: date) -> bool:
    """A pause holds from its first day to its last, both included; without a last, until resumed."""
    return since is not None and since <= on and (until is None or on <= until)


class Standing(Labelled):
    """What somebody who looks at an offer can count on today."""

    OPEN = "open", N_("Places left")
    WAITING_LIST = "waiting_list", N_("Full, with a waiting list")
    FULL = "full", N_("No places left")
    PAUSED = "paused", N_("Takes no new people for now")
    NO_DATES = "no_dates", N_("No dates to come")


@dataclass(frozen=True, kw_only=True)
class Room:
    """What an edition on show has room for."""

    places_left: int
    is_paused: bool
    waiting: int = 0
    waiting_max: int = 0


def standing_of(editions: Sequence[Room]) -> Standing:
    """The best of what the editions on show allow: a place, else the waiting list, else to wait.

    Example: one edition full with room on its list, another paused: full, with a waiting list.
    """
    if not editions:
        return Standing.NO_DATES
    taking = [room for room in editions if not room.is_paused]
    if not taking:
        return Standing.PAUSED
    if any(room.places_left > 0 for room in taking):
        return Standing.OPEN
    if any(room.waiting < room.waiting_max for room in taking):
        return Standing.WAITING_LIST
    return Standing.FULL


def seat_refusals(
    *,
    state: str,
    places_left: int,
    enrol_by: date,
    is_published: bool,
    on: date,
    paused: bool = False,
) -> list[Refusal]:
    """Why no place of an edition can be taken on that day; empty when one can."""
    if not is_published or state not in ("open", "full"):
        return [Refusal("edition_closed", N_("This edition is not open for choice."))]
    if paused:
        return [Refusal("provider_paused", N_("The provider takes no new people for now."))]
    if on > enrol_by:
        return [Refusal("enrolment_over", N_("Enrolment in this edition has ended."))]
    if places_left < 1 or state == "full":
        return [Refusal("edition_full", N_("The last place has just been taken."))]
    return []


def _words(facts: OfferFacts) -> Iterator[Refusal]:
    if not facts.title.strip():
        yield Refusal("title_missing", N_("Give the offer a title."), field="title")
    if len(facts.description.strip()) < SHORTEST_DESCRIPTION:
        message = N_("Describe what people will do, in at least %(least)s characters.")
        params = {"least": SHORTEST_DESCRIPTION}
        yield Refusal("description_short", message, params, "description")
    if not facts.learning.strip():
        message = N_("Say what people will learn or get out of it.")
        yield Refusal("learning_missing", message, field="learning")
    if not (facts.contact_email.strip() or facts.contact_phone.strip()):
        message = N_("Give an email address or a telephone number people can use.")
        yield Refusal("contact_missing", message, field="contact_email")


def _call(facts: OfferFacts, rules: RuleSet, on: date) -> Iterator[Refusal]:
    if facts.call is None:
        yield Refusal("call_missing", N_("Choose the call that funds the offer."), field="call_id")
        return
    call = facts.call
    window = call.offers or Window(call.opens_on, call.closes_on)
    if not call.is_published or on not in window:
        message = N_("The call %(call)s does not take offers now. Choose another one.")
        yield Refusal("call_closed", message, {"call": facts.call.code}, "call_id")
    if outside := sorted(facts.pathways - facts.call.pathways):
        message = N_("The call %(call)s does not fund pathway %(pathways)s.")
        params = {"call": facts.call.code, "pathways": _listed(outside)}
        yield Refusal("pathway_outside_call", message, params, "pathways")
    limit = limits_of({"max_hours": call.max_hours}, rules).get("max_hours")
    yield from offer_refusals(
        service_type=facts.service_type,
        hours=facts.hours,
        service_types=call.service_types,
        max_hours=limit.value if limit else None,
    )


def _service(facts: OfferFacts, service: ServiceType | None) -> Iterator[Refusal]:
    if service is None:
        message = N_("Choose the type of service from the list.")
        yield Refusal("service_missing", message, field="service_type")
        return
    if not facts.pathways:
        yield Refusal("pathway_missing", N_("Choose at least one pathway."), field="pathways")
    for pathway in sorted(facts.pathways):
        allowance = service.allowance(pathway)
        if allowance is None:
            message = N_("This type of service is not part of pathway %(pathway)s.")
            yield Refusal("pathway_not_allowed", message, {"pathway": pathway}, "pathways")
        elif not allowance.hours_min <= facts.hours <= allowance.hours_max:
            message = N_("In pathway %(pathway)s this service takes %(min)s to %(max)s hours.")
            params = {
                "pathway": pathway,
                "min": allowance.hours_min,
                "max": allowance.hours_max,
            }
            yield Refusal("hours_outside", message, params, "hours")


def _editions(facts: OfferFacts, service: ServiceType | None, on: date) -> Iterator[Refusal]:
    live = [edition for edition in facts.editions if edition.is_live]
    if not any(edition.enrol_by and edition.enrol_by >= on for edition in live):
        message = N_("Add at least one edition in which people can still enrol.")
        yield Refusal("edition_missing", message, field="editions")
    for edition in live:
        if edition_refusals(edition):
            message = N_("Correct the dates or the places of edition %(edition)s.")
            yield Refusal("edition_wrong", message, {"edition": edition.code}, "editions")
        yield from _edition_in_call(facts, edition)
        if service is not None:
            yield from _edition_accredited(facts, service, edition)


def _edition_in_call(facts: OfferFacts, edition: EditionFacts) -> Iterator[Refusal]:
    call, starts_on = facts.call, edition.starts_on
    if call and starts_on and not call.opens_on <= starts_on <= call.closes_on:
        message = N_(
            "Edition %(edition)s must begin between %(from)s and %(to)s, as the call says."
        )
        params = {"edition": edition.code, "from": call.opens_on, "to": call.closes_on}
        yield Refusal("edition_outside_call", message, params, "editions")


def _edition_accredited(
    facts: OfferFacts, service: ServiceType, edition: EditionFacts
) -> Iterator[Refusal]:
    wanted, ends_on = field_for(service), edition.ends_on
    params = {"edition": edition.code, "field": wanted.label}
    if ends_on and not is_accredited_for(facts.accreditation, wanted, ends_on):
        message = N_("Edition %(edition)s ends when you are not accredited for: %(field)s.")
        yield Refusal("not_accredited", message, params, "editions")
    fields = facts.site_fields.get(edition.site_id or 0)
    if fields is None:
        message = N_("Edition %(edition)s needs one of your sites.")
        yield Refusal("site_missing", message, {"edition": edition.code}, "editions")
    elif wanted.value not in fields:
        message = N_("The site of edition %(edition)s is not accredited for: %(field)s.")
        yield Refusal("site_not_accredited", message, params, "editions")


def _listed(pathways: list[int]) -> str:
    return ", ".join(str(pathway) for pathway in pathways)
