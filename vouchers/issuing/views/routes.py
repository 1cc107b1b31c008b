"""The addresses of vouchers: which view answers where."""

from flask import Blueprint

from vouchers.issuing.views import case, paper, person, provider, voucher, words

issuing = Blueprint("issuing", __name__, template_folder="../templates")

issuing.add_app_template_global(words.measure_name)
issuing.add_app_template_global(person.person_shown)
issuing.add_app_template_global(provider.person_of, "person_of_voucher")
issuing.add_app_template_filter(words.voucher_tone)
issuing.add_app_template_filter(paper.line_words, "calculation_line")

BOTH = ("GET", "POST")
_NUMBER = "/vouchers/<number>"

issuing.add_url_rule("/cases/<int:case_id>/vouchers", view_func=case.of_case)
issuing.add_url_rule("/cases/<int:case_id>/vouchers", view_func=case.issue, methods=["POST"])
issuing.add_url_rule(_NUMBER, view_func=voucher.voucher)
issuing.add_url_rule(f"{_NUMBER}.pdf", view_func=voucher.paper)
issuing.add_url_rule(f"{_NUMBER}/cancel", view_func=case.cancel_page, methods=BOTH)
issuing.add_url_rule(f"{_NUMBER}/take-up", view_func=provider.take_up_page, methods=BOTH)
issuing.add_url_rule(f"{_NUMBER}/decline", view_func=provider.decline_page, methods=BOTH)
issuing.add_url_rule(f"{_NUMBER}/renounce", view_func=voucher.renounce_page, methods=BOTH)
issuing.add_url_rule("/provider/vouchers", view_func=provider.inbox_page)
issuing.add_url_rule("/me/voucher", view_func=voucher.own)
