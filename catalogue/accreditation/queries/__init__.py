"""Reads of applications, of the public register, and of the history of accreditations."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import Select, func, select
from sqlalchemy.orm import selectinload

from app.accounts.models import User
from app.accounts.permissions import Role
from app.core.clock import now
from app.core.database import db
from app.core.errors import NotFoundForYou
from app.core.language import N_
from app.core.listing import Column, Order, Page, fetch_page
from app.core.plain_text import searchable
from catalogue.accreditation.models import AccreditationEvent, Application, ApplicationDocument
from catalogue.accreditation.rules import ApplicationFacts, SiteAsked
from catalogue.accreditation.states import OPEN_STATES, ApplicationState
from catalogue.providers.models import Accreditation, Provider, Site
from catalogue.providers.queries import DeskTask, accredited
from catalogue.providers.states import AccreditationField, AccreditationState

BY_WAITING = Order(
    columns=(Application.waiting_since, Application.id),
    keys=(lambda row: row.waiting_since, lambda row: row.id),
    descending=(False, False),
)
QUEUE: tuple[Column[Application], ...] = (
    Column("reference", N_("Reference"), lambda row: row.reference),
    Column("name", N_("Applicant"), lambda row: row.provider.legal_name),
    Column("tax_number", N_("Tax number"), lambda row: row.provider.tax_number),
    Column("state", N_("State"), lambda row: row.state),
    Column("since", N_("Since"), lambda row: row.waiting_since),
    Column("officer", N_("Examined by"), lambda row: row.officer.name if row.officer else ""),
)
BY_NAME = Order(
    columns=(Provider.name_key, Provider.id),
    keys=(lambda row: row.name_key, lambda row: row.id),
    descending=(False, False),
)
PUBLIC: tuple[Column[Provider], ...] = (
    Column("name", N_("Provider"), lambda row: row.legal_name),
    Column("number", N_("Accreditation number"), lambda row: row.accreditation_number),
    Column("tax_number", N_("Tax number"), lambda row: row.tax_number),
    Column("until", N_("Accredited until"), lambda row: row.accredited_until),
    Column(
        "towns",
        N_("Municipalities"),
        lambda row: ", ".join(sorted({site.municipality.name for site in row.sites})),
    ),
    Column("sites", N_("Sites"), lambda row: len(row.sites)),
)
_WHOLE = (selectinload(Application.sites), selectinload(Application.corrections))


def open_application(provider_id: int) -> Application | None:
    """The provider's application not yet decided."""
    return db.session.scalar(
        select(Application).where(
            Application.provider_id == provider_id, Application.state.in_(OPEN_STATES)
        )
    )


def latest_application(provider_id: int) -> Application | None:
    """The provider's open application, else the last decided one."""
    return db.session.scalar(
        select(Application)
        .where(Application.provider_id == provider_id)
        .order_by(Application.id.desc())
        .limit(1)
        .options(*_WHOLE)
    )


def load_application(user: User, application_id: int) -> Application:
    """Any application, begun or sent, for the programme's officers."""
    application = db.session.get(Application, application_id, options=_WHOLE)
    if user.role is not Role.PROGRAMME_OFFICER or application is None:
        raise NotFoundForYou
    return application


def load_document(user: User, document_id: int) -> ApplicationDocument:
    """A document, for the applicant's manager and the officers; nobody else learns that it exists."""
    document = db.session.get(ApplicationDocument, document_id)
    if document is None:
        raise NotFoundForYou
    is_own = (
        user.role is Role.PROVIDER_MANAGER
        and user.provider_id == document.application.provider_id
        and document.removed_at is None
    )
    if user.role is not Role.PROGRAMME_OFFICER and not is_own:
        raise NotFoundForYou
    return document


def facts_of(application: Application) -> ApplicationFacts:
    """What the application holds, as the rules read it."""
    return ApplicationFacts(
        answers=application.answers,
        sites=tuple(
            SiteAsked(site_id=line.site_id, name=line.site.name, fields=frozenset(line.fields))
            for line in application.sites
        ),
        documents={document.kind for document in application.documents},
    )


def documents_kept(application_id: int) -> int:
    """How many documents of the application are kept, with those taken out again."""
    statement = select(func.count()).where(ApplicationDocument.application_id == application_id)
    return db.session.scalar(statement) or 0


def begun_within_the_hour(sender_hash: str) -> tuple[int, int]:
    """How many applications were begun in public within the last hour: by this sender, by all."""
    recent = Application.begun_at > now() - timedelta(hours=1), Application.sender_hash != ""
    by_sender = func.count().filter(Application.sender_hash == sender_hash)
    mine, everybody = db.session.execute(select(by_sender, func.count()).where(*recent)).one()
    return mine, everybody


def is_registered(tax_number: str) -> bool:
    """Whether the register holds a body with this tax number."""
    return (
        db.session.scalar(select(Provider.id).where(Provider.tax_number == tax_number)) is not None
    )


def queue(words: str = "", state: ApplicationState | None = None) -> Select[*tuple[Application]]:
    """Applications as the officers see them, those waiting longest first; drafts only when asked for."""
    statement = select(Application).join(Provider, Provider.id == Application.provider_id)
    if wanted := searchable(words):
        statement = statement.where(
            Provider.name_key.contains(wanted, autoescape=True)
            | (Provider.tax_number == words.strip())
            | (Application.reference == words.strip().upper())
        )
    if state is not None:
        return statement.where(Application.state == state)
    return statement.where(Application.state.in_(OPEN_STATES - {ApplicationState.DRAFT}))


def queue_page(statement: Select[*tuple[Application]], cursor: str | None) -> Page[Application]:
    """One page of the queue."""
    return fetch_page(db.session, statement, BY_WAITING, cursor=cursor)


def queue_rows(statement: Select[*tuple[Application]], most: int) -> Sequence[Application]:
    """The whole queue for a file."""
    return db.session.scalars(statement.order_by(*BY_WAITING.columns).limit(most)).all()


def state_counts() -> dict[ApplicationState, int]:
    """How many applications stand in each state."""
    rows = db.session.execute(select(Application.state, func.count()).group_by(Application.state))
    found = {state: number for state, number in rows}
    return {state: found[state] for state in ApplicationState if state in found}


def public_register(
    on: date, words: str = "", field: AccreditationField | None = None
) -> Select[*tuple[Provider]]:
    """Who is accredited on a day, narrowed by words of name, number or municipality, and by field."""
    statement = select(Provider).where(*accredited(on))
    statement = statement.options(
        selectinload(Provider.sites), selectinload(Provider.accreditations)
    )
    if wanted := searchable(words):
        statement = statement.where(
            Provider.name_key.contains(wanted, autoescape=True)
            | (Provider.accreditation_number == words.strip())
            | (Provider.tax_number == words.strip())
        )
    if field is not None:
        holds = select(Accreditation.id).where(
            Accreditation.provider_id == Provider.id,
            Accreditation.field == field,
            Accreditation.state == AccreditationState.ACTIVE,
            Accreditation.valid_from <= on,
            Accreditation.valid_to >= on,
        )
        statement = statement.where(holds.exists())
    return statement


def public_page(statement: Select[*tuple[Provider]], cursor: str | None) -> Page[Provider]:
    """One page of the public register, by name."""
    return fetch_page(db.session, statement, BY_NAME, cursor=cursor)


def public_rows(statement: Select[*tuple[Provider]], most: int) -> Sequence[Provider]:
    """The whole public register for a file, by name."""
    return db.session.scalars(statement.order_by(*BY_NAME.columns).limit(most)).all()


def load_registered(provider_id: int) -> Provider:
    """A provider that is or was accredited: its history is public; an applicant's is not."""
    provider = db.session.get(Provider, provider_id)
    if provider is None or not db.session.scalar(
        select(Accreditation.id).where(Accreditation.provider_id == provider_id).limit(1)
    ):
        raise NotFoundForYou
    return provider


def was_accredited(site_id: int) -> bool:
    """Whether the site is or was accredited for anything."""
    held = select(Accreditation.id).where(Accreditation.site_id == site_id).limit(1)
    return db.session.scalar(held) is not None


def accreditations_of(provider_id: int) -> Sequence[Accreditation]:
    """Every accreditation of the provider, with its site."""
    statement = (
        select(Accreditation)
        .join(Site, Site.id == Accreditation.site_id)
        .where(Accreditation.provider_id == provider_id)
        .order_by(Site.name, Accreditation.field, Accreditation.valid_from)
        .options(selectinload(Accreditation.site))
    )
    return db.session.scalars(statement).all()


def history_of(provider_id: int) -> Sequence[AccreditationEvent]:
    """What happened to the provider's accreditations, newest first."""
    statement = (
        select(AccreditationEvent)
        .where(AccreditationEvent.provider_id == provider_id)
        .order_by(AccreditationEvent.on_day.desc(), AccreditationEvent.id.desc())
        .options(selectinload(AccreditationEvent.accreditation).selectinload(Accreditation.site))
    )
    return db.session.scalars(statement).all()


def application_tasks(provider: Provider) -> list[DeskTask]:
    """What the provider's desk says of its application."""
    found = open_application(provider.id)
    if found is None or found.state is not ApplicationState.CORRECTION_REQUESTED:
        return []
    due = [it.due_on for it in found.corrections if it.answered_at is None]
    title = N_("Corrections of your application for accreditation")
    return [
        DeskTask(
            title, len(due) or 1, "accreditation.own", {}, "warning", min(due) if due else None
        )
    ]


def expired_accreditations(on: date, most: int) -> Sequence[Accreditation]:
    """Accreditations whose last day has passed, oldest first, held by nobody else at the moment."""
    statement = (
        select(Accreditation)
        .where(
            Accreditation.state.in_((AccreditationState.ACTIVE, AccreditationState.SUSPENDED)),
            Accreditation.valid_to < on,
        )
        .order_by(Accreditation.valid_to, Accreditation.id)
        .limit(most)
    )
    return db.session.scalars(statement).all()


def ending_between(first: date, last: date) -> Sequence[tuple[int, date]]:
    """Providers with the first day in the window on which an accreditation of theirs ends."""
    statement = (
        select(Accreditation.provider_id, func.min(Accreditation.valid_to))
        .where(
            Accreditation.state == AccreditationState.ACTIVE,
            Accreditation.valid_to.between(first, last),
        )
        .group_by(Accreditation.provider_id)
        .order_by(Accreditation.provider_id)
    )
    return [(provider_id, day) for provider_id, day in db.session.execute(statement)]
