"""Runs one command on the database of the environment, or on the private server started for it.

``python -m app.cli.with_database flask seed``; with ``--throwaway`` first, on the server of the
tests.
"""

import os
import signal
import subprocess
import sys
from types import FrameType

from app.cli.database import open_database, python_first
from app.config import ConfigurationError
from app.core.postgres.binaries import ServerUnavailable

# As modules of this very Python: scripts of an environment do not run in a path with spaces.
MODULES = {
    "python": [sys.executable],
    "flask": [sys.executable, "-m", "flask", "--app", "wsgi"],
    "pytest": [sys.executable, "-m", "pytest"],
}


def main(arguments: list[str]) -> int:
    """Run the command; its exit code, or 1 with a sentence when there is no database."""
    throwaway = arguments[:1] == ["--throwaway"]
    name, *rest = arguments[1:] if throwaway else arguments
    try:
        with open_database(os.environ, throwaway=throwaway) as database:
            return _run([*MODULES.get(name, [name]), *rest], python_first(database.environ))
    except (ConfigurationError, ServerUnavailable) as error:
        print(error, file=sys.stderr)
        return 1


def _run(command: list[str], environ: dict[str, str]) -> int:
    # Ctrl-C reaches the command by itself; we wait for it, and stop the server after it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    process = subprocess.Popen(  # noqa: S603 - the operator's own command
        command, env=environ, preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL)
    )

    def pass_on(number: int, _frame: FrameType | None) -> None:
        process.send_signal(number)

    signal.signal(signal.SIGTERM, pass_on)
    code = process.wait()
    return code if code >= 0 else 128 - code


if __name__ == "__main__":
    if not sys.argv[1:]:
        sys.exit("Usage: python -m app.cli.with_database [--throwaway] COMMAND ...")
    sys.exit(main(sys.argv[1:]))
