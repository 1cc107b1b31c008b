"""The addresses of the case record: which view answers where."""

from flask import Blueprint

from app.cases.views import case, correction, did, listing, registration, tabs

cases = Blueprint("cases", __name__, template_folder="../templates", url_prefix="/cases")

cases.add_app_template_global(tabs.case_tabs)
cases.add_app_template_global(tabs.case_tasks)
cases.add_app_template_global(tabs.pathway_name)

BOTH = ("GET", "POST")

cases.add_url_rule("", view_func=listing.listing)
cases.add_url_rule("/<int:case_id>", view_func=case.overview)
cases.add_url_rule("/new", view_func=registration.new, methods=BOTH)
cases.add_url_rule("/<int:case_id>/data", view_func=correction.personal_data)
cases.add_url_rule("/<int:case_id>/edit", view_func=correction.edit, methods=BOTH)
cases.add_url_rule("/<int:case_id>/account", view_func=correction.account, methods=("POST",))
cases.add_url_rule("/<int:case_id>/did", view_func=did.did)
cases.add_url_rule("/<int:case_id>/did", view_func=did.declare, methods=("POST",))
cases.add_url_rule("/<int:case_id>/did/<action>", view_func=did.move_did, methods=("POST",))
