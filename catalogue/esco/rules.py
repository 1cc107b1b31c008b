"""Skills and occupations of ESCO: a dated list with an address and words for each, and how they are found.

ESCO is the European classification of skills, competences and occupations. A concept is known by the
last part of its address; its words are the preferred label in the reader's language.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from app.core.plain_text import searchable

ADDRESS = "http://data.europa.eu/esco"
MOST_FOUND = 8


class Kind(StrEnum):
    """What a concept is; the value is its part of the address."""

    SKILL = "skill"
    OCCUPATION = "occupation"


@dataclass(frozen=True, slots=True)
class Concept:
    """A skill or an occupation."""

    kind: Kind
    code: str
    en: str
    it: str

    @property
    def address(self) -> str:
        """Where ESCO publishes it, the same in every language and for ever."""
        return f"{ADDRESS}/{self.kind}/{self.code}"

    def label(self, language: str) -> str:
        """Its name in that language; English where there is none."""
        return self.it if language == "it" and self.it else self.en


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Where the labels of a language come from, and whether they are the official ones."""

    source: str
    reference: str
    verified: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class EscoList:
    """One version of the list."""

    version: str
    effective_from: date
    languages: Mapping[str, Provenance]
    concepts: Mapping[Kind, Mapping[str, Concept]]

    def labels(self, kind: Kind, codes: Iterable[str], language: str) -> list[str]:
        """The names of the codes in alphabetical order; a code the list lost speaks for itself."""
        known = self.concepts[kind]
        names = [known[code].label(language) if code in known else code for code in codes]
        return sorted(names, key=searchable)


def read_list(document: Mapping[str, Any]) -> EscoList:
    """The list a document holds. Raises ValueError for a code that stands in it twice."""
    rows = {Kind.SKILL: document["skills"], Kind.OCCUPATION: document["occupations"]}
    concepts = {kind: _read(kind, lines) for kind, lines in rows.items()}
    languages = {name: Provenance(**values) for name, values in document["languages"].items()}
    return EscoList(
        version=str(document["version"]),
        effective_from=document["effective_from"],
        languages=languages,
        concepts=concepts,
    )


def meant(concepts: Mapping[str, Concept], words: str) -> Concept | None:
    """The one concept that words name: a code, an address, or a whole label in either language.

    Capitals, accents and marks do not count. None when nothing, or more than one thing, is so called.
    """
    wanted = words.strip()
    if by_code := concepts.get(wanted.rsplit("/", 1)[-1].lower()):
        return by_code
    plain = searchable(wanted)
    found = [item for item in concepts.values() if plain and plain in _names(item)]
    return found[0] if len(found) == 1 else None


def similar(
    concepts: Mapping[str, Concept], words: str, language: str, most: int = MOST_FOUND
) -> list[Concept]:
    """Concepts whose label holds the beginning of each word; those that begin so stand first.

    Example: "sald" finds "saldare a punti" before "controllare le saldature".
    """
    parts = searchable(words).split()
    if not parts:
        return []
    found = [
        item for item in concepts.values() if any(_holds(name, parts) for name in _names(item))
    ]

    def rank(item: Concept) -> tuple[bool, str]:
        label = searchable(item.label(language))
        return not label.startswith(parts[0]), label

    return sorted(found, key=rank)[:most]


def unknown(concepts: Mapping[str, Concept], codes: Iterable[str]) -> list[str]:
    """The codes that are not in the list."""
    return [code for code in codes if code not in concepts]


def _read(kind: Kind, lines: Iterable[Iterable[str]]) -> dict[str, Concept]:
    found: dict[str, Concept] = {}
    for code, en, it in lines:
        if code in found:
            raise ValueError(f"{kind} {code} stands twice")
        found[code] = Concept(kind, code, en, it)
    return found


def _names(concept: Concept) -> Iterator[str]:
    yield searchable(concept.it)
    yield searchable(concept.en)


def _holds(name: str, parts: Iterable[str]) -> bool:
    words = name.split()
    return all(any(word.startswith(part) for word in words) for part in parts)
