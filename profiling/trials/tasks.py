"""The job behind a trial: chunk by chunk, each committed, so that a killed one goes on where it was."""

from app.core.database import db, transaction
from app.core.jobs import MOST_ATTEMPTS, job_scope, queue
from app.programme.rules.parsing import parse_rule_set
from profiling.trials.models import Trial
from profiling.trials.operations import run
from profiling.trials.rules.bulk import BulkScorer


@queue.task(name="profiling.trials.run")
def run_trial(trial_id: int) -> None:
    """Try a rule set on the caseload; started again, it goes on behind the last chunk."""
    with job_scope():
        trial = db.session.get_one(Trial, trial_id)
        with transaction():
            goes_on = run.begin_attempt(trial, MOST_ATTEMPTS)
        if goes_on:
            try:
                carry_out(trial)
            except Exception:
                with transaction():
                    run.fail_trial(trial)
                raise


def carry_out(trial: Trial) -> None:
    """Recompute and count everybody who is left, then hide the small numbers."""
    scorer = BulkScorer(parse_rule_set(trial.document))
    more = True
    while more:
        with transaction():
            more = run.score_some(trial, scorer)
    with transaction():
        run.finish_trial(trial)
