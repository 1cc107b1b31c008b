"""Work stored results out again, by the code that made them, and keep what differs."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.core.clock import now
from app.core.database import db
from profiling.assessment.models import Assessment, QuantitativeProfile
from profiling.assessment.queries import outcome_now, recomputed
from profiling.checking.models import (
    Checked,
    Extent,
    RecomputationCheck,
    RecomputationDifference,
)
from profiling.checking.queries import last_check, rows_after, versions_with
from profiling.checking.rules import (
    Difference,
    StoredProfile,
    assessment_differences,
    profile_differences,
    quota_of,
    unreadable,
)

BATCH = 200
MOST_KEPT = 2_000
"""Differences kept of one run: more than this is one fault, not many; the counts tell all."""
IMPOSSIBLE = (ValueError, LookupError, TypeError, ArithmeticError, StopIteration)
"""What working out a row that was tampered with may end in."""


@dataclass
class Tally:
    """What a run has seen so far."""

    started_at: datetime
    versions: dict[int, dict[str, int]] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)
    found: list[dict[str, Any]] = field(default_factory=list)

    def add(self, kind: Checked, row: Any, differences: Sequence[Difference]) -> None:
        """Count a row, and keep its differences."""
        counts = self.versions.setdefault(
            row.rule_set_id, {"profiles": 0, "assessments": 0, "differing": 0}
        )
        counts[f"{kind.value}s"] += 1
        counts["differing"] += bool(differences)
        if len(self.found) < MOST_KEPT:
            self.found += [_kept(kind, row, difference) for difference in differences]

    def total(self, name: str) -> int:
        """A count over all versions."""
        return sum(counts[name] for counts in self.versions.values())


def check_sample(size: int) -> RecomputationCheck:
    """Check so many profiles and so many assessments, going on where the last sample ended."""
    before = last_check(of_sample=True)
    tally = Tally(now(), places=dict(before.places) if before else {})
    for kind in Checked:
        versions = versions_with(kind)
        for rule_set_id in versions:
            name = f"{kind.value}:{rule_set_id}"
            quota = quota_of(size, len(versions))
            tally.places[name] = _look(
                tally, kind, _turning(kind, rule_set_id, tally.places.get(name, 0), quota)
            )
    return _keep(tally, Extent.SAMPLE)


def check_all(progress: Callable[[int], None] = lambda _seen: None) -> RecomputationCheck:
    """Check everything there is; the next sample goes on where the last one ended."""
    before = last_check(of_sample=True)
    places = dict(before.places) if before else {}
    tally = Tally(now(), places=places)
    for kind in Checked:
        for rule_set_id in versions_with(kind):
            _look(tally, kind, _every(kind, rule_set_id))
            progress(tally.total("profiles") + tally.total("assessments"))
    return _keep(tally, Extent.ALL)


def _turning(kind: Checked, rule_set_id: int, place: int, quota: int) -> Iterator[Sequence[Any]]:
    """So many rows behind a place, from the beginning again at the end: all are seen in time."""
    rows = rows_after(kind, rule_set_id, place, quota)
    yield rows
    if place and len(rows) < quota:
        first = rows_after(kind, rule_set_id, 0, quota - len(rows))
        yield [row for row in first if row.id <= place]


def _every(kind: Checked, rule_set_id: int) -> Iterator[Sequence[Any]]:
    place = 0
    while rows := rows_after(kind, rule_set_id, place, BATCH):
        place = rows[-1].id
        yield rows
        db.session.expunge_all()


def _look(tally: Tally, kind: Checked, batches: Iterator[Sequence[Any]]) -> int:
    """Check every row; returns the last key."""
    last = 0
    for rows in batches:
        for row in rows:
            tally.add(kind, row, differences_of(row))
            last = row.id
    return last


def differences_of(row: QuantitativeProfile | Assessment) -> list[Difference]:
    """What of a stored row does not come out again under its own version of the rules."""
    try:
        if isinstance(row, QuantitativeProfile):
            stored = StoredProfile(
                index=row.index, profile_class=row.profile_class, parts=row.parts
            )
            return profile_differences(stored, recomputed(row))
        kept = {
            name: getattr(row, name)
            for name in ("scores", "flags", "openings", "proposed", "rule", "trace")
        }
        return assessment_differences(kept, outcome_now(row))
    except IMPOSSIBLE as fault:
        return [unreadable(fault)]


def _kept(kind: Checked, row: Any, difference: Difference) -> dict[str, Any]:
    return {
        "jobseeker_id": row.jobseeker_id,
        "centre_id": row.centre_id,
        "provider_id": row.provider_id,
        "kind": kind,
        "object_id": row.id,
        "rule_set_id": row.rule_set_id,
        "field": difference.field[:64],
        "stored": difference.stored,
        "recomputed": difference.recomputed,
    }


def _keep(tally: Tally, extent: Extent) -> RecomputationCheck:
    check = RecomputationCheck(
        extent=extent,
        started_at=tally.started_at,
        profiles=tally.total("profiles"),
        assessments=tally.total("assessments"),
        differing=tally.total("differing"),
        versions=[{"rule_set": key, **counts} for key, counts in sorted(tally.versions.items())],
        places=tally.places,
    )
    db.session.add(check)
    db.session.flush()
    db.session.add_all(RecomputationDifference(check_id=check.id, **row) for row in tally.found)
    db.session.flush()
    return check
