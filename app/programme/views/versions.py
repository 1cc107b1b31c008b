"""Published versions, readable by everybody who decides by them."""

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.guard import requires, signed_in
from app.accounts.permissions import Permission
from app.core.clock import today
from app.core.database import transaction
from app.core.language import N_
from app.core.listing import Column
from app.programme.models import RuleSetVersion
from app.programme.operations import copy_version
from app.programme.queries import all_versions, rules_of_version, version_of, version_text
from app.programme.views.routes import PARTS, checked_values, programme
from app.web.exports import export_list
from app.web.words import reader_locale

VERSION_COLUMNS: tuple[Column[RuleSetVersion], ...] = (
    Column("code", N_("Programme"), lambda version: version.code),
    Column("version", N_("Version"), lambda version: version.version),
    Column("title", N_("Title"), lambda version: version.title(reader_locale().language)),
    Column("effective_from", N_("From"), lambda version: version.effective_from),
    Column("effective_to", N_("To"), lambda version: version.effective_to),
    Column("verified", N_("Verified"), lambda version: version.verified),
    Column("fingerprint", N_("Fingerprint of the document"), lambda version: version.content_hash),
)
PATH = "/programme/rules/<int:version_id>"
YAML = "application/yaml"


@programme.get("/programme/rules")
@requires(Permission.RULES_READ)
def versions() -> ResponseReturnValue:
    """Every published version, and which one holds today."""
    if kind := request.args.get("format"):
        return export_list(kind, "rules", VERSION_COLUMNS, all_versions())
    return render_template("programme/versions.html", versions=all_versions(), on=today())


@programme.get(PATH, defaults={"part": "measures"})
@programme.get(f"{PATH}/<any({', '.join(PARTS)}):part>")
@requires(Permission.RULES_READ)
def version(version_id: int, part: str) -> ResponseReturnValue:
    """One part of a version with every value, its source, and whether anybody has checked it."""
    published, rules = version_of(version_id), rules_of_version(version_id)
    return render_template(
        "programme/version.html",
        version=published,
        rules=rules,
        part=part,
        parts=[_tab(version_id, code, is_active=code == part) for code in PARTS],
        checked=checked_values(rules),
    )


@programme.get(f"{PATH}/file")
@requires(Permission.RULES_READ)
def version_file(version_id: int) -> ResponseReturnValue:
    """The text of a version, to read or to change elsewhere."""
    published = version_of(version_id)
    return yaml_file(version_text(published), f"{published.code}-{published.version}")


@programme.post(f"{PATH}/copy")
@requires(Permission.RULES_DRAFT)
def version_copy(version_id: int) -> ResponseReturnValue:
    """Begin a draft with the text of a version."""
    published = version_of(version_id)
    with transaction():
        draft = copy_version(signed_in(), published)
    return redirect(url_for("programme.draft_edit", draft_id=draft.id))


def yaml_file(text: str, name: str) -> Response:
    """A text as a file to keep."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.yaml"'}
    return Response(text, content_type=f"{YAML}; charset=utf-8", headers=headers)


def _tab(version_id: int, code: str, *, is_active: bool) -> dict[str, object]:
    url = url_for("programme.version", version_id=version_id, part=code)
    return {"label": PARTS[code], "url": url, "active": is_active}
