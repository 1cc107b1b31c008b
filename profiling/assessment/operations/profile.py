"""Calculate the quantitative profile."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import delete

from app.accounts.models import User
from app.audit.operations import begin, lock, perform
from app.cases.models.jobseeker import Jobseeker, Step, reach_columns
from app.cases.operations import tell
from app.core.database import db
from app.core.errors import Refusal, RuleBroken
from app.core.language import N_
from app.programme.queries import rule_set_id_on, rules_of_version
from profiling.assessment.models import ProfileRefresh, QuantitativeProfile
from profiling.assessment.operations.advance import move_on
from profiling.assessment.operations.fill import refresh
from profiling.assessment.queries import current_draft, current_profile, valid_did
from profiling.assessment.queries.record import known_record
from profiling.assessment.rules.origins import Inputs, Telling, corrections, noted, unexplained
from profiling.assessment.rules.profile import (
    FaultKind,
    InputsRefused,
    ProfileResult,
    employability_index,
)
from profiling.assessment.states import Cause, ProfileAction

CORRECTION_REASONS = "profile_correction"
"""The list of the rule set from which a departure from the record takes its reason."""

_NO_DID = Refusal(
    "did_not_valid", N_("Validate the declaration of availability first: the profile rests on it.")
)
_FAULTS = {
    FaultKind.MISSING: N_("An answer is needed here to calculate the index."),
    FaultKind.UNKNOWN: N_("This value is not one of the possible ones."),
    FaultKind.OUT_OF_RANGE: N_("This number lies outside what is possible."),
}


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a calculation starts from: the inputs, and reasons to depart from the record.

    Without a cause it is the first calculation, or the centre's wish for another.
    """

    inputs: Inputs
    reasons: Mapping[str, str] = field(default_factory=dict)
    cause: Cause | None = None


def calculate_profile(
    actor: User | None, case: Jobseeker, asked: Asked, *, on: date
) -> QuantitativeProfile:
    """Calculate the person's index and class under the rules in force, and keep it with its inputs.

    The calculation before it is replaced; an assessment in draft goes on with the new class; a
    change of class is told to the person and the centre.

    Raises:
        RuleBroken: no valid DID, inputs are missing or impossible, or depart from the record for no
            reason (each at its factor).
    """
    lock(case)  # or two calculations at once would both want to be the current one
    did = valid_did(case.id)
    if did is None:
        raise RuleBroken([_NO_DID])
    rule_set_id = rule_set_id_on(on)
    rules = rules_of_version(rule_set_id)
    last = current_profile(case.id)
    stored = last.inputs if last else {}
    record = known_record(case, did, rules.index, on=on)
    codes = [reason.code for reason in rules.reasons.get(CORRECTION_REASONS, ())]
    refusals = unexplained(asked.inputs, record.values, stored, asked.reasons, codes)
    result = _result(asked.inputs, rule_set_id, refusals)
    telling = Telling(by=actor.id if actor else None, on=on, reasons=asked.reasons)
    _supersede(actor, last)
    profile = QuantitativeProfile(
        **reach_columns(case),
        inputs=noted(asked.inputs, record.values, record.origins, stored, telling),
        index=result.index,
        profile_class=result.profile_class,
        contributions=[_plain(asdict(part)) for part in result.contributions],
        rule_set_id=rule_set_id,
        cause=asked.cause or (Cause.COUNSELLOR if last else Cause.FIRST),
        calculated_on=on,
        calculated_by_id=actor.id if actor else None,
    )
    db.session.add(profile)
    begin(
        actor,
        profile,
        event="profile:calculate",
        **{"class": result.profile_class},
        cause=profile.cause.value,
        corrected=len(corrections(profile.inputs)),
    )
    _follow(actor, case, profile, last)
    return profile


def _result(inputs: Inputs, rule_set_id: int, refusals: list[Refusal]) -> ProfileResult:
    """The index, or every refusal at once."""
    try:
        result = employability_index(inputs, rules_of_version(rule_set_id).index)
    except InputsRefused as refused:
        faults = [
            Refusal(f"input_{fault.kind.value}", _FAULTS[fault.kind], field=fault.factor)
            for fault in refused.faults
        ]
        raise RuleBroken([*faults, *refusals]) from refused
    if refusals:
        raise RuleBroken(refusals)
    return result


def _supersede(actor: User | None, last: QuantitativeProfile | None) -> None:
    if last is not None:
        perform(actor, last, ProfileAction.SUPERSEDE)
        db.session.flush()  # before the new one arrives: only one is current


def _follow(
    actor: User | None,
    case: Jobseeker,
    profile: QuantitativeProfile,
    last: QuantitativeProfile | None,
) -> None:
    """What a new profile brings with it elsewhere in the case."""
    case.profile_class = profile.profile_class
    if last is not None and last.profile_class != profile.profile_class:
        tell(case, actor, "class_changed", f"{last.profile_class} → {profile.profile_class}")
    if (draft := current_draft(case.id)) is not None:
        draft.profile = profile
        refresh(draft)
    db.session.execute(delete(ProfileRefresh).where(ProfileRefresh.jobseeker_id == case.id))
    move_on(case, frozenset({Step.PROFILE}), Step.ASSESS)


def _plain(part: dict[str, Any]) -> dict[str, str]:
    return {key: str(value) for key, value in part.items()}
