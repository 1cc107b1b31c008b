"""The calls under which offers are funded."""

from datetime import date

from sqlalchemy import BigInteger, CheckConstraint, String
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import Base, Id
from app.core.reach import Reach


class Call(Base):
    """A regional call: which pathways it funds, and from when to when providers may offer under it."""

    __tablename__ = "call"
    __table_args__ = (
        CheckConstraint("opens_on <= closes_on", name="opens_before_it_closes"),
        CheckConstraint("cardinality(pathways) > 0", name="some_pathway"),
    )

    id: Mapped[Id]
    code: Mapped[str] = mapped_column(String(32), unique=True)
    title_it: Mapped[str]
    title_en: Mapped[str]
    act: Mapped[str]
    """The resolution that opened it, as people cite it."""
    pathways: Mapped[list[int]] = mapped_column(ARRAY(BigInteger))
    opens_on: Mapped[date]
    closes_on: Mapped[date]
    """The last day on which an edition may begin."""
    source: Mapped[str] = mapped_column(server_default="")
    """Where the record comes from; invented ones say so here."""

    @property
    def reach(self) -> Reach:
        """It is about nobody."""
        return Reach()

    def title(self, language: str) -> str:
        """The title in that language."""
        return self.title_it if language == "it" else self.title_en

    def is_open_on(self, day: date) -> bool:
        """Whether offers can be submitted under it on that day."""
        return self.opens_on <= day <= self.closes_on
