"""No page escapes the benchmark unnoticed."""

from app.config import Config, Mode
from app.factory import create_app
from tests.bench.pages import NOT_MEASURED, PAGES

# Never connects.
APP = create_app(Config(database_url="postgresql://nobody@127.0.0.1:1/none", mode=Mode.TEST))
ASKED_FOR = {rule.endpoint for rule in APP.url_map.iter_rules() if "GET" in (rule.methods or ())}
MEASURED = [page.endpoint for page in PAGES]


def test_every_page_is_measured_or_left_out_by_name():
    assert set(MEASURED) | set(NOT_MEASURED) == ASKED_FOR


def test_no_page_is_measured_twice_or_left_out_as_well():
    assert len(MEASURED) == len(set(MEASURED))
    assert not set(MEASURED) & set(NOT_MEASURED)
