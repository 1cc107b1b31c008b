"""Targets, requests for replacement budget and figures of providers, by the operations themselves."""

from datetime import datetime, timedelta

from sqlalchemy import select

from app.accounts.models import User
from app.cli.seed.writing import AnySession
from app.core.clock import day_of, frozen
from app.core.errors import RuleBroken
from app.core.money import Money
from vouchers.budgets.models import Budget, ReplacementRequest
from vouchers.budgets.operations import decide_replacement, request_replacement, set_target
from vouchers.budgets.queries import BudgetLine, lines_of
from vouchers.performance.operations import compute_performance

TARGET_DAYS_AGO = 540
GRANTED_DAYS_AGO, PENDING_DAYS_AGO = 40, 2
DAYS_TO_DECIDE = 8
ACT, REPLACEMENT_ACT = "Atto inventato DEMO-B", "Atto inventato DEMO-S"
STEP = Money.euro(5_000)
REASONS = (
    "Le persone previste sono state prese in carico e avviate. Altre attendono i corsi di gennaio.",
    "L'obiettivo è raggiunto. I centri per l'impiego segnalano nuove persone per le stesse misure.",
)


def fund(session: AnySession, provider_id: int, tight: tuple[int, int], now: datetime) -> None:
    """Targets for every budget; of the demo's provider one request granted, one that waits.

    `tight` are the two pathways whose budgets are nearly used, with the target reached.
    """
    officer = _user(session, "officer@demo.example")
    manager = _user(session, "provider@demo.example")
    lines = lines_of(session.scalars(select(Budget).order_by(Budget.id)).all())
    nearly_used = {
        line.budget.pathway: line.budget
        for line in lines
        if line.budget.provider_id == provider_id and line.budget.pathway in tight
    }
    with frozen(now - timedelta(days=TARGET_DAYS_AGO)):
        for number, line in enumerate(lines):
            if line.progress.taken_up:
                reached = line.budget in nearly_used.values()
                people = line.progress.started if reached else _target(line, number)
                starts = max(1, people * 4 // 5)
                set_target(officer, line.budget, people=max(1, people), starts=starts, act=ACT)
    if manager and all(pathway in nearly_used for pathway in tight):
        _request(officer, manager, nearly_used[tight[0]], now, is_decided=True)
        _request(officer, manager, nearly_used[tight[1]], now, is_decided=False)
    compute_performance(day_of(now))


def _target(line: BudgetLine, number: int) -> int:
    """Targets of which a half to nearly all has been reached."""
    return max(3, line.progress.taken_up * (110 + number % 5 * 20) // 100)


def _request(
    officer: User, manager: User, budget: Budget, now: datetime, *, is_decided: bool
) -> ReplacementRequest | None:
    asked_at = now - timedelta(days=GRANTED_DAYS_AGO if is_decided else PENDING_DAYS_AGO)
    amount = Money(max(STEP.cents, budget.granted.cents // 5 // STEP.cents * STEP.cents))
    try:
        with frozen(asked_at):
            asked = request_replacement(manager, budget, amount, REASONS[is_decided])
    except RuleBroken:  # a large region has too much money left in it
        return None
    if is_decided:
        with frozen(asked_at + timedelta(days=DAYS_TO_DECIDE)):
            decide_replacement(officer, asked, given=amount, act=REPLACEMENT_ACT, decision="")
    return asked


def _user(session: AnySession, email: str) -> User:
    return session.scalars(select(User).where(User.email == email)).one()
