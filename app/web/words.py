"""The reader's language, looked up once: a page asks for hundreds of words, dates and amounts.

Flask-Babel finds out context, locale and catalogue anew at every word, and Jinja formats every one
of them; together that is most of the time of a page. Here the same words come out, from the same
catalogues, by two dictionary look-ups.
"""

from functools import lru_cache
from typing import Any

from babel import Locale
from babel.support import NullTranslations, Translations
from flask import Flask, g
from flask_babel import Domain, get_domain, get_locale
from jinja2.nodes import EvalContext
from jinja2.utils import pass_eval_context
from markupsafe import Markup

AnyTranslations = Translations | NullTranslations


def init_app(app: Flask) -> None:
    """Let templates, views and forms ask here for their words; the names stay those of gettext."""
    app.jinja_env.globals.update(
        _=_template_gettext, gettext=_template_gettext, ngettext=_template_ngettext
    )
    app.extensions["babel"].instance.domain_instance = _ReaderDomain()


def reader_locale() -> Locale:
    """The locale of the request, or the one forced for a document in somebody else's language."""
    kept = getattr(g, "_flask_babel", None)  # APIFRAGILE: where flask-babel keeps it
    found: Locale = getattr(kept, "babel_locale", None) or get_locale()
    return found


def gettext(message: str) -> str:
    """The message in the reader's language."""
    return str(_catalogue().gettext(message))


class _ReaderDomain(Domain):  # type: ignore[misc]
    """What `flask_babel.gettext` and lazy words ask."""

    def get_translations(self) -> AnyTranslations:
        return _catalogue()


@lru_cache(maxsize=8)
def _catalogue_of(_locale: Locale) -> AnyTranslations:
    catalogue: AnyTranslations = Domain.get_translations(get_domain())
    return catalogue


def _catalogue() -> AnyTranslations:
    return _catalogue_of(reader_locale())


@pass_eval_context
def _template_gettext(context: EvalContext, message: str, **variables: Any) -> str:
    return _filled(context, _catalogue().gettext(message), variables)


@pass_eval_context
def _template_ngettext(
    context: EvalContext, singular: str, plural: str, number: int, **variables: Any
) -> str:
    words = _catalogue().ngettext(singular, plural, number)
    return _filled(context, words, {"num": number, **variables})


def _filled(context: EvalContext, words: str, variables: dict[str, Any]) -> str:
    """As the i18n extension does: values are escaped, and %% stands for one per cent sign."""
    text = Markup(words) if context.autoescape else words  # noqa: S704 - our own translations
    return text % variables if variables or "%" in words else text
