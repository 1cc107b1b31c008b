"""A form field for skills or occupations: ticked when chosen, typed to add more, with or without JavaScript."""

from collections.abc import Iterator
from typing import Any

from flask_babel import get_locale
from flask_babel import gettext as _
from wtforms import Form, SelectMultipleField
from wtforms.fields.choices import Choice  # type: ignore[attr-defined]  # younger than the published types
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from catalogue.esco.queries import concepts_of
from catalogue.esco.rules import Concept, Kind, meant, similar, unknown

SEPARATOR = ";"


class ConceptsField(SelectMultipleField):
    """Codes of the list. A value sent under its name is a code, or words that mean one.

    Words that name a concept add it; others propose what is similar, unticked, and are shown again.
    """

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, label: Any, *, kind: Kind, **options: Any) -> None:
        self.kind = kind
        self.typed = ""
        self.is_written_in = False
        self.proposed: list[Concept] = []
        super().__init__(label, choices=[], **options)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Codes are kept, words are understood one by one."""
        known, chosen, not_understood = concepts_of(self.kind), [], []
        for value in valuelist:
            if value in known:
                chosen.append(value)
                continue
            self.is_written_in = self.is_written_in or bool(str(value).strip())
            for words in filter(None, (part.strip() for part in str(value).split(SEPARATOR))):
                found = meant(known, words)
                if found is None:
                    not_understood.append(words)
                    self.proposed += similar(known, words, _language())
                else:
                    chosen.append(found.code)
        self.data = list(dict.fromkeys(chosen))
        self.typed = f"{SEPARATOR} ".join(not_understood)

    def process_data(self, value: Any) -> None:
        """What is stored already."""
        self.data = list(value or ())

    def iter_choices(self) -> Iterator[Any]:
        """Those chosen, ticked, in alphabetical order; then what may have been meant."""
        chosen = dict.fromkeys(self.data or ())
        known, language = concepts_of(self.kind), _language()
        named = [(code, known[code].label(language) if code in known else code) for code in chosen]
        for code, label in sorted(named, key=lambda pair: pair[1].lower()):
            yield Choice(value=code, label=label, selected=True, render_kw={})
        for concept in dict.fromkeys(self.proposed):
            if concept.code not in chosen:
                yield Choice(
                    value=concept.code, label=concept.label(language), selected=False, render_kw={}
                )

    def pre_validate(self, form: Form) -> None:  # type: ignore[override]
        """Everything typed must be understood; a code must be one of the list."""
        if self.typed:
            raise ValidationError(self.not_understood())
        if unknown(concepts_of(self.kind), self.data or ()):
            raise ValidationError(_("Choose from the list."))

    def not_understood(self) -> str:
        """What to do about words that name nothing."""
        if self.proposed:
            message = _("The list has no “%(words)s”. Tick what you mean, or write other words.")
        else:
            message = _("The list has no “%(words)s” and nothing like it. Write other words.")
        return str(message) % {"words": self.typed}

    def suggestions(self) -> list[str]:
        """Every label of the list in the reader's language."""
        language = _language()
        return sorted(item.label(language) for item in concepts_of(self.kind).values())


def _language() -> str:
    locale = get_locale()
    return locale.language if locale else "it"
