"""The desk: what needs the centre today, most pressing first."""

from itertools import groupby

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from app.accounts.guard import requires, signed_in
from app.accounts.permissions import Permission
from app.cases.queries.listing import case_export, case_page
from app.cases.views.listing import case_file
from app.core.clock import today
from app.dashboards.forms.desk import DeskForm
from app.dashboards.queries.desk import desk_cases, desk_load
from app.dashboards.rules.desk import due
from app.web.exports import MOST_ROWS

dashboards = Blueprint("dashboards", __name__, template_folder="../templates")

BY_DEADLINE = "due"


@dashboards.get("/desk")
@requires(Permission.DESK_READ)
def desk() -> ResponseReturnValue:
    """The cases that wait for somebody, by deadline, with how many there are of each kind."""
    user, form, day = signed_in(), DeskForm(request.args), today()
    form.offer()
    statement = desk_cases(user, form.filters(user, with_step=True), form.bucket, day)
    if kind := request.args.get("format"):
        return case_file(user, kind, case_export(statement, BY_DEADLINE, MOST_ROWS))
    page = case_page(statement, BY_DEADLINE, request.args.get("cursor"))
    groups = [
        (bucket, list(rows))
        for bucket, rows in groupby(page.rows, lambda case: due(case.due_on, day))
    ]
    load = desk_load(user, form.filters(user, with_step=False), day)
    return render_template("dashboards/desk.html", form=form, page=page, groups=groups, load=load)
