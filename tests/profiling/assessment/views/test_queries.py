"""The number of queries of a page does not grow with the history behind it."""

import pytest
from sqlalchemy import event

from app.core.clock import today
from app.core.database import db
from profiling.assessment.operations.decide import decide_pathway
from tests.factories.profiling import assessed, case_to_profile, profile

AT_MOST = {"profiling": 13, "assessment": 9, "pathway": 9}


@pytest.mark.parametrize("page", AT_MOST)
def test_queries_stay_constant(client_of, counsellor, page):
    short, long = case_to_profile(counsellor), case_to_profile(counsellor)
    for case, times in ((short, 2), (long, 6)):
        for _ in range(times):
            profile(counsellor, case, on=today())
            assessed(counsellor, case, on=today())
            decide_pathway(counsellor, case, 1)
    browser = client_of(counsellor)
    few = queries_of(browser, f"/cases/{short.id}/{page}")
    many = queries_of(browser, f"/cases/{long.id}/{page}")
    assert few == many
    assert many <= AT_MOST[page]


def queries_of(browser, path):
    browser.get(path)
    db.session.expire_all()
    seen = []

    def count(_connection, _cursor, statement, *_rest):
        if not statement.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
            seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", count)
    try:
        assert browser.get(path).status_code == 200
    finally:
        event.remove(db.engine, "before_cursor_execute", count)
    return len(seen)
