"""Tables: the pages, the reactions to events, the tabs of a case. One line for each."""

from collections.abc import Sequence

from click import Command
from flask import Blueprint

from app.accounts.permissions import Permission
from app.accounts.views import accounts
from app.administration.views import administration
from app.audit.operations import Transitioned
from app.cases import tasks as _duties  # noqa: F401 - the worker must know them
from app.cases.models.jobseeker import Step
from app.cases.operations import close_what_depends, follow_did, tell_timeline
from app.cases.operations.correction import RecordCorrected
from app.cases.queries.reach import domicile_of
from app.cases.views.notices import furnish_notices
from app.cases.views.own import OwnTask, me
from app.cases.views.routes import cases
from app.cases.views.tabs import CaseTab
from app.cli.budgets import budgets_command, vouchers_command
from app.cli.catalogue import catalogue_command
from app.cli.did import did_command
from app.cli.places import load_shipped_places
from app.cli.places import places as places_command
from app.cli.profiles import profiles_command
from app.cli.programme import rules as rules_command
from app.cli.reference import Loader, reference_command
from app.cli.seed.command import seed_command
from app.cli.setup import setup_command
from app.cli.translations import translations
from app.cli.worker import worker
from app.core.events import Handler
from app.core.language import N_
from app.dashboards.queries.due import (
    cannot_come,
    case_steps,
    confirmations,
    duties,
    objections_open,
    reassessments,
    stale_profiles,
    work_ending,
)
from app.dashboards.queries.sources import furnish_centre
from app.dashboards.views.desk import dashboards
from app.dashboards.views.reassignments import reassignments
from app.dashboards.views.reports import reports
from app.dashboards.views.team import team
from app.notices import tasks as _letters  # noqa: F401 - the worker must know them
from app.notices.views import notices
from app.programme.operations import load_shipped_rule_sets
from app.programme.views import differences, drafts, review, versions  # noqa: F401 - their routes
from app.programme.views.actions import DraftAction
from app.programme.views.routes import programme
from app.web.places import places
from app.web.views import web
from catalogue.accreditation import tasks as _ends  # noqa: F401 - the worker must know them
from catalogue.accreditation.queries import application_tasks
from catalogue.accreditation.queries.effects import VoucherDesk, furnish_vouchers
from catalogue.accreditation.views import applicant as _applying  # noqa: F401 - its routes
from catalogue.accreditation.views import officers as _deciding  # noqa: F401 - its routes
from catalogue.accreditation.views.public import accreditation
from catalogue.agreements import tasks as _signing  # noqa: F401 - the worker must know them
from catalogue.agreements.operations import load_shipped_agreements
from catalogue.agreements.queries import answers_wait, signing_waits
from catalogue.agreements.views import published as _published  # noqa: F401 - its routes
from catalogue.agreements.views.own import agreements
from catalogue.approval.operations import approve_by_rule
from catalogue.approval.views import approval
from catalogue.batches.views import batches
from catalogue.capacity import tasks as _pauses  # noqa: F401 - the worker must know them
from catalogue.capacity.views import capacity
from catalogue.changes import models as _traces  # noqa: F401 - its tables belong to the model
from catalogue.changes import tasks as _changes  # noqa: F401 - the worker must know them
from catalogue.drafting import tasks as _minimum  # noqa: F401 - the worker must know its jobs
from catalogue.drafting.queries import offers_waiting
from catalogue.drafting.views import editions as _editions  # noqa: F401 - their routes
from catalogue.drafting.views import offers as _own_offers  # noqa: F401 - their routes
from catalogue.drafting.views.routes import drafting
from catalogue.mapping.views import mapping
from catalogue.offers import tasks as _calendar  # noqa: F401 - the worker must know its jobs
from catalogue.offers.operations import SeatsFreed
from catalogue.offers.views import furnish_home, furnish_offer_acts, offers
from catalogue.opendata import tasks as _open_data  # noqa: F401 - the worker must know it
from catalogue.opendata.views import opendata
from catalogue.patterns.views import patterns
from catalogue.providers.queries import furnish_desk, furnish_figures
from catalogue.providers.views.desk import provider
from catalogue.providers.views.register import register
from catalogue.review.views import offer_review
from catalogue.services.queries import furnish_call_money
from catalogue.services.views import services
from catalogue.uploads.queries import uploads_waiting
from catalogue.uploads.views import uploads
from profiling.assessment import tasks as _expiry  # noqa: F401 - the worker must know it
from profiling.assessment.operations.confirm import lapse_request
from profiling.assessment.operations.refreshing import note_correction, note_declaration
from profiling.assessment.views.notices import pathway_waits
from profiling.assessment.views.own import own_assessment
from profiling.assessment.views.pathway import pathway
from profiling.assessment.views.profile_routes import profile
from profiling.assessment.views.routes import assessment
from profiling.checking import tasks as _checks  # noqa: F401 - the worker must know them
from profiling.checking.views import checking
from profiling.discovery import tasks as _new_offers  # noqa: F401 - the worker must know them
from profiling.discovery.views.routes import choice_acts, discovery, shortlist_acts
from profiling.matching.tasks import offer_another_choice
from profiling.matching.views.routes import matching
from profiling.objections.views import objection_waits, objections
from profiling.trials.views.routes import trials
from vouchers.budgets.queries import budgets_running_down, furnish_progress, money_of_call
from vouchers.budgets.views.routes import budgets_pages
from vouchers.issuing import tasks as _voucher_tasks  # noqa: F401 - the worker must know them
from vouchers.issuing.operations.standing import close_for_revocation, tell_counsellors
from vouchers.issuing.queries.reached import people_reached
from vouchers.issuing.queries.standing import open_vouchers_of
from vouchers.issuing.queries.vouchers import answers_waiting
from vouchers.issuing.views.routes import issuing
from vouchers.performance import tasks as _performance  # noqa: F401 - the worker must know it
from vouchers.performance.queries import figures_of
from vouchers.waiting import tasks as _waiting_tasks  # noqa: F401 - the worker must know them
from vouchers.waiting.operations.moving import follow_choice, follow_edition, offer_freed_seats
from vouchers.waiting.views.notices import place_waits
from vouchers.waiting.views.routes import waiting

BLUEPRINTS: tuple[Blueprint, ...] = (
    web,
    accounts,
    administration,
    places,
    notices,
    programme,
    cases,
    dashboards,
    team,
    reassignments,
    reports,
    profile,
    checking,
    assessment,
    pathway,
    own_assessment,
    objections,
    me,
    services,
    register,
    accreditation,
    provider,
    agreements,
    offers,
    mapping,
    drafting,
    patterns,
    capacity,
    approval,
    batches,
    offer_review,
    opendata,
    uploads,
    matching,
    discovery,
    trials,
    waiting,
    issuing,
    budgets_pages,
)

REACTIONS: dict[type, Sequence[Handler]] = {
    RecordCorrected: (note_correction,),
    Transitioned: (
        tell_timeline,
        follow_did,
        close_what_depends,
        offer_another_choice,
        lapse_request,
        note_declaration,
        follow_edition,
        follow_choice,
        approve_by_rule,
    ),
    SeatsFreed: (offer_freed_seats,),
}

REFERENCE_LOADERS: tuple[Loader, ...] = (
    load_shipped_places,
    load_shipped_rule_sets,
    load_shipped_agreements,
)
"""What every installation needs besides its tables: places, rule sets, the platform agreement."""

COMMANDS: tuple[Command, ...] = (
    reference_command(REFERENCE_LOADERS),
    places_command,
    rules_command,
    seed_command,
    translations,
    setup_command(REFERENCE_LOADERS, seed_command),
    worker,
    budgets_command,
    vouchers_command,
    did_command,
    catalogue_command,
    profiles_command,
)

CASE_TABS: tuple[CaseTab, ...] = (
    # In the order of the journey; `steps` are those during which the tab's task is the one to do.
    CaseTab(N_("Overview"), "cases.overview", Permission.CASE_READ),
    CaseTab(N_("Personal data"), "cases.personal_data", Permission.CASE_READ),
    CaseTab(
        N_("DID"),
        "cases.did",
        Permission.CASE_READ,
        N_("Declaration of availability"),
        (Step.DECLARE, Step.VALIDATE),
    ),
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
    CaseTab(
        N_("Agreement"),
        "cases.agreement",
        Permission.CASE_READ,
        task=N_("Service agreement"),
        steps=(Step.DRAFT, Step.SIGN, Step.COUNTERSIGN),
    ),
    CaseTab(N_("Appointments"), "cases.duties", Permission.CASE_READ),
    CaseTab(N_("Conditionality"), "cases.sanctions", Permission.CASE_READ),
    CaseTab(N_("Shortlist"), "discovery.shortlist", Permission.CHOICE_MAKE),
    CaseTab(
        N_("Choice"),
        "matching.choice",
        Permission.CHOICE_MAKE,
        task=N_("Choose measure and provider"),
        steps=(Step.CHOOSE,),
    ),
    CaseTab(N_("Waiting lists"), "waiting.places", Permission.CASE_READ),
    CaseTab(
        N_("Vouchers"),
        "issuing.of_case",
        Permission.CASE_READ,
        task=N_("Issue the voucher"),
        steps=(Step.ISSUE, Step.TAKE_UP),
    ),
)

DRAFT_ACTIONS: tuple[DraftAction, ...] = (
    DraftAction(
        N_("Try it on the caseload"),
        N_("See how many people would change pathway or class before anything binds."),
        "trials.draft_trial",
        Permission.TRIAL_RUN,
    ),
)
"""What upper floors do with a draft of rules: one line for each, such as trying it."""

_SINCE_ASSESSED = tuple(Step)[tuple(Step).index(Step.DECIDE) :]
_SINCE_SIGNED = tuple(Step)[tuple(Step).index(Step.COUNTERSIGN) :]

OWN_TASKS: tuple[OwnTask, ...] = (
    # What the step asks of the person first, then what can be read.
    OwnTask((Step.SIGN,), N_("Read and sign my agreement"), "me.own_agreement"),
    OwnTask((Step.CHOOSE, Step.ISSUE), N_("Choose a measure"), "matching.own_choice"),
    OwnTask((Step.TAKE_UP, Step.DELIVER), N_("See my voucher"), "issuing.own"),
    OwnTask(_SINCE_SIGNED, N_("Read my agreement"), "me.own_agreement"),
    OwnTask(_SINCE_SIGNED, N_("See my appointments"), "me.appointments"),
    OwnTask(_SINCE_SIGNED, N_("See my duties and what follows"), "me.own_sanctions"),
    OwnTask(_SINCE_ASSESSED, N_("Read my assessment"), "own_assessment.shown"),
)
"""What a jobseeker can do at each step of their case, from their own area's first page."""

# What the desk of a provider is made of, most urgent first; each lists what waits for its people.
furnish_desk(
    (
        (Permission.PLATFORM_AGREEMENT_READ, signing_waits),
        (Permission.PLATFORM_AGREEMENT_SIGN, answers_wait),
        (Permission.APPLICATION_EDIT, application_tasks),
        (Permission.VOUCHER_READ, answers_waiting),
        (Permission.UPLOAD_CREATE, uploads_waiting),
        (Permission.OFFER_EDIT, offers_waiting),
        (Permission.BUDGET_READ_OWN, budgets_running_down),
    )
)

# What the money of a call comes to is known where the budgets are; whom it reached, where vouchers are.
furnish_call_money(money_of_call)
furnish_progress(people_reached)
furnish_figures(figures_of)
furnish_vouchers(VoucherDesk(open_vouchers_of, close_for_revocation, tell_counsellors))
furnish_offer_acts((choice_acts, shortlist_acts))
furnish_home(domicile_of)

# What the desk of a centre is made of; among things due on one day, those above come first.
furnish_centre(
    (
        cannot_come,
        objections_open,
        case_steps,
        confirmations,
        duties,
        work_ending,
        stale_profiles,
        reassessments,
    )
)
# What waits in a case beside its step, on the overview and in the person's own area.
furnish_notices((place_waits, pathway_waits, objection_waits))
