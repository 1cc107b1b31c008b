"""The addresses of the case record: which view answers where."""

from flask import Blueprint

from app.cases.rules.journey import reason_words
from app.cases.views import (
    agreement,
    agreement_life,
    agreement_report,
    case,
    correction,
    did,
    duties,
    listing,
    own_agreement,
    own_duties,
    own_sanctions,
    registration,
    sanctions,
    tabs,
    work,
)
from app.cases.views.own import me

cases = Blueprint("cases", __name__, template_folder="../templates", url_prefix="/cases")

cases.add_app_template_global(tabs.case_tabs)
cases.add_app_template_global(tabs.case_tasks)
cases.add_app_template_global(tabs.pathway_name)
cases.add_app_template_global(duties.outcome_words)
cases.add_app_template_global(reason_words)

BOTH = ("GET", "POST")

cases.add_url_rule("", view_func=listing.listing)
cases.add_url_rule("/<int:case_id>", view_func=case.overview)
cases.add_url_rule("/new", view_func=registration.new, methods=BOTH)
cases.add_url_rule("/<int:case_id>/data", view_func=correction.personal_data)
cases.add_url_rule("/<int:case_id>/edit", view_func=correction.edit, methods=BOTH)
cases.add_url_rule("/<int:case_id>/account", view_func=correction.account, methods=("POST",))
cases.add_url_rule("/<int:case_id>/counsellor", view_func=correction.assign, methods=("POST",))
cases.add_url_rule("/<int:case_id>/did", view_func=did.did)
cases.add_url_rule("/<int:case_id>/did", view_func=did.declare, methods=("POST",))
cases.add_url_rule("/<int:case_id>/did/<action>", view_func=did.move_did, methods=("POST",))

_WORK = "/<int:case_id>/did/work"
cases.add_url_rule(_WORK, view_func=work.new_work, methods=BOTH)
cases.add_url_rule(f"{_WORK}/<int:work_id>/end", view_func=work.work_end, methods=BOTH)
cases.add_url_rule(
    f"{_WORK}/<int:work_id>/annul/<any(work, end):part>", view_func=work.work_annul, methods=BOTH
)
cases.add_url_rule("/<int:case_id>/did/history.<kind>", view_func=work.did_history)

_AGREEMENT = "/<int:case_id>/agreement"
cases.add_url_rule(_AGREEMENT, view_func=agreement.agreement)
cases.add_url_rule(_AGREEMENT, view_func=agreement.write, methods=("POST",))
cases.add_url_rule(f"{_AGREEMENT}.pdf", view_func=agreement.agreement_document)
cases.add_url_rule(f"{_AGREEMENT}/draft", view_func=agreement.draft, methods=("POST",))
cases.add_url_rule(f"{_AGREEMENT}/withdraw", view_func=agreement.withdraw, methods=("POST",))
cases.add_url_rule(
    f"{_AGREEMENT}/signature", view_func=agreement.record_desk_signature, methods=("POST",)
)
cases.add_url_rule(
    f"{_AGREEMENT}/countersign", view_func=agreement.sign_for_centre, methods=("POST",)
)
cases.add_url_rule(f"{_AGREEMENT}/end", view_func=agreement_life.end, methods=("POST",))
cases.add_url_rule(f"{_AGREEMENT}/suspend", view_func=agreement_life.suspend, methods=("POST",))
cases.add_url_rule(f"{_AGREEMENT}/resume", view_func=agreement_life.resume, methods=("POST",))
cases.add_url_rule(f"{_AGREEMENT}/compare", view_func=agreement_life.compare)
cases.add_url_rule(f"{_AGREEMENT}/report", view_func=agreement_report.agreement_report)
cases.add_url_rule(f"{_AGREEMENT}/report.pdf", view_func=agreement_report.agreement_report_document)

me.add_url_rule("/agreement", view_func=own_agreement.own_agreement, methods=BOTH)
me.add_url_rule("/agreement.pdf", view_func=own_agreement.own_document)

_DUTIES = "/<int:case_id>/duties"
cases.add_url_rule(_DUTIES, view_func=duties.duties)
cases.add_url_rule(f"{_DUTIES}/new", view_func=duties.new_duty, methods=BOTH)
cases.add_url_rule(f"{_DUTIES}/<int:duty_id>", view_func=duties.duty)
cases.add_url_rule(f"{_DUTIES}/<int:duty_id>/move", view_func=duties.move, methods=("POST",))
cases.add_url_rule(
    f"{_DUTIES}/<int:duty_id>/<action>", view_func=duties.record_duty, methods=("POST",)
)
me.add_url_rule("/agreement/report", view_func=agreement_report.own_report)
me.add_url_rule("/agreement/report.pdf", view_func=agreement_report.own_report_document)
me.add_url_rule("/appointments", view_func=own_duties.appointments)
me.add_url_rule(
    "/appointments/<int:duty_id>/cannot-come", view_func=own_duties.cannot_come, methods=BOTH
)

_SANCTIONS = "/<int:case_id>/conditionality"
cases.add_url_rule(_SANCTIONS, view_func=sanctions.sanctions)
cases.add_url_rule(_SANCTIONS, view_func=sanctions.new_sanction, methods=("POST",))
cases.add_url_rule(
    f"{_SANCTIONS}/<int:event_id>/<action>", view_func=sanctions.decide_sanction, methods=("POST",)
)
me.add_url_rule("/conditionality", view_func=own_sanctions.own_sanctions)
me.add_url_rule(
    "/conditionality/<int:event_id>/<any(explain, appeal):answer>",
    view_func=own_sanctions.answer_sanction,
    methods=("POST",),
)
