"""The search of the catalogue, as a form that lives in the address, and its filters with their counts."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask_babel import format_decimal, lazy_gettext
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, Form, SelectField, StringField
from wtforms.validators import Length, Optional

from app.core.database import db
from app.core.forms import choices, choices_of, stripped
from app.core.places.forms import MunicipalityField
from app.core.places.queries import municipality
from catalogue.offers.models import Certificate, Mode
from catalogue.offers.queries import Place, Sort, Wanted, wanted_from_args, wanted_to_args
from catalogue.offers.queries.matching import Counted
from catalogue.offers.queries.wanted import (
    ANY_DISTANCE,
    KILOMETRES,
    START_DAYS,
    USUAL_KM,
    HoursBand,
    radius,
)

MOST_SHOWN = 8
"""Values of one filter shown at once; the others are opened."""


class SearchBar(Form):
    """What a visitor types: words, place, order. The filters beside the list are no form's fields."""

    q = StringField(
        _("What are you looking for?"),
        filters=[stripped],
        validators=[Length(max=200, message=_("Use at most %(max)d characters."))],
    )
    near = MunicipalityField(_("Near which municipality?"), validators=[Optional()])
    within = SelectField(_("How far"), default=str(USUAL_KM))
    sort = SelectField(_("Order"), default="")

    def offer_distances(self) -> None:
        """Fill the lists that are always the same."""
        self.within.choices = choices(
            [
                *((str(km), _("%(km)s km", km=km)) for km in KILOMETRES),
                (ANY_DISTANCE, _("Any distance")),
            ]
        )
        self.sort.choices = [*choices([("", _("What fits best"))]), *choices_of(Sort)]

    def place(self) -> Place | None:
        """The municipality asked for as a point, when it is one."""
        if self.near.errors or not self.near.data:
            return None
        found = municipality(db.session, self.near.data)
        if found is None:
            return None
        return Place(
            latitude=float(found.latitude),
            longitude=float(found.longitude),
            within_km=radius(self.within.data or ""),
            municipality=found.code,
        )

    def wanted(self, args: Mapping[str, Sequence[str]]) -> Wanted:
        """The filters of the address; what could not be understood narrows nothing."""
        asked = wanted_from_args({**args, "near": []})
        return replace(asked, words="" if self.q.errors else asked.words, near=self.place())


class SearchForm(SearchBar):
    """The same with the filters as lists, for pages that have no room for their counts."""

    service = SelectField(_("Service type"), default="")
    pathway = SelectField(_("Pathway"), default="")
    mode = SelectField(_("How it is held"), default="")
    province = SelectField(_("Province"), default="")
    start = SelectField(_("Begins within"), default="")
    free = BooleanField(_("Only with places left"))

    def offer_choices(
        self,
        services: Mapping[str, str],
        pathways: Mapping[int, str],
        provinces: Mapping[str, str],
    ) -> None:
        """Fill the lists with what the rules in force and the region know."""
        self.offer_distances()
        any_of = ("", _("All"))
        days = choices((str(n), _("%(days)s days", days=n)) for n in START_DAYS)
        self.service.choices = choices([any_of, *services.items()])
        self.pathway.choices = choices(
            [any_of, *((str(n), f"{n}. {name}") for n, name in pathways.items())]
        )
        self.mode.choices = [*choices([any_of]), *choices_of(Mode)]
        self.province.choices = choices([any_of, *provinces.items()])
        self.start.choices = [*choices([("", _("Any date"))]), *days]


@dataclass(frozen=True)
class FacetOption:
    """A value of a filter, and how many lines are found with it."""

    value: str
    label: str
    count: int
    chosen: bool

    @property
    def shown_count(self) -> Any:
        """The count as it is written; small ones need no separators, and most are small."""
        return str(self.count) if self.count < 1000 else format_decimal(self.count)


@dataclass(frozen=True)
class FacetGroup:
    """A filter with its values; of a `single` one, only one can be chosen."""

    name: str
    label: str
    options: Sequence[FacetOption]
    single: bool = False

    @property
    def first(self) -> Sequence[FacetOption]:
        """The values shown at once: the chosen ones are among them."""
        chosen = [option for option in self.options if option.chosen]
        return [*chosen, *(o for o in self.options if not o.chosen)][: max(MOST_SHOWN, len(chosen))]

    @property
    def others(self) -> Sequence[FacetOption]:
        """The values to be opened."""
        shown = {option.value for option in self.first}
        return [option for option in self.options if option.value not in shown]


@dataclass(frozen=True)
class FacetNames:
    """How the values of the filters are called in the reader's language."""

    services: Mapping[str, str]
    pathways: Mapping[int, str]
    provinces: Mapping[str, str]
    providers: Mapping[int, str]


def _by_name(item: tuple[str, str]) -> str:
    return item[1]


def facet_groups(wanted: Wanted, counted: Counted, names: FacetNames) -> list[FacetGroup]:
    """The filters in the order of the page, each value with how many lines it would give."""
    chosen = wanted_to_args(wanted)

    def group(
        name: str, label: Any, known: Iterable[tuple[Any, Any]], *, single: bool = False
    ) -> FacetGroup:
        counts, picked = counted.facets[name], set(chosen.get(name, ()))
        options = [
            FacetOption(str(value), str(text), counts.get(value, 0), str(value) in picked)
            for value, text in known
        ]
        unknown = picked - {option.value for option in options}
        options += [FacetOption(value, value, 0, True) for value in sorted(unknown)]
        return FacetGroup(
            name, str(label), [o for o in options if o.count or o.chosen], single=single
        )

    by_count = sorted(
        names.providers.items(), key=lambda item: -counted.facets["provider"].get(item[0], 0)
    )
    return [
        group(
            "start",
            _("Begins within"),
            [(n, _("%(days)s days", days=n)) for n in START_DAYS],
            single=True,
        ),
        group("service", _("Service type"), names.services.items()),
        group("mode", _("How it is held"), _said(Mode)),
        group("province", _("Province"), sorted(names.provinces.items(), key=_by_name)),
        group("hours", _("Hours"), _said(HoursBand)),
        group("certificate", _("Certificate"), _said(Certificate)),
        group("pathway", _("Pathway"), [(n, f"{n}. {name}") for n, name in names.pathways.items()]),
        group("provider", _("Provider"), by_count),
    ]


@dataclass(frozen=True)
class Chip:
    """A filter in use: its words, and the search without it."""

    name: str
    label: str
    without: Wanted


def chips(wanted: Wanted, groups: Sequence[FacetGroup], place: str) -> list[Chip]:
    """Every filter in use, each with the way to be rid of it."""
    args = wanted_to_args(wanted)
    found = [
        Chip(group.name, option.label, _less(args, group.name, option.value))
        for group in groups
        for option in group.options
        if option.chosen
    ]
    single: Sequence[tuple[str, bool, Callable[[], Any]]] = (
        ("q", bool(wanted.words), lambda: _("Words: %(words)s", words=wanted.words)),
        ("near", wanted.near is not None, lambda: _near_words(wanted, place)),
        ("free", wanted.only_free, lambda: _("Only with places left")),
        ("paused", wanted.with_paused, lambda: _("Also what takes nobody now")),
        ("at", bool(wanted.municipalities), lambda: _("Municipalities chosen on the map")),
    )
    return [
        *(
            Chip(name, str(words()), _less(args, name))
            for name, is_used, words in single
            if is_used
        ),
        *found,
    ]


def _near_words(wanted: Wanted, place: str) -> Any:
    if wanted.near is None or wanted.near.within_km is None:
        return place
    return _("%(km)s km from %(place)s", km=wanted.near.within_km, place=place)


def _less(args: Mapping[str, Sequence[str]], name: str, value: str | None = None) -> Wanted:
    """The search without a filter, or without one value of it."""
    kept = [item for item in args.get(name, ()) if value is not None and item != value]
    return wanted_from_args({**args, name: kept})


def _said(members: Iterable[Any]) -> list[tuple[str, Any]]:
    return [(str(member.value), lazy_gettext(member.label)) for member in members]
