"""Where a value comes from, and the languages it is told in."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence in the languages of the programme."""

    it: str
    en: str

    def spoken(self, language: str) -> str:
        """The sentence in that language; English where the language is not one of ours."""
        return self.it if language == "it" else self.en


@dataclass(frozen=True, slots=True)
class Source:
    """A place values are taken from.

    `is_public` is false for values that no public act states: they are examples, and every page
    that shows a result made of them says so (domain reference, binding rules 1 and 2).
    """

    title: Text
    is_public: bool
    address: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sourced:
    """Parent of every value: the key of its source, and who has checked it against that source.

    A value is dated by the rule set it stands in (`effective_from` of the document).
    """

    source: str
    verified: bool = False
    verified_by: str | None = None
    verified_on: date | None = None
    note: Text | None = None
