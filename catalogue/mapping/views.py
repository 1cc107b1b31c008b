"""The page of the map: the same search as the list, seen from above, and as a table beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from urllib.parse import urlencode

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import Form

from app.accounts.guard import public
from catalogue.mapping.queries import Spread, Town, dots, region_picture, spread
from catalogue.mapping.rules.circles import Circle, circles
from catalogue.mapping.rules.region import Picture
from catalogue.offers.queries import Wanted, wanted_to_args
from catalogue.offers.views import asked_of_catalogue, home_of_reader

mapping = Blueprint("mapping", __name__, template_folder="templates")


@mapping.get("/catalogue/map")
@public
def region_map() -> ResponseReturnValue:
    """Where what is wanted is held: circles on a picture of the region, and a table."""
    form, wanted = asked_of_catalogue()
    del form.sort  # a map has no order
    near = wanted.near or home_of_reader()
    found, drawing = spread(wanted, near), region_picture()
    picture, provinces = drawing or (None, {})
    area = next(iter(wanted.provinces), "") if len(wanted.provinces) == 1 else ""
    return render_template(
        "mapping/map.html",
        form=form,
        wanted=wanted,
        near=near,
        found=found,
        picture=picture,
        provinces=provinces,
        area=area if area in provinces else "",
        circles=_drawn(found, picture, area) if picture else [],
        list_of=lambda codes: _list_of(wanted, codes),
        link_of=lambda circle: _link_of(wanted, circle, found.towns),
        province_map=lambda code: _map_of(wanted, code),
        whole_list=_address("offers.catalogue", wanted),
    )


def _drawn(found: Spread, picture: Picture, area: str) -> list[Circle]:
    scale = picture.view(area).width / picture.view().width
    return circles(dots(found.towns, picture), scale)


def _link_of(wanted: Wanted, circle: Circle, towns: Sequence[Town]) -> str:
    """A circle of one municipality leads to its offers; one of several to the map of the province,
    and to the list where the province is shown already or more than one province is in it."""
    codes = [dot.code for dot in circle.dots]
    provinces = {town.province for town in towns if town.code in codes}
    if len(codes) > 1 and len(provinces) == 1 and wanted.provinces != provinces:
        return _map_of(wanted, provinces.pop())
    return _list_of(wanted, codes)


def _list_of(wanted: Wanted, codes: Sequence[str]) -> str:
    """The list of what is held in these municipalities, with all other filters as they are."""
    return _address("offers.catalogue", replace(wanted, municipalities=frozenset(codes)))


def _map_of(wanted: Wanted, province: str) -> str:
    """The map of one province; of the whole region for none."""
    provinces = frozenset([province] if province else [])
    return _address("mapping.region_map", replace(wanted, provinces=provinces))


def _address(endpoint: str, wanted: Wanted) -> str:
    args: Mapping[str, Sequence[str]] = wanted_to_args(wanted)
    query = urlencode([(name, value) for name, values in args.items() for value in values])
    path = url_for(endpoint)
    return f"{path}?{query}" if query else path


@mapping.app_template_global()
def other_filters(form: Form) -> list[tuple[str, str]]:
    """The filters of the address that have no field in the form, so that they survive its being sent."""
    return [
        (name, value)
        for name, value in request.args.items(multi=True)
        if name not in form and name not in ("cursor", "sort")
    ]


@mapping.app_template_global()
def map_address() -> str:
    """The map of the search at hand."""
    pairs = [pair for pair in request.args.items(multi=True) if pair[0] != "cursor"]
    return url_for("mapping.region_map") + (f"?{urlencode(pairs)}" if pairs else "")
