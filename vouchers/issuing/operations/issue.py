"""Issue a voucher: one transaction from the checks to the case's next step."""

from datetime import date

from app.accounts.models import User
from app.audit.operations import begin, lock, perform
from app.cases.models.jobseeker import Ball, Jobseeker, Step
from app.cases.models.steps import ServiceAgreement
from app.cases.operations import advance
from app.core.clock import today
from app.core.database import db
from app.core.errors import RuleBroken, StaleRecord
from catalogue.offers.operations import take_seat
from profiling.matching.states import ChoiceAction
from vouchers.budgets.models import Budget
from vouchers.budgets.operations import commit_amount
from vouchers.issuing.models import NUMBERS, Voucher
from vouchers.issuing.queries.facts import Grounds, Proposal, grounds_of, with_present_rows
from vouchers.issuing.queries.vouchers import voucher_of_request
from vouchers.issuing.rules.eligibility import refusals
from vouchers.issuing.rules.numbers import voucher_number
from vouchers.waiting.operations.answers import honour


def issue_voucher(*, case: Jobseeker, counsellor: User, token: str) -> Voucher:
    """Grant the person the measure they have chosen, with a seat in it and the money that pays for it.

    Holds case, edition and budget in this order, decides on what they say then, and does all of it
    or nothing. `token` names the page whose button was pressed: pressing twice returns the voucher of
    the first time. Raises RuleBroken with every reason at once, StaleRecord for a token of another case.
    """
    lock(case)
    if (given := voucher_of_request(token)) is not None:
        if given.jobseeker_id != case.id:
            raise StaleRecord
        return given
    grounds = _held_grounds(case, today())
    if reasons := refusals(grounds.facts):
        raise RuleBroken(reasons)
    proposal, agreement = grounds.proposal, grounds.agreement
    if proposal is None or agreement is None or proposal.budget is None:
        raise AssertionError("the rules refuse a voucher without choice, agreement or budget")
    return _issued(case, counsellor, token, proposal, agreement, proposal.budget)


def _held_grounds(case: Jobseeker, day: date) -> Grounds:
    """The grounds, with what edition and budget say once they are held: nobody changes them now."""
    found = grounds_of(case, day)
    if found.proposal is None:
        return found
    lock(found.proposal.edition)
    if found.proposal.budget is not None:
        lock(found.proposal.budget)
    return with_present_rows(found)


def _issued(
    case: Jobseeker,
    counsellor: User,
    token: str,
    proposal: Proposal,
    agreement: ServiceAgreement,
    budget: Budget,
) -> Voucher:
    day, edition, offer = today(), proposal.edition, proposal.edition.offer
    if proposal.kept is not None:
        honour(counsellor, proposal.kept)
    take_seat(edition, was_kept=proposal.kept is not None)
    case.provider_id = offer.provider_id
    number = voucher_number(day.year, db.session.scalars(NUMBERS.next_value().select()).one())
    voucher = Voucher(
        jobseeker_id=case.id,
        centre_id=case.centre_id,
        provider_id=offer.provider_id,
        issued_to_id=offer.provider_id,
        number=number,
        choice_id=proposal.choice.id,
        agreement_id=agreement.id,
        call_id=budget.call_id,
        offer_id=offer.id,
        edition_id=edition.id,
        budget_id=budget.id,
        service_type=offer.service_type,
        pathway=budget.pathway,
        hours=offer.hours,
        value=proposal.calculation.value,
        calculation=[line.as_stored() for line in proposal.calculation.lines],
        rule_set_id=proposal.rule_set_id,
        issued_by_id=counsellor.id,
        issued_on=day,
        take_up_by=proposal.terms.take_up_by,
        valid_until=proposal.terms.valid_until,
        request_token=token,
    )
    perform(counsellor, proposal.choice, ChoiceAction.HONOUR)
    db.session.add(voucher)
    begin(counsellor, voucher, event="voucher:issue", number=number, edition=edition.code)
    commit_amount(counsellor, budget, voucher.value, number)
    advance(case, Step.TAKE_UP, Ball.PROVIDER, voucher.take_up_by)
    return voucher
