"""`make bench`: every main page over real HTTP at two or more sizes, against a bare Flask page."""

import argparse
import os
import socket
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Protocol

from flask import Flask

from app.cli.database import open_database
from app.cli.processes import ProcessTree, StepFailed, StopRequested
from app.cli.serve import web_server
from app.config import ROOT, Config, ConfigurationError
from app.core.postgres.binaries import ServerUnavailable
from app.factory import create_app
from tests.bench import report
from tests.bench.browser import Browser
from tests.bench.caseload import PEOPLE, caseload_of
from tests.bench.pages import PAGES, BenchPage, NothingToShow, Visit, visit
from tests.bench.regions import BenchRegion, let_sign_in, region_of
from tests.bench.sampling import NoPage, Station, Times, take_times
from tests.bench.searching import SEARCHES, Searched, run_searches
from tests.bench.shelves import OFFERS, shelves_of
from tests.bench.trial import run_trial_on
from tests.bench.uploading import OFFERS as FILED
from tests.bench.uploading import run_upload
from tests.databases import Databases

READY_SECONDS = 60
BULK, SEARCH = "bulk:", "search:"


class Said(Protocol):
    """What was measured besides the pages, with its own line and figures."""

    def figures(self) -> list[report.Figure]:
        """For the report."""

    def line(self) -> str:
        """For people."""


RESULT = ROOT / "var" / "bench.json"


def main() -> int:
    """Measure and report; 0 even when a bar is broken, unless `--strict` asks otherwise."""
    options = _options()
    tree = ProcessTree()
    try:
        with open_database(os.environ) as database:
            runtime = database.environ.get("DATABASE_RUNTIME_URL")
            databases = Databases(database.environ["DATABASE_URL"], runtime, "bench")
            said: list[Said] = [*_bulk(options, databases)]
            if options.only.startswith(BULK):
                return _told({}, {}, said, options)
            said += _search(options, tree, databases)
            if options.only.startswith(SEARCH):
                return _told({}, {}, said, options)
            regions = {size: region_of(size, databases) for size in options.sizes}
            try:
                with _serving(tree, regions) as ports:
                    measured, failed = _measure(options, regions, ports)
            finally:
                tree.stop()
    except StopRequested:
        return 130
    except (ConfigurationError, ServerUnavailable, StepFailed) as error:
        print(error, file=sys.stderr)
        return 1
    return _told(measured, failed, said, options)


def _search(options: argparse.Namespace, tree: ProcessTree, databases: Databases) -> list[Searched]:
    """The searches of a catalogue of 100,000 offers, unless other pages are asked for."""
    if not any(name.startswith(options.only) for name in SEARCHES):
        return []
    shelves = shelves_of(OFFERS, databases)
    try:
        with _serving(tree, {OFFERS: shelves}) as ports:
            return run_searches(ports[OFFERS], options.rounds, options.only)
    finally:
        tree.stop()


def _bulk(options: argparse.Namespace, databases: Databases) -> Iterator[Said]:
    """A rule set on the caseload and a file of offers, unless only pages are asked for."""
    if options.trial and f"{BULK}trial_{options.trial}".startswith(options.only):
        yield run_trial_on(caseload_of(options.trial, databases))
    if f"{BULK}offers_{FILED}".startswith(options.only):
        yield run_upload(databases)


def _told(
    measured: dict[str, dict[int, Times]],
    failed: dict[str, str],
    said: Sequence[Said],
    options: argparse.Namespace,
) -> int:
    found = report.figures(measured, failed)
    for one in said:
        print(one.line())
        found += one.figures()
    if measured or failed:
        print("\n".join(report.table(measured, failed)))
    report.write(found, RESULT)
    broken = [figure.name for figure in found if not figure.holds]
    print(f"{len(found) - len(broken)} of {len(found)} figures hold; all in {RESULT}")
    return 1 if broken and options.strict else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench ARGS=", description=__doc__)
    parser.add_argument("--sizes", type=_sizes, default=[10_000, 100_000], help="people, by comma")
    parser.add_argument("--rounds", type=int, default=60, help="samples of each page and size")
    parser.add_argument(
        "--trial", type=int, default=PEOPLE, help="people a rule set is tried on; 0: on nobody"
    )
    parser.add_argument(
        "--only", default="", help="endpoints that contain this text, or bulk: or search:"
    )
    parser.add_argument("--strict", action="store_true", help="exit 1 when a bar is broken")
    return parser.parse_args()


def _sizes(text: str) -> list[int]:
    return sorted({int(size) for size in text.replace("_", "").split(",")})


@contextmanager
def _serving(tree: ProcessTree, regions: Mapping[int, BenchRegion]) -> Iterator[dict[int, int]]:
    """One production web server for each region; the port of each."""
    ports = {}
    for size, region in regions.items():
        ports[size] = port = _free_port()
        environ = {**region.environ(), "PORT": str(port)}
        config = Config.from_environment(environ)
        command = web_server(config, application="tests.bench.wsgi:app")
        tree.start(f"web server of {size}", command, environ)
    for port in ports.values():
        tree.wait_until(lambda port=port: _answers(port), READY_SECONDS)
    yield ports


def _measure(
    options: argparse.Namespace, regions: Mapping[int, BenchRegion], ports: Mapping[int, int]
) -> tuple[dict[str, dict[int, Times]], dict[str, str]]:
    app = create_app(Config.from_environment(next(iter(regions.values())).environ()))
    measured, failed = {}, {}
    signed_in: dict[tuple[int, str | None], Browser] = {}
    for page in PAGES:
        if options.only not in page.endpoint:
            continue
        try:
            visits = {size: visit(page, region.owner_address) for size, region in regions.items()}
            stations = {
                size: Station(
                    _browser(signed_in, regions[size], ports[size], chosen),
                    _path(app, page, chosen),
                )
                for size, chosen in visits.items()
            }
            measured[page.endpoint] = take_times(stations, options.rounds)
        except (NothingToShow, NoPage) as reason:
            failed[page.endpoint] = str(reason)
    return measured, failed


def _browser(
    signed_in: dict[tuple[int, str | None], Browser], region: BenchRegion, port: int, chosen: Visit
) -> Browser:
    """The browser of that account, signed in once."""
    key = (region.people, chosen.email)
    if key not in signed_in:
        browser = Browser(port)
        if chosen.user_id is not None and chosen.email is not None:
            let_sign_in(region, {chosen.user_id})
            browser.sign_in(chosen.email)
        signed_in[key] = browser
    return signed_in[key]


def _path(app: Flask, page: BenchPage, chosen: Visit) -> str:
    return app.url_map.bind("localhost").build(page.endpoint, dict(chosen.values), method="GET")


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _answers(port: int) -> bool:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


if __name__ == "__main__":
    sys.exit(main())
