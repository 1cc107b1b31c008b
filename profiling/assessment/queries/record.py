"""What the case record gives the profile, with the part and the day of each value."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from app.accounts.models import User
from app.audit.models import AuditEvent
from app.cases.models.jobseeker import Jobseeker
from app.cases.models.steps import Did
from app.core.clock import ROME
from app.core.database import db
from app.programme.rules.employability import IndexModel
from profiling.assessment.queries import record_facts
from profiling.assessment.rules.origins import Origin, RecordDays, Value, origins
from profiling.assessment.rules.prefill import fitted, prefilled


@dataclass(frozen=True)
class KnownRecord:
    """The inputs as the record gives them on a day, and where each of them stands."""

    values: Mapping[str, Value]
    origins: Mapping[str, Origin]


def known_record(case: Jobseeker, did: Did | None, model: IndexModel, *, on: date) -> KnownRecord:
    """The inputs of the model the record gives on a day, with their origin."""
    facts = record_facts(case, did)
    values = fitted(prefilled(facts, on=on), model)
    return KnownRecord(values, origins(facts, _days_of(case), values, on=on))


def _days_of(case: Jobseeker) -> RecordDays:
    """When the record was written, and when each of its fields was corrected last."""
    events = db.session.execute(
        select(AuditEvent.at, AuditEvent.details)
        .where(AuditEvent.jobseeker_id == case.id, AuditEvent.event == "case:update")
        .order_by(AuditEvent.id)
    )
    corrected = {
        name: at.astimezone(ROME).date()
        for at, details in events
        for name in details.get("fields", ())
    }
    registered = case.registered_at.astimezone(ROME).date()
    return RecordDays(registered_on=registered, corrected_on=corrected)


def names_of(*stored: Mapping[str, Mapping[str, Any]]) -> dict[int, str]:
    """The names of those who told inputs of these profiles, by key."""
    keys = {entry["by"] for inputs in stored for entry in inputs.values() if entry.get("by")}
    if not keys:
        return {}
    rows = db.session.execute(select(User.id, User.name).where(User.id.in_(keys)))
    return {key: name for key, name in rows}
