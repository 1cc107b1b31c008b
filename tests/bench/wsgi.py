"""The application as production serves it, counting its statements, with the floor beside it."""

import os
import threading
from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask, render_template
from jinja2 import DictLoader
from sqlalchemy import Engine, create_engine, event, text
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from app.config import Config
from app.factory import create_app
from tests.bench.floor import FLOOR_PATH, FLOOR_STATEMENT, FLOOR_TEMPLATE, STATEMENTS_HEADER

_statements = threading.local()


@event.listens_for(Engine, "before_cursor_execute")
def _count(*_arguments: object) -> None:
    _statements.number = getattr(_statements, "number", 0) + 1


def counting(application: Callable[..., Iterable[bytes]]) -> Callable[..., Iterable[bytes]]:
    """Tell in a header how many statements an answer took; BEGIN and COMMIT are not counted."""

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        _statements.number = 0

        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            headers.append((STATEMENTS_HEADER, str(_statements.number)))
            return start_response(status, headers, *rest)

        return application(environ, start)

    return answer


def floor(database_url: str) -> Flask:
    """A bare Flask page: one indexed query, twenty rows in a Jinja table, nothing else."""
    bare = Flask("floor")
    bare.jinja_loader = DictLoader({"floor.html": FLOOR_TEMPLATE})
    address = database_url.replace("postgresql://", "postgresql+psycopg://", 1)
    engine = create_engine(address, pool_size=8)
    statement = text(FLOOR_STATEMENT)

    @bare.get("/")
    def table() -> str:
        with engine.connect() as connection:
            rows = connection.execute(statement).all()
        return render_template("floor.html", rows=rows)

    return bare


_config = Config.from_environment(os.environ)
app = counting(DispatcherMiddleware(create_app(_config), {FLOOR_PATH: floor(_config.database_url)}))
