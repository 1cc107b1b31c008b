"""Whether the port is free, asked before anything slow; needs no installed package."""

import errno
import os
import socket
import sys

from app.config import ConfigurationError, whole_number


def refusal(host: str, port: int) -> str | None:
    """One sentence on why ``host:port`` cannot be listened on, or None when it can."""
    try:
        candidates = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )
    except OSError:
        return f"HOST={host} is not an address of this machine."
    family, kind, protocol, _, address = candidates[0]
    with socket.socket(family, kind, protocol) as probe:
        # As the web server does: a port in TIME_WAIT is free, one that somebody listens on is not.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except OSError as error:
            return _sentence(error, host, port)
    return None


def _sentence(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"Port {port} is already in use: stop what listens there, or choose another with PORT=."
        )
    if error.errno == errno.EACCES:
        return (
            f"Port {port} needs rights this user does not have: choose one above 1023 with PORT=."
        )
    return f"Cannot listen on {host}:{port}: {error.strerror}."


def main() -> int:
    """Check HOST and PORT of the environment; exit code 1 with a sentence when not free."""
    try:
        port = whole_number(os.environ, "PORT", default=5000, lowest=1, highest=65535)
    except ConfigurationError as error:
        print(error, file=sys.stderr)
        return 1
    reason = refusal(os.environ.get("HOST") or "127.0.0.1", port)
    if reason:
        print(reason, file=sys.stderr)
    return 1 if reason else 0


if __name__ == "__main__":
    sys.exit(main())
