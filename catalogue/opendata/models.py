"""Releases of the open data: files in pieces, so that making and sending them needs little memory."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.clock import now
from app.core.database import Base, Id


class OpenDataRelease(Base):
    """One night's catalogue; the youngest is the one that is read."""

    __tablename__ = "open_data_release"
    __table_args__ = (CheckConstraint("offers >= 0 AND rows >= 0", name="counted"),)

    id: Mapped[Id]
    made_at: Mapped[datetime] = mapped_column(default=now)
    offers: Mapped[int]
    rows: Mapped[int]

    files: Mapped[list["OpenDataFile"]] = relationship(
        back_populates="release", order_by="OpenDataFile.name"
    )


class OpenDataFile(Base):
    """A file of a release."""

    __tablename__ = "open_data_file"
    __table_args__ = (Index(None, "release_id", "name", unique=True),)

    id: Mapped[Id]
    release_id: Mapped[int] = mapped_column(ForeignKey("open_data_release.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(32))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))

    release: Mapped[OpenDataRelease] = relationship(back_populates="files")


class OpenDataPiece(Base):
    """The next bytes of a file."""

    __tablename__ = "open_data_piece"

    file_id: Mapped[int] = mapped_column(
        ForeignKey("open_data_file.id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    content: Mapped[bytes] = mapped_column(LargeBinary)
