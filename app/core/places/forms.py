"""Form fields for a municipality and a place of birth: typed, suggested, resolved by the server.

Without JavaScript they are plain text boxes; with it, suggestions arrive as one types.
"""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from markupsafe import Markup
from wtforms import Field, Form
from wtforms.validators import StopValidation
from wtforms.widgets import TextInput

from app.core.database import db
from app.core.places import queries
from app.core.places.models import Birthplace, Municipality
from app.core.places.rules import CADASTRAL_CODE, taken_apart

SHOWN_CANDIDATES = 8
Place = Municipality | Birthplace


class SuggestingInput(TextInput):
    """A text box with a list of suggestions that the server refreshes while one types."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self.kind = kind

    def __call__(self, field: Field, **attributes: object) -> Markup:
        """The text box and its list."""
        list_id = f"{field.id}-options"
        address = url_for("places.suggest", kind=self.kind, field=field.name)
        attributes |= {
            "list": list_id,
            "autocomplete": "off",
            "hx-get": address,
            "hx-trigger": "input changed delay:150ms",
            "hx-target": f"#{list_id}",
            "hx-sync": "this:replace",
        }
        box = super().__call__(field, **attributes)
        return box + Markup('<datalist id="{}"></datalist>').format(list_id)


class PlaceField(Field):
    """A typed place. `data` is its code once valid; what was typed is shown again until then."""

    def _value(self) -> str:
        typed = str(self.raw_data[0]) if self.raw_data else ""
        if typed and (self.errors or typed != self.data):
            return typed
        return self.label_of(self.data) if self.data else ""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Keep the typed text; it is resolved when the form is validated."""
        self.data = valuelist[0].strip() if valuelist else None

    def pre_validate(self, form: Form) -> None:  # type: ignore[override]
        """Put the code in the place of the text, or say why it cannot be done."""
        if self.data:
            self.data = self.resolved(form, str(self.data))

    def label_of(self, code: str) -> str:
        """How the place with this code is written."""
        raise NotImplementedError

    def resolved(self, form: Form, text: str) -> str:
        """The code of the one place that `text` means; StopValidation if there is not one."""
        raise NotImplementedError


class MunicipalityField(PlaceField):
    """An Italian municipality of today: `Padova`, `Padova (PD)` or its ISTAT code.

    `data` is the ISTAT code, `municipality` the row.
    """

    widget = SuggestingInput("municipality")
    municipality: Municipality | None = None

    def label_of(self, code: str) -> str:
        """`Padova (PD)`."""
        found = queries.municipality(db.session, code)
        return found.label if found else code

    def resolved(self, form: Form, text: str) -> str:
        """The ISTAT code."""
        found = queries.municipalities_named(db.session, taken_apart(text))
        if len(found) != 1:
            raise StopValidation(_which(text, found, queries.municipalities_starting))
        self.municipality = found[0]
        return found[0].code


class BirthplaceField(PlaceField):
    """A place of birth: a municipality, also abolished since, or a foreign country; or its code.

    `data` is the cadastral code. The field `born_on` of the same form, where there is one, tells
    apart places of the same name.
    """

    widget = SuggestingInput("birthplace")

    born_on_field = "born_on"

    def label_of(self, code: str) -> str:
        """The latest name the code stood for."""
        found = queries.birthplaces_of_code(db.session, code)
        return found[-1].label if found else code

    def resolved(self, form: Form, text: str) -> str:
        """The cadastral code."""
        if CADASTRAL_CODE.fullmatch(text.upper()):
            known: Sequence[Birthplace] = queries.birthplaces_of_code(db.session, text)
        else:
            known = self._named(form, text)
        codes = {place.cadastral_code for place in known}
        if len(codes) != 1:
            raise StopValidation(_which(text, known, queries.birthplaces_starting))
        return codes.pop()

    def _named(self, form: Form, text: str) -> Sequence[Birthplace]:
        typed = taken_apart(text)
        born_on = form[self.born_on_field].data if self.born_on_field in form else None
        if isinstance(born_on, date):
            at_birth = queries.birthplaces_named(db.session, typed, on=born_on)
            if at_birth:
                return at_birth
        return queries.birthplaces_named(db.session, typed)


def _which(text: str, found: Sequence[Place], starting: Callable[..., Sequence[Place]]) -> str:
    """The error for a place that is ambiguous or unknown, with what may have been meant."""
    if found:
        params = {"typed": text, "candidates": _listed(found)}
        several = _("“%(typed)s” can be more than one place: %(candidates)s. Write one in full.")
        return str(several) % params
    for length in (len(text), 5, 4, 3):
        if near := starting(db.session, text[:length], limit=SHOWN_CANDIDATES):
            params = {"typed": text, "candidates": _listed(near)}
            return str(_("No place is called “%(typed)s”. Perhaps: %(candidates)s.")) % params
    return str(_("No place is called “%(typed)s”. Check the spelling.")) % {"typed": text}


def _listed(places: Sequence[Place]) -> str:
    labels = dict.fromkeys(place.label for place in places[:SHOWN_CANDIDATES])
    return ", ".join(labels)
