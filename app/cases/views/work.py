"""Periods of work: tell one, see what it does to the status, confirm; end it, annul it."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.guard import requires, signed_in
from app.accounts.permissions import Permission
from app.audit.operations import record_export
from app.cases.forms.work import AnnulWorkForm, ConfirmedForm, WorkEndForm, WorkForm
from app.cases.models.jobseeker import Jobseeker
from app.cases.models.status import WorkPeriod
from app.cases.models.steps import Did
from app.cases.operations.work import (
    Effect,
    WorkTold,
    annul_work,
    effect_of_end,
    effect_of_work,
    end_work,
    record_work,
    reopen_work,
)
from app.cases.queries import load_case
from app.cases.queries.status import latest_did, load_work, status_of, status_terms
from app.cases.rules.status_history import WorkSource
from app.cases.rules.unemployment import ContractKind
from app.cases.views.status_picture import COLUMNS, bars_of, history_rows
from app.core.clock import today
from app.core.database import transaction
from app.core.errors import NotFoundForYou, RuleBroken
from app.web.exports import export_list


@requires(Permission.DID_VALIDATE)
def new_work(case_id: int) -> ResponseReturnValue:
    """Tell a period of work; first its effect is shown, then it is confirmed."""
    case, did = _loaded(case_id)
    form = WorkForm()
    if not form.is_submitted():
        return _page(case, form, None)
    if not form.validate():
        return _page(case, form, None), 422
    told = _told(form)
    try:
        if form.seen_event is None:
            return _shown(case, form, effect_of_work(signed_in(), did, told))
        with transaction():
            record_work(signed_in(), case, did, told, seen=form.seen_event)
    except RuleBroken as broken:
        return _refused(case, form, broken)
    flash(_("The work is recorded. The status: %(state)s.", state=_(did.state.label)), "success")
    return redirect(url_for("cases.did", case_id=case.id))


@requires(Permission.DID_VALIDATE)
def work_end(case_id: int, work_id: int) -> ResponseReturnValue:
    """Record the last day of a period, after its effect has been shown."""
    case, did = _loaded(case_id)
    period, form = load_work(did, work_id), WorkEndForm()
    if not form.is_submitted():
        form.ended_on.data = period.expected_end_on
        return _page(case, form, None, period)
    if not form.validate() or form.ended_on.data is None:
        return _page(case, form, None, period), 422
    last = form.ended_on.data
    try:
        if form.seen_event is None:
            return _shown(case, form, effect_of_end(signed_in(), did, period, last), period)
        with transaction():
            end_work(signed_in(), case, did, period, on=last, seen=form.seen_event)
    except RuleBroken as broken:
        return _refused(case, form, broken, period)
    flash(_("The end is recorded. The status: %(state)s.", state=_(did.state.label)), "success")
    return redirect(url_for("cases.did", case_id=case.id))


@requires(Permission.DID_VALIDATE)
def work_annul(case_id: int, work_id: int, part: str) -> ResponseReturnValue:
    """Annul a period entered by error, or only its end."""
    case, did = _loaded(case_id)
    period, form = load_work(did, work_id), AnnulWorkForm()
    undo = reopen_work if part == "end" else annul_work
    if form.validate_on_submit():
        try:
            with transaction():
                undo(signed_in(), case, did, period, note=form.note.data or "")
        except RuleBroken as broken:
            form.take_refusals(broken.reasons)
        else:
            flash(_("Annulled. The status: %(state)s.", state=_(did.state.label)), "success")
            return redirect(url_for("cases.did", case_id=case.id))
    page = render_template(
        "cases/work_annul.html", case=case, form=form, period=period, only_end=part == "end"
    )
    return (page, 422) if form.is_submitted() else page


@requires(Permission.CASE_READ)
def did_history(case_id: int, kind: str) -> ResponseReturnValue:
    """The history of the status as a file."""
    case, did = _loaded(case_id)
    rows = history_rows(status_of(did))
    with transaction():
        record_export(signed_in(), "did_history", [case], rows=len(rows))
        return export_list(kind, "did", COLUMNS, rows)


def _loaded(case_id: int) -> tuple[Jobseeker, Did]:
    case = load_case(signed_in(), case_id, part="did")
    did = latest_did(case)
    if did is None:
        raise NotFoundForYou
    return case, did


def _told(form: WorkForm) -> WorkTold:
    if form.started_on.data is None:
        raise NotFoundForYou  # the form asks for it
    return WorkTold(
        kind=ContractKind(form.kind.data),
        employer=form.employer.data or "",
        started_on=form.started_on.data,
        ended_on=form.ended_on.data,
        expected_end_on=form.expected_end_on.data,
        annual_income=form.annual_income.data,
        source=WorkSource(form.source.data),
    )


def _shown(
    case: Jobseeker, form: ConfirmedForm, effect: Effect, period: WorkPeriod | None = None
) -> str:
    form.seen.data = str(effect.reached)
    return _page(case, form, effect, period)


def _refused(
    case: Jobseeker, form: ConfirmedForm, broken: RuleBroken, period: WorkPeriod | None = None
) -> ResponseReturnValue:
    form.take_refusals(broken.reasons)
    form.seen.data = ""
    return _page(case, form, None, period), 422


def _page(
    case: Jobseeker,
    form: ConfirmedForm,
    effect: Effect | None,
    period: WorkPeriod | None = None,
) -> str:
    return render_template(
        "cases/work.html",
        case=case,
        form=form,
        effect=effect,
        period=period,
        before=bars_of(effect.before, on=today()) if effect else (),
        after=bars_of(effect.after, on=today()) if effect else (),
        terms=status_terms(today()),
    )
