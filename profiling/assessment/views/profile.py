"""The quantitative profile on the case page."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from babel import Locale
from babel.numbers import format_decimal
from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
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
from app.programme.rules.document import RuleSet
from app.programme.rules.employability import IndexModel
from app.web.words import reader_locale
from profiling.assessment.forms import given_inputs, profile_form
from profiling.assessment.models import QuantitativeProfile
from profiling.assessment.operations.profile import Asked, calculate_profile
from profiling.assessment.queries import current_profile, record_inputs, valid_did
from profiling.assessment.rules.prefill import starting_inputs

Inputs = Mapping[str, str | int | None]

profile = Blueprint(
    "profile", __name__, template_folder="../templates", url_prefix="/cases/<int:case_id>/profiling"
)


@profile.app_template_filter("signed")
def signed(value: Decimal | float | str) -> str:
    """A number with its sign and two to four decimals: +0,30 in Italian."""
    return _signed(str(value), reader_locale())


@lru_cache(maxsize=1024)
def _signed(value: str, locale: Locale) -> str:
    return format_decimal(Decimal(value), format="+#,##0.00##;-#,##0.00##", locale=locale)


@profile.get("")
@requires(Permission.CASE_READ)
def shown(case_id: int) -> ResponseReturnValue:
    """Index and class with every factor's part in them, and the inputs to calculate again."""
    sheet = _sheet(load_case(signed_in(), case_id, part="profiling"))
    return render_template("assessment/profile.html", **vars(sheet))


@profile.post("")
@requires(Permission.PROFILE_CALCULATE)
def calculate(case_id: int) -> ResponseReturnValue:
    """Calculate the index from the inputs as corrected."""
    sheet = _sheet(load_case(signed_in(), case_id, part="profiling"))
    if sheet.form.validate_on_submit():
        inputs = given_inputs(sheet.form, sheet.model)
        try:
            with transaction():
                calculate_profile(signed_in(), sheet.case, Asked(inputs=inputs), on=today())
            flash(_("The profile has been calculated."), "success")
            return redirect(url_for("profile.shown", case_id=case_id))
        except RuleBroken as broken:
            sheet.form.take_refusals(broken.reasons)
    return render_template("assessment/profile.html", **vars(sheet)), 422


@dataclass(frozen=True)
class Sheet:
    """The page: the last result under its own rules, and the form of the next calculation.

    `known` is what the record says of each factor, `start` what the form begins with.
    """

    case: Jobseeker
    profile: QuantitativeProfile | None
    rules: RuleSet | None
    model: IndexModel
    known: Inputs
    start: Inputs
    form: BaseForm
    is_ready: bool


def _sheet(case: Jobseeker) -> Sheet:
    last, did = current_profile(case.id), valid_did(case.id)
    model = rules_in_force(today()).index
    known = record_inputs(case, did, model, on=today())
    start = starting_inputs(known, last.inputs if last else {}, model)
    return Sheet(
        case=case,
        profile=last,
        rules=rules_of_version(last.rule_set_id) if last else None,
        model=model,
        known=known,
        start=start,
        form=profile_form(model, start),
        is_ready=did is not None,
    )
