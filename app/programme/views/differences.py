"""What changes between two versions, or from a version to a draft."""

from collections.abc import Sequence

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.accounts.guard import requires, signed_in
from app.accounts.permissions import Permission
from app.core.clock import today
from app.core.errors import NotFoundForYou
from app.core.language import N_
from app.core.listing import Column
from app.programme.models import RuleSetDraft, RuleSetVersion
from app.programme.queries import (
    all_versions,
    load_draft,
    rules_of_version,
    version_in_force,
    version_of,
    versions_of,
)
from app.programme.rules.difference import Change, Kind, by_part, difference
from app.programme.rules.document import RuleSet
from app.programme.rules.parsing import examine
from app.programme.rules.provenance import Text
from app.programme.views.routes import (
    ALL_PARTS,
    checked_values,
    language_words,
    programme,
    rule_value,
    spoken,
)
from app.web.exports import export_list

MOST_SHOWN = 500
"""More changes than anybody reads on a page; the file has them all."""


def _gist(value: object) -> str:
    """The fields of an item added or removed, or a plain value."""
    if value and isinstance(value, tuple) and all(isinstance(pair, tuple) for pair in value):
        return "; ".join(filter(None, (_said(label, said) for label, said in value)))
    return rule_value(value)


def _said(label: str | Text, value: object) -> str:
    name = spoken(label) if isinstance(label, Text) else str(gettext(label))
    if value is None:
        return name
    words = _gist(value)
    return "" if words == "–" else f"{name}: {words}"


def _place(change: Change) -> str:
    return " › ".join(f"{gettext(step.label)} {step.code}".strip() for step in change.trail)


def _text(change: Change) -> str:
    texts = [step.text for step in change.trail if step.text is not None]
    return spoken(texts[-1]) if texts else ""


def _field(change: Change) -> str:
    if change.kind is not Kind.CHANGED:
        return str(gettext(change.kind.label))
    words = str(gettext(change.field))
    return f"{words} ({language_words(change.language)})" if change.language else words


def _before(change: Change) -> str:
    return "–" if change.kind is Kind.ADDED else _gist(change.before)


def _after(change: Change) -> str:
    return "–" if change.kind is Kind.REMOVED else _gist(change.after)


CHANGE_COLUMNS: tuple[Column[Change], ...] = (
    Column("part", N_("Part"), lambda change: gettext(ALL_PARTS[change.part])),
    Column("place", N_("Where"), _place),
    Column("text", N_("Text"), _text),
    Column("field", N_("What changes"), _field),
    Column("before", N_("Before"), _before),
    Column("after", N_("After"), _after),
)
programme.add_app_template_global(_place, "change_place")
programme.add_app_template_global(_text, "change_text")
programme.add_app_template_global(_field, "change_field")
programme.add_app_template_global(_before, "change_before")
programme.add_app_template_global(_after, "change_after")


@programme.get("/programme/rules/<int:version_id>/difference")
@requires(Permission.RULES_READ)
def version_difference(version_id: int) -> ResponseReturnValue:
    """What a version changed from the one before it, or from any other of its programme."""
    published = version_of(version_id)
    others = [other for other in versions_of(published.code) if other.id != published.id]
    earlier = [other for other in others if other.version < published.version]
    against = _asked(others) or next(iter(earlier), None)
    rules = rules_of_version(published.id)
    changes = changes_from(against, rules) if against else []
    if kind := request.args.get("format"):
        return export_list(kind, "rules-difference", CHANGE_COLUMNS, changes)
    return render_template(
        "programme/version_difference.html",
        version=published,
        others=others,
        against=against,
        checked=checked_values(rules),
        **told(changes),
    )


@programme.get("/programme/rules/drafts/<int:draft_id>/difference")
@requires(Permission.RULES_DRAFT)
def draft_difference(draft_id: int) -> ResponseReturnValue:
    """What a draft would change in the version in force, or in any other; a page or a file."""
    draft = load_draft(signed_in(), draft_id)
    rules = examine(draft.source_text).rules
    if rules is None:
        raise NotFoundForYou
    others = all_versions()
    against = _asked(others) or compared_with(draft)
    changes = changes_from(against, rules) if against else []
    if kind := request.args.get("format"):
        return export_list(kind, "rules-difference", CHANGE_COLUMNS, changes)
    return render_template(
        "programme/draft_difference.html",
        draft=draft,
        others=others,
        against=against,
        checked=checked_values(rules),
        **told(changes),
    )


def compared_with(draft: RuleSetDraft) -> RuleSetVersion | None:
    """The version in force, or the first there is; a published draft: what it replaced."""
    if draft.published_version_id:
        published = version_of(draft.published_version_id)
        earlier = [one for one in versions_of(draft.code) if one.version < published.version]
        return next(iter(earlier), None)
    return version_in_force(draft.code, today())


def changes_from(before: RuleSetVersion, after: RuleSet) -> list[Change]:
    """What changes from a version to these rules."""
    return difference(rules_of_version(before.id), after)


def told(changes: Sequence[Change]) -> dict[str, object]:
    """The changes as the template `_difference.html` tells them."""
    return {
        "changes": by_part(changes[:MOST_SHOWN]),
        "change_count": len(changes),
        "not_shown": max(0, len(changes) - MOST_SHOWN),
        "part_names": ALL_PARTS,
    }


def _asked(others: Sequence[RuleSetVersion]) -> RuleSetVersion | None:
    wanted = request.args.get("with", "")
    return next((other for other in others if str(other.id) == wanted), None)
