"""A process of its own that opens a file: whatever the file does to its reader, it does to nobody else.

`python -m catalogue.uploads.schemas.reading KIND PATH ENCODING SEPARATOR` writes one JSON line for each row:
`[number, [cells]]` of a table, `[number, {name: cell}]` of records, dates as `{"d": "2027-01-31"}`;
or, as the last line, `{"code": ..., "message": ..., "params": ...}` when the file is refused.
"""

import csv
import json
import resource
import sys
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from lxml import etree
from python_calamine import CalamineError, CalamineWorkbook

from catalogue.uploads.rules import LONGEST_CELL, MEGABYTE, MOST_COLUMNS, MOST_ROWS
from catalogue.uploads.schemas import refusals
from catalogue.uploads.schemas.refusals import FileRefused

MOST_MEMORY = 1536 * MEGABYTE
MOST_SECONDS = 60
EDITIONS, EDITION, OFFER, OFFERS = "editions", "edition", "offer", "offers"

LONGEST_REPEATED = 200
"""Far beyond the longest key there can be, which the check refuses at its cell."""

Row = tuple[int, list[Any] | dict[str, Any]]


def main() -> int:
    """Read the file the arguments name, onto standard output."""
    kind, path, encoding, separator = sys.argv[1:]
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    try:
        for row in rows_of(kind, Path(path), encoding, separator):
            _tell(row)
    except FileRefused as refused:
        _tell(vars(refused.reason))
    except MemoryError:
        _tell(vars(refusals.too_large_inside().reason))
    return 0


def _tell(line: object) -> None:
    sys.stdout.write(json.dumps(line, default=_plain, separators=(",", ":")) + "\n")


def rows_of(kind: str, path: Path, encoding: str, separator: str) -> Iterator[Row]:
    """The rows that hold something, under their numbers. Raises FileRefused."""
    if kind == "xml":
        yield from _few(_xml(path))
    elif kind == "json":
        yield from _few(_json(path))
    else:
        table = _csv(path, encoding, separator) if kind == "csv" else _sheet(path)
        numbered = enumerate(map(_trimmed, table), start=1)
        yield from _few((number, row) for number, row in numbered if row)


def _few(rows: Iterable[Row]) -> Iterator[Row]:
    """The header may stand beside the rows that are counted."""
    for count, row in enumerate(rows):
        if count > MOST_ROWS:
            raise refusals.too_many_rows()
        yield row


def _trimmed(row: list[Any]) -> list[Any]:
    last = len(row)
    while last and not _says(row[last - 1]):
        last -= 1
    if last > MOST_COLUMNS:
        raise refusals.too_many_columns()
    return row[:last]


def _says(cell: Any) -> bool:
    return not (cell is None or (isinstance(cell, str) and not cell.strip()))


def _sheet(path: Path) -> Iterator[list[Any]]:
    try:
        book = CalamineWorkbook.from_path(path)
        yield from book.get_sheet_by_index(0).iter_rows()
    except (CalamineError, ValueError, OSError, IndexError) as error:
        if "assword" in f"{type(error).__name__} {error}":
            raise refusals.protected() from error
        raise refusals.unreadable() from error


def _csv(path: Path, encoding: str, separator: str) -> Iterator[list[str]]:
    csv.field_size_limit(LONGEST_CELL)
    try:
        with path.open(encoding=encoding, newline="") as lines:
            yield from csv.reader(lines, delimiter=separator, strict=True)
    except (csv.Error, UnicodeError) as error:
        raise refusals.unreadable() from error


def _xml(path: Path) -> Iterator[Row]:
    """`<offers><offer>...<edition>...</edition></offer></offers>`, offer by offer."""
    number = 0
    try:
        # No entity is replaced, nothing is fetched, and what is absurdly deep or long is an error.
        walk = etree.iterparse(
            str(path), events=("start", "end"), resolve_entities=False, no_network=True,
            load_dtd=False, dtd_validation=False, huge_tree=False, remove_comments=True,
            remove_pis=True,
        )  # fmt: skip
        depth = 0
        for event, element in walk:
            depth += 1 if event == "start" else -1
            if depth == 1 and event == "start":
                _check_root(element)
            if event == "start" and depth > 4:
                raise refusals.strange_columns([_name(element)])
            if event == "end" and depth == 1:
                for row in _flat(_offer_of(element)):
                    number += 1
                    yield number, row
                _let_go(element)
    except etree.XMLSyntaxError as error:
        raise refusals.unreadable() from error


def _let_go(element: Any) -> None:
    """Forget an offer that was read, and those before it."""
    element.clear()
    while element.getprevious() is not None:
        del element.getparent()[0]


def _check_root(root: Any) -> None:
    if root.getroottree().docinfo.internalDTD is not None:
        raise refusals.entities()
    if _name(root) != OFFERS:
        raise refusals.something_else("xml")


def _offer_of(element: Any) -> dict[str, Any]:
    if _name(element) != OFFER:
        raise refusals.strange_columns([_name(element)])
    offer: dict[str, Any] = {EDITIONS: []}
    for child in element:
        if _name(child) == EDITION:
            offer[EDITIONS].append({_name(part): _text(part) for part in child})
        else:
            offer[_name(child)] = _text(child)
    return offer


def _name(element: Any) -> str:
    return etree.QName(element).localname


def _text(element: Any) -> str:
    text = "".join(element.itertext())
    if len(text) > LONGEST_CELL:
        raise refusals.unreadable()
    return text


def _json(path: Path) -> Iterator[Row]:
    """A list of offers, or an object that holds one under `offers`; each with its `editions`."""
    try:
        found = json.loads(path.read_bytes())
    except (ValueError, RecursionError) as error:
        raise refusals.unreadable() from error
    offers = found.get(OFFERS) if isinstance(found, dict) else found
    if not isinstance(offers, list) or not all(isinstance(offer, dict) for offer in offers):
        raise refusals.something_else("json")
    number = 0
    for offer in offers:
        for row in _flat(offer):
            number += 1
            yield number, row


def _flat(offer: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """One row for each edition, as in a table: the first says what the offer is."""
    words = {name: _cell(value) for name, value in offer.items() if name != EDITIONS}
    if isinstance(words.get("own_key"), str):
        words["own_key"] = words["own_key"][:LONGEST_REPEATED]
    editions = offer.get(EDITIONS) or [{}]
    if not isinstance(editions, list) or not all(isinstance(one, dict) for one in editions):
        raise refusals.strange_columns([EDITIONS])
    for position, edition in enumerate(editions):
        dated = {name: _cell(value) for name, value in edition.items()}
        # Repeated in every row, a long key would grow into gigabytes.
        key = {"own_key": words["own_key"]} if words.get("own_key") else {}
        yield {**(key if position else words), **dated}


def _cell(value: Any) -> Any:
    """A plain value; lists of plain ones, such as pathways, are one text."""
    if isinstance(value, list):
        return ", ".join(str(part) for part in value if isinstance(part, str | int))
    if isinstance(value, dict):
        raise refusals.unreadable()
    return value


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return {"d": value.date().isoformat()}
    return {"d": value.isoformat()} if isinstance(value, date) else str(value)


if __name__ == "__main__":
    sys.exit(main())
