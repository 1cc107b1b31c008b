"""Tables: the pages, the reactions to events, the tabs of a case, the menus. One line for each."""

from collections.abc import Sequence

from click import Command
from flask import Blueprint

from app.accounts.permissions import Permission, Role
from app.accounts.views import accounts
from app.administration.views import administration
from app.audit.operations import Transitioned
from app.cases.models.jobseeker import Step
from app.cases.operations import tell_timeline
from app.cases.views.routes import cases
from app.cases.views.tabs import CaseTab
from app.cli.places import load_shipped_places
from app.cli.places import places as places_command
from app.cli.programme import rules as rules_command
from app.cli.reference import Loader, reference_command
from app.cli.seed.command import seed_command
from app.cli.setup import setup_command
from app.cli.translations import translations
from app.cli.worker import worker
from app.core.events import Handler
from app.core.language import N_
from app.programme.operations import load_shipped_rule_sets
from app.programme.views import programme
from app.web.navigation import NavLink
from app.web.places import places
from app.web.views import web
from catalogue.uploads import models as _catalogue_tables  # noqa: F401 - migrations must see them
from profiling.assessment.views.assess import assessment
from profiling.assessment.views.own import own_assessment
from profiling.assessment.views.pathway import pathway
from profiling.assessment.views.profile import profile
from vouchers.issuing import models as _voucher_tables  # noqa: F401 - migrations must see them

BLUEPRINTS: tuple[Blueprint, ...] = (
    web,
    accounts,
    administration,
    places,
    programme,
    cases,
    profile,
    assessment,
    pathway,
    own_assessment,
)

REACTIONS: dict[type, Sequence[Handler]] = {
    Transitioned: (tell_timeline,),
}

HOME: dict[Role, str] = dict.fromkeys(Role, "accounts.account")

REFERENCE_LOADERS: tuple[Loader, ...] = (load_shipped_places, load_shipped_rule_sets)
"""What every installation needs besides its tables: places, rule sets."""

COMMANDS: tuple[Command, ...] = (
    reference_command(REFERENCE_LOADERS),
    places_command,
    rules_command,
    seed_command,
    translations,
    setup_command(REFERENCE_LOADERS, seed_command),
    worker,
)

_CENTRE_MENU = (NavLink(N_("People"), "cases.listing"),)

MENU: dict[Role | None, Sequence[NavLink]] = {
    Role.COUNSELLOR: _CENTRE_MENU,
    Role.CENTRE_MANAGER: _CENTRE_MENU,
    Role.AUDITOR: _CENTRE_MENU,
}

CASE_TABS: tuple[CaseTab, ...] = (
    # In the order of the journey; `steps` are those during which the tab's task is the one to do.
    CaseTab(N_("Overview"), "cases.overview", Permission.CASE_READ),
    CaseTab(
        N_("Profile"),
        "profile.shown",
        Permission.CASE_READ,
        task=N_("Calculate the quantitative profile"),
        steps=(Step.PROFILE,),
    ),
    CaseTab(
        N_("Assessment"),
        "assessment.overview",
        Permission.CASE_READ,
        task=N_("Complete the assessment"),
        steps=(Step.ASSESS,),
    ),
    CaseTab(
        N_("Pathway"),
        "pathway.shown",
        Permission.CASE_READ,
        task=N_("Decide the pathway"),
        steps=(Step.DECIDE,),
    ),
)
