"""One client on one open connection, signed in through the sign-in page like anybody."""

import http.client
import re
import time
from dataclasses import dataclass
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from app.config import DEMO_PASSWORD
from tests.bench.floor import STATEMENTS_HEADER

SECONDS = 60
CSRF = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


@dataclass(frozen=True)
class Answer:
    """What came back, and how long it took from the request to the last byte."""

    status: int
    location: str | None
    body: bytes
    milliseconds: float
    statements: int


class SignInRefused(Exception):
    """The account of a benchmark could not sign in."""


class Browser:
    """Keeps its connection and its cookies."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS)
        self._cookies: dict[str, str] = {}

    def get(self, path: str) -> Answer:
        """Ask for a page."""
        return self._ask("GET", path, None)

    def sign_in(self, email: str) -> None:
        """Fill in the sign-in page with the demo password."""
        page = self.get("/login").body.decode()
        found = CSRF.search(page)
        if not found:
            raise SignInRefused("the sign-in page has no form")
        fields = {"csrf_token": found[1], "email": email, "password": DEMO_PASSWORD}
        answer = self._ask("POST", "/login", urlencode(fields))
        if answer.status != 302:
            raise SignInRefused(f"{email}: status {answer.status}")

    def _ask(self, method: str, path: str, body: str | None) -> Answer:
        headers = {"Accept-Language": "it"}
        if self._cookies:
            headers["Cookie"] = "; ".join(f"{name}={text}" for name, text in self._cookies.items())
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            return self._exchange(method, path, body, headers)
        except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
            # The server closes what was idle for two seconds; the repetition is a request like others.
            self._connection.close()
            return self._exchange(method, path, body, headers)

    def _exchange(
        self, method: str, path: str, body: str | None, headers: dict[str, str]
    ) -> Answer:
        started = time.perf_counter()
        self._connection.request(method, path, body, headers)
        response = self._connection.getresponse()
        content = response.read()
        elapsed = (time.perf_counter() - started) * 1000
        for _name, morsel in SimpleCookie(response.headers.get("Set-Cookie", "")).items():
            self._cookies[morsel.key] = morsel.value
        return Answer(
            status=response.status,
            location=response.headers.get("Location"),
            body=content,
            milliseconds=elapsed,
            statements=int(response.headers.get(STATEMENTS_HEADER, 0)),
        )
