"""Where each input of a profile comes from and of which day it is, and what counsellors corrected."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from app.core.errors import Refusal
from app.core.language import N_
from profiling.assessment.rules.prefill import COUNSELLOR, PERSON, RECORD, TOLD, RecordFacts

Value = str | int | None
Inputs = Mapping[str, Value]
Stored = Mapping[str, Mapping[str, Any]]
"""Inputs as a profile keeps them: for each factor `value`, `source`, `on`; of the record also
`part` and `event`; of people also `by`, what the record said (`was`) and the coded `reason`."""
Part = Literal["personal_data", "work_history", "declaration"]
Event = Literal["registered", "corrected", "job_ended", "job_held", "unemployed_since"]

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "age": ("born_on",),
    "sex": ("sex",),
    "region": ("domicile_municipality",),
    "province": ("domicile_municipality",),
    "presence_in_italy": ("birthplace_code", "in_italy_since"),
    "education": ("education",),
    "household_size": ("household_size",),
    "dependent_children": ("dependent_children", "minor_children"),
    "driving_licence": ("driving_licence",),
}
"""The personal data a factor is read from; every other factor is read from work."""
JOBS = "jobs"
_NO_REASON = N_("Say why you depart from the case record.")


@dataclass(frozen=True, slots=True)
class Origin:
    """The part of the record a value stands in, what dates it, and of which day it is."""

    part: Part
    event: Event
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordDays:
    """When the record was written down, and when fields of it were last corrected."""

    registered_on: date
    corrected_on: Mapping[str, date]


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """Who tells the inputs that the record does not: their key, the day, and coded reasons."""

    by: int | None
    on: date
    reasons: Mapping[str, str] = field(default_factory=dict)


def origins(facts: RecordFacts, days: RecordDays, known: Inputs, *, on: date) -> dict[str, Origin]:
    """For each input the record gives: from which of its parts, as of which day."""
    return {
        code: _personal(days, COLUMNS[code]) if code in COLUMNS else _of_work(facts, days, code, on)
        for code, value in known.items()
        if value is not None
    }


def noted(
    inputs: Inputs, known: Inputs, found: Mapping[str, Origin], last: Stored, telling: Telling
) -> dict[str, Any]:
    """The inputs with their origin, as they are kept.

    What was asked or corrected before and is unchanged keeps its day, its author and its reason.
    """
    return {
        code: _of_record(value, found[code], telling.on)
        if value is not None and known.get(code) == value and code in found
        else _told(code, value, known.get(code), last.get(code), telling)
        for code, value in inputs.items()
    }


def unexplained(
    inputs: Inputs, known: Inputs, last: Stored, reasons: Mapping[str, str], codes: Sequence[str]
) -> list[Refusal]:
    """A new correction against the record needs one of the coded reasons, where the rules have any."""
    return [
        Refusal("correction_unexplained", _NO_REASON, field=f"reason_{code}")
        for code, value in inputs.items()
        if codes
        and is_correction(value, known.get(code))
        and not _is_kept(value, last.get(code))
        and reasons.get(code) not in codes
    ]


def is_correction(value: Value, known: Value) -> bool:
    """Whether a value says otherwise than the record."""
    return value is not None and known is not None and value != known


def changed_in_record(then: Inputs, stored: Stored) -> tuple[str, ...]:
    """The factors the record now gives otherwise, for the day of a profile, than it did then.

    `then` is what the record says today of that day. An entry older than `was` tells nothing.
    """
    return tuple(
        code
        for code, entry in stored.items()
        if code in then
        and (entry["source"] == RECORD or "was" in entry)
        and then[code] != (entry["value"] if entry["source"] == RECORD else entry["was"])
    )


def corrections(stored: Stored) -> dict[str, Mapping[str, Any]]:
    """The inputs in which the profile departs from the record of its day."""
    return {
        code: entry
        for code, entry in stored.items()
        if entry["source"] == COUNSELLOR and entry.get("was") is not None
    }


def _personal(days: RecordDays, columns: Sequence[str]) -> Origin:
    corrected = [days.corrected_on[name] for name in columns if name in days.corrected_on]
    if corrected:
        return Origin("personal_data", "corrected", max(corrected))
    return Origin("personal_data", "registered", days.registered_on)


def _of_work(facts: RecordFacts, days: RecordDays, code: str, on: date) -> Origin:
    last = max(facts.jobs, key=lambda job: (job.ended_on or date.max, job.started_on), default=None)
    if last is None or code == "condition_a_year_ago":
        since = facts.unemployed_since
        if since is not None and code in ("months_without_work", "condition_a_year_ago"):
            return Origin("declaration", "unemployed_since", since)
    if last is None:
        corrected = days.corrected_on.get(JOBS)
        event: Event = "corrected" if corrected else "registered"
        return Origin("work_history", event, corrected or days.registered_on)
    if last.ended_on is None or last.ended_on >= on:
        return Origin("work_history", "job_held", last.started_on)
    return Origin("work_history", "job_ended", last.ended_on)


def _of_record(value: Value, origin: Origin, on: date) -> dict[str, Any]:
    return {
        "value": value,
        "source": RECORD,
        "on": min(origin.on, on).isoformat(),
        "part": origin.part,
        "event": origin.event,
    }


def _told(
    code: str, value: Value, known: Value, last: Mapping[str, Any] | None, telling: Telling
) -> dict[str, Any]:
    if last is not None and _is_kept(value, last):
        return {"was": known, **last}
    entry = {
        "value": value,
        "source": PERSON if known is None else COUNSELLOR,
        "on": telling.on.isoformat(),
        "by": telling.by,
        "was": known,
    }
    if known is not None:
        entry["reason"] = telling.reasons.get(code, "")
    return entry


def _is_kept(value: Value, last: Mapping[str, Any] | None) -> bool:
    return last is not None and last["source"] in TOLD and last["value"] == value
