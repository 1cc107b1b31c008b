"""A provider's own area: desk and people. Closed until the platform agreement is signed."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.guard import requires, signed_in
from app.accounts.permissions import Permission, Role
from app.core.clock import today
from app.core.database import transaction
from app.core.errors import RuleBroken
from app.core.forms import spoken
from catalogue.providers import operations, queries
from catalogue.providers.forms import MemberForm
from catalogue.providers.rules import is_accredited
from catalogue.providers.states import ProviderState

provider = Blueprint("provider", __name__, template_folder="../templates")


@provider.app_errorhandler(queries.PlatformAgreementMissing)
def sign_first(_error: queries.PlatformAgreementMissing) -> ResponseReturnValue:
    """Whatever page of the area was asked for: the agreement comes first."""
    own = queries.load_own_provider_unsigned(signed_in())
    if own.state is ProviderState.APPLICANT and signed_in().may(Permission.APPLICATION_EDIT):
        return redirect(url_for("accreditation.own"))  # nothing to sign before it is accredited
    flash(_("Your area opens when the platform agreement is signed."), "info")
    return redirect(url_for("agreements.own"))


@provider.get("/provider")
@requires(Permission.PROVIDER_DESK)
def desk() -> ResponseReturnValue:
    """What needs us now."""
    own = queries.load_own_provider(signed_in())
    return render_template(
        "providers/desk.html",
        provider=own,
        tasks=queries.desk_tasks(signed_in(), own),
        accredited=is_accredited(queries.accreditation_of(own), today()),
    )


@provider.route("/provider/members", methods=["GET", "POST"])
@requires(Permission.MEMBER_MANAGE)
def members() -> ResponseReturnValue:
    """Our people; invite an operator."""
    own, form = queries.load_own_provider(signed_in()), MemberForm()
    if form.validate_on_submit():
        try:
            with transaction():
                member, code = operations.invite_member(
                    signed_in(),
                    own,
                    name=form.name.data or "",
                    email=form.email.data or "",
                    role=Role.PROVIDER_OPERATOR,
                )
            return render_template("providers/invited.html", member=member, code=code)
        except RuleBroken as broken:
            form.take_refusals(broken.reasons)
    people = queries.members(own.id)
    page = render_template("providers/members.html", form=form, provider=own, people=people)
    return page, 422 if form.errors else 200


@provider.post("/provider/members/<int:member_id>/deactivate")
@requires(Permission.MEMBER_MANAGE)
def member_deactivate(member_id: int) -> ResponseReturnValue:
    """Close a colleague's account."""
    member = queries.load_member(signed_in(), member_id)
    try:
        with transaction():
            operations.deactivate_member(signed_in(), member)
        flash(_("The account of %(name)s is closed.", name=member.name), "success")
    except RuleBroken as broken:
        flash(" ".join(spoken(reason) for reason in broken.reasons), "warning")
    return redirect(url_for("provider.members"))


@provider.post("/provider/members/<int:member_id>/code")
@requires(Permission.MEMBER_MANAGE)
def member_code(member_id: int) -> ResponseReturnValue:
    """Give a colleague a new activation code."""
    member = queries.load_member(signed_in(), member_id)
    try:
        with transaction():
            code = operations.give_new_code(signed_in(), member)
        return render_template("providers/invited.html", member=member, code=code)
    except RuleBroken as broken:
        flash(" ".join(spoken(reason) for reason in broken.reasons), "warning")
        return redirect(url_for("provider.members"))
