"""The blueprint of a provider's offers, and the page of a form."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from app.core.forms import BaseForm

drafting = Blueprint("drafting", __name__, template_folder="../templates")

PATH = "/provider/offers/<int:offer_id>"


def form_page(template: str, form: BaseForm, **shown: object) -> ResponseReturnValue:
    """The form, with 422 when it was refused."""
    refused = bool(form.errors or form.form_errors)
    return render_template(template, form=form, **shown), 422 if refused else 200
