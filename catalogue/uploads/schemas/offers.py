"""Rows put together into offers with their editions, each with what is wrong with it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from marshmallow import ValidationError

from app.core.errors import Refusal
from app.core.language import N_
from app.web.exports import as_typed
from catalogue.drafting.rules import EditionContent, OfferContent
from catalogue.uploads.rules import CellError, FiledOffer
from catalogue.uploads.schemas.columns import EDITION_KEYS, OFFER_KEYS
from catalogue.uploads.schemas.files import FileRow, shown
from catalogue.uploads.schemas.rows import (
    EditionRowSchema,
    OfferRowSchema,
    Vocabulary,
    cell_reasons,
)


@dataclass
class ReadOffer:
    """An offer as it was read: what it holds when its cells are sound, and every cell that is not."""

    row: int
    own_key: str
    title: str
    filed: FiledOffer | None = None
    errors: list[CellError] = field(default_factory=list)


def read_offers(
    rows: Sequence[FileRow], vocabulary: Vocabulary, decimal: str = ""
) -> list[ReadOffer]:
    """The offers of a file, in the order of their first rows.

    Rows with the same code are editions of one offer: the first says what the offer is, the others
    may leave those columns empty or repeat them.
    """
    words, dates = OfferRowSchema(vocabulary, decimal), EditionRowSchema(vocabulary, decimal)
    groups: dict[str, list[FileRow]] = {}
    for row in rows:
        groups.setdefault(offer_key(row) or f"\0{row.number}", []).append(row)
    return [_read(group, words, dates) for group in groups.values()]


def offer_key(row: FileRow) -> str:
    """The provider's own code of the offer a row belongs to; empty when it says none."""
    return as_typed(shown(row.cells.get("own_key")).strip())


def _read(rows: Sequence[FileRow], words: OfferRowSchema, dates: EditionRowSchema) -> ReadOffer:
    first = rows[0]
    offer = ReadOffer(
        row=first.number,
        own_key=offer_key(first),
        title=shown(first.cells.get("title")),
    )
    content = _loaded(words, first, OFFER_KEYS, offer.errors)
    editions: list[tuple[int, EditionContent]] = []
    for row in rows:
        if row is not first:
            offer.errors += _contradictions(first, row)
        if (loaded := _loaded(dates, row, EDITION_KEYS, offer.errors)) is not None:
            editions.append((row.number, _edition(loaded)))
    offer.errors += _doubles(editions)
    if content is not None and not offer.errors:
        offer.filed = FiledOffer(first.number, _offer(content), editions)
    return offer


def _loaded(
    schema: OfferRowSchema, row: FileRow, keys: Iterable[str], errors: list[CellError]
) -> dict[str, Any] | None:
    cells = {key: row.cells.get(key) for key in keys}
    try:
        loaded: dict[str, Any] = schema.load(cells)
    except ValidationError as error:
        for key, reasons in cell_reasons(error).items():
            value = shown(cells[key])
            errors += [CellError(row.number, key, reason, value) for reason in reasons]
        return None
    return loaded


def _contradictions(first: FileRow, row: FileRow) -> list[CellError]:
    """A later row of the same offer that says something else of it."""
    found = []
    for key in OFFER_KEYS:
        here, there = shown(row.cells.get(key)).strip(), shown(first.cells.get(key)).strip()
        if here and here != there:
            message = N_("Row %(row)s says something else of the same offer.")
            reason = Refusal("contradiction", message, {"row": first.number})
            found.append(CellError(row.number, key, reason, here))
    return found


def _doubles(editions: Sequence[tuple[int, EditionContent]]) -> list[CellError]:
    seen: dict[str, int] = {}
    found = []
    for row, content in editions:
        if content.code in seen:
            message = N_("Row %(row)s has the same code of the edition.")
            reason = Refusal("edition_twice", message, {"row": seen[content.code]})
            found.append(CellError(row, "edition_code", reason, content.code))
        seen.setdefault(content.code, row)
    return found


def _offer(cells: Mapping[str, Any]) -> OfferContent:
    named = {key: value for key, value in cells.items() if value is not None and key != "call"}
    return OfferContent(**named, call_id=cells["call"])


def _edition(cells: Mapping[str, Any]) -> EditionContent:
    return EditionContent(
        code=cells["edition_code"],
        site_id=cells["site"],
        starts_on=cells["starts_on"],
        ends_on=cells["ends_on"],
        enrol_by=cells["enrol_by"],
        seats=cells["seats"],
        timetable=cells["timetable"] or "",
        seats_min=cells["seats_min"] or 0,
        waiting_max=cells["waiting_max"] or 0,
    )
