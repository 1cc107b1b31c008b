"""Published versions of a programme's rule set, and the drafts they come from."""

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, column, text
from sqlalchemy.dialects.postgresql import JSONB, ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.core.clock import now
from app.core.database import Base, Id
from app.core.reach import Reach
from app.core.state_machine import StateMachine
from app.programme.states import RULE_DRAFT, RuleDraftState


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
    author_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    """Author and publisher are unknown of what came with the software, and never the same person."""

    __table_args__ = (
        UniqueConstraint("code", "version"),
        CheckConstraint("published_by_id <> author_id", name="published_by_another"),
        CheckConstraint(
            "(author_id IS NULL) = (published_by_id IS NULL)", name="author_and_publisher_together"
        ),
        CheckConstraint("effective_to > effective_from", name="ends_after_it_starts"),
        CheckConstraint(
            "author_id IS NULL OR effective_from > (published_at AT TIME ZONE 'Europe/Rome')::date",
            name="drafted_rules_start_later",
        ),
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


class RuleSetDraft(Base):
    """A rule set somebody is writing: its text as written, and what the text says."""

    __tablename__ = "rule_set_draft"
    machine: ClassVar[StateMachine] = RULE_DRAFT

    id: Mapped[Id]
    code: Mapped[str] = mapped_column(String(32))
    title_it: Mapped[str] = mapped_column(server_default="")
    title_en: Mapped[str] = mapped_column(server_default="")
    source_text: Mapped[str]
    """The file as written, comments and all."""
    document: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    """What the text says, as plain values; None while it is no readable YAML."""
    content_hash: Mapped[str] = mapped_column(String(64), server_default="")
    """SHA-256 of the document, as of a published version."""
    fault_count: Mapped[int] = mapped_column(server_default="0", default=0)
    """How many faults the text had when it was saved; only a draft without any can be submitted."""
    state: Mapped[RuleDraftState] = mapped_column(default=RuleDraftState.DRAFT)
    author_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    reviewer_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    """Who published or returned it last."""
    based_on_id: Mapped[int | None] = mapped_column(ForeignKey(RuleSetVersion.id))
    published_version_id: Mapped[int | None] = mapped_column(ForeignKey(RuleSetVersion.id))
    revision: Mapped[int] = mapped_column(server_default="0", default=0)
    """Raised by every change of the text, so that two tabs do not overwrite each other unawares."""
    created_at: Mapped[datetime] = mapped_column(default=now)
    edited_at: Mapped[datetime] = mapped_column(default=now)
    submitted_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]

    author: Mapped[User] = relationship(foreign_keys=[author_id])
    reviewer: Mapped[User | None] = relationship(foreign_keys=[reviewer_id])

    __table_args__ = (
        CheckConstraint("reviewer_id <> author_id", name="reviewed_by_another"),
        CheckConstraint(
            "state NOT IN ('submitted', 'published') OR (document IS NOT NULL AND fault_count = 0)",
            name="submitted_without_faults",
        ),
        CheckConstraint(
            "state <> 'published' OR published_version_id IS NOT NULL",
            name="published_as_a_version",
        ),
        CheckConstraint(
            "state NOT IN ('returned', 'published') OR reviewer_id IS NOT NULL",
            name="decided_by_somebody",
        ),
        UniqueConstraint("published_version_id"),
        Index(None, "state", "edited_at", "id"),
        Index(None, "author_id", "edited_at", "id"),
        Index(None, "edited_at", "id"),
    )

    @property
    def reach(self) -> Reach:
        """It is about nobody."""
        return Reach()

    def title(self, language: str) -> str:
        """The title in that language; the code while the text gives none."""
        return (self.title_it if language == "it" else self.title_en) or self.code
