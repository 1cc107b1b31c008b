"""The jobseeker's own area: where am I, whose turn is it, what comes next; data, consents, who read them."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from app.accounts.guard import requires, signed_in
from app.accounts.permissions import Permission, Role
from app.audit.queries import readings_of
from app.cases.forms.own import OwnContactsForm
from app.cases.models.jobseeker import Jobseeker, Step
from app.cases.operations.consents import give_consent, withdraw_consent
from app.cases.operations.correction import change_contacts
from app.cases.queries import load_own_case
from app.cases.queries.people import experiences_of, languages_of, places_of
from app.cases.queries.steps import consents_of
from app.cases.queries.timeline import timeline_of
from app.cases.rules.own_words import PART_WORDS, PURPOSE_WORDS, STEP_WORDS, stage_states
from app.cases.views.notices import case_notices
from app.cases.views.stories import told
from app.core.clock import today
from app.core.database import transaction
from app.core.errors import RuleBroken
from app.core.state_machine import Audience
from app.programme.queries import rules_in_force

me = Blueprint("me", __name__, template_folder="../templates", url_prefix="/me")


@dataclass(frozen=True)
class OwnTask:
    """What the person can do at a step: words of the button, endpoint without arguments."""

    steps: tuple[Step, ...]
    label: str
    endpoint: str


_tasks: list[OwnTask] = []


def install(table: Sequence[OwnTask]) -> None:
    """Install the table of wiring; called once by the factory."""
    _tasks[:] = table


@me.get("")
@requires(Permission.OWN_READ)
def start() -> ResponseReturnValue:
    """Where am I, whose turn is it, what is next."""
    case = load_own_case(signed_in(), part="own_area")
    page = timeline_of(case, Audience.JOBSEEKER, request.args.get("cursor"))
    return render_template(
        "cases/own/start.html",
        case=case,
        words=STEP_WORDS[case.step.value],
        stages=[{"label": label, "state": state} for label, state in stage_states(case.step.value)],
        tasks=[task for task in _tasks if case.step in task.steps],
        page=page,
        entries=[told(entry, Audience.JOBSEEKER) for entry in page.rows],
        notices=case_notices(case, Audience.JOBSEEKER),
    )


@me.route("/data", methods=["GET", "POST"])
@requires(Permission.OWN_READ)
def own_data() -> ResponseReturnValue:
    """What is recorded about me and where it comes from; contacts can be corrected here."""
    case = load_own_case(signed_in(), part="data")
    form = OwnContactsForm(obj=case)
    if form.validate_on_submit() and _contacts_saved(case, form):
        return redirect(url_for("me.own_data"))
    page = render_template("cases/own/data.html", case=case, form=form, **_recorded(case))
    return page, 422 if form.errors else 200


@me.get("/consents")
@requires(Permission.OWN_READ)
def consents() -> ResponseReturnValue:
    """What I have agreed to, purpose by purpose."""
    case = load_own_case(signed_in(), part="consents")
    language = str(get_locale())
    asked = rules_in_force(today()).agreement.data_consents
    history = consents_of(case.id)
    in_force = {consent.purpose: consent for consent in history if consent.withdrawn_at is None}
    purposes = [
        (
            clause.code,
            clause.title.spoken(language),
            clause.text.spoken(language),
            in_force.get(clause.code),
        )
        for clause in asked
    ]
    titles = {code: title for code, title, _text, _given in purposes}
    return render_template(
        "cases/own/consents.html", purposes=purposes, history=history, titles=titles
    )


@me.post("/consents/<purpose>/<any(give, withdraw):act>")
@requires(Permission.OWN_UPDATE)
def change_consent(purpose: str, act: str) -> ResponseReturnValue:
    """Give or withdraw a consent."""
    case = load_own_case(signed_in(), part="consents")
    with transaction():
        (give_consent if act == "give" else withdraw_consent)(signed_in(), case, purpose)
    said = (
        _("Your consent is recorded.")
        if act == "give"
        else _("Your consent is withdrawn, from now on.")
    )
    flash(said, "success")
    return redirect(url_for("me.consents"))


@me.get("/access-log")
@requires(Permission.OWN_READ)
def access_log() -> ResponseReturnValue:
    """Who read my record, when, which part, for what."""
    case = load_own_case(signed_in(), part="access_log")
    page = readings_of(case.id, request.args.get("cursor"))
    return render_template(
        "cases/own/access_log.html",
        page=page,
        parts=PART_WORDS,
        purposes=PURPOSE_WORDS,
        roles={role.value: role.label for role in Role},
    )


def _contacts_saved(case: Jobseeker, form: OwnContactsForm) -> bool:
    try:
        with transaction():
            changed = change_contacts(
                signed_in(),
                case,
                phone=form.phone.data or "",
                email=form.email.data or "",
                language=form.language.data,
            )
    except RuleBroken as broken:
        form.take_refusals(broken.reasons)
        return False
    flash(_("Your contacts are saved.") if changed else _("Nothing had changed."), "success")
    return True


def _recorded(case: Jobseeker) -> dict[str, object]:
    return {
        "places": places_of(case),
        "languages": languages_of(case.id),
        "experiences": experiences_of(case.id),
    }
