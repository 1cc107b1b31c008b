"""What the journeys find: a small demo region."""

from flask import Flask


def furnish(app: Flask) -> None:
    """Fill the region as `flask seed` does, small."""
