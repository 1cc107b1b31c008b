"""The declaration of immediate availability: record it, then move it along its table."""

from dataclasses import dataclass

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.guard import requires, signed_in
from app.accounts.permissions import Permission
from app.cases.forms.did import ActionForm, DeclarationForm
from app.cases.models.jobseeker import Jobseeker
from app.cases.models.steps import Did
from app.cases.operations.did import BY_WORD, Declaration, act_on_did, declare_did, end_did
from app.cases.operations.status import Change
from app.cases.queries import load_case
from app.cases.queries.status import status_of
from app.cases.queries.steps import dids_of
from app.cases.states import DID, OPEN_DID, DidAction
from app.cases.views.status_picture import bars_of, history_rows
from app.core.clock import today
from app.core.database import transaction
from app.core.errors import RuleBroken
from app.core.state_machine import Transition


@dataclass(frozen=True)
class Move:
    """A change of state the page offers, with its own little form."""

    row: Transition
    form: ActionForm

    @property
    def asks(self) -> bool:
        """Whether something has to be filled in first."""
        return "reason" in self.form or "note" in self.form


@requires(Permission.CASE_READ)
def did(case_id: int) -> ResponseReturnValue:
    """The declarations of the person and what can be done with the present one."""
    case = load_case(signed_in(), case_id, part="did")
    return _page(case, DeclarationForm(declared_on=today()), _moves(_latest(case)))


@requires(Permission.DID_DECLARE)
def declare(case_id: int) -> ResponseReturnValue:
    """Record a declaration."""
    case, form = load_case(signed_in(), case_id, part="did"), DeclarationForm()
    if form.validate():
        try:
            with transaction():
                declare_did(signed_in(), case, _declaration(form))
            flash(_("The declaration is recorded. Its validation is the next step."), "success")
            return redirect(url_for("cases.did", case_id=case.id))
        except RuleBroken as broken:
            form.take_refusals(broken.reasons)
    return _page(case, form, _moves(_latest(case))), 422


@requires(Permission.DID_VALIDATE)
def move_did(case_id: int, action: str) -> ResponseReturnValue:
    """Validate, reject or end."""
    case = load_case(signed_in(), case_id, part="did")
    moves = _moves(latest := _latest(case))
    move = next((move for move in moves if move.row.action.value == action), None)
    if latest is None or action not in {member.value for member in DidAction}:
        abort(404)
    form = move.form if move else ActionForm(prefix=action)
    try:
        with transaction():
            _act(case, latest, DidAction(action), form)
    except RuleBroken as broken:
        form.take_refusals(broken.reasons)
        return _page(case, DeclarationForm(), moves), 422
    flash(_("Saved: %(state)s.", state=_(latest.state.label)), "success")
    return redirect(url_for("cases.did", case_id=case.id))


def _act(case: Jobseeker, did: Did, action: DidAction, form: ActionForm) -> None:
    reason, note = _given(form, "reason"), _given(form, "note")
    day = form.effective_on.data if "effective_on" in form else None
    if action is DidAction.END and day is not None:
        change = Change(action=action, reason=reason, note=note, happened_on=day, effective_on=day)
        end_did(signed_in(), case, did, change)
    else:
        act_on_did(signed_in(), case, did, action, reason=reason, note=note)


def _latest(case: Jobseeker) -> Did | None:
    return next(iter(dids_of(case)), None)


def _moves(latest: Did | None) -> list[Move]:
    found = []
    for row in DID.actions_from(latest.state) if latest else ():
        if row.action not in BY_WORD:
            continue  # the rest follows from work, or from an appeal
        sent = request.form if request.method == "POST" else None
        form = ActionForm(formdata=sent, prefix=row.action.value)
        form.offer(row)
        found.append(Move(row, form))
    return found


def _page(case: Jobseeker, form: DeclarationForm, moves: list[Move]) -> str:
    dids = dids_of(case)
    can_declare = not dids or dids[0].state not in OPEN_DID
    status = status_of(dids[0]) if dids else None
    return render_template(
        "cases/did.html",
        case=case,
        dids=dids,
        form=form,
        moves=moves,
        can_declare=can_declare,
        status=status,
        bars=bars_of(status.line, on=today()) if status else (),
        counted=status.reckoning(today()) if status else None,
        history=history_rows(status) if status else (),
    )


def _declaration(form: DeclarationForm) -> Declaration:
    return Declaration(**{name: form[name].data for name in Declaration.__dataclass_fields__})


def _given(form: ActionForm, name: str) -> str:
    return form[name].data or "" if name in form else ""
