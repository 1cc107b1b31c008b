"""What the journeys find: one account of each role in a small region."""

from flask import Flask

from app.accounts.permissions import Role
from app.core.database import db
from tests.factories import accounts


def furnish(app: Flask) -> None:
    """One account of each role."""
    with app.app_context():
        for role in Role:
            accounts.user(role)
        db.session.commit()
