"""Marks words for translation in code that knows no web framework."""

from enum import Enum

LANGUAGES = ("it", "en")
"""The languages every page speaks; the first is the one of a visitor who asks for another."""

TRANSLATED = (
    "app/core", "app/web", "app/accounts", "app/audit", "app/notices", "app/programme",
    "app/cases", "app/dashboards", "app/administration", "catalogue", "profiling", "vouchers",
)  # fmt: skip
"""The packages that keep a catalogue of their own under `translations/`."""


def N_(text: str) -> str:  # noqa: N802 - gettext's customary name for a mark without translation
    """Return `text` as it is; the extractor sees it, the page that shows it translates it."""
    return text


class Labelled(Enum):
    """An enum of stored values that carry the words shown to people.

    Members are written `ISSUED = "issued", N_("Issued")`; `.value` is the stored text, `.label` the
    English source string that pages translate.
    """

    label: str
    _value_: str

    def __new__(cls, value: str, label: str = "") -> "Labelled":
        """Make a member from its stored value and its label."""
        member = object.__new__(cls)
        member._value_ = value
        member.label = label
        return member
