"""Which pages are measured, as whom, and on which rows; and which are not, and why."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import psycopg
from psycopg.rows import dict_row

from app.accounts.permissions import Role

# The largest tenant hurts more than the largest database, so everybody here belongs to it.
BIGGEST_CENTRE = "(SELECT centre_id FROM jobseeker GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1)"
ANY_REQUEST = "SELECT max(id) FROM replacement_request"
OWN_BUDGET = (
    "SELECT id FROM budget WHERE provider_id = %(organisation_id)s ORDER BY committed DESC LIMIT 1"
)
BIGGEST_CALL = "SELECT call_id FROM budget GROUP BY 1 ORDER BY count(*) DESC LIMIT 1"
BIGGEST_PROVIDER = (
    "(SELECT provider_id FROM voucher WHERE provider_id IS NOT NULL "
    "GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1)"
)
ACCOUNT = "SELECT id, email, organisation_id FROM user_account person WHERE active AND role = "
ACTORS: Mapping[Role, str] = {
    Role.COUNSELLOR: f"{ACCOUNT} 'counsellor' AND organisation_id = {BIGGEST_CENTRE} ORDER BY "
    "(SELECT count(*) FROM jobseeker WHERE counsellor_id = person.id) DESC, id LIMIT 1",
    Role.CENTRE_MANAGER: f"{ACCOUNT} 'centre_manager' "
    f"ORDER BY organisation_id = {BIGGEST_CENTRE} DESC, id LIMIT 1",
    Role.PROVIDER_MANAGER: f"{ACCOUNT} 'provider_manager' "
    f"AND organisation_id = {BIGGEST_PROVIDER} ORDER BY id LIMIT 1",
    Role.JOBSEEKER: f"{ACCOUNT} 'jobseeker' AND id = (SELECT user_id FROM jobseeker "
    "WHERE step = 'deliver' AND user_id IS NOT NULL ORDER BY id LIMIT 1)",
    Role.PROGRAMME_OFFICER: f"{ACCOUNT} 'programme_officer' ORDER BY id LIMIT 1",
    Role.AUDITOR: f"{ACCOUNT} 'auditor' ORDER BY id LIMIT 1",
    Role.ADMINISTRATOR: f"{ACCOUNT} 'administrator' ORDER BY id LIMIT 1",
}
"""Who looks: the account of the role with the most before it."""

JOBSEEKER_AT = (
    f"{ACCOUNT} 'jobseeker' AND id = (SELECT user_id FROM jobseeker "
    "WHERE step = '{step}' AND user_id IS NOT NULL ORDER BY id LIMIT 1)"
)

# What they look at, where `organisation_id` and `id` are those of the account.
CASE = (
    "SELECT id FROM jobseeker WHERE centre_id = %(organisation_id)s AND step = '{step}' "
    "ORDER BY id LIMIT 1"
)
WHOLE_CASE = CASE.format(step="deliver")
"""A case with all of its history: from the declaration to a service under way."""
CHOOSING_CASE = CASE.format(step="choose")


@dataclass(frozen=True)
class BenchPage:
    """One page: its endpoint, who asks for it, and one query for each value in its address."""

    endpoint: str
    role: Role | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    actor: str | None = None
    """Another account than the role's usual one."""


OFFER = "SELECT id FROM offer WHERE provider_id = %(organisation_id)s ORDER BY id LIMIT 1"
PUBLIC_OFFER = "SELECT id FROM offer WHERE state = 'published' ORDER BY id LIMIT 1"
VOUCHER = (
    "SELECT number FROM voucher WHERE centre_id = %(organisation_id)s "
    "AND state = 'in_delivery' ORDER BY id LIMIT 1"
)

PAGES: tuple[BenchPage, ...] = (
    BenchPage("accounts.login"),
    BenchPage("web.home"),
    BenchPage("offers.catalogue"),
    BenchPage("mapping.region_map"),
    BenchPage("offers.offer_page", None, {"offer_id": PUBLIC_OFFER}),
    BenchPage(
        "offers.provider_page",
        None,
        {"provider_id": "SELECT provider_id FROM offer WHERE state = 'published' LIMIT 1"},
    ),
    BenchPage("accounts.account", Role.COUNSELLOR),
    # The counsellor's cases.
    BenchPage("dashboards.desk", Role.COUNSELLOR),
    BenchPage("team.loads", Role.CENTRE_MANAGER),
    BenchPage("team.distribute", Role.CENTRE_MANAGER),
    BenchPage("reassignments.history", Role.CENTRE_MANAGER),
    BenchPage(
        "reassignments.shown",
        Role.CENTRE_MANAGER,
        {
            "number": "SELECT number FROM reassignment WHERE centre_id = %(organisation_id)s "
            "AND state = 'made' ORDER BY id LIMIT 1"
        },
        actor=f"{ACCOUNT} 'centre_manager' AND organisation_id IN "
        "(SELECT centre_id FROM reassignment WHERE state = 'made') ORDER BY id LIMIT 1",
    ),
    BenchPage("reports.overrides", Role.CENTRE_MANAGER),
    BenchPage("reports.override_list", Role.CENTRE_MANAGER),
    BenchPage("reports.fairness", Role.PROGRAMME_OFFICER),
    BenchPage("cases.listing", Role.COUNSELLOR),
    BenchPage("cases.new", Role.COUNSELLOR),
    BenchPage("cases.overview", Role.COUNSELLOR, {"case_id": WHOLE_CASE}),
    BenchPage("cases.personal_data", Role.COUNSELLOR, {"case_id": WHOLE_CASE}),
    BenchPage("cases.did", Role.COUNSELLOR, {"case_id": WHOLE_CASE}),
    BenchPage("cases.new_work", Role.COUNSELLOR, {"case_id": WHOLE_CASE}),
    BenchPage("cases.sanctions", Role.COUNSELLOR, {"case_id": WHOLE_CASE}),
    BenchPage("profile.shown", Role.COUNSELLOR, {"case_id": WHOLE_CASE}),
    BenchPage("profile.history", Role.COUNSELLOR, {"case_id": WHOLE_CASE}),
    BenchPage("assessment.overview", Role.COUNSELLOR, {"case_id": WHOLE_CASE}),
    BenchPage("pathway.shown", Role.COUNSELLOR, {"case_id": WHOLE_CASE}),
    BenchPage("cases.agreement", Role.COUNSELLOR, {"case_id": WHOLE_CASE}),
    BenchPage("cases.agreement_report", Role.COUNSELLOR, {"case_id": WHOLE_CASE}),
    BenchPage("cases.duties", Role.COUNSELLOR, {"case_id": WHOLE_CASE}),
    BenchPage("matching.choice", Role.COUNSELLOR, {"case_id": CHOOSING_CASE}),
    BenchPage("matching.fits", Role.COUNSELLOR, {"case_id": CHOOSING_CASE}),
    BenchPage("waiting.places", Role.COUNSELLOR, {"case_id": WHOLE_CASE}),
    BenchPage("discovery.shortlist", Role.COUNSELLOR, {"case_id": CHOOSING_CASE}),
    BenchPage("discovery.searches_of_case", Role.COUNSELLOR, {"case_id": CHOOSING_CASE}),
    BenchPage("issuing.of_case", Role.COUNSELLOR, {"case_id": WHOLE_CASE}),
    BenchPage("issuing.voucher", Role.COUNSELLOR, {"number": VOUCHER}),
    # The provider with the most vouchers.
    BenchPage("provider.desk", Role.PROVIDER_MANAGER),
    BenchPage("agreements.own", Role.PROVIDER_MANAGER),
    BenchPage("capacity.overview", Role.PROVIDER_MANAGER),
    BenchPage("agreements.security", Role.PROVIDER_MANAGER),
    BenchPage("agreements.version", Role.PROVIDER_MANAGER, {"number": "SELECT 1"}),
    BenchPage("agreements.signatures", Role.PROGRAMME_OFFICER),
    BenchPage("agreements.published", Role.PROGRAMME_OFFICER, {"number": "SELECT 1"}),
    BenchPage("provider.members", Role.PROVIDER_MANAGER),
    BenchPage("drafting.offer_list", Role.PROVIDER_MANAGER),
    BenchPage("drafting.edition_list", Role.PROVIDER_MANAGER),
    BenchPage("patterns.own_list", Role.PROVIDER_MANAGER),
    BenchPage("patterns.regional_list", Role.PROGRAMME_OFFICER),
    BenchPage("drafting.offer_page", Role.PROVIDER_MANAGER, {"offer_id": OFFER}),
    BenchPage("uploads.upload_list", Role.PROVIDER_MANAGER),
    BenchPage("issuing.inbox_page", Role.PROVIDER_MANAGER),
    # The jobseeker's own area.
    BenchPage("me.start", Role.JOBSEEKER),
    BenchPage("own_assessment.shown", Role.JOBSEEKER),
    BenchPage("assessment.explanation", Role.COUNSELLOR, {"case_id": WHOLE_CASE}),
    BenchPage("objections.of_case", Role.COUNSELLOR, {"case_id": WHOLE_CASE}),
    BenchPage("objections.own", Role.JOBSEEKER),
    BenchPage("me.own_agreement", Role.JOBSEEKER),
    BenchPage("me.appointments", Role.JOBSEEKER),
    BenchPage("me.own_report", Role.JOBSEEKER, actor=JOBSEEKER_AT.format(step="choose")),
    BenchPage("matching.own_choice", Role.JOBSEEKER, actor=JOBSEEKER_AT.format(step="choose")),
    BenchPage("matching.own_fits", Role.JOBSEEKER, actor=JOBSEEKER_AT.format(step="choose")),
    BenchPage("waiting.own_places", Role.JOBSEEKER),
    BenchPage("discovery.own_shortlist", Role.JOBSEEKER, actor=JOBSEEKER_AT.format(step="choose")),
    BenchPage("discovery.own_searches", Role.JOBSEEKER, actor=JOBSEEKER_AT.format(step="choose")),
    BenchPage("issuing.own", Role.JOBSEEKER),
    BenchPage("me.own_sanctions", Role.JOBSEEKER),
    BenchPage("me.own_data", Role.JOBSEEKER),
    BenchPage("me.consents", Role.JOBSEEKER),
    BenchPage("me.access_log", Role.JOBSEEKER),
    # The region.
    BenchPage("register.provider_list", Role.PROGRAMME_OFFICER),
    BenchPage("accreditation.public_list"),
    BenchPage(
        "accreditation.public_history",
        None,
        {
            "provider_id": "SELECT provider_id FROM accreditation GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1"
        },
    ),
    BenchPage("accreditation.queue", Role.PROGRAMME_OFFICER),
    BenchPage("accreditation.own_accreditations", Role.PROVIDER_MANAGER),
    BenchPage(
        "register.provider_page",
        Role.PROGRAMME_OFFICER,
        {"provider_id": f"SELECT {BIGGEST_PROVIDER}"},
    ),
    BenchPage("services.call_list", Role.PROGRAMME_OFFICER),
    BenchPage("services.call_page", Role.PROGRAMME_OFFICER, {"call_id": BIGGEST_CALL}),
    BenchPage("services.open_calls", None),
    BenchPage("services.public_call", None, {"call_id": BIGGEST_CALL}),
    BenchPage("approval.queue", Role.PROGRAMME_OFFICER),
    BenchPage("opendata.shown"),
    BenchPage("approval.change_list", Role.PROGRAMME_OFFICER),
    BenchPage("approval.offer_history", Role.PROGRAMME_OFFICER, {"offer_id": PUBLIC_OFFER}),
    BenchPage("drafting.offer_history", Role.PROVIDER_MANAGER, {"offer_id": OFFER}),
    BenchPage("approval.offer_page", Role.PROGRAMME_OFFICER, {"offer_id": PUBLIC_OFFER}),
    BenchPage("budgets.listing", Role.PROGRAMME_OFFICER),
    BenchPage("trials.trial_list", Role.PROGRAMME_OFFICER),
    BenchPage(
        "budgets.ledger",
        Role.PROGRAMME_OFFICER,
        {
            "budget_id": "SELECT budget_id FROM budget_entry GROUP BY 1 ORDER BY count(*) DESC LIMIT 1"
        },
    ),
    BenchPage("budgets.request_list", Role.PROGRAMME_OFFICER),
    BenchPage("budgets.request_page", Role.PROGRAMME_OFFICER, {"request_id": ANY_REQUEST}),
    BenchPage("budgets.own_listing", Role.PROVIDER_MANAGER),
    BenchPage("budgets.own_budget", Role.PROVIDER_MANAGER, {"budget_id": OWN_BUDGET}),
    BenchPage("budgets.own_requests", Role.PROVIDER_MANAGER),
    BenchPage("notices.listing", Role.PROVIDER_MANAGER),
    BenchPage("programme.versions", Role.PROGRAMME_OFFICER),
    BenchPage(
        "programme.version",
        Role.PROGRAMME_OFFICER,
        {"version_id": "SELECT max(id) FROM rule_set_version"},
    ),
    BenchPage(
        "programme.version_difference",
        Role.PROGRAMME_OFFICER,
        {"version_id": "SELECT max(id) FROM rule_set_version"},
    ),
    BenchPage("programme.draft_list", Role.PROGRAMME_OFFICER),
    BenchPage(
        "programme.draft_page",
        Role.PROGRAMME_OFFICER,
        {"draft_id": "SELECT min(id) FROM rule_set_draft WHERE state = 'submitted'"},
    ),
    BenchPage("checking.shown", Role.PROGRAMME_OFFICER),
    BenchPage("administration.users", Role.ADMINISTRATOR),
    BenchPage(
        "administration.user", Role.ADMINISTRATOR, {"user_id": "SELECT min(id) FROM user_account"}
    ),
    BenchPage("administration.access_log", Role.AUDITOR),
    BenchPage("administration.audit_events", Role.AUDITOR),
)

FILE = "a file, not a page"
SMALL_FORM = "a form about one row, whose page is measured"
NOT_MEASURED: Mapping[str, str] = {
    "accreditation.start": SMALL_FORM,
    "accreditation.document": FILE,
    "accreditation.public_export": FILE,
    "accreditation.queue_export": FILE,
    **dict.fromkeys(
        (
            "accreditation.own",
            "accreditation.own_part",
            "accreditation.own_site_new",
            "accreditation.own_site",
            "accreditation.own_documents",
            "accreditation.own_submit",
            "accreditation.review",
            "accreditation.review_refuse",
            "accreditation.review_grant",
        ),
        "the seed knows few applications",
    ),
    "accreditation.grant": SMALL_FORM,
    "accreditation.decide": SMALL_FORM,
    "static": FILE,
    "web.language": "a redirect",
    "web.healthz": "no page",
    "web.readyz": "no page",
    "web.accessibility": "text that never changes",
    "web.privacy": "text that never changes",
    "web.design": "for developers",
    "notices.opened": "a redirect",
    "places.suggest": "a fragment",
    "discovery.public_shortlist": "empty without a session",
    "discovery.compared_offers": "empty without offers in the address",
    **dict.fromkeys(
        ("discovery.search", "discovery.own_search"), "the seed saves few searches"
    ),
    "uploads.upload_progress": "a fragment",
    "trials.trial_progress": "a fragment",
    "trials.draft_trial": SMALL_FORM,
    "trials.version_trial": SMALL_FORM,
    "trials.trial_counts": FILE,
    "trials.trial_page": "the seed tries nothing",
    "trials.trial_cases": "the seed tries nothing",
    "uploads.upload_page": "the seed uploads nothing",
    **dict.fromkeys(
        ("assessment.section", "assessment.simulation"),
        "needs an assessment half done, which the seed may leave to nobody",
    ),
    **dict.fromkeys(
        ("cases.work_end", "cases.work_annul"), "needs a period of work that few people have"
    ),
    **dict.fromkeys(
        (
            "approval.queue_export", "assessment.document", "own_assessment.document",
            "cases.agreement_document", "cases.agreement_report_document",
            "me.own_report_document", "drafting.offer_export",
            "drafting.edition_export", "opendata.download", "opendata.schema", "opendata.description",
            "cases.did_history",
            "agreements.signed_copy", "capacity.export", "agreements.signatures_export",
            "issuing.paper", "me.own_document", "offers.catalogue_export",
            "programme.draft_file", "programme.version_file",
            "register.provider_export", "uploads.template_file",
            "uploads.upload_corrected", "uploads.upload_errors", "uploads.upload_schema",
        ),
        FILE,
    ),
    **dict.fromkeys(
        (
            "accounts.activation", "administration.new_user", "agreements.new", "approval.offer_return",
            "approval.change_return", "batches.regional", "batches.own",
            "approval.offer_suspend", "assessment.complete", "budgets.granting", "budgets.own_asking",
            "budgets.own_request", "budgets.target", "cases.duty",
            "waiting.join", "waiting.own_join", "waiting.answer", "waiting.own_answer", "capacity.pause",
            "discovery.change", "discovery.delete", "discovery.new_search",
            "discovery.own_change", "discovery.own_delete", "discovery.own_new_search",
            "cases.compare", "cases.edit", "cases.new_duty", "me.cannot_come",
            "drafting.edition_cancel", "patterns.keep_own", "patterns.keep_regional",
            "drafting.offer_copy", "drafting.edition_edit", "drafting.edition_new",
            "drafting.offer_edit", "drafting.offer_new", "drafting.offer_preview",
            "drafting.offer_withdraw", "issuing.cancel_page", "issuing.decline_page",
            "issuing.renounce_page", "issuing.take_up_page", "matching.check", "matching.offer",
            "profile.official", "matching.own_check", "matching.own_offer", "programme.draft_difference",
            "programme.draft_edit", "programme.draft_new", "programme.draft_publish",
            "programme.draft_return",
            "register.provider_new", "register.site_change",
            "register.site_new", "services.call_amend", "services.call_close",
            "services.call_edit", "services.call_new",
        ),
        SMALL_FORM,
    ),
}  # fmt: skip
"""GET endpoints left out, each with its reason."""


@dataclass(frozen=True)
class Visit:
    """Who asks, and with which values in the address."""

    user_id: int | None
    email: str | None
    values: Mapping[str, Any]


class NothingToShow(Exception):
    """The region holds nobody, or no row, that the page could be shown with."""


def visit(page: BenchPage, owner_address: str) -> Visit:
    """Choose the account and the values for a page in one region."""
    with psycopg.connect(owner_address, row_factory=dict_row) as connection:
        if page.role is None:
            account: dict[str, Any] = {"id": None, "email": None, "organisation_id": None}
        else:
            account = _one(connection, page.actor or ACTORS[page.role], {})
        values = {
            name: next(iter(_one(connection, statement, account).values()))
            for name, statement in page.values.items()
        }
    return Visit(account["id"], account["email"], values)


def _one(
    connection: "psycopg.Connection[dict[str, Any]]", statement: str, given: Mapping[str, Any]
) -> dict[str, Any]:
    row = connection.execute(statement, given).fetchone()
    if row is None or next(iter(row.values())) is None:
        raise NothingToShow(" ".join(statement.split()))
    return row
