"""One distribution of cases: looked at, confirmed, given up, undone."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.accounts.guard import requires, signed_in
from app.accounts.models import User
from app.accounts.permissions import Permission
from app.audit.operations import record_export
from app.cases.models.caseload import Reassignment, ReassignmentLine
from app.cases.operations.distribution import (
    drop_reassignment,
    make_reassignment,
    undo_reassignment,
)
from app.cases.queries.caseload import (
    all_lines,
    all_reassignments,
    lines_of,
    load_reassignment,
    open_cases_of,
    reassignments_of,
    shares_of,
)
from app.cases.rules.distribution import can_undo
from app.cases.states import LineOutcome, ReassignmentAction, ReassignmentState
from app.core.clock import now
from app.core.database import transaction
from app.core.errors import RuleBroken
from app.core.forms import spoken
from app.core.language import N_
from app.core.listing import Column
from app.dashboards.queries.team import names_of
from app.web.exports import MOST_ROWS, export_list

reassignments = Blueprint(
    "reassignments", __name__, template_folder="../templates", url_prefix="/desk/team/reassignments"
)


@dataclass(frozen=True)
class Share:
    """What one counsellor is given in all: how many cases, how many they follow now, by outcome."""

    name: str
    cases: int
    load: int
    by_outcome: Mapping[LineOutcome, int]


@reassignments.get("")
@requires(Permission.CASE_DISTRIBUTE)
def history() -> ResponseReturnValue:
    """What was distributed at the centre, the latest first."""
    user = signed_in()
    if kind := request.args.get("format"):
        return export_list(
            kind, "reassignments", _HISTORY_COLUMNS, all_reassignments(user, MOST_ROWS)
        )
    page = reassignments_of(user, request.args.get("cursor"))
    return render_template("dashboards/reassignments.html", page=page)


@reassignments.get("/<number>")
@requires(Permission.CASE_DISTRIBUTE)
def shown(number: str) -> ResponseReturnValue:
    """A distribution with its lines: to be confirmed, or as it was done."""
    user = signed_in()
    found = load_reassignment(user, number)
    if kind := request.args.get("format"):
        return _file(user, found, kind)
    page = lines_of(found, request.args.get("cursor"))
    is_prepared = found.state is ReassignmentState.PREPARED
    return render_template(
        "dashboards/reassignment.html",
        found=found,
        page=page,
        shares=_shares(found),
        is_prepared=is_prepared,
        is_undoable=found.state is ReassignmentState.MADE and can_undo(found.made_at, now()),
    )


@reassignments.post("/<number>/<action>")
@requires(Permission.CASE_DISTRIBUTE)
def act(number: str, action: str) -> ResponseReturnValue:
    """Confirm what was prepared, give it up, or undo what was done."""
    user = signed_in()
    found = load_reassignment(user, number)
    work = _ACTS.get(action)
    if work is None:
        abort(404)
    try:
        with transaction():
            work(user, found)
    except RuleBroken as broken:
        for reason in broken.reasons:
            flash(spoken(reason), "error")
    if found.state is ReassignmentState.DROPPED:
        return redirect(url_for("team.distribute"))
    return redirect(url_for("reassignments.shown", number=number))


def _make(user: User, found: Reassignment) -> None:
    moved = make_reassignment(user, found)
    flash(
        ngettext("%(num)s case has changed hands.", "%(num)s cases have changed hands.", moved),
        "success",
    )
    if stale := found.cases - moved:
        flash(
            ngettext(
                "%(num)s case was left alone: somebody else gave it meanwhile.",
                "%(num)s cases were left alone: somebody else gave them meanwhile.",
                stale,
            ),
            "warning",
        )


def _drop(user: User, found: Reassignment) -> None:
    drop_reassignment(user, found)
    flash(_("Nothing was changed."), "info")


def _undo(user: User, found: Reassignment) -> None:
    returned = undo_reassignment(user, found)
    flash(
        ngettext("%(num)s case was given back.", "%(num)s cases were given back.", returned),
        "success",
    )
    if kept := found.moved - returned:
        flash(
            ngettext(
                "%(num)s case stays where it is: it had changed hands again.",
                "%(num)s cases stay where they are: they had changed hands again.",
                kept,
            ),
            "warning",
        )


_ACTS: Mapping[str, Callable[[User, Reassignment], None]] = {
    ReassignmentAction.MAKE.value: _make,
    ReassignmentAction.DROP.value: _drop,
    ReassignmentAction.UNDO.value: _undo,
}


def _shares(found: Reassignment) -> Sequence[Share]:
    by_target: dict[int, dict[LineOutcome, int]] = {}
    for target, outcome, number in shares_of(found):
        by_target.setdefault(target, {})[outcome] = number
    keys = list(by_target)
    names, loads = names_of(keys), open_cases_of(keys)
    shares = [
        Share(names[key], sum(counted.values()), loads.get(key, 0), counted)
        for key, counted in by_target.items()
    ]
    return sorted(shares, key=lambda share: share.name)


def _file(user: User, found: Reassignment, kind: str) -> ResponseReturnValue:
    """The lines as a file; that each person was taken away is written down before it leaves."""
    lines = all_lines(found, MOST_ROWS)
    answer = export_list(kind, found.number, _LINE_COLUMNS, lines)
    with transaction():
        record_export(user, "case", lines, format=kind, list=found.number)
    return answer


_HISTORY_COLUMNS: tuple[Column[Reassignment], ...] = (
    Column("number", N_("Number"), lambda one: one.number),
    Column("made_at", N_("When"), lambda one: one.made_at),
    Column("by", N_("By"), lambda one: one.prepared_by.name),
    Column("reason", N_("Reason"), lambda one: one.reason),
    Column("note", N_("Note"), lambda one: one.note),
    Column("cases", N_("Cases chosen"), lambda one: one.cases),
    Column("moved", N_("Cases given"), lambda one: one.moved),
    Column("state", N_("Status"), lambda one: one.state),
    Column("undone_at", N_("Undone on"), lambda one: one.undone_at),
)
_LINE_COLUMNS: tuple[Column[ReassignmentLine], ...] = (
    Column("surname", N_("Surname"), lambda line: line.case.surname),
    Column("given_name", N_("Given name"), lambda line: line.case.given_name),
    Column("fiscal_code", N_("Codice fiscale"), lambda line: line.case.fiscal_code),
    Column("from", N_("From"), lambda line: line.from_counsellor and line.from_counsellor.name),
    Column("to", N_("To"), lambda line: line.to_counsellor.name),
    Column("outcome", N_("Outcome"), lambda line: line.outcome),
    Column("invented", N_("Invented person"), lambda line: line.case.is_invented),
)
