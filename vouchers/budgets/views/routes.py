"""The addresses of budgets: which view answers where."""

from flask import Blueprint

from vouchers.budgets.views import own, region, requests

budgets_pages = Blueprint("budgets", __name__, template_folder="../templates")

budgets_pages.add_app_template_filter(requests.request_tone)

BOTH = ("GET", "POST")
_BUDGET = "/programme/budgets/<int:budget_id>"
_REQUEST = "/programme/replacements/<int:request_id>"
_OWN = "/provider/budgets/<int:budget_id>"
_OWN_REQUEST = "/provider/replacements/<int:request_id>"

budgets_pages.add_url_rule("/programme/budgets", view_func=region.listing)
budgets_pages.add_url_rule(_BUDGET, view_func=region.ledger)
budgets_pages.add_url_rule(f"{_BUDGET}/target", view_func=region.target, methods=BOTH)
budgets_pages.add_url_rule("/programme/budgets/grant", view_func=region.granting, methods=BOTH)
budgets_pages.add_url_rule("/programme/replacements", view_func=requests.request_list)
budgets_pages.add_url_rule(_REQUEST, view_func=requests.request_page)
budgets_pages.add_url_rule(f"{_REQUEST}/decide", view_func=requests.decide, methods=["POST"])
budgets_pages.add_url_rule("/provider/budgets", view_func=own.own_listing)
budgets_pages.add_url_rule(_OWN, view_func=own.own_budget)
budgets_pages.add_url_rule(f"{_OWN}/replacement", view_func=own.own_asking, methods=BOTH)
budgets_pages.add_url_rule("/provider/replacements", view_func=own.own_requests)
budgets_pages.add_url_rule(_OWN_REQUEST, view_func=own.own_request)
budgets_pages.add_url_rule(f"{_OWN_REQUEST}/withdraw", view_func=own.withdraw, methods=["POST"])
