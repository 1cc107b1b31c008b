"""The officers' side: the queue, the examination, grants, decisions with their preview."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.guard import requires, signed_in
from app.accounts.permissions import Permission
from app.audit.queries import transitions_of
from app.core.clock import today
from app.core.database import transaction
from app.core.errors import NotFoundForYou, RuleBroken
from app.web.exports import MOST_ROWS, export_list
from catalogue.accreditation import queries
from catalogue.accreditation.forms import (
    PARTS,
    CorrectionsForm,
    DecisionForm,
    GrantForm,
    QueueFilters,
    RefuseForm,
)
from catalogue.accreditation.operations import deciding, standing
from catalogue.accreditation.queries.effects import Effects, effects_of, effects_of_lifting
from catalogue.accreditation.rules import TASKS, document_kinds, faults_of
from catalogue.accreditation.states import APPLICATION, ApplicationAction
from catalogue.accreditation.views.public import accreditation
from catalogue.providers.models import Provider
from catalogue.providers.queries import load_provider
from catalogue.providers.states import AccreditationAction, AccreditationField, ProviderState

ONE = "/programme/applications/<int:application_id>"
DECIDED_HERE = (
    AccreditationAction.SUSPEND,
    AccreditationAction.LIFT,
    AccreditationAction.REVOKE,
)


@accreditation.get("/programme/applications")
@requires(Permission.PROVIDER_ACCREDIT)
def queue() -> ResponseReturnValue:
    """Applications waiting for us, longest first."""
    form = QueueFilters(request.args)
    found = queries.queue(form.q.data or "", form.chosen())
    page = queries.queue_page(found, request.args.get("cursor"))
    counts = queries.state_counts()
    return render_template("accreditation/queue.html", page=page, form=form, counts=counts)


@accreditation.get("/programme/applications.<kind>")
@requires(Permission.PROVIDER_ACCREDIT)
def queue_export(kind: str) -> ResponseReturnValue:
    """The queue as a file, with the same filters."""
    form = QueueFilters(request.args)
    found = queries.queue(form.q.data or "", form.chosen())
    return export_list(kind, "applications", queries.QUEUE, queries.queue_rows(found, MOST_ROWS))


@accreditation.route(ONE, methods=["GET", "POST"])
@requires(Permission.PROVIDER_ACCREDIT)
def review(application_id: int) -> ResponseReturnValue:
    """One application, part by part; POST asks for corrections."""
    application = queries.load_application(signed_in(), application_id)
    form = CorrectionsForm()
    if form.validate_on_submit():
        try:
            with transaction():
                deciding.ask_for_corrections(
                    signed_in(), application, form.words(), form.due_on.data
                )
            flash(_("The applicant has been asked for corrections."), "success")
            return redirect(url_for("accreditation.review", application_id=application.id))
        except RuleBroken as broken:
            form.take_refusals(broken.reasons)
    page = render_template(
        "accreditation/review.html",
        application=application,
        form=form,
        parts={section: kind() for section, kind in PARTS.items()},
        faults=faults_of(queries.facts_of(application), today()),
        kinds={kind.code: kind.label for kind in document_kinds(today())},
        tasks={code: words for tasks in TASKS.values() for code, words in tasks.items()},
        field_names={field.value: field.label for field in AccreditationField},
        history=transitions_of(APPLICATION.name, application.id),
        machine=APPLICATION,
        acts=[row.action.value for row in APPLICATION.actions_from(application.state)],
    )
    return page, 422 if form.errors or form.form_errors else 200


@accreditation.post(f"{ONE}/take")
@requires(Permission.PROVIDER_ACCREDIT)
def review_take(application_id: int) -> ResponseReturnValue:
    """Begin the examination."""
    application = queries.load_application(signed_in(), application_id)
    with transaction():
        deciding.take(signed_in(), application)
    return redirect(url_for("accreditation.review", application_id=application.id))


@accreditation.route(f"{ONE}/refuse", methods=["GET", "POST"])
@requires(Permission.PROVIDER_ACCREDIT)
def review_refuse(application_id: int) -> ResponseReturnValue:
    """Refuse, with reasons."""
    application, form = queries.load_application(signed_in(), application_id), RefuseForm()
    application.machine.transition(application.state, ApplicationAction.REFUSE)
    if form.validate_on_submit():
        try:
            with transaction():
                deciding.refuse(
                    signed_in(), application, reason=form.reason.data, note=form.note.data or ""
                )
            return redirect(url_for("accreditation.review", application_id=application.id))
        except RuleBroken as broken:
            form.take_refusals(broken.reasons)
    page = render_template("accreditation/refuse.html", form=form, application=application)
    return page, 422 if form.errors or form.form_errors else 200


@accreditation.route(f"{ONE}/grant", methods=["GET", "POST"])
@requires(Permission.PROVIDER_ACCREDIT)
def review_grant(application_id: int) -> ResponseReturnValue:
    """Accredit for what was asked, or a part of it."""
    application = queries.load_application(signed_in(), application_id)
    application.machine.transition(application.state, ApplicationAction.GRANT)
    asked = [
        (line.site, [AccreditationField(code) for code in line.fields])
        for line in application.sites
    ]
    every = [f"{site.id}:{field.value}" for site, fields in asked for field in fields]
    form = GrantForm(pairs=every, valid_from=today())
    form.offer(asked)
    if form.validate_on_submit():
        try:
            with transaction():
                deciding.grant_application(signed_in(), application, form.content())
            flash(_("The register says so from now on."), "success")
            return redirect(url_for("register.provider_page", provider_id=application.provider_id))
        except RuleBroken as broken:
            form.take_refusals(broken.reasons)
    page = render_template(
        "accreditation/grant.html", form=form, provider=application.provider, asked=application
    )
    return page, 422 if form.errors or form.form_errors else 200


@accreditation.route("/programme/providers/<int:provider_id>/grant", methods=["GET", "POST"])
@requires(Permission.PROVIDER_ACCREDIT)
def grant(provider_id: int) -> ResponseReturnValue:
    """Accredit a provider for more, or for longer, by an act that came without an application here."""
    provider = load_provider(signed_in(), provider_id)
    if provider.state is ProviderState.REVOKED:
        raise NotFoundForYou
    form = GrantForm(valid_from=today(), number=provider.accreditation_number)
    form.offer([(site, list(AccreditationField)) for site in provider.sites])
    if form.validate_on_submit():
        try:
            with transaction():
                deciding.grant_accreditation(signed_in(), provider, form.content())
            flash(_("The register says so from now on."), "success")
            return redirect(url_for("register.provider_page", provider_id=provider.id))
        except RuleBroken as broken:
            form.take_refusals(broken.reasons)
    page = render_template("accreditation/grant.html", form=form, provider=provider, asked=None)
    return page, 422 if form.errors or form.form_errors else 200


@accreditation.route(
    "/programme/providers/<int:provider_id>/standing/<action>", methods=["GET", "POST"]
)
@requires(Permission.PROVIDER_ACCREDIT)
def decide(provider_id: int, action: str) -> ResponseReturnValue:
    """Suspend, revoke or lift: first who is affected and what happens to each, then the decision."""
    provider, chosen = load_provider(signed_in(), provider_id), _action(action)
    rows = standing.chosen_of(provider, chosen, [row.id for row in provider.accreditations])
    form = DecisionForm(rows=[row.id for row in rows])
    form.offer(chosen, rows)
    keys = sorted(form.rows.data or [])
    effects = _preview(provider, chosen, keys) if form.is_submitted() else None
    # What is confirmed is what was shown: other rows are shown first.
    if form.validate_on_submit() and request.form.get("confirm") == _seen(keys):
        try:
            with transaction():
                standing.decide(signed_in(), provider, keys, form.content(chosen))
            flash(_("Decided: the register and the catalogue say so from now on."), "success")
            return redirect(url_for("register.provider_page", provider_id=provider.id))
        except RuleBroken as broken:
            form.take_refusals(broken.reasons)
    page = render_template(
        "accreditation/decide.html",
        form=form,
        provider=provider,
        action=chosen,
        effects=effects,
        seen=_seen(keys),
    )
    return page, 422 if form.errors or form.form_errors else 200


def _preview(provider: Provider, action: AccreditationAction, keys: list[int]) -> Effects | None:
    rows = standing.chosen_of(provider, action, keys)
    pairs = frozenset((row.site_id, row.field) for row in rows)
    if not pairs:
        return None
    if action is AccreditationAction.LIFT:
        return effects_of_lifting(provider.id, pairs, today())
    return effects_of(provider.id, pairs, today())


def _seen(keys: list[int]) -> str:
    return ",".join(str(key) for key in keys) or "-"


def _action(value: str) -> AccreditationAction:
    for action in DECIDED_HERE:
        if action.value == value:
            return action
    raise NotFoundForYou
