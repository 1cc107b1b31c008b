"""The jobs behind an upload: chunk by chunk, each committed, so that a killed one goes on where it was."""

from collections.abc import Iterator
from contextlib import contextmanager

from app.core.database import db, transaction
from app.core.jobs import MOST_ATTEMPTS, job_scope, queue
from catalogue.uploads.models import Upload
from catalogue.uploads.operations import check, receive, stage, store
from catalogue.uploads.states import UploadState

FORGOTTEN_AT_ONCE = 20


@queue.task(name="catalogue.uploads.check")
def check_upload(upload_id: int) -> None:
    """Check a file received; started again, it goes on behind the last chunk."""
    with _attempt(upload_id, UploadState.RECEIVED) as upload:
        if upload is None:
            return
        with transaction():
            more = _still(upload, UploadState.RECEIVED) and stage.lay_down(upload)
        while more:
            with transaction():
                more = _still(upload, UploadState.RECEIVED) and _check_some(upload)


@queue.task(name="catalogue.uploads.store")
def store_upload(upload_id: int) -> None:
    """Store the valid offers of an accepted file; started again, it goes on behind the last chunk."""
    with _attempt(upload_id, UploadState.ACCEPTED) as upload:
        if upload is None:
            return
        more = True
        while more:
            with transaction():
                more = _still(upload, UploadState.ACCEPTED) and store.store_some(upload)
        with transaction():
            if _still(upload, UploadState.ACCEPTED):
                store.finish_storing(upload)


@queue.periodic(cron="35 4 * * *")
@queue.task(name="catalogue.uploads.forget", queueing_lock="catalogue.uploads.forget")
def forget(timestamp: int) -> None:
    """Every night: what stood in old files goes, their reports stay."""
    with job_scope():
        gone = FORGOTTEN_AT_ONCE
        while gone == FORGOTTEN_AT_ONCE:
            with transaction():
                gone = receive.forget_old(FORGOTTEN_AT_ONCE)


def _check_some(upload: Upload) -> bool:
    offers = check.next_offers(upload)
    if offers:
        check.check_offers(upload, offers)
    else:
        check.report(upload)
    return bool(offers)


def _still(upload: Upload, expected: UploadState) -> bool:
    """Whether the work goes on; the row is held, so that who cancels waits for the chunk at hand."""
    db.session.refresh(upload, with_for_update={"of": Upload})
    return upload.state is expected


@contextmanager
def _attempt(upload_id: int, expected: UploadState) -> Iterator[Upload | None]:
    """The upload, or None when there is nothing to do or the job has been given up."""
    with job_scope():
        upload = db.session.get_one(Upload, upload_id)
        if upload.state is not expected:
            yield None
            return
        with transaction():
            goes_on = receive.begin_attempt(upload, MOST_ATTEMPTS)
        try:
            yield upload if goes_on else None
        except Exception:
            with transaction():
                receive.fail(upload)
            raise
