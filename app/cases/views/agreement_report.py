"""The report on an agreement, for the centre and for the person, as page and as document."""

from flask import Response, render_template
from flask.typing import ResponseReturnValue

from app.accounts.guard import requires, signed_in
from app.accounts.permissions import Permission
from app.cases.models.jobseeker import Jobseeker
from app.cases.queries import load_case, load_own_case
from app.cases.views.agreement import language
from app.cases.views.report_text import ReportText, report_pdf, report_text
from app.core.errors import NotFoundForYou

PART = "agreement_report"


@requires(Permission.CASE_READ)
def agreement_report(case_id: int) -> ResponseReturnValue:
    """What was agreed and what became of it."""
    case = load_case(signed_in(), case_id, part=PART)
    return render_template("cases/agreement_report.html", case=case, text=_text(case, language()))


@requires(Permission.CASE_READ)
def agreement_report_document(case_id: int) -> ResponseReturnValue:
    """The same as a document, in the person's language."""
    case = load_case(signed_in(), case_id, part=PART)
    return _document(_text(case, case.language))


@requires(Permission.OWN_READ)
def own_report() -> ResponseReturnValue:
    """What became of my agreement."""
    text = _text(load_own_case(signed_in(), part=PART), language())
    return render_template("cases/own/agreement_report.html", text=text)


@requires(Permission.OWN_READ)
def own_report_document() -> ResponseReturnValue:
    """The same as a document."""
    case = load_own_case(signed_in(), part=PART)
    return _document(_text(case, case.language))


def _text(case: Jobseeker, spoken: str) -> ReportText:
    text = report_text(case, spoken)
    if text is None:
        raise NotFoundForYou
    return text


def _document(text: ReportText) -> Response:
    headers = {"Content-Disposition": f'inline; filename="{text.number}-report.pdf"'}
    return Response(report_pdf(text), mimetype="application/pdf", headers=headers)
