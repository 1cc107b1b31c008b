"""Pages of uploads."""

import io

import pytest
from openpyxl import load_workbook
from sqlalchemy import select, text

from app.accounts.permissions import Role
from app.core.database import db
from catalogue.offers.models import Offer
from catalogue.uploads import tasks
from catalogue.uploads.models import Upload
from catalogue.uploads.states import UploadState
from tests.catalogue.uploads import sheets
from tests.factories import accounts
from tests.factories import catalogue as make


@pytest.fixture
def owner(session):
    return make.provider()


@pytest.fixture
def browser(client_of, owner):
    return client_of(make.manager_of(owner))


def sent(browser, content, name="offerte.xlsx"):
    return browser.post(
        "/provider/uploads",
        data={"file": (io.BytesIO(content), name)},
        content_type="multipart/form-data",
    )


def rows_for(owner, **changes):
    return [sheets.row(make.call().code, make.site(owner).name, **changes)]


def test_a_file_is_uploaded_checked_read_and_taken(browser, owner):
    content = sheets.xlsx(
        [*rows_for(owner), *rows_for(owner, own_key="B", title="=1+1", seats="x")]
    )
    db.session.commit()
    answer = sent(browser, content)
    assert answer.status_code == 302
    upload = db.session.scalars(select(Upload)).one()
    queued = text("SELECT count(*) FROM procrastinate_jobs WHERE task_name LIKE '%uploads.check'")
    assert db.session.scalar(queued) == 1
    path = f"/provider/uploads/{upload.id}"
    assert "every 2s" in browser.get(path).text
    assert browser.get(f"{path}/progress").status_code == 200
    tasks.check_upload(upload_id=upload.id)
    page = browser.get(path).text
    assert "cat-value" in page
    assert browser.get(f"{path}?verdict=new").status_code == 200
    assert browser.get(f"{path}/progress").headers["HX-Refresh"] == "true"
    assert browser.get(f"{path}/errors.csv").status_code == 200
    assert browser.post(f"{path}/accept").status_code == 302
    tasks.store_upload(upload_id=upload.id)
    db.session.expire_all()
    assert db.session.get(Upload, upload.id).state is UploadState.STORED
    assert len(db.session.scalars(select(Offer)).all()) == 1
    assert browser.get(path).status_code == 200
    assert browser.get("/provider/uploads").status_code == 200


def test_a_file_that_is_none_is_refused_at_once(browser):
    answer = sent(browser, b"MZ\x90\x00 not a sheet", "offerte.xlsx")
    assert answer.status_code == 422
    assert browser.post("/provider/uploads", data={}).status_code == 422
    assert db.session.scalars(select(Upload)).first() is None


def test_a_checked_file_can_be_discarded(browser, owner):
    content = sheets.xlsx(rows_for(owner))
    db.session.commit()
    sent(browser, content)
    upload = db.session.scalars(select(Upload)).one()
    tasks.check_upload(upload_id=upload.id)
    assert browser.post(f"/provider/uploads/{upload.id}/discard").status_code == 302
    db.session.expire_all()
    assert db.session.get(Upload, upload.id).state is UploadState.DISCARDED
    assert browser.post(f"/provider/uploads/{upload.id}/accept").status_code == 409


@pytest.mark.parametrize("language", ["it", "en"])
def test_the_template_comes_back_filled_in_either_language(browser, owner, language):
    place, call = make.site(owner), make.call()
    db.session.commit()
    browser.get(f"/language/{language}")
    book = load_workbook(io.BytesIO(browser.get("/provider/uploads/template.xlsx").get_data()))
    sheet = book.worksheets[0]
    assert len(sheet.data_validations.dataValidation) == 9
    sheet.append(list(sheets.row(call.code, place.name).values()))
    target = io.BytesIO()
    book.save(target)
    sent(browser, target.getvalue())
    upload = db.session.scalars(select(Upload)).one()
    tasks.check_upload(upload_id=upload.id)
    db.session.expire_all()
    upload = db.session.get(Upload, upload.id)
    assert upload.counts.get("new") == 1, upload.refusal


@pytest.mark.parametrize("act", ["", "/progress", "/errors.csv"])
def test_a_foreign_upload_is_not_found(client_of, browser, owner, act):
    content = sheets.xlsx(rows_for(owner))
    db.session.commit()
    sent(browser, content)
    upload = db.session.scalars(select(Upload)).one()
    other = client_of(make.manager_of(make.provider()))
    assert other.get(f"/provider/uploads/{upload.id}{act}").status_code == 404
    for verb in ("accept", "discard", "retry"):
        assert other.post(f"/provider/uploads/{upload.id}/{verb}").status_code == 404


def test_operators_do_not_upload(client_of, owner):
    operator = accounts.user(Role.PROVIDER_OPERATOR, owner.organisation)
    assert client_of(operator).get("/provider/uploads").status_code == 403
