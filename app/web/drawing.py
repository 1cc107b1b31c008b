"""How templates and fields are drawn: as Jinja and WTForms do it, without what they repeat each time."""

from collections.abc import Iterable, MutableMapping
from typing import Any

import wtforms.widgets
from flask import Flask
from flask.templating import Environment
from markupsafe import Markup, escape
from wtforms.fields.core import Flags
from wtforms.widgets import core


class PageEnvironment(Environment):
    """Jinja, with one dictionary of global names for all templates.

    A chain of dictionaries per template, as Jinja makes it, is copied entry by entry at every render
    and compared at every import of a macro.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The names a template starts with."""
        return super().make_globals(d) if d else self.globals


def init_app(app: Flask) -> None:
    """Take the quicker parts; before the first template is asked for."""
    app.jinja_environment = PageEnvironment
    # Each widget looked its attributes up and wrapped them five times over: half a millisecond a
    # field, and an assessment has a hundred.
    wtforms.widgets.html_params = core.html_params = html_params
    core.Input.html_params = staticmethod(html_params)  # type: ignore[method-assign]
    Flags.__dir__ = _own_flags  # type: ignore[assignment]


def html_params(**given: Any) -> Markup:
    """The attributes of an element, sorted, as `wtforms.widgets.html_params` writes them.

    True gives the bare name, False nothing; `class_` is class, `data_x` is data-x.
    """
    written = []
    for key, value in sorted(given.items()):
        name = core.clean_key(key)  # type: ignore[attr-defined]  # untyped
        if value is True:
            written.append(name)
        elif value is not False:
            # Markup passes through escape as it is, quotes included.
            text = str(escape(value)).replace('"', "&quot;")
            written.append(f'{name}="{text}"')
    return Markup(" ".join(written))  # noqa: S704 - escaped above


def _own_flags(flags: Flags) -> Iterable[str]:
    return list(vars(flags))
