"""The processes of one installation: started, watched and stopped together."""

import contextlib
import ctypes
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import FrameType

from app.cli.database import python_first
from app.config import ROOT

STOP_SECONDS = 20
WATCH_SECONDS = 0.5
PR_SET_PDEATHSIG = 1
ERROR = re.compile(r"(Error|[\w.]+\.[A-Z]\w+|[A-Z]\w*(Error|Exception)): ")
"""How the last line of a traceback begins, and the message of a refused command."""


class StepFailed(Exception):
    """A step of the start, or a process of the running tree, ended as it should not."""


class StopRequested(Exception):
    """Ctrl-C or SIGTERM came."""


class ProcessTree:
    """Children that live and die with this process."""

    def __init__(self) -> None:
        """Listen for the signals that ask for the end."""
        self._children: dict[str, subprocess.Popen[bytes]] = {}
        self._stop = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._request_stop)

    def _request_stop(self, _number: int, _frame: FrameType | None) -> None:
        self._stop.set()

    def start(self, name: str, arguments: Sequence[str], environ: Mapping[str, str]) -> None:
        """Start a module of this Python as the child ``name``."""
        # A session of its own: Ctrl-C reaches us alone, and we stop the children in order.
        self._children[name] = subprocess.Popen(  # noqa: S603 - our own modules
            [sys.executable, "-m", *arguments],
            cwd=ROOT,
            env=python_first(environ),
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=_die_with_parent,
        )

    def run(self, name: str, arguments: Sequence[str], environ: Mapping[str, str]) -> None:
        """Run one step to its end; its errors go to a log, its progress to the terminal.

        Raises:
            StepFailed: With the last words of the step.
            StopRequested: Somebody asked for the end meanwhile; the step has been ended.
        """
        log = ROOT / "var" / "log" / f"{name}.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("wb") as errors:
            process = subprocess.Popen(  # noqa: S603 - our own modules
                [sys.executable, "-m", *arguments],
                cwd=ROOT,
                env=python_first(environ),
                stdin=subprocess.DEVNULL,
                stderr=errors,
                start_new_session=True,
                preexec_fn=_die_with_parent,
            )
            code = self._wait(process)
        if code != 0:
            raise StepFailed(f"{name} failed: {last_words(log)} (all of it in {log})")

    def _wait(self, process: "subprocess.Popen[bytes]") -> int:
        while not self._stop.is_set():
            with contextlib.suppress(subprocess.TimeoutExpired):
                return process.wait(timeout=0.1)
        _end(process)
        raise StopRequested

    def wait_until(self, ready: Callable[[], bool], seconds: float) -> None:
        """Wait for ``ready``, watching the children.

        Raises:
            StepFailed: A child ended, or the time is over.
            StopRequested: Somebody asked for the end.
        """
        for _ in range(int(seconds / WATCH_SECONDS)):
            if ready():
                return
            self.watch_once()
        raise StepFailed(f"The web server did not answer in {seconds:.0f} s.")

    def watch_once(self) -> None:
        """Look once whether all children live.

        Raises:
            StepFailed: One has ended.
            StopRequested: Somebody asked for the end.
        """
        if self._stop.wait(WATCH_SECONDS):
            raise StopRequested
        for name, process in self._children.items():
            if (code := process.poll()) is not None:
                raise StepFailed(f"The {name} ended by itself ({_cause(code)}); stopping the rest.")

    def stop(self) -> None:
        """End the children, all at once: each may take its time to finish what it does."""
        for process in self._children.values():
            if process.poll() is None:
                process.terminate()
        for process in self._children.values():
            _end(process)
        self._children.clear()


def last_words(log: Path) -> str:
    """The last line of a log that says something: the exception's own, after a traceback."""
    lines = [line.strip() for line in log.read_text(errors="replace").splitlines()]
    lines = [line for line in lines if line and not line.startswith("(Background on this error")]
    # The cause comes first, before what follows from it.
    errors = [line for line in lines if ERROR.match(line)]
    return (errors[:1] or lines[-1:] or ["it said nothing"])[0].removeprefix("Error: ")


def _cause(code: int) -> str:
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"


def _end(process: "subprocess.Popen[bytes]") -> None:
    """SIGTERM, patience, then SIGKILL to all the child has started."""
    if process.poll() is None:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=STOP_SECONDS)
    # What outlives the child in its session, such as the workers of a killed web server.
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _die_with_parent() -> None:
    """After a SIGKILL of ours nobody would stop the children; the kernel does (Linux only)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
