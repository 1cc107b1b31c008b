"""The present release of the open data, and the pieces of its files."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from app.core.database import db
from app.core.errors import NotFoundForYou
from catalogue.opendata.models import OpenDataFile, OpenDataPiece, OpenDataRelease


def present_release() -> OpenDataRelease | None:
    """The youngest release with its files; None before the first night."""
    statement = select(OpenDataRelease).options(selectinload(OpenDataRelease.files))
    return db.session.scalar(statement.order_by(OpenDataRelease.id.desc()).limit(1))


def present_file(name: str) -> OpenDataFile:
    """A file of the youngest release. Raises NotFoundForYou."""
    statement = (
        select(OpenDataFile)
        .where(OpenDataFile.name == name)
        .options(joinedload(OpenDataFile.release))
        .order_by(OpenDataFile.release_id.desc())
        .limit(1)
    )
    found = db.session.scalar(statement)
    if found is None:
        raise NotFoundForYou
    return found


def pieces_of(file_id: int) -> Iterator[bytes]:
    """The bytes of a file, one piece in memory at a time."""
    number = 0
    while True:
        statement = select(OpenDataPiece.content)
        piece = db.session.scalar(
            statement.where(OpenDataPiece.file_id == file_id, OpenDataPiece.number == number)
        )
        if piece is None:
            return
        yield piece
        number += 1
