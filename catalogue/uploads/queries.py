"""Reads of uploads, and what a file is compared with."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from babel import Locale
from flask_babel import force_locale, gettext
from sqlalchemy import column as table_column
from sqlalchemy import func, select, true
from sqlalchemy.dialects.postgresql import JSONB, aggregate_order_by
from sqlalchemy.orm import joinedload, selectinload

from app.accounts.models import User
from app.core.clock import today
from app.core.database import db
from app.core.errors import NotFoundForYou
from app.core.language import LANGUAGES, N_, Labelled
from app.core.listing import Column, Order, Page, fetch_page
from app.core.plain_text import searchable
from app.programme.queries import rules_in_force
from catalogue.drafting.operations import content_of, edition_content_of
from catalogue.drafting.rules import LANGUAGE_CODES
from catalogue.esco.queries import concepts_of, esco_list
from catalogue.esco.rules import Kind
from catalogue.offers.models import Certificate, Edition, Mode, Offer
from catalogue.offers.states import EditionState, OfferState
from catalogue.providers.models import Provider
from catalogue.providers.queries import DeskTask, load_own_provider
from catalogue.services.queries import calls, calls_rows
from catalogue.uploads.models import Upload, UploadItem, UploadRow, Verdict
from catalogue.uploads.rules import KeptEdition, KeptOffer
from catalogue.uploads.schemas.columns import EDITION_KEYS, OFFER_KEYS
from catalogue.uploads.schemas.rows import Vocabulary
from catalogue.uploads.states import UploadState

CALLS_KNOWN = 500
MOST_KINDS = 60
MOST_FILLED = 2_000
CHANGEABLE = (OfferState.DRAFT, OfferState.PUBLISHED)
NEWEST_FIRST = Order(columns=(Upload.id,), keys=(lambda row: row.id,), descending=(True,))
BY_ROW = Order(columns=(UploadItem.row,), keys=(lambda row: row.row,), descending=(False,))
ERRORS: tuple[Column[dict[str, Any]], ...] = (
    Column("row", N_("Row"), lambda row: row["row"]),
    Column("column", N_("Column"), lambda row: row["column"]),
    Column("value", N_("Value given"), lambda row: row["value"]),
    Column("reason", N_("What is wrong"), lambda row: row["reason"]),
    Column("own_key", N_("Own code"), lambda row: row["own_key"]),
)
_LIVE = (EditionState.PLANNED, EditionState.OPEN, EditionState.FULL)


def own_uploads(provider: Provider, cursor: str | None) -> Page[Upload]:
    """The provider's uploads, newest first."""
    statement = select(Upload).where(Upload.provider_id == provider.id)
    return fetch_page(
        db.session, statement.options(joinedload(Upload.progress)), NEWEST_FIRST, cursor=cursor
    )


def load_own_upload(user: User, upload_id: int) -> Upload:
    """An upload of the user's own provider; foreign and missing ones look alike."""
    provider = load_own_provider(user)
    statement = select(Upload).where(Upload.id == upload_id, Upload.provider_id == provider.id)
    # The job writes the progress in its own process: what is shown is read anew.
    upload = db.session.scalar(
        statement.options(joinedload(Upload.progress)).execution_options(populate_existing=True)
    )
    if upload is None:
        raise NotFoundForYou
    return upload


def items(upload: Upload, verdict: Verdict | None, cursor: str | None) -> Page[UploadItem]:
    """One page of the offers of a file, in its order."""
    statement = select(UploadItem).where(UploadItem.upload_id == upload.id)
    if verdict is not None:
        statement = statement.where(UploadItem.verdict == verdict)
    return fetch_page(db.session, statement, BY_ROW, cursor=cursor)


def wrong_items(upload: Upload, most: int) -> Sequence[UploadItem]:
    """Every offer of the file with errors, for a file of them."""
    statement = select(UploadItem).where(
        UploadItem.upload_id == upload.id, UploadItem.verdict == Verdict.WRONG
    )
    return db.session.scalars(statement.order_by(UploadItem.row).limit(most)).all()


def verdict_counts(upload_id: int) -> dict[str, int]:
    """How many offers of the file have each verdict."""
    statement = (
        select(UploadItem.verdict, func.count())
        .where(UploadItem.upload_id == upload_id)
        .group_by(UploadItem.verdict)
    )
    return {verdict.value: number for verdict, number in db.session.execute(statement)}


def stored_count(upload_id: int) -> int:
    """How many offers of the file are stored."""
    sound = UploadItem.verdict.in_((Verdict.NEW, Verdict.CHANGED))
    statement = select(func.count()).where(
        UploadItem.upload_id == upload_id, UploadItem.stored, sound
    )
    return db.session.scalar(statement) or 0


def error_kinds(upload_id: int) -> list[list[object]]:
    """The first error of each kind in the file, by column and code, and how many; the most first."""
    error = func.jsonb_array_elements(UploadItem.errors).table_valued(table_column("value", JSONB))
    column, code = error.c.value["column"].astext, error.c.value["code"].astext
    first = func.array_agg(aggregate_order_by(error.c.value, UploadItem.row))[1]
    statement = (
        select(first, func.count())
        .select_from(UploadItem)
        .join(error, true())
        .where(UploadItem.upload_id == upload_id, UploadItem.verdict == Verdict.WRONG)
        .group_by(column, code)
        .order_by(func.count().desc(), column, code)
        .limit(MOST_KINDS)
    )
    return [list(row) for row in db.session.execute(statement)]


def rows_and_errors(upload: Upload, *, only_wrong: bool) -> Iterator[tuple[UploadRow, list[Any]]]:
    """The rows of a file as they stood there, each with its errors, in the order of the file."""
    statement = (
        select(UploadRow, UploadItem.errors)
        .outerjoin(
            UploadItem,
            (UploadItem.upload_id == UploadRow.upload_id) & (UploadItem.row == UploadRow.first_row),
        )
        .where(UploadRow.upload_id == upload.id)
        .order_by(UploadRow.number)
        .execution_options(yield_per=1000)
    )
    if only_wrong:
        statement = statement.where(UploadItem.verdict == Verdict.WRONG)
    for row, errors in db.session.execute(statement):
        yield row, [error for error in errors or () if error["row"] == row.number]


def has_rows(upload: Upload) -> bool:
    """Whether what stood in the file is still kept."""
    kept = select(UploadRow.number).where(UploadRow.upload_id == upload.id).limit(1)
    return db.session.scalar(kept) is not None


def same_file_before(upload: Upload) -> Upload | None:
    """The last upload of the same bytes that was stored before this one."""
    statement = select(Upload).where(
        Upload.provider_id == upload.provider_id,
        Upload.content_hash == upload.content_hash,
        Upload.state == UploadState.STORED,
        Upload.id < upload.id,
    )
    return db.session.scalar(statement.order_by(Upload.id.desc()).limit(1))


def vocabulary_of(provider: Provider, on: date) -> Vocabulary:
    """The words the columns of choices know, for this provider on this day."""
    rules = rules_in_force(on)
    services = {
        searchable(word): service.code
        for service in rules.service_types
        for word in (service.code, service.name.it, service.name.en)
    }
    known = calls_rows(calls(), CALLS_KNOWN)
    return Vocabulary(
        call={searchable(call.code): call.id for call in known},
        service_type=services,
        certificate=_words(Certificate),
        mode=_words(Mode),
        language=_languages(),
        site={searchable(site.name): site.id for site in provider.sites},
        skills=_concepts(Kind.SKILL),
        occupations=_concepts(Kind.OCCUPATION),
        pathways=frozenset(pathway.number for pathway in rules.pathways),
    )


def kept_offers(provider_id: int, keys: Iterable[str]) -> dict[str, KeptOffer]:
    """The provider's offers with these codes, as far as a file can change them."""
    statement = (
        select(Offer)
        .where(Offer.provider_id == provider_id, Offer.own_key.in_(list(keys)))
        .options(selectinload(Offer.editions))
    )
    return {offer.own_key: _kept(offer) for offer in db.session.scalars(statement)}


def uploads_waiting(provider: Provider) -> Sequence[DeskTask]:
    """The desk's part on uploads: files checked, waiting for a decision."""
    waiting = db.session.scalar(
        select(func.count()).where(
            Upload.provider_id == provider.id, Upload.state == UploadState.CHECKED
        )
    )
    title = N_("Decide on files that have been checked")
    return (DeskTask(title, waiting or 0, "uploads.upload_list", {}),)


def lists_of(provider: Provider, language: str) -> dict[str, list[str]]:
    """The values of the template's lists, in the reader's language."""
    day = today()
    rules = rules_in_force(day)
    return {
        "call": [call.code for call in calls_rows(calls(open_on=day), CALLS_KNOWN)],
        "service_type": [service.name.spoken(language) for service in rules.service_types],
        "certificate": [str(gettext(member.label)) for member in Certificate],
        "mode": [str(gettext(member.label)) for member in Mode],
        "language": list(LANGUAGE_CODES),
        "site": [site.name for site in provider.sites],
    }


def own_rows(provider: Provider, language: str) -> Iterator[dict[str, Any]]:
    """The provider's offers that a file can change, one row for each edition, cells by column."""
    statement = (
        select(Offer)
        .where(Offer.provider_id == provider.id, Offer.state.in_(CHANGEABLE))
        .options(selectinload(Offer.editions))
        .order_by(Offer.id)
        .limit(MOST_FILLED)
    )
    calls_by_id = {call.id: call.code for call in calls_rows(calls(), CALLS_KNOWN)}
    sites = {site.id: site.name for site in provider.sites}
    services = {
        service.code: service.name.spoken(language)
        for service in rules_in_force(today()).service_types
    }
    for offer in db.session.scalars(statement):
        words = {key: getattr(offer, key) for key in OFFER_KEYS if key != "call"}
        words |= {
            "call": calls_by_id.get(offer.call_id or 0),
            "service_type": services.get(offer.service_type, offer.service_type),
            "pathways": ", ".join(map(str, offer.pathways)),
            "certificate": str(gettext(offer.certificate.label)),
            "mode": str(gettext(offer.mode.label)),
            "skills": "; ".join(esco_list().labels(Kind.SKILL, offer.skills, language)),
            "occupations": "; ".join(
                esco_list().labels(Kind.OCCUPATION, offer.occupations, language)
            ),
        }
        for edition in offer.editions:
            if edition.state in _LIVE:
                yield words | _edition_cells(edition, sites)


def _edition_cells(edition: Edition, sites: Mapping[int, str]) -> dict[str, Any]:
    cells = {key: getattr(edition, key) for key in EDITION_KEYS if hasattr(edition, key)}
    cells |= {"edition_code": edition.code, "site": sites.get(edition.site_id)}
    return cells | {key: cells[key] or None for key in ("seats_min", "waiting_max")}


def _words(members: type[Labelled]) -> Mapping[str, str]:
    words: dict[str, str] = {}
    for language in LANGUAGES:
        with force_locale(language):
            words |= {searchable(gettext(member.label)): member.value for member in members}
    words |= {searchable(member.label): member.value for member in members}
    return words | {searchable(member.value): member.value for member in members}


@cache
def _concepts(kind: Kind) -> Mapping[str, str]:
    """Codes of the ESCO list by code and by name in either language."""
    return {
        searchable(word): concept.code
        for concept in concepts_of(kind).values()
        for word in (concept.code, *(concept.label(language) for language in LANGUAGES))
    }


def _languages() -> Mapping[str, str]:
    words = {code: code for code in LANGUAGE_CODES}
    for language in LANGUAGES:
        names = Locale(language).languages
        words |= {searchable(names[code]): code for code in LANGUAGE_CODES if code in names}
    return words


def _kept(offer: Offer) -> KeptOffer:
    return KeptOffer(
        content=content_of(offer),
        state=offer.state.value,
        state_label=offer.state.label,
        editions={edition.code: _kept_edition(edition) for edition in offer.editions},
    )


def _kept_edition(edition: Edition) -> KeptEdition:
    return KeptEdition(edition_content_of(edition), edition.taken, edition.state in _LIVE)
