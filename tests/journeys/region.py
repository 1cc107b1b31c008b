"""What the journeys find: the demo region with few people, in an application that runs for real."""

from flask import Flask
from flask_login import FlaskLoginClient

from app.accounts.operations import hashed
from app.cli.seed.command import SEED
from app.cli.seed.director import Wanted, seed_region
from app.config import DEMO_PASSWORD, Config, Mode
from app.core.clock import now
from app.core.database import db, transaction
from app.factory import create_app
from tests.databases import Databases

PEOPLE = 150


def demonstration(databases: Databases, name: str) -> Flask:
    """The application as `make run` starts it, on the database of that name, furnished."""
    app = create_app(
        Config(
            database_url=databases.runtime_address(name),
            owner_database_url=databases.owner_address(name),
            mode=Mode.DEMO,
        )
    )
    app.test_client_class = FlaskLoginClient
    with app.app_context(), transaction():
        seed_region(db.session, Wanted(PEOPLE, SEED, now(), hashed(DEMO_PASSWORD)), print)
    return app
