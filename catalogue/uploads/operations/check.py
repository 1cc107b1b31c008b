"""A file is read and compared with the rules and with what is kept; nothing changes but its report."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import func, insert, select

from app.audit.operations import perform
from app.core.clock import today
from app.core.database import db
from app.programme.queries import rules_in_force
from catalogue.drafting.rules import EditionContent
from catalogue.offers.queries import call_facts, site_fields
from catalogue.offers.rules import (
    CallFacts,
    EditionFacts,
    OfferFacts,
    edition_refusals,
    submission_refusals,
)
from catalogue.providers.models import Provider
from catalogue.providers.queries import accreditation_of
from catalogue.services.models import Call
from catalogue.uploads.models import Upload, UploadItem, UploadRow, Verdict
from catalogue.uploads.operations.receive import finish, progress_of
from catalogue.uploads.queries import error_kinds, kept_offers, verdict_counts, vocabulary_of
from catalogue.uploads.rules import (
    CHUNK,
    CellError,
    FiledOffer,
    comparison,
    with_usual_site,
)
from catalogue.uploads.schemas.files import FileRow, as_cells, shown
from catalogue.uploads.schemas.offers import ReadOffer, read_offers
from catalogue.uploads.states import UploadAction

TOLD_BY_CELL = "edition_wrong"
COLUMN_OF_FIELD = {"call_id": "call", "editions": "starts_on"}
"""The column of a file for the field of a rule, where the names differ."""


def next_offers(upload: Upload) -> list[ReadOffer]:
    """The next offers of the file that have no verdict yet; an empty list when all have.

    What was checked before a worker was killed has its verdict, so that another goes on behind it.
    """
    checked = select(func.coalesce(func.max(UploadItem.row), 0)).where(
        UploadItem.upload_id == upload.id
    )
    after = db.session.scalar(checked) or 0
    firsts = (
        select(UploadRow.first_row)
        .where(UploadRow.upload_id == upload.id, UploadRow.first_row > after)
        .distinct()
        .order_by(UploadRow.first_row)
        .limit(CHUNK)
    )
    wanted = db.session.scalars(firsts).all()
    if not wanted:
        return []
    rows = (
        select(UploadRow.number, UploadRow.cells)
        .where(UploadRow.upload_id == upload.id, UploadRow.first_row.between(after + 1, wanted[-1]))
        .order_by(UploadRow.first_row, UploadRow.number)
    )
    found = [FileRow(number, as_cells(cells)) for number, cells in db.session.execute(rows)]
    provider = db.session.get_one(Provider, upload.provider_id)
    decimal = upload.dialect.get("decimal", "")
    return read_offers(found, vocabulary_of(provider, today()), decimal)


def check_offers(upload: Upload, offers: Sequence[ReadOffer]) -> None:
    """Compare some offers of the file with the rules and with what is kept; note the result."""
    provider = db.session.get_one(Provider, upload.provider_id)
    day = today()
    kept = kept_offers(provider.id, [offer.own_key for offer in offers])
    known = {call.id: call_facts(call) for call in db.session.scalars(select(Call))}
    rows = []
    for offer in offers:
        verdict = Verdict.WRONG
        if offer.filed is not None:
            offer.errors += _rule_errors(offer.filed, provider, known, day)
            found, errors = comparison(offer.filed, kept.get(offer.own_key))
            offer.errors += errors
            verdict = Verdict.WRONG if offer.errors else Verdict(found)
        content = _stored(offer.filed, kept.get(offer.own_key)) if offer.filed else {}
        rows.append(
            {
                "upload_id": upload.id,
                "row": offer.row,
                "own_key": offer.own_key,
                "title": offer.title,
                "verdict": verdict,
                "content": content,
                "errors": _once([error.as_stored() for error in offer.errors]),
                "stored": False,
            }
        )
    db.session.execute(insert(UploadItem), rows)
    progress_of(upload).done += len(rows)


def _once(errors: list[dict[str, object]]) -> list[dict[str, object]]:
    """Two rules may say the same of one cell."""
    said = {(error["row"], error["column"], error["code"]): error for error in reversed(errors)}
    return list(reversed(said.values()))


def report(upload: Upload) -> None:
    """The check is done: say what it found, and wait for the provider's decision."""
    upload.counts = {
        **verdict_counts(upload.id),
        "kinds": error_kinds(upload.id),
        "rows": upload.counts.get("rows", 0),
        "attempts": 0,
    }
    perform(None, upload, UploadAction.REPORT)
    finish(upload)


def _rule_errors(
    filed: FiledOffer, provider: Provider, known: Mapping[int, CallFacts], day: date
) -> list[CellError]:
    """The rules of submission, told at the columns they are about."""
    content = filed.content
    facts = OfferFacts(
        title=content.title,
        service_type=content.service_type,
        pathways=frozenset(content.pathways),
        hours=content.hours,
        description=content.description,
        learning=content.learning,
        contact_email=content.contact_email,
        contact_phone=content.contact_phone,
        call=known.get(content.call_id or 0),
        accreditation=accreditation_of(provider),
        site_fields=site_fields(provider),
        editions=tuple(EditionFacts(**_facts(edition)) for _, edition in filed.editions),
    )
    rows = {edition.code: row for row, edition in filed.editions}
    values = asdict(content)
    errors = []
    for row, edition in filed.editions:
        for reason in edition_refusals(EditionFacts(**_facts(edition))):
            column = reason.field or "starts_on"
            errors.append(CellError(row, column, reason, shown(getattr(edition, column))))
    for reason in submission_refusals(facts, rules_in_force(day), day):
        if reason.code == TOLD_BY_CELL:
            continue
        row = rows.get(str(reason.params.get("edition", "")), filed.row)
        column = COLUMN_OF_FIELD.get(reason.field or "", reason.field or "own_key")
        value = values.get(reason.field or "", "")
        shown_value = ", ".join(map(str, value)) if isinstance(value, tuple) else shown(value)
        errors.append(CellError(row, column, reason, "" if column == "call" else shown_value))
    return errors


def _facts(edition: EditionContent) -> dict[str, Any]:
    values = asdict(edition)
    values.pop("timetable")
    return values


def _stored(filed: FiledOffer, kept: Any) -> dict[str, Any]:
    editions = [{**asdict(content), "row": row} for row, content in filed.editions]
    for edition in editions:
        for key in ("starts_on", "ends_on", "enrol_by"):
            edition[key] = edition[key].isoformat()
    return {"offer": asdict(with_usual_site(filed.content, kept)), "editions": editions}
