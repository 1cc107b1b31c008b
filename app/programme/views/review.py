"""The steps of a draft: its author submits or gives it up, a second officer publishes or returns it."""

from collections.abc import Callable

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.guard import requires, signed_in
from app.accounts.models import User
from app.accounts.permissions import Permission
from app.core.clock import today
from app.core.database import transaction
from app.core.errors import RuleBroken
from app.core.forms import spoken
from app.core.language import N_
from app.programme import operations
from app.programme.forms import PublishForm, ReturnForm
from app.programme.models import RuleSetDraft
from app.programme.queries import last_version, latest_version, load_draft, rules_of_draft
from app.programme.rules.faults import RuleSetInvalid
from app.programme.rules.parsing import examine
from app.programme.rules.publishing import publication_refusals
from app.programme.states import RULE_DRAFT, RuleDraftAction
from app.programme.views.differences import changes_from, compared_with, told
from app.programme.views.drafts import PATH, page_of
from app.programme.views.routes import checked_values, programme

_DONE = {
    "submit": N_("Submitted. A second officer publishes it or returns it with a note."),
    "take-back": N_("The draft is yours to change again."),
    "withdraw": N_("The draft is withdrawn. It stays on the list as it was."),
}
_ACTS: dict[str, Callable[[User, RuleSetDraft], None]] = {
    "submit": operations.submit_draft,
    "take-back": operations.take_back_draft,
    "withdraw": operations.withdraw_draft,
}


@programme.post(f"{PATH}/<any(submit, 'take-back', withdraw):act>")
@requires(Permission.RULES_DRAFT)
def draft_act(draft_id: int, act: str) -> ResponseReturnValue:
    """What its author does with a draft."""
    draft = load_draft(signed_in(), draft_id)
    try:
        with transaction():
            _ACTS[act](signed_in(), draft)
    except RuleSetInvalid:
        return page_of(draft, RuleBroken([]))  # the page names every fault with its line
    except RuleBroken as broken:
        return page_of(draft, broken)
    flash(_(_DONE[act]), "success")
    return redirect(url_for("programme.draft_page", draft_id=draft.id))


@programme.route(f"{PATH}/return", methods=["GET", "POST"])
@requires(Permission.RULES_PUBLISH)
def draft_return(draft_id: int) -> ResponseReturnValue:
    """Send a colleague's draft back with a note."""
    draft, form = load_draft(signed_in(), draft_id), ReturnForm()
    RULE_DRAFT.transition(draft.state, RuleDraftAction.RETURN)
    if form.validate_on_submit():
        try:
            with transaction():
                operations.return_draft(signed_in(), draft, form.note.data or "")
            flash(_("Returned to %(name)s.", name=draft.author.name), "success")
            return redirect(url_for("programme.draft_page", draft_id=draft.id))
        except RuleBroken as broken:
            form.take_refusals(broken.reasons)
    page = render_template("programme/draft_return.html", form=form, draft=draft)
    return page, 422 if form.is_submitted() else 200


@programme.route(f"{PATH}/publish", methods=["GET", "POST"])
@requires(Permission.RULES_PUBLISH)
def draft_publish(draft_id: int) -> ResponseReturnValue:
    """The last look before a colleague's draft becomes the rules: what changes, from when, instead of what."""
    draft, form = load_draft(signed_in(), draft_id), PublishForm()
    RULE_DRAFT.transition(draft.state, RuleDraftAction.PUBLISH)
    if (
        examine(draft.source_text).rules is None
    ):  # the software became stricter since it was submitted
        return page_of(draft, RuleBroken([]))
    refused: tuple[str, ...] = ()
    if form.validate_on_submit():
        try:
            with transaction():
                version = operations.publish_draft(signed_in(), draft, seen=form.seen.data or "")
            flash(_("Version %(number)s is published.", number=version.version), "success")
            return redirect(url_for("programme.version", version_id=version.id))
        except RuleBroken as broken:
            refused = tuple(spoken(reason) for reason in broken.reasons)
    return _confirmation(draft, form, refused)


def _confirmation(
    draft: RuleSetDraft, form: PublishForm, refused: tuple[str, ...]
) -> ResponseReturnValue:
    rules, ended = rules_of_draft(draft), latest_version(draft.code)
    standing = publication_refusals(rules, last_version(draft.code), today())
    against = ended or compared_with(draft)
    form.seen.data, form.seen.raw_data = draft.content_hash, None
    page = render_template(
        "programme/draft_publish.html",
        form=form,
        draft=draft,
        rules=rules,
        checked=checked_values(rules),
        ended=ended,
        against=against,
        is_own=draft.author_id == signed_in().id,
        refused=list(refused),
        standing=[spoken(reason) for reason in standing],
        **told(changes_from(against, rules) if against else []),
    )
    return page, 422 if form.is_submitted() else 200
