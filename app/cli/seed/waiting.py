"""A full edition with people who wait, one of them with a place kept; a paused site; a text to sign."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.accounts.models import User
from app.accounts.queries import provider_managers
from app.audit.operations import lock, perform
from app.cases.models.jobseeker import Jobseeker, Step
from app.cli.seed import cast
from app.core.clock import frozen, now, today
from app.core.database import db
from app.core.language import N_
from app.notices.operations import notify
from app.programme.queries import rules_in_force
from catalogue.agreements.queries import present_version, providers_without
from catalogue.capacity.operations import pause
from catalogue.capacity.rules import Pause
from catalogue.offers.models import Edition, Offer
from catalogue.offers.operations import settle_seats
from catalogue.offers.states import EditionAction, EditionState, OfferState
from catalogue.providers.models import Site
from catalogue.providers.states import PauseReason
from profiling.matching.queries import fit_facts
from profiling.matching.rules import misfits
from vouchers.waiting.operations.answers import join

QUEUE = 4
"""One of them gets the seat that comes free, the others go on waiting."""
PAUSED_DAYS = 21


def add_waiting() -> None:
    """What the demonstration shows of capacity, made by the operations themselves."""
    counsellor = _account(cast.COUNSELLORS[0].email)
    manager = _account(cast.PROVIDER_MANAGER.email)
    if counsellor is None or manager is None:
        return
    edition = _crowded(counsellor, manager)
    if manager.provider_id is not None:
        _pause_a_site(manager, manager.provider_id, edition)
    version = present_version()
    for provider_id in providers_without(version.number):
        notify(
            provider_managers(provider_id),
            N_("The platform agreement has changed: sign it again by %(day)s."),
            {"day": version.sign_by},
            address="/provider/agreement",
            key=f"platform_agreement:{version.number}:new",
        )


def _account(email: str) -> User | None:
    return db.session.scalar(select(User).where(User.email == email))


def _crowded(counsellor: User, manager: User) -> Edition | None:
    """An edition that suits enough people: best of the demonstration's provider and for somebody with a
    demo account, who then comes first.
    """
    people = _choosing(counsellor)
    shown = [case for case in people if case.user_id is not None]
    suitable = [(edition, _fitting(people, edition)) for edition in _editions(manager)]
    suitable = [(edition, cases) for edition, cases in suitable if len(cases) >= QUEUE]
    if not suitable:
        return None
    edition, cases = min(
        suitable,
        key=lambda found: (
            found[1][0] not in shown,
            found[0].provider_id != manager.provider_id,
            found[0].id,
        ),
    )
    with frozen(now() - timedelta(days=2)):
        _fill(edition)
        for case in cases[:QUEUE]:
            join(case=case, edition=edition, actor=counsellor)
    edition.seats += 1  # the provider has found room for one more
    settle_seats(edition)
    return edition


def _fitting(people: Sequence[Jobseeker], edition: Edition) -> list[Jobseeker]:
    return [case for case in people if not misfits(fit_facts(case, edition.offer, today()))]


def _choosing(counsellor: User) -> Sequence[Jobseeker]:
    """The counsellor's people who may choose, those with a demo account first."""
    statement = (
        select(Jobseeker)
        .where(Jobseeker.counsellor_id == counsellor.id, Jobseeker.step == Step.CHOOSE)
        .order_by(Jobseeker.user_id.is_(None), Jobseeker.id)
        .limit(40)
    )
    return db.session.scalars(statement).all()


def _editions(manager: User) -> Sequence[Edition]:
    """Open editions with places taken and time to enrol, the manager's own first."""
    statement = (
        select(Edition)
        .join(Edition.offer)
        .where(
            Edition.state == EditionState.OPEN,
            Edition.taken > 1,
            Edition.enrol_by > today() + timedelta(rules_in_force(today()).days("issue_days")),
            Offer.state == OfferState.PUBLISHED,
        )
        .options(joinedload(Edition.offer), joinedload(Edition.site))
        .order_by(Edition.provider_id != manager.provider_id, Edition.starts_on, Edition.id)
        .limit(60)
    )
    return db.session.scalars(statement).all()


def _fill(edition: Edition) -> None:
    """As if every other seat had been given up: what is taken is all there is."""
    lock(edition)
    edition.seats, edition.waiting_max = edition.taken, max(edition.waiting_max, QUEUE + 2)
    edition.seats_min = min(edition.seats_min, edition.seats)
    perform(None, edition, EditionAction.FILL)


def _pause_a_site(manager: User, provider_id: int, spared: Edition | None) -> None:
    sites = db.session.scalars(
        select(Site).where(Site.provider_id == provider_id).order_by(Site.id.desc())
    ).all()
    others = [site for site in sites if spared is None or site.id != spared.site_id]
    if others:
        until = today() + timedelta(days=PAUSED_DAYS)
        pause(manager, others[0], Pause(reason=PauseReason.PREMISES, until=until))
