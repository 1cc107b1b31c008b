"""Programme rules, readable by everybody who decides by them."""

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.guard import requires
from app.accounts.permissions import Permission
from app.core.clock import today
from app.core.language import N_
from app.core.listing import Column
from app.programme.models import RuleSetVersion
from app.programme.queries import all_versions, rules_of_version, version_of
from app.programme.rules.checks import sourced_values
from app.programme.rules.provenance import Text
from app.web.exports import export_list
from app.web.words import reader_locale

PARTS = {
    "measures": N_("Pathways, services, tariffs"),
    "values": N_("Deadlines and other values"),
    "index": N_("Index of the quantitative profile"),
    "questionnaire": N_("Questionnaire"),
    "decisions": N_("Decision table"),
    "words": N_("Reasons, agreement, sources"),
}
"""The parts of a rule set, each a page of its own: the whole is long."""

VERSION_COLUMNS: tuple[Column[RuleSetVersion], ...] = (
    Column("code", N_("Programme"), lambda version: version.code),
    Column("version", N_("Version"), lambda version: version.version),
    Column("title", N_("Title"), lambda version: version.title(reader_locale().language)),
    Column("effective_from", N_("From"), lambda version: version.effective_from),
    Column("effective_to", N_("To"), lambda version: version.effective_to),
    Column("verified", N_("Verified"), lambda version: version.verified),
    Column("fingerprint", N_("Fingerprint of the document"), lambda version: version.content_hash),
)

programme = Blueprint("programme", __name__, template_folder="templates")


@programme.app_template_filter("spoken")
def spoken(text: Text | None) -> str:
    """A text of a rule set in the reader's language; empty for none."""
    return "" if text is None else text.spoken(reader_locale().language)


@programme.get("/programme/rules")
@requires(Permission.RULES_READ)
def versions() -> ResponseReturnValue:
    """Every published version, and which one holds today."""
    if kind := request.args.get("format"):
        return export_list(kind, "rules", VERSION_COLUMNS, all_versions())
    return render_template("programme/versions.html", versions=all_versions(), on=today())


@programme.get("/programme/rules/<int:version_id>", defaults={"part": "measures"})
@programme.get(f"/programme/rules/<int:version_id>/<any({', '.join(PARTS)}):part>")
@requires(Permission.RULES_READ)
def version(version_id: int, part: str) -> ResponseReturnValue:
    """One part of a version with every value, its source, and whether anybody has checked it."""
    published, rules = version_of(version_id), rules_of_version(version_id)
    values = [value for _, value in sourced_values(rules)]
    return render_template(
        "programme/version.html",
        version=published,
        rules=rules,
        part=part,
        parts=[_tab(version_id, code, is_active=code == part) for code in PARTS],
        total=len(values),
        verified=sum(value.verified for value in values),
    )


def _tab(version_id: int, code: str, *, is_active: bool) -> dict[str, object]:
    url = url_for("programme.version", version_id=version_id, part=code)
    return {"label": PARTS[code], "url": url, "active": is_active}
