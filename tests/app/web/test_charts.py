from hypothesis import given
from hypothesis import strategies as st

from app.web.charts import WIDTH, bar_scale

VALUES = st.lists(st.floats(-1000, 1000), min_size=1, max_size=12)


def bars(values):
    return [{"value": value} for value in values]


def test_positive_and_negative_bars_meet_at_zero():
    scale = bar_scale(bars([3, -1]))
    assert scale.zero == 25
    assert (scale.box(3).x, scale.box(3).width) == (25, 75)
    assert (scale.box(-1).x, scale.box(-1).width) == (0, 25)


def test_bars_of_one_sign_start_at_the_edge():
    assert bar_scale(bars([2, 1])).zero == 0
    assert bar_scale(bars([-2, -1])).zero == WIDTH


def test_nothing_but_zeros_draws_nothing():
    assert bar_scale(bars([0, 0])).box(0).width == 0
    assert bar_scale([]).box(0).width == 0


@given(VALUES)
def test_every_bar_stays_inside_the_drawing(values):
    scale = bar_scale(bars(values))
    for value in values:
        box = scale.box(value)
        assert box.x >= 0
        assert box.width >= 0
        assert box.x + box.width <= WIDTH + 0.02
