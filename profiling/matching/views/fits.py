"""The whole catalogue as seen from a person: what fits, and of everything else why it does not."""

from dataclasses import dataclass, replace

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app.core.clock import today
from app.core.errors import Refusal
from catalogue.offers.models import Mode
from catalogue.offers.queries import FoundOffer, Sort, Wanted, search
from catalogue.offers.views import asked_of_catalogue
from profiling.matching.queries import edition_facts, fits_of
from profiling.matching.rules import LifeFacts, edition_misfits, misfits, to_check
from profiling.matching.views.pages import home_of
from profiling.matching.views.sides import Side


@dataclass(frozen=True)
class Verdict:
    """A line of the catalogue: what stands against it for this person, and what to talk about."""

    row: FoundOffer
    reasons: list[Refusal]
    checks: list[Refusal]


def fits_page(side: Side) -> ResponseReturnValue:
    """What is found, nearest to home first, each with whether it fits and why it does not."""
    form, wanted = asked_of_catalogue()
    page = search(_from_home(side, wanted), request.args.get("cursor"))
    on, case = today(), side.case
    facts = fits_of(case, [row.offer for row in page.rows], on)
    verdicts = [
        Verdict(
            row,
            [
                *misfits(facts[row.offer.id]),
                *edition_misfits(edition_facts(row.edition, on), on),
            ],
            to_check(_life(side, row)),
        )
        for row in page.rows
    ]
    return render_template(
        "matching/fits.html", side=side, case=case, form=form, page=page, verdicts=verdicts
    )


def _from_home(side: Side, wanted: Wanted) -> Wanted:
    """The search counted from home unless another place is asked for; nearest first unless words say more."""
    if wanted.near is not None:
        return wanted
    sort = wanted.sort or (None if wanted.words else Sort.NEAREST)
    return replace(wanted, near=home_of(side.case), sort=sort)


def _life(side: Side, row: FoundOffer) -> LifeFacts:
    case, is_online = side.case, row.offer.mode is Mode.ONLINE
    return LifeFacts(
        kilometres=row.kilometres,
        has_licence=case.driving_licence,
        minor_children=case.minor_children,
        hours=row.offer.hours,
        is_online=is_online,
        is_step_free=row.site.step_free,
        requirements=row.offer.requirements,
    )
