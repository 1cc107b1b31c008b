"""The applicant's side: what is missing, each part, sites, documents, the declaration."""

from typing import Any

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.guard import requires, signed_in
from app.accounts.permissions import Permission
from app.core.clock import today
from app.core.database import transaction
from app.core.errors import NotFoundForYou, RuleBroken
from app.core.forms import spoken
from catalogue.accreditation import queries
from catalogue.accreditation.forms import PARTS, AskedSiteForm, DocumentForm, SubmitForm
from catalogue.accreditation.models import Application, ApplicationSite
from catalogue.accreditation.operations import applying
from catalogue.accreditation.rules import LARGEST_DOCUMENT, document_kinds, faults_of
from catalogue.accreditation.states import EDITABLE, Section
from catalogue.accreditation.views.public import accreditation
from catalogue.providers.queries import load_own_provider_unsigned

OWN = "/provider/application"
ENDPOINTS = {
    Section.SITES: "accreditation.own_site_new",
    Section.DOCUMENTS: "accreditation.own_documents",
}


@accreditation.route(OWN, methods=["GET", "POST"])
@requires(Permission.APPLICATION_EDIT)
def own() -> ResponseReturnValue:
    """Our application: where it stands and what is missing; POST begins one."""
    user = signed_in()
    provider = load_own_provider_unsigned(user)
    form = SubmitForm()
    if form.is_submitted():
        with _flashed():
            applying.begin_application(user, provider)
        return redirect(url_for("accreditation.own"))
    return _own_page(provider, queries.latest_application(provider.id), form)


@accreditation.route(f"{OWN}/<any(legal,representative,services):part>", methods=["GET", "POST"])
@requires(Permission.APPLICATION_EDIT)
def own_part(part: str) -> ResponseReturnValue:
    """One part: kept as typed, then what is wrong with it is shown beside the fields."""
    application, section = _own(), Section(part)
    kept = application.answers.get(part)
    form = PARTS[section](data=kept)
    if form.validate_on_submit():
        with _flashed():
            applying.save_part(signed_in(), application, section, form.values())
        faults = faults_of(queries.facts_of(application), today())[section]
        if not faults:
            flash(_("Saved."), "success")
            return redirect(url_for("accreditation.own"))
        flash(_("Saved as it is. Something is still missing or wrong."), "warning")
        return redirect(url_for("accreditation.own_part", part=part))
    if kept is not None and not form.is_submitted():
        form.take_refusals(faults_of(queries.facts_of(application), today())[section])
    page = render_template(
        "accreditation/part.html",
        form=form,
        section=section,
        application=application,
        names=[name for name in form.data if name != "csrf_token"],
    )
    return page, 422 if form.is_submitted() else 200


@accreditation.route(f"{OWN}/sites/new", methods=["GET", "POST"])
@requires(Permission.APPLICATION_EDIT)
def own_site_new() -> ResponseReturnValue:
    """Add a site."""
    return _site(_own(), None, AskedSiteForm())


@accreditation.route(f"{OWN}/sites/<int:line_id>", methods=["GET", "POST"])
@requires(Permission.APPLICATION_EDIT)
def own_site(line_id: int) -> ResponseReturnValue:
    """Change a site."""
    application = _own()
    line = _line(application, line_id)
    return _site(application, line, AskedSiteForm(obj=line.site, fields=line.fields))


@accreditation.post(f"{OWN}/sites/<int:line_id>/leave")
@requires(Permission.APPLICATION_EDIT)
def own_site_leave(line_id: int) -> ResponseReturnValue:
    """Take a site out of the application."""
    application = _own()
    with _flashed():
        applying.leave_site(signed_in(), application, _line(application, line_id))
    return redirect(url_for("accreditation.own"))


@accreditation.post(f"{OWN}/sites/known/<int:site_id>")
@requires(Permission.APPLICATION_EDIT)
def own_site_include(site_id: int) -> ResponseReturnValue:
    """Ask for something at a site the register knows; the fields are chosen on its page."""
    application = _own()
    site = next((it for it in application.provider.sites if it.id == site_id), None)
    if site is None or any(line.site_id == site_id for line in application.sites):
        raise NotFoundForYou
    with _flashed():
        applying.include_site(signed_in(), application, site, ())
    return redirect(url_for("accreditation.own"))


@accreditation.route(f"{OWN}/documents", methods=["GET", "POST"])
@requires(Permission.APPLICATION_EDIT)
def own_documents() -> ResponseReturnValue:
    """Our documents; add one."""
    application, form = _own(), DocumentForm()
    form.offer(document_kinds(today()))
    if form.validate_on_submit():
        content = form.file.data.stream.read(LARGEST_DOCUMENT + 1)
        try:
            with transaction():
                applying.add_document(
                    signed_in(),
                    application,
                    kind=form.kind.data or "",
                    name=form.file.data.filename or "",
                    content=content,
                )
            flash(_("The document is kept."), "success")
            return redirect(url_for("accreditation.own_documents"))
        except RuleBroken as broken:
            form.take_refusals(broken.reasons)
    page = render_template(
        "accreditation/documents.html",
        form=form,
        application=application,
        kinds=document_kinds(today()),
    )
    return page, 422 if form.errors or form.form_errors else 200


@accreditation.post(f"{OWN}/documents/<int:document_id>/remove")
@requires(Permission.APPLICATION_EDIT)
def own_document_remove(document_id: int) -> ResponseReturnValue:
    """Take a document out."""
    application = _own()
    found = next((it for it in application.documents if it.id == document_id), None)
    if found is None:
        raise NotFoundForYou
    with _flashed():
        applying.remove_document(signed_in(), application, found)
    return redirect(url_for("accreditation.own_documents"))


@accreditation.get("/accreditation/documents/<int:document_id>")
@requires(Permission.ACCOUNT_SELF)
def document(document_id: int) -> ResponseReturnValue:
    """A document as a file to keep, never opened within our pages."""
    found = queries.load_document(signed_in(), document_id)
    headers = {
        "Content-Disposition": f'attachment; filename="{found.kind}-{found.id}.pdf"',
        "X-Content-Type-Options": "nosniff",
    }
    return Response(found.content, mimetype="application/pdf", headers=headers)


@accreditation.route(f"{OWN}/submit", methods=["GET", "POST"])
@requires(Permission.APPLICATION_EDIT)
def own_submit() -> ResponseReturnValue:
    """Declare and send."""
    application, form = _own(), SubmitForm()
    if form.validate_on_submit():
        try:
            with transaction():
                applying.submit(signed_in(), application, is_declared=bool(form.declared.data))
            flash(_("Application %(it)s has been submitted.", it=application.reference), "success")
            return redirect(url_for("accreditation.own"))
        except RuleBroken as broken:
            form.take_refusals(broken.reasons)
    return _own_page(application.provider, application, form)


@accreditation.post(f"{OWN}/withdraw")
@requires(Permission.APPLICATION_EDIT)
def own_withdraw() -> ResponseReturnValue:
    """Withdraw the application."""
    with _flashed():
        applying.withdraw(signed_in(), _own())
    return redirect(url_for("accreditation.own"))


@accreditation.get("/provider/accreditations")
@requires(Permission.PROVIDER_DESK)
def own_accreditations() -> ResponseReturnValue:
    """What we are accredited for, where, until when; with the reasons the public does not read."""
    provider = load_own_provider_unsigned(signed_in())
    return render_template(
        "accreditation/own_accreditations.html",
        provider=provider,
        rows=queries.accreditations_of(provider.id),
        events=queries.history_of(provider.id),
    )


class _flashed:  # noqa: N801 - reads as a block: with _flashed():
    """A transaction whose refusals are said at the head of the next page."""

    def __enter__(self) -> None:
        self._block = transaction()
        self._block.__enter__()

    def __exit__(self, kind: Any, error: Any, trace: Any) -> bool:
        try:
            self._block.__exit__(kind, error, trace)
        except RuleBroken as broken:
            error = broken
        if isinstance(error, RuleBroken):
            flash(" ".join(spoken(reason) for reason in error.reasons), "warning")
            return True
        return False


def _own() -> Application:
    provider = load_own_provider_unsigned(signed_in())
    found = queries.latest_application(provider.id)
    if found is None:
        raise NotFoundForYou
    return found


def _line(application: Application, line_id: int) -> ApplicationSite:
    found = next((line for line in application.sites if line.id == line_id), None)
    if found is None:
        raise NotFoundForYou
    return found


def _site(
    application: Application, line: ApplicationSite | None, form: AskedSiteForm
) -> ResponseReturnValue:
    if form.validate_on_submit():
        try:
            with transaction():
                applying.save_site(signed_in(), application, form.content(), form.asked(), line)
            return redirect(url_for("accreditation.own"))
        except RuleBroken as broken:
            form.take_refusals(broken.reasons)
    page = render_template("accreditation/site.html", form=form, application=application, line=line)
    return page, 422 if form.errors or form.form_errors else 200


def _own_page(
    provider: Any, application: Application | None, form: SubmitForm
) -> ResponseReturnValue:
    faults = faults_of(queries.facts_of(application), today()) if application else {}
    included = {line.site_id for line in application.sites} if application else set()
    page = render_template(
        "accreditation/own.html",
        provider=provider,
        application=application,
        faults=faults,
        form=form,
        is_editable=application is not None and application.state in EDITABLE,
        others=[site for site in provider.sites if site.id not in included],
        links={
            section: url_for(ENDPOINTS[section])
            if section in ENDPOINTS
            else url_for("accreditation.own_part", part=section.value)
            for section in Section
        },
    )
    return page, 422 if form.errors or form.form_errors else 200
