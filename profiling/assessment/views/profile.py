"""The quantitative profile on the case page."""

from collections.abc import Mapping
from decimal import Decimal

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_decimal
from flask_babel import gettext as _

from app.accounts.guard import requires, signed_in
from app.accounts.permissions import Permission
from app.cases.models.jobseeker import Jobseeker
from app.cases.queries import load_case
from app.core.clock import today
from app.core.database import transaction
from app.core.errors import RuleBroken
from app.core.forms import BaseForm
from app.programme.queries import rules_in_force, rules_of_version
from profiling.assessment.forms import given_inputs, profile_form
from profiling.assessment.models import QuantitativeProfile
from profiling.assessment.operations.profile import calculate_profile
from profiling.assessment.queries import current_profile, has_valid_did, record_inputs
from profiling.assessment.rules.prefill import starting_inputs

Inputs = Mapping[str, str | int | None]

profile = Blueprint(
    "profile", __name__, template_folder="../templates", url_prefix="/cases/<int:case_id>/profiling"
)


@profile.app_template_filter("signed")
def signed(value: Decimal | float | str) -> str:
    """A number with its sign and two to four decimals: +0,30 in Italian."""
    return str(format_decimal(Decimal(str(value)), format="+#,##0.00##;-#,##0.00##"))


@profile.get("")
@requires(Permission.CASE_READ)
def shown(case_id: int) -> ResponseReturnValue:
    """Index and class with every factor's part in them, and the inputs to calculate again."""
    case = load_case(signed_in(), case_id, part="profiling")
    last = current_profile(case.id)
    form, origins = _form(case, last)
    return _page(case, last, form, origins)


@profile.post("")
@requires(Permission.PROFILE_CALCULATE)
def calculate(case_id: int) -> ResponseReturnValue:
    """Calculate the index from the inputs as corrected."""
    case = load_case(signed_in(), case_id, part="profiling")
    last = current_profile(case.id)
    form, origins = _form(case, last)
    if form.validate_on_submit():
        inputs = given_inputs(form, rules_in_force(today()).index)
        try:
            with transaction():
                calculate_profile(signed_in(), case, inputs, on=today())
            flash(_("The profile has been calculated."), "success")
            return redirect(url_for("profile.shown", case_id=case.id))
        except RuleBroken as broken:
            form.take_refusals(broken.reasons)
    return _page(case, last, form, origins), 422


def _form(
    case: Jobseeker, last: QuantitativeProfile | None
) -> tuple[BaseForm, Mapping[str, Inputs]]:
    """The form, and where its values come from: the record, and what it starts with."""
    model = rules_in_force(today()).index
    known = record_inputs(case, model, on=today())
    start = starting_inputs(known, last.inputs if last else {}, model)
    return profile_form(model, start), {"known": known, "start": start}


def _page(
    case: Jobseeker,
    last: QuantitativeProfile | None,
    form: BaseForm,
    origins: Mapping[str, Inputs],
) -> str:
    return render_template(
        "assessment/profile.html",
        case=case,
        form=form,
        model=rules_in_force(today()).index,
        profile=last,
        rules=rules_of_version(last.rule_set_id) if last else None,
        is_ready=has_valid_did(case.id),
        **origins,
    )
