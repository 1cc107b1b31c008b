"""The shortlist and the comparison, whoever looks."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, session
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.guard import signed_in
from app.core.clock import today
from app.core.database import db, transaction
from app.core.errors import NotFoundForYou, RuleBroken
from app.core.forms import spoken
from app.core.places.queries import municipality
from app.web.addresses import own_path
from catalogue.offers.queries import Place, load_public_offer
from profiling.discovery.forms import NearForm
from profiling.discovery.operations.keeping import drop_offer, keep_offer
from profiling.discovery.queries import shortlist
from profiling.discovery.rules import shortlist_refusals
from profiling.discovery.views.comparison import Kept, kept, points
from profiling.discovery.views.sides import KeepSide
from profiling.matching.queries import fit_facts, shown_offer, shown_offers
from profiling.matching.rules import compared, misfits

SESSION_KEY = "shortlist"


def shortlist_page(side: KeepSide) -> ResponseReturnValue:
    """What is kept in mind for the person, by whom; up to three side by side."""
    entries = {entry.offer_id: entry for entry in shortlist(side.case)}
    home = side.home()
    lines = [(kept(offer, home), entries[offer.id]) for offer in shown_offers(list(entries))]
    keys, left_out = compared(request.args.getlist("compare", type=int))
    columns = [
        kept(offer, home, misfits(fit_facts(side.case, offer, today())))
        for offer in shown_offers(keys)
    ]
    return render_template(
        "discovery/shortlist.html",
        side=side,
        case=side.case,
        lines=lines,
        columns=columns,
        points=points(columns),
        left_out=left_out,
    )


def keep_for(side: KeepSide, offer_id: int) -> ResponseReturnValue:
    """Put an offer on the case's shortlist."""
    offer = shown_offer(offer_id)
    try:
        with transaction():
            keep_offer(signed_in(), side.case, offer)
        flash(_("It is on the shortlist."), "success")
    except RuleBroken as broken:
        _say_why(broken)
    return _back(side.shortlist)


def drop_for(side: KeepSide, offer_id: int) -> ResponseReturnValue:
    """Take one off."""
    with transaction():
        drop_offer(signed_in(), side.case, offer_id)
    flash(_("It is off the shortlist."), "success")
    return _back(side.shortlist)


def public_page(own: str) -> ResponseReturnValue:
    """What somebody without an own area keeps in mind until the browser forgets."""
    form = NearForm(request.args)
    near = _near(form)
    lines = [kept(offer, near) for offer in shown_offers(session_ids())]
    return render_template(
        "discovery/public_shortlist.html",
        lines=[line for line in lines if line.is_public],
        gone=[line for line in lines if not line.is_public],
        form=form,
        address=own,
    )


def compared_page() -> ResponseReturnValue:
    """Up to three offers anybody may see, side by side, under an address that can be passed on."""
    keys, left_out = compared(request.args.getlist("compare", type=int))
    form = NearForm(request.args)
    near = _near(form)
    columns: list[Kept] = [
        column for column in (kept(offer, near) for offer in shown_offers(keys)) if column.is_public
    ]
    return render_template(
        "discovery/compare.html",
        columns=columns,
        points=points(columns),
        left_out=left_out,
        form=form,
    )


def keep_in_session(offer_id: int, back: str) -> ResponseReturnValue:
    """Put an offer on the list of this browser."""
    offer = load_public_offer(offer_id)
    keys = session_ids()
    if offer.id not in keys:
        if reasons := shortlist_refusals(len(keys)):
            _say_why(RuleBroken(reasons))
            return _back(back)
        session[SESSION_KEY] = [*keys, offer.id]
    flash(_("It is on the shortlist."), "success")
    return _back(back)


def drop_from_session(offer_id: int, back: str) -> ResponseReturnValue:
    """Take one off."""
    keys = session_ids()
    if offer_id not in keys:
        raise NotFoundForYou
    session[SESSION_KEY] = [key for key in keys if key != offer_id]
    flash(_("It is off the shortlist."), "success")
    return _back(back)


def session_ids() -> Sequence[int]:
    """The offers on the list of this browser."""
    keys: list[int] = session.get(SESSION_KEY, [])
    return keys


def _near(form: NearForm) -> Place | None:
    found = municipality(db.session, form.near.data) if form.validate() and form.near.data else None
    if found is None:
        return None
    return Place(latitude=float(found.latitude), longitude=float(found.longitude))


def _say_why(broken: RuleBroken) -> None:
    for reason in broken.reasons:
        flash(spoken(reason), "warning")


def _back(otherwise: str) -> ResponseReturnValue:
    return redirect(own_path(request.form.get("back"), otherwise))
