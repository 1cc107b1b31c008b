"""Composes the application: configuration, extensions, guard, errors, pages."""

import os
import secrets
from datetime import timedelta
from functools import cache

from babel import Locale
from flask import Flask, Response, g, request, session
from flask_babel import Babel, get_locale
from flask_login import LoginManager, current_user
from flask_migrate import Migrate
from flask_wtf.csrf import CSRFProtect
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from app.accounts import guard
from app.accounts.guard import someone_signed_in
from app.accounts.permissions import Permission
from app.accounts.queries import user_of_session
from app.audit.operations import has_unwritten_readings
from app.cases.views import own, tabs
from app.config import Config
from app.core import clock, events, jobs, mail
from app.core.database import db, transaction
from app.core.language import LANGUAGES, TRANSLATED
from app.menus import HOME, MENU
from app.notices.views import unread_notices
from app.programme.views import actions
from app.web import addresses, drawing, errors, formats, navigation, words
from app.wiring import (
    BLUEPRINTS,
    CASE_TABS,
    COMMANDS,
    DRAFT_ACTIONS,
    OWN_TASKS,
    REACTIONS,
)

REGIONAL = {"en": "en_GB"}
"""Whose habits a language follows in dates and numbers, where plain babel means another's."""
SESSION_HOURS = 10
"""The longest a session lasts (security reference, 7.6)."""
LARGEST_REQUEST = 21 * 1024 * 1024
"""A file of 20 MB and the form around it."""
PRIVATE_ENGINE = {"pool_size": 8, "max_overflow": 2, "pool_pre_ping": True, "hide_parameters": True}


def create_app(config: Config | None = None) -> Flask:
    """The whole application; with no configuration given, as the environment says."""
    config = config or Config.from_environment(os.environ)
    app = errors.DiscreetFlask(
        __name__, static_folder="web/static", template_folder="web/templates"
    )
    drawing.init_app(app)
    _configure(app, config)
    _extend(app)
    words.init_app(app)
    _edge(app, config)
    guard.init_app(app)
    errors.init_app(app)
    formats.init_app(app)
    _shell(app, config)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    for command in COMMANDS:
        app.cli.add_command(command)
    events.react(REACTIONS)
    navigation.install(HOME, MENU)
    addresses.install(config.public_address)
    tabs.install(CASE_TABS)
    actions.install(DRAFT_ACTIONS)
    own.install(OWN_TASKS)
    jobs.run_inside(app.app_context)
    mail.send_through(mail.Outlet(config.smtp_url, config.mail_folder, config.mail_from))
    return app


def _configure(app: Flask, config: Config) -> None:
    root = os.path.dirname(app.root_path)
    app.config.update(
        SECRET_KEY=config.secret_key,
        SQLALCHEMY_DATABASE_URI=config.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=PRIVATE_ENGINE,
        MAX_CONTENT_LENGTH=LARGEST_REQUEST,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=config.is_production,
        SESSION_COOKIE_NAME="__Host-percorso" if config.is_production else "percorso",
        PERMANENT_SESSION_LIFETIME=timedelta(hours=SESSION_HOURS),
        SESSION_REFRESH_EACH_REQUEST=False,  # else the hours begin anew at every page
        BABEL_DEFAULT_LOCALE="it",
        BABEL_DEFAULT_TIMEZONE="Europe/Rome",
        BABEL_TRANSLATION_DIRECTORIES=";".join(
            os.path.join(root, part, "translations") for part in TRANSLATED
        ),
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session: a long form must not be lost
        PERCORSO=config,
    )
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.add_extension("jinja2.ext.do")
    if config.clock_offset:
        clock.start_at(clock.now() + config.clock_offset)


def _extend(app: Flask) -> None:
    db.init_app(app)
    Migrate(app, db, directory=os.path.join(os.path.dirname(app.root_path), "migrations"),
            compare_type=True, render_as_batch=False, include_object=_is_ours)  # fmt: skip
    CSRFProtect(app)
    Babel(app, locale_selector=_chosen_language)
    login = LoginManager(app)
    login.session_protection = None  # the address of a phone changes on the way
    login.user_loader(user_of_session)


def _is_ours(_item: object, name: str | None, kind: str, *_rest: object) -> bool:
    """Whether migrations look after it; the job queue's tables come with its own schema."""
    return not (kind == "table" and (name or "").startswith("procrastinate_"))


def _chosen_language() -> Locale:
    """What the person chose, else what the account says, else what the browser asks for."""
    chosen = session.get("language")
    if chosen not in LANGUAGES and current_user and current_user.is_authenticated:
        chosen = current_user.language
    if chosen not in LANGUAGES:
        chosen = request.accept_languages.best_match(LANGUAGES) or LANGUAGES[0]
    return _locale_of(str(chosen))


@cache
def _locale_of(language: str) -> Locale:
    # One and the same object for a language, so that what is kept by locale is found at a glance.
    return Locale.parse(REGIONAL.get(language, language))


def _shell(app: Flask, config: Config) -> None:
    """What every template may use."""
    app.jinja_env.globals["can"] = _can  # macros see globals only
    app.jinja_env.globals["unread_notices"] = unread_notices

    @app.context_processor
    def frame() -> dict[str, object]:
        return {
            "nav_items": navigation.shown_menu(),
            "demo_mode": config.is_demo,
            "locale": get_locale().language,
            "csp_nonce": _nonce(),
            "today": clock.today(),
        }


def _nonce() -> str:
    """The nonce of this answer's scripts, drawn when first asked for: an error page may come early."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    return str(g.csp_nonce)


def _can(permission: str) -> bool:
    """Whether the person at the screen holds the permission, for showing or hiding a button."""
    user = someone_signed_in()
    return user is not None and user.may(Permission(permission))


def _edge(app: Flask, config: Config) -> None:
    """Headers of every answer, and the one commit of a request that only read."""
    if hops := config.trusted_proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]

    @app.after_request
    def commit_readings(response: Response) -> Response:
        if has_unwritten_readings():
            with transaction():
                pass
        return response

    @app.after_request
    def protect(response: Response) -> Response:
        headers = response.headers
        headers["Content-Security-Policy"] = (
            f"default-src 'none'; script-src 'nonce-{_nonce()}'; style-src 'self'; "
            "img-src 'self' data:; font-src 'self' data:; connect-src 'self'; form-action 'self'; "
            "frame-ancestors 'none'; base-uri 'none'"
        )
        headers["X-Content-Type-Options"] = "nosniff"
        headers["Referrer-Policy"] = "no-referrer"
        headers["Permissions-Policy"] = "geolocation=(), camera=(), microphone=()"
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        if config.is_production:
            headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
        if request.endpoint != "static" and current_user and current_user.is_authenticated:
            headers["Cache-Control"] = "no-store"
        return response
