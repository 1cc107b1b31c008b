"""A case ready for its voucher, with all that stands behind it."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from typing import Any

from app.accounts.models import User
from app.accounts.permissions import Role
from app.cases.models.jobseeker import Ball, Jobseeker, Step, reach_columns
from app.cases.models.steps import Did, ServiceAgreement
from app.cases.states import AgreementState, DidState
from app.core.clock import now, today
from app.core.database import db
from app.core.money import Money
from app.programme.queries import rule_set_id_on
from catalogue.offers.models import Edition, Offer
from catalogue.providers.models import Provider
from catalogue.services.models import Call
from profiling.matching.models import Choice
from profiling.matching.operations import make_choice
from tests.factories import accounts, cases, catalogue
from vouchers.budgets.models import Budget
from vouchers.budgets.operations import grant
from vouchers.budgets.rules import EntryKind
from vouchers.issuing.models import Voucher
from vouchers.issuing.operations.issue import issue_voucher

_serial = count(1)
PATHWAY = 2
GENEROUS = Money.euro(100_000)


@dataclass(frozen=True)
class Supply:
    """What can be chosen, and the money that pays for it."""

    call: Call
    provider: Provider
    offer: Offer
    edition: Edition
    officer: User
    budget: Budget


def supply(*, seats: int = 10, granted: Money = GENEROUS, **offer_values: Any) -> Supply:
    """A published offer with one edition of so many seats, and a budget for it."""
    call, provider = catalogue.call(), catalogue.provider()
    offer = catalogue.offer(provider, call_id=call.id, **offer_values)
    edition = catalogue.edition(offer, catalogue.site(provider), seats=seats)
    officer = accounts.user(Role.PROGRAMME_OFFICER)
    budget = grant(
        officer,
        to=(call.id, provider.id, PATHWAY),
        kind=EntryKind.GRANT,
        amount=granted,
        act="DGR 0/2026",
    )
    return Supply(call, provider, offer, edition, officer, budget)


def person(counsellor: User, **values: Any) -> Jobseeker:
    """A person whose declaration is validated and whose agreement is in force: ready to choose."""
    due = today() + timedelta(days=30)
    case = cases.jobseeker(
        counsellor,
        **{
            "pathway": PATHWAY,
            "step": Step.CHOOSE,
            "ball": Ball.JOBSEEKER,
            "due_on": due,
            **values,
        },
    )
    did(case)
    agreement(case, counsellor)
    return case


def did(case: Jobseeker, state: DidState = DidState.VALIDATED) -> Did:
    """A declaration of availability in that state."""
    made = Did(
        **reach_columns(case),
        state=state,
        declared_on=date(2026, 1, 2),
        unemployed_since=date(2026, 1, 1),
        validated_on=date(2026, 1, 3),
    )
    db.session.add(made)
    db.session.flush()
    return made


def agreement(
    case: Jobseeker, counsellor: User, state: AgreementState = AgreementState.IN_FORCE
) -> ServiceAgreement:
    """A service agreement in that state."""
    made = ServiceAgreement(
        **reach_columns(case),
        number=f"PSP-{next(_serial)}",
        edition=1,
        state=state,
        pathway=PATHWAY,
        rule_set_id=rule_set_id_on(today()),
        responsible_id=counsellor.id,
        content={},
        ends_on=today() + timedelta(days=365),
        signed_at=now(),
        countersigned_at=now(),
    )
    db.session.add(made)
    db.session.flush()
    return made


def chosen(case: Jobseeker, edition: Edition, actor: User) -> Choice:
    """The person's choice of the edition, made with the counsellor."""
    return make_choice(case=case, edition=edition, actor=actor)


def issued(counsellor: User, supplied: Supply | None = None, **values: Any) -> Voucher:
    """A voucher just issued to a fresh person for the supplied edition."""
    supplied = supplied or supply()
    case = person(counsellor, **values)
    chosen(case, supplied.edition, counsellor)
    return issue_voucher(case=case, counsellor=counsellor, token=f"test-{next(_serial)}")
