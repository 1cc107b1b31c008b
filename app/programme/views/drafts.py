"""Drafts: the list, writing and changing one, its page."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.guard import requires, signed_in
from app.accounts.permissions import Permission
from app.audit.queries import transitions_of
from app.core.clock import today
from app.core.database import transaction
from app.core.errors import RuleBroken
from app.core.forms import spoken
from app.core.language import N_
from app.core.listing import Column
from app.programme import operations, queries
from app.programme.forms import MINE, DraftFilters, DraftText, NewDraft
from app.programme.models import RuleSetDraft
from app.programme.rules.faults import Fault, RuleSetInvalid
from app.programme.rules.parsing import examine
from app.programme.rules.publishing import publication_refusals
from app.programme.rules.written import text_of
from app.programme.states import RULE_DRAFT, RuleDraftAction, RuleDraftState
from app.programme.views.actions import draft_actions
from app.programme.views.differences import changes_from, compared_with, told
from app.programme.views.routes import checked_values, programme
from app.programme.views.versions import yaml_file
from app.web.exports import MOST_ROWS, export_list
from app.web.words import reader_locale

LIST = "/programme/rules/drafts"
PATH = f"{LIST}/<int:draft_id>"
MOST_FAULTS = 50
SPARE_LINES = 80
"""Room below the text to write on, each line numbered."""
_BY_OTHERS = (RuleDraftAction.PUBLISH, RuleDraftAction.RETURN)

DRAFT_COLUMNS: tuple[Column[RuleSetDraft], ...] = (
    Column("code", N_("Programme"), lambda draft: draft.code),
    Column("title", N_("Title"), lambda draft: draft.title(reader_locale().language)),
    Column("state", N_("State"), lambda draft: draft.state),
    Column("author", N_("Author"), lambda draft: draft.author.name),
    Column("edited_at", N_("Changed at"), lambda draft: draft.edited_at),
    Column("faults", N_("Faults"), lambda draft: draft.fault_count),
    Column("reviewer", N_("Decided by"), lambda draft: draft.reviewer and draft.reviewer.name),
    Column("fingerprint", N_("Fingerprint of the document"), lambda draft: draft.content_hash),
)


@programme.get(LIST)
@requires(Permission.RULES_DRAFT)
def draft_list() -> ResponseReturnValue:
    """Drafts of every officer, with their states; as a file with `format`."""
    form = DraftFilters(request.args)
    author = signed_in() if form.author.data == MINE else None
    found = queries.drafts(form.chosen_state(), author, form.q.data or "")
    if kind := request.args.get("format"):
        rows = queries.drafts_rows(found, MOST_ROWS)
        return export_list(kind, "rule-drafts", DRAFT_COLUMNS, rows)
    page = queries.drafts_page(found, request.args.get("cursor"))
    counts = queries.draft_counts()
    return render_template("programme/drafts.html", page=page, form=form, counts=counts)


@programme.route(f"{LIST}/new", methods=["GET", "POST"])
@requires(Permission.RULES_DRAFT)
def draft_new() -> ResponseReturnValue:
    """A draft from a file or from a text; a faulty one is shown back before it is kept."""
    form = NewDraft()
    if not form.validate_on_submit():
        return _editor("programme/draft_new.html", form, [], status=422 if form.errors else 200)
    faults = _take_file(form)
    text = form.text.data or ""
    faults = faults or list(examine(text).faults)
    if faults and "keep" not in request.form:
        return _editor("programme/draft_new.html", form, faults, status=422)
    try:
        with transaction():
            draft = operations.write_draft(signed_in(), text)
    except RuleBroken as broken:
        form.take_refusals(broken.reasons)
        return _editor("programme/draft_new.html", form, [], status=422)
    return redirect(url_for("programme.draft_page", draft_id=draft.id))


@programme.get(PATH)
@requires(Permission.RULES_DRAFT)
def draft_page(draft_id: int) -> ResponseReturnValue:
    """One draft: its state, its faults, what it would change, what can be done with it."""
    return page_of(queries.load_draft(signed_in(), draft_id))


@programme.get(f"{PATH}/file")
@requires(Permission.RULES_DRAFT)
def draft_file(draft_id: int) -> ResponseReturnValue:
    """The text as it was written."""
    draft = queries.load_draft(signed_in(), draft_id)
    return yaml_file(draft.source_text, f"{draft.code or 'rules'}-draft-{draft.id}")


@programme.route(f"{PATH}/edit", methods=["GET", "POST"])
@requires(Permission.RULES_DRAFT)
def draft_edit(draft_id: int) -> ResponseReturnValue:
    """Change one's own draft; a faulty text, or one overtaken in another tab, is shown back."""
    draft, form = queries.load_draft(signed_in(), draft_id), DraftText()
    if not _can_edit(draft):
        flash(_("This draft cannot be changed now."), "warning")
        return redirect(url_for("programme.draft_page", draft_id=draft.id))
    if request.method == "GET":
        form.text.data, form.revision.data = draft.source_text, str(draft.revision)
        return _editor("programme/draft_edit.html", form, [], draft=draft)
    text = form.text.data or ""
    faults = list(examine(text).faults)
    if faults and "keep" not in request.form or not form.validate():
        return _editor("programme/draft_edit.html", form, faults, status=422, draft=draft)
    try:
        with transaction():
            operations.change_draft(signed_in(), draft, text, revision=form.seen_revision())
    except RuleBroken as broken:
        form.take_refusals(broken.reasons)
        # Whoever saves again has been told, and means it.
        form.revision.data, form.revision.raw_data = str(draft.revision), None
        return _editor("programme/draft_edit.html", form, faults, status=422, draft=draft)
    flash(_("Your changes are kept."), "success")
    return redirect(url_for("programme.draft_page", draft_id=draft.id))


def page_of(draft: RuleSetDraft, refused: RuleBroken | None = None) -> ResponseReturnValue:
    """The page of a draft, with why an act on it was refused."""
    reading = examine(draft.source_text)
    against = compared_with(draft)
    is_open = draft.state not in RULE_DRAFT.final
    reasons = refused.reasons if refused else ()
    if is_open and reading.rules and not refused:
        last = queries.last_version(reading.rules.code)
        reasons = tuple(publication_refusals(reading.rules, last, today()))
    changes = changes_from(against, reading.rules) if against and reading.rules else []
    page = render_template(
        "programme/draft.html",
        draft=draft,
        rules=reading.rules,
        checked=checked_values(reading.rules) if reading.rules else (0, 0),
        reasons=[spoken(reason) for reason in reasons],
        acts=_acts(draft),
        further=draft_actions(draft),
        steps=queries.steps_of(transitions_of(RULE_DRAFT.name, draft.id)),
        against=against,
        **_shown_faults(reading.faults, draft.source_text),
        **told(changes),
    )
    return page, 422 if refused else 200


def _acts(draft: RuleSetDraft) -> set[str]:
    """What the officer at the screen may do with it, by the table and by who wrote it."""
    is_author = draft.author_id == signed_in().id
    return {
        row.action.value
        for row in RULE_DRAFT.actions_from(draft.state)
        if (row.action in _BY_OTHERS) != is_author
        and not (row.action is RuleDraftAction.SUBMIT and draft.fault_count)
    }


def _can_edit(draft: RuleSetDraft) -> bool:
    states = (RuleDraftState.DRAFT, RuleDraftState.RETURNED)
    return draft.author_id == signed_in().id and draft.state in states


def _take_file(form: NewDraft) -> list[Fault]:
    if not form.file.data:
        return []
    try:
        form.text.data = text_of(form.file.data.read())
    except RuleSetInvalid as invalid:
        return list(invalid.faults)
    return []


def _editor(
    template: str, form: DraftText, faults: list[Fault], *, status: int = 200, **more: Any
) -> ResponseReturnValue:
    text = form.text.data or ""
    shown = _shown_faults(faults, text)
    lines = text.count("\n") + 1 + SPARE_LINES
    return render_template(template, form=form, lines=lines, **shown, **more), status


def _shown_faults(faults: Any, text: str) -> dict[str, Any]:
    """The first faults, each with its line as written."""
    lines = text.split("\n")
    shown = [
        (fault, lines[fault.line - 1].strip() if fault.line and fault.line <= len(lines) else "")
        for fault in faults[:MOST_FAULTS]
    ]
    return {
        "faults": shown,
        "fault_count": len(faults),
        "fault_lines": {fault.line for fault in faults},
    }
