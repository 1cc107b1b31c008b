"""Uploads: template, file, progress, the report of the check, the decision."""

import re
from datetime import date
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.utils import secure_filename
from wtforms import SelectField

from app.accounts.guard import public, requires, signed_in
from app.accounts.permissions import Permission
from app.core.database import transaction
from app.core.errors import Refusal, RuleBroken
from app.core.forms import spoken
from app.core.jobs import JobState, enqueue
from app.web.exports import MOST_ROWS, XLSX, export_list
from catalogue.providers.queries import load_own_provider
from catalogue.services.views import spoken_language
from catalogue.uploads import queries
from catalogue.uploads.forms import AcceptForm, DialectForm, UploadForm
from catalogue.uploads.models import Upload, Verdict
from catalogue.uploads.operations import receive
from catalogue.uploads.rules import LARGEST_FILE, RECORD_KINDS, Dialect
from catalogue.uploads.schemas.columns import BY_KEY
from catalogue.uploads.schemas.corrected import corrected
from catalogue.uploads.schemas.files import as_cells
from catalogue.uploads.schemas.published import xsd
from catalogue.uploads.schemas.template import template
from catalogue.uploads.states import UploadState
from catalogue.uploads.tasks import check_upload, store_upload

uploads = Blueprint("uploads", __name__, template_folder="templates")

PATH = "/provider/uploads/<int:upload_id>"
TONES = {
    UploadState.RECEIVED: "info",
    UploadState.CHECKED: "warning",
    UploadState.ACCEPTED: "info",
    UploadState.STORED: "success",
    UploadState.REFUSED: "danger",
    UploadState.DISCARDED: "neutral",
    UploadState.CANCELLED: "neutral",
}
JOBS = {UploadState.RECEIVED: check_upload, UploadState.ACCEPTED: store_upload}
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@uploads.app_template_filter("upload_tone")
def upload_tone(state: UploadState) -> str:
    """The colour of an upload's tag."""
    return TONES[state]


@uploads.route("/provider/uploads", methods=["GET", "POST"])
@requires(Permission.UPLOAD_CREATE)
def upload_list() -> ResponseReturnValue:
    """Our uploads, and a place for the next file."""
    own, form = load_own_provider(signed_in()), UploadForm()
    if form.validate_on_submit():
        content = form.file.data.stream.read(LARGEST_FILE + 1)
        try:
            with transaction():
                upload = receive.receive_upload(
                    signed_in(),
                    own,
                    file_name=form.file.data.filename or "",
                    content=content,
                    language=spoken_language(),
                )
                enqueue(check_upload, upload_id=upload.id)
            return redirect(url_for("uploads.upload_page", upload_id=upload.id))
        except RuleBroken as broken:
            form.take_refusals(broken.reasons)
    page = queries.own_uploads(own, request.args.get("cursor"))
    shown = render_template("uploads/list.html", form=form, page=page, provider=own)
    return shown, 422 if form.errors else 200


@uploads.get("/provider/uploads/template.xlsx")
@requires(Permission.UPLOAD_CREATE)
def template_file() -> ResponseReturnValue:
    """The template, in the reader's language, with our sites and the open calls."""
    own = load_own_provider(signed_in())
    filled = queries.own_rows(own, spoken_language()) if request.args.get("filled") else ()
    content = template(queries.lists_of(own, spoken_language()), filled)
    name = "modello-offerte.xlsx" if spoken_language() == "it" else "offers-template.xlsx"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, mimetype=XLSX, headers=headers)


@uploads.get(PATH)
@requires(Permission.UPLOAD_CREATE)
def upload_page(upload_id: int) -> ResponseReturnValue:
    """How far the file has come, what the check found, and the decision."""
    return _page(queries.load_own_upload(signed_in(), upload_id))


def _page(
    upload: Upload, dialect_form: DialectForm | None = None, status: int = 200
) -> ResponseReturnValue:
    verdict = _verdict(request.args.get("verdict"))
    if verdict is None and upload.counts.get("wrong"):
        verdict = Verdict.WRONG
    shown = None if verdict is None else queries.items(upload, verdict, request.args.get("cursor"))
    shown_page = render_template(
        "uploads/page.html",
        upload=upload,
        verdict=verdict,
        verdicts=tuple(Verdict),
        page=shown,
        told=told,
        chosen=chosen,
        running=_running(upload),
        refusal=_refusal(upload),
        same=queries.same_file_before(upload),
        form=AcceptForm(),
        dialect_form=dialect_form or DialectForm(data=upload.dialect),
        kept=queries.has_rows(upload),
        is_records=upload.kind in RECORD_KINDS,
    )
    return shown_page, status


@uploads.get(f"{PATH}/progress")
@requires(Permission.UPLOAD_CREATE)
def upload_progress(upload_id: int) -> ResponseReturnValue:
    """The progress bar alone; when the job is over, the page is read again."""
    upload = queries.load_own_upload(signed_in(), upload_id)
    if not _running(upload):
        return Response(status=204, headers={"HX-Refresh": "true"})
    return render_template("uploads/_progress.html", upload=upload)


@uploads.get(f"{PATH}/errors.<kind>")
@requires(Permission.UPLOAD_CREATE)
def upload_errors(upload_id: int, kind: str) -> ResponseReturnValue:
    """Every error of the file, to be put right beside it."""
    upload = queries.load_own_upload(signed_in(), upload_id)
    rows = [
        {**told(error), "own_key": item.own_key}
        for item in queries.wrong_items(upload, MOST_ROWS)
        for error in item.errors
    ]
    return export_list(kind, "errors", queries.ERRORS, rows)


@uploads.get(f"{PATH}/corrected.xlsx")
@requires(Permission.UPLOAD_CREATE)
def upload_corrected(upload_id: int) -> ResponseReturnValue:
    """The file with its errors marked in place: all of it, or only the offers with errors."""
    upload = queries.load_own_upload(signed_in(), upload_id)
    if not queries.has_rows(upload):
        abort(404)
    only_wrong = request.args.get("only") == "wrong"
    rows = (
        (as_cells(row.cells), [{**told(error), "key": error["column"]} for error in errors])
        for row, errors in queries.rows_and_errors(upload, only_wrong=only_wrong)
    )
    stem = (secure_filename(upload.file_name.rpartition(".")[0]) or "offerte")[:80]
    headers = {"Content-Disposition": f'attachment; filename="{stem}-{upload.id}.xlsx"'}
    return Response(corrected(rows), mimetype=XLSX, headers=headers)


@uploads.get("/provider/uploads/offers.xsd")
@public
def upload_schema() -> ResponseReturnValue:
    """The schema of XML files, for those who write programs."""
    return Response(xsd(), mimetype="application/xml")


@uploads.post(f"{PATH}/reread")
@requires(Permission.UPLOAD_CREATE)
def upload_reread(upload_id: int) -> ResponseReturnValue:
    """Read a CSV file again, as the provider says it is written."""
    upload, form = queries.load_own_upload(signed_in(), upload_id), DialectForm()
    if not form.validate_on_submit():
        return _page(upload, form, 422)
    wanted = Dialect(form.encoding.data, form.separator.data, form.decimal.data)
    try:
        with transaction():
            receive.read_again(signed_in(), upload, wanted)
            enqueue(check_upload, upload_id=upload.id)
    except RuleBroken as broken:
        form.take_refusals(broken.reasons)
        return _page(upload, form, 422)
    return redirect(url_for("uploads.upload_page", upload_id=upload.id))


@uploads.post(f"{PATH}/cancel")
@requires(Permission.UPLOAD_CREATE)
def upload_cancel(upload_id: int) -> ResponseReturnValue:
    """Stop the work on the file."""
    upload = queries.load_own_upload(signed_in(), upload_id)
    with transaction():
        receive.cancel_upload(signed_in(), upload)
    flash(_("The work on the file is cancelled. What was stored before stays."), "success")
    return redirect(url_for("uploads.upload_page", upload_id=upload.id))


@uploads.post(f"{PATH}/accept")
@requires(Permission.UPLOAD_CREATE)
def upload_accept(upload_id: int) -> ResponseReturnValue:
    """Take the valid rows."""
    upload, form = queries.load_own_upload(signed_in(), upload_id), AcceptForm()
    if form.validate_on_submit():
        with transaction():
            receive.accept_upload(signed_in(), upload, submit=bool(form.submit_too.data))
            enqueue(store_upload, upload_id=upload.id)
    return redirect(url_for("uploads.upload_page", upload_id=upload.id))


@uploads.post(f"{PATH}/discard")
@requires(Permission.UPLOAD_CREATE)
def upload_discard(upload_id: int) -> ResponseReturnValue:
    """Forget the file."""
    upload = queries.load_own_upload(signed_in(), upload_id)
    with transaction():
        receive.discard_upload(signed_in(), upload)
    flash(_("The file is discarded. Nothing was stored."), "success")
    return redirect(url_for("uploads.upload_list"))


@uploads.post(f"{PATH}/retry")
@requires(Permission.UPLOAD_CREATE)
def upload_retry(upload_id: int) -> ResponseReturnValue:
    """Start the failed job again."""
    upload = queries.load_own_upload(signed_in(), upload_id)
    task = JOBS.get(upload.state)
    if task is not None and not _running(upload):
        with transaction():
            receive.restart(signed_in(), upload)
            enqueue(task, upload_id=upload.id)
    return redirect(url_for("uploads.upload_page", upload_id=upload.id))


def told(error: dict[str, Any]) -> dict[str, Any]:
    """An error of a file in the reader's words."""
    params = {
        key: date.fromisoformat(value)
        if isinstance(value, str) and _DAY.fullmatch(value)
        else value
        for key, value in error["params"].items()
    }
    column = BY_KEY.get(error["column"])
    return {
        "row": error["row"],
        "column": _(column.label) if column else error["column"],
        "value": error["value"],
        "reason": spoken(Refusal(error["code"], error["message"], params)),
    }


def chosen(field: SelectField, value: str) -> str:
    """The words of a stored choice."""
    return next(str(label) for known, label, *_rest in field.iter_choices() if known == value)


def _running(upload: Upload) -> bool:
    return upload.state in JOBS and upload.progress is not None and upload.progress.is_open


def _refusal(upload: Upload) -> str | None:
    if upload.progress is not None and upload.progress.state is JobState.FAILED:
        return str(_("The work stopped half way. What was done is kept: start it again."))
    if not upload.refusal:
        return None
    return spoken(Refusal("file", upload.refusal["message"], upload.refusal["params"]))


def _verdict(text: str | None) -> Verdict | None:
    return next((verdict for verdict in Verdict if verdict.value == text), None)
