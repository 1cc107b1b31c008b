"""The commands on declarations say what they did, and end with an error where states differ."""

from typing import Any

from flask import Flask
from sqlalchemy import text

from app.accounts.models import User
from app.cases.operations.did import Declaration, declare_did
from app.core import clock
from tests.factories.cases import jobseeker


def test_nothing_ends_by_law_where_nobody_works(app: Flask, session: Any) -> None:
    said = app.test_cli_runner().invoke(args=["did", "apply", "--dry-run"])
    assert said.output == "0 declarations would end by law.\n"


def test_a_state_without_its_history_ends_the_check_with_an_error(
    app: Flask, counsellor: User, session: Any
) -> None:
    case, day = jobseeker(counsellor), clock.today()
    did = declare_did(counsellor, case, Declaration(declared_on=day, unemployed_since=day))
    runner = app.test_cli_runner()
    assert runner.invoke(args=["did", "check"]).exit_code == 0
    session.execute(text("UPDATE did SET state = 'validated' WHERE id = :id"), {"id": did.id})
    session.expire_all()
    said = runner.invoke(args=["did", "check"])
    assert said.exit_code == 1
    assert f"did {did.id}: stored validated, by history declared" in said.output
