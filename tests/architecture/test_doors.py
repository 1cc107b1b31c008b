"""No view without a declared permission or a declared openness; no stranger past the guard."""

import pytest
from werkzeug.routing import AnyConverter
from werkzeug.routing.converters import NumberConverter

from app.accounts.guard import PUBLIC
from app.accounts.permissions import ROLE_PERMISSIONS, Permission
from app.config import Config, Mode
from app.factory import create_app

# Never connects: the doors are looked at, not opened.
APP = create_app(Config(database_url="postgresql://nobody@127.0.0.1:1/none", mode=Mode.TEST))
ROUTES = [rule for rule in APP.url_map.iter_rules() if rule.endpoint != "static"]
ENDPOINTS = sorted({rule.endpoint for rule in ROUTES})

OPEN_TO_ALL = {
    "accounts.activation",
    "accounts.login",
    "accounts.logout",
    "uploads.upload_schema",
    "web.accessibility",
    "web.design",
    "web.healthz",
    "web.home",
    "accreditation.public_export",
    "accreditation.public_history",
    "accreditation.public_list",
    "accreditation.start",
    "web.language",
    "web.privacy",
    "web.readyz",
    "discovery.compared_offers",
    "discovery.public_drop",
    "discovery.public_keep",
    "discovery.public_shortlist",
    "mapping.region_map",
    "offers.catalogue",
    "offers.catalogue_export",
    "offers.offer_page",
    "offers.provider_page",
    "opendata.description",
    "opendata.download",
    "opendata.schema",
    "opendata.shown",
    "places.suggest",
    "services.open_calls",
    "services.public_call",
}
"""Everything a stranger may reach, by decision; a new public view is added here on purpose."""


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_every_route_declares_a_permission_or_is_declared_public(endpoint):
    declared = getattr(APP.view_functions[endpoint], "required_permission", None)
    assert isinstance(declared, Permission) or declared == PUBLIC


def test_the_public_views_are_the_ones_decided():
    opened = {
        endpoint
        for endpoint in ENDPOINTS
        if getattr(APP.view_functions[endpoint], "required_permission", None) == PUBLIC
    }
    assert opened <= OPEN_TO_ALL


def some_value(converter):
    if isinstance(converter, AnyConverter):
        return sorted(converter.items)[0]
    return 1 if isinstance(converter, NumberConverter) else "x"


@pytest.mark.parametrize("rule", ROUTES, ids=lambda rule: rule.rule)
def test_a_stranger_is_sent_to_sign_in(rule):
    if getattr(APP.view_functions[rule.endpoint], "required_permission", None) == PUBLIC:
        return
    method = next(iter(rule.methods - {"OPTIONS", "HEAD"}))
    values = {name: some_value(converter) for name, converter in rule._converters.items()}
    path = APP.url_map.bind("localhost").build(rule.endpoint, values, method=method)
    APP.config["WTF_CSRF_ENABLED"] = False
    answer = APP.test_client().open(path, method=method)
    assert answer.status_code == 302
    assert answer.location.startswith("/login")


def test_every_permission_is_held_by_some_role():
    held = frozenset().union(*ROLE_PERMISSIONS.values())
    assert set(Permission) == held
