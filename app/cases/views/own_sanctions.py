"""Conditionality on the person's side: what is held against me, until when I can answer, how to appeal."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.guard import requires, signed_in
from app.accounts.permissions import Permission
from app.cases.forms.conditionality import OwnWordsForm
from app.cases.models.conditionality import ConditionalityEvent
from app.cases.models.jobseeker import Jobseeker
from app.cases.operations.conditionality import appeal, consequence_of, explain
from app.cases.queries import load_own_case
from app.cases.queries.conditionality import ladder_of, load_sanction, told_to
from app.cases.states import SanctionState
from app.cases.views.sanctions import TONES
from app.core.clock import today
from app.core.database import transaction
from app.core.errors import NotFoundForYou, RuleBroken

APPEALABLE = frozenset({SanctionState.CONFIRMED, SanctionState.COMMUNICATED})


@requires(Permission.OWN_READ)
def own_sanctions() -> ResponseReturnValue:
    """What my centre says I did not do, and what I can do about it."""
    return _page(load_own_case(signed_in(), part="conditionality"))


@requires(Permission.SANCTION_ANSWER_OWN)
def answer_sanction(event_id: int, answer: str) -> ResponseReturnValue:
    """My explanation, or my appeal."""
    case = load_own_case(signed_in(), part="conditionality")
    event = load_sanction(case, event_id)
    if event.told_at is None:
        raise NotFoundForYou
    form = OwnWordsForm(prefix=f"{event.id}-{answer}")
    act = explain if answer == "explain" else appeal
    if form.validate():
        try:
            with transaction():
                act(signed_in(), event, words=form.words.data or "")
            flash(_("Your centre has received your words."), "success")
            return redirect(url_for("me.own_sanctions"))
        except RuleBroken as broken:
            form.take_refusals(broken.reasons)
    return _page(case, form), 422


def _page(case: Jobseeker, tried: OwnWordsForm | None = None) -> str:
    events = told_to(case)
    return render_template(
        "cases/own/sanctions.html",
        case=case,
        tried=tried,
        shown=[_shown(event, tried) for event in events],
        tones=TONES,
    )


def _shown(event: ConditionalityEvent, tried: OwnWordsForm | None) -> dict[str, object]:
    ladder, answer = ladder_of(event), ""
    if event.state is SanctionState.EXPLAINING and event.explained_at is None:
        if event.explain_by and event.explain_by >= today():
            answer = "explain"
    elif event.state in APPEALABLE and event.appeal_by and event.appeal_by >= today():
        answer = "appeal"
    prefix = f"{event.id}-{answer}-"
    form = tried if tried is not None and tried._prefix == prefix else None
    is_open = event.state is SanctionState.EXPLAINING
    code = consequence_of(event)[1].code if is_open else event.consequence
    return {
        "event": event,
        "failure": ladder.failure(event.failure).text,
        "consequence": ladder.consequence(code) if code else None,
        "answer": answer,
        "form": form or (OwnWordsForm(formdata=None, prefix=prefix) if answer else None),
    }
