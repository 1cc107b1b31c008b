"""The search of the catalogue, as a form that lives in the address."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, Form, SelectField, StringField
from wtforms.validators import Length, Optional

from app.core.database import db
from app.core.forms import choices, choices_of, stripped
from app.core.places.forms import MunicipalityField
from app.core.places.queries import municipality
from catalogue.offers.models import Mode
from catalogue.offers.queries import Place, Sort, Wanted

USUAL_KM = "30"
KILOMETRES = ("10", "20", "30", "50", "100")
START_DAYS = ("30", "60", "90", "180")
NEAREST, SOONEST = "nearest", "soonest"


class SearchForm(Form):
    """What a visitor asks of the catalogue."""

    q = StringField(
        _("What are you looking for?"),
        filters=[stripped],
        validators=[Length(max=200, message=_("Use at most %(max)d characters."))],
    )
    near = MunicipalityField(_("Near which municipality?"), validators=[Optional()])
    within = SelectField(_("How far"), default=USUAL_KM)
    service = SelectField(_("Service type"), default="")
    pathway = SelectField(_("Pathway"), default="")
    mode = SelectField(_("How it is held"), default="")
    province = SelectField(_("Province"), default="")
    start = SelectField(_("Begins within"), default="")
    sort = SelectField(_("Order"), default="")
    free = BooleanField(_("Only with places left"))

    def offer_choices(
        self,
        services: Mapping[str, str],
        pathways: Mapping[int, str],
        provinces: Mapping[str, str],
    ) -> None:
        """Fill the lists with what the rules in force and the region know."""
        any_of = ("", _("All"))
        days = choices((n, _("%(days)s days", days=n)) for n in START_DAYS)
        self.service.choices = choices([any_of, *services.items()])
        self.pathway.choices = choices(
            [any_of, *((str(n), f"{n}. {name}") for n, name in pathways.items())]
        )
        self.mode.choices = [*choices([any_of]), *choices_of(Mode)]
        self.province.choices = choices([any_of, *provinces.items()])
        self.start.choices = [*choices([("", _("Any date"))]), *days]
        self.within.choices = choices(
            [*((km, _("%(km)s km", km=km)) for km in KILOMETRES), ("any", _("Any distance"))]
        )
        self.sort.choices = choices(
            [("", _("Nearest, else soonest")), (SOONEST, _("Soonest")), (NEAREST, _("Nearest"))]
        )

    def place(self) -> Place | None:
        """The municipality asked for as a point, when it is one."""
        if self.near.errors or not self.near.data:
            return None
        found = municipality(db.session, self.near.data)
        if found is None:
            return None
        within = self.within.data if self.within.data in KILOMETRES else None
        return Place(
            latitude=float(found.latitude),
            longitude=float(found.longitude),
            within_km=int(within) if within else None,
            municipality=found.code,
        )

    def wanted(self) -> Wanted:
        """The filters of the search; what could not be understood narrows nothing."""
        place = self.place()
        days = _valid(self.start)
        mode = _valid(self.mode)
        pathway = _valid(self.pathway)
        service, province = _valid(self.service), _valid(self.province)
        return Wanted(
            words=(self.q.data or "") if not self.q.errors else "",
            pathways=frozenset([int(pathway)] if pathway else []),
            services=frozenset([service] if service else []),
            modes=frozenset([Mode(mode)] if mode else []),
            provinces=frozenset([province] if province else []),
            near=place,
            starts_within=int(days) if days else None,
            only_free=bool(self.free.data),
            sort=Sort.SOONEST if place is None or self.sort.data == SOONEST else Sort.NEAREST,
        )


def _valid(field: Any) -> str:
    return "" if field.errors or not field.data else str(field.data)
