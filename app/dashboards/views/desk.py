"""The desk: what needs the centre today, most pressing first."""

from collections.abc import Mapping
from itertools import groupby
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.accounts.guard import requires, signed_in
from app.accounts.models import User
from app.accounts.operations import remember_filters
from app.accounts.permissions import Permission
from app.accounts.queries import colleagues, remembered_filters
from app.audit.operations import record_export
from app.cases.models.jobseeker import NO_DEADLINE
from app.core.clock import today
from app.core.database import transaction
from app.core.language import N_
from app.core.listing import Column
from app.dashboards.forms.desk import DeskForm
from app.dashboards.queries.desk import Asked, DeskItem, desk_export, desk_page
from app.dashboards.queries.desk_counts import Load, desk_load
from app.dashboards.queries.sources import Act, Present, acts_of
from app.dashboards.rules.desk import MOST_COUNTED, due
from app.programme.queries import rules_in_force
from app.web.addresses import this_page
from app.web.exports import MOST_ROWS, export_list
from app.web.formats import number as spoken_number
from app.web.formats import plain

dashboards = Blueprint("dashboards", __name__, template_folder="../templates")

PAGE = "dashboards.desk"


@dashboards.get("/desk")
@requires(Permission.DESK_READ)
def desk() -> ResponseReturnValue:
    """Everything that falls due, by deadline; opened bare, as the person left it."""
    user, acts = signed_in(), acts_of(signed_in())
    remembered = remembered_filters(user, PAGE)
    if "clear" in request.args:
        _remember(user, remembered, {})
        return redirect(url_for(PAGE))
    if remembered and not request.args:
        return redirect(this_page(**remembered))
    form, day = DeskForm(request.args), today()
    form.offer(user, acts.values(), colleagues(user.centre_id or 0))
    asked = Asked(user, form.filters(user), Present(day, rules_in_force(day)))
    if kind := request.args.get("format"):
        items = desk_export(asked, is_latest_first=form.is_latest_first, most=MOST_ROWS)
        return _file(user, kind, items, acts)
    _remember(user, remembered, form.to_remember())
    page = desk_page(asked, is_latest_first=form.is_latest_first, cursor=request.args.get("cursor"))
    groups = [
        (bucket, list(rows))
        for bucket, rows in groupby(page.rows, lambda item: due(item.due_on, day))
    ]
    load = desk_load(asked)
    return render_template(
        "dashboards/desk.html",
        form=form,
        page=page,
        groups=groups,
        load=load,
        acts=acts,
        days=_days(load) if any(load.by_day.values()) else (),
        filters=asked.filters,
        address_of=address_of,
    )


def _remember(user: User, remembered: Mapping[str, str], chosen: Mapping[str, str]) -> None:
    """Keep the choice, if it is another one than before."""
    if dict(chosen) != dict(remembered):
        with transaction():
            remember_filters(user, PAGE, chosen)


def _days(load: Load) -> list[dict[str, object]]:
    """The bars of the picture: how many fall due on each of the days to come."""
    return [
        {"label": plain(day), "value": number, "text": at_most(number)}
        for day, number in load.by_day.items()
    ]


def address_of(act: Act, item: DeskItem) -> str:
    """The page where the thing is done."""
    keys: dict[str, Any] = {act.item: item.id} if act.item else {}
    return url_for(act.endpoint, case_id=item.case_id, **keys)


@dashboards.app_template_filter("at_most")
def at_most(number: int) -> str:
    """A count as the desk tells it: beyond `MOST_COUNTED` only that there are more."""
    return (
        f"{spoken_number(MOST_COUNTED)}+" if number > MOST_COUNTED else str(spoken_number(number))
    )


def _file(
    user: User, kind: str, items: list[DeskItem], acts: Mapping[str, Act]
) -> ResponseReturnValue:
    """The list as a file; that each person in it was taken away is written down before it leaves."""
    columns: tuple[Column[DeskItem], ...] = (
        Column(
            "due_on", N_("Due by"), lambda item: None if item.due_on == NO_DEADLINE else item.due_on
        ),
        Column("kind", N_("To do"), lambda item: gettext(acts[item.kind].label)),
        Column("surname", N_("Surname"), lambda item: item.surname),
        Column("given_name", N_("Given name"), lambda item: item.given_name),
        Column("fiscal_code", N_("Codice fiscale"), lambda item: item.fiscal_code),
        Column("ball", N_("Up to"), lambda item: item.ball),
        Column("pathway", N_("Pathway"), lambda item: item.pathway),
        Column("counsellor", N_("Counsellor"), lambda item: item.counsellor_name),
        Column("invented", N_("Invented person"), lambda item: item.is_invented),
    )
    answer = export_list(kind, "desk", columns, items)
    people = {item.case_id: item for item in items}
    with transaction():
        record_export(user, "case", list(people.values()), format=kind, list="desk")
    return answer
