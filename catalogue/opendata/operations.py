"""Make a release of the open data: one pass over the catalogue, in little memory, all or nothing."""

import csv
import hashlib
import io
import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import delete, insert, select, text

from app.core.clock import now, today
from app.core.database import db
from catalogue.opendata.models import OpenDataFile, OpenDataPiece, OpenDataRelease
from catalogue.opendata.rules import FIELDS, FILES, LICENCE_ADDRESS

PIECE = 256 * 1024
"""Bytes of a piece: what is held in memory of each file."""
ROWS_AT_ONCE = 1000
KEPT_RELEASES = 2
"""The one before stays, so that whoever is downloading it gets to its end."""
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")

_ROWS = text(
    "SELECT " + ", ".join(f'{field.source} AS "{field.name}"' for field in FIELDS) + """
FROM offer o
JOIN provider p ON p.id = o.provider_id AND p.state = 'accredited' AND p.accredited_until >= :on
LEFT JOIN call c ON c.id = o.call_id
LEFT JOIN edition e ON e.offer_id = o.id
  AND e.state IN ('open', 'full', 'running') AND e.ends_on >= :on
LEFT JOIN site s ON s.id = e.site_id
LEFT JOIN municipality m ON m.code = s.municipality_code
WHERE o.state = 'published' AND o.faded_on IS NULL
ORDER BY o.id, e.starts_on, e.id
"""
)  # fmt: skip  # the parts are ours


class _Pieces:
    """A file that goes to the database piece by piece."""

    def __init__(self, release: OpenDataRelease, name: str) -> None:
        self._file = OpenDataFile(release_id=release.id, name=name, size=0, sha256="")
        db.session.add(self._file)
        db.session.flush()
        self._hash, self._buffer, self._number = hashlib.sha256(), bytearray(), 0

    def write(self, words: str) -> None:
        self._buffer += words.encode()
        while len(self._buffer) >= PIECE:
            self._put(PIECE)

    def close(self) -> None:
        if self._buffer:
            self._put(len(self._buffer))
        self._file.sha256 = self._hash.hexdigest()

    def _put(self, size: int) -> None:
        content = bytes(self._buffer[:size])
        del self._buffer[:size]
        self._hash.update(content)
        self._file.size += size
        values = {"file_id": self._file.id, "number": self._number, "content": content}
        db.session.execute(insert(OpenDataPiece), [values])
        self._number += 1


def make_release() -> OpenDataRelease:
    """Write the catalogue of today into new files, and forget all but the last two releases.

    Readers see the new files when the transaction is committed, and the whole of them.
    """
    release = OpenDataRelease(made_at=now(), offers=0, rows=0)
    db.session.add(release)
    db.session.flush()
    table, document = (_Pieces(release, name) for name in FILES)
    table.write(_line([field.name for field in FIELDS]))
    document.write(
        json.dumps({"licence": LICENCE_ADDRESS, "made_at": release.made_at.isoformat()})[:-1]
        + ', "rows": ['
    )
    offers, last = 0, None
    for number, row in enumerate(_rows()):
        offers += row["offer"] != last
        last = row["offer"]
        table.write(_line([_cell(value) for value in row.values()]))
        document.write(("\n" if not number else ",\n") + json.dumps(row, ensure_ascii=False))
        release.rows = number + 1
    release.offers = offers
    document.write("\n]}\n")
    table.close()
    document.close()
    db.session.flush()
    _forget()
    return release


def _rows() -> Iterator[dict[str, Any]]:
    options = {"stream_results": True, "yield_per": ROWS_AT_ONCE}
    for row in db.session.execute(_ROWS, {"on": today()}, execution_options=options):
        yield {name: _plain(value) for name, value in row._mapping.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    return value.isoformat() if isinstance(value, date) else value


def _cell(value: Any) -> str:
    """A value as it stands in the CSV: lists by semicolons, no text a spreadsheet would execute."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return ";".join(str(item) for item in value)
    if isinstance(value, str) and value.lstrip(" ").startswith(FORMULA_STARTS):
        return f"'{value}"
    return "" if value is None else str(value)


def _line(cells: list[str]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerow(cells)
    return buffer.getvalue()


def _forget() -> None:
    kept = select(OpenDataRelease.id).order_by(OpenDataRelease.id.desc()).limit(KEPT_RELEASES)
    db.session.execute(delete(OpenDataRelease).where(OpenDataRelease.id.not_in(kept)))
