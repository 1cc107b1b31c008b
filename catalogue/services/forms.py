"""Forms of calls."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import DateField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length, Regexp
from wtforms.widgets import CheckboxInput, ListWidget

from app.core.forms import BaseForm, choices, stripped


class CallForm(BaseForm):
    """A new call."""

    code = StringField(
        _("Code"),
        description=_("Short and unique, as people will write it in files: AVVISO-1-2026."),
        filters=[stripped],
        validators=[
            InputRequired(_("Enter the code of the call.")),
            Length(max=32, message=_("Use at most %(max)d characters.")),
            Regexp(r"^[A-Za-z0-9./-]+$", message=_("Use letters, figures, full stops and dashes.")),
        ],
    )
    title_it = StringField(
        _("Title in Italian"),
        filters=[stripped],
        validators=[InputRequired(_("Enter the title in Italian."))],
    )
    title_en = StringField(
        _("Title in English"),
        filters=[stripped],
        validators=[InputRequired(_("Enter the title in English."))],
    )
    act = StringField(
        _("Act"),
        description=_("The resolution that opens it, as people cite it."),
        filters=[stripped],
        validators=[InputRequired(_("Enter the act that opens the call."))],
    )
    pathways = SelectMultipleField(
        _("Pathways it funds"),
        coerce=int,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        validators=[InputRequired(_("Choose at least one pathway."))],
    )
    opens_on = DateField(
        _("Takes offers from"), validators=[InputRequired(_("Enter the first day of the call."))]
    )
    closes_on = DateField(
        _("Last day on which an edition may begin"),
        validators=[InputRequired(_("Enter the last day of the call."))],
    )

    def offer_pathways(self, names: Mapping[int, str]) -> None:
        """Offer the pathways of the rules in force."""
        self.pathways.choices = choices((n, f"{n}. {name}") for n, name in names.items())

    def content(self) -> dict[str, Any]:
        """What was entered, as the operation takes it."""
        return {
            "code": self.code.data,
            "titles": (self.title_it.data, self.title_en.data),
            "act": self.act.data,
            "pathways": self.pathways.data,
            "period": (self.opens_on.data, self.closes_on.data),
        }
