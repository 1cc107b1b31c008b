"""A file is received, accepted or discarded; the progress its pages show."""

import hashlib

from sqlalchemy import delete

from app.accounts.models import User
from app.audit.operations import begin, perform
from app.core.clock import now
from app.core.database import db
from app.core.errors import RuleBroken
from app.core.jobs import JobProgress, JobState
from catalogue.providers.models import Provider
from catalogue.uploads.models import Upload, UploadContent
from catalogue.uploads.schemas.files import FileRefused, checked_kind
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


def finish(upload: Upload) -> None:
    """The present job is done."""
    progress = progress_of(upload)
    progress.state, progress.finished_at = JobState.DONE, now()
