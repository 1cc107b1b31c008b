"""Form fields for the hours of a week."""

from datetime import time
from typing import Any

from flask_babel import get_locale
from flask_babel import lazy_gettext as _
from wtforms import FieldList, Form, FormField, SelectMultipleField, StringField, TimeField
from wtforms.validators import Optional
from wtforms.widgets import CheckboxInput, ListWidget

from app.core.forms import choices, stripped
from catalogue.timetables.rules import MOST_SLOTS, Slot

WEEK = range(1, 8)


class SlotForm(Form):
    """The same hours on some days of the week; a line left empty is none."""

    days = SelectMultipleField(
        _("Days"),
        coerce=int,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    begins = TimeField(_("From what time"), validators=[Optional()])
    ends = TimeField(_("To what time"), validators=[Optional()])
    place = StringField(_("Room or place"), filters=[stripped])

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        locale = get_locale()
        names = locale.days["stand-alone"]["abbreviated"] if locale else {}
        self.days.choices = choices((day, names.get(day - 1, str(day))) for day in WEEK)

    def is_empty(self) -> bool:
        """Whether nothing was entered in the line."""
        typed = (self.begins, self.ends, self.place)
        said = (field.data or "".join(field.raw_data or ()) for field in typed)
        return not self.days.data and not any(said)

    def slot(self) -> Slot:
        """The line as the rules read it."""
        begins: time | None = self.begins.data
        ends: time | None = self.ends.data
        days = tuple(self.days.data or ())
        return Slot(days=days, begins=begins, ends=ends, place=self.place.data or "")


def slot_list() -> "FieldList[Any]":
    """As many lines as weekly hours may have."""
    return FieldList(
        FormField(SlotForm), _("Weekly hours"), min_entries=MOST_SLOTS, max_entries=MOST_SLOTS
    )


def slots_in(lines: "FieldList[Any]") -> tuple[Slot, ...]:
    """The lines that were filled in."""
    return tuple(entry.form.slot() for entry in lines.entries if not entry.form.is_empty())
