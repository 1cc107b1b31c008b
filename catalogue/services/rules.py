"""What a call says: its windows and limits, where it stands on a day, what it lets pass by itself."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from app.core.errors import Refusal
from app.core.language import N_
from app.core.money import Money
from app.programme.rules.document import RuleSet
from app.programme.rules.provenance import Sourced
from catalogue.services.states import CallState, Standing

LIMITS = {
    "max_offers": "call_offers_per_provider",
    "max_hours": "call_hours_per_offer",
    "max_euro": "call_euro_per_person",
}
"""The limit of a call, and the parameter of the rule set that holds where the call says nothing."""


@dataclass(frozen=True)
class Window:
    """Days from the first to the last, both included."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def lies_in(self, other: "Window") -> bool:
        """Whether no day of it lies outside the other."""
        return other.first <= self.first and self.last <= other.last


@dataclass(frozen=True, kw_only=True)
class CallContent:
    """What a call says, as an officer writes it."""

    code: str
    title_it: str
    title_en: str
    act: str
    link: str = ""
    text_it: str = ""
    text_en: str = ""
    programme: str
    pathways: tuple[int, ...]
    service_types: tuple[str, ...] = ()
    """Codes of the rule set; none: every type it knows."""
    opens_on: date
    closes_on: date
    offers_from: date | None = None
    offers_until: date | None = None
    vouchers_from: date | None = None
    vouchers_until: date | None = None
    total: Money | None = None
    max_offers: int | None = None
    max_hours: int | None = None
    max_euro: Money | None = None
    automatic_approval: bool = False
    automatic_types: tuple[str, ...] = ()
    automatic_hours_max: int | None = None
    automatic_known_only: bool = True

    @property
    def life(self) -> Window:
        """From the opening to the last day on which an edition may begin."""
        return Window(self.opens_on, self.closes_on)

    @property
    def offers(self) -> Window:
        """When providers can submit offers."""
        return Window(self.offers_from or self.opens_on, self.offers_until or self.closes_on)

    @property
    def vouchers(self) -> Window:
        """When vouchers can be issued."""
        return Window(self.vouchers_from or self.opens_on, self.vouchers_until or self.closes_on)


@dataclass(frozen=True)
class Limit:
    """A limit that holds under a call, and who set it."""

    value: int
    given: Sourced | None
    """The parameter of the rule set; None when the call itself says it."""


def standing(state: CallState, life: Window, offers: Window, on: date) -> Standing:
    """Where the call stands on that day.

    A published call opens and closes by its dates: nobody has to press a button on the morning.
    Example: published on 1 March, open from 15 March to 30 June with offers until 31 May: coming on
    10 March, open on 15 March, taking no more offers on 1 June, closed on 1 July.
    """
    if state is not CallState.PUBLISHED:
        return _DECIDED[state]
    if on < life.first:
        return Standing.COMING
    if on > life.last:
        return Standing.CLOSED
    return Standing.OPEN if on <= offers.last else Standing.NO_NEW_OFFERS


_DECIDED = {
    CallState.DRAFT: Standing.DRAFT,
    CallState.CLOSED: Standing.CLOSED,
    CallState.DISCARDED: Standing.DISCARDED,
}


def content_refusals(content: CallContent, rules: RuleSet) -> list[Refusal]:
    """Why the call cannot say this: every reason at once, each at its field.

    Windows lie within the life of the call and have their days in order; pathways and service types
    are those of the rule set, and every pathway has a type to offer; limits are above zero; what is
    approved by itself is of the call.
    """
    return [*_windows(content), *_measures(content, rules), *_amounts(content)]


def publication_refusals(content: CallContent, rules: RuleSet, on: date) -> list[Refusal]:
    """Why the draft cannot be made public on that day: what everybody will ask is missing, or it is over."""
    reasons = content_refusals(content, rules)
    if not content.text_it.strip():
        message = N_("Write in Italian what the call is about, before publishing it.")
        reasons.append(Refusal("text_missing", message, field="text_it"))
    if not content.text_en.strip():
        message = N_("Write in English what the call is about, before publishing it.")
        reasons.append(Refusal("text_missing", message, field="text_en"))
    if content.closes_on < on:
        message = N_("The last day of the call has passed.")
        reasons.append(Refusal("call_over", message, field="closes_on"))
    return reasons


def amendment_refusals(
    before: CallContent, after: CallContent, *, act: str, reason: str, granted: Money
) -> list[Refusal]:
    """Why a published call cannot be changed so.

    The code stands in files and decisions, so it stays; what was granted cannot be taken away by
    lowering the total; an amendment says by which act and why, and changes something.
    """
    reasons = []
    if not act.strip():
        message = N_("Enter the act that amends the call.")
        reasons.append(Refusal("act_missing", message, field="amending_act"))
    if not reason.strip():
        message = N_("Say why the call is amended: everybody can read it.")
        reasons.append(Refusal("reason_missing", message, field="reason"))
    if after.code != before.code:
        message = N_("The code of a published call does not change.")
        reasons.append(Refusal("code_fixed", message, field="code"))
    if after.total is not None and after.total < granted:
        message = N_("%(granted)s have already been granted: the total cannot be lower.")
        reasons.append(Refusal("total_below_granted", message, {"granted": granted}, "total"))
    if after == before:
        reasons.append(Refusal("nothing_changed", N_("Nothing has been changed.")))
    return reasons


def _windows(content: CallContent) -> list[Refusal]:
    if content.closes_on < content.opens_on:
        message = N_("The last day cannot come before the first.")
        return [Refusal("period_reversed", message, field="closes_on")]
    reasons = []
    for field, window in (("offers_until", content.offers), ("vouchers_until", content.vouchers)):
        if window.last < window.first:
            message = N_("The last day cannot come before the first.")
            reasons.append(Refusal("window_reversed", message, field=field))
        elif not window.lies_in(content.life):
            message = N_("These days must lie between the opening and the end of the call.")
            reasons.append(Refusal("window_outside", message, field=field))
    return reasons


def _measures(content: CallContent, rules: RuleSet) -> list[Refusal]:
    reasons = []
    known = {service.code for service in rules.service_types}
    numbers = {pathway.number for pathway in rules.pathways}
    if not content.pathways or set(content.pathways) - numbers:
        message = N_("Choose at least one pathway.")
        reasons.append(Refusal("pathways_unknown", message, field="pathways"))
    if set(content.service_types) - known:
        message = N_("Choose service types from the list.")
        reasons.append(Refusal("service_types_unknown", message, field="service_types"))
    allowed = set(content.service_types) or known
    for pathway in sorted(set(content.pathways) & numbers):
        if not any(service.code in allowed for service in rules.services_in(pathway)):
            message = N_("None of these service types is part of pathway %(pathway)s.")
            reasons.append(
                Refusal("pathway_without_type", message, {"pathway": pathway}, "service_types")
            )
    if set(content.automatic_types) - allowed:
        message = N_("Only service types of the call can be approved automatically.")
        reasons.append(Refusal("automatic_outside", message, field="automatic_types"))
    return reasons


def _amounts(content: CallContent) -> list[Refusal]:
    amounts = {
        "total": content.total.cents if content.total else None,
        "max_euro": content.max_euro.cents if content.max_euro else None,
        "max_offers": content.max_offers,
        "max_hours": content.max_hours,
        "automatic_hours_max": content.automatic_hours_max,
    }
    message = N_("Enter a number above zero, or leave it empty.")
    return [
        Refusal("not_above_zero", message, field=field)
        for field, amount in amounts.items()
        if amount is not None and amount <= 0
    ]


def limits_of(own: Mapping[str, int | None], rules: RuleSet) -> dict[str, Limit]:
    """The limits that hold under a call, by name: its own, else those of the rule set, else none.

    Money is in cents; parameters of the rule set say euros.
    """
    found = {}
    for name, parameter in LIMITS.items():
        value, given = own.get(name), rules.parameters.get(parameter)
        if value is not None:
            found[name] = Limit(value, None)
        elif given is not None:
            factor = 100 if name == "max_euro" else 1
            found[name] = Limit(int(given.value * factor), given)
    return found


@dataclass(frozen=True, kw_only=True)
class AutomaticTerms:
    """What a call lets be published without an officer's look."""

    allowed: bool
    service_types: frozenset[str] = frozenset()
    """None: all those of the call."""
    hours_max: int | None = None
    known_only: bool = True


def automatic_refusals(
    terms: AutomaticTerms, *, service_type: str, hours: int, published_before: int
) -> list[Refusal]:
    """Why an offer that can be submitted still waits for an officer; empty: it is approved by itself.

    `published_before` counts offers of the provider that an officer has approved. Example: where only
    known providers pass, the first offer of a new one is looked at by a person.
    """
    if not terms.allowed:
        return [Refusal("not_automatic", N_("The call has every offer looked at by an officer."))]
    reasons = []
    if terms.service_types and service_type not in terms.service_types:
        message = N_("The call has this type of service looked at by an officer.")
        reasons.append(Refusal("type_looked_at", message, field="service_type"))
    if terms.hours_max is not None and hours > terms.hours_max:
        message = N_("Offers of more than %(most)s hours are looked at by an officer.")
        reasons.append(Refusal("hours_looked_at", message, {"most": terms.hours_max}, "hours"))
    if terms.known_only and not published_before:
        message = N_("The first offer of a provider is looked at by an officer.")
        reasons.append(Refusal("provider_new", message))
    return reasons


def offer_refusals(
    *,
    service_type: str,
    hours: int,
    service_types: Collection[str],
    max_hours: int | None,
) -> list[Refusal]:
    """Why the call does not take an offer of that type and length; empty when it does."""
    reasons = []
    if service_type and service_types and service_type not in service_types:
        message = N_("The call does not fund this type of service.")
        reasons.append(Refusal("type_outside_call", message, field="service_type"))
    if max_hours is not None and hours > max_hours:
        message = N_("The call takes offers of at most %(most)s hours.")
        reasons.append(Refusal("hours_over_call", message, {"most": max_hours}, "hours"))
    return reasons
