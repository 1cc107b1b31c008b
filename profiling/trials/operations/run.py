"""A trial is carried on: cases are read in order, recomputed, counted; nothing of a case is written."""

import json
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from typing import Any

from psycopg import sql
from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert

from app.audit.operations import lock, record
from app.core.database import db
from app.core.jobs import JobState
from app.programme.queries import rules_of_version
from profiling.assessment.models import Assessment
from profiling.assessment.rules.official import class_that_counts, prefers_official
from profiling.assessment.states import AssessmentState
from profiling.trials.models import Trial, TrialCase, TrialCount
from profiling.trials.operations.start import close_trial
from profiling.trials.rules.breakdowns import (
    Person,
    Tally,
    age_band,
    citizenship_group,
    duration_band,
)
from profiling.trials.rules.bulk import BulkScorer, Outcome
from profiling.trials.rules.result import shown_tables

CHUNK = 25_000
"""Cases of one transaction: what a killed worker can lose, about a second's work."""

# The declaration in force tells since when; the constraint of its table lets there be only one.
# Where to go on is said of each table: a merge would begin with the first person every time.
_CASELOAD = sql.SQL("""COPY (
  SELECT a.jobseeker_id, a.centre_id, a.provider_id, j.sex, j.born_on, j.citizenship,
         d.unemployed_since, p.profile_class, a.proposed, a.rule, p.inputs, a.answers, a.points,
         o.profile_class, a.rule_set_id
  FROM assessment a
  JOIN quantitative_profile p ON p.id = a.profile_id
  JOIN jobseeker j ON j.id = a.jobseeker_id
  LEFT JOIN official_profile o ON o.id = a.official_profile_id
  LEFT JOIN did d ON d.jobseeker_id = a.jobseeker_id AND d.state IN ('validated', 'suspended')
    AND d.jobseeker_id > {after}
  WHERE a.state = 'completed' AND a.jobseeker_id > {after} AND j.id > {after}
  ORDER BY a.jobseeker_id LIMIT {limit}
) TO STDOUT""")
_CHANGED = sql.SQL(
    "COPY trial_case (trial_id, jobseeker_id, centre_id, provider_id, pathway_before, "
    "pathway_after, class_before, class_after, index_after, rule_before, rule_after, scores_after) "
    "FROM STDIN"
)


def begin_attempt(trial: Trial, most: int) -> bool:
    """Count a start of the trial's job; False when it is over, or has started too often."""
    lock(trial)
    if trial.finished_at is not None:
        _clear(trial)
        return False
    trial.attempts += 1
    if trial.attempts >= most:
        close_trial(trial, JobState.FAILED)
        return False
    trial.progress.state = JobState.RUNNING
    trial.progress.total = max(caseload(), trial.progress.done)
    return True


def caseload() -> int:
    """How many people have an assessment that counts."""
    completed = Assessment.state == AssessmentState.COMPLETED
    return db.session.scalar(select(func.count()).where(completed)) or 0


def score_some(trial: Trial, scorer: BulkScorer) -> bool:
    """Recompute the next cases; False when none is left or the trial was cancelled."""
    lock(trial)
    if trial.finished_at is not None:
        _clear(trial)
        return False
    chunk = _Chunk(trial, scorer)
    for row in _read(trial.last_jobseeker_id):
        chunk.add(row)
    if chunk.people:
        _write_changed(chunk.changed)
        _add_counts(trial, chunk.tally.cells())
        trial.last_jobseeker_id = chunk.last
        trial.progress.done += chunk.people
        trial.progress.total = max(trial.progress.total or 0, trial.progress.done)
    return chunk.people == CHUNK


def finish_trial(trial: Trial) -> None:
    """All cases are counted: hide the small numbers, and let go of the lists of earlier trials."""
    lock(trial)
    if trial.finished_at is not None:
        return
    _hide_small_numbers(trial)
    earlier = select(Trial.id).where(
        Trial.id < trial.id,
        Trial.draft_id == trial.draft_id
        if trial.draft_id
        else Trial.version_id == trial.version_id,
    )
    db.session.execute(delete(TrialCase).where(TrialCase.trial_id.in_(earlier)))
    db.session.flush()
    close_trial(trial, JobState.DONE)
    record(None, "trial:finish", trial, people=trial.progress.done)


def _hide_small_numbers(trial: Trial) -> None:
    """Write the tables anew as they are shown: small groups joined, small numbers marked."""
    of_trial = TrialCount.trial_id == trial.id
    counted = db.session.scalars(select(TrialCount).where(of_trial)).all()
    counts = {(row.breakdown, row.row_key, row.column_key): row.people for row in counted}
    db.session.execute(delete(TrialCount).where(of_trial))
    rows = [
        {"trial_id": trial.id, "breakdown": breakdown, "row_key": row, "column_key": column,
         "people": people, "hidden": hidden}
        for (breakdown, row, column), (people, hidden) in
        shown_tables(counts, threshold=trial.threshold).items()
    ]  # fmt: skip
    if rows:
        db.session.execute(insert(TrialCount), rows)


def fail_trial(trial: Trial) -> None:
    """Say on the page that the job has failed."""
    lock(trial)
    if trial.finished_at is None:
        close_trial(trial, JobState.FAILED)


def _clear(trial: Trial) -> None:
    """A trial without an end has no list."""
    if trial.progress.state is not JobState.DONE:
        db.session.execute(delete(TrialCase).where(TrialCase.trial_id == trial.id))


class _Chunk:
    """Some cases, recomputed and counted."""

    def __init__(self, trial: Trial, scorer: BulkScorer) -> None:
        self.tally, self.changed = Tally(), list[tuple[Any, ...]]()
        self.people, self.last = 0, trial.last_jobseeker_id
        self._trial_id, self._scorer = trial.id, scorer
        on = trial.on_day
        self._age = cache(lambda born: age_band(date.fromisoformat(born), on).value)
        self._group = cache(lambda code: citizenship_group(code).value)
        self._duration = cache(
            lambda since: duration_band(since and date.fromisoformat(since), on).value
        )

    def add(self, row: tuple[Any, ...]) -> None:
        """Recompute a case and count it."""
        (jobseeker, centre, provider, sex, born_on, citizenship, since, class_before,
         pathway_before, rule_before, inputs, answers, given, official, version) = row  # fmt: skip
        values = {code: given["value"] for code, given in json.loads(inputs).items()}
        points = {} if given == "{}" else json.loads(given)
        ministrys = official and int(official)
        outcome = self._scorer.outcome(values.get, json.loads(answers), points, ministrys)
        found = outcome.found
        lacking = isinstance(found, tuple)
        pathway = None if isinstance(found, tuple) else found.pathway
        number = int(class_before)
        if ministrys:  # the class of then, by the rules of then
            number = class_that_counts(number, ministrys, prefers_official=_prefers(version))
        person = Person(centre, sex, self._age(born_on), self._group(citizenship),
                        self._duration(since), int(pathway_before), number)  # fmt: skip
        self.tally.add(
            person,
            pathway=pathway,
            profile_class=outcome.profile_class,
            obstacle=found if isinstance(found, tuple) else None,
        )
        self.people += 1
        self.last = int(jobseeker)
        moved = not lacking and pathway != person.pathway
        if moved or outcome.profile_class not in (None, person.profile_class):
            reach = (self._trial_id, jobseeker, centre, provider)
            self.changed.append((*reach, *_change(self._scorer, person, rule_before, outcome)))


def _change(
    scorer: BulkScorer, person: Person, rule_before: str, outcome: Outcome
) -> tuple[Any, ...]:
    found = outcome.found
    classes = person.profile_class, outcome.profile_class, outcome.index
    if isinstance(found, tuple):
        return person.pathway, None, *classes, rule_before, "", "{}"
    scores = json.dumps(scorer.scores_of(outcome))
    return person.pathway, found.pathway, *classes, rule_before, found.rule, scores


def _prefers(version: str) -> bool:
    """Whether the rules an assessment was made under let the ministry's class decide."""
    return prefers_official(rules_of_version(int(version)))


def _driver() -> Any:
    """psycopg's own connection, inside the session's transaction."""
    return db.session.connection().connection.driver_connection


def _read(after: int) -> Iterator[tuple[Any, ...]]:
    """The next cases as text; the server sends on while they are being recomputed."""
    statement = _CASELOAD.format(after=sql.Literal(after), limit=sql.Literal(CHUNK))
    with _driver().cursor() as cursor, cursor.copy(statement) as copy:
        copy.set_types(["text"] * 15)
        yield from copy.rows()


def _write_changed(rows: list[tuple[Any, ...]]) -> None:
    with _driver().cursor() as cursor, cursor.copy(_CHANGED) as copy:
        for row in rows:
            copy.write_row(row)


def _add_counts(trial: Trial, cells: Mapping[tuple[str, str, str], int]) -> None:
    statement = insert(TrialCount)
    columns = (TrialCount.trial_id, TrialCount.breakdown, TrialCount.row_key, TrialCount.column_key)
    adding = statement.on_conflict_do_update(
        index_elements=columns, set_={"people": TrialCount.people + statement.excluded.people}
    )
    rows = [
        {"trial_id": trial.id, "breakdown": breakdown, "row_key": row,
         "column_key": column, "people": people}
        for (breakdown, row, column), people in sorted(cells.items())
    ]  # fmt: skip
    db.session.execute(adding, rows)
