"""The calls under which offers are funded, and what was changed in them after they were published."""

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.core.clock import now
from app.core.database import Base, Id
from app.core.money import Money
from app.core.reach import Reach
from app.core.state_machine import StateMachine
from catalogue.services.rules import AutomaticTerms, Window, standing
from catalogue.services.states import CALL, CallState, Standing


class Call(Base):
    """A regional call: what it funds, when offers can be submitted and vouchers issued, and how much.

    Once published its content changes only together with an amendment, which the database asks for.
    `granted` is kept by the budgets' trigger and never passes `total`.
    """

    __tablename__ = "call"
    __table_args__ = (
        CheckConstraint("opens_on <= closes_on", name="opens_before_it_closes"),
        CheckConstraint("cardinality(pathways) > 0", name="some_pathway"),
        CheckConstraint(
            "offers_from BETWEEN opens_on AND closes_on "
            "AND offers_until BETWEEN opens_on AND closes_on AND offers_from <= offers_until",
            name="offers_window_inside",
        ),
        CheckConstraint(
            "vouchers_from BETWEEN opens_on AND closes_on "
            "AND vouchers_until BETWEEN opens_on AND closes_on AND vouchers_from <= vouchers_until",
            name="vouchers_window_inside",
        ),
        CheckConstraint("granted <= total", name="granted_within_total"),
        CheckConstraint("granted >= 0 AND total > 0", name="money_positive"),
        CheckConstraint(
            "max_offers > 0 AND max_hours > 0 AND max_euro > 0 AND automatic_hours_max > 0",
            name="limits_positive",
        ),
        Index(None, "opens_on", "id"),
    )
    machine: ClassVar[StateMachine] = CALL

    id: Mapped[Id]
    code: Mapped[str] = mapped_column(String(32), unique=True)
    state: Mapped[CallState] = mapped_column(default=CallState.DRAFT)
    programme: Mapped[str] = mapped_column(String(32), server_default="gol", default="gol")
    """Code of the rule sets that decide under it."""
    title_it: Mapped[str]
    title_en: Mapped[str]
    act: Mapped[str]
    """The resolution that opened it, as people cite it."""
    link: Mapped[str] = mapped_column(server_default="")
    """Where the act can be read."""
    text_it: Mapped[str] = mapped_column(server_default="")
    text_en: Mapped[str] = mapped_column(server_default="")
    pathways: Mapped[list[int]] = mapped_column(ARRAY(BigInteger))
    service_types: Mapped[list[str]] = mapped_column(
        ARRAY(String(32)), server_default="{}", default=list
    )
    """Codes of the rule set; empty: every type it knows."""
    opens_on: Mapped[date]
    closes_on: Mapped[date]
    """The last day on which an edition may begin."""
    offers_from: Mapped[date | None]
    offers_until: Mapped[date | None]
    vouchers_from: Mapped[date | None]
    vouchers_until: Mapped[date | None]
    """A window that is not given is the whole life of the call."""
    total: Mapped[Money | None]
    """What may be granted under it altogether; None where the act does not say."""
    granted: Mapped[Money] = mapped_column(server_default="0", default=Money(0))
    """The sum of its budgets, kept by a trigger."""
    max_offers: Mapped[int | None]
    """Offers of one provider under it."""
    max_hours: Mapped[int | None]
    max_euro: Mapped[Money | None]
    """Vouchers of one person under it, together."""
    automatic_approval: Mapped[bool] = mapped_column(server_default="false", default=False)
    automatic_types: Mapped[list[str]] = mapped_column(
        ARRAY(String(32)), server_default="{}", default=list
    )
    automatic_hours_max: Mapped[int | None]
    automatic_known_only: Mapped[bool] = mapped_column(server_default="true", default=True)
    amendments: Mapped[int] = mapped_column(server_default="0", default=0)
    """How often it was changed after it was published."""
    revision: Mapped[int] = mapped_column(server_default="0", default=0)
    """Raised by every change, so that two officers do not overwrite each other unawares."""
    source: Mapped[str] = mapped_column(server_default="")
    """Where the record comes from; invented ones say so here."""

    @property
    def reach(self) -> Reach:
        """It is about nobody."""
        return Reach()

    def title(self, language: str) -> str:
        """The title in that language."""
        return self.title_it if language == "it" else self.title_en

    def text(self, language: str) -> str:
        """The text in that language."""
        return self.text_it if language == "it" else self.text_en

    @property
    def life(self) -> Window:
        """From the opening to the last day on which an edition may begin."""
        return Window(self.opens_on, self.closes_on)

    @property
    def offers_window(self) -> Window:
        """When providers can submit offers under it."""
        return Window(self.offers_from or self.opens_on, self.offers_until or self.closes_on)

    @property
    def vouchers_window(self) -> Window:
        """When vouchers can be issued under it."""
        return Window(self.vouchers_from or self.opens_on, self.vouchers_until or self.closes_on)

    @property
    def automatic(self) -> AutomaticTerms:
        """What it lets be published without an officer's look."""
        return AutomaticTerms(
            allowed=self.automatic_approval,
            service_types=frozenset(self.automatic_types),
            hours_max=self.automatic_hours_max,
            known_only=self.automatic_known_only,
        )

    def standing_on(self, day: date) -> Standing:
        """Where it stands on that day."""
        return standing(self.state, self.life, self.offers_window, day)

    def is_open_on(self, day: date) -> bool:
        """Whether offers can be submitted under it on that day."""
        return self.state is CallState.PUBLISHED and day in self.offers_window

    def pays_on(self, day: date) -> bool:
        """Whether vouchers can be issued under it on that day."""
        return self.state is CallState.PUBLISHED and day in self.vouchers_window


class CallAmendment(Base):
    """What was changed in a published call, by which act and why; the database keeps it."""

    __tablename__ = "call_amendment"
    __table_args__ = (
        UniqueConstraint("call_id", "number"),
        CheckConstraint("act <> '' AND reason <> ''", name="act_and_reason"),
    )

    id: Mapped[Id]
    call_id: Mapped[int] = mapped_column(ForeignKey("call.id"))
    number: Mapped[int]
    act: Mapped[str]
    reason: Mapped[str]
    changes: Mapped[dict[str, Any]]
    """By field: what it said before, and what it says since."""
    made_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    made_at: Mapped[datetime] = mapped_column(default=now)

    made_by: Mapped[User] = relationship(lazy="joined", innerjoin=True)
