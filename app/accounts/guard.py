"""One funnel for every request: no view answers without a declared permission or a declared openness."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar, cast

from flask import Flask, abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from app.accounts.models import User
from app.accounts.permissions import Permission

P = ParamSpec("P")
R = TypeVar("R")

PUBLIC = "public"
"""What a view open to everybody declares instead of a permission."""


def requires(permission: Permission) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Declare the permission without which the view is not reached."""

    def declare(view: Callable[P, R]) -> Callable[P, R]:
        view.required_permission = permission  # type: ignore[attr-defined]
        return view

    return declare


def public(view: Callable[P, R]) -> Callable[P, R]:
    """Declare the view open to everybody."""
    view.required_permission = PUBLIC  # type: ignore[attr-defined]
    return view


def signed_in() -> User:
    """The person at the screen; only behind a view that requires a permission."""
    return cast(User, current_user._get_current_object())


def someone_signed_in() -> User | None:
    """The person at the screen, or None on a public page seen by a stranger."""
    return signed_in() if current_user.is_authenticated else None


def init_app(app: Flask) -> None:
    """Put the guard before every view."""

    @app.before_request
    def admit() -> Response | None:
        if request.endpoint is None or request.endpoint == "static":
            return None
        declared = getattr(app.view_functions[request.endpoint], "required_permission", None)
        if declared == PUBLIC:
            return None
        if not current_user.is_authenticated:
            if request.method == "GET":
                flash(_("Sign in to continue."), "info")
            target = request.full_path.rstrip("?") if request.method == "GET" else None
            return redirect(url_for("accounts.login", next=target))
        if not isinstance(declared, Permission) or not signed_in().may(declared):
            abort(403)
        return None
