"""Register a person: fill in, check the answers, save, print the activation sheet."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.guard import requires, signed_in
from app.accounts.models import User
from app.accounts.permissions import Permission
from app.accounts.queries import centres
from app.cases.forms.registration import RegistrationForm
from app.cases.operations.registration import (
    Registered,
    Registration,
    register,
    registration_refusals,
)
from app.cases.queries.people import nearest_centre
from app.cases.views.person_pages import activation_sheet, answers, changed_rows, offer_choices
from app.core.database import transaction
from app.core.errors import RuleBroken

BUTTONS = ("csrf_token", "check", "change", "confirm")


@requires(Permission.CASE_CREATE)
def new() -> ResponseReturnValue:
    """The form, then the answers to check, then the registered person."""
    user, form = signed_in(), RegistrationForm()
    changes_rows = changed_rows(form)
    offer_choices(form)
    form.offer_centres(centres())
    if request.method == "GET" or changes_rows or "change" in request.form:
        return _form_page(form)
    if not form.validate():
        return _form_page(form), 422
    asked = _asked(form)
    if "confirm" not in request.form:
        if reasons := registration_refusals(user, asked):
            form.take_refusals(reasons)
            return _form_page(form), 422
        return _check_page(form, asked, user)
    try:
        with transaction():
            registered = register(user, asked)
    except RuleBroken as broken:
        form.take_refusals(broken.reasons)
        return _form_page(form), 422
    return _registered_page(user, registered)


def _asked(form: RegistrationForm) -> Registration:
    chosen = form.centre_id.data
    return Registration(
        person=form.person(),
        languages=form.spoken_languages(),
        jobs=form.past_jobs(),
        centre_id=int(chosen) if chosen else None,
        is_somebody_else=form.is_somebody_else.data,
        makes_account=form.makes_account.data,
    )


def _form_page(form: RegistrationForm) -> str:
    asks_identity = bool(form.is_somebody_else.errors or form.is_somebody_else.data)
    return render_template("cases/new.html", form=form, asks_identity=asks_identity)


def _check_page(form: RegistrationForm, asked: Registration, user: User) -> str:
    nearest = nearest_centre(asked.person.domicile_municipality)
    centre_id = asked.centre_id or (nearest.id if nearest else user.centre_id)
    return render_template(
        "cases/new_check.html",
        form=form,
        sections=answers(form),
        centre=next(centre for centre in centres() if centre.id == centre_id),
        is_own_centre=centre_id == user.centre_id,
        is_proposed=asked.centre_id is None,
        kept=[
            (name, value) for name, value in request.form.items(multi=True) if name not in BUTTONS
        ],
    )


def _registered_page(user: User, registered: Registered) -> ResponseReturnValue:
    case, code = registered.case, registered.activation_code
    if code is None and case.centre_id != user.centre_id:
        flash(_("%(name)s is registered, as case %(number)s of another centre.",
                name=case.name, number=case.id), "success")  # fmt: skip
        return redirect(url_for("cases.listing"))
    return render_template(
        "cases/registered.html",
        case=case,
        sheet=activation_sheet(case, code),
        is_own=case.centre_id == user.centre_id,
    )
