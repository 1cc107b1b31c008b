"""Choose a measure, and take a choice back."""

from app.accounts.models import User
from app.accounts.permissions import Permission
from app.audit.operations import begin, lock, perform
from app.cases.models.jobseeker import Ball, Jobseeker, Step, reach_columns
from app.cases.operations import advance
from app.core.clock import today
from app.core.database import db
from app.core.errors import RuleBroken
from app.programme.queries import rules_in_force
from catalogue.offers.models import Edition
from profiling.matching.models import Choice
from profiling.matching.queries import current_choice, edition_facts, fit_facts
from profiling.matching.rules import choice_due, edition_misfits, issue_due, misfits
from profiling.matching.states import ChoiceAction, ChoiceState


def make_choice(
    *, case: Jobseeker, edition: Edition, actor: User, seat_kept: bool = False
) -> Choice:
    """Record what the person has chosen, alone or with the counsellor, until a voucher is issued.

    A second choice takes the place of the first; choosing the same again changes nothing. A choice
    takes no seat: seats are taken by vouchers. `seat_kept` says that one is kept for the person from
    the waiting list, so that a full edition can be chosen. Raises RuleBroken with every reason against it.
    """
    lock(case)
    offer, day = edition.offer, today()
    reasons = misfits(fit_facts(case, offer, day))
    if reasons := [
        *reasons,
        *edition_misfits(edition_facts(edition, day, seat_kept=seat_kept), day),
    ]:
        raise RuleBroken(reasons)
    former = current_choice(case.id)
    if former is not None and former.edition_id == edition.id:
        return former
    if former is not None:
        perform(actor, former, _replacing(actor))
        db.session.flush()
    choice = Choice(
        **reach_columns(case),
        service_type=offer.service_type,
        offer_id=offer.id,
        edition_id=edition.id,
        provider_id_chosen=offer.provider_id,
        made_by_id=actor.id,
    )
    db.session.add(choice)
    begin(actor, choice, event="choice:make", offer=offer.id, edition=edition.code)
    if case.step in (Step.CHOOSE, Step.ISSUE):
        advance(case, Step.ISSUE, Ball.CENTRE, issue_due(rules_in_force(day), day))
    return choice


def withdraw_choice(choice: Choice) -> bool:
    """Take back a choice whose edition has been cancelled; the person gets a new term to choose again.

    Returns whether it did: a choice replaced or honoured meanwhile stays as it is.
    """
    case = db.session.get_one(Jobseeker, choice.jobseeker_id)
    lock(case)
    lock(choice)
    if choice.state is not ChoiceState.MADE:
        return False
    perform(None, choice, ChoiceAction.WITHDRAW)
    if case.step is Step.ISSUE:
        day = today()
        advance(case, Step.CHOOSE, Ball.JOBSEEKER, choice_due(rules_in_force(day), day))
    return True


def _replacing(actor: User) -> ChoiceAction:
    """The action in the words of who acts: the counsellor with the person, or the person alone."""
    with_counsellor = actor.may(Permission.CHOICE_MAKE)
    return ChoiceAction.REPLACE if with_counsellor else ChoiceAction.REPLACE_OWN
