"""Published versions of a programme's rule set."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint, column, text
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import now
from app.core.database import Base, Id
from app.core.reach import Reach


class RuleSetVersion(Base):
    """A published rule set document; the database lets nothing of it change but its last day."""

    __tablename__ = "rule_set_version"

    id: Mapped[Id]
    code: Mapped[str] = mapped_column(String(32))
    version: Mapped[int]
    title_it: Mapped[str]
    title_en: Mapped[str]
    effective_from: Mapped[date]
    effective_to: Mapped[date | None]
    """The first day on which it no longer holds, set once when its successor is published."""
    document: Mapped[dict[str, Any]]
    content_hash: Mapped[str] = mapped_column(String(64))
    """SHA-256 of the document, by which a changed file is told from the published one."""
    source: Mapped[str]
    verified: Mapped[bool]
    published_at: Mapped[datetime] = mapped_column(default=now)

    __table_args__ = (
        UniqueConstraint("code", "version"),
        CheckConstraint("effective_to > effective_from", name="ends_after_it_starts"),
        ExcludeConstraint(
            (column("code"), "="),
            (text("daterange(effective_from, effective_to)"), "&&"),
            name="rule_set_version_one_at_a_time",
            using="gist",
        ),
        Index(None, "code", "effective_from"),
    )

    @property
    def reach(self) -> Reach:
        """It is about nobody."""
        return Reach()

    def title(self, language: str) -> str:
        """The title in that language."""
        return self.title_it if language == "it" else self.title_en
