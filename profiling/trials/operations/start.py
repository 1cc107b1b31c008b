"""A trial is started, cancelled, or given up."""

from collections.abc import Mapping
from typing import Any

from app.accounts.models import User
from app.audit.operations import lock, record
from app.core.clock import now, today
from app.core.database import db
from app.core.errors import Refusal, RuleBroken
from app.core.jobs import JobProgress, JobState
from app.core.language import N_
from app.programme.models import RuleSetDraft, RuleSetVersion
from app.programme.queries import rules_in_force
from app.programme.rules.faults import RuleSetInvalid
from app.programme.rules.parsing import parse_rule_set
from profiling.trials.models import Trial
from profiling.trials.queries import open_trial
from profiling.trials.rules.threshold import smallest_number_shown

KIND = "trial:run"
_FAULTY = Refusal(
    "rules_faulty", N_("These rules have faults: correct them before trying them on the caseload.")
)
_RUNNING = Refusal("trial_running", N_("These rules are being tried already: wait or cancel."))
_OVER = Refusal("trial_over", N_("This trial is over: there is nothing to cancel."))


def start_trial(actor: User, subject: RuleSetDraft | RuleSetVersion) -> Trial:
    """Begin to try a draft, or a published version, on the present caseload.

    The rules are copied as they are now: the trial is of these, whatever becomes of the draft.

    Raises:
        RuleBroken: the rules have faults, or are being tried already.
    """
    lock(subject)  # or two would begin at once
    if open_trial(subject) is not None:
        raise RuleBroken([_RUNNING])
    trial = Trial(
        draft_id=subject.id if isinstance(subject, RuleSetDraft) else None,
        version_id=subject.id if isinstance(subject, RuleSetVersion) else None,
        document=_usable(subject.document),
        content_hash=subject.content_hash,
        on_day=today(),
        threshold=smallest_number_shown(rules_in_force(today())),
        started_by_id=actor.id,
        progress=JobProgress(kind=KIND, owner_id=actor.id),
    )
    db.session.add(trial)
    record(actor, "trial:start", trial, rules=subject.code, fingerprint=subject.content_hash)
    return trial


def cancel_trial(actor: User, trial: Trial) -> None:
    """Stop a trial; what it has written so far is cleared away by its job.

    Raises:
        RuleBroken: it is over already.
    """
    lock(trial)
    if trial.finished_at is not None:
        raise RuleBroken([_OVER])
    close_trial(trial, JobState.CANCELLED)
    record(actor, "trial:cancel", trial)


def close_trial(trial: Trial, state: JobState) -> None:
    """The trial is over, this way or that."""
    trial.progress.state = state
    trial.progress.finished_at = trial.finished_at = now()


def _usable(document: Mapping[str, Any] | None) -> dict[str, Any]:
    try:
        parse_rule_set(document or {})
    except RuleSetInvalid as faulty:
        raise RuleBroken([_FAULTY]) from faulty
    return dict(document or {})
