"""The valid offers of an accepted file are stored, chunk by chunk."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from app.accounts.models import User
from app.audit.operations import perform
from app.core.database import db
from app.core.errors import RuleBroken
from catalogue.drafting.operations import (
    add_edition,
    change_edition,
    change_offer,
    create_offers,
    submit_offer,
)
from catalogue.drafting.queries import offer_with_key
from catalogue.drafting.rules import EditionContent, OfferContent
from catalogue.offers.states import OfferState
from catalogue.providers.models import Provider
from catalogue.uploads.models import Upload, UploadItem, Verdict
from catalogue.uploads.operations.receive import finish, progress_of
from catalogue.uploads.queries import kept_offers, stored_count, verdict_counts
from catalogue.uploads.rules import (
    CHUNK,
    CellError,
    with_unsaid,
    with_usual_site,
)
from catalogue.uploads.states import UploadAction


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
    progress_of(upload).done += len(items)
    return len(items) == CHUNK


def finish_storing(upload: Upload) -> None:
    """Everything is stored: say so."""
    upload.counts = {
        **upload.counts,
        **{verdict.value: 0 for verdict in Verdict},
        **verdict_counts(upload.id),
        "stored": stored_count(upload.id),
        "attempts": 0,
    }
    perform(None, upload, UploadAction.STORE)
    finish(upload)


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
        item.errors = [error.as_stored() for error in errors]


def _change(item: UploadItem, upload: Upload, actor: User) -> None:
    provider = db.session.get_one(Provider, upload.provider_id)
    editions = [content for _, content in _editions(item)]
    offer = offer_with_key(provider.id, item.own_key)
    if offer is None or item.verdict is Verdict.NEW:
        create_offers(actor, provider, [(_content(item), editions)])
        return
    known = kept_offers(provider.id, [item.own_key])[item.own_key]
    if offer.state is OfferState.DRAFT:
        change_offer(actor, offer, with_usual_site(_content(item), known))
    kept = known.editions
    dated = {edition.code: edition for edition in offer.editions}
    for content in editions:
        if content.code not in kept:
            add_edition(actor, offer, content)
        else:
            whole = with_unsaid(content, kept[content.code])
            if kept[content.code].content != whole:
                change_edition(actor, dated[content.code], whole)


def _submit(item: UploadItem, upload: Upload, actor: User) -> None:
    offer = offer_with_key(upload.provider_id, item.own_key)
    if item.verdict is Verdict.WRONG or offer is None or offer.state is not OfferState.DRAFT:
        return
    try:
        with db.session.begin_nested():
            submit_offer(actor, offer)
    except RuleBroken:
        return  # it stays a draft, and its page says what it lacks


def _content(item: UploadItem) -> OfferContent:
    values = dict(item.content["offer"])
    lists = {name: tuple(value) for name, value in values.items() if isinstance(value, list)}
    return OfferContent(**{**values, **lists})


def _editions(item: UploadItem) -> list[tuple[int, EditionContent]]:
    found = []
    for stored in item.content["editions"]:
        values = dict(stored)
        row = values.pop("row")
        for key in ("starts_on", "ends_on", "enrol_by"):
            values[key] = date.fromisoformat(values[key])
        found.append((row, EditionContent(**values)))
    return found
