"""Notices: told once, read by their owner alone, followed by a letter that says nothing."""

import threading
from datetime import date, timedelta
from email import message_from_bytes, policy

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import IntegrityError

from app.accounts.permissions import Role
from app.accounts.queries import programme_officers, provider_managers
from app.core import mail
from app.core.clock import now
from app.core.database import db, transaction
from app.notices.models import Notice
from app.notices.operations import claim_unsent, forget_old, notify
from app.notices.queries import unread_count
from app.notices.tasks import send_some
from tests.factories import accounts
from tests.factories.catalogue import provider

WORDS = "All notices are marked as read."
"""A text the catalogues know, so that a test sees it translated."""


def told(user, **changes):
    return notify([user.id], **{"message": WORDS, "address": "/account", **changes})


def test_the_same_key_tells_a_person_once_and_no_key_tells_again(session, counsellor):
    assert [told(counsellor, key="offer:1"), told(counsellor, key="offer:1")] == [1, 0]
    assert [told(counsellor), told(counsellor)] == [1, 1]
    assert unread_count(counsellor) == 3


def test_many_people_are_told_at_once_each_of_them_once(session, as_role):
    people = [as_role(Role.COUNSELLOR) for _ in range(3)]
    ids = [person.id for person in people]
    assert notify([*ids, ids[0]], WORDS, address="/account", key="k") == 3
    assert notify([], WORDS, address="/account") == 0


@pytest.mark.parametrize("address", ["https://elsewhere.example", "//elsewhere.example", "account"])
def test_the_database_refuses_an_address_that_leads_elsewhere(session, counsellor, address):
    with pytest.raises(IntegrityError, match="address_is_ours"):
        told(counsellor, address=address)


def test_the_page_shows_words_and_days_in_the_readers_language(client_of, session, counsellor):
    counsellor.language = "it"
    notify(
        [counsellor.id],
        "Valid until %(day)s",
        {"day": date(2026, 11, 25)},
        address="/account",
    )
    page = client_of(counsellor).get("/notices").text
    assert "25 nov 2026" in page
    assert "1 da leggere" in page


def test_opening_a_notice_marks_it_read_and_leads_to_its_place(client_of, session, counsellor):
    told(counsellor)
    notice = session.scalar(select(Notice))
    answer = client_of(counsellor).get(f"/notices/{notice.id}")
    assert (answer.status_code, answer.location) == (302, "/account")
    assert unread_count(counsellor) == 0


def test_nobody_opens_or_marks_the_notice_of_another(client_of, session, as_role, counsellor):
    told(counsellor)
    notice = session.scalar(select(Notice))
    other = client_of(as_role(Role.COUNSELLOR))
    assert other.get(f"/notices/{notice.id}").status_code == 404
    other.post("/notices/read")
    assert unread_count(counsellor) == 1


def test_all_are_marked_read_at_once_and_only_new_ones_are_shown_on_request(
    client_of, session, counsellor
):
    told(counsellor)
    browser = client_of(counsellor)
    assert "/notices/" in browser.get("/notices?show=unread").text
    browser.post("/notices/read")
    assert "Ha letto tutte le notifiche" in browser.get("/notices?show=unread").text


def test_the_letter_goes_once_to_each_and_holds_only_a_link(
    session, counsellor, tmp_path, monkeypatch
):
    monkeypatch.setattr(mail, "_outlet", [mail.Outlet("", tmp_path, "percorso@prova.example")])
    counsellor.language = "it"
    told(counsellor, message="Secret %(name)s", params={"name": "of Rossi"})
    told(counsellor)
    assert (send_some(), send_some()) == (2, 0)
    letters = [
        message_from_bytes(path.read_bytes(), policy=policy.default)
        for path in tmp_path.glob("*.eml")
    ]
    assert [letter["To"] for letter in letters] == [counsellor.email]
    body = letters[0].get_content()
    assert "/notices" in body
    assert "Rossi" not in body + letters[0]["Subject"]
    assert letters[0]["Auto-Submitted"] == "auto-generated"
    assert letters[0]["Content-Language"] == "it"


def test_what_was_read_meanwhile_and_whoever_left_gets_no_letter(session, as_role):
    reader, gone = as_role(Role.COUNSELLOR), as_role(Role.COUNSELLOR)
    told(reader)
    told(gone)
    gone.active = False
    session.execute(update(Notice).where(Notice.recipient_id == reader.id).values(read_at=now()))
    assert claim_unsent(10) == (2, [])


def test_two_workers_never_write_about_the_same_notice(own_app):
    with own_app.app_context(), transaction():
        person = accounts.user(Role.PROGRAMME_OFFICER, None)
        for _ in range(6):
            told(person)
    claimed, both = [], threading.Barrier(2)

    def work():
        with own_app.app_context(), transaction():
            count, _ = claim_unsent(3)
            both.wait(10)
            claimed.append(count)

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert claimed == [3, 3]
    with own_app.app_context():
        unsent = db.session.scalar(text("SELECT count(*) FROM notice WHERE sent_at IS NULL"))
        assert unsent == 0


def test_what_is_older_than_a_year_is_forgotten(session, counsellor):
    told(counsellor)
    told(counsellor)
    oldest = select(Notice.id).order_by(Notice.id).limit(1).scalar_subquery()
    long_ago = now() - timedelta(days=366)
    session.execute(update(Notice).where(Notice.id == oldest).values(created_at=long_ago))
    assert (forget_old(10), forget_old(10)) == (1, 0)


def test_recipients_are_the_managers_of_that_provider_and_the_officers(session, as_role):
    one, other = provider(signed=False), provider()
    manager = as_role(Role.PROVIDER_MANAGER, one.organisation)
    as_role(Role.PROVIDER_OPERATOR, one.organisation)
    officer = as_role(Role.PROGRAMME_OFFICER)
    assert provider_managers(one.organisation.id) == [manager.id]
    assert manager.id not in provider_managers(other.organisation.id)
    assert officer.id in programme_officers()


@pytest.mark.parametrize(
    "odd", ["a..b@prova.example", "mario.è@prova.example", "a,b@prova.example"]
)
def test_one_odd_address_stops_nobodys_letter(session, as_role, tmp_path, monkeypatch, odd):
    monkeypatch.setattr(mail, "_outlet", [mail.Outlet("", tmp_path, "percorso@prova.example")])
    strange, other = as_role(Role.COUNSELLOR), as_role(Role.COUNSELLOR)
    strange.email = odd
    told(strange)
    told(other)
    assert (send_some(), send_some()) == (2, 0)
    assert len(list(tmp_path.glob("*.eml"))) in (
        1,
        2,
    )  # a careful parser may still make a letter of it
    letters = [path.read_bytes().decode() for path in tmp_path.glob("*.eml")]
    assert any(other.email in letter for letter in letters)
