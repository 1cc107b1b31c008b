"""A file is received, checked without changing anything, accepted or discarded, and stored."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import delete, insert, select

from app.accounts.models import User
from app.audit.operations import begin, perform
from app.core.clock import now, today
from app.core.database import db
from app.core.errors import RuleBroken
from app.core.jobs import JobProgress, JobState
from app.programme.queries import rules_in_force
from catalogue.drafting.operations import (
    add_edition,
    change_edition,
    change_offer,
    create_offers,
    submit_offer,
)
from catalogue.drafting.queries import offer_with_key
from catalogue.drafting.rules import EditionContent, OfferContent
from catalogue.offers.queries import call_facts, site_fields
from catalogue.offers.rules import (
    CallFacts,
    EditionFacts,
    OfferFacts,
    edition_refusals,
    submission_refusals,
)
from catalogue.offers.states import OfferState
from catalogue.providers.models import Provider
from catalogue.providers.queries import accreditation_of
from catalogue.services.models import Call
from catalogue.uploads.models import Upload, UploadContent, UploadItem, Verdict
from catalogue.uploads.queries import kept_offers, verdict_counts, vocabulary_of
from catalogue.uploads.rules import (
    CHUNK,
    CellError,
    FiledOffer,
    comparison,
    with_usual_site,
)
from catalogue.uploads.schemas.files import FileRefused, checked_kind, read_rows, shown
from catalogue.uploads.schemas.offers import ReadOffer, read_offers
from catalogue.uploads.states import UploadAction

TOLD_BY_CELL = "edition_wrong"
COLUMN_OF_FIELD = {"call_id": "call", "editions": "starts_on"}
"""The column of a file for the field of a rule, where the names differ."""


def receive_upload(
    actor: User, provider: Provider, *, file_name: str, content: bytes, language: str
) -> Upload:
    """Keep a file to be checked. Raises RuleBroken at once when it is not what it says it is."""
    try:
        kind = checked_kind(file_name, content)
    except FileRefused as refused:
        raise RuleBroken([refused.reason]) from refused
    upload = Upload(
        provider_id=provider.id,
        uploaded_by_id=actor.id,
        file_name=file_name[-200:],
        kind=kind,
        content_hash=hashlib.sha256(content).hexdigest(),
        language=language,
        counts={},
        progress=JobProgress(kind="upload:check", owner_id=actor.id),
    )
    db.session.add(upload)
    begin(actor, upload, event="upload:receive", size=len(content))
    db.session.add(UploadContent(upload_id=upload.id, content=content))
    return upload


def accept_upload(actor: User, upload: Upload, *, submit: bool) -> None:
    """Take the valid rows of a checked file; `submit` also submits what they make for approval."""
    perform(actor, upload, UploadAction.ACCEPT)
    upload.counts = {**upload.counts, "submit": submit, "attempts": 0}
    waiting = upload.counts.get("new", 0) + upload.counts.get("changed", 0)
    upload.progress = JobProgress(kind="upload:store", owner_id=actor.id, total=waiting)


def discard_upload(actor: User, upload: Upload) -> None:
    """Forget a checked file."""
    perform(actor, upload, UploadAction.DISCARD)
    db.session.execute(delete(UploadContent).where(UploadContent.upload_id == upload.id))


def restart(actor: User, upload: Upload) -> None:
    """Give a job that failed a fresh start."""
    kind = upload.progress.kind if upload.progress else "upload:check"
    upload.counts = {**upload.counts, "attempts": 0}
    upload.progress = JobProgress(kind=kind, owner_id=actor.id)


def begin_attempt(upload: Upload, most: int) -> bool:
    """Count a start of the upload's job; False when it has started too often and is given up."""
    attempts = int(upload.counts.get("attempts", 0)) + 1
    upload.counts = {**upload.counts, "attempts": attempts}
    progress = _progress(upload)
    progress.state = JobState.RUNNING if attempts < most else JobState.FAILED
    return attempts < most


def fail(upload: Upload) -> None:
    """Say on the page that the job has failed; what was stored stays stored."""
    _progress(upload).state = JobState.FAILED
    _progress(upload).finished_at = now()


def read_upload(upload: Upload) -> list[ReadOffer]:
    """Read the file anew and forget the result of an earlier attempt; refuse it when it cannot be read.

    An empty list is a refused file.
    """
    db.session.execute(delete(UploadItem).where(UploadItem.upload_id == upload.id))
    kept = db.session.get_one(UploadContent, upload.id)
    provider = db.session.get_one(Provider, upload.provider_id)
    try:
        found = read_offers(read_rows(upload.kind, kept.content), vocabulary_of(provider, today()))
    except FileRefused as refused:
        upload.refusal = {
            "message": refused.reason.message,
            "params": dict(refused.reason.params),
        }
        perform(None, upload, UploadAction.REFUSE)
        _finish(upload)
        return []
    _progress(upload).done, _progress(upload).total = 0, len(found)
    return found


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
                "errors": [_stored_error(error) for error in offer.errors],
                "stored": False,
            }
        )
    db.session.execute(insert(UploadItem), rows)
    _progress(upload).done += len(rows)


def report(upload: Upload) -> None:
    """The check is done: say what it found, and wait for the provider's decision."""
    upload.counts = {**verdict_counts(upload.id), "attempts": 0}
    perform(None, upload, UploadAction.REPORT)
    db.session.execute(delete(UploadContent).where(UploadContent.upload_id == upload.id))
    _finish(upload)


def store_some(upload: Upload) -> bool:
    """Store the next valid offers of an accepted file; False when none is left.

    What has come in between since the check is told as an error of that offer, and the others go on.
    """
    waiting = (
        select(UploadItem)
        .where(
            UploadItem.upload_id == upload.id,
            ~UploadItem.stored,
            UploadItem.verdict.in_((Verdict.NEW, Verdict.CHANGED)),
        )
        .order_by(UploadItem.row)
        .limit(CHUNK)
        .with_for_update()
    )
    items = db.session.scalars(waiting).all()
    actor = db.session.get_one(User, upload.uploaded_by_id)
    _store_new([item for item in items if item.verdict is Verdict.NEW], upload, actor)
    for item in items:
        if not item.stored:
            _store_one(item, upload, actor)
    if upload.counts.get("submit"):
        for item in items:
            _submit(item, upload, actor)
    _progress(upload).done += len(items)
    return len(items) == CHUNK


def finish_storing(upload: Upload) -> None:
    """Everything is stored: say so."""
    upload.counts = {**upload.counts, **verdict_counts(upload.id), "attempts": 0}
    perform(None, upload, UploadAction.STORE)
    _finish(upload)


def _store_new(items: Sequence[UploadItem], upload: Upload, actor: User) -> None:
    """Write new offers together; when one of them cannot be, they are written one by one."""
    provider = db.session.get_one(Provider, upload.provider_id)
    contents = [(_content(item), [edition for _, edition in _editions(item)]) for item in items]
    try:
        with db.session.begin_nested():
            create_offers(actor, provider, contents)
    except RuleBroken:
        return
    for item in items:
        item.stored = True


def _store_one(item: UploadItem, upload: Upload, actor: User) -> None:
    item.stored = True
    try:
        with db.session.begin_nested():
            _change(item, upload, actor)
    except RuleBroken as broken:
        item.verdict = Verdict.WRONG
        errors = [CellError(item.row, "own_key", reason, item.own_key) for reason in broken.reasons]
        item.errors = [_stored_error(error) for error in errors]


def _change(item: UploadItem, upload: Upload, actor: User) -> None:
    provider = db.session.get_one(Provider, upload.provider_id)
    editions = [content for _, content in _editions(item)]
    offer = offer_with_key(provider.id, item.own_key)
    if offer is None or item.verdict is Verdict.NEW:
        create_offers(actor, provider, [(_content(item), editions)])
        return
    if offer.state is OfferState.DRAFT:
        change_offer(actor, offer, _content(item))
    kept = kept_offers(provider.id, [item.own_key])[item.own_key].editions
    dated = {edition.code: edition for edition in offer.editions}
    for content in editions:
        if content.code not in kept:
            add_edition(actor, offer, content)
        elif kept[content.code].content != content:
            change_edition(actor, dated[content.code], content)


def _submit(item: UploadItem, upload: Upload, actor: User) -> None:
    offer = offer_with_key(upload.provider_id, item.own_key)
    if item.verdict is Verdict.WRONG or offer is None or offer.state is not OfferState.DRAFT:
        return
    try:
        with db.session.begin_nested():
            submit_offer(actor, offer)
    except RuleBroken:
        return  # it stays a draft, and its page says what it lacks


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


def _content(item: UploadItem) -> OfferContent:
    values = dict(item.content["offer"])
    return OfferContent(**{**values, "pathways": tuple(values["pathways"])})


def _editions(item: UploadItem) -> list[tuple[int, EditionContent]]:
    found = []
    for stored in item.content["editions"]:
        values = dict(stored)
        row = values.pop("row")
        for key in ("starts_on", "ends_on", "enrol_by"):
            values[key] = date.fromisoformat(values[key])
        found.append((row, EditionContent(**values)))
    return found


def _stored_error(error: CellError) -> dict[str, Any]:
    params = {
        key: value.isoformat() if isinstance(value, date) else value
        for key, value in error.reason.params.items()
    }
    return {
        "row": error.row,
        "column": error.column,
        "code": error.reason.code,
        "message": error.reason.message,
        "params": params,
        "value": error.value,
    }


def _progress(upload: Upload) -> JobProgress:
    if upload.progress is None:
        upload.progress = JobProgress(kind="upload:check", owner_id=upload.uploaded_by_id)
    return upload.progress


def _finish(upload: Upload) -> None:
    progress = _progress(upload)
    progress.state, progress.finished_at = JobState.DONE, now()
