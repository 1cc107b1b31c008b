"""Which pages are measured, as whom, and on which rows; and which are not, and why."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import psycopg
from psycopg.rows import dict_row

from app.accounts.permissions import Role

# The largest tenant hurts more than the largest database, so everybody here belongs to it.
BIGGEST_CENTRE = "(SELECT centre_id FROM jobseeker GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1)"
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
UNASSESSED_CASE = CASE.format(step="assess")


@dataclass(frozen=True)
class BenchPage:
    """One page: its endpoint, who asks for it, and one query for each value in its address."""

    endpoint: str
    role: Role | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    actor: str | None = None
    """Another account than the role's usual one."""


PAGES: tuple[BenchPage, ...] = (
    BenchPage("accounts.login"),
    BenchPage("web.home"),
    BenchPage("accounts.account", Role.COUNSELLOR),
    # The counsellor's cases.
    BenchPage("cases.listing", Role.COUNSELLOR),
    BenchPage("cases.overview", Role.COUNSELLOR, {"case_id": WHOLE_CASE}),
    BenchPage("profile.shown", Role.COUNSELLOR, {"case_id": WHOLE_CASE}),
    BenchPage("assessment.overview", Role.COUNSELLOR, {"case_id": WHOLE_CASE}),
    BenchPage(
        "assessment.area", Role.COUNSELLOR, {"case_id": UNASSESSED_CASE, "code": "SELECT 'a'"}
    ),
    BenchPage("pathway.shown", Role.COUNSELLOR, {"case_id": WHOLE_CASE}),
    # The jobseeker's own area.
    BenchPage("me.start", Role.JOBSEEKER),
    BenchPage("me.own_data", Role.JOBSEEKER),
    BenchPage("me.consents", Role.JOBSEEKER),
    BenchPage("me.access_log", Role.JOBSEEKER),
    BenchPage("own_assessment.shown", Role.JOBSEEKER),
    # The region.
    BenchPage("programme.versions", Role.PROGRAMME_OFFICER),
    BenchPage(
        "programme.version",
        Role.PROGRAMME_OFFICER,
        {"version_id": "SELECT max(id) FROM rule_set_version"},
    ),
    BenchPage("administration.users", Role.ADMINISTRATOR),
    BenchPage(
        "administration.user", Role.ADMINISTRATOR, {"user_id": "SELECT min(id) FROM user_account"}
    ),
    BenchPage("administration.access_log", Role.AUDITOR),
    BenchPage("administration.audit_events", Role.AUDITOR),
)

NOT_MEASURED: Mapping[str, str] = {
    "static": "files, served by the web server in front",
    "web.language": "a redirect",
    "web.healthz": "no page",
    "web.readyz": "no page",
    "web.accessibility": "text that never changes",
    "web.privacy": "text that never changes",
    "web.design": "for developers",
    "accounts.activation": "a form of two fields, once in a life",
    "places.suggest": "a fragment",
    "administration.new_user": "a form without rows",
    "assessment.complete": "a form of one button",
}
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
