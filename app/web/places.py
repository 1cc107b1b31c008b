"""Suggestions for place fields, as the options of a datalist."""

from flask import Blueprint, render_template, request

from app.accounts.guard import public
from app.core.database import db
from app.core.places.queries import birthplaces_starting, municipalities_starting

places = Blueprint("places", __name__)

LONGEST_NAME = 60


@places.get("/places/suggest")
@public
def suggest() -> str:
    """Places whose name begins with what is being typed in the asking field."""
    typed = request.args.get(request.args.get("field", "q"), "")[:LONGEST_NAME]
    wants_birthplace = request.args.get("kind") == "birthplace"
    source = birthplaces_starting if wants_birthplace else municipalities_starting
    return render_template("places/_options.html", found=source(db.session, typed))
