"""Circles tell numbers by their surface and never cover each other."""

from math import hypot

from hypothesis import given
from hypothesis import strategies as st

from catalogue.mapping.rules.circles import LARGEST, SMALLEST, Dot, circles, radius_of

PLACES = st.lists(
    st.tuples(st.integers(0, 480), st.integers(0, 480), st.integers(1, 900)),
    max_size=40,
    unique_by=lambda place: place[:2],
)


def dots(places):
    return [Dot(f"{n:06d}", f"Comune {n}", x, y, offers) for n, (x, y, offers) in enumerate(places)]


def test_more_offers_make_a_larger_circle_up_to_a_limit():
    assert radius_of(1) == SMALLEST
    assert SMALLEST < radius_of(60) < radius_of(90)
    assert radius_of(10_000) == LARGEST
    assert radius_of(10_000, scale=0.5) == LARGEST / 2


def test_neighbours_too_near_to_be_told_apart_stand_as_one_named_after_the_largest():
    (circle,) = circles(dots([(100, 100, 2), (110, 100, 9)]))
    assert (circle.first.label, circle.others, circle.offers) == ("Comune 1", 1, 11)
    assert len(circles(dots([(100, 100, 2), (200, 100, 9)]))) == 2


@given(PLACES)
def test_no_two_circles_touch_and_no_offer_is_lost(places):
    drawn = circles(dots(places))
    assert sum(circle.offers for circle in drawn) == sum(offers for _, _, offers in places)
    for number, one in enumerate(drawn):
        for other in drawn[number + 1 :]:
            assert hypot(one.x - other.x, one.y - other.y) >= one.radius + other.radius


@given(PLACES, st.randoms())
def test_the_order_of_the_municipalities_does_not_matter(places, chance):
    ordered = dots(places)
    shuffled = chance.sample(ordered, len(ordered))
    assert circles(shuffled) == circles(ordered)
