"""Give and withdraw consents; each is a row that only ever closes."""

from app.accounts.models import User
from app.audit.operations import lock, record
from app.cases.models.jobseeker import Jobseeker, reach_columns
from app.cases.models.steps import Consent
from app.cases.operations.journey import tell
from app.cases.queries.steps import consent_given
from app.core.clock import now, today
from app.core.database import db
from app.core.errors import Refusal, RuleBroken
from app.core.language import N_
from app.programme.queries import rules_in_force


def give_consent(actor: User, case: Jobseeker, purpose: str) -> None:
    """Record the person's consent to a purpose; giving it twice changes nothing.

    Raises RuleBroken for a purpose nobody asked about.
    """
    asked = {clause.code for clause in rules_in_force(today()).agreement.data_consents}
    if purpose not in asked:
        raise RuleBroken(
            [Refusal("purpose_unknown", N_("This purpose is not one of those asked about."))]
        )
    lock(case)  # a double press gives one consent
    if consent_given(case.id, purpose) is not None:
        return
    consent = Consent(purpose=purpose, recorded_by_id=actor.id, **reach_columns(case))
    db.session.add(consent)
    record(actor, "consent:give", consent, purpose=purpose)
    tell(case, actor, "give_consent")


def withdraw_consent(actor: User, case: Jobseeker, purpose: str) -> None:
    """Close the consent in force for a purpose, if there is one; the row stays as history."""
    consent = consent_given(case.id, purpose)
    if consent is None:
        return
    consent.withdrawn_at = now()
    record(actor, "consent:withdraw", consent, purpose=purpose)
    tell(case, actor, "withdraw_consent")
