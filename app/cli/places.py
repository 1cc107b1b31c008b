"""`flask places load`: the reference tables of places, from the files shipped with the code."""

import click
from flask.cli import AppGroup

from app.core.database import db, transaction
from app.core.places.operations import PlacesLoaded, load_places

places = AppGroup("places", help="Municipalities, provinces and birthplaces.")


def load_shipped_places() -> PlacesLoaded:
    """Bring the tables to the state of the shipped files, in the present transaction."""
    return load_places(db.session)


@places.command("load")
def load() -> None:
    """Bring the tables to the state of the shipped files; repeatable."""
    with transaction():
        loaded = load_shipped_places()
    click.echo(
        f"{loaded.provinces} provinces, {loaded.municipalities} municipalities, "
        f"{loaded.birthplaces} birthplaces"
    )
