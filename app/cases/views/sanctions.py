"""Conditionality on the centre's side: the ladder, where the person stands, each procedure's next step."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from app.accounts.guard import requires, signed_in
from app.accounts.models import User
from app.accounts.permissions import Permission
from app.cases.forms.conditionality import DecisionForm, FailureForm
from app.cases.models.conditionality import ConditionalityEvent
from app.cases.models.jobseeker import Jobseeker
from app.cases.operations.conditionality import (
    FailureTold,
    answer_appeal,
    appeal,
    approve,
    communicate,
    confirm,
    explain,
    justify,
    open_sanction,
    return_proposal,
    tell_person,
    withdraw_sanction,
)
from app.cases.queries import load_case
from app.cases.queries.conditionality import (
    is_bound,
    ladder_of,
    ladder_on,
    load_sanction,
    sanctions_of,
)
from app.cases.queries.duties import load_duty
from app.cases.queries.steps import open_did
from app.cases.rules.conditionality import COUNTED
from app.cases.states import SANCTION, SanctionAction, SanctionState
from app.core.clock import today
from app.core.database import transaction
from app.core.errors import RuleBroken
from app.programme.rules.conditionality import Conditionality
from app.programme.rules.provenance import Text

TONES = {
    SanctionState.OPENED: "neutral",
    SanctionState.EXPLAINING: "warning",
    SanctionState.PROPOSED: "warning",
    SanctionState.JUSTIFIED: "success",
    SanctionState.CONFIRMED: "danger",
    SanctionState.COMMUNICATED: "danger",
    SanctionState.APPEALED: "warning",
    SanctionState.UPHELD: "danger",
    SanctionState.ANNULLED: "success",
    SanctionState.WITHDRAWN: "neutral",
}
EXPLAIN = "explain"
ASKED: Mapping[str, tuple[str, ...]] = {
    "tell": (),
    "justify": ("reason",),
    "confirm": ("note",),
    "withdraw": ("note",),
    "approve": (),
    "return": ("note",),
    "communicate": ("reference",),
    "record_appeal": ("words", "given_on"),
    "uphold": ("note",),
    "annul": ("note",),
    EXPLAIN: ("words",),
}
"""What each step asks for; a forfeiture is proposed by the same step as a confirmation."""


@dataclass(frozen=True)
class Step:
    """A step the page offers, with its own little form."""

    action: str
    label: str
    form: DecisionForm


@dataclass(frozen=True)
class Shown:
    """A procedure, its ladder, and what the reader may do with it."""

    event: ConditionalityEvent
    ladder: Conditionality
    steps: list[Step]

    @property
    def reason_words(self) -> Text | None:
        """The words of the reason that was accepted."""
        known = {item.code: item.text for item in self.ladder.justified_reasons}
        return known.get(self.event.reason)


@requires(Permission.CASE_READ)
def sanctions(case_id: int) -> ResponseReturnValue:
    """The ladder, where the person stands, and every procedure."""
    case = load_case(signed_in(), case_id, part="conditionality")
    form = FailureForm(formdata=None)
    if duty_id := request.args.get("duty", type=int):
        duty, ladder = load_duty(case, duty_id), ladder_on(today())
        kinds = ladder.failures if ladder else ()
        fitting = [item.code for item in kinds if duty.kind.value in item.duty_kinds]
        form.failure.data = fitting[0] if fitting else ""
        form.failed_on.data, form.duty_id.data = duty.due_on, str(duty.id)
        form.facts.data = duty.description or str(_(duty.kind.label))
    return _page(case, form)


@requires(Permission.SANCTION_DECIDE)
def new_sanction(case_id: int) -> ResponseReturnValue:
    """Hold a failure against the person; nothing is told before the next step."""
    case, form = load_case(signed_in(), case_id, part="conditionality"), FailureForm()
    if ladder := ladder_on(today()):
        form.offer(ladder, _language())
    if form.validate() and form.failed_on.data is not None:
        typed = form.duty_id.data or ""
        duty = load_duty(case, int(typed)) if typed.isdigit() and len(typed) < 19 else None
        told = FailureTold(
            failure=form.failure.data or "",
            failed_on=form.failed_on.data,
            facts=form.facts.data or "",
            duty_id=duty.id if duty else None,
        )
        try:
            with transaction():
                open_sanction(signed_in(), case, told)
            flash(_("The procedure is open. The next step is to tell the person."), "success")
            return redirect(url_for("cases.sanctions", case_id=case.id))
        except RuleBroken as broken:
            form.take_refusals(broken.reasons)
    return _page(case, form), 422


@requires(Permission.SANCTION_DECIDE)
def decide_sanction(case_id: int, event_id: int, action: str) -> ResponseReturnValue:
    """The next step of a procedure."""
    case = load_case(signed_in(), case_id, part="conditionality")
    event = load_sanction(case, event_id)
    if action not in ASKED:
        abort(404)
    form = DecisionForm(prefix=f"{event.id}-{action}")
    form.offer(ASKED[action], ladder_of(event), _language())
    if form.validate():
        try:
            with transaction():
                _ACTS[action](signed_in(), case, event, form)
            flash(_("Saved: %(state)s.", state=_(event.state.label)), "success")
            return redirect(url_for("cases.sanctions", case_id=case.id))
        except RuleBroken as broken:
            form.take_refusals(broken.reasons)
    return _page(case, FailureForm(formdata=None), tried=form), 422


def _page(case: Jobseeker, form: FailureForm, tried: DecisionForm | None = None) -> str:
    ladder, did = ladder_on(today()), open_did(case)
    if ladder:
        form.offer(ladder, _language())
    events = sanctions_of(case)
    reached = {
        item.code: sum(
            event.failure == item.code and event.state in COUNTED and did is not None
            and event.did_id == did.id
            for event in events
        )
        for item in (ladder.failures if ladder else ())
    }  # fmt: skip
    return render_template(
        "cases/sanctions.html",
        case=case,
        form=form,
        tried=tried,
        ladder=ladder,
        reached=reached,
        bound=is_bound(case, ladder),
        has_did=did is not None,
        shown=[Shown(event, ladder_of(event), _steps(event, tried)) for event in events],
        tones=TONES,
    )


def _steps(event: ConditionalityEvent, tried: DecisionForm | None) -> list[Step]:
    user, offered = signed_in(), []
    if event.state is SanctionState.EXPLAINING and event.explained_at is None:
        offered.append((EXPLAIN, _("Write down what the person says at the desk")))
    for row in SANCTION.actions_from(event.state):
        action = row.action.value
        if action not in ASKED or not user.may(Permission(row.permission)):
            continue
        if row.action is SanctionAction.COMMUNICATE and event.inps_reference:
            continue
        offered.append((action, _(row.action.label)))
    if not user.may(Permission.SANCTION_DECIDE):
        return []
    return [Step(action, label, _form(event, action, tried)) for action, label in offered]


def _form(event: ConditionalityEvent, action: str, tried: DecisionForm | None) -> DecisionForm:
    prefix = f"{event.id}-{action}-"
    if tried is not None and tried._prefix == prefix:
        return tried
    form = DecisionForm(formdata=None, prefix=prefix)
    form.offer(ASKED[action], ladder_of(event), _language())
    return form


_Act = Callable[[User, Jobseeker, ConditionalityEvent, DecisionForm], None]
_ACTS: Mapping[str, _Act] = {
    "tell": lambda user, _case, event, _form: tell_person(user, event),
    "justify": lambda user, _case, event, form: justify(user, event, reason=form.reason.data or ""),
    "confirm": lambda user, case, event, form: confirm(
        user, case, event, note=form.note.data or ""
    ),
    "withdraw": lambda user, _case, event, form: withdraw_sanction(
        user, event, note=form.note.data or ""
    ),
    "approve": lambda user, case, event, _form: approve(user, case, event),
    "return": lambda user, _case, event, form: return_proposal(
        user, event, note=form.note.data or ""
    ),
    "communicate": lambda user, _case, event, form: communicate(
        user, event, reference=form.reference.data or ""
    ),
    "record_appeal": lambda user, _case, event, form: appeal(
        user, event, words=form.words.data or "", on=form.given_on.data or today()
    ),
    "uphold": lambda user, case, event, form: answer_appeal(
        user, case, event, granted=False, note=form.note.data or ""
    ),
    "annul": lambda user, case, event, form: answer_appeal(
        user, case, event, granted=True, note=form.note.data or ""
    ),
    EXPLAIN: lambda user, _case, event, form: explain(user, event, words=form.words.data or ""),
}


def _language() -> str:
    return str(get_locale().language)
