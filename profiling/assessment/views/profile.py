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
from profiling.assessment.forms import given_inputs, given_reasons, profile_form
from profiling.assessment.models import OfficialProfile, ProfileRefresh, QuantitativeProfile
from profiling.assessment.operations.profile import (
    CORRECTION_REASONS,
    Asked,
    calculate_profile,
)
from profiling.assessment.queries import current_profile, valid_did
from profiling.assessment.queries.official import current_official
from profiling.assessment.queries.record import KnownRecord, known_record, names_of
from profiling.assessment.queries.refreshing import refresh_of
from profiling.assessment.rules.history import grown_old_on
from profiling.assessment.rules.official import (
    class_that_counts,
    index_difference,
    prefers_official,
)
from profiling.assessment.rules.origins import Inputs, Telling, noted
from profiling.assessment.rules.prefill import starting_inputs
from profiling.assessment.views.origins import entry_words

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
    return _page(_sheet(load_case(signed_in(), case_id, part="profiling")))


@profile.post("")
@requires(Permission.PROFILE_CALCULATE)
def calculate(case_id: int) -> ResponseReturnValue:
    """Calculate the index from the inputs as corrected."""
    sheet = _sheet(load_case(signed_in(), case_id, part="profiling"))
    if sheet.form.validate_on_submit():
        asked = Asked(
            inputs=given_inputs(sheet.form, sheet.model),
            reasons=given_reasons(sheet.form, sheet.model),
        )
        try:
            with transaction():
                calculate_profile(signed_in(), sheet.case, asked, on=today())
            flash(_("The profile has been calculated."), "success")
            return redirect(url_for("profile.shown", case_id=case_id))
        except RuleBroken as broken:
            sheet.form.take_refusals(broken.reasons)
    return _page(sheet), 422


@dataclass(frozen=True)
class Beside:
    """The ministry's profile beside the computed one; `counts` is the class that decides now."""

    official: OfficialProfile | None
    counts: int | None
    prefers_official: bool
    index_by: Decimal | None
    differs: bool


@dataclass(frozen=True)
class Sheet:
    """The page: the last result under its own rules, and the form of the next calculation.

    `record` is what the record says of each factor, `start` what the form begins with; `origins`
    tells of each in words where it comes from, `told` does for the inputs of the last result.
    """

    case: Jobseeker
    profile: QuantitativeProfile | None
    rules: RuleSet | None
    model: IndexModel
    record: KnownRecord
    start: Inputs
    form: BaseForm
    is_ready: bool
    beside: Beside
    waiting: ProfileRefresh | None
    origins: Mapping[str, str]
    told: Mapping[str, str]
    refresh_days: int


def _page(sheet: Sheet) -> str:
    last = sheet.profile
    due_on = grown_old_on(last.calculated_on, sheet.refresh_days) if last else None
    return render_template("assessment/profile.html", **vars(sheet), due_on=due_on)


def _sheet(case: Jobseeker) -> Sheet:
    last, did = current_profile(case.id), valid_did(case.id)
    in_force = rules_in_force(today())
    model, stored = in_force.index, last.inputs if last else {}
    rules = rules_of_version(last.rule_set_id) if last else None
    record = known_record(case, did, model, on=today())
    start = starting_inputs(record.values, stored, model)
    entries = noted(start, record.values, record.origins, stored, Telling(by=None, on=today()))
    names = names_of(stored)
    known = {code for code, value in record.values.items() if value is not None}
    return Sheet(
        case=case,
        profile=last,
        rules=rules,
        model=model,
        record=record,
        start=start,
        form=profile_form(model, start, in_force.reasons.get(CORRECTION_REASONS, ()), known),
        is_ready=did is not None,
        beside=_beside(case, last, in_force),
        waiting=refresh_of(case.id) if last else None,
        origins={
            code: entry_words(model.factor(code), entry, names, in_force)
            for code, entry in entries.items()
            if entry["value"] is not None
        },
        told=_told(last, rules, names),
        refresh_days=in_force.days("profiling_refresh_days"),
    )


def _told(
    last: QuantitativeProfile | None, rules: RuleSet | None, names: Mapping[int, str]
) -> dict[str, str]:
    if last is None or rules is None:
        return {}
    return {
        code: entry_words(rules.index.factor(code), entry, names, rules)
        for code, entry in last.inputs.items()
    }


def _beside(case: Jobseeker, last: QuantitativeProfile | None, rules: RuleSet) -> Beside:
    official = current_official(case.id)
    prefers = prefers_official(rules)
    theirs = official.profile_class if official else None
    return Beside(
        official=official,
        counts=class_that_counts(last.profile_class, theirs, prefers_official=prefers)
        if last
        else None,
        prefers_official=prefers,
        index_by=index_difference(last.index, official.index) if last and official else None,
        differs=bool(last and official and last.profile_class != official.profile_class),
    )
