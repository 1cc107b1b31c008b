"""Programme rules, readable by everybody who decides by them."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from app.accounts.guard import requires
from app.accounts.permissions import Permission
from app.core.clock import today
from app.programme.queries import all_versions, rules_of_version, version_of
from app.programme.rules.checks import sourced_values
from app.programme.rules.provenance import Text

programme = Blueprint("programme", __name__, template_folder="templates")


@programme.app_template_filter("spoken")
def spoken(text: Text | None) -> str:
    """A text of a rule set in the reader's language; empty for none."""
    return "" if text is None else text.spoken(str(get_locale()))


@programme.get("/programme/rules")
@requires(Permission.RULES_READ)
def versions() -> ResponseReturnValue:
    """Every published version, and which one holds today."""
    return render_template("programme/versions.html", versions=all_versions(), on=today())


@programme.get("/programme/rules/<int:version_id>")
@requires(Permission.RULES_READ)
def version(version_id: int) -> ResponseReturnValue:
    """One version with every value, its source, and whether anybody has checked it."""
    published, rules = version_of(version_id), rules_of_version(version_id)
    values = [value for _, value in sourced_values(rules)]
    return render_template(
        "programme/version.html",
        version=published,
        rules=rules,
        total=len(values),
        verified=sum(value.verified for value in values),
    )
