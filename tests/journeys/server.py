"""The application answering real HTTP on a free port, over a database of its own."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from flask import Flask
from sqlalchemy import select
from werkzeug.serving import WSGIRequestHandler, make_server

from app.accounts.models import User
from app.accounts.permissions import Role
from app.cases.models.jobseeker import Jobseeker
from app.core.database import db


@dataclass(frozen=True)
class LiveServer:
    """Where the application listens."""

    app: Flask
    url: str

    def user_with(self, role: Role) -> User:
        """An account of the role, one of the demonstration if there is one."""
        with self.app.app_context():
            statement = (
                select(User)
                .where(User.role == role, User.active)
                .order_by(User.is_demo.desc(), User.id)
            )
            user = db.session.scalars(statement).first()
            assert user is not None, f"the region has no {role.value}"
            return user

    def account(self, name: str) -> User:
        """The account `name`@demo.example of the demonstration."""
        with self.app.app_context():
            user = db.session.scalar(select(User).where(User.email == f"{name}@demo.example"))
            assert user is not None, f"no account {name}@demo.example"
            return user

    def case_of(self, name: str) -> int:
        """The number of the case of that account."""
        user_id = self.account(name).id
        with self.app.app_context():
            case_id = db.session.scalar(select(Jobseeker.id).where(Jobseeker.user_id == user_id))
            assert case_id is not None
            return case_id

    def session_of(self, user: User) -> str:
        """The cookie of a browser in which the user has signed in."""
        client = self.app.test_client(user=user)
        with client.session_transaction():
            pass
        cookie = client.get_cookie(self.app.config["SESSION_COOKIE_NAME"])
        assert cookie is not None
        return cookie.value


class _Silent(WSGIRequestHandler):
    def log_request(self, *_args: object) -> None:
        """Say nothing: the tests look at the answers."""


@contextmanager
def serving(app: Flask) -> Iterator[LiveServer]:
    """Answer requests in threads until the block ends."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Silent)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield LiveServer(app, f"http://127.0.0.1:{server.server_port}")
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
