"""`flask setup` brings a database to where it can be served, as often as one likes."""

import pytest
from sqlalchemy import func, select

from app.accounts.permissions import Role
from app.core.database import db, transaction
from app.core.places.models import Municipality
from tests.factories import accounts


@pytest.fixture
def runner(own_app, monkeypatch):
    config = own_app.config["PERCORSO"]
    monkeypatch.setenv("DATABASE_URL", config.owner_database_url)
    monkeypatch.setenv("DATABASE_RUNTIME_URL", config.database_url)
    monkeypatch.setenv("PERCORSO_MODE", "test")
    with own_app.app_context():
        yield own_app.test_cli_runner()
        db.session.remove()


def test_setup_can_be_repeated(runner):
    for _ in range(2):
        done = runner.invoke(args=["setup"])
        assert done.exit_code == 0, done.output
    assert db.session.scalar(select(func.count()).select_from(Municipality)) > 7000


def test_production_refuses_demo_accounts(runner, monkeypatch):
    with transaction():
        accounts.user(Role.ADMINISTRATOR, is_demo=True)
    monkeypatch.setenv("PERCORSO_MODE", "production")
    monkeypatch.setenv("SECRET_KEY", "k" * 40)
    monkeypatch.setenv("PUBLIC_ADDRESS", "https://percorso.example")
    done = runner.invoke(args=["setup"])
    assert done.exit_code == 1
    assert "refuses a database with active demo accounts" in done.output
