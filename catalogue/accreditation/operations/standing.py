"""Suspend, revoke, lift; let expire what has expired; call to mind what will."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from app.accounts.models import User
from app.accounts.queries import provider_managers
from app.audit.operations import lock, perform, perform_all
from app.core.clock import now, today
from app.core.database import db
from app.core.errors import Refusal, RuleBroken
from app.core.language import N_
from app.notices.operations import notify
from app.programme.queries import rules_in_force
from catalogue.accreditation import queries
from catalogue.accreditation.models import AccreditationEvent
from catalogue.accreditation.operations.deciding import OWN_PAGE, settle_refreshed
from catalogue.accreditation.queries.effects import (
    ACCREDITATION_REASON,
    Effects,
    effects_of,
    offers_taken_out,
    voucher_desk,
)
from catalogue.accreditation.rules import Pair
from catalogue.accreditation.states import EventKind
from catalogue.offers.operations import hold_editions, hold_offers, open_editions, settle_seats
from catalogue.offers.states import EditionAction, EditionState, OfferAction, OfferState
from catalogue.providers.models import Accreditation, Provider
from catalogue.providers.states import (
    AccreditationAction,
    AccreditationState,
    ProviderAction,
    ProviderState,
)

_A, _S = AccreditationAction, AccreditationState
_KINDS = {
    _A.SUSPEND: EventKind.SUSPENDED,
    _A.LIFT: EventKind.LIFTED,
    _A.REVOKE: EventKind.REVOKED,
    _A.EXPIRE: EventKind.EXPIRED,
}
_FROM = {
    _A.SUSPEND: {_S.ACTIVE},
    _A.LIFT: {_S.SUSPENDED},
    _A.REVOKE: {_S.ACTIVE, _S.SUSPENDED},
}
_WORDS = {
    _A.SUSPEND: N_("An accreditation of yours has been suspended by the act %(act)s."),
    _A.LIFT: N_("The suspension of an accreditation of yours has been lifted by the act %(act)s."),
    _A.REVOKE: N_("An accreditation of yours has been revoked by the act %(act)s."),
}
BATCH = 200


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What the officer decides on some accreditations, and by which act."""

    action: AccreditationAction
    reason: str | None
    note: str
    act: str


def chosen_of(
    provider: Provider, action: AccreditationAction, keys: Sequence[int]
) -> list[Accreditation]:
    """The accreditations of the provider the action is possible for, out of those chosen."""
    return [row for row in provider.accreditations if row.id in keys and row.state in _FROM[action]]


def decide(
    actor: User, provider: Provider, keys: Sequence[int], decision: Decision
) -> Effects | None:
    """Suspend, revoke or lift some accreditations, and do what follows from it, all in one.

    Suspending and revoking take offers without any other site out of the catalogue and editions out
    of choice. Revoking also closes vouchers of measures that have not begun: seat and money return,
    the person chooses again. Lifting brings back what the suspension took out.
    Raises RuleBroken without an act, a chosen accreditation, a coded reason or a note.
    """
    lock(provider)
    db.session.expire(provider, ["accreditations"])
    rows = chosen_of(provider, decision.action, keys)
    reasons = []
    if not rows:
        message = N_("Choose at least one accreditation this can be done to.")
        reasons.append(Refusal("nothing_chosen", message, field="rows"))
    if not decision.act.strip():
        reasons.append(Refusal("act_missing", N_("Enter the act."), field="act"))
    if reasons:
        raise RuleBroken(reasons)
    pairs: frozenset[Pair] = frozenset((row.site_id, row.field) for row in rows)
    effects = _held_effects(provider, pairs)
    for row in rows:
        perform(actor, row, decision.action, reason=decision.reason or None, note=decision.note)
        _tell_history(actor, row, decision)
    settle_refreshed(provider)
    _follow(actor, provider, decision)
    if decision.action is _A.LIFT:
        _bring_back(actor, provider, pairs)
    else:
        _take_out(actor, effects, decision)
    notify(
        provider_managers(provider.id),
        _WORDS[decision.action],
        {"act": decision.act},
        address="/provider/accreditations",
    )
    return effects


def expire_ended() -> int:
    """Mark what has expired, a batch at a time; how many. Twice on a night does nothing twice."""
    rows = queries.expired_accreditations(today(), BATCH)
    done = 0
    for row in rows:
        lock(row)
        if row.state in (_S.ACTIVE, _S.SUSPENDED) and row.valid_to < today():
            perform(None, row, _A.EXPIRE)
            db.session.add(
                AccreditationEvent(
                    accreditation_id=row.id,
                    provider_id=row.provider_id,
                    kind=EventKind.EXPIRED,
                    on_day=row.valid_to,
                )
            )
            done += 1
    return done


def remind_of_expiry() -> int:
    """Tell managers whose accreditation ends within the days of the rules, once; how many providers."""
    day = today()
    last = day + timedelta(rules_in_force(day).accreditation_reminder_days())
    told = 0
    for provider_id, ends_on in queries.ending_between(day, last):
        message = N_("An accreditation of yours ends on %(day)s: ask for its renewal in time.")
        key = f"accreditation:{provider_id}:{ends_on}"
        managers = provider_managers(provider_id)
        told += bool(notify(managers, message, {"day": ends_on}, address=OWN_PAGE, key=key))
    return told


def _tell_history(actor: User, row: Accreditation, decision: Decision) -> None:
    db.session.add(
        AccreditationEvent(
            accreditation_id=row.id,
            provider_id=row.provider_id,
            kind=_KINDS[decision.action],
            on_day=today(),
            act=decision.act,
            reason=decision.reason or "",
            note=decision.note,
            by_id=actor.id,
            at=now(),
        )
    )


def _follow(actor: User, provider: Provider, decision: Decision) -> None:
    """A provider stands as its accreditations stand: suspended or revoked when all of them are."""
    states = {row.state for row in provider.accreditations if row.valid_to >= today()}
    reason, note = decision.reason or None, decision.note
    if _S.ACTIVE in states:
        if provider.state is ProviderState.SUSPENDED:
            perform(actor, provider, ProviderAction.REINSTATE)
    elif _S.SUSPENDED in states:
        if provider.state is ProviderState.ACCREDITED and decision.action is _A.SUSPEND:
            perform(actor, provider, ProviderAction.SUSPEND, reason=reason, note=note)
    elif decision.action is _A.REVOKE and provider.state is not ProviderState.REVOKED:
        perform(actor, provider, ProviderAction.REVOKE, reason=reason, note=note)


def _held_effects(provider: Provider, pairs: frozenset[Pair]) -> Effects:
    """What is touched, held until the end of the transaction and read again since."""
    seen = effects_of(provider.id, pairs, today())
    hold_offers(sorted({it.id for it in seen.offers} | {it.offer_id for it in seen.held}))
    return effects_of(provider.id, pairs, today())


def _take_out(actor: User, effects: Effects, decision: Decision) -> None:
    perform_all(
        actor,
        effects.offers,
        OfferAction.SUSPEND,
        reason=ACCREDITATION_REASON,
        note=decision.act,
    )
    hold_editions(effects.offers)
    open_here = [it for it in effects.held if it.state in (EditionState.OPEN, EditionState.FULL)]
    perform_all(None, open_here, EditionAction.HOLD)
    desk, editions = voucher_desk(), effects.editions
    desk.tell_centres(editions, decision.act)
    if decision.action is _A.REVOKE:
        desk.close_unstarted(editions, decision.act)


def _bring_back(actor: User, provider: Provider, pairs: frozenset[Pair]) -> None:
    day = today()
    found = offers_taken_out(provider.id, pairs, day)
    held = hold_offers([offer.id for offer in found])
    offers = [offer for offer in held if offer.state is OfferState.SUSPENDED]
    perform_all(actor, offers, OfferAction.RESUME)
    open_editions(offers)
    for edition in effects_of(provider.id, pairs, day).held:
        if edition.state is EditionState.PLANNED and edition.offer.state is OfferState.PUBLISHED:
            perform(None, edition, EditionAction.OPEN)
            settle_seats(edition)
