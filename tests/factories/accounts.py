"""Organisations and users for tests."""

from itertools import count

from app.accounts.models import Organisation, OrganisationKind, User
from app.accounts.permissions import Role
from app.core.database import db

_serial = count(1)

_KIND = {
    Role.COUNSELLOR: OrganisationKind.CENTRE,
    Role.CENTRE_MANAGER: OrganisationKind.CENTRE,
    Role.PROGRAMME_OFFICER: OrganisationKind.REGION,
    Role.PROVIDER_MANAGER: OrganisationKind.PROVIDER,
    Role.PROVIDER_OPERATOR: OrganisationKind.PROVIDER,
    Role.AUDITOR: OrganisationKind.REGION,
    Role.ADMINISTRATOR: OrganisationKind.REGION,
}


def organisation(kind: OrganisationKind, name: str = "", **values: object) -> Organisation:
    """A body of the kind, flushed."""
    number = next(_serial)
    made = Organisation(
        kind=kind, code=f"T{kind.value}{number}", name=name or f"{kind.value} {number}", **values
    )
    db.session.add(made)
    db.session.flush()
    return made


def user(role: Role, body: Organisation | None = None, **values: object) -> User:
    """A user of the role, in the given body or a fresh one, flushed; no password."""
    number = next(_serial)
    if body is None and role is not Role.JOBSEEKER:
        body = organisation(_KIND[role])
    made = User(
        role=role,
        name=f"Persona {number}",
        email=values.pop("email", f"persona{number}@prova.example"),
        organisation_id=body.id if body else None,
        organisation=body,
        active=True,
        session_epoch=0,
        **values,
    )
    db.session.add(made)
    db.session.flush()
    return made
