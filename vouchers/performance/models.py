"""What was counted of each provider in the last whole months; written anew every night."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import Base, Id


class ProviderPerformance(Base):
    """Counts of one provider, for one service type or (empty) for all; they name nobody."""

    __tablename__ = "provider_performance"
    __table_args__ = (
        UniqueConstraint("provider_id", "service_type"),
        CheckConstraint(
            "silent BETWEEN 0 AND answers AND completed BETWEEN 0 AND ended "
            "AND employed BETWEEN 0 AND followed",
            name="parts_within",
        ),
        CheckConstraint(
            "answer_people <= answers AND ended_people <= ended AND followed_people <= followed",
            name="people_within",
        ),
        CheckConstraint("first_day <= last_day AND last_day < computed_on", name="days_in_order"),
    )

    id: Mapped[Id]
    provider_id: Mapped[int] = mapped_column(ForeignKey("provider.id"))
    service_type: Mapped[str] = mapped_column(String(32), server_default="")
    computed_on: Mapped[date]
    first_day: Mapped[date]
    last_day: Mapped[date]
    answers: Mapped[int]
    answer_people: Mapped[int]
    silent: Mapped[int]
    median_days: Mapped[int | None]
    ended: Mapped[int]
    ended_people: Mapped[int]
    completed: Mapped[int]
    followed: Mapped[int]
    followed_people: Mapped[int]
    employed: Mapped[int]
