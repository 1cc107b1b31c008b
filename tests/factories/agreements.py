"""Service agreements with their duties for tests, put in force by the operation itself."""

from collections.abc import Sequence
from datetime import date, timedelta

from app.accounts.models import User
from app.cases.models.jobseeker import Jobseeker, reach_columns
from app.cases.models.steps import AgreementStep, Did, PathwayRecord, ServiceAgreement
from app.cases.operations.agreement import countersign
from app.cases.states import AgreementState, DidState
from app.core import clock
from app.core.database import db
from app.programme.queries import rule_set_id_on
from tests.factories import cases

Agreed = tuple[str, int]
"""What is to be done, and in how many days."""
ACTIONS: Sequence[Agreed] = (("Rivedere il curriculum", 20),)


def decided_case(counsellor: User, **values: object) -> Jobseeker:
    """A jobseeker with a valid declaration and a decided pathway."""
    made, today = cases.jobseeker(counsellor, pathway=2, **values), clock.today()
    db.session.add_all(
        [
            Did(
                **reach_columns(made),
                state=DidState.VALIDATED,
                declared_on=today,
                unemployed_since=today,
            ),
            PathwayRecord(
                **reach_columns(made),
                assessment_id=1,
                rule_set_id=rule_set_id_on(today),
                rule="r",
                proposed=2,
                decided=2,
                decided_by_id=counsellor.id,
            ),
        ]
    )
    db.session.flush()
    return made


def signed(
    counsellor: User,
    case: Jobseeker,
    *,
    actions: Sequence[Agreed] = ACTIONS,
    lasts_days: int = 200,
    before: ServiceAgreement | None = None,
    **content: object,
) -> ServiceAgreement:
    """An agreement, or the next version of one, that only waits to be countersigned."""
    today = clock.today()
    terms = {"contact_frequency": "monthly", "search_proofs": ["search_diary"], "profile": "Cerca."}
    made = ServiceAgreement(
        **reach_columns(case),
        number=before.number if before else f"PSP-{today.year}-{case.id:07d}",
        edition=before.edition + 1 if before else 1,
        state=AgreementState.DRAFT,
        pathway=2,
        rule_set_id=rule_set_id_on(today),
        responsible_id=counsellor.id,
        ends_on=today + timedelta(lasts_days),
        content={"availability": [], "data_consents": [], **terms, **content},
        actions=[
            AgreementStep(
                **reach_columns(case), code="other", description=words, due_on=_in(today, days)
            )
            for words, days in actions
        ],
    )
    db.session.add(made)
    db.session.flush()
    made.state = AgreementState.SIGNED
    db.session.flush()
    return made


def in_force(
    counsellor: User, case: Jobseeker, *, actions: Sequence[Agreed] = ACTIONS, **values: object
) -> ServiceAgreement:
    """The same, countersigned today, with its duties."""
    made = signed(counsellor, case, actions=actions, **values)  # type: ignore[arg-type]
    countersign(counsellor, case, made)
    return made


def _in(today: date, days: int) -> date:
    return today + timedelta(days)
