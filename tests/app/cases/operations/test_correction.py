"""Correcting what is known about a person."""

from typing import Any

import pytest
from sqlalchemy import select

from app.accounts.models import User
from app.accounts.permissions import Role
from app.cases.models.steps import TimelineEntry
from app.cases.operations.consents import give_consent, withdraw_consent
from app.cases.operations.correction import change_contacts, renew_activation
from app.cases.queries.steps import consent_given
from app.core.errors import RuleBroken
from tests.factories.cases import jobseeker


def test_a_person_keeps_a_way_of_being_reached(counsellor: User, session: Any) -> None:
    case = jobseeker(counsellor, phone="049 1", email="a@b.example")
    with pytest.raises(RuleBroken):
        change_contacts(counsellor, case, phone="", email="", language="it")
    assert change_contacts(counsellor, case, phone="", email="a@b.example", language="en") == [
        "phone", "language",
    ]  # fmt: skip


def test_what_stays_the_same_leaves_no_trace(counsellor: User, session: Any) -> None:
    case = jobseeker(counsellor, phone="049 1", language="it")
    assert change_contacts(counsellor, case, phone="049 1", email="", language="it") == []
    session.flush()
    assert session.scalar(select(TimelineEntry)) is None


def test_an_account_needs_an_address_that_nobody_has(counsellor: User, session: Any) -> None:
    for email in ("", counsellor.email):
        with pytest.raises(RuleBroken):
            renew_activation(counsellor, jobseeker(counsellor, email=email))


def test_a_new_code_replaces_the_old(counsellor: User, session: Any) -> None:
    case = jobseeker(counsellor, email="nuova@posta.example")
    first = renew_activation(counsellor, case)
    session.flush()
    user = session.get(User, case.user_id)
    before = user.activation_hash
    assert renew_activation(counsellor, case) != first
    assert user.activation_hash != before
    assert user.role is Role.JOBSEEKER


def test_a_consent_closes_and_can_be_given_again(counsellor: User, session: Any) -> None:
    case = jobseeker(counsellor)
    for _ in range(2):
        give_consent(counsellor, case, "contact_channels")
        give_consent(counsellor, case, "contact_channels")
        session.flush()
        assert consent_given(case.id, "contact_channels") is not None
        withdraw_consent(counsellor, case, "contact_channels")
        session.flush()
        assert consent_given(case.id, "contact_channels") is None
