"""A worker process killed by SIGKILL in the middle of a file: another ends with exactly the right rows."""

import os
import signal
import subprocess
import sys
import time

import pytest
from sqlalchemy import func, select

from app.accounts.models import User
from app.config import ROOT
from app.core.database import db, transaction
from app.core.jobs import enqueue
from catalogue.offers.models import Edition, Offer
from catalogue.uploads.models import Upload
from catalogue.uploads.operations import receive
from catalogue.uploads.states import UploadState
from catalogue.uploads.tasks import check_upload, store_upload
from tests.catalogue.uploads import sheets
from tests.catalogue.uploads.test_tasks import Desk

OFFERS = 1_000
PATIENCE = 90


def worker(app):
    """A worker on the database of the test."""
    config = app.config["PERCORSO"]
    environ = {
        **os.environ,
        "DATABASE_URL": config.owner_database_url,
        "DATABASE_RUNTIME_URL": config.database_url,
        "PERCORSO_MODE": "test",
    }
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "worker"]
    return subprocess.Popen(
        command, cwd=ROOT, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def waited_for(condition):
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with transaction():
            db.session.expire_all()
            if condition():
                return
        time.sleep(0.05)
    pytest.fail("nothing happened in time")


def state_of(upload_id):
    return db.session.get(Upload, upload_id).state


def number_of(what):
    return db.session.scalar(select(func.count(func.distinct(what))))


def received(desk):
    """A long file, on its way to the worker."""
    upload = receive.receive_upload(
        desk.manager,
        desk.provider,
        file_name="offerte.csv",
        content=sheets.as_csv([desk.row(own_key=f"K{number}") for number in range(OFFERS)]),
        language="it",
    )
    enqueue(check_upload, upload_id=upload.id)
    return upload.id


def accepted(upload_id, manager_id):
    upload = db.session.get(Upload, upload_id)
    receive.accept_upload(db.session.get(User, manager_id), upload, submit=False)
    enqueue(store_upload, upload_id=upload_id)


def test_a_worker_killed_in_the_middle_leaves_no_offer_twice_and_none_out(own_app):
    with own_app.app_context():
        with transaction():
            desk = Desk()
            upload_id, manager_id = received(desk), desk.manager.id
        first = worker(own_app)
        waited_for(lambda: state_of(upload_id) is UploadState.CHECKED)
        with transaction():
            accepted(upload_id, manager_id)
        waited_for(lambda: number_of(Offer.id) > 0)
        first.send_signal(signal.SIGKILL)
        first.wait()
        with transaction():
            assert 0 < number_of(Offer.id) < OFFERS
        second = worker(own_app)
        try:
            waited_for(lambda: state_of(upload_id) is UploadState.STORED)
        finally:
            second.send_signal(signal.SIGTERM)
            second.wait()
        with transaction():
            found = (number_of(Offer.id), number_of(Offer.own_key), number_of(Edition.id))
            assert found == (OFFERS, OFFERS, OFFERS)
            assert db.session.get(Upload, upload_id).counts["stored"] == OFFERS
