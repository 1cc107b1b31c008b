"""Appointments and duties on the person's side: what comes next, where, and how to say one cannot come."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.guard import requires, signed_in
from app.accounts.permissions import Permission
from app.cases.forms.duties import CannotComeForm
from app.cases.operations.duties import say_cannot_come
from app.cases.queries import load_own_case
from app.cases.queries.duties import duties_of, load_duty, open_suspension
from app.cases.states import DutyState
from app.cases.views.duties import TONES, agenda_of
from app.core.database import transaction
from app.core.errors import RuleBroken

LATEST = 30
"""How much of what is past is shown; the report of the agreement has all of it."""


@requires(Permission.OWN_READ)
def appointments() -> ResponseReturnValue:
    """My appointments and duties, the next one first."""
    case = load_own_case(signed_in(), part="duties")
    agenda = agenda_of(duties_of(case))
    to_come = sorted([*agenda.asked_off, *agenda.to_come], key=lambda duty: (duty.due_on, duty.id))
    past = [duty for duty in agenda.settled if duty.state is not DutyState.CANCELLED]
    return render_template(
        "cases/own/appointments.html",
        case=case,
        following=to_come[0] if to_come else None,
        later=to_come[1:],
        unrecorded=agenda.to_record,
        past=past[:LATEST],
        rest=open_suspension(case.id),
        tones=TONES,
    )


@requires(Permission.OWN_READ)
def cannot_come(duty_id: int) -> ResponseReturnValue:
    """Tell the centre before the day that I cannot come, and why."""
    case = load_own_case(signed_in(), part="duties")
    duty, form = load_duty(case, duty_id), CannotComeForm()
    form.offer()
    if form.is_submitted() and form.validate():
        try:
            with transaction():
                say_cannot_come(
                    signed_in(), case, duty, reason=form.reason.data, note=form.note.data or ""
                )
            flash(_("Your centre knows. It will tell you the new day or its answer."), "success")
            return redirect(url_for("me.appointments"))
        except RuleBroken as broken:
            form.take_refusals(broken.reasons)
    page = render_template("cases/own/cannot_come.html", case=case, duty=duty, form=form)
    return page, 422 if form.errors or form.form_errors else 200
