"""Fixtures that make the people and bodies of a test."""

from collections.abc import Callable

import pytest

from app.accounts.models import Organisation, OrganisationKind, User
from app.accounts.permissions import Role
from tests.factories import accounts


@pytest.fixture
def centre(session: object) -> Organisation:
    """An employment centre."""
    return accounts.organisation(OrganisationKind.CENTRE, "Centro per l'impiego di prova")


@pytest.fixture
def as_role(session: object, centre: Organisation) -> Callable[..., User]:
    """A person of a role; staff of a centre belong to the `centre` of the test."""

    def make(role: Role, organisation: Organisation | None = None) -> User:
        if organisation is None and role in (Role.COUNSELLOR, Role.CENTRE_MANAGER):
            organisation = centre
        return accounts.user(role, organisation)

    return make


@pytest.fixture
def counsellor(as_role: Callable[..., User]) -> User:
    """A counsellor of the test's centre."""
    return as_role(Role.COUNSELLOR)
