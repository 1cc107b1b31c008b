"""Filters of the offers that fit, and the confirmation of a choice."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import Form, SelectField, StringField
from wtforms.validators import Length

from app.core.forms import BaseForm, choices, choices_of, stripped
from catalogue.offers.models import Mode
from catalogue.offers.queries import Place, Sort, Wanted

KILOMETRES = (10, 20, 30, 50, 100)
START_DAYS = (30, 60, 90, 180)


class FitFilterForm(Form):
    """How the offers that fit are narrowed; it lives in the address."""

    q = StringField(_("Words"), filters=[stripped], validators=[Length(max=200)])
    service = SelectField(_("Type of measure"), default="")
    within = SelectField(_("How far from home"), default="")
    mode = SelectField(_("How it is held"), default="")
    start = SelectField(_("Begins within"), default="")

    def offer(self, services: Sequence[tuple[str, str]]) -> None:
        """Fill the lists; `services` are code and name of what the pathway allows."""
        self.service.choices = choices([("", _("All")), *services])
        self.within.choices = choices(
            [("", _("Any distance")), *((str(n), _("%(km)s km", km=n)) for n in KILOMETRES)]
        )
        self.mode.choices = [*choices([("", _("All"))]), *choices_of(Mode)]
        self.start.choices = choices(
            [("", _("Any date")), *((str(n), _("%(days)s days", days=n)) for n in START_DAYS)]
        )

    def wanted(self, allowed: frozenset[str], home: Place) -> Wanted:
        """The filters as the search takes them; what could not be understood narrows nothing."""
        self.validate()
        within, days, mode = (_understood(field) for field in (self.within, self.start, self.mode))
        service = _understood(self.service)
        return Wanted(
            words="" if self.q.errors else self.q.data or "",
            services=frozenset([service] if service else []),
            service_types=allowed,
            modes=frozenset([Mode(mode)] if mode else []),
            near=Place(
                latitude=home.latitude,
                longitude=home.longitude,
                within_km=int(within) if within else None,
            ),
            starts_within=int(days) if days else None,
            sort=Sort.NEAREST,
        )


class ConfirmForm(BaseForm):
    """The one button that makes the choice."""


def _understood(field: Any) -> str:
    return "" if field.errors or not field.data else str(field.data)
