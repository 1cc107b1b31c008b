"""A search in words: every filter with its name."""

from collections.abc import Iterable, Mapping

from flask_babel import gettext as _

from app.core.database import db
from app.core.language import Labelled
from app.core.places.queries import municipality
from app.web.formats import label
from catalogue.offers.queries import Wanted, provinces_with_sites
from catalogue.providers.queries import provider_names
from catalogue.services.views import pathway_names, service_names


def in_words(wanted: Wanted) -> list[tuple[str, str]]:
    """The filters of a search as pairs of name and value, in the order of the search page."""
    provinces = provinces_with_sites() if wanted.provinces else {}
    pathways = pathway_names() if wanted.pathways else {}
    services = service_names() if wanted.services else {}
    days = wanted.starts_within
    pairs = [
        (_("Words"), wanted.words),
        (_("Near"), _near(wanted)),
        (_("Where"), _listed(map(_town, sorted(wanted.municipalities)))),
        (_("Province"), _named(wanted.provinces, provinces)),
        (_("Type of measure"), _named(wanted.services, services)),
        (_("Pathway"), _listed(f"{n}. {pathways.get(n, '')}" for n in sorted(wanted.pathways))),
        (_("How it is held"), _labels(wanted.modes)),
        (_("Length"), _labels(wanted.hours)),
        (_("Certificate"), _labels(wanted.certificates)),
        (_("Provider"), _listed(provider_names(sorted(wanted.providers)))),
        (_("Begins within"), _("%(days)s days", days=days) if days else ""),
        (_("Places"), _("Only with places left") if wanted.only_free else ""),
    ]
    return [(name, value) for name, value in pairs if value]


def _near(wanted: Wanted) -> str:
    near = wanted.near
    if near is None or not near.municipality:
        return ""
    town = _town(near.municipality)
    if near.within_km is None:
        return town
    return str(_("%(km)s km round %(town)s", km=near.within_km, town=town))


def _town(code: str) -> str:
    found = municipality(db.session, code)
    return found.label if found else code


def _named(codes: Iterable[str], names: Mapping[str, str]) -> str:
    return _listed(sorted(names.get(code, code) for code in codes))


def _labels(members: Iterable[Labelled]) -> str:
    return _listed(sorted(label(member) for member in members))


def _listed(words: Iterable[str]) -> str:
    return ", ".join(words)
