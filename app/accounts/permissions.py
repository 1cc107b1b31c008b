"""Who may do what: every permission by name, and the roles that hold it.

Names are `resource:action`; audit events use the same words. Reach (for whom) is the loader's part.
"""

from enum import Enum

from app.core.language import N_, Labelled


class Role(Labelled):
    """What a signed-in person is to the platform (design, section 2)."""

    COUNSELLOR = "counsellor", N_("Counsellor")
    CENTRE_MANAGER = "centre_manager", N_("Centre manager")
    PROGRAMME_OFFICER = "programme_officer", N_("Programme officer")
    PROVIDER_MANAGER = "provider_manager", N_("Provider manager")
    PROVIDER_OPERATOR = "provider_operator", N_("Provider operator")
    JOBSEEKER = "jobseeker", N_("Jobseeker")
    AUDITOR = "auditor", N_("Auditor")
    ADMINISTRATOR = "administrator", N_("Administrator")


class Permission(Enum):
    """Every act a page, an export or a machine can ask for, in alphabetical order."""

    ACCESS_LOG_SEARCH = "access_log:search"
    ACCOUNT_SELF = "account:self"
    AGREEMENT_COUNTERSIGN = "agreement:countersign"
    AGREEMENT_DRAFT = "agreement:draft"
    AGREEMENT_SIGN_OWN = "agreement:sign_own"
    APPLICATION_EDIT = "application:edit"
    ASSESSMENT_WRITE = "assessment:write"
    BUDGET_GRANT = "budget:grant"
    BUDGET_READ = "budget:read"
    BUDGET_READ_OWN = "budget:read_own"
    BUDGET_REQUEST = "budget:request"
    CALL_MANAGE = "call:manage"
    CASE_CREATE = "case:create"
    CASE_DISTRIBUTE = "case:distribute"
    CASE_LIST = "case:list"
    CASE_READ = "case:read"
    CASE_UPDATE = "case:update"
    CHECK_READ = "check:read"
    CHOICE_MAKE = "choice:make"
    CHOICE_MAKE_OWN = "choice:make_own"
    DESK_READ = "desk:read"
    DID_DECLARE = "did:declare"
    DID_RESTORE = "did:restore"
    DID_VALIDATE = "did:validate"
    DUTY_PLAN = "duty:plan"
    DUTY_RECORD = "duty:record"
    MEMBER_MANAGE = "member:manage"
    OBJECTION_MAKE_OWN = "objection:make_own"
    OFFER_APPROVE = "offer:approve"
    OFFER_EDIT = "offer:edit"
    OWN_READ = "own:read"
    OWN_UPDATE = "own:update"
    PATHWAY_CONFIRM = "pathway:confirm"
    PATHWAY_DECIDE = "pathway:decide"
    PLATFORM_AGREEMENT_PUBLISH = "platform_agreement:publish"
    PLATFORM_AGREEMENT_READ = "platform_agreement:read"
    PLATFORM_AGREEMENT_SIGN = "platform_agreement:sign"
    PROFILE_CALCULATE = "profile:calculate"
    PROVIDER_ACCREDIT = "provider:accredit"
    PROVIDER_DESK = "provider:desk"
    REPORT_CASES = "report:cases"
    REPORT_READ = "report:read"
    RULES_DRAFT = "rules:draft"
    RULES_PUBLISH = "rules:publish"
    RULES_READ = "rules:read"
    SANCTION_ANSWER_OWN = "sanction:answer_own"
    SANCTION_DECIDE = "sanction:decide"
    SANCTION_FORFEIT = "sanction:forfeit"
    TRIAL_READ = "trial:read"
    TRIAL_RUN = "trial:run"
    UPLOAD_CREATE = "upload:create"
    USER_MANAGE = "user:manage"
    VOUCHER_CANCEL = "voucher:cancel"
    VOUCHER_DECLINE = "voucher:decline"
    VOUCHER_ISSUE = "voucher:issue"
    VOUCHER_READ = "voucher:read"
    VOUCHER_RENOUNCE_OWN = "voucher:renounce_own"
    VOUCHER_TAKE_UP = "voucher:take_up"
    WAITING_MANAGE = "waiting:manage"
    WAITING_MANAGE_OWN = "waiting:manage_own"


_P = Permission

_COUNSELLOR = frozenset(
    {
        _P.ACCOUNT_SELF,
        _P.AGREEMENT_COUNTERSIGN,
        _P.AGREEMENT_DRAFT,
        _P.ASSESSMENT_WRITE,
        _P.CASE_CREATE,
        _P.CASE_LIST,
        _P.CASE_READ,
        _P.CASE_UPDATE,
        _P.CHOICE_MAKE,
        _P.DESK_READ,
        _P.DID_DECLARE,
        _P.DID_VALIDATE,
        _P.DUTY_PLAN,
        _P.DUTY_RECORD,
        _P.PATHWAY_CONFIRM,
        _P.PATHWAY_DECIDE,
        _P.PROFILE_CALCULATE,
        _P.RULES_READ,
        _P.SANCTION_DECIDE,
        _P.TRIAL_READ,
        _P.VOUCHER_CANCEL,
        _P.VOUCHER_ISSUE,
        _P.VOUCHER_READ,
        _P.WAITING_MANAGE,
    }
)
_PROVIDER_OPERATOR = frozenset(
    {
        _P.ACCOUNT_SELF,
        _P.PLATFORM_AGREEMENT_READ,
        _P.PROVIDER_DESK,
        _P.VOUCHER_DECLINE,
        _P.VOUCHER_READ,
        _P.VOUCHER_TAKE_UP,
    }
)

ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.COUNSELLOR: _COUNSELLOR,
    Role.CENTRE_MANAGER: _COUNSELLOR
    | {_P.CASE_DISTRIBUTE, _P.DID_RESTORE, _P.REPORT_CASES, _P.REPORT_READ, _P.SANCTION_FORFEIT},
    Role.PROGRAMME_OFFICER: frozenset(
        {
            _P.ACCOUNT_SELF,
            _P.BUDGET_GRANT,
            _P.BUDGET_READ,
            _P.CALL_MANAGE,
            _P.CHECK_READ,
            _P.OFFER_APPROVE,
            _P.PLATFORM_AGREEMENT_PUBLISH,
            _P.PLATFORM_AGREEMENT_READ,
            _P.PROVIDER_ACCREDIT,
            _P.RULES_DRAFT,
            _P.RULES_PUBLISH,
            _P.REPORT_READ,
            _P.RULES_READ,
            _P.TRIAL_READ,
            _P.TRIAL_RUN,
        }
    ),
    Role.PROVIDER_MANAGER: _PROVIDER_OPERATOR
    | {
        _P.APPLICATION_EDIT,
        _P.BUDGET_READ_OWN,
        _P.BUDGET_REQUEST,
        _P.MEMBER_MANAGE,
        _P.OFFER_EDIT,
        _P.PLATFORM_AGREEMENT_SIGN,
        _P.UPLOAD_CREATE,
    },
    Role.PROVIDER_OPERATOR: _PROVIDER_OPERATOR,
    Role.JOBSEEKER: frozenset(
        {
            _P.ACCOUNT_SELF,
            _P.AGREEMENT_SIGN_OWN,
            _P.CHOICE_MAKE_OWN,
            _P.OBJECTION_MAKE_OWN,
            _P.OWN_READ,
            _P.OWN_UPDATE,
            _P.SANCTION_ANSWER_OWN,
            _P.VOUCHER_READ,
            _P.VOUCHER_RENOUNCE_OWN,
            _P.WAITING_MANAGE_OWN,
        }
    ),
    Role.AUDITOR: frozenset(
        {
            _P.ACCESS_LOG_SEARCH,
            _P.ACCOUNT_SELF,
            _P.BUDGET_READ,
            _P.CASE_LIST,
            _P.CASE_READ,
            _P.CHECK_READ,
            _P.REPORT_CASES,
            _P.REPORT_READ,
            _P.RULES_READ,
            _P.TRIAL_READ,
            _P.VOUCHER_READ,
        }
    ),
    Role.ADMINISTRATOR: frozenset({_P.ACCOUNT_SELF, _P.USER_MANAGE}),
}


def has_permission(role: Role, permission: Permission) -> bool:
    """Whether the role holds the permission."""
    return permission in ROLE_PERMISSIONS[role]
