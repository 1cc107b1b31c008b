"""Reads of calls and of the service types of the rules in force."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Select, select

from app.core.database import db
from app.core.errors import NotFoundForYou
from app.core.language import N_
from app.core.listing import Column, Order, Page, fetch_page
from app.programme.queries import rules_in_force
from app.programme.rules.measures import ServiceType
from catalogue.services.models import Call

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
    Column("opens_on", N_("Opens on"), lambda row: row.opens_on),
    Column("closes_on", N_("Closes on"), lambda row: row.closes_on),
    Column("source", N_("Source"), lambda row: row.source),
)


def calls(open_on: date | None = None) -> Select[*tuple[Call]]:
    """Calls, newest first; with a day, those that take offers on it."""
    statement = select(Call)
    if open_on is not None:
        statement = statement.where(Call.opens_on <= open_on, Call.closes_on >= open_on)
    return statement


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
