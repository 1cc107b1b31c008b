"""The reader's language, looked up once: a page asks for hundreds of words, dates and amounts.

Flask-Babel finds out context, locale and catalogue anew at every word, and Jinja formats every one
of them; together that is most of the time of a page. Here the same words come out, from the same
catalogues, by two dictionary look-ups.
"""

from functools import lru_cache
from typing import Any, cast

import flask_babel
from babel import Locale
from babel.support import NullTranslations, Translations
from flask import Flask
from flask.globals import _cv_app
from flask_babel import Domain, get_locale
from jinja2.nodes import EvalContext
from jinja2.utils import pass_eval_context
from markupsafe import Markup

AnyTranslations = Translations | NullTranslations


def init_app(app: Flask) -> None:
    """Let templates, views and forms ask here for their words; the names stay those of gettext."""
    app.jinja_env.globals.update(
        _=_template_gettext, gettext=_template_gettext, ngettext=_template_ngettext
    )
    domain = _ReaderDomain()
    app.extensions["babel"].instance.domain_instance = domain
    flask_babel.get_domain = lambda: domain  # there is one: no need to look for it at every word


def reader_locale() -> Locale:
    """The locale of the request, or the one forced for a document in somebody else's language."""
    # APIFRAGILE: where flask keeps the context, and flask-babel the locale in it.
    context = _cv_app.get(None)
    if context is not None:
        kept = vars(context.g).get("_flask_babel")
        found = kept and vars(kept).get("babel_locale")
        if found:
            return cast(Locale, found)
    return cast(Locale, get_locale())


def gettext(message: str) -> str:
    """The message in the reader's language."""
    return str(_catalogue().gettext(message))


class _ReaderDomain(Domain):  # type: ignore[misc]
    """What `flask_babel.gettext` and lazy words ask."""

    def get_translations(self) -> AnyTranslations:
        return _catalogue()


@lru_cache(maxsize=8)
def _catalogue_of(_locale: Locale, _app: Flask | None) -> AnyTranslations:
    # By application too: another one of the same process speaks from other catalogues.
    catalogue: AnyTranslations = Domain.get_translations(_ReaderDomain())
    return catalogue


def _catalogue() -> AnyTranslations:
    return _catalogue_of(reader_locale(), _application())


def _application() -> Flask | None:
    context = _cv_app.get(None)
    return context.app if context is not None else None


@lru_cache(maxsize=8192)
def _fixed(message: str, _locale: Locale, _app: Flask | None) -> Markup:
    """A message without values; two per cent signs stand for one, as in those with values."""
    return Markup(_catalogue().gettext(message)) % {}  # noqa: S704 - our own translations


@pass_eval_context
def _template_gettext(context: EvalContext, message: str, **variables: Any) -> str:
    if variables or not context.autoescape:
        return _filled(context, _catalogue().gettext(message), variables)
    return _fixed(message, reader_locale(), _application())


@pass_eval_context
def _template_ngettext(
    context: EvalContext, singular: str, plural: str, number: int, **variables: Any
) -> str:
    words = _catalogue().ngettext(singular, plural, number)
    return _filled(context, words, {"num": number, **variables})


def _filled(context: EvalContext, words: str, variables: dict[str, Any]) -> str:
    """As the i18n extension does: values are escaped."""
    text = Markup(words) if context.autoescape else words  # noqa: S704 - our own translations
    return text % variables
