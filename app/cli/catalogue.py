"""`flask catalogue words`: the nightly counting of the catalogue's words, by hand."""

from flask.cli import AppGroup

from app.core.database import transaction
from catalogue.changes.operations import refresh_words

catalogue_command = AppGroup("catalogue", help="The catalogue of offers.")


@catalogue_command.command("words", help="Count the words of the offers anew.")
def words() -> None:
    """Count the words mistyped ones are compared with."""
    with transaction():
        refresh_words()
