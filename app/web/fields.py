"""What the form macros ask of WTForms: how a field is drawn, and every error with its place."""

from collections.abc import Iterator, Mapping

from wtforms import BooleanField, Field, FieldList, FormField, RadioField, SelectMultipleField
from wtforms.form import BaseForm
from wtforms.widgets import HiddenInput, ListWidget, TextArea

ANONYMOUS_MESSAGES = (
    "This field is required.",
    "Not a valid choice.",
    "Not a valid date value.",
    "Not a valid datetime value.",
    "Not a valid decimal value.",
    "Not a valid integer value.",
    "Not a valid float value.",
    "Invalid Choice: could not coerce.",
)
"""Messages of WTForms itself; its own catalogue translates them."""


def field_kind(field: Field) -> str:
    """How the field is drawn: hidden, checkbox, choices, textarea or input."""
    if isinstance(field.widget, HiddenInput):
        return "hidden"
    if isinstance(field, BooleanField):
        return "checkbox"
    if isinstance(field, RadioField | SelectMultipleField) and isinstance(field.widget, ListWidget):
        return "choices"
    return "textarea" if isinstance(field.widget, TextArea) else "input"


def form_errors(form: BaseForm) -> list[tuple[str | None, str]]:
    """Every error of the form as (id of the field, message); id None belongs to the whole form."""
    whole = [(None, str(message)) for message in getattr(form, "form_errors", ())]
    return [*whole, *(found for field in form for found in _field_errors(field))]


def _field_errors(field: Field) -> Iterator[tuple[str | None, str]]:
    if isinstance(field, FormField):
        yield from form_errors(field.form)
        return
    if isinstance(field, FieldList):
        for entry in field.entries:
            yield from _field_errors(entry)
    for message in field.errors:
        if not isinstance(message, Mapping | list | tuple):
            yield field.id, _standing_alone(field, str(message))


def _standing_alone(field: Field, message: str) -> str:
    """The library's own messages do not name their field; far from it they need its label."""
    anonymous = {field.gettext(words) for words in ANONYMOUS_MESSAGES}
    return f"{field.label.text}: {message}" if message in anonymous else message
