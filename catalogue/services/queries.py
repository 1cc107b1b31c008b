"""Reads of calls and of the service types of the rules in force."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, func, literal, or_, select

from app.core.clock import today
from app.core.database import db
from app.core.errors import NotFoundForYou
from app.core.language import N_
from app.core.listing import Column, Order, Page, fetch_page
from app.core.money import Money
from app.core.plain_text import without_accents
from app.programme.queries import rules_in_force
from app.programme.rules.measures import ServiceType
from catalogue.services.models import Call, CallAmendment
from catalogue.services.states import CallState, Standing

NEWEST_FIRST = Order(
    columns=(Call.opens_on, Call.id),
    keys=(lambda row: row.opens_on, lambda row: row.id),
    descending=(True, True),
)
CALLS: tuple[Column[Call], ...] = (
    Column("code", N_("Code"), lambda row: row.code),
    Column("title_it", N_("Title in Italian"), lambda row: row.title_it),
    Column("title_en", N_("Title in English"), lambda row: row.title_en),
    Column("act", N_("Act"), lambda row: row.act),
    Column("pathways", N_("Pathways"), lambda row: ", ".join(map(str, row.pathways))),
    Column("service_types", N_("Service types"), lambda row: ", ".join(row.service_types)),
    Column("opens_on", N_("Opens on"), lambda row: row.opens_on),
    Column("closes_on", N_("Closes on"), lambda row: row.closes_on),
    Column("offers_from", N_("Takes offers from"), lambda row: row.offers_window.first),
    Column("offers_until", N_("Takes offers until"), lambda row: row.offers_window.last),
    Column("vouchers_until", N_("Vouchers until"), lambda row: row.vouchers_window.last),
    Column("standing", N_("Where it stands"), lambda row: row.standing_on(today())),
    Column("total", N_("Total"), lambda row: row.total),
    Column("granted", N_("Granted"), lambda row: row.granted),
    Column("automatic", N_("Automatic approval"), lambda row: row.automatic_approval),
    Column("amendments", N_("Amendments"), lambda row: row.amendments),
    Column("source", N_("Source"), lambda row: row.source),
)


def calls(open_on: date | None = None) -> Select[*tuple[Call]]:
    """Calls, newest first; with a day, those that take offers on it."""
    statement = select(Call)
    if open_on is not None:
        statement = statement.where(
            Call.state == CallState.PUBLISHED,
            func.coalesce(Call.offers_from, Call.opens_on) <= open_on,
            func.coalesce(Call.offers_until, Call.closes_on) >= open_on,
        )
    return statement


@dataclass(frozen=True, kw_only=True)
class CallFilters:
    """How the list of calls is narrowed."""

    words: str = ""
    """Part of the code, of a title or of the act."""
    standing: Standing | None = None
    pathway: int | None = None


def filtered_calls(filters: CallFilters, on: date) -> Select[*tuple[Call]]:
    """The calls the filters leave; where they stand is read from their dates on that day."""
    statement = select(Call)
    if wanted := without_accents(filters.words.strip()):
        texts = (Call.code, Call.title_it, Call.title_en, Call.act)
        found = [func.folded(column).contains(wanted, autoescape=True) for column in texts]
        statement = statement.where(or_(*found))
    if filters.pathway is not None:
        statement = statement.where(literal(filters.pathway) == func.any(Call.pathways))
    if filters.standing is not None:
        statement = statement.where(_stands(filters.standing, on))
    return statement


def public_calls(on: date, *, past: bool = False) -> Select[*tuple[Call]]:
    """The published calls everybody sees: open or coming, or those that are over."""
    is_over = (Call.state == CallState.CLOSED) | (Call.closes_on < on)
    shown = Call.state.in_((CallState.PUBLISHED, CallState.CLOSED))
    return select(Call).where(shown, is_over if past else ~is_over)


def load_public_call(call_id: int) -> Call:
    """A call that was published, closed since or not. Raises NotFoundForYou."""
    call = load_call(call_id)
    if call.state not in (CallState.PUBLISHED, CallState.CLOSED):
        raise NotFoundForYou
    return call


def amendments_of(call: Call) -> Sequence[CallAmendment]:
    """What was changed in the call since it was published, newest first."""
    if not call.amendments:
        return []
    statement = select(CallAmendment).where(CallAmendment.call_id == call.id)
    return db.session.scalars(statement.order_by(CallAmendment.number.desc())).all()


FIELD_NAMES = {
    "programme": N_("Programme"),
    "title_it": N_("Title in Italian"),
    "title_en": N_("Title in English"),
    "act": N_("Act"),
    "link": N_("Where the act can be read"),
    "text_it": N_("What it is about, in Italian"),
    "text_en": N_("What it is about, in English"),
    "pathways": N_("Pathways"),
    "service_types": N_("Service types"),
    "opens_on": N_("Opens on"),
    "closes_on": N_("Closes on"),
    "offers_from": N_("Takes offers from"),
    "offers_until": N_("Takes offers until"),
    "vouchers_from": N_("Vouchers can be issued from"),
    "vouchers_until": N_("Vouchers can be issued until"),
    "total": N_("Total"),
    "max_offers": N_("Offers of one provider, at most"),
    "max_hours": N_("Hours of one offer, at most"),
    "max_euro": N_("Vouchers of one person, at most"),
    "automatic_approval": N_("Automatic approval"),
    "automatic_types": N_("Service types approved automatically"),
    "automatic_hours_max": N_("Hours approved automatically, at most"),
    "automatic_known_only": N_("Automatic approval for known providers only"),
}
"""What an amendment calls the fields of a call."""


@dataclass(frozen=True)
class Change:
    """What a field said before an amendment, and what it says since."""

    name: str
    before: Any
    after: Any


def said(amendment: CallAmendment) -> list[Change]:
    """What the amendment changed, in the order of the call's fields, values as they were meant."""
    return [
        Change(label, _meant(field, changed[0]), _meant(field, changed[1]))
        for field, label in FIELD_NAMES.items()
        if (changed := amendment.changes.get(field))
    ]


def _meant(field: str, value: Any) -> Any:
    if value is None:
        return None
    if field in ("total", "max_euro"):
        return Money(value)
    if field.endswith(("_on", "_from", "_until")):
        return date.fromisoformat(value)
    return ", ".join(map(str, value)) if isinstance(value, list) else value


@dataclass(frozen=True, kw_only=True)
class CallMoney:
    """What the budgets of a call come to, for one pathway or altogether."""

    pathway: int
    providers: int
    granted: Money
    committed: Money
    """Bound to vouchers and not spent yet."""
    spent: Money


MoneyReader = Callable[[int], Sequence[CallMoney]]
_money: list[MoneyReader] = []


def furnish_call_money(reader: MoneyReader) -> None:
    """Install who knows what the budgets of a call come to; called once by wiring."""
    _money[:] = [reader]


def money_of(call: Call) -> Sequence[CallMoney]:
    """What was granted, committed and spent under the call, by pathway."""
    return [line for reader in _money for line in reader(call.id)]


def _stands(standing: Standing, on: date) -> ColumnElement[bool]:
    published = Call.state == CallState.PUBLISHED
    offers_until = func.coalesce(Call.offers_until, Call.closes_on)
    conditions = {
        Standing.DRAFT: Call.state == CallState.DRAFT,
        Standing.COMING: published & (Call.opens_on > on),
        Standing.OPEN: published & (Call.opens_on <= on) & (offers_until >= on),
        Standing.NO_NEW_OFFERS: published & (offers_until < on) & (Call.closes_on >= on),
        Standing.CLOSED: (Call.state == CallState.CLOSED) | (published & (Call.closes_on < on)),
        Standing.DISCARDED: Call.state == CallState.DISCARDED,
    }
    return conditions[standing]


def calls_page(statement: Select[*tuple[Call]], cursor: str | None) -> Page[Call]:
    """One page of the calls."""
    return fetch_page(db.session, statement, NEWEST_FIRST, cursor=cursor)


def calls_rows(statement: Select[*tuple[Call]], most: int) -> Sequence[Call]:
    """All calls for a file or a list of choices."""
    ordered = statement.order_by(Call.opens_on.desc(), Call.id.desc())
    return db.session.scalars(ordered.limit(most)).all()


def load_call(call_id: int) -> Call:
    """A call: public acts, seen by everybody. Raises NotFoundForYou."""
    call = db.session.get(Call, call_id)
    if call is None:
        raise NotFoundForYou
    return call


def call_with_code(code: str) -> Call | None:
    """The call with that code, whatever its capitals."""
    return db.session.scalar(select(Call).where(Call.code == code.strip().upper()))


def service_types(on: date) -> Sequence[ServiceType]:
    """The kinds of measure the rules in force know."""
    return rules_in_force(on).service_types
