"""The addresses of the case record: which view answers where."""

from flask import Blueprint

from app.cases.views import case, listing, tabs

cases = Blueprint("cases", __name__, template_folder="../templates", url_prefix="/cases")

cases.add_app_template_global(tabs.case_tabs)
cases.add_app_template_global(tabs.case_tasks)
cases.add_app_template_global(tabs.pathway_name)

BOTH = ("GET", "POST")

cases.add_url_rule("", view_func=listing.listing)
cases.add_url_rule("/<int:case_id>", view_func=case.overview)
