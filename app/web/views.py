"""Home, health, language."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from app.accounts.guard import public

web = Blueprint("web", __name__, template_folder="templates")


@web.get("/")
@public
def home() -> ResponseReturnValue:
    """Start page."""
    return "Percorso"
