"""The manager's view: what each counsellor carries, and cases given out many at once."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.datastructures import MultiDict

from app.accounts.guard import requires, signed_in
from app.accounts.models import User
from app.accounts.permissions import Permission
from app.cases.forms.filters import UNASSIGNED, CaseFilterForm
from app.cases.models.jobseeker import Step
from app.cases.operations.distribution import prepare_reassignment
from app.cases.queries.caseload import counsellors_of, open_cases_of
from app.cases.queries.listing import CaseFilters
from app.cases.rules.distribution import MOST_AT_ONCE
from app.core.clock import today
from app.core.database import transaction
from app.core.errors import RuleBroken
from app.core.language import N_
from app.core.listing import Column
from app.dashboards.forms.team import DistributeForm
from app.dashboards.queries.team import Burden, burdens, cases_to_give, keys_to_give
from app.web.exports import export_list

team = Blueprint("team", __name__, template_folder="../templates", url_prefix="/desk/team")

OPEN_STEPS = tuple(step for step in Step if step is not Step.CLOSED)


@team.get("")
@requires(Permission.CASE_DISTRIBUTE)
def loads() -> ResponseReturnValue:
    """The load of each counsellor of the centre, and how many cases nobody follows."""
    found = burdens(signed_in(), today())
    if kind := request.args.get("format"):
        return export_list(kind, "team", _LOAD_COLUMNS, found)
    bars = [
        {"label": _name(one), "value": one.cases, "text": str(one.cases)}
        for one in found
        if one.counsellor or one.cases
    ]
    return render_template(
        "dashboards/team.html", burdens=found, bars=bars, steps=OPEN_STEPS, name_of=_name
    )


@team.route("/distribute", methods=("GET", "POST"))
@requires(Permission.CASE_DISTRIBUTE)
def distribute() -> ResponseReturnValue:
    """Choose cases and who shall follow them; what would happen is shown before it does."""
    user = signed_in()
    # Opened bare, it shows what nobody follows.
    given = request.args or MultiDict({"counsellor": UNASSIGNED})
    narrowing = CaseFilterForm(given)
    staff = counsellors_of(user)
    narrowing.offer(staff)
    filters = narrowing.chosen(user)
    matching = keys_to_give(user, filters, MOST_AT_ONCE + 1)
    form = DistributeForm()
    form.offer(staff, open_cases_of([one.id for one in staff]), _all_of(len(matching)))
    if request.method == "POST" and form.validate():
        try:
            with transaction():
                prepared, left = prepare_reassignment(user, form.asked(matching))
        except RuleBroken as broken:
            form.take_refusals(broken.reasons)
        else:
            _tell_left(left)
            return redirect(url_for("reassignments.shown", number=prepared.number))
    return _distribute_page(user, filters, narrowing, form), 422 if form.is_submitted() else 200


def _distribute_page(
    user: User, filters: CaseFilters, narrowing: CaseFilterForm, form: DistributeForm
) -> str:
    page = cases_to_give(user, filters, request.args.get("cursor"))
    ticked = set(form.cases.data or ())
    # What was ticked and is on another page now stays ticked, unseen.
    unseen = [key for key in ticked - {case.id for case in page.rows} if key is not None]
    return render_template(
        "dashboards/distribute.html",
        narrowing=narrowing,
        form=form,
        page=page,
        ticked=ticked,
        unseen=sorted(unseen),
    )


def _name(one: Burden) -> str:
    return one.counsellor.name if one.counsellor else str(_("Nobody"))


def _all_of(number: int) -> str:
    if number > MOST_AT_ONCE:
        return str(
            _("All that match the filters: more than %(most)s, too many at once", most=MOST_AT_ONCE)
        )
    return str(
        ngettext(
            "The one case that matches the filters",
            "All %(num)s cases that match the filters",
            number,
        )
    )


def _tell_left(left: int) -> None:
    if left:
        flash(
            ngettext(
                "For %(num)s case nobody chosen has room: it stays where it is.",
                "For %(num)s cases nobody chosen has room: they stay where they are.",
                left,
            ),
            "warning",
        )


def _step_column(step: Step) -> Column[Burden]:
    return Column(step.value, step.label, lambda one: one.by_step.get(step, 0))


_LOAD_COLUMNS: tuple[Column[Burden], ...] = (
    Column("counsellor", N_("Counsellor"), _name),
    Column("cases", N_("Open cases"), lambda one: one.cases),
    Column("overdue", N_("Overdue"), lambda one: one.overdue),
    Column("week", N_("Within a week"), lambda one: one.week),
    *(_step_column(step) for step in OPEN_STEPS),
)
