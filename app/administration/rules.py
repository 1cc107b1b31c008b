"""Which role belongs in which body."""

from enum import Enum

from app.accounts.permissions import Role
from app.core.errors import Refusal
from app.core.language import N_

KIND_OF_ROLE = {
    Role.COUNSELLOR: "centre",
    Role.CENTRE_MANAGER: "centre",
    Role.PROGRAMME_OFFICER: "region",
    Role.PROVIDER_MANAGER: "provider",
    Role.PROVIDER_OPERATOR: "provider",
    Role.AUDITOR: "region",
    Role.ADMINISTRATOR: "region",
}
"""Design, section 2: a counsellor belongs to a centre, an officer to the region, and so on."""


def body_refusals(role: Role, kind: Enum | None) -> list[Refusal]:
    """Why a person of this role cannot belong to a body of this kind; None means no such body."""
    if kind is None:
        message = N_("There is no body with this code. Look it up in the list of accounts.")
        return [Refusal("body_unknown", message, field="organisation_code")]
    if kind.value != KIND_OF_ROLE[role]:
        message = N_("A person with this role cannot belong to this kind of body.")
        return [Refusal("body_unfit", message, field="organisation_code")]
    return []
