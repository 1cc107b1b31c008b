"""What the pages of the choice show, whoever looks."""

from dataclasses import dataclass

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from app.accounts.guard import signed_in
from app.cases.models.jobseeker import Jobseeker, Step
from app.core.clock import today
from app.core.database import db, transaction
from app.core.errors import Refusal, RuleBroken
from app.core.places.queries import municipality
from app.core.places.rules import distance_km
from app.programme.queries import rules_in_force
from catalogue.offers.models import Edition, Mode, Offer
from catalogue.offers.queries import Place, offers_fitting
from profiling.matching.forms import ConfirmForm, FitFilterForm
from profiling.matching.operations import make_choice
from profiling.matching.queries import (
    agreement_in_force,
    current_choice,
    edition_facts,
    edition_of,
    edition_with_offer,
    fit_facts,
    shown_offer,
    shown_offers,
)
from profiling.matching.rules import compared, edition_misfits, misfits
from profiling.matching.views.sides import Side


@dataclass(frozen=True)
class EditionLine:
    """An edition as the page shows it: how far from home, and why it cannot be chosen, if so."""

    edition: Edition
    kilometres: float | None
    reasons: list[Refusal]


@dataclass(frozen=True)
class OfferColumn:
    """An offer in the comparison: what stands against it, and its editions."""

    offer: Offer
    reasons: list[Refusal]
    lines: list[EditionLine]

    @property
    def best(self) -> EditionLine | None:
        """The soonest edition one can enrol in, else the soonest of all."""
        open_ones = [line for line in self.lines if not line.reasons]
        return next(iter(open_ones or self.lines), None)


def choice_page(side: Side) -> ResponseReturnValue:
    """The offers that fit, nearest first; up to three of them side by side; what has been chosen."""
    case, rules = side.case, rules_in_force(today())
    services = {service.code: service for service in rules.services_in(case.pathway or 0)}
    home = home_of(case)
    form = FitFilterForm(request.args)
    language = str(get_locale())
    form.offer([(code, service.name.spoken(language)) for code, service in services.items()])
    wanted = form.wanted(frozenset(services), home)
    can_choose = case.step in (Step.CHOOSE, Step.ISSUE) and case.pathway is not None
    page = (
        offers_fitting(
            case.pathway, home.latitude, home.longitude, wanted, request.args.get("cursor")
        )
        if can_choose and case.pathway
        else None
    )
    choice = current_choice(case.id)
    keys, left_out = compared(request.args.getlist("compare", type=int))
    columns = [_column(side, offer) for offer in shown_offers(keys)]
    return render_template(
        "matching/choice.html",
        side=side,
        case=case,
        form=form,
        page=page,
        services=services,
        columns=columns,
        left_out=left_out,
        chosen=edition_with_offer(choice.edition_id) if choice else None,
        choice=choice,
        term=rules.deadlines["choice_days"],
        has_agreement=agreement_in_force(case.id) is not None,
    )


def offer_page(side: Side, offer_id: int) -> ResponseReturnValue:
    """One offer with its editions; what does not fit says why."""
    offer = shown_offer(offer_id)
    services = {service.code: service for service in rules_in_force(today()).service_types}
    return render_template(
        "matching/offer.html",
        side=side,
        case=side.case,
        column=_column(side, offer),
        service=services.get(offer.service_type),
    )


def check_page(side: Side, offer_id: int, edition_id: int) -> ResponseReturnValue:
    """What is about to be chosen, on one page, and the button that chooses it."""
    offer = shown_offer(offer_id)
    edition = edition_of(offer, edition_id)
    form = ConfirmForm()
    if form.validate_on_submit():
        try:
            with transaction():
                make_choice(case=side.case, edition=edition, actor=signed_in())
            flash(_("The choice has been recorded. The centre now issues the voucher."), "success")
            return redirect(side.listing)
        except RuleBroken as broken:
            form.take_refusals(broken.reasons)
    services = {service.code: service for service in rules_in_force(today()).service_types}
    page = render_template(
        "matching/check.html",
        side=side,
        case=side.case,
        form=form,
        offer=offer,
        line=_line(edition, home_of(side.case)),
        service=services.get(offer.service_type),
        former=current_choice(side.case.id),
    )
    return page, 422 if form.is_submitted() else 200


def _column(side: Side, offer: Offer) -> OfferColumn:
    home = home_of(side.case)
    to_come = [edition for edition in offer.editions if edition.starts_on > today()]
    reasons = misfits(fit_facts(side.case, offer, today()))
    return OfferColumn(offer, reasons, [_line(edition, home) for edition in to_come])


def _line(edition: Edition, home: Place) -> EditionLine:
    site = edition.site
    kilometres = None
    if edition.offer.mode is not Mode.ONLINE:
        point = float(site.latitude), float(site.longitude)
        kilometres = round(distance_km(home.latitude, home.longitude, *point), 1)
    return EditionLine(
        edition, kilometres, edition_misfits(edition_facts(edition, today()), today())
    )


def home_of(case: Jobseeker) -> Place:
    """Where the person lives: distances are counted from the middle of the municipality."""
    found = municipality(db.session, case.domicile_municipality)
    if found is None:
        raise AssertionError(f"unknown municipality {case.domicile_municipality}")
    return Place(latitude=float(found.latitude), longitude=float(found.longitude))
