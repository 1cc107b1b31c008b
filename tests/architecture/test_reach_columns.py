"""Rows with personal data carry the three columns by which reach is decided, so that a policy needs no join."""

import pytest

from app.core.database import Base
from tests.architecture.test_doors import APP  # noqa: F401 - composing the app imports every table

PERSONAL = [table for table in Base.metadata.sorted_tables if "jobseeker_id" in table.columns]


@pytest.mark.parametrize("table", PERSONAL, ids=lambda table: table.name)
def test_a_personal_row_names_jobseeker_centre_and_provider(table):
    assert {"jobseeker_id", "centre_id", "provider_id"} <= set(table.columns.keys())


@pytest.mark.parametrize("table", PERSONAL, ids=lambda table: table.name)
def test_a_persons_rows_are_found_through_an_index(table):
    leading = {index.columns[0].name for index in table.indexes if len(index.columns)}
    leading |= {
        next(iter(constraint.columns)).name
        for constraint in table.constraints
        if constraint.__visit_name__ == "unique_constraint"
    }
    assert "jobseeker_id" in leading
