"""The jobs behind an upload: chunk by chunk, each committed, so that a killed one goes on where it was."""

from collections.abc import Iterator
from contextlib import contextmanager

from app.core.database import db, transaction
from app.core.jobs import MOST_ATTEMPTS, job_scope, queue
from catalogue.uploads.models import Upload
from catalogue.uploads.operations import check, receive, store
from catalogue.uploads.rules import CHUNK
from catalogue.uploads.states import UploadState


@queue.task(name="catalogue.uploads.check")
def check_upload(upload_id: int) -> None:
    """Check a file received; started again, it begins anew, since nothing but its report is kept."""
    with _attempt(upload_id, UploadState.RECEIVED) as upload:
        if upload is None:
            return
        with transaction():
            offers = check.read_upload(upload)
        for start in range(0, len(offers), CHUNK):
            with transaction():
                check.check_offers(upload, offers[start : start + CHUNK])
        if offers:
            with transaction():
                check.report(upload)


@queue.task(name="catalogue.uploads.store")
def store_upload(upload_id: int) -> None:
    """Store the valid offers of an accepted file; started again, it goes on behind the last chunk."""
    with _attempt(upload_id, UploadState.ACCEPTED) as upload:
        if upload is None:
            return
        more = True
        while more:
            with transaction():
                more = store.store_some(upload)
        with transaction():
            store.finish_storing(upload)


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
