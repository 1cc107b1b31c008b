"""The total of a call against grants made at the same moment: real threads, real commits."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

from app.accounts.models import User
from app.accounts.permissions import Role
from app.core.database import db, transaction
from app.core.errors import RuleBroken
from app.core.money import Money
from catalogue.services.models import Call
from catalogue.services.operations import amend_call, content_of
from tests.factories import accounts, catalogue
from vouchers.budgets.operations import grant
from vouchers.budgets.rules import EntryKind

ROUNDS = 4


def test_a_total_is_not_lowered_below_what_is_granted_at_the_same_moment(own_app):
    """Of 2,000 euros 1,000 are granted: one officer lowers the total to 1,200, one grants 500."""
    for _ in range(ROUNDS):
        with own_app.app_context(), transaction():
            officer = accounts.user(Role.PROGRAMME_OFFICER)
            call = catalogue.call(total=Money.euro(2_000))
            place = (call.id, catalogue.provider().id, 2)
            grant(officer, to=place, kind=EntryKind.GRANT, amount=Money.euro(1_000), act="DGR 1")
            officer_id, call_id = officer.id, call.id
        barrier = Barrier(2)

        def lower(call_id=call_id, officer_id=officer_id, barrier=barrier):
            call = db.session.get_one(Call, call_id)
            content = replace(content_of(call), total=Money.euro(1_200))
            officer = db.session.get_one(User, officer_id)
            barrier.wait(timeout=20)
            amend_call(officer, call, content, act="DGR 2", reason="Meno.", revision=0)

        def give(place=place, officer_id=officer_id, barrier=barrier):
            officer = db.session.get_one(User, officer_id)
            barrier.wait(timeout=20)
            grant(officer, to=place, kind=EntryKind.GRANT, amount=Money.euro(500), act="DGR 3")

        with ThreadPoolExecutor(2) as pool:
            results = sorted(pool.map(lambda work: _done(own_app, work), (lower, give)))
        assert results in (
            ["call_total_exceeded", "done"],
            ["done", "total_below_granted"],
        )
        with own_app.app_context():
            call = db.session.get_one(Call, call_id)
            assert call.granted <= call.total


def _done(app, work):
    with app.app_context():
        try:
            with transaction():
                work()
            return "done"
        except RuleBroken as broken:
            return broken.reasons[0].code
        finally:
            db.session.remove()
