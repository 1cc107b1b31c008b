"""A file from its arrival to the stored offers: dry run, errors in their place, nothing twice."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.core.clock import today
from app.core.database import db, transaction
from app.core.errors import RuleBroken
from app.core.jobs import JobState
from catalogue.esco.queries import concepts_of
from catalogue.esco.rules import Kind
from catalogue.offers.models import Edition, Offer
from catalogue.offers.states import EditionState, OfferState
from catalogue.uploads import tasks
from catalogue.uploads.models import Upload, UploadItem, UploadRow, Verdict
from catalogue.uploads.operations import check, receive, store
from catalogue.uploads.rules import CHUNK, MOST_EDITIONS, Dialect
from catalogue.uploads.states import UploadState
from tests.catalogue.uploads import sheets
from tests.factories import catalogue as make


class Desk:
    """A provider with a site and a call, whose manager uploads files."""

    def __init__(self):
        self.provider = make.provider()
        self.manager = make.manager_of(self.provider)
        self.site = make.site(self.provider)
        self.call = make.call()

    def row(self, **changes):
        return {**sheets.row(self.call.code, self.site.name), **changes}

    def check(self, rows, name="offerte.xlsx"):
        return self.check_bytes(sheets.MAKERS[name.rpartition(".")[2]](rows), name)

    def check_bytes(self, content, name):
        with transaction():
            upload = receive.receive_upload(
                self.manager, self.provider, file_name=name, content=content, language="it"
            )
        tasks.check_upload(upload_id=upload.id)
        return fresh(upload)

    def store(self, upload, submit=False):
        with transaction():
            receive.accept_upload(self.manager, upload, submit=submit)
        tasks.store_upload(upload_id=upload.id)
        return fresh(upload)


def fresh(upload):
    db.session.expire_all()
    return db.session.get(Upload, upload.id)


def errors_of(upload):
    items = db.session.scalars(select(UploadItem).where(UploadItem.upload_id == upload.id))
    return {(e["row"], e["column"]): (e["code"], e["value"]) for i in items for e in i.errors}


def number_of(model):
    return db.session.scalar(select(func.count()).select_from(model))


@pytest.fixture
def desk(session):
    return Desk()


@pytest.mark.parametrize("name", ["offerte.xlsx", "offerte.csv"])
def test_a_dry_run_changes_nothing_and_says_what_would_happen(desk, name):
    second = desk.row(edition_code="2")
    upload = desk.check([desk.row(), second, desk.row(own_key="DIG-2", title="Altro")], name)
    assert upload.state is UploadState.CHECKED
    assert upload.counts["new"] == 2
    assert upload.progress.state is JobState.DONE
    assert number_of(Offer) == 0


def test_valid_rows_are_stored_and_the_same_file_again_changes_nothing(desk):
    rows = [desk.row(), desk.row(edition_code="2"), desk.row(own_key="DIG-2")]
    stored = desk.store(desk.check(rows))
    assert stored.state is UploadState.STORED
    assert (number_of(Offer), number_of(Edition)) == (2, 3)
    again = desk.check(rows)
    assert again.counts == {"same": 2, "rows": 3, "kinds": [], "attempts": 0}
    assert (number_of(Offer), number_of(Edition)) == (2, 3)


def test_work_that_is_cancelled_keeps_what_was_stored_and_stores_no_more(desk, monkeypatch):
    upload = desk.check([desk.row(own_key=f"K{number}") for number in range(CHUNK + 5)])
    with transaction():
        receive.accept_upload(desk.manager, upload, submit=False)
    regular = store.store_some

    def then_cancelled(upload):
        more = regular(upload)
        receive.cancel_upload(desk.manager, upload)
        return more

    monkeypatch.setattr(store, "store_some", then_cancelled)
    tasks.store_upload(upload_id=upload.id)
    cancelled = fresh(upload)
    assert (cancelled.state, cancelled.progress.state) == (
        UploadState.CANCELLED,
        JobState.CANCELLED,
    )
    assert (cancelled.counts["stored"], number_of(Offer)) == (CHUNK, CHUNK)
    tasks.store_upload(upload_id=upload.id)
    assert number_of(Offer) == CHUNK


def test_a_file_read_in_another_way_is_checked_anew(desk):
    content = sheets.as_csv([desk.row(title="Perché no")], encoding="cp1252")
    upload = desk.check_bytes(content, "offerte.csv")
    assert upload.dialect == {"encoding": "cp1252", "separator": ";", "decimal": ","}
    with pytest.raises(RuleBroken), transaction():
        receive.read_again(desk.manager, upload, Dialect("utf-8-sig", ";", ","))
    with transaction():
        receive.read_again(desk.manager, upload, Dialect("cp1252", ",", "."))
    tasks.check_upload(upload_id=upload.id)
    assert fresh(upload).state is UploadState.REFUSED


@pytest.mark.parametrize(("decimal", "verdict"), [(",", "new"), (".", "wrong")])
def test_the_decimal_sign_decides_what_a_point_means(desk, decimal, verdict):
    row = desk.row(seats="1.2")
    content = sheets.as_csv([row]).replace(b";1.2;", b";12,0;")
    upload = desk.check_bytes(content, "offerte.csv")
    with transaction():
        receive.read_again(desk.manager, upload, Dialect("utf-8-sig", ";", decimal))
    tasks.check_upload(upload_id=upload.id)
    assert fresh(upload).counts[verdict] == 1


def test_what_stood_in_old_files_is_forgotten_and_their_report_stays(desk):
    upload = desk.check([desk.row()])
    upload.uploaded_at = upload.uploaded_at - timedelta(days=31)
    db.session.commit()
    tasks.forget(timestamp=0)
    assert (number_of(UploadRow), number_of(UploadItem)) == (0, 1)


def test_names_of_skills_may_hold_commas_and_stand_in_any_order(desk):
    known = [c for c in concepts_of(Kind.SKILL).values() if "," in c.it][:1]
    known += [c for c in concepts_of(Kind.SKILL).values() if "," not in c.it][:1]
    upload = desk.check([desk.row(skills="; ".join(concept.it for concept in known))])
    desk.store(upload)
    offer = db.session.scalars(select(Offer)).one()
    assert list(offer.skills) == [concept.code for concept in known]
    turned = desk.check([desk.row(skills="; ".join(concept.en for concept in reversed(known)))])
    assert turned.counts["same"] == 1
    alone = desk.check([desk.row(skills=known[0].it)])
    assert alone.counts["changed"] == 1


def test_later_rows_of_an_offer_may_leave_its_own_columns_empty(desk):
    empty = dict.fromkeys(sheets.row("", ""), None)
    day = today() + timedelta(days=60)
    second = {
        **empty,
        "own_key": "DIG-1",
        "edition_code": "2",
        "site": desk.site.name,
        "starts_on": day,
        "ends_on": day,
        "enrol_by": day,
        "seats": 5,
    }
    desk.store(desk.check([desk.row(), second]))
    assert (number_of(Offer), number_of(Edition)) == (1, 2)


def test_planted_errors_are_found_at_their_row_and_column(desk):
    day = today()
    rows = [
        desk.row(own_key="A"),
        desk.row(own_key="B", title=None),
        desk.row(own_key="C", hours="molte"),
        desk.row(own_key="D", service_type="Equitazione"),
        desk.row(own_key="E", starts_on="domani"),
        desk.row(own_key="F", seats=0),
        desk.row(own_key="G", hours=500),
        desk.row(own_key="H", site="Nessuna"),
        desk.row(own_key="I", ends_on=day),
        desk.row(own_key="J", pathways="9"),
        desk.row(own_key="K", description="Breve"),
        desk.row(own_key="L"),
        desk.row(own_key="L", title="Un altro titolo", edition_code="2"),
        desk.row(own_key="M"),
        desk.row(own_key="M"),
        desk.row(own_key=None),
        desk.row(own_key="N", contact_email="non un indirizzo"),
    ]
    upload = desk.check(rows)
    found = errors_of(upload)
    expected = {
        (3, "title"): ("cell_empty", ""),
        (4, "hours"): ("number", "molte"),
        (5, "service_type"): ("choice", "Equitazione"),
        (6, "starts_on"): ("date", "domani"),
        (7, "seats"): ("number", "0"),
        (9, "site"): ("choice", "Nessuna"),
        (11, "pathways"): ("pathways", "9"),
        (12, "description"): ("description_short", "Breve"),
        (14, "title"): ("contradiction", "Un altro titolo"),
        (16, "edition_code"): ("edition_twice", "1"),
        (17, "own_key"): ("cell_empty", ""),
        (18, "contact_email"): ("email_form", "non un indirizzo"),
    }
    assert expected.items() <= found.items()
    assert found[8, "hours"][0] == "hours_outside"
    assert found[10, "ends_on"][0] == "ends_before_start"
    assert upload.counts["new"] == 1
    desk.store(upload)
    assert number_of(Offer) == 1


def test_a_changed_row_changes_the_offer_it_names(desk):
    desk.store(desk.check([desk.row()]))
    upload = desk.check([desk.row(title="Nuovo titolo", seats=20)])
    assert upload.counts["changed"] == 1
    desk.store(upload)
    offer = db.session.scalars(select(Offer)).one()
    assert (offer.title, offer.editions[0].seats) == ("Nuovo titolo", 20)


def test_a_published_offer_takes_new_editions_but_no_new_words(desk):
    desk.store(desk.check([desk.row()]))
    offer = db.session.scalars(select(Offer)).one()
    offer.state = OfferState.PUBLISHED
    db.session.commit()
    wrong = desk.check([desk.row(title="Altre parole")])
    assert errors_of(wrong) == {(2, "own_key"): ("offer_published", "DIG-1")}
    right = desk.check([desk.row(), desk.row(edition_code="2")])
    assert right.counts["changed"] == 1
    desk.store(right)
    states = dict(db.session.execute(select(Edition.code, Edition.state)).all())
    assert states["2"] is EditionState.OPEN


def test_what_a_file_says_nothing_of_stays_as_the_page_wrote_it(desk):
    desk.store(desk.check([desk.row()]))
    offer, edition = (db.session.scalars(select(model)).one() for model in (Offer, Edition))
    skill = next(iter(concepts_of(Kind.SKILL)))
    hours = [{"days": [1], "from": "09:00", "to": "13:00", "place": ""}]
    offer.skills, edition.slots, edition.seats_min = [skill], hours, 3
    db.session.commit()
    assert desk.check([desk.row()]).counts.get("same") == 1
    desk.store(desk.check([desk.row(title="Altro titolo", seats="11")]))
    db.session.expire_all()
    assert (offer.title, offer.skills) == ("Altro titolo", [skill])
    assert (edition.seats, edition.slots, edition.seats_min) == (11, hours, 3)


def test_valid_offers_can_be_submitted_at_once(desk):
    desk.store(desk.check([desk.row()]), submit=True)
    assert db.session.scalars(select(Offer.state)).one() is OfferState.SUBMITTED


def test_what_came_in_between_is_told_and_the_others_are_stored(desk):
    upload = desk.check([desk.row(), desk.row(own_key="DIG-2")])
    make.offer(desk.provider, own_key="DIG-1", state=OfferState.DRAFT)
    stored = desk.store(upload)
    assert (stored.counts["wrong"], stored.counts["new"]) == (1, 1)
    assert number_of(Offer) == 2


def test_a_killed_store_goes_on_without_doubles(desk, monkeypatch):
    rows = [desk.row(own_key=f"K{number}") for number in range(CHUNK + 5)]
    upload = desk.check(rows)
    with transaction():
        receive.accept_upload(desk.manager, upload, submit=False)
    regular, calls = store.store_some, []

    def dying(upload):
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt  # as abrupt as a kill: nothing of ours catches it
        return regular(upload)

    monkeypatch.setattr(store, "store_some", dying)
    with pytest.raises(KeyboardInterrupt):
        tasks.store_upload(upload_id=upload.id)
    db.session.rollback()
    assert number_of(Offer) == CHUNK
    monkeypatch.setattr(store, "store_some", regular)
    tasks.store_upload(upload_id=upload.id)
    done = fresh(upload)
    assert number_of(Offer) == CHUNK + 5
    assert (done.state, done.progress.done) == (UploadState.STORED, CHUNK + 5)


def test_a_check_started_again_begins_anew(desk, monkeypatch):
    with transaction():
        upload = receive.receive_upload(
            desk.manager,
            desk.provider,
            file_name="a.xlsx",
            content=sheets.xlsx([desk.row()]),
            language="it",
        )
    monkeypatch.setattr(check, "report", _broken)
    with pytest.raises(ZeroDivisionError):
        tasks.check_upload(upload_id=upload.id)
    assert fresh(upload).progress.state is JobState.FAILED
    monkeypatch.undo()
    tasks.check_upload(upload_id=upload.id)
    assert fresh(upload).counts["new"] == 1
    assert number_of(UploadItem) == 1


def test_a_job_that_keeps_dying_is_given_up(desk):
    upload = desk.check([desk.row()])
    with transaction():
        receive.accept_upload(desk.manager, upload, submit=False)
        upload.counts = {**upload.counts, "attempts": 4}
    tasks.store_upload(upload_id=upload.id)
    given_up = fresh(upload)
    assert given_up.progress.state is JobState.FAILED
    assert number_of(Offer) == 0


def test_a_file_without_rows_is_refused_with_the_reason(desk):
    upload = desk.check([])
    assert upload.state is UploadState.REFUSED
    assert "no offer" in upload.refusal["message"]


def test_verdicts_are_kept_for_the_report(desk):
    upload = desk.check([desk.row(), desk.row(own_key="X", title=None)])
    verdicts = dict(
        db.session.execute(
            select(UploadItem.own_key, UploadItem.verdict).where(UploadItem.upload_id == upload.id)
        ).all()
    )
    assert verdicts == {"DIG-1": Verdict.NEW, "X": Verdict.WRONG}


def _broken(_upload):
    raise ZeroDivisionError


def test_a_long_code_repeated_in_every_edition_does_not_grow(desk):
    rows = [{"own_key": "x" * 32_000, "editions": [{}] * 400}]
    upload = desk.check_bytes(json.dumps(rows).encode(), "offerte.json")
    assert upload.counts["rows"] == 400
    widest = func.max(func.pg_column_size(UploadRow.cells))
    assert db.session.scalar(select(widest)) < 1_000


def test_an_offer_with_absurdly_many_rows_is_refused(desk):
    rows = [desk.row(edition_code=str(number)) for number in range(MOST_EDITIONS + 1)]
    upload = desk.check(rows, "offerte.csv")
    assert upload.state is UploadState.REFUSED
    assert upload.refusal["params"]["most"] == MOST_EDITIONS


def test_a_refused_csv_may_be_read_in_another_way(desk):
    content = sheets.as_csv([desk.row()], delimiter="|")
    upload = desk.check_bytes(content, "offerte.csv")
    with transaction():
        receive.read_again(desk.manager, upload, Dialect("utf-8-sig", ";", ","))
    tasks.check_upload(upload_id=upload.id)
    assert fresh(upload).state is UploadState.REFUSED
    with transaction():
        receive.read_again(desk.manager, fresh(upload), Dialect("utf-8-sig", "|", ","))
    tasks.check_upload(upload_id=upload.id)
    assert (fresh(upload).state, fresh(upload).refusal) == (UploadState.CHECKED, None)
