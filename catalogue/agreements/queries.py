"""Reads of the platform agreement: texts, signatures, tiers, and what a user may see of a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, and_, cast, func, select
from sqlalchemy.orm import joinedload, lazyload

from app.accounts.models import User
from app.accounts.permissions import Permission
from app.core.clock import today
from app.core.database import db
from app.core.errors import NotFoundForYou, Refusal
from app.core.language import N_
from app.core.listing import Column, Order, Page, fetch_page
from app.core.plain_text import searchable
from app.programme.queries import rules_in_force
from app.programme.rules.provider_security import SecurityTier
from catalogue.agreements.models import AgreementVersion, SecurityAnswers
from catalogue.agreements.rules import (
    Deadline,
    PersonField,
    Standing,
    sign_by,
    standing,
    taking_on_refusals,
    tier_in_force,
    visible_fields,
)
from catalogue.providers.models import PlatformAgreement, Provider
from catalogue.providers.queries import (
    DeskTask,
    load_own_provider_unsigned,
    platform_agreement_in_force,
)
from catalogue.providers.states import ProviderState


def present_version() -> AgreementVersion:
    """The version to be signed today: the latest published."""
    return db.session.scalars(
        select(AgreementVersion).order_by(AgreementVersion.number.desc()).limit(1)
    ).one()


def versions() -> Sequence[AgreementVersion]:
    """Every published version, newest first."""
    statement = select(AgreementVersion).options(joinedload(AgreementVersion.published_by))
    return db.session.scalars(statement.order_by(AgreementVersion.number.desc())).all()


def version_numbered(number: int) -> AgreementVersion:
    """One published version. Raises NotFoundForYou."""
    found = db.session.scalar(select(AgreementVersion).where(AgreementVersion.number == number))
    if found is None:
        raise NotFoundForYou
    return found


def signatures_of(provider_id: int) -> Sequence[PlatformAgreement]:
    """Everything the provider has signed, newest first."""
    return db.session.scalars(
        select(PlatformAgreement)
        .where(PlatformAgreement.provider_id == provider_id)
        .order_by(PlatformAgreement.id.desc())
    ).all()


def load_signature(user: User, agreement_id: int) -> PlatformAgreement:
    """A signature of the user's own provider, or any for those who publish the texts.

    Raises NotFoundForYou.
    """
    found = db.session.get(PlatformAgreement, agreement_id)
    if found is None:
        raise NotFoundForYou
    is_theirs = user.may(Permission.PLATFORM_AGREEMENT_PUBLISH)
    if not is_theirs and load_own_provider_unsigned(user).id != found.provider_id:
        raise NotFoundForYou
    return found


def deadlines() -> list[Deadline]:
    """The published versions with their deadlines; a handful."""
    statement = select(AgreementVersion.number, AgreementVersion.sign_by)
    rows = db.session.execute(statement.order_by(AgreementVersion.number))
    return [Deadline(number, day) for number, day in rows]


@dataclass(frozen=True)
class Signing:
    """How a provider stands to what is published, and its last day to sign."""

    standing: Standing
    sign_by: date | None


def signing_of(provider_id: int, on: date) -> Signing:
    """How the provider stands to what is published, on that day."""
    signed = platform_agreement_in_force(provider_id)
    return _signing(signed, deadlines(), on)


def taking_on_reasons(provider_id: int, on: date) -> list[Refusal]:
    """Why the provider may take on nothing new on that day; empty when it may."""
    found = signing_of(provider_id, on)
    return taking_on_refusals(found.standing, found.sign_by)


def security_answers(provider_id: int) -> SecurityAnswers | None:
    """The provider's present answers, valid or not; None before the first."""
    return db.session.scalar(
        select(SecurityAnswers).where(
            SecurityAnswers.provider_id == provider_id, SecurityAnswers.replaced_at.is_(None)
        )
    )


def tier_of_provider(provider_id: int, on: date) -> SecurityTier | None:
    """The tier that counts for the provider on that day; None where the rules know none."""
    security, given = rules_in_force(on).provider_security, security_answers(provider_id)
    if given is None:
        return tier_in_force(security, None, None, on)
    return tier_in_force(security, given.tier, given.valid_until, on)


def fields_seen_by(user: User) -> frozenset[PersonField]:
    """What the user may see of a person within their reach: a provider's people what its tier allows,
    everybody else all of it.
    """
    if user.provider_id is None:
        return frozenset(PersonField)
    return visible_fields(tier_of_provider(user.provider_id, today()))


def signing_waits(provider: Provider) -> list[DeskTask]:
    """For the provider's desk: a text to sign again, with its deadline."""
    found = signing_of(provider.id, today())
    count = 1 if found.standing in (Standing.TO_SIGN, Standing.OVERDUE) else 0
    tone = "danger" if found.standing is Standing.OVERDUE else "warning"
    title = N_("Platform agreement to sign again")
    return [DeskTask(title, count, "agreements.own", {}, tone, found.sign_by)]


def answers_wait(provider: Provider) -> list[DeskTask]:
    """For the provider's desk: security questions never answered, or answered too long ago."""
    if rules_in_force(today()).provider_security is None:
        return []
    given = security_answers(provider.id)
    count = 0 if given is not None and given.valid_until >= today() else 1
    title = N_("Security questions to answer")
    return [DeskTask(title, count, "agreements.security", {}, "warning")]


@dataclass(frozen=True)
class SignatureRow:
    """A provider with what it has signed and the tier it stands in."""

    provider: Provider
    signed: PlatformAgreement | None
    answers: SecurityAnswers | None
    standing: Standing
    tier: SecurityTier | None


BY_NAME = Order(
    columns=(Provider.name_key, Provider.id),
    keys=(lambda row: row.Provider.name_key, lambda row: row.Provider.id),
    descending=(False, False),
)


def signature_columns(language: str) -> tuple[Column[SignatureRow], ...]:
    """The list of signatures as a file."""
    return (
        Column("provider", N_("Provider"), lambda row: row.provider.legal_name),
        Column("standing", N_("Signature"), lambda row: row.standing),
        Column("version", N_("Version"), lambda row: _of(row.signed, "text_version")),
        Column("signed_at", N_("Signed on"), lambda row: _of(row.signed, "signed_at")),
        Column("role", N_("Data-protection role"), lambda row: _of(row.signed, "data_role")),
        Column("category", N_("Category"), lambda row: _of(row.answers, "category")),
        Column("tier", N_("Tier"), lambda row: row.tier and row.tier.text.spoken(language)),
        Column("valid_until", N_("Answers valid until"), lambda row: _of(row.answers, "valid_until")),
    )  # fmt: skip


def signatures_page(words: str, wanted: Standing | None, cursor: str | None) -> Page[SignatureRow]:
    """Working providers with their signatures and tiers, one page by name."""
    page = fetch_page(db.session, _signatures(words, wanted), BY_NAME, cursor=cursor, scalars=False)
    return Page(_rows(page.rows), page.next_cursor, page.previous_cursor)


def signatures_rows(words: str, wanted: Standing | None, most: int) -> list[SignatureRow]:
    """The same list as a whole, for a file."""
    statement = _signatures(words, wanted).order_by(*BY_NAME.columns).limit(most)
    return _rows(db.session.execute(statement).all())


def standing_counts() -> dict[Standing, int]:
    """How many working providers stand in each way to what is published."""
    published, counts = deadlines(), {}
    for wanted in Standing:
        statement = (
            select(func.count())
            .select_from(Provider)
            .outerjoin(PlatformAgreement, _IN_FORCE)
            .where(_WORKING, _stands(wanted, published, today()))
        )
        counts[wanted] = db.session.scalar(statement) or 0
    return counts


def providers_without(number: int) -> Sequence[int]:
    """Keys of working providers that have signed a text before that version, and none since."""
    return db.session.scalars(
        select(Provider.id)
        .join(PlatformAgreement, _IN_FORCE)
        .where(_WORKING, number > _SIGNED)
        .order_by(Provider.id)
    ).all()


_IN_FORCE = and_(PlatformAgreement.provider_id == Provider.id, PlatformAgreement.ended_at.is_(None))
_PRESENT_ANSWERS = and_(
    SecurityAnswers.provider_id == Provider.id, SecurityAnswers.replaced_at.is_(None)
)
_WORKING = Provider.state.in_((ProviderState.ACCREDITED, ProviderState.SUSPENDED))
_SIGNED = cast(PlatformAgreement.text_version, BigInteger)


def _signatures(words: str, wanted: Standing | None) -> Select[*tuple[Any, ...]]:
    statement = (
        select(Provider, PlatformAgreement, SecurityAnswers)
        .outerjoin(PlatformAgreement, _IN_FORCE)
        .outerjoin(SecurityAnswers, _PRESENT_ANSWERS)
        # Its usual inner join would drop whoever has signed nothing.
        .options(lazyload(PlatformAgreement.signed_by))
        .where(_WORKING)
    )
    if found := searchable(words):
        statement = statement.where(Provider.name_key.contains(found, autoescape=True))
    if wanted is not None:
        statement = statement.where(_stands(wanted, deadlines(), today()))
    return statement


def _stands(wanted: Standing, published: Sequence[Deadline], on: date) -> ColumnElement[bool]:
    """The rule `standing` as a condition over providers joined with what they have signed."""
    present = max(version.number for version in published)
    late = [v.number for v in published if v.sign_by is not None and v.sign_by < on]
    first_in_time = max(late, default=0)
    conditions = {
        Standing.MISSING: PlatformAgreement.id.is_(None),
        Standing.SIGNED: _SIGNED.between(present, present),
        Standing.TO_SIGN: _SIGNED.between(first_in_time, present - 1),
        Standing.OVERDUE: first_in_time > _SIGNED,
    }
    return conditions[wanted]


def _rows(found: Sequence[Any]) -> list[SignatureRow]:
    published, on = deadlines(), today()
    security = rules_in_force(on).provider_security
    rows = []
    for row in found:
        signed, answers = row.PlatformAgreement, row.SecurityAnswers
        code, until = (answers.tier, answers.valid_until) if answers else (None, None)
        stands = _signing(signed, published, on).standing
        tier = tier_in_force(security, code, until, on)
        rows.append(SignatureRow(row.Provider, signed, answers, stands, tier))
    return rows


def _signing(signed: PlatformAgreement | None, published: Sequence[Deadline], on: date) -> Signing:
    number = int(signed.text_version) if signed else None
    return Signing(standing(number, published, on), sign_by(number, published))


def _of(row: object, name: str) -> object:
    return getattr(row, name) if row is not None else None
