"""How templates and fields are drawn: as Jinja and WTForms do it, without what they repeat each time."""

from collections.abc import Callable, Iterable, MutableMapping
from functools import lru_cache
from types import FunctionType
from typing import Any

import jinja2.runtime
import wtforms.widgets
from flask import Flask
from flask.templating import Environment
from jinja2.runtime import Context, Macro
from jinja2.utils import _PassArg  # APIFRAGILE
from markupsafe import Markup, escape
from wtforms.fields.core import Flags
from wtforms.widgets import core


class PageContext(Context):
    """Jinja's context, which asks a function or macro once what it wants to be given.

    The library asks four times at every call, and a page calls three hundred.
    """

    def call(self, called: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        """Call what a template calls."""
        kind = type(called)
        if kind is Macro:
            args = (self.eval_ctx, *args)
        elif kind is FunctionType:
            wanted = called.__dict__.get("jinja_pass_arg")
            if wanted is _PassArg.eval_context:
                args = (self.eval_ctx, *args)
            elif wanted is not None:
                return super().call(called, *args, **kwargs)
        else:
            return super().call(called, *args, **kwargs)
        kwargs.pop("_block_vars", None)
        kwargs.pop("_loop_vars", None)
        return called(*args, **kwargs)


class PageEnvironment(Environment):
    """Jinja, with one dictionary of global names for all templates.

    A chain of dictionaries per template, as Jinja makes it, is copied entry by entry at every render
    and compared at every import of a macro.
    """

    context_class = PageContext

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The names a template starts with."""
        return super().make_globals(d) if d else self.globals


def init_app(app: Flask) -> None:
    """Take the quicker parts; before the first template is asked for."""
    app.jinja_environment = PageEnvironment
    jinja2.runtime.escape = escaped  # type: ignore[attr-defined]  # what compiled templates import
    # Each widget looked its attributes up and wrapped them five times over: half a millisecond a
    # field, and an assessment has a hundred.
    wtforms.widgets.html_params = core.html_params = html_params
    core.Input.html_params = staticmethod(html_params)  # type: ignore[method-assign]
    core.Select.render_option = classmethod(_option)  # type: ignore[assignment, method-assign]
    Flags.__dir__ = _own_flags  # type: ignore[assignment]


def escaped(value: Any) -> Markup:
    """The value as `markupsafe.escape` gives it; what is markup already is not looked at again."""
    return value if type(value) is Markup else escape(value)


def html_params(**given: Any) -> Markup:
    """The attributes of an element, sorted, as `wtforms.widgets.html_params` writes them.

    True gives the bare name, False nothing; `class_` is class, `data_x` is data-x.
    """
    written = []
    for key, value in sorted(given.items()):
        name = _attribute_name(key)
        if value is True:
            written.append(name)
        elif value is not False:
            # Markup passes through escape as it is, quotes included.
            text = str(escape(value)).replace('"', "&quot;")
            written.append(f'{name}="{text}"')
    return Markup(" ".join(written))  # noqa: S704 - escaped above


_attribute_name = lru_cache(maxsize=512)(core.clean_key)  # type: ignore[attr-defined]  # untyped


def _option(_widget: type[core.Select], /, choice: Any, **given: Any) -> Markup:
    value = str(choice.value) if isinstance(choice.value, bool) else choice.value
    chosen = {"selected": True} if choice.selected else {}
    attributes = html_params(value=value, **(choice.render_kw or {}), **given, **chosen)
    words = escape(choice.label or choice.value)
    return Markup(f"<option {attributes}>{words}</option>")  # noqa: S704 - both are escaped


def _own_flags(flags: Flags) -> Iterable[str]:
    return list(vars(flags))
