"""A file is received, accepted or discarded; the progress its pages show."""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict
from datetime import timedelta

from sqlalchemy import delete, or_, select

from app.accounts.models import User
from app.audit.operations import begin, perform
from app.core.clock import now
from app.core.database import db
from app.core.errors import Refusal, RuleBroken
from app.core.jobs import JobProgress, JobState
from app.core.language import N_
from catalogue.providers.models import Provider
from catalogue.uploads.models import Upload, UploadContent, UploadRow
from catalogue.uploads.queries import stored_count, verdict_counts
from catalogue.uploads.rules import DECIMALS, ENCODINGS, KEPT_DAYS, SEPARATORS, Dialect
from catalogue.uploads.schemas.dialects import decoded, dialect_of
from catalogue.uploads.schemas.guards import checked_kind
from catalogue.uploads.schemas.refusals import FileRefused
from catalogue.uploads.states import UploadAction


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
        dialect=asdict(dialect_of(content)) if kind == "csv" else {},
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


def read_again(actor: User, upload: Upload, dialect: Dialect) -> None:
    """Check a CSV file again, written as the provider says it is.

    Raises RuleBroken when it cannot be read so.
    """
    known = (
        dialect.encoding in ENCODINGS,
        dialect.separator in SEPARATORS,
        dialect.decimal in DECIMALS,
    )
    content = db.session.get(UploadContent, upload.id)
    if upload.kind != "csv" or content is None or not all(known):
        message = N_("This file cannot be read in another way.")
        raise RuleBroken([Refusal("not_csv", message)])
    if decoded(content.content, dialect.encoding) is None:
        message = N_("The file is not written in this encoding.")
        raise RuleBroken([Refusal("encoding", message, field="encoding")])
    perform(actor, upload, UploadAction.REREAD)
    upload.dialect, upload.counts, upload.refusal = asdict(dialect), {}, None
    upload.progress = JobProgress(kind="upload:check", owner_id=actor.id)


def discard_upload(actor: User, upload: Upload) -> None:
    """Forget a checked file."""
    perform(actor, upload, UploadAction.DISCARD)
    forget_rows([upload.id])


def cancel_upload(actor: User, upload: Upload) -> None:
    """Stop the work on a file; what is stored already stays, and nothing more is."""
    perform(actor, upload, UploadAction.CANCEL)
    upload.counts = {
        **upload.counts,
        **verdict_counts(upload.id),
        "stored": stored_count(upload.id),
    }
    finish(upload, JobState.CANCELLED)


def forget_rows(upload_ids: Sequence[int]) -> None:
    """Delete what stood in these files; their reports stay."""
    for table in (UploadContent, UploadRow):
        db.session.execute(delete(table).where(table.upload_id.in_(upload_ids)))


def forget_old(limit: int) -> int:
    """Delete what stood in files uploaded more than 30 days ago, up to `limit` of them; how many."""
    old = (
        select(Upload.id)
        .where(Upload.uploaded_at < now() - timedelta(days=KEPT_DAYS))
        .where(
            or_(
                select(UploadRow.upload_id).where(UploadRow.upload_id == Upload.id).exists(),
                select(UploadContent.upload_id)
                .where(UploadContent.upload_id == Upload.id)
                .exists(),
            )
        )
        .order_by(Upload.id)
        .limit(limit)
    )
    found = db.session.scalars(old).all()
    forget_rows(found)
    return len(found)


def restart(actor: User, upload: Upload) -> None:
    """Give a job that failed a fresh start."""
    before = upload.progress
    kind, total = (before.kind, before.total) if before else ("upload:check", None)
    upload.counts = {**upload.counts, "attempts": 0}
    upload.progress = JobProgress(kind=kind, owner_id=actor.id, total=total)
    upload.progress.done = before.done if before else 0


def begin_attempt(upload: Upload, most: int) -> bool:
    """Count a start of the upload's job; False when it has started too often and is given up."""
    attempts = int(upload.counts.get("attempts", 0)) + 1
    upload.counts = {**upload.counts, "attempts": attempts}
    progress = progress_of(upload)
    progress.state = JobState.RUNNING if attempts < most else JobState.FAILED
    return attempts < most


def fail(upload: Upload) -> None:
    """Say on the page that the job has failed; what was stored stays stored."""
    progress_of(upload).state = JobState.FAILED
    progress_of(upload).finished_at = now()


def progress_of(upload: Upload) -> JobProgress:
    """The progress row of the upload's present job; made where there is none."""
    if upload.progress is None:
        upload.progress = JobProgress(kind="upload:check", owner_id=upload.uploaded_by_id)
    return upload.progress


def finish(upload: Upload, state: JobState = JobState.DONE) -> None:
    """The present job is over."""
    progress = progress_of(upload)
    progress.state, progress.finished_at = state, now()
