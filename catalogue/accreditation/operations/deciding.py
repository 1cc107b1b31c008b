"""The region's side of an application: examine, ask for corrections, grant, refuse."""

from collections.abc import Mapping
from datetime import date

from app.accounts.models import User
from app.accounts.queries import provider_managers
from app.audit.operations import begin, lock, perform
from app.core.clock import now, today
from app.core.database import db
from app.core.errors import Refusal, RuleBroken
from app.core.language import N_
from app.notices.operations import notify
from catalogue.accreditation.models import AccreditationEvent, Application, Correction
from catalogue.accreditation.rules import Grant, Held, grant_refusals
from catalogue.accreditation.states import ApplicationAction, EventKind, Section
from catalogue.providers.models import Accreditation, Provider
from catalogue.providers.states import AccreditationState, ProviderAction, ProviderState

OWN_PAGE = "/provider/application"


def take(actor: User, application: Application) -> None:
    """Begin the examination."""
    perform(actor, application, ApplicationAction.TAKE)
    application.officer_id, application.waiting_since = actor.id, now()


def ask_for_corrections(
    actor: User, application: Application, words: Mapping[Section, str], due_on: date | None
) -> None:
    """Ask for corrections of some parts by a day. Raises RuleBroken without a part, or a day to come."""
    wanted = {section: text.strip() for section, text in words.items() if text.strip()}
    reasons = []
    if not wanted:
        message = N_("Write what has to be corrected, in at least one part.")
        reasons.append(Refusal("nothing_asked", message))
    if due_on is None or due_on <= today():
        message = N_("Enter a day to come by which the corrections must be made.")
        reasons.append(Refusal("due_past", message, field="due_on"))
    if reasons or due_on is None:
        raise RuleBroken(reasons)
    perform(actor, application, ApplicationAction.ASK, parts=", ".join(it.value for it in wanted))
    application.waiting_since = now()
    for section, text in wanted.items():
        application.corrections.append(
            Correction(section=section, words=text, due_on=due_on, asked_by_id=actor.id)
        )
    message = N_("The region asks you to correct your application by %(day)s.")
    _tell(application.provider_id, message, {"day": due_on})


def refuse(actor: User, application: Application, *, reason: str | None, note: str) -> None:
    """Refuse with a coded reason and words. Raises RuleBroken without them."""
    perform(actor, application, ApplicationAction.REFUSE, reason=reason or None, note=note)
    application.waiting_since = now()
    _tell(application.provider_id, N_("Your application has been refused: read the reasons"))


def grant_application(actor: User, application: Application, grant: Grant) -> None:
    """Grant what was asked for, or a part of it. Raises RuleBroken with all the grant lacks."""
    lock(application)
    application.machine.transition(application.state, ApplicationAction.GRANT)
    asked = {(line.site_id, field) for line in application.sites for field in line.fields}
    if any((site_id, field.value) not in asked for site_id, field in grant.pairs):
        message = N_("Only what the application asks for can be granted.")
        raise RuleBroken([Refusal("not_asked", message, field="pairs")])
    perform(actor, application, ApplicationAction.GRANT, number=grant.number, act=grant.act)
    application.waiting_since = now()
    grant_accreditation(actor, application.provider, grant)


def grant_accreditation(actor: User, provider: Provider, grant: Grant) -> list[Accreditation]:
    """Enter accreditations in the register; an applicant becomes accredited with the first.

    Raises RuleBroken with everything the grant lacks, or where days are covered already.
    """
    lock(provider)
    db.session.expire(provider, ["accreditations"])
    held = [
        Held(site_id=it.site_id, field=it.field, valid_from=it.valid_from, valid_to=it.valid_to)
        for it in provider.accreditations
        if it.state is not AccreditationState.REVOKED
    ]
    reasons = grant_refusals(grant, held, today())
    if provider.state is ProviderState.REVOKED:
        message = N_("The accreditation of this provider has been revoked.")
        reasons.append(Refusal("revoked", message))
    known = {site.id for site in provider.sites}
    if any(site_id not in known for site_id, _field in grant.pairs):
        message = N_("This site is not the provider's.")
        reasons.append(Refusal("foreign_site", message, field="pairs"))
    if reasons or grant.valid_from is None or grant.valid_to is None:
        raise RuleBroken(reasons)
    made = []
    for site_id, field in sorted(grant.pairs, key=lambda pair: (pair[0], pair[1].value)):
        row = Accreditation(
            provider_id=provider.id,
            site_id=site_id,
            field=field,
            number=grant.number,
            act=grant.act,
            valid_from=grant.valid_from,
            valid_to=grant.valid_to,
        )
        db.session.add(row)
        begin(actor, row, event="accreditation:grant", number=grant.number, act=grant.act)
        _note(actor, row, grant.act)
        made.append(row)
    db.session.flush()
    settle_refreshed(provider)
    if provider.state is ProviderState.APPLICANT:
        perform(actor, provider, ProviderAction.ACCREDIT)
    _tell(provider.id, N_("Your organisation has been accredited: read for what and where."))
    return made


def settle_refreshed(provider: Provider) -> None:
    """Read again what the database summed up."""
    db.session.flush()
    for site in provider.sites:
        db.session.expire(site, ["accredited_for"])
    db.session.expire(provider, ["accreditations", "accredited_until", "accreditation_number"])


def _note(actor: User, row: Accreditation, act: str) -> None:
    db.session.add(
        AccreditationEvent(
            accreditation_id=row.id,
            provider_id=row.provider_id,
            kind=EventKind.GRANTED,
            on_day=row.valid_from,
            act=act,
            by_id=actor.id,
        )
    )


def _tell(provider_id: int, message: str, params: Mapping[str, object] | None = None) -> None:
    notify(provider_managers(provider_id), message, params, address=OWN_PAGE)
