"""Reports on pathways: departures from the proposal, and how they fall on different people."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.guard import requires, signed_in
from app.accounts.permissions import Permission
from app.audit.operations import record_export
from app.core.clock import today
from app.core.database import transaction
from app.core.language import N_
from app.core.listing import Column
from app.core.small_numbers import hidden_cells, hidden_groups
from app.dashboards.forms.reports import FairnessForm, OverridesForm
from app.dashboards.queries.reports import (
    Scope,
    centres,
    decisions_alike,
    decisions_counted,
    names_of,
    override_cases,
    scope_of,
    sizes_by_centre,
)
from app.dashboards.rules.reports import (
    PATHWAYS,
    Alike,
    Decided,
    Period,
    Rate,
    Trait,
    compared,
    counted,
    group_sizes,
    overall,
    override_rates,
    totals,
)
from app.dashboards.views.report_files import (
    FAIRNESS_COLUMNS,
    RATE_COLUMNS,
    Breakdown,
    Line,
    fairness_lines,
    measure_words,
    rate_lines,
)
from app.programme.queries import rules_in_force
from app.programme.rules.document import RuleSet
from app.web.exports import export_list
from app.web.words import reader_locale

reports = Blueprint("reports", __name__, template_folder="../templates", url_prefix="/reports")

DEFAULT_MINIMUM = {"report_minimum": 5, "fairness_minimum": 30}
"""For rule sets that name none."""


@reports.get("/overrides")
@requires(Permission.REPORT_READ)
def overrides() -> ResponseReturnValue:
    """How often, from where to where, why, and by whom the proposal was departed from."""
    form = OverridesForm(request.args)
    period = form.period(today())
    scope = scope_of(signed_in(), form.centre_id)
    if scope.may_see_cases and scope.may_choose_centre:
        form.offer_centres(centres())
    else:
        # One centre alone would give away what its numbers keep back in the sum of all.
        del form.centre
        scope = scope if scope.may_see_cases else Scope(None, False, False)
    rules = rules_in_force(today())
    minimum = 0 if scope.may_see_cases else _minimum(rules, "report_minimum")
    rows = decisions_counted(scope, period)
    tables = _override_tables(rows, scope, rules, minimum)
    if kind := request.args.get("format"):
        return _exported(kind, "overrides", RATE_COLUMNS, rate_lines(tables))
    return render_template(
        "dashboards/overrides.html",
        form=form,
        scope=scope,
        period=period,
        minimum=minimum,
        total=totals(rows, minimum),
        tables=tables,
        matrix=_matrix(rows, minimum),
        rules=rules,
    )


@reports.get("/overrides/cases")
@requires(Permission.REPORT_CASES)
def override_list() -> ResponseReturnValue:
    """The cases behind a number, as far as the reader reaches."""
    form = OverridesForm(request.args)
    user, period = signed_in(), form.period(today())
    scope = scope_of(user, form.centre_id)
    only: dict[str, Any] = {
        column: int(request.args[name])
        for name, column in _NUMBERS.items()
        if request.args.get(name, "").isdigit() and len(request.args[name]) < 10
    }
    if reason := request.args.get("reason"):
        only["override_reason"] = reason
    page = override_cases(user, scope, period, only, request.args.get("cursor"))
    return render_template(
        "dashboards/override_cases.html",
        page=page,
        period=period,
        words=_reason_words(today_rules()),
    )


_NUMBERS = {"counsellor": "decided_by_id", "proposed": "proposed", "decided": "decided"}


@reports.get("/fairness")
@requires(Permission.REPORT_READ)
def fairness() -> ResponseReturnValue:
    """Shares by sex, age and citizenship, with how sure they are."""
    form = FairnessForm(request.args)
    form.offer_measures()
    period = form.period(today())
    scope = scope_of(signed_in(), form.centre_id)
    if scope.may_choose_centre:
        form.offer_centres(centres())
    else:
        del form.centre
    rules = today_rules()
    minimum = _minimum(rules, "fairness_minimum")
    rows = decisions_alike(scope, period)
    hidden = _hidden(rows, scope, period, minimum)
    if kind := request.args.get("format"):
        return _exported(kind, "fairness", FAIRNESS_COLUMNS, fairness_lines(rows, hidden))
    measure = form.chosen
    whole = overall(rows, measure)
    is_told = (whole.whole or 0) >= minimum
    return render_template(
        "dashboards/fairness.html",
        form=form,
        scope=scope,
        period=period,
        rules=rules,
        minimum=minimum,
        measure=measure_words(measure),
        total=whole if is_told else None,
        traits=[(trait, compared(rows, trait, measure, hidden[trait])) for trait in Trait],
    )


def today_rules() -> RuleSet:
    """The rules in force."""
    return rules_in_force(today())


def _minimum(rules: RuleSet, name: str) -> int:
    found = rules.parameters.get(name)
    return int(found.value) if found else DEFAULT_MINIMUM[name]


def _hidden(
    rows: Sequence[Alike], scope: Scope, period: Period, minimum: int
) -> Mapping[Trait, frozenset[str]]:
    """The groups to keep back; where one can look from centre to centre, those that give one away too."""
    own = {trait: hidden_groups(group_sizes(rows, trait), minimum).groups for trait in Trait}
    if scope.centre_id is None or not scope.may_choose_centre:
        return own
    found = {}
    for trait, cells in sizes_by_centre(period).items():
        everywhere = hidden_cells(cells, minimum)
        here = {group for centre_id, group in everywhere if centre_id == scope.centre_id}
        found[trait] = own[trait] | here
    return found


def _override_tables(
    rows: Sequence[Decided], scope: Scope, rules: RuleSet, minimum: int
) -> list[Breakdown]:
    """The breakdowns of the page: by centre or by counsellor, by proposal, and by reason."""
    pathways = {number: str(_("Pathway %(number)s", number=number)) for number in PATHWAYS}
    by_proposal = override_rates(rows, lambda row: row.proposed, minimum)
    return [
        _by_place(rows, scope, minimum),
        Breakdown(
            N_("By proposed pathway"),
            "proposed",
            sorted(by_proposal, key=lambda rate: rate.key),
            pathways,
        ),
        _by_reason(rows, rules, minimum),
    ]


def _by_place(rows: Sequence[Decided], scope: Scope, minimum: int) -> Breakdown:
    if scope.centre_id is None:
        rates = override_rates(rows, lambda row: row.centre_id, minimum)
        names = {centre.id: centre.name for centre in centres()}
        return Breakdown(N_("By employment centre"), "centre", rates, names)
    rates = override_rates(rows, lambda row: row.counsellor_id)
    return Breakdown(
        N_("By counsellor"), "counsellor", rates, names_of([rate.key for rate in rates])
    )


def _by_reason(rows: Sequence[Decided], rules: RuleSet, minimum: int) -> Breakdown:
    """Of all overrides, those for each reason."""
    counts = counted([row for row in rows if row.is_override], lambda row: row.reason)
    hidden = hidden_groups(counts, minimum)
    whole = None if hidden.total else sum(counts.values())
    rates = [
        Rate(code, None, None) if code in hidden else Rate(code, whole, count)
        for code, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    ]
    names = {code: code for code in counts} | _reason_words(rules)
    return Breakdown(
        N_("By reason, of all departures"), "reason", rates, names, is_of_overrides=True
    )


def _reason_words(rules: RuleSet) -> dict[str, str]:
    language = reader_locale().language
    return {item.code: item.text.spoken(language) for item in rules.reasons["pathway_override"]}


def _matrix(rows: Sequence[Decided], minimum: int) -> list[tuple[int, list[int | None]]]:
    """From each proposed pathway to each decided one; None where the number is kept back."""
    counts = counted(rows, lambda row: (row.proposed, row.decided))
    cells = {
        (proposed, decided): counts[proposed, decided]
        for proposed in PATHWAYS
        for decided in PATHWAYS
    }
    hidden = hidden_cells(cells, minimum) if minimum else frozenset()
    return [
        (proposed, [None if (proposed, to) in hidden else cells[proposed, to] for to in PATHWAYS])
        for proposed in PATHWAYS
    ]


def _exported(
    kind: str, name: str, columns: Sequence[Column[Line]], lines: Sequence[Line]
) -> ResponseReturnValue:
    response = export_list(kind, name, columns, lines)
    with transaction():
        record_export(signed_in(), f"report_{name}", [])
    return response
