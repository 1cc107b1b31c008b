"""`bulk:trial_1000000`: a changed rule set tried on a million people, beside the bare COPY of the same columns."""

import copy
import os
import resource
import subprocess
import sys
import time
from dataclasses import dataclass

import psycopg

from app.config import ROOT, Config
from app.core.database import db, transaction
from app.factory import create_app
from tests.bench.regions import BenchRegion
from tests.bench.report import Figure

MOST_SECONDS = 60
"""For a million people on two cores (design, 9)."""
FLOOR = """COPY (
  SELECT a.jobseeker_id, p.inputs, a.answers FROM assessment a
  JOIN quantitative_profile p ON p.id = a.profile_id
  WHERE a.state = 'completed' ORDER BY a.jobseeker_id
) TO STDOUT"""


@dataclass(frozen=True)
class TrialRun:
    """What one run of the job took."""

    people: int
    seconds: float
    changed: int
    megabytes: float
    floor: float
    load: float

    def figures(self) -> list[Figure]:
        """The lines of the report."""
        name = f"bulk:trial_{self.people}"
        bar = MOST_SECONDS * self.people / 1_000_000
        return [
            Figure(name, round(self.seconds, 1), "s", bar, self.seconds <= bar),
            Figure(f"{name}:people_per_second", round(self.people / self.seconds), "people/s", None,
                   True),
            Figure(f"{name}:peak_memory", round(self.megabytes), "MB", None, True),
            Figure(f"{name}:over_floor", round(self.seconds / self.floor, 1), "ratio", None, True),
        ]  # fmt: skip

    def line(self) -> str:
        """One line for people."""
        return (
            f"trial of {self.people:,} people: {self.seconds:.1f} s, "
            f"{self.people / self.seconds:,.0f} people/s, {self.changed:,} would change, "
            f"peak {self.megabytes:.0f} MB, bare COPY {self.floor:.1f} s, load {self.load:.1f}"
        )


def run_trial_on(region: BenchRegion) -> TrialRun:
    """Run the job in a process of its own, so that its memory is its own."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.trial"],
        cwd=ROOT, env=region.environ(), stdout=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    seconds, changed, megabytes = done.stdout.split()[-3:]
    return TrialRun(
        region.people, float(seconds), int(changed), float(megabytes), _floor(region),
        os.getloadavg()[0],
    )  # fmt: skip


def _floor(region: BenchRegion) -> float:
    started = time.monotonic()
    with (
        psycopg.connect(region.runtime_address) as connection,
        connection.cursor().copy(FLOOR) as copy,
    ):
        for _ in copy:
            pass
    return time.monotonic() - started


def _run() -> None:
    """The job itself, on a draft that moves the limits of the classes and one threshold."""
    from sqlalchemy import func, select

    from app.accounts.models import User
    from app.programme.models import RuleSetDraft
    from app.programme.queries import latest_version
    from profiling.trials.models import TrialCase
    from profiling.trials.operations.start import start_trial
    from profiling.trials.tasks import run_trial

    with create_app(Config.from_environment(dict(os.environ))).app_context():
        officer = db.session.scalars(select(User).where(User.name == "Officer")).one()
        latest = latest_version("gol")
        assert latest is not None
        document = copy.deepcopy(latest.document)
        document["index"]["classes"][1]["up_to"] = "0.66"
        for rule in document["decisions"]:
            if rule["code"] == "small_gap":
                rule["when"]["scores"][0]["at_least"] += 1
        with transaction():
            draft = RuleSetDraft(
                code="gol", title_en="Bench", title_it="Bench", source_text="",
                document=document, content_hash="b" * 64, author_id=officer.id,
            )  # fmt: skip
            db.session.add(draft)
            db.session.flush()
            trial = start_trial(officer, draft)
        started = time.monotonic()
        run_trial(trial_id=trial.id)
        seconds = time.monotonic() - started
        changed = db.session.scalar(select(func.count()).where(TrialCase.trial_id == trial.id))
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(seconds, changed, megabytes)


if __name__ == "__main__":
    _run()
