"""Rows changed behind the guards, by the owner itself, are found and named field by field."""

import psycopg
import pytest
from sqlalchemy import select

from app.accounts.models import OrganisationKind
from app.accounts.permissions import Role
from app.core.clock import today
from app.core.database import db, transaction
from profiling.checking.models import RecomputationDifference
from profiling.checking.tasks import apply_check
from tests.factories import accounts
from tests.factories.profiling import assessed, case_to_profile, profile


@pytest.fixture
def rows(own_app):
    with own_app.app_context(), transaction():
        counsellor = accounts.user(Role.COUNSELLOR, accounts.organisation(OrganisationKind.CENTRE))
        case = case_to_profile(counsellor)
        made = profile(counsellor, case, on=today())
        done = assessed(counsellor, case, on=today())
        keys = made.id, done.id
    return own_app, *keys


def tampered(application, table, change, key):
    owner = application.config["PERCORSO"].owner_database_url
    with psycopg.connect(owner) as connection:
        connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        connection.execute(f"UPDATE {table} SET {change} WHERE id = {key}")
        connection.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


@pytest.mark.parametrize(
    ("table", "change", "expected"),
    [
        ("quantitative_profile", "index = 0.5", ("profile", "index", "0.5000", "0.0871")),
        ("quantitative_profile", "inputs = '{}'", ("profile", "inputs", "–", "InputsRefused")),
        ("assessment", "proposed = 4", ("assessment", "proposed", "4", "1")),
    ],
)
def test_a_row_changed_behind_the_guards_is_found(rows, table, change, expected):
    application, made, done = rows
    tampered(application, table, change, made if table == "quantitative_profile" else done)
    with application.app_context():
        check = apply_check()
        assert check.differing == 1
        found = db.session.scalars(select(RecomputationDifference)).all()
        assert [(one.kind.value, one.field, one.stored, one.recomputed) for one in found] == [
            expected
        ]
