"""Record the profile the ministry's service calculated."""

from datetime import date

from app.accounts.models import User
from app.audit.operations import lock, record
from app.cases.models.jobseeker import Jobseeker, reach_columns
from app.cases.operations import tell
from app.core.clock import now
from app.core.database import db
from app.core.errors import Refusal, RuleBroken
from app.core.language import N_
from profiling.assessment.models import OfficialProfile
from profiling.assessment.operations.fill import refresh
from profiling.assessment.queries import current_draft, valid_did
from profiling.assessment.queries.official import current_official, is_code_of_another
from profiling.assessment.rules.official import Received, official_refusals
from profiling.assessment.states import OfficialSource

_NO_DID = Refusal(
    "did_not_valid", N_("Validate the declaration of availability first: the profile rests on it.")
)
_OF_ANOTHER = Refusal(
    "code:another", N_("This code stands in another person's record."), field="code"
)
_SAME = Refusal(
    "official:same", N_("This is what is recorded already: nothing has changed."), field="code"
)


def record_official(
    actor: User, case: Jobseeker, received: Received, source: OfficialSource, *, on: date
) -> OfficialProfile:
    """Keep a profile received from the ministry; the one before it is replaced, never edited.

    An assessment in draft sees it at once. Raises RuleBroken with every reason.
    """
    lock(case)  # or two would both want to be the current one
    before = current_official(case.id)
    if reasons := _refusals(case, received, source, before, on=on):
        raise RuleBroken(reasons)
    if before is not None:
        before.superseded_at = now()
        db.session.flush()  # before the new one arrives: only one is current
    official = OfficialProfile(
        **reach_columns(case), **_columns(received), source=source, recorded_by_id=actor.id
    )
    db.session.add(official)
    record(
        actor,
        "profile:record_official",
        official,
        **{"class": received.profile_class},
        replaces=before.id if before else None,
    )
    tell(case, actor, "official_profile", str(received.profile_class))
    if (draft := current_draft(case.id)) is not None:
        draft.official = official
        refresh(draft)
    return official


def _columns(received: Received) -> dict[str, object]:
    return {name: getattr(received, name) for name in Received.__dataclass_fields__}


def _refusals(
    case: Jobseeker,
    received: Received,
    source: OfficialSource,
    before: OfficialProfile | None,
    *,
    on: date,
) -> list[Refusal]:
    found = official_refusals(received, today=on)
    if valid_did(case.id) is None:
        found.append(_NO_DID)
    if is_code_of_another(case.id, received.code):
        found.append(_OF_ANOTHER)
    wanted = {**_columns(received), "source": source}
    if before is not None and all(getattr(before, name) == wanted[name] for name in wanted):
        found.append(_SAME)
    return found
