"""A second version of the platform agreement, as an officer publishes it."""

from datetime import date, timedelta

from app.accounts.models import User
from app.core.clock import today
from catalogue.agreements.models import AgreementVersion
from catalogue.agreements.operations import publish_agreement
from catalogue.agreements.rules import AgreementClause, AgreementText, Draft, RoleDuties, Spoken
from catalogue.providers.states import DataRole


def text(words: str = "Seconda versione") -> AgreementText:
    """A short text with one clause and the duties of both roles."""
    said = Spoken(it=words, en="Second version")
    return AgreementText(
        title=said,
        source=said,
        verified=False,
        clauses=(AgreementClause(said, said),),
        roles=tuple(RoleDuties(role, said, (said,)) for role in DataRole),
    )


def second_version(officer: User, sign_by: date | None = None) -> AgreementVersion:
    """Version 2, in force today, to be signed within 30 days."""
    draft = Draft(
        text=text(), effective_from=today(), sign_by=sign_by or today() + timedelta(days=30)
    )
    return publish_agreement(officer, draft)
