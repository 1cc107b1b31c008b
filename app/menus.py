"""Tables: where each role begins, and what stands in its menu."""

from collections.abc import Sequence

from app.accounts.permissions import Role
from app.core.language import N_
from app.web.navigation import NavLink

HOME: dict[Role, str] = {
    **dict.fromkeys(Role, "accounts.account"),
    Role.COUNSELLOR: "dashboards.desk",
    Role.CENTRE_MANAGER: "dashboards.desk",
    Role.JOBSEEKER: "me.start",
    Role.PROVIDER_MANAGER: "provider.desk",
    Role.PROVIDER_OPERATOR: "provider.desk",
    Role.PROGRAMME_OFFICER: "approval.queue",
    Role.AUDITOR: "administration.access_log",
    Role.ADMINISTRATOR: "administration.users",
}

_BUDGETS = NavLink(
    N_("Budgets"),
    "budgets.listing",
    (
        NavLink(N_("Budgets"), "budgets.listing"),
        NavLink(N_("Replacement budget"), "budgets.request_list"),
    ),
)
_CATALOGUE = NavLink(N_("Catalogue"), "offers.catalogue")
_CALLS = NavLink(N_("Calls for providers"), "services.open_calls")
_PEOPLE = NavLink(N_("People"), "cases.listing")
_REPORTS = NavLink(
    N_("Reports"),
    "reports.overrides",
    (
        NavLink(N_("Departures"), "reports.overrides"),
        NavLink(N_("Fairness"), "reports.fairness"),
    ),
)
_VERSIONS = NavLink(N_("Published versions"), "programme.versions")
_TRIALS = NavLink(N_("Trials of rules"), "trials.trial_list")
_CHECK = NavLink(N_("Recomputation check"), "checking.shown")
_CENTRE_MENU = (NavLink(N_("Desk"), "dashboards.desk"), _PEOPLE, _CATALOGUE)

MENU: dict[Role | None, Sequence[NavLink]] = {
    None: (
        _CATALOGUE,
        NavLink(N_("Shortlist"), "discovery.public_shortlist"),
        _CALLS,
        NavLink(N_("Accredited bodies"), "accreditation.public_list"),
    ),
    Role.COUNSELLOR: _CENTRE_MENU,
    Role.CENTRE_MANAGER: (
        *_CENTRE_MENU[:1],
        NavLink(N_("Team"), "team.loads"),
        *_CENTRE_MENU[1:],
        _REPORTS,
        _TRIALS,
    ),
    Role.JOBSEEKER: (
        NavLink(N_("My journey"), "me.start"),
        NavLink(N_("My agreement"), "me.own_agreement"),
        NavLink(N_("My appointments"), "me.appointments"),
        NavLink(
            N_("Choice"),
            "matching.own_choice",
            (
                NavLink(N_("Choice"), "matching.own_choice"),
                NavLink(N_("My shortlist"), "discovery.own_shortlist"),
                NavLink(N_("My saved searches"), "discovery.own_searches"),
                NavLink(N_("My waiting lists"), "waiting.own_places"),
            ),
        ),
        NavLink(N_("My voucher"), "issuing.own"),
        _CATALOGUE,
        NavLink(
            N_("My data"),
            "me.own_data",
            (
                NavLink(N_("My data"), "me.own_data"),
                NavLink(N_("My consents"), "me.consents"),
                NavLink(N_("Who has read my record"), "me.access_log"),
            ),
        ),
    ),
    Role.AUDITOR: (
        _PEOPLE,
        _CATALOGUE,
        NavLink(N_("Access log"), "administration.access_log"),
        NavLink(N_("Audit events"), "administration.audit_events"),
        _BUDGETS,
        NavLink(N_("Programme rules"), "programme.versions", (_VERSIONS, _TRIALS, _CHECK)),
        _REPORTS,
    ),
    Role.ADMINISTRATOR: (NavLink(N_("Accounts"), "administration.users"),),
    Role.PROVIDER_MANAGER: (
        NavLink(N_("Desk"), "provider.desk"),
        NavLink(N_("Vouchers"), "issuing.inbox_page"),
        NavLink(
            N_("Offers"),
            "drafting.offer_list",
            (
                NavLink(N_("Offers"), "drafting.offer_list"),
                NavLink(N_("Editions"), "drafting.edition_list"),
                NavLink(N_("Templates"), "patterns.own_list"),
            ),
        ),
        NavLink(N_("Uploads"), "uploads.upload_list"),
        NavLink(N_("Capacity"), "capacity.overview"),
        NavLink(
            N_("Budgets"),
            "budgets.own_listing",
            (
                NavLink(N_("Budgets"), "budgets.own_listing"),
                NavLink(N_("Replacement budget"), "budgets.own_requests"),
                _CALLS,
            ),
        ),
        NavLink(
            N_("Our organisation"),
            "provider.members",
            (
                NavLink(N_("People"), "provider.members"),
                NavLink(N_("Accreditation"), "accreditation.own"),
                NavLink(N_("What we are accredited for"), "accreditation.own_accreditations"),
            ),
        ),
        _CATALOGUE,
    ),
    Role.PROVIDER_OPERATOR: (
        NavLink(N_("Desk"), "provider.desk"),
        NavLink(N_("Vouchers"), "issuing.inbox_page"),
        _CATALOGUE,
    ),
    Role.PROGRAMME_OFFICER: (
        NavLink(
            N_("Offers"),
            "approval.queue",
            (
                NavLink(N_("Offers"), "approval.queue"),
                NavLink(N_("Templates"), "patterns.regional_list"),
            ),
        ),
        NavLink(
            N_("Providers"),
            "register.provider_list",
            (
                NavLink(N_("Register"), "register.provider_list"),
                NavLink(N_("Applications"), "accreditation.queue"),
                NavLink(N_("Platform agreement"), "agreements.signatures"),
            ),
        ),
        NavLink(N_("Calls"), "services.call_list"),
        _BUDGETS,
        NavLink(
            N_("Programme rules"),
            "programme.versions",
            (
                _VERSIONS,
                NavLink(N_("Drafts of rules"), "programme.draft_list"),
                _TRIALS,
                _CHECK,
            ),
        ),
        _REPORTS,
        _CATALOGUE,
    ),
}
