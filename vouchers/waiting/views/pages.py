"""What the pages of the waiting lists show and do, whoever looks."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.guard import signed_in
from app.core.clock import today
from app.core.database import transaction
from app.core.errors import NotFoundForYou, RuleBroken
from app.core.language import N_
from app.programme.queries import rules_in_force
from profiling.matching.queries import fit_facts
from profiling.matching.rules import misfits
from vouchers.waiting.forms import ConfirmForm
from vouchers.waiting.operations.answers import decline, join, leave, take
from vouchers.waiting.queries import (
    full_editions,
    list_facts,
    load_edition,
    load_place,
    standings,
)
from vouchers.waiting.rules import join_refusals
from vouchers.waiting.states import WaitingState
from vouchers.waiting.views.sides import Side

ACTIONS: dict[str, tuple[WaitingState, Callable[..., Any], str]] = {
    # What it is done to, what does it, and what is said afterwards.
    "take": (
        WaitingState.OFFERED,
        take,
        N_("The place is taken. The centre now issues the voucher."),
    ),
    "decline": (WaitingState.OFFERED, decline, N_("The place goes to the next on the list.")),
    "leave": (WaitingState.WAITING, leave, N_("The place on the waiting list has been given up.")),
}
TONES = {
    WaitingState.WAITING: "info",
    WaitingState.OFFERED: "warning",
    WaitingState.TAKEN: "success",
    WaitingState.HONOURED: "success",
}


def waiting_tone(state: WaitingState) -> str:
    """The colour of a state's tag."""
    return TONES.get(state, "neutral")


def listing(side: Side) -> ResponseReturnValue:
    """The person's places with their turn, and the full editions in which one can wait."""
    case, day = side.case, today()
    services = rules_in_force(day).services_in(case.pathway) if case.pathway else ()
    found = standings(case.id)
    mine = {standing.place.edition_id for standing in found if standing.place.is_open}
    editions = (
        full_editions(case.pathway, [service.code for service in services], day)
        if case.pathway
        else []
    )
    return render_template(
        "waiting/places.html",
        side=side,
        case=case,
        open_places=[standing for standing in found if standing.place.is_open],
        past=[standing for standing in found if not standing.place.is_open],
        editions=[edition for edition in editions if edition.id not in mine],
        term=rules_in_force(day).waiting_answer_days(),
    )


def join_page(side: Side, edition_id: int) -> ResponseReturnValue:
    """What waiting means, what stands against it, and the button."""
    case, form = side.case, ConfirmForm()
    edition = load_edition(edition_id)
    if form.validate_on_submit():
        try:
            with transaction():
                join(case=case, edition=edition, actor=signed_in())
            flash(_("The place on the waiting list is recorded."), "success")
            return redirect(side.listing)
        except RuleBroken as broken:
            form.take_refusals(broken.reasons)
    reasons = [
        *misfits(fit_facts(case, edition.offer, today())),
        *join_refusals(list_facts(edition, today(), case.id)),
    ]
    page = render_template(
        "waiting/join.html",
        side=side,
        case=case,
        form=form,
        edition=edition,
        reasons=[] if form.is_submitted() else reasons,
        refused=bool(reasons),
        term=rules_in_force(today()).waiting_answer_days(),
    )
    return page, 422 if form.is_submitted() else 200


def answer_page(side: Side, place_id: int, action: str) -> ResponseReturnValue:
    """What will happen, and the button that does it."""
    place, form = load_place(signed_in(), place_id), ConfirmForm()
    if place.jobseeker_id != side.case.id or action not in ACTIONS:
        raise NotFoundForYou
    wanted, act, done = ACTIONS[action]
    if place.state is not wanted:
        flash(_("This has been answered already, or its time has passed."), "warning")
        return redirect(side.listing)
    if form.validate_on_submit():
        try:
            with transaction():
                act(place=place, actor=signed_in())
            flash(_(done), "success")
            return redirect(side.listing)
        except RuleBroken as broken:
            form.take_refusals(broken.reasons)
    page = render_template(
        "waiting/answer.html", side=side, case=side.case, form=form, place=place, action=action
    )
    return page, 422 if form.is_submitted() else 200
