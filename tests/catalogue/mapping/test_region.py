"""The picture of a region, by hand and by property."""

from math import isclose

from hypothesis import given
from hypothesis import strategies as st

from catalogue.mapping.rules.region import Seat, View, drawn, frame_round, framed, outlines

PADOVA = Seat("028060", 45.40797, 11.88586, "028")
VENEZIA = Seat("027042", 45.43713, 12.33265, "027")
FERRARA = Seat("038008", 44.83804, 11.62057, "")
CELLS = st.sets(st.tuples(st.integers(-4, 4), st.integers(-4, 4)), min_size=1, max_size=30)


def test_one_hexagon_has_six_corners_and_two_beside_each_other_ten():
    assert [len(loop) for loop in outlines([(0, 0)])] == [6]
    assert [len(loop) for loop in outlines([(0, 0), (1, 0)])] == [10]


def test_a_ring_of_six_has_an_outline_and_a_hole():
    ring = [(1, 0), (0, 1), (-1, 1), (-1, 0), (0, -1), (1, -1)]
    assert sorted(len(loop) for loop in outlines(ring)) == [6, 18]


@given(CELLS)
def test_outlines_enclose_the_surface_of_their_hexagons(cells):
    """A hexagon of half widths and half lengths has the surface 6 in these units; holes count negative."""
    surface = 0.0
    for loop in outlines(cells):
        pairs = zip(loop, [*loop[1:], loop[0]], strict=True)
        surface += sum(x * next_y - next_x * y for (x, y), (next_x, next_y) in pairs) / 2
    assert isclose(surface, 6 * len(cells))


def test_north_is_up_and_distances_are_those_of_the_search():
    frame = frame_round([PADOVA, VENEZIA])
    padova = frame.place(PADOVA.latitude, PADOVA.longitude)
    venezia = frame.place(VENEZIA.latitude, VENEZIA.longitude)
    assert padova[0] < venezia[0]
    assert venezia[1] < padova[1]
    kilometres = abs(complex(venezia[0] - padova[0], venezia[1] - padova[1])) / frame.units_per_km
    assert isclose(kilometres, 35.0, abs_tol=0.5)


def test_each_area_is_drawn_once_and_a_neighbour_is_not_drawn():
    picture = drawn([PADOVA, VENEZIA, FERRARA])
    assert [shape.code for shape in picture.shapes] == ["027", "028"]
    assert all(shape.path.startswith("M") and shape.path.endswith("z") for shape in picture.shapes)


def test_a_province_is_shown_in_the_proportions_of_the_whole():
    view = framed(View(10, 20, 50, 10), View(0, 0, 480, 240), margin=1.0)
    assert view == View(10, 12.5, 50, 25)
    picture = drawn([PADOVA, VENEZIA])
    assert picture.view("nowhere") == picture.view()
    assert picture.view("028").width < picture.view().width
