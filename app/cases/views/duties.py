"""Appointments and duties on the centre's side: the list, planning, recording what became of each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.guard import requires, signed_in
from app.accounts.permissions import Permission
from app.accounts.queries import colleagues
from app.cases.forms.duties import MoveForm, OutcomeForm, PlanForm, planned_values
from app.cases.models.duties import Duty
from app.cases.models.jobseeker import Jobseeker
from app.cases.operations.duties import (
    Outcome,
    backdating_days,
    cancel_duty,
    make_appointment,
    move_duty,
    record_outcome,
)
from app.cases.queries import load_case
from app.cases.queries.duties import duties_of, load_duty, open_suspension
from app.cases.rules.duties import OutcomeFacts, is_past, is_too_early
from app.cases.rules.journey import reason_words
from app.cases.states import DUTY, DutyAction, DutyKind, DutyState, Meeting
from app.core.clock import now, today
from app.core.database import transaction
from app.core.errors import IllegalTransition, RuleBroken

TONES = {
    "planned": "info",
    "done": "success",
    "missed": "danger",
    "excused": "neutral",
    "cancelled": "neutral",
    "moved": "neutral",
}


@dataclass(frozen=True)
class Move:
    """Something that can be done with a duty, with its own form."""

    action: DutyAction
    form: OutcomeForm | MoveForm


@dataclass(frozen=True)
class Agenda:
    """The duties of a case as the page groups them."""

    asked_off: Sequence[Duty]
    to_record: Sequence[Duty]
    to_come: Sequence[Duty]
    settled: Sequence[Duty]


_SETTLED_BY = {
    DutyState.DONE: DutyAction.DO,
    DutyState.MISSED: DutyAction.MISS,
    DutyState.EXCUSED: DutyAction.EXCUSE,
    DutyState.CANCELLED: DutyAction.CANCEL,
    DutyState.MOVED: DutyAction.MOVE,
}


def outcome_words(duty: Duty) -> str:
    """The words of the coded reason by which a duty came to its state."""
    action = _SETTLED_BY.get(duty.state)
    return reason_words(DUTY.name, action.value, duty.reason) if action else ""


def agenda_of(duties: Sequence[Duty]) -> Agenda:
    """What waits for an answer, what is past and unrecorded, what is to come, what is settled."""
    planned = [duty for duty in duties if duty.state is DutyState.PLANNED]
    past = [duty for duty in planned if is_past(duty.due_on, duty.due_at, now(), today())]
    asked = [duty for duty in planned if duty.cannot_come_at and duty not in past]
    settled = [duty for duty in reversed(duties) if duty.state is not DutyState.PLANNED]
    to_come = [duty for duty in planned if duty not in past and duty not in asked]
    return Agenda(asked, past, to_come, settled)


@requires(Permission.CASE_READ)
def duties(case_id: int) -> ResponseReturnValue:
    """Everything the person has to do on a day, what waits to be recorded first."""
    case = load_case(signed_in(), case_id, part="duties")
    return render_template(
        "cases/duties.html",
        case=case,
        agenda=agenda_of(duties_of(case)),
        rest=open_suspension(case.id),
        tones=TONES,
    )


@requires(Permission.DUTY_PLAN)
def new_duty(case_id: int) -> ResponseReturnValue:
    """Make an appointment, or agree on a day by which the search is shown."""
    case = load_case(signed_in(), case_id, part="duties")
    form = PlanForm(counsellor_id=str(signed_in().id), meeting=Meeting.CENTRE.value)
    form.offer(colleagues(case.centre_id))
    if not form.is_submitted():
        return render_template("cases/duty_new.html", case=case, form=form)
    if form.validate():
        try:
            with transaction():
                kind = DutyKind(form.kind.data)
                make_appointment(signed_in(), case, form.plan(), kind=kind)
            flash(_("It is in the calendar; the person sees it in their own area."), "success")
            return redirect(url_for("cases.duties", case_id=case.id))
        except RuleBroken as broken:
            form.take_refusals(broken.reasons)
    return render_template("cases/duty_new.html", case=case, form=form), 422


@requires(Permission.CASE_READ)
def duty(case_id: int, duty_id: int) -> ResponseReturnValue:
    """One duty and what can be done with it."""
    case = load_case(signed_in(), case_id, part="duties")
    return _page(case, load_duty(case, duty_id))


@requires(Permission.DUTY_RECORD)
def record_duty(case_id: int, duty_id: int, action: str) -> ResponseReturnValue:
    """Record that it was done, missed or excused, or call it off."""
    case = load_case(signed_in(), case_id, part="duties")
    found, chosen = load_duty(case, duty_id), _action(action)
    form = OutcomeForm(prefix=chosen.value)
    state = DutyState.MISSED if found.state is DutyState.MISSED else DutyState.PLANNED
    if not DUTY.can(state, chosen):
        raise IllegalTransition(DUTY.name, found.state.value, chosen.value)
    form.offer(chosen, state)
    if not form.validate():
        return _page(case, found, Move(chosen, form)), 422
    reason = form.reason.data or "" if "reason" in form else ""
    try:
        with transaction():
            if chosen is DutyAction.CANCEL:
                cancel_duty(signed_in(), found, reason=reason, note=form.note.data or "")
            else:
                said = Outcome(action=chosen, reason=reason, note=form.note.data or "")
                record_outcome(signed_in(), found, said)
    except RuleBroken as broken:
        form.take_refusals(broken.reasons)
        return _page(case, load_duty(case, duty_id), Move(chosen, form)), 422
    except IllegalTransition:
        return _meanwhile(case, duty_id, form.note.data or "")
    flash(_("It is recorded."), "success")
    return redirect(url_for("cases.duties", case_id=case.id))


@requires(Permission.DUTY_PLAN)
def move(case_id: int, duty_id: int) -> ResponseReturnValue:
    """Put another day in its place."""
    case = load_case(signed_in(), case_id, part="duties")
    found = load_duty(case, duty_id)
    form = MoveForm(prefix=DutyAction.MOVE.value)
    form.offer_for(found, colleagues(case.centre_id))
    if form.validate():
        reason, note = form.reason.data or "", form.note.data or ""
        try:
            with transaction():
                move_duty(signed_in(), case, found, form.plan(), reason=reason, note=note)
            flash(_("It is moved; the person sees the new day in their own area."), "success")
            return redirect(url_for("cases.duties", case_id=case.id))
        except RuleBroken as broken:
            form.take_refusals(broken.reasons)
        except IllegalTransition:
            return _meanwhile(case, duty_id, note)
    return _page(case, load_duty(case, duty_id), Move(DutyAction.MOVE, form)), 422


def _meanwhile(case: Jobseeker, duty_id: int, note: str) -> ResponseReturnValue:
    """Somebody else was quicker: say what they recorded, and give back what was typed."""
    return _page(case, load_duty(case, duty_id), lost=note, is_stale=True), 409


def _action(value: str) -> DutyAction:
    found = next((one for one in DutyAction if one.value == value), None)
    if found is None or found is DutyAction.MOVE:
        abort(404)
    return found


def _page(
    case: Jobseeker,
    found: Duty,
    tried: Move | None = None,
    *,
    lost: str = "",
    is_stale: bool = False,
) -> str:
    moves = [
        tried if tried and tried.action is action else _move(case, found, action)
        for action in _offered(found)
    ]
    return render_template(
        "cases/duty.html",
        case=case,
        duty=found,
        moves=moves,
        tried=tried.action if tried else None,
        tones=TONES,
        lost=lost,
        is_stale=is_stale,
        backdating_days=backdating_days(signed_in()),
    )


def _offered(found: Duty) -> Iterator[DutyAction]:
    """What the user may do with the duty today: no outcome is offered before its time."""
    for row in DUTY.actions_from(found.state):
        action = DutyAction(row.action.value)
        facts = OutcomeFacts(
            due_on=found.due_on,
            due_at=found.due_at,
            outcome=action,
            now=now(),
            today=today(),
            backdating_days=0,
        )
        is_early = action in (DutyAction.DO, DutyAction.MISS) and is_too_early(facts)
        if not is_early and signed_in().may(Permission(row.permission)):
            yield action


def _move(case: Jobseeker, found: Duty, action: DutyAction) -> Move:
    prefix = action.value
    if action is DutyAction.MOVE:
        form = MoveForm(formdata=None, prefix=prefix, **planned_values(found))
        form.offer_for(found, colleagues(case.centre_id))
        return Move(action, form)
    outcome = OutcomeForm(formdata=None, prefix=prefix, reason=found.cannot_come_reason)
    outcome.offer(action, found.state)
    return Move(action, outcome)
