"""Configuration: one frozen record, read from the environment once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import Enum
from pathlib import Path
from urllib.parse import parse_qsl, quote, urlencode

ROOT = Path(__file__).resolve().parent.parent
RUNTIME_ROLE = "percorso_runtime"
DEMO_SECRET_KEY = "percorso-demo-key-for-trial-only"  # noqa: S105 - refused in production
DEMO_PASSWORD = "percorso-demo"  # noqa: S105 - only for accounts of the demonstration
SHORTEST_SECRET = 32


class ConfigurationError(Exception):
    """The environment cannot be used; the message is one sentence for the operator."""


class Mode(Enum):
    """What the installation is for; decides what is shown and what is refused."""

    DEMO = "demo"
    PRODUCTION = "production"
    TEST = "test"


@dataclass(frozen=True, kw_only=True)
class Config:
    """Everything the process may know about where it runs.

    ``database_url`` is the runtime role, which owns nothing; ``owner_database_url`` migrates, and
    is absent from the environment of web and worker processes. ``clock_offset`` moves the clock
    of a demonstration. ``smtp_url`` is ``smtp://user:password@host:587`` (TLS is asked for) or
    ``smtps://...``; without it, e-mails are written into ``mail_folder`` as files.
    """

    database_url: str
    owner_database_url: str | None = None
    secret_key: str = field(default=DEMO_SECRET_KEY, repr=False)
    mode: Mode = Mode.DEMO
    host: str = "127.0.0.1"
    port: int = 5000
    public_address: str = "http://127.0.0.1:5000"
    upload_folder: Path = ROOT / "var" / "uploads"
    mail_folder: Path = ROOT / "var" / "mail"
    smtp_url: str = field(default="", repr=False)
    mail_from: str = "percorso@example.invalid"
    trusted_proxies: int = 0
    web_processes: int = 2
    web_threads: int = 4
    clock_offset: timedelta = timedelta(0)

    def __post_init__(self) -> None:
        """Refuse a production start with the secrets of the demonstration."""
        if self.mode is not Mode.PRODUCTION:
            return
        if self.secret_key == DEMO_SECRET_KEY or len(self.secret_key) < SHORTEST_SECRET:
            raise ConfigurationError(
                "PERCORSO_MODE=production needs a SECRET_KEY of its own of at least "
                f"{SHORTEST_SECRET} characters; make one with: openssl rand -hex 32"
            )
        if self.clock_offset:
            raise ConfigurationError(
                "PERCORSO_MODE=production runs on the real clock: unset PERCORSO_CLOCK_OFFSET_DAYS."
            )

    @property
    def is_demo(self) -> bool:
        """True when demo accounts may be shown and seeded."""
        return self.mode is Mode.DEMO

    @property
    def is_production(self) -> bool:
        """True when demo secrets and demo accounts are refused."""
        return self.mode is Mode.PRODUCTION

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> "Config":
        """Read the record from environment variables.

        Raises:
            ConfigurationError: A variable is missing or cannot be understood.
        """
        mode = _mode(environ)
        port = whole_number(environ, "PORT", default=5000, lowest=1, highest=65535)
        host = environ.get("HOST") or "127.0.0.1"
        owner = environ.get("DATABASE_URL") or None
        return cls(
            database_url=_runtime_address(owner, environ.get("DATABASE_RUNTIME_URL")),
            owner_database_url=plain_address(owner) if owner else None,
            secret_key=environ.get("SECRET_KEY") or DEMO_SECRET_KEY,
            mode=mode,
            host=host,
            port=port,
            public_address=_public_address(environ, mode, port),
            upload_folder=Path(environ.get("UPLOAD_FOLDER") or ROOT / "var" / "uploads").absolute(),
            mail_folder=Path(environ.get("MAIL_FOLDER") or ROOT / "var" / "mail").absolute(),
            smtp_url=environ.get("SMTP_URL") or "",
            mail_from=environ.get("MAIL_FROM") or cls.mail_from,
            trusted_proxies=whole_number(environ, "TRUSTED_PROXIES", default=0, highest=5),
            web_processes=whole_number(environ, "WEB_PROCESSES", default=2, lowest=1, highest=64),
            web_threads=whole_number(environ, "WEB_THREADS", default=4, lowest=1, highest=64),
            clock_offset=timedelta(
                days=whole_number(
                    environ, "PERCORSO_CLOCK_OFFSET_DAYS", default=0, lowest=-36500, highest=36500
                )
            ),
        )


def plain_address(url: str) -> str:
    """The address as psycopg, procrastinate and SQLAlchemy all take it: ``postgresql://...``.

    Raises:
        ConfigurationError: The address is not one of PostgreSQL.
    """
    scheme, separator, rest = url.partition("://")
    if not separator or scheme not in {"postgres", "postgresql", "postgresql+psycopg"}:
        raise ConfigurationError(
            "DATABASE_URL must be a PostgreSQL address such as postgresql://user@host/database."
        )
    return f"postgresql://{rest}"


def acting_as(url: str, role: str) -> str:
    """The same address, with the session taking ``role`` as soon as it opens."""
    base, _, query = plain_address(url).partition("?")
    pairs = parse_qsl(query, keep_blank_values=True)
    options = " ".join([*(value for key, value in pairs if key == "options"), f"-c role={role}"])
    kept = [(key, value) for key, value in pairs if key != "options"]
    # libpq reads %20 as a space but leaves a plus sign alone, hence quote and not quote_plus.
    return f"{base}?{urlencode([*kept, ('options', options)], safe='/', quote_via=quote)}"


def whole_number(
    environ: Mapping[str, str], name: str, *, default: int, lowest: int = 0, highest: int
) -> int:
    """The whole number in the variable ``name``, or ``default`` when it is unset or empty.

    Raises:
        ConfigurationError: Not a whole number, or outside ``lowest`` to ``highest``.
    """
    text = environ.get(name, "").strip()
    if not text:
        return default
    try:
        number = int(text)
    except ValueError:
        number = lowest - 1
    if not lowest <= number <= highest:
        raise ConfigurationError(
            f"{name} must be a whole number from {lowest} to {highest}, not {text!r}."
        )
    return number


def _mode(environ: Mapping[str, str]) -> Mode:
    text = environ.get("PERCORSO_MODE") or Mode.DEMO.value
    try:
        return Mode(text)
    except ValueError:
        known = ", ".join(mode.value for mode in Mode)
        raise ConfigurationError(f"PERCORSO_MODE must be one of {known}, not {text!r}.") from None


def _runtime_address(owner: str | None, runtime: str | None) -> str:
    if runtime:
        return plain_address(runtime)
    if owner:
        return acting_as(owner, RUNTIME_ROLE)
    raise ConfigurationError(
        "No database: set DATABASE_URL, or use make run, which starts a private server; "
        "for one command, python -m app.cli.with_database flask ... does the same."
    )


def _public_address(environ: Mapping[str, str], mode: Mode, port: int) -> str:
    address = (environ.get("PUBLIC_ADDRESS") or f"http://127.0.0.1:{port}").rstrip("/")
    if mode is Mode.PRODUCTION and not address.startswith("https://"):
        raise ConfigurationError(
            "PERCORSO_MODE=production needs PUBLIC_ADDRESS, the https:// address people use: "
            "vouchers carry it in their QR code."
        )
    return address
