"""The rows of a file are laid down one by one, so that whatever comes after needs little memory and no file."""

from collections import Counter
from typing import Any

from sqlalchemy import delete

from app.audit.operations import perform
from app.core.database import db
from catalogue.uploads.models import Upload, UploadContent, UploadItem, UploadRow
from catalogue.uploads.operations.receive import finish, progress_of
from catalogue.uploads.rules import MOST_EDITIONS, Dialect
from catalogue.uploads.schemas import refusals
from catalogue.uploads.schemas.files import as_kept, read_rows
from catalogue.uploads.schemas.offers import offer_key
from catalogue.uploads.schemas.refusals import FileRefused
from catalogue.uploads.states import UploadAction

COPY = "COPY upload_row (upload_id, number, first_row, cells) FROM STDIN"


def lay_down(upload: Upload) -> bool:
    """Copy the file's rows into the database, all or none; False when the file is refused.

    A file whose rows are down already is not opened again.
    """
    if upload.counts.get("rows"):
        return True
    for table in (UploadItem, UploadRow):
        db.session.execute(delete(table).where(table.upload_id == upload.id))
    content = db.session.get_one(UploadContent, upload.id).content
    try:
        with db.session.begin_nested():
            rows, offers = _copy(upload, content)
    except FileRefused as refused:
        upload.refusal = {
            "code": refused.reason.code,
            "message": refused.reason.message,
            "params": dict(refused.reason.params),
        }
        perform(None, upload, UploadAction.REFUSE)
        finish(upload)
        return False
    upload.counts = {**upload.counts, "rows": rows}
    progress_of(upload).done, progress_of(upload).total = 0, offers
    return True


def _copy(upload: Upload, content: bytes) -> tuple[int, int]:
    """How many rows and how many offers were copied."""
    first_rows: dict[str, int] = {}
    editions: Counter[int] = Counter()
    rows = 0
    driver: Any = db.session.connection().connection.driver_connection
    dialect = Dialect(**upload.dialect) if upload.dialect else None
    with driver.cursor().copy(COPY) as copy:
        for row in read_rows(upload.kind, content, dialect):
            rows += 1
            key = offer_key(row) or f"\0{row.number}"
            first_row = first_rows.setdefault(key, row.number)
            editions[first_row] += 1
            if editions[first_row] > MOST_EDITIONS:
                raise refusals.too_many_editions(key)
            copy.write_row((upload.id, row.number, first_row, as_kept(row)))
    return rows, len(first_rows)
