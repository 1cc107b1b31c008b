"""Up to three offers side by side: what each says on each point, and on which points they differ."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from flask_babel import gettext as _
from flask_babel import ngettext

from app.core.clock import today
from app.core.errors import Refusal
from app.web.formats import day, label, number
from catalogue.offers.models import Edition, Mode, Offer
from catalogue.offers.queries import Place, editions_on_show, kilometres_between
from catalogue.offers.states import OfferState
from catalogue.offers.views import weekly_hours
from catalogue.services.views import service_names
from profiling.discovery.rules import differs


@dataclass(frozen=True)
class Kept:
    """An offer as lists and tables show it: with its next edition and how far away that is."""

    offer: Offer
    edition: Edition | None
    kilometres: float | None
    reasons: Sequence[Refusal] = field(default_factory=list)
    """Why the person cannot choose it, where it is looked at for somebody."""

    @property
    def is_public(self) -> bool:
        """Whether its page is there for everybody."""
        return self.offer.state is OfferState.PUBLISHED


@dataclass(frozen=True)
class Point:
    """One row of the table."""

    label: str
    values: Sequence[str]

    @property
    def differs(self) -> bool:
        """Whether the offers are not alike in it."""
        return differs(self.values)


def kept(offer: Offer, near: Place | None, reasons: Sequence[Refusal] = ()) -> Kept:
    """The offer with the soonest edition that has a place, else the soonest to come."""
    shown = editions_on_show(offer) if offer.state is OfferState.PUBLISHED else []
    free = [item for item in shown if item.places_left > 0 and not item.takes_nobody(today())]
    edition = next(iter(free or shown), None)
    away = None
    if near and edition and offer.mode is not Mode.ONLINE:
        away = kilometres_between(near, edition.site)
    return Kept(offer, edition, away, reasons)


def points(columns: Sequence[Kept]) -> list[Point]:
    """The rows of the comparison, in the order people ask."""
    services = service_names()
    asked: tuple[tuple[str, Callable[[Kept], str]], ...] = (
        (_("Provider"), lambda one: one.offer.provider.legal_name),
        (_("Type of measure"), lambda one: _service(one, services)),
        (_("Next start"), lambda one: day(one.edition.starts_on) if one.edition else _("No dates")),
        (_("Days and times"), _times),
        (_("Places left"), places_in_words),
        (_("Length"), _length),
        (_("Where"), _where),
        (_("Distance"), distance_in_words),
        (_("What you pay"), lambda _one: _("Nothing")),
        (_("Certificate"), lambda one: label(one.offer.certificate)),
        (_("How it is held"), lambda one: label(one.offer.mode)),
        (_("What you need"), lambda one: one.offer.requirements or _("Nothing in particular.")),
        (_("Accessibility"), _accessibility),
    )
    return [Point(words, [value(one) for one in columns]) for words, value in asked]


def places_in_words(one: Kept) -> str:
    """How many places the next edition has left, or why it has none."""
    edition = one.edition
    if edition is None:
        return "–"
    if edition.takes_nobody(today()):
        return str(_("Takes no new people for now"))
    if edition.places_left < 1:
        return str(_("Full, with a waiting list") if edition.waiting_max else _("No places left"))
    return str(ngettext("%(num)s place left", "%(num)s places left", edition.places_left))


def distance_in_words(one: Kept) -> str:
    """How far away it is; online it is nowhere."""
    if one.offer.mode is Mode.ONLINE:
        return str(_("Online"))
    return "–" if one.kilometres is None else str(_("%(km)s km", km=number(one.kilometres)))


def _service(one: Kept, services: Mapping[str, str]) -> str:
    return services.get(one.offer.service_type, one.offer.service_type)


def _times(one: Kept) -> str:
    if one.edition is None:
        return "–"
    lines = [f"{days}, {moments}" for days, moments, _place in weekly_hours(one.edition)]
    return "; ".join([*lines, one.edition.timetable] if one.edition.timetable else lines) or "–"


def _length(one: Kept) -> str:
    if not one.offer.hours:
        return str(_("Paid by result, no fixed hours"))
    return str(ngettext("%(num)s hour", "%(num)s hours", one.offer.hours))


def _where(one: Kept) -> str:
    if one.edition is None:
        return "–"
    return f"{one.edition.site.address}, {one.edition.site.municipality.label}"


def _accessibility(one: Kept) -> str:
    step_free = one.edition is not None and one.edition.site.step_free
    words = [f"{_('Step-free access')}."] if step_free else []
    return " ".join([*words, one.offer.accessibility]).strip() or str(_("Nothing is said."))
