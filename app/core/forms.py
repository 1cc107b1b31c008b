"""The parent of every form, and how refusals of the domain find their field."""

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext
from flask_wtf import FlaskForm

from app.core.errors import Refusal


class BaseForm(FlaskForm):  # type: ignore[misc]
    """A form with a CSRF token, whose fields can take the refusals of an operation."""

    def take_refusals(self, reasons: Iterable[Refusal]) -> None:
        """Show each reason at its field, or at the top where it belongs to none."""
        for reason in reasons:
            message = gettext(reason.message) % _translated(reason.params)
            if reason.field is not None and reason.field in self:
                field = self[reason.field]
                field.errors = [*field.errors, message]
            else:
                self.form_errors.append(message)


def stripped(value: Any) -> Any:
    """A filter for text fields: outer white space is never meant."""
    return value.strip() if isinstance(value, str) else value


def _translated(params: Any) -> dict[str, object]:
    """Values of a message; a text marked for translation among them is translated too."""
    return {
        key: gettext(value) if isinstance(value, str) and value else value
        for key, value in params.items()
    }
