"""The state tables of the case record, one file for each machine; all are imported from here."""

from app.cases.states.agreement import AGREEMENT as AGREEMENT
from app.cases.states.agreement import AGREEMENT_END_REASONS as AGREEMENT_END_REASONS
from app.cases.states.agreement import (
    AGREEMENT_SUSPENSION_REASONS as AGREEMENT_SUSPENSION_REASONS,
)
from app.cases.states.agreement import AgreementAction as AgreementAction
from app.cases.states.agreement import AgreementState as AgreementState
from app.cases.states.did import DID as DID
from app.cases.states.did import END_REASONS as END_REASONS
from app.cases.states.did import OPEN_DID as OPEN_DID
from app.cases.states.did import REJECTION_REASONS as REJECTION_REASONS
from app.cases.states.did import DidAction as DidAction
from app.cases.states.did import DidState as DidState
from app.cases.states.duty import DUTY as DUTY
from app.cases.states.duty import EXCUSE_REASONS as EXCUSE_REASONS
from app.cases.states.duty import MISS_REASONS as MISS_REASONS
from app.cases.states.duty import DutyAction as DutyAction
from app.cases.states.duty import DutyKind as DutyKind
from app.cases.states.duty import DutyState as DutyState
from app.cases.states.duty import Meeting as Meeting
from app.cases.states.reassignment import REASSIGNMENT as REASSIGNMENT
from app.cases.states.reassignment import LineOutcome as LineOutcome
from app.cases.states.reassignment import ReassignmentAction as ReassignmentAction
from app.cases.states.reassignment import ReassignmentReason as ReassignmentReason
from app.cases.states.reassignment import ReassignmentState as ReassignmentState
from app.cases.states.sanction import SANCTION as SANCTION
from app.cases.states.sanction import SanctionAction as SanctionAction
from app.cases.states.sanction import SanctionState as SanctionState
from app.cases.states.words import CASE_WORDS as CASE_WORDS
