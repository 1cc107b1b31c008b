"""Grant, commit and release public money, ask for more and decide; every movement is in the ledger."""

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from app.accounts.models import User
from app.accounts.queries import programme_officers, provider_managers
from app.audit.operations import begin, lock, perform, record
from app.core.clock import now, today
from app.core.database import db
from app.core.errors import Refusal, RuleBroken
from app.core.language import N_
from app.core.money import Money
from app.notices.operations import notify
from catalogue.services.states import CallState
from vouchers.budgets.models import (
    REPLACEMENT_NUMBERS,
    Budget,
    BudgetEntry,
    BudgetTarget,
    ReplacementRequest,
)
from vouchers.budgets.queries import request_facts, warning_percent
from vouchers.budgets.rules import (
    EntryKind,
    Position,
    decision_refusals,
    grant_refusals,
    request_number,
    request_refusals,
    signed,
    target_refusals,
)
from vouchers.budgets.states import ReplacementAction


def grant(
    actor: User,
    *,
    to: tuple[int, int, int],
    kind: EntryKind,
    amount: Money,
    act: str,
    note: str = "",
) -> Budget:
    """Enter a grant, replacement budget or reduction for (call, provider, pathway).

    The first entry opens the budget. Raises RuleBroken when the amount is not positive or a reduction
    reaches money already committed, or more is granted than the call has left of its total.
    """
    call_id, provider_id, pathway = to
    budget = _opened(call_id, provider_id, pathway)
    lock(budget)
    reasons = grant_refusals(kind, amount, budget.balance, held_total(budget))
    if budget.call.state in (CallState.DRAFT, CallState.DISCARDED):
        message = N_("The call must be published before money is granted under it.")
        reasons.append(Refusal("call_not_published", message, field="call"))
    if reasons:
        raise RuleBroken(reasons)
    _enter(actor, budget, kind, amount, act, note)
    record(actor, "budget:grant", budget, kind=kind.value, cents=amount.cents, act=act)
    return budget


def commit_amount(actor: User | None, budget: Budget, amount: Money, reference: str) -> None:
    """Bind money of the budget to a voucher. Raises RuleBroken when the balance is too small.

    The budget's row is held until the end of the transaction: nobody else can take the last euro.
    """
    lock(budget)
    if amount > budget.balance:
        message = N_("The budget holds %(balance)s, the voucher is worth %(value)s.")
        values = {"balance": budget.balance, "value": amount}
        raise RuleBroken([Refusal("budget_insufficient", message, values)])
    before = budget.position
    _enter(actor, budget, EntryKind.COMMITMENT, amount, reference)
    record(actor, "budget:commit", budget, cents=amount.cents, voucher=reference)
    _warn_once(budget, before)


def release_amount(actor: User | None, budget: Budget, amount: Money, reference: str) -> None:
    """Free the money bound to a voucher that will not be used."""
    lock(budget)
    _enter(actor, budget, EntryKind.RELEASE, amount, reference)
    record(actor, "budget:release", budget, cents=amount.cents, voucher=reference)


def set_target(actor: User, budget: Budget, *, people: int, starts: int, act: str) -> BudgetTarget:
    """Say how many people are to be reached with the budget; older targets stay readable.

    Raises RuleBroken when the numbers do not agree.
    """
    reasons = target_refusals(people, starts)
    if not act.strip():
        message = N_("Enter the act that sets it.")
        reasons.append(Refusal("act_missing", message, field="act"))
    if reasons:
        raise RuleBroken(reasons)
    target = BudgetTarget(
        budget_id=budget.id, people=people, starts=starts, act=act, set_by_id=actor.id
    )
    db.session.add(target)
    record(actor, "budget:target", budget, people=people, starts=starts)
    return target


def request_replacement(
    actor: User, budget: Budget, amount: Money, reason: str
) -> ReplacementRequest:
    """Ask the region for more money in a budget. Raises RuleBroken with every reason at once."""
    lock(budget)
    facts = request_facts(budget, today())
    if reasons := request_refusals(facts, amount, reason):
        raise RuleBroken(reasons)
    ordinal = db.session.scalars(REPLACEMENT_NUMBERS.next_value().select()).one()
    asked = ReplacementRequest(
        number=request_number(today().year, ordinal),
        budget_id=budget.id,
        budget=budget,
        provider_id=budget.provider_id,
        amount=amount,
        reason=reason.strip(),
        used_percent=facts.used_percent,
        people=facts.people_started,
        people_target=facts.people_target,
        requested_by_id=actor.id,
    )
    db.session.add(asked)
    begin(actor, asked, event="replacement:request", number=asked.number)
    message = N_("%(provider)s asks for replacement budget (%(number)s).")
    words = {"provider": budget.provider.name, "number": asked.number}
    address = f"/programme/replacements/{asked.id}"
    notify(programme_officers(), message, words, address=address, key=asked.number)
    return asked


def decide_replacement(
    actor: User, asked: ReplacementRequest, *, given: Money | None, act: str, decision: str
) -> None:
    """Grant a request wholly or in part, or refuse it (`given` is None), and tell the provider.

    The money moves in the same transaction, through the ledger, never beyond the call's total.
    Raises RuleBroken with every reason, IllegalTransition when it has been decided already.
    """
    lock(asked)
    action = ReplacementAction.REFUSE
    if given is not None:
        action = ReplacementAction.GRANT if given == asked.amount else ReplacementAction.REDUCE
    asked.machine.transition(asked.state, action)
    lock(asked.budget)
    available = held_total(asked.budget)
    if reasons := decision_refusals(
        asked=asked.amount, given=given, available=available, act=act, decision=decision
    ):
        raise RuleBroken(reasons)
    if given is not None:
        kind = EntryKind.REPLACEMENT
        entry = _enter(actor, asked.budget, kind, given, act.strip(), asked.number)
        details = {"kind": kind.value, "cents": given.cents, "act": act, "request": asked.number}
        record(actor, "budget:grant", asked.budget, **details)
        asked.amount_granted, asked.entry_id, asked.act = given, entry.id, act.strip()
    asked.decision, asked.decided_by_id, asked.decided_at = decision.strip(), actor.id, now()
    perform(actor, asked, action, note=decision, number=asked.number)
    _tell_decision(asked, action)


def withdraw_replacement(actor: User, asked: ReplacementRequest) -> None:
    """Take a request back that nobody has decided yet."""
    perform(actor, asked, ReplacementAction.WITHDRAW, number=asked.number)


def held_total(budget: Budget) -> Money | None:
    """What the call has left of its total, held until the end of the transaction; None: no total.

    Always after the budget's own row, so that two who grant never wait for each other in a circle.
    """
    call = budget.call
    lock(call)
    return None if call.total is None else call.total - call.granted


def _tell_decision(asked: ReplacementRequest, action: ReplacementAction) -> None:
    messages = {
        ReplacementAction.GRANT: N_("Your request %(number)s for replacement budget was granted."),
        ReplacementAction.REDUCE: N_("Your request %(number)s was granted in part: read why."),
        ReplacementAction.REFUSE: N_("Your request %(number)s was refused: read why."),
    }
    notify(
        provider_managers(asked.provider_id),
        messages[action],
        {"number": asked.number},
        address=f"/provider/replacements/{asked.id}",
        key=f"{asked.number}:decided",
    )


def _warn_once(budget: Budget, before: Position) -> None:
    """Tell both sides when a commitment takes the budget over the line of the rule set."""
    line = warning_percent(today())
    if not before.used_percent < line <= budget.position.used_percent:
        return
    message = N_("%(used)s%% of the budget of %(provider)s for pathway %(pathway)s is committed.")
    words = {
        "used": budget.position.used_percent,
        "provider": budget.provider.name,
        "pathway": budget.pathway,
    }
    # What was granted is part of the key: after more money the warning may come again.
    key = f"budget_low:{budget.id}:{budget.granted.cents}"
    managers, officers = provider_managers(budget.provider_id), programme_officers()
    notify(managers, message, words, address=f"/provider/budgets/{budget.id}", key=key)
    notify(officers, message, words, address=f"/programme/budgets/{budget.id}", key=key)


def _opened(call_id: int, provider_id: int, pathway: int) -> Budget:
    """The budget, made now if there was none; two officers at once get the same one."""
    values = {"call_id": call_id, "provider_id": provider_id, "pathway": pathway}
    statement = insert(Budget).values(**values).on_conflict_do_nothing()
    db.session.execute(statement)
    return db.session.scalars(select(Budget).filter_by(**values)).one()


def _enter(
    actor: User | None,
    budget: Budget,
    kind: EntryKind,
    amount: Money,
    reference: str,
    note: str = "",
) -> BudgetEntry:
    """Write the line; the database moves the figures of the budget, which are then read again."""
    entry = BudgetEntry(
        budget_id=budget.id,
        kind=kind,
        amount=signed(kind, amount),
        reference=reference,
        note=note,
        entered_by_id=actor.id if actor else None,
    )
    db.session.add(entry)
    db.session.flush()
    db.session.refresh(budget)
    return entry
