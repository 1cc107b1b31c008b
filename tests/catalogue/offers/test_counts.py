"""Lines and counts of the search equal a plain recount of the tables, whatever is in them."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from app.core.clock import today
from app.core.database import db
from catalogue.offers.models import Certificate, Mode
from catalogue.offers.queries import Sort, Wanted, search_counted, search_rows
from catalogue.offers.queries.wanted import HoursBand, Place, hours_band
from catalogue.offers.states import EditionState, OfferState
from catalogue.providers.states import ProviderState
from tests.factories import catalogue as make

NEAR_PADOVA = Place(latitude=45.40797, longitude=11.88586, within_km=40)
PLACES = (make.PADOVA, make.TREVISO, make.BELLUNO)
NEARBY = (make.PADOVA, make.TREVISO)
"""Within 40 km of Padova; Belluno is not."""
EVERYTHING = text("""
SELECT o.id AS offer, e.site_id AS site, o.service_type AS service, o.mode, o.certificate, o.hours,
  o.pathways, e.provider_id AS provider, e.municipality_code AS town, e.starts_on, e.enrol_by,
  e.seats - e.taken - e.held AS left, e.state AS edition_state, o.state AS offer_state,
  p.state AS provider_state, o.paused_since IS NOT NULL OR s.paused_since IS NOT NULL AS paused
FROM edition e JOIN offer o ON o.id = e.offer_id JOIN provider p ON p.id = o.provider_id
JOIN site s ON s.id = e.site_id
""")

OFFERS = st.fixed_dictionaries(
    {
        "owner": st.integers(0, 2),
        "state": st.sampled_from([OfferState.PUBLISHED] * 4 + [OfferState.SUSPENDED]),
        "mode": st.sampled_from(Mode),
        "certificate": st.sampled_from(Certificate),
        "service_type": st.sampled_from(["upskilling", "reskilling"]),
        "pathways": st.lists(st.integers(1, 4), max_size=3),
        "hours": st.sampled_from([0, 20, 24, 61, 200]),
        "paused": st.integers(0, 5).map(lambda n: n == 0),
        "editions": st.lists(
            st.tuples(
                st.integers(0, 2),
                st.sampled_from([-3, 10, 30, 31, 90]),
                st.sampled_from([0, 10]),
                st.sampled_from([EditionState.OPEN, EditionState.FULL, EditionState.CANCELLED]),
            ),
            max_size=4,
        ),
    }
)
SEARCHES = st.builds(
    Wanted,
    pathways=st.frozensets(st.integers(1, 4), max_size=2),
    services=st.frozensets(st.sampled_from(["upskilling", "reskilling"]), max_size=1),
    modes=st.frozensets(st.sampled_from(Mode), max_size=2),
    provinces=st.frozensets(st.sampled_from(["028", "026"]), max_size=2),
    hours=st.frozensets(st.sampled_from(HoursBand), max_size=2),
    certificates=st.frozensets(st.sampled_from(Certificate), max_size=2),
    starts_within=st.sampled_from([None, None, 30, 60]),
    only_free=st.booleans(),
    with_paused=st.booleans(),
    near=st.sampled_from([None, NEAR_PADOVA]),
    pathway=st.sampled_from([None, None, 2]),
    sort=st.sampled_from([None, *Sort]),
)


@pytest.fixture
def owners(session):
    """Three providers with a site in each place; the last one is not accredited."""
    states = (ProviderState.ACCREDITED, ProviderState.ACCREDITED, ProviderState.SUSPENDED)
    owners = [make.provider(state=state) for state in states]
    return [(owner, [make.site(owner, place) for place in PLACES]) for owner in owners]


def add(owners, values):
    owner, sites = owners[values.pop("owner")]
    paused, editions = values.pop("paused"), values.pop("editions")
    pause = {"paused_since": today(), "pause_reason": "full"} if paused else {}
    offer = make.offer(owner, **values, **pause)
    for site, days, taken, state in editions:
        begins = today() + timedelta(days=days)
        enrol_by = begins - timedelta(days=2)
        make.edition(offer, sites[site], in_days=days, taken=taken, state=state, enrol_by=enrol_by)


def recount(wanted):
    """The lines that should be found, from the tables, edition by edition."""
    rows = db.session.execute(EVERYTHING).mappings().all()
    return {(row["offer"], row["site"]) for row in rows if fits(row, wanted)}


def fits(row, wanted):
    begins = (row["starts_on"] - today()).days
    is_free = row["left"] > 0 and not row["paused"]
    one_of = (
        (wanted.pathways, set(row["pathways"])),
        (wanted.services, {row["service"]}),
        ({mode.value for mode in wanted.modes}, {row["mode"]}),
        (wanted.provinces, {row["town"][:3]}),
        (wanted.hours, {hours_band(row["hours"])}),
        ({item.value for item in wanted.certificates}, {row["certificate"]}),
        (wanted.providers, {row["provider"]}),
        ({wanted.pathway} - {None}, set(row["pathways"])),
    )
    return (
        row["offer_state"] == "published"
        and row["provider_state"] == "accredited"
        and row["edition_state"] in ("open", "full")
        and row["enrol_by"] >= today()
        and all(not chosen or chosen & has for chosen, has in one_of)
        and (wanted.starts_within is None or begins <= wanted.starts_within)
        and (is_free or not wanted.only_free)
        and (not row["paused"] or wanted.with_paused)
        and (wanted.near is None or row["town"] in NEARBY or row["mode"] == "online")
    )


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(OFFERS, max_size=7), st.lists(SEARCHES, min_size=4, max_size=4))
def test_lines_and_counts_equal_a_recount(owners, offers, searches):
    with db.session.begin_nested() as arranged:
        for values in offers:
            add(owners, dict(values))
        for wanted in searches:
            found = search_counted(wanted, None)
            expected = recount(wanted)
            assert {(row.offer.id, row.site.id) for row in search_rows(wanted, 99)} == expected
            assert found.counted.total == len(expected)
            assert_counts(wanted, found.counted)
        arranged.rollback()


def assert_counts(wanted, counted):
    """Each value counts what would be found if its filter had that value alone."""
    for name, field, values in (
        ("pathway", "pathways", range(1, 5)),
        ("service", "services", ["upskilling", "reskilling"]),
        ("mode", "modes", Mode),
        ("province", "provinces", ["028", "026", "025"]),
        ("hours", "hours", HoursBand),
        ("certificate", "certificates", Certificate),
    ):
        for value in values:
            alone = recount(replace(wanted, **{field: frozenset([value])}))
            assert counted.facets[name].get(getattr(value, "value", value), 0) == len(alone)
    for days in (30, 60, 90):
        alone = recount(replace(wanted, starts_within=days))
        assert counted.facets["start"][days] == len(alone)
    assert counted.facets["free"][True] == len(recount(replace(wanted, only_free=True)))
    if not counted.total:
        for name, without in counted.without.items():
            assert without > 0, name


def test_an_edition_that_is_full_and_one_that_is_late_are_not_one_that_is_free_and_soon(owners):
    owner, sites = owners[0]
    offer = make.offer(owner)
    make.edition(offer, sites[0], in_days=10, taken=10, state=EditionState.FULL)
    make.edition(offer, sites[0], in_days=80)
    both = Wanted(only_free=True, starts_within=30)
    found = search_counted(both, None)
    assert found.counted.total == 0
    assert found.counted.facets["start"] == {30: 0, 60: 0, 90: 1, 180: 1}
    assert found.counted.facets["free"] == {True: 0}
    assert found.counted.without == {"start": 1, "free": 1}
    assert search_rows(replace(both, starts_within=90), 9)[0].places_left == 10


def test_values_chosen_in_one_filter_leave_its_other_counts_as_they_were(owners):
    owner, sites = owners[0]
    for mode in Mode:
        make.edition(make.offer(owner, mode=mode), sites[0])
    counted = search_counted(Wanted(modes=frozenset([Mode.ONLINE])), None).counted
    assert counted.total == 1
    assert counted.facets["mode"] == {mode.value: 1 for mode in Mode}
    assert counted.facets["province"] == {"028": 1}


def test_what_was_confirmed_last_can_come_first(owners):
    owner, sites = owners[0]
    old, new = make.offer(owner, confirmed_on=today() - timedelta(days=9)), make.offer(owner)
    make.edition(old, sites[0], in_days=10)
    make.edition(new, sites[0], in_days=60)
    freshest = search_rows(Wanted(sort=Sort.FRESHEST), 9)
    assert [row.offer.id for row in freshest] == [new.id, old.id]
    assert [row.offer.id for row in search_rows(Wanted(), 9)] == [old.id, new.id]
