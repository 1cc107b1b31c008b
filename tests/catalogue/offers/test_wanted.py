"""A search stands in an address and comes back from it the same."""

from hypothesis import given
from hypothesis import strategies as st

from catalogue.offers.models import Certificate, Mode
from catalogue.offers.queries.wanted import (
    HOURS,
    START_DAYS,
    HoursBand,
    Place,
    Sort,
    Wanted,
    hours_band,
    wanted_from_args,
    wanted_to_args,
)

SEARCHES = st.builds(
    Wanted,
    words=st.text(max_size=200).map(str.strip),
    pathways=st.frozensets(st.integers(1, 5)),
    services=st.frozensets(st.sampled_from(["upskilling", "digital_skills"])),
    modes=st.frozensets(st.sampled_from(Mode)),
    provinces=st.frozensets(st.sampled_from(["028", "026"])),
    hours=st.frozensets(st.sampled_from(HoursBand)),
    certificates=st.frozensets(st.sampled_from(Certificate)),
    providers=st.frozensets(st.integers(1, 10**9), max_size=50),
    starts_within=st.none() | st.sampled_from(START_DAYS),
    only_free=st.booleans(),
    with_paused=st.booleans(),
    sort=st.none() | st.sampled_from(Sort),
)


@given(SEARCHES)
def test_what_was_asked_comes_back_from_its_address(wanted):
    assert wanted_from_args(wanted_to_args(wanted)) == wanted


def test_a_municipality_comes_back_as_a_point_with_its_radius(session):
    args = {"near": ["028060"], "within": ["20"]}
    wanted = wanted_from_args(args)
    assert wanted.near is not None
    assert 45.3 < wanted.near.latitude < 45.5
    assert wanted_to_args(wanted) == args


def test_what_cannot_be_understood_narrows_nothing(session):
    nonsense = {name: ["'; --", "-", ""] for name in ("mode", "hours", "provider", "start", "sort")}
    assert wanted_from_args({**nonsense, "near": ["999999"], "within": ["7"]}) == Wanted()


def test_a_point_that_is_no_municipality_stands_in_no_address():
    home = Place(latitude=45.4, longitude=11.8, within_km=10)
    assert wanted_to_args(Wanted(near=home, pathway=3)) == {}


@given(st.integers(0, 5000))
def test_every_number_of_hours_is_in_exactly_one_band(hours):
    inside = [band for band, (least, most) in HOURS.items() if least <= hours <= most]
    assert inside == [hours_band(hours)]


def test_the_natural_order_follows_what_is_asked():
    place = Place(latitude=45.4, longitude=11.8)
    assert Wanted().order is Sort.SOONEST
    assert Wanted(near=place).order is Sort.NEAREST
    assert Wanted(near=place, words="saldatura").order is Sort.RELEVANT
    assert Wanted(sort=Sort.NEAREST).order is Sort.SOONEST
