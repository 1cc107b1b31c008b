"""What is accepted as a file of offers, and how an offer in it compares with the one already kept."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.core.errors import Refusal
from app.core.language import N_
from catalogue.drafting.rules import EditionContent, OfferContent

MEGABYTE = 1024 * 1024
LARGEST_FILE = 20 * MEGABYTE
LARGEST_UNZIPPED = 400 * MEGABYTE
MOST_TIMES_LARGER = 60
"""How many times larger than the file its unpacked members may be, beyond a first 40 MB: lists of
offers unpack to ten or twenty times, bombs to a thousand."""
ALWAYS_UNZIPPED = 40 * MEGABYTE
MOST_MEMBERS = 300
MOST_ROWS = 100_000
MOST_COLUMNS = 60
LONGEST_CELL = 32_767
"""What a spreadsheet allows."""
MOST_EDITIONS = 500
"""Of one offer: its rows are checked together."""
CHUNK = 250
"""Offers checked or stored in one transaction: what a killed worker can lose."""
KEPT_DAYS = 30
"""So long the rows of a file are kept after their end, for the corrected file; its report stays."""

TABLE_KINDS = ("xlsx", "xls", "ods", "csv")
RECORD_KINDS = ("xml", "json")
ACCEPTED_KINDS = (*TABLE_KINDS, *RECORD_KINDS)
ENCODINGS = ("utf-8-sig", "cp1252", "utf-16")
SEPARATORS = (";", ",", "\t", "|")
DECIMALS = (",", ".")


@dataclass(frozen=True)
class Dialect:
    """How a text file is written: its encoding, what separates its cells, its decimal sign."""

    encoding: str
    separator: str
    decimal: str


@dataclass(frozen=True)
class CellError:
    """Something wrong at a row and a column, as spreadsheets count, with the value that stands there."""

    row: int
    column: str
    reason: Refusal
    value: str = ""

    def as_stored(self) -> dict[str, object]:
        """Plain values for the upload's report; the message is translated when it is shown."""
        params = {
            key: value.isoformat() if isinstance(value, date) else value
            for key, value in self.reason.params.items()
        }
        return {
            "row": self.row,
            "column": self.column,
            "code": self.reason.code,
            "message": self.reason.message,
            "params": params,
            "value": self.value,
        }


@dataclass(frozen=True)
class KeptEdition:
    """An edition the provider already has, as far as a file can change it."""

    content: EditionContent
    taken: int
    is_live: bool


@dataclass(frozen=True)
class KeptOffer:
    """The offer the provider already has under the same code."""

    content: OfferContent
    state: str
    state_label: str
    editions: dict[str, KeptEdition]


@dataclass(frozen=True)
class FiledOffer:
    """An offer of a file with its editions, each with its row."""

    row: int
    content: OfferContent
    editions: Sequence[tuple[int, EditionContent]]


def comparison(filed: FiledOffer, kept: KeptOffer | None) -> tuple[str, list[CellError]]:
    """New, changed or the same, and what the present state of the kept offer forbids.

    A draft takes every change; a published offer only new editions and changes of those nobody has a
    place in; any other offer none. Editions the file does not name stay as they are.
    """
    if kept is None:
        return "new", []
    words_differ = with_usual_site(filed.content, kept) != kept.content
    changes = [
        (row, content)
        for row, content in filed.editions
        if content.code not in kept.editions
        or kept.editions[content.code].content != with_unsaid(content, kept.editions[content.code])
    ]
    if not words_differ and not changes:
        return "same", []
    errors: list[CellError] = []
    if kept.state not in ("draft", "published"):
        message = N_("You have this offer already, and it can no longer change: %(state)s.")
        errors.append(_at_key(filed, "offer_closed", message, {"state": kept.state_label}))
    elif kept.state == "published" and words_differ:
        message = N_("This offer is published: take it back to draft before changing its words.")
        errors.append(_at_key(filed, "offer_published", message, {}))
    for row, content in changes:
        errors += _fixed_edition(row, content, kept.editions.get(content.code))
    return ("wrong" if errors else "changed"), errors


def with_usual_site(content: OfferContent, kept: KeptOffer | None) -> OfferContent:
    """The offer with what it has and a file says nothing of: usual site; skills and jobs left empty."""
    if kept is None:
        return content
    has = kept.content
    return replace(
        content,
        site_id=has.site_id,
        skills=_said(content.skills, has.skills),
        occupations=_said(content.occupations, has.occupations),
    )


def _said(codes: tuple[str, ...], kept: tuple[str, ...]) -> tuple[str, ...]:
    """The codes a file says; none, or the same in another order, leave those that are kept."""
    return codes if codes and set(codes) != set(kept) else kept


def with_unsaid(content: EditionContent, kept: KeptEdition) -> EditionContent:
    """The edition with what it has and a file says nothing of: weekly hours; minimum, waiting list
    left empty."""
    has = kept.content
    return replace(
        content,
        slots=has.slots,
        seats_min=content.seats_min or has.seats_min,
        waiting_max=content.waiting_max or has.waiting_max,
    )


def _fixed_edition(row: int, content: EditionContent, kept: KeptEdition | None) -> list[CellError]:
    if kept is None:
        return []
    if not kept.is_live:
        message = N_("This edition has begun or is over: it can no longer change.")
        reason = Refusal("edition_begun", message)
        return [CellError(row, "edition_code", reason, content.code)]
    before = (kept.content.site_id, kept.content.starts_on, kept.content.ends_on)
    if kept.taken and before != (content.site_id, content.starts_on, content.ends_on):
        message = N_("%(taken)s people have a place: dates and site can no longer change.")
        reason = Refusal("places_taken", message, {"taken": kept.taken})
        return [CellError(row, "starts_on", reason, content.starts_on.isoformat())]
    return []


def _at_key(filed: FiledOffer, code: str, message: str, params: dict[str, object]) -> CellError:
    return CellError(filed.row, "own_key", Refusal(code, message, params), filed.content.own_key)
