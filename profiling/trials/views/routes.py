"""The addresses of the trials."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.guard import requires, signed_in
from app.accounts.permissions import Permission, Role
from app.audit.operations import record_export
from app.core.database import transaction
from app.core.errors import NotFoundForYou, RuleBroken
from app.core.forms import spoken
from app.core.jobs import JobState, enqueue
from app.core.language import N_
from app.core.listing import Column
from app.programme.models import RuleSetDraft, RuleSetVersion
from app.programme.queries import all_versions, load_draft, version_of
from app.programme.rules.parsing import parse_rule_set
from app.web.exports import MOST_ROWS, export_list
from profiling.trials import queries
from profiling.trials.forms import ChangeFilterForm, StartForm
from profiling.trials.models import Trial, TrialCase
from profiling.trials.operations.start import cancel_trial, start_trial
from profiling.trials.tasks import run_trial
from profiling.trials.views.tables import FILE_COLUMNS, Result, file_lines

trials = Blueprint("trials", __name__, template_folder="../templates")

PATH = "/programme/trials/<int:trial_id>"
TONES = {
    JobState.WAITING: "info",
    JobState.RUNNING: "info",
    JobState.DONE: "success",
    JobState.FAILED: "danger",
    JobState.CANCELLED: "neutral",
}
CASE_COLUMNS: tuple[Column[TrialCase], ...] = (
    Column("surname", N_("Surname"), lambda row: row.case.surname),
    Column("given_name", N_("Given name"), lambda row: row.case.given_name),
    Column("fiscal_code", N_("Codice fiscale"), lambda row: row.case.fiscal_code),
    Column("pathway_before", N_("From pathway"), lambda row: row.pathway_before),
    Column("pathway_after", N_("To pathway"), lambda row: row.pathway_after),
    Column("class_before", N_("From class"), lambda row: row.class_before),
    Column("class_after", N_("To class"), lambda row: row.class_after),
    Column("index_after", N_("Index under these rules"), lambda row: row.index_after),
    Column("rule_before", N_("Rule that fired"), lambda row: row.rule_before),
    Column("rule_after", N_("Rule that would fire"), lambda row: row.rule_after),
    Column("invented", N_("Invented person"), lambda row: row.case.is_invented),
)


@trials.app_template_filter("trial_tone")
def trial_tone(state: JobState) -> str:
    """The colour of a trial's tag."""
    return TONES[state]


@trials.get("/programme/trials")
@requires(Permission.TRIAL_READ)
def trial_list() -> ResponseReturnValue:
    """Every trial with its state, and the published versions that can be tried."""
    page = queries.trial_page(request.args.get("cursor"))
    return render_template("trials/list.html", page=page, versions=all_versions())


@trials.route("/programme/rules/drafts/<int:draft_id>/trial", methods=["GET", "POST"])
@requires(Permission.TRIAL_RUN)
def draft_trial(draft_id: int) -> ResponseReturnValue:
    """Try a draft, or go back to how it did last time."""
    return _start_page(load_draft(signed_in(), draft_id))


@trials.route("/programme/rules/<int:version_id>/trial", methods=["GET", "POST"])
@requires(Permission.TRIAL_RUN)
def version_trial(version_id: int) -> ResponseReturnValue:
    """Try a published version on the present caseload."""
    return _start_page(version_of(version_id))


def _start_page(subject: RuleSetDraft | RuleSetVersion) -> ResponseReturnValue:
    form = StartForm()
    if form.validate_on_submit():
        try:
            with transaction():
                trial = start_trial(signed_in(), subject)
                enqueue(run_trial, trial_id=trial.id)
            return redirect(url_for("trials.trial_page", trial_id=trial.id))
        except RuleBroken as broken:
            form.take_refusals(broken.reasons)
    shown = render_template(
        "trials/start.html",
        form=form,
        subject=subject,
        is_draft=isinstance(subject, RuleSetDraft),
        last=queries.last_trial(subject),
        page=queries.trial_page(request.args.get("cursor"), subject),
    )
    return shown, 422 if form.errors else 200


@trials.get(PATH)
@requires(Permission.TRIAL_READ)
def trial_page(trial_id: int) -> ResponseReturnValue:
    """How far a trial has come, or what it found."""
    trial = queries.load_trial(trial_id)
    result = _result(trial) if trial.is_done else None
    return render_template("trials/page.html", trial=trial, result=result, form=StartForm())


@trials.get(f"{PATH}/progress")
@requires(Permission.TRIAL_READ)
def trial_progress(trial_id: int) -> ResponseReturnValue:
    """The progress bar alone; when the job is over, the page is read again."""
    trial = queries.load_trial(trial_id)
    if not trial.progress.is_open:
        return Response(status=204, headers={"HX-Refresh": "true"})
    return render_template("trials/_progress.html", trial=trial)


@trials.post(f"{PATH}/cancel")
@requires(Permission.TRIAL_RUN)
def trial_cancel(trial_id: int) -> ResponseReturnValue:
    """Stop a trial that is under way."""
    trial = queries.load_trial(trial_id)
    try:
        with transaction():
            cancel_trial(signed_in(), trial)
        flash(_("The trial is cancelled. Nothing of it is kept but the fact."), "success")
    except RuleBroken as broken:
        flash(spoken(broken.reasons[0]), "warning")
    return redirect(url_for("trials.trial_page", trial_id=trial_id))


@trials.get(f"{PATH}/counts.<kind>")
@requires(Permission.TRIAL_READ)
def trial_counts(trial_id: int, kind: str) -> ResponseReturnValue:
    """Matrix and breakdowns as a file, hidden numbers hidden."""
    trial = queries.load_trial(trial_id)
    if not trial.is_done:
        raise NotFoundForYou
    return export_list(kind, f"trial-{trial.id}", FILE_COLUMNS, file_lines(_result(trial)))


@trials.get(f"{PATH}/cases")
@requires(Permission.CASE_LIST)
def trial_cases(trial_id: int) -> ResponseReturnValue:
    """The cases in the reader's reach that would change."""
    user, trial = signed_in(), queries.load_trial(trial_id)
    if not trial.is_done:
        raise NotFoundForYou
    form = ChangeFilterForm(request.args)
    form.offer(queries.centre_names() if user.role is Role.AUDITOR else {})
    statement = queries.changed_cases(user, trial, form.chosen())
    if kind := request.args.get("format"):
        rows = queries.changed_rows(statement, MOST_ROWS)
        with transaction():
            record_export(user, "trial", [row.case for row in rows], trial=trial.id, format=kind)
        return export_list(kind, f"trial-{trial.id}-cases", CASE_COLUMNS, rows)
    page = queries.changed_page(statement, request.args.get("cursor"))
    return render_template(
        "trials/cases.html", trial=trial, page=page, form=form, rules=parse_rule_set(trial.document)
    )


def _result(trial: Trial) -> Result:
    rules = parse_rule_set(trial.document)
    return Result(queries.counts_of(trial), rules, queries.centre_names())
