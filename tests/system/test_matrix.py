"""Role by endpoint: without the permission 403, with it never 403, and a record nobody has is 404."""

import pytest

from app.accounts.guard import PUBLIC
from app.accounts.permissions import Permission, Role, has_permission
from tests.architecture.test_doors import APP, ROUTES, some_value

NOBODY = 999_999_999
"""A key no record has."""

PROTECTED = [
    rule
    for rule in ROUTES
    if getattr(APP.view_functions[rule.endpoint], "required_permission", PUBLIC) != PUBLIC
]


def path_of(rule, method):
    values = {name: some_value(converter) for name, converter in rule._converters.items()}
    values = {name: NOBODY if value == 1 else value for name, value in values.items()}
    return APP.url_map.bind("localhost").build(rule.endpoint, values, method=method)


@pytest.mark.parametrize("role", Role, ids=lambda role: role.value)
def test_a_role_meets_every_door_as_the_permissions_say(client_of, as_role, role):
    browser = client_of(as_role(role))
    surprises = []
    for rule in PROTECTED:
        method = "GET" if "GET" in rule.methods else "POST"
        permission = APP.view_functions[rule.endpoint].required_permission
        assert isinstance(permission, Permission)
        status = browser.open(path_of(rule, method), method=method).status_code
        if (status == 403) == has_permission(role, permission) or status >= 500:
            surprises.append((role.value, rule.rule, method, status))
    assert surprises == []


@pytest.mark.parametrize("role", Role, ids=lambda role: role.value)
def test_a_record_that_does_not_exist_is_not_found(client_of, as_role, role):
    browser = client_of(as_role(role))
    for rule in PROTECTED:
        permission = APP.view_functions[rule.endpoint].required_permission
        if rule.arguments and has_permission(role, permission) and "GET" in rule.methods:
            # A provider without a platform agreement is sent to sign it before anything else.
            status = browser.get(path_of(rule, "GET")).status_code
            assert status in (404, 302, 303), rule.rule
