"""The forms of a waiting list: each is one button."""

from app.core.forms import BaseForm


class ConfirmForm(BaseForm):
    """The one button that does it."""
