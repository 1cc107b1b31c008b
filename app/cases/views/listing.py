"""The list of cases, on the screen and as a file."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app.accounts.guard import requires, signed_in
from app.accounts.models import User
from app.accounts.permissions import Permission
from app.accounts.queries import colleagues
from app.audit.operations import record_export
from app.cases.forms.filters import CaseFilterForm
from app.cases.models.jobseeker import NO_DEADLINE, Jobseeker
from app.cases.queries.listing import CASE_ORDERS, case_export, case_page, cases_matching
from app.core.database import transaction
from app.core.language import N_
from app.core.listing import Column
from app.web.exports import MOST_ROWS, export_list

CASE_COLUMNS: tuple[Column[Jobseeker], ...] = (
    Column("surname", N_("Surname"), lambda case: case.surname),
    Column("given_name", N_("Given name"), lambda case: case.given_name),
    Column("fiscal_code", N_("Codice fiscale"), lambda case: case.fiscal_code),
    Column("step", N_("Next step"), lambda case: case.step),
    Column("ball", N_("Up to"), lambda case: case.ball),
    Column("due_on", N_("Due by"), lambda case: deadline_of(case)),
    Column("pathway", N_("Pathway"), lambda case: case.pathway),
    Column("counsellor", N_("Counsellor"), lambda case: case.counsellor and case.counsellor.name),
    Column("invented", N_("Invented person"), lambda case: case.is_invented),
)


@requires(Permission.CASE_LIST)
def listing() -> ResponseReturnValue:
    """The cases in the user's reach, narrowed by the filters of the address."""
    user, form, sort = signed_in(), CaseFilterForm(request.args), sort_asked_for("name")
    form.offer(colleagues(user.centre_id) if user.centre_id else ())
    statement = cases_matching(user, form.chosen(user))
    if kind := request.args.get("format"):
        return case_file(user, kind, case_export(statement, sort, MOST_ROWS))
    page = case_page(statement, sort, request.args.get("cursor"))
    return render_template("cases/listing.html", page=page, form=form, sort=sort)


def sort_asked_for(otherwise: str) -> str:
    """The order the address asks for, if there is such a one."""
    sort = request.args.get("sort", otherwise)
    return sort if sort in CASE_ORDERS else otherwise


def case_file(user: User, kind: str, people: list[Jobseeker]) -> ResponseReturnValue:
    """The cases as a file; that each of them was taken away is written down before it leaves."""
    answer = export_list(kind, "cases", CASE_COLUMNS, people)
    with transaction():
        record_export(user, "case", people, format=kind)
    return answer


def deadline_of(case: Jobseeker) -> object:
    """The day by which somebody has to act; None where there is none."""
    return None if case.due_on == NO_DEADLINE else case.due_on
