"""Answers to what goes wrong: one page for each, saying what happened and what to do."""

from traceback import format_tb
from typing import Any

from flask import Flask, Response, make_response, render_template, request, session
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, gettext, lazy_gettext
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from app.core.errors import (
    IllegalTransition,
    NotFoundForYou,
    NotPermitted,
    Refusal,
    RuleBroken,
    StaleRecord,
)
from app.core.forms import spoken
from app.core.language import LANGUAGES

PAGES = {
    400: (
        lazy_gettext("The request could not be understood"),
        lazy_gettext("The page may have been open too long. Go back, reload it and try again."),
    ),
    403: (
        lazy_gettext("This page is not for your role"),
        lazy_gettext("If you need it for your work, ask whoever manages your account."),
    ),
    404: (
        lazy_gettext("Page not found"),
        lazy_gettext("The address is wrong, or the record is not one you can see."),
    ),
    405: (
        lazy_gettext("This address cannot be opened like this"),
        lazy_gettext("Go back to the page you came from and use its buttons."),
    ),
    409: (
        lazy_gettext("This can no longer be done"),
        lazy_gettext("The record has changed in the meantime. Go back, reload it and look again."),
    ),
    413: (
        lazy_gettext("The file is too large"),
        lazy_gettext("Divide it into smaller files and send them one at a time."),
    ),
    422: (
        lazy_gettext("Something in the request is not right"),
        lazy_gettext("Go back and check what was entered."),
    ),
    429: (
        lazy_gettext("Too many requests"),
        lazy_gettext("Wait a minute, then try again."),
    ),
}


class DiscreetFlask(Flask):
    """Flask that logs where a fault arose, never its message: messages quote rows, and logs are not records."""

    def log_exception(self, exc_info: Any) -> None:
        """Kind of the fault, path of the request, and the lines of code it passed."""
        kind, _error, trail = exc_info
        lines = "".join(format_tb(trail))
        self.logger.error("%s at %s %s\n%s", kind.__name__, request.method, request.path, lines)


def init_app(app: Flask) -> None:
    """Register the error pages."""
    app.register_error_handler(HTTPException, http_error)
    app.register_error_handler(NotFoundForYou, lambda _error: error_page(404))
    app.register_error_handler(NotPermitted, lambda _error: error_page(403))
    app.register_error_handler(IllegalTransition, lambda _error: error_page(409))
    app.register_error_handler(StaleRecord, lambda _error: error_page(409))
    app.register_error_handler(StaleDataError, lambda _error: error_page(409))
    app.register_error_handler(RuleBroken, lambda error: error_page(409, error.reasons))
    app.register_error_handler(500, broken)


def http_error(error: HTTPException) -> ResponseReturnValue:
    """The page of an HTTP error; redirects and ready-made answers pass through."""
    if error.response is not None or error.code is None or error.code < 400:
        return error
    answer = make_response(error_page(error.code))
    for name, value in error.get_headers(request.environ):
        if name not in ("Content-Type", "Content-Length"):
            answer.headers[name] = value
    return answer


def error_page(code: int, reasons: tuple[Refusal, ...] = ()) -> tuple[str, int]:
    """The page for `code`, with the reasons of a refused rule when there are any."""
    title, advice = PAGES.get(code) or PAGES[400 if code < 500 else 409]
    said = [spoken(reason) for reason in reasons]
    page = render_template("web/error.html", code=code, title=title, advice=advice, reasons=said)
    return page, code


def broken(error: Exception) -> Response:
    """The page of a fault of ours: stands without database, menu or account."""
    wanted = session.get("language") or request.accept_languages.best_match(LANGUAGES)
    with force_locale(wanted or LANGUAGES[0]):
        # Not render_template: what it adds to every page asks the database who is there.
        page = _bare_page(wanted or LANGUAGES[0])
    return Response(page, 500)


def _bare_page(language: str) -> str:
    title = gettext("Something went wrong on our side")
    advice = gettext("What you entered may not have been saved. Try again in a few minutes.")
    home = gettext("Go to the home page")
    return (
        f'<!doctype html><html lang="{language}"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{title} · Percorso</title><link rel="stylesheet" href="/static/css/broken.css">'
        f'<main><h1>{title}</h1><p>{advice}</p><p><a href="/">{home}</a></p></main></html>'
    )
