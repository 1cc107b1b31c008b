"""The demo region agrees with itself, with the state tables and with the database's constraints."""

from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from app.accounts.models import User
from app.accounts.permissions import Role
from app.accounts.queries import demo_accounts
from app.audit.models import TransitionLog
from app.cases.models.jobseeker import Jobseeker
from app.cli.seed import cast
from app.cli.seed.director import AlreadySeeded, Wanted, seed_region
from app.cli.seed.multiply import worlds
from app.cli.seed.offers import FEWEST_OFFERS
from app.core.database import Base, db, transaction
from app.core.fiscal_code import disagreements
from app.core.state_machine import MACHINES
from tests.conftest import application_on, close_connections
from tests.databases import Databases
from vouchers.budgets.models import Budget, BudgetEntry
from vouchers.issuing.queries.reconciliation import commitment_differences, seat_differences

NOW = datetime(2026, 11, 20, 11, 30, tzinfo=UTC)
STATEFUL = (
    "did", "quantitative_profile", "assessment", "service_agreement", "choice", "voucher", "offer",
    "edition", "provider",
)  # fmt: skip


def seeded(people: int, seed: int = 7) -> dict[str, int]:
    with transaction():
        return dict(seed_region(db.session, Wanted(people, seed, NOW, "x"), lambda step: None))


def rows(statement: str) -> list[Any]:
    return list(db.session.execute(text(statement)).all())


@pytest.mark.parametrize("told_at_most", [300, 100])
def test_the_region_agrees_with_itself(
    own_app: Flask, monkeypatch: pytest.MonkeyPatch, told_at_most: int
) -> None:
    """Whether everybody's story is told, or most people are copies."""
    monkeypatch.setattr("app.cli.seed.multiply.TOLD_AT_MOST", told_at_most)
    with own_app.app_context():
        seeded(300)
        _everybody_is_there(300 // told_at_most)
        _people_have_codes_that_fit()
        _every_state_is_where_its_history_led()
        _every_step_of_every_history_is_in_its_table()
        _seats_and_money_agree_with_vouchers()
        _cases_agree_with_their_records()
        _timelines_run_forward()
        with pytest.raises(AlreadySeeded):
            seeded(20)


@pytest.mark.parametrize(
    ("people", "told"), [(20, 20), (3_000, 3_000), (10_000, 2_500), (100_000, 2_500)]
)
def test_round_numbers_of_people_divide_into_worlds(people: int, told: int) -> None:
    assert worlds(people) == (told, people // told)


def _everybody_is_there(count: int) -> None:
    assert db.session.scalar(select(func.count()).select_from(Jobseeker)) == 300
    assert rows("SELECT kind, count(*) FROM organisation GROUP BY kind ORDER BY kind") == [
        ("centre", 40),
        ("hub", 7),
        ("provider", 32),
        ("region", 1),
    ]
    assert rows("SELECT count(*) FROM offer") == [(FEWEST_OFFERS * count,)]
    assert {account.role for account in demo_accounts()} == set(Role)
    shown = {account.email for account in demo_accounts() if account.role is Role.JOBSEEKER}
    assert shown == {case.email for case in cast.SHOWN_CASES}
    for case in cast.SHOWN_CASES:
        step = db.session.scalar(
            select(Jobseeker.step)
            .join(User, User.id == Jobseeker.user_id)
            .where(User.email == case.email)
        )
        assert step is case.step, case.email
    assert rows("SELECT 1 FROM jobseeker WHERE NOT is_invented LIMIT 1") == []
    # What the desk reads of the case is what the assessment says.
    assert not rows(
        "SELECT 1 FROM assessment a JOIN jobseeker j ON j.id = a.jobseeker_id "
        "WHERE a.state = 'completed' AND j.assessed_until IS DISTINCT FROM a.valid_until"
    )
    # The manager's view has something to show.
    assert rows("SELECT 1 FROM jobseeker WHERE counsellor_id IS NULL LIMIT 1") == [(1,)]
    assert rows("SELECT 1 FROM reassignment WHERE state = 'made' LIMIT 1") == [(1,)]
    # New rows find free keys and numbers after the seed.
    for table in STATEFUL[:-1]:
        (last,), (following,) = (
            rows(f"SELECT coalesce(max(id), 0) FROM {table}")[0],
            rows(f"SELECT nextval(pg_get_serial_sequence('{table}', 'id'))")[0],
        )
        assert following > last, table


def _people_have_codes_that_fit() -> None:
    for person in db.session.scalars(select(Jobseeker)):
        findings = disagreements(
            person.fiscal_code,
            person.surname,
            person.given_name,
            person.born_on,
            person.sex,
            person.birthplace_code,
        )
        assert findings == [], person.fiscal_code


def _every_state_is_where_its_history_led() -> None:
    for table in STATEFUL:
        name = next(
            mapper.class_.machine.name
            for mapper in Base.registry.mappers
            if mapper.class_.__tablename__ == table
        )
        unlike = rows(
            f"SELECT r.id, r.state, l.to_state FROM {table} r LEFT JOIN LATERAL ("
            f"  SELECT to_state FROM transition_log WHERE machine = '{name}' AND object_id = r.id"
            f"  ORDER BY at DESC, id DESC LIMIT 1) l ON true WHERE l.to_state IS DISTINCT FROM r.state"
        )
        assert unlike == [], table


def _every_step_of_every_history_is_in_its_table() -> None:
    entries = db.session.execute(
        select(
            TransitionLog.machine,
            TransitionLog.from_state,
            TransitionLog.action,
            TransitionLog.to_state,
        ).distinct()
    )
    for machine_name, before, action, after in entries:
        machine = MACHINES[machine_name]
        if before is None:
            assert after == machine.initial.value
            continue
        known = {
            (source.value, row.action.value, row.target.value)
            for row in machine.transitions
            for source in row.sources
        }
        assert (before, action, after) in known, machine_name


def _seats_and_money_agree_with_vouchers() -> None:
    assert seat_differences() == []
    assert commitment_differences() == []
    for budget in db.session.scalars(select(Budget)):
        entries = db.session.scalars(
            select(BudgetEntry).where(BudgetEntry.budget_id == budget.id).order_by(BudgetEntry.id)
        ).all()
        balance = 0
        for entry in entries:
            balance += entry.amount.cents
            assert balance >= 0
        assert balance == budget.balance.cents
    assert rows("SELECT id FROM edition WHERE state = 'full' AND taken < seats") == []
    assert rows("SELECT id FROM edition WHERE state = 'open' AND taken = seats") == []


def _cases_agree_with_their_records() -> None:
    open_voucher = "SELECT 1 FROM voucher v WHERE v.jobseeker_id = j.id AND v.state"
    unlike = {
        "take_up": f"NOT EXISTS ({open_voucher} = 'issued')",
        "issue": "NOT EXISTS (SELECT 1 FROM choice c WHERE c.jobseeker_id = j.id "
        "AND c.state = 'made')",
        "choose": "NOT EXISTS (SELECT 1 FROM service_agreement a WHERE a.jobseeker_id = j.id "
        "AND a.state IN ('in_force', 'suspended'))",
        "sign": "NOT EXISTS (SELECT 1 FROM service_agreement a WHERE a.jobseeker_id = j.id "
        "AND a.state = 'proposed')",
        "closed": f"EXISTS ({open_voucher} IN ('issued', 'taken_up', 'in_delivery'))",
    }
    for step, fault in unlike.items():
        found = rows(f"SELECT j.id FROM jobseeker j WHERE j.step = '{step}' AND {fault}")
        assert found == [], step
    assert rows(
        "SELECT j.id FROM jobseeker j WHERE j.provider_id IS DISTINCT FROM (SELECT v.issued_to_id "
        "FROM voucher v WHERE v.jobseeker_id = j.id "
        "AND v.state IN ('issued', 'taken_up', 'in_delivery'))"
    ) == []  # fmt: skip


def _timelines_run_forward() -> None:
    assert rows(
        "SELECT id FROM (SELECT id, at, lag(at) OVER (PARTITION BY jobseeker_id ORDER BY id) AS "
        "before FROM timeline_entry) AS told WHERE at < before"
    ) == []  # fmt: skip
    assert rows(f"SELECT 1 FROM timeline_entry WHERE at > '{NOW.isoformat()}'") == []


def test_the_same_seed_gives_the_same_region(databases: Databases) -> None:
    fingerprints = []
    for purpose in ("first", "twin"):
        with databases.copy(purpose) as name:
            application = application_on(databases, name)
            with application.app_context():
                seeded(30, seed=11)
                fingerprints.append(_fingerprint())
            close_connections(application)
    assert fingerprints[0] == fingerprints[1]


def _fingerprint() -> list[Any]:
    return [
        rows("SELECT md5(string_agg(j::text, '|' ORDER BY id)) FROM jobseeker j"),
        rows("SELECT md5(string_agg(v::text, '|' ORDER BY id)) FROM voucher v"),
        rows("SELECT md5(string_agg(e::text, '|' ORDER BY id)) FROM edition e"),
        rows("SELECT md5(string_agg(t::text, '|' ORDER BY id)) FROM transition_log t"),
    ]
