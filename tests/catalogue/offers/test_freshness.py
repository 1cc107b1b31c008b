"""What another process changed a moment ago counts at once; what was rolled back never does."""

import random
import sys
from threading import Barrier, Thread

import pytest
from sqlalchemy import text

from app.core.clock import today
from app.core.database import db, transaction
from catalogue.changes.queries import changes_since
from catalogue.offers.models import Edition, Offer
from catalogue.offers.queries import Wanted, search, search_counted, search_rows
from catalogue.offers.queries.lines import Facet
from catalogue.offers.queries.loading import catalogue_now, read_whole
from catalogue.offers.states import EditionState, OfferState
from catalogue.providers.models import Provider, Site
from catalogue.providers.states import ProviderState
from tests.factories import catalogue as make

FREE = Wanted(only_free=True)
STANDINGS = (ProviderState.ACCREDITED, ProviderState.ACCREDITED, ProviderState.SUSPENDED)
WORDS = ("Saldatura", "Inglese", "Cucina", "Contabilità")


@pytest.fixture
def shelf(own_app):
    """A committed catalogue of one provider, two sites and six offers, searched once already."""
    with own_app.app_context():
        with transaction():
            owner = make.provider()
            sites = [make.site(owner, place) for place in (make.PADOVA, make.TREVISO)]
            for number in range(6):
                offer = make.offer(owner, title=WORDS[number % len(WORDS)])
                make.edition(offer, sites[number % 2], in_days=10 + number)
        search(Wanted(words="saldatura"), None)
        yield own_app
        db.session.remove()


def elsewhere(statement, **values):
    """What another process does: on a connection of its own, committed."""
    with db.engine.begin() as connection:
        return connection.execute(text(statement), values)


def titles(wanted):
    db.session.rollback()
    return sorted(row.offer.title for row in search_rows(wanted, 99))


def test_an_edition_filled_elsewhere_is_not_shown_as_free(shelf):
    assert len(titles(FREE)) == 6
    elsewhere(
        "UPDATE edition SET taken = seats, state = 'full' WHERE code = (SELECT min(code) FROM edition)"
    )
    assert len(titles(FREE)) == 5
    counted = search_counted(Wanted(), None).counted
    assert (counted.total, counted.facets["free"]) == (6, {True: 5})


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE offer SET state = 'suspended'",
        "UPDATE offer SET paused_since = current_date, pause_reason = 'full'",
        "UPDATE site SET paused_since = current_date, pause_reason = 'full'",
        "UPDATE provider SET state = 'suspended'",
        "UPDATE provider SET accredited_until = current_date - 1",
        "UPDATE edition SET state = 'cancelled'",
    ],
)  # fmt: skip
def test_what_is_stopped_elsewhere_is_gone_and_comes_back(shelf, statement):
    assert len(titles(Wanted())) == 6
    elsewhere(statement)
    assert titles(Wanted()) == []
    assert search_counted(Wanted(), None).counted.total == 0
    for table, back in (
        ("offer", "state = 'published', paused_since = NULL, pause_reason = ''"),
        ("site", "paused_since = NULL, pause_reason = ''"),
        ("provider", "state = 'accredited', accredited_until = current_date + 9"),
        ("edition", "state = 'open'"),
    ):
        elsewhere(f"UPDATE {table} SET {back}")
    assert len(titles(Wanted())) == 6


def test_a_new_title_is_found_and_the_old_one_is_not(shelf):
    assert len(titles(Wanted(words="saldatura"))) == 2
    elsewhere("UPDATE offer SET title = 'Oreficeria' WHERE title = 'Saldatura'")
    assert titles(Wanted(words="saldatura")) == []
    assert titles(Wanted(words="orefic")) == ["Oreficeria"] * 2


def test_a_new_site_of_an_offer_is_found_by_words_kept_from_before(shelf):
    assert len(titles(Wanted(words="inglese"))) == 2
    with transaction():
        offer = db.session.query(Offer).filter_by(title="Inglese").first()
        make.edition(offer, make.site(offer.provider, make.BELLUNO))
    assert len(titles(Wanted(words="inglese"))) == 3
    assert titles(Wanted(words="belluno")) == ["Inglese"]


def test_a_renamed_provider_is_found_by_its_new_name(shelf):
    assert titles(Wanted(words="zenone")) == []
    elsewhere("UPDATE provider SET legal_name = 'Scuola Zenone'")
    assert len(titles(Wanted(words="zenone"))) == 6


def test_what_is_rolled_back_never_enters_the_common_copy(shelf):
    db.session.query(Edition).update({"taken": Edition.seats})
    assert search_rows(FREE, 99) == []
    db.session.rollback()
    assert len(titles(FREE)) == 6


def test_a_change_that_commits_late_is_not_missed(shelf):
    """Its transaction began before a search that could not see it yet."""
    with db.engine.connect() as slow:
        slow.execute(
            text("UPDATE edition SET taken = seats WHERE code = (SELECT min(code) FROM edition)")
        )
        elsewhere("UPDATE offer SET hours = hours + 1 WHERE title = 'Cucina'")
        assert len(titles(FREE)) == 6
        slow.commit()
    assert len(titles(FREE)) == 5


def test_a_page_never_shows_a_row_that_stopped_between_counting_and_reading(shelf, monkeypatch):
    module = sys.modules[search.__module__]
    read = module._rows

    def late(wanted, lines):
        elsewhere("UPDATE offer SET state = 'suspended' WHERE title = 'Cucina'")
        return read(wanted, lines)

    monkeypatch.setattr(module, "_rows", late)
    assert "Cucina" not in titles(Wanted())


def filed(catalogue):
    """All the copy says, in terms of offers and sites."""
    lines = catalogue.lines

    def named(bits):
        return {(lines.offer[number], lines.site[number]) for number in bits}

    facets = {f: {v: named(b) for v, b in lines.filed[f].items() if b} for f in Facet}
    days = [
        {day: named(bits) for day, bits in by.items() if bits}
        for by in (lines.by_start, lines.by_free_start, lines.by_confirmed)
    ]
    keys = {
        (lines.offer[n], lines.site[n]): (lines.soonest[n], lines.soonest_free[n])
        for n in lines.shown
    }
    until = {key: named(bits) for key, bits in lines._until.items()}
    fresh = {key: named(lines.begins_until(*key)) for key in until}
    assert until == fresh
    return facets, days, keys, named(lines.shown), named(lines.paused), named(lines.free)


def test_after_any_changes_the_copy_is_as_if_read_anew(shelf):
    chance = random.Random(20261125)
    for _ in range(25):
        with transaction():
            for _ in range(chance.randint(1, 3)):
                change_something(chance)
        search_counted(Wanted(starts_within=30, words=chance.choice(WORDS)), None)
        with catalogue_now() as kept:
            anew = read_whole(changes_since(None))
            assert filed(kept) == filed(anew)
            for word in WORDS:
                mine = kept.words.said(word, kept.lines)
                theirs = anew.words.said(word, anew.lines)
                assert offers(mine, kept) == offers(theirs, anew)
        db.session.rollback()


def offers(said, catalogue):
    tiers = [tier & catalogue.lines.shown for tier in said.tiers]
    return [{catalogue.lines.offer[number] for number in tier} for tier in tiers]


def change_something(chance):
    offer = chance.choice(db.session.query(Offer).order_by(Offer.id).all())
    site = chance.choice(db.session.query(Site).order_by(Site.id).all())
    provider = db.session.query(Provider).one()
    editions = db.session.query(Edition).order_by(Edition.id).all()
    chance.choice((
        lambda: setattr(offer, "title", chance.choice(WORDS)),
        lambda: setattr(offer, "state", chance.choice([OfferState.PUBLISHED, OfferState.SUSPENDED])),
        lambda: setattr(offer, "hours", chance.choice([0, 10, 100])),
        lambda: make.edition(offer, site, in_days=chance.randint(0, 60), state=EditionState.OPEN),
        lambda: setattr(chance.choice(editions), "taken", chance.choice([0, 10])),
        lambda: setattr(chance.choice(editions), "state", chance.choice([EditionState.OPEN, EditionState.CANCELLED])),
        lambda: pause(site, chance.random() < 0.4),
        lambda: setattr(provider, "state", chance.choice(STANDINGS)),
    ))()  # fmt: skip
    db.session.flush()


def pause(site, paused):
    site.paused_since, site.pause_reason = (today(), "full") if paused else (None, "")


def test_threads_of_one_process_search_while_another_changes(shelf):
    barrier, faults = Barrier(4), []

    def look():
        with shelf.app_context():
            barrier.wait(timeout=20)
            for _ in range(15):
                found = search_counted(FREE, None)
                if not 0 <= found.counted.total <= 6 or len(found.page.rows) > 6:
                    faults.append(found)
                db.session.rollback()
            db.session.remove()

    def change():
        with shelf.app_context():
            barrier.wait(timeout=20)
            for number in range(15):
                elsewhere("UPDATE edition SET taken = :n", n=10 if number % 2 else 0)

    threads = [Thread(target=work) for work in (look, look, look, change)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert faults == []
    assert len(titles(FREE)) == 6
