"""Vouchers as people may see them: loaders take the user, lists narrow to their reach."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Select, false, func, literal, or_, select
from sqlalchemy.orm import joinedload
from sqlalchemy.sql.base import ExecutableOption

from app.accounts.models import User
from app.accounts.permissions import Role
from app.audit.models import TransitionLog
from app.audit.operations import note_reading
from app.cases.models.jobseeker import Jobseeker
from app.core.database import db
from app.core.errors import NotFoundForYou
from app.core.language import N_
from app.core.listing import Order, Page, fetch_page
from app.core.plain_text import without_accents
from catalogue.offers.models import Edition, Offer
from catalogue.providers.models import Provider
from catalogue.providers.queries import DeskTask, load_own_provider
from vouchers.issuing.models import Voucher
from vouchers.issuing.states import OPEN, VOUCHER, VoucherState

NEWEST_FIRST = Order(columns=(Voucher.id,), keys=(lambda row: row.id,), descending=(True,))
DEADLINE_FIRST = Order(
    columns=(Voucher.take_up_by, Voucher.id),
    keys=(lambda row: row.take_up_by, lambda row: row.id),
    descending=(False, False),
)


LATEST_DEADLINE_FIRST = replace(DEADLINE_FIRST, descending=(True, True))


@dataclass(frozen=True)
class InboxFilters:
    """How a provider narrows its list of vouchers."""

    state: VoucherState | None = VoucherState.ISSUED
    search: str = ""
    """Part of a number, of the person's name or of the measure's title."""


def in_reach(statement: Select[*tuple[Voucher]], user: User) -> Select[*tuple[Voucher]]:
    """Narrow a statement over vouchers to those the user may open.

    Staff of a centre see their centre's, a provider those it holds, the jobseeker their own, the
    auditor all. A voucher that closed unused leaves the provider's reach with the person's data.
    """
    if user.role in (Role.COUNSELLOR, Role.CENTRE_MANAGER):
        return statement.where(Voucher.centre_id == user.organisation_id)
    if user.role in (Role.PROVIDER_MANAGER, Role.PROVIDER_OPERATOR):
        return statement.where(Voucher.provider_id == user.organisation_id)
    if user.role is Role.JOBSEEKER:
        return statement.join(Voucher.jobseeker).where(Jobseeker.user_id == user.id)
    if user.role is Role.AUDITOR:
        return statement
    return statement.where(false())


def load_voucher(user: User, number: str, *, part: str = "voucher") -> Voucher:
    """The voucher of that number with all a page shows; the reading goes to the access log.

    Raises NotFoundForYou alike for a missing one and for one outside the user's reach.
    """
    if user.provider_id is not None:
        load_own_provider(user)  # no sight of any person before the platform agreement
    statement = in_reach(select(Voucher).where(Voucher.number == number), user)
    voucher = db.session.scalar(statement.options(*_all_of_it()))
    if voucher is None:
        raise NotFoundForYou
    own = user.role is Role.JOBSEEKER
    purpose = "own_record" if own else "measure" if user.provider_id else "case_management"
    note_reading(user, voucher.reach, part=part, purpose=purpose, reference=number)
    return voucher


def vouchers_of(jobseeker_id: int) -> Sequence[Voucher]:
    """Every voucher of the person, newest first; a handful in a life."""
    statement = select(Voucher).where(Voucher.jobseeker_id == jobseeker_id)
    return db.session.scalars(statement.options(*_all_of_it()).order_by(Voucher.id.desc())).all()


def other_open_voucher(voucher: Voucher) -> Voucher | None:
    """Another open voucher of the same person; None when there is none."""
    return db.session.scalar(
        select(Voucher)
        .where(
            Voucher.jobseeker_id == voucher.jobseeker_id,
            Voucher.id != voucher.id,
            Voucher.state.in_(OPEN),
        )
        .order_by(Voucher.id.desc())
        .limit(1)
    )


def voucher_of_request(token: str) -> Voucher | None:
    """The voucher the button of that page has already given; None when it has not."""
    return db.session.scalar(select(Voucher).where(Voucher.request_token == token))


def inbox(
    user: User,
    filters: InboxFilters,
    cursor: str | None,
    size: int,
    *,
    finds_names: bool = True,
) -> Page[Voucher]:
    """The vouchers issued to the user's provider: by deadline while unanswered, else newest first.

    `finds_names` is False for those who may not see names: what is hidden cannot be guessed at either.

    Every order is that of an index, so that the first page costs the same whatever lies behind it.
    """
    statement = (
        select(Voucher)
        .where(Voucher.issued_to_id == user.provider_id)
        .options(joinedload(Voucher.jobseeker), _offer_of_list(), joinedload(Voucher.edition))
    )
    if filters.state is not None:
        statement = statement.where(Voucher.state == filters.state)
    if words := without_accents(filters.search.strip()):
        statement = statement.join(Voucher.jobseeker).join(Voucher.offer)
        statement = statement.where(
            or_(
                Voucher.number.contains(filters.search.strip().upper(), autoescape=True),
                # The name of a person whose voucher closed unused is no longer theirs to find.
                literal(finds_names)
                & (Voucher.provider_id == user.provider_id)
                & Jobseeker.name_key.contains(words, autoescape=True),
                Offer.title_key.contains(words, autoescape=True),
            )
        )
    order = NEWEST_FIRST
    if filters.state is not None:
        order = DEADLINE_FIRST if filters.state is VoucherState.ISSUED else LATEST_DEADLINE_FIRST
    return fetch_page(db.session, statement, order, cursor=cursor, size=size)


def inbox_counts(user: User) -> dict[str, int]:
    """How many open vouchers of the provider stand in each state."""
    rows = db.session.execute(
        select(Voucher.state, func.count())
        .where(Voucher.issued_to_id == user.provider_id, Voucher.state.in_(OPEN))
        .group_by(Voucher.state)
    )
    return {state.value: count for state, count in rows}


def answers_waiting(provider: Provider) -> list[DeskTask]:
    """For the provider's desk: how many vouchers wait for an answer, and until when the first of them."""
    count, until = db.session.execute(
        select(func.count(), func.min(Voucher.take_up_by)).where(
            Voucher.issued_to_id == provider.id, Voucher.state == VoucherState.ISSUED
        )
    ).one()
    title = N_("Vouchers to answer")
    return [DeskTask(title, count, "issuing.inbox_page", {"state": "issued"}, "warning", until)]


def history_of(voucher: Voucher) -> Sequence[TransitionLog]:
    """Every change of the voucher's state, newest first."""
    return db.session.scalars(
        select(TransitionLog)
        .where(TransitionLog.machine == VOUCHER.name, TransitionLog.object_id == voucher.id)
        .order_by(TransitionLog.id.desc())
    ).all()


def _offer_of_list() -> ExecutableOption:
    return joinedload(Voucher.offer).lazyload(Offer.provider)


def _all_of_it() -> tuple[ExecutableOption, ...]:
    return (
        joinedload(Voucher.jobseeker).joinedload(Jobseeker.centre),
        joinedload(Voucher.jobseeker).joinedload(Jobseeker.counsellor),
        joinedload(Voucher.issued_to),
        joinedload(Voucher.issued_by),
        joinedload(Voucher.taken_up_by),
        joinedload(Voucher.offer).joinedload(Offer.call),
        joinedload(Voucher.edition).joinedload(Edition.site),
    )
