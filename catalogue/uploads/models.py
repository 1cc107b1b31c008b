"""Uploaded files, what the check says of each offer in them, and their bytes until then."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.audit.models import Reach
from app.core.clock import now
from app.core.database import Base, Id
from app.core.jobs import JobProgress
from app.core.language import N_, Labelled
from app.core.state_machine import StateMachine
from catalogue.providers.models import Provider
from catalogue.uploads.states import UPLOAD, UploadState


class Upload(Base):
    """A file of offers: checked first, stored only when the provider takes its valid rows."""

    __tablename__ = "upload"
    __table_args__ = (Index(None, "provider_id", "id"),)
    machine: ClassVar[StateMachine] = UPLOAD

    id: Mapped[Id]
    provider_id: Mapped[int] = mapped_column(ForeignKey(Provider.id))
    uploaded_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    progress_id: Mapped[int | None] = mapped_column(ForeignKey("job_progress.id"))
    file_name: Mapped[str]
    kind: Mapped[str] = mapped_column(String(8))
    content_hash: Mapped[str] = mapped_column(String(64))
    language: Mapped[str] = mapped_column(String(2))
    state: Mapped[UploadState] = mapped_column(default=UploadState.RECEIVED)
    uploaded_at: Mapped[datetime] = mapped_column(default=now)
    dialect: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    """How a text file is written: encoding, separator, decimal; empty for the other kinds."""
    counts: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    """How many rows of each verdict, of the last check or storing."""
    refusal: Mapped[dict[str, Any] | None]
    """Why the file as a whole was refused: message and values."""

    progress: Mapped[JobProgress | None] = relationship()

    @property
    def reach(self) -> Reach:
        """Seen by the provider's people."""
        return Reach(provider_id=self.provider_id)


class UploadContent(Base):
    """The bytes of a file until the decision; in the database, so that any worker can read them."""

    __tablename__ = "upload_content"

    upload_id: Mapped[int] = mapped_column(
        ForeignKey(Upload.id), primary_key=True, autoincrement=False
    )
    content: Mapped[bytes] = mapped_column(LargeBinary)


class UploadRow(Base):
    """A row of a file as it stood there, while its offers are checked and corrected."""

    __tablename__ = "upload_row"
    __table_args__ = (Index(None, "upload_id", "first_row", "number"),)

    upload_id: Mapped[int] = mapped_column(
        ForeignKey(Upload.id), primary_key=True, autoincrement=False
    )
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    first_row: Mapped[int]
    """The first row of the same offer: all rows of an offer have the same."""
    cells: Mapped[dict[str, Any]]


class Verdict(Labelled):
    """What the check says of one offer in a file."""

    NEW = "new", N_("New")
    CHANGED = "changed", N_("Changed")
    SAME = "same", N_("Nothing changes")
    WRONG = "wrong", N_("With errors")


class UploadItem(Base):
    """One offer of a file, made of one or more rows, with its verdict and its errors."""

    __tablename__ = "upload_item"
    __table_args__ = (
        UniqueConstraint("upload_id", "row"),
        Index(None, "upload_id", "verdict", "row"),
        Index("ix_upload_item_waiting", "upload_id", "row", postgresql_where=text("NOT stored")),
    )

    id: Mapped[Id]
    upload_id: Mapped[int] = mapped_column(ForeignKey(Upload.id))
    row: Mapped[int]
    """The first row of the offer in the file, as spreadsheets count."""
    own_key: Mapped[str]
    title: Mapped[str]
    verdict: Mapped[Verdict]
    content: Mapped[dict[str, Any]]
    """The offer and its editions as they will be stored."""
    errors: Mapped[list[Any]]
    """Each: row, column, code, message, params, value."""
    stored: Mapped[bool] = mapped_column(server_default="false", default=False)
