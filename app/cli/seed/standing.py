"""The history of the status in the demonstration: its events, short jobs, procedures of conditionality."""

from datetime import date, timedelta

from app.cases.models.conditionality import ConditionalityEvent
from app.cases.models.jobseeker import Step
from app.cases.models.status import StatusEvent, WorkPeriod
from app.cases.rules.status_history import StatusKind, StatusSource, WorkSource
from app.cases.rules.unemployment import EXAMPLE_TERMS, ContractKind
from app.cases.states import SANCTION, DidAction, SanctionAction
from app.cli.seed.story import Story
from app.cli.seed.trails import Subject
from app.core.working_days import deadline

WORKED_ONE_IN, HELD_ONE_IN = 12, 9
"""How many people have worked for a while, or been held to a duty: by their key, not by chance, so
that the rest of the region stays as it was."""
EMPLOYERS = ("Panificio Brenta", "Hotel Laguna Blu", "Logistica Pedemonte", "Cantina Colle Verde")
BENEFITS = ("naspi", "dis_coll")


def move_did(story: Story, action: DidAction, reason: str | None = None, words: str = "") -> None:
    """Move the case's DID along its machine."""
    row, subject = story.notes["did"]
    story.read(story.counsellor, "did")
    act = story.by_counsellor(reason, words)
    row["state"] = story.setting.trails.perform(act, subject, row["state"], action)


def note(
    story: Story, kind: StatusKind, effective_on: date, reason: str = "", work: int | None = None
) -> None:
    """One event of the history of the present declaration."""
    row, _subject = story.notes["did"]
    days = max(0, (effective_on - row["unemployed_since"]).days - story.notes.get("rested", 0))
    story.keep(
        StatusEvent,
        {
            "did_id": row["id"],
            "kind": kind,
            "happened_on": story.today,
            "effective_on": effective_on,
            "recorded_at": story.at,
            "recorded_by_id": story.counsellor.id,
            "reason": reason,
            "source": StatusSource.COUNSELLOR,
            "work_period_id": work,
            "days_counted": days,
            "months_counted": days // EXAMPLE_TERMS.month_days,
        },
    )


def work_for_a_while(story: Story) -> None:
    """A few people find a short job, whose end brings the status back."""
    if story.id % WORKED_ONE_IN or story.stop_at is not None:
        return
    story.wait(3, 10)
    first, key = story.today, story.setting.writer.key(WorkPeriod)
    period = story.keep(
        WorkPeriod,
        {
            "id": key,
            "did_id": story.notes["did"][0]["id"],
            "employer": EMPLOYERS[story.id // WORKED_ONE_IN % len(EMPLOYERS)],
            "kind": ContractKind.FIXED_TERM,
            "started_on": first,
            "ended_on": None,
            "expected_end_on": first + timedelta(40),
            "annual_income": None,
            "source": WorkSource.PERSON,
            "recorded_at": story.at,
            "recorded_by_id": story.counsellor.id,
            "annulled_at": None,
            "annulled_by_id": None,
        },
    )
    move_did(story, DidAction.SUSPEND)
    note(story, StatusKind.SUSPENDED, first, work=key)
    story.wait(20, 60)
    last = story.today - timedelta(1)
    period["ended_on"] = last
    story.notes["rested"] = (story.today - first).days
    move_did(story, DidAction.RESUME)
    note(story, StatusKind.RESUMED, story.today, work=key)


def hold_to_a_duty(story: Story) -> None:
    """Some who receive a benefit have missed something, and may explain."""
    far = story.step in (Step.CHOOSE, Step.ISSUE, Step.TAKE_UP, Step.DELIVER)
    bound = story.person.benefit.value in BENEFITS
    if not (far and bound) or story.id % HELD_ONE_IN or story.stop_at is not None:
        return
    writer, trails = story.setting.writer, story.setting.trails
    key, told_at = writer.key(ConditionalityEvent), story.setting.now - timedelta(days=4)
    subject = Subject("conditionality_event", key, story.reach, SANCTION)
    story.at = told_at - timedelta(hours=1)
    state = trails.begin(story.by_counsellor(), "sanction:open", subject)
    story.at = told_at
    state = trails.perform(story.by_counsellor(), subject, state, SanctionAction.TELL)
    days = story.setting.rules.deadlines["justification_days"].days
    story.keep(
        ConditionalityEvent,
        {
            "id": key,
            "state": state,
            "did_id": story.notes["did"][0]["id"],
            "rule_set_id": story.setting.rule_set_id,
            "failure": "no_show",
            "failed_on": story.today - timedelta(2),
            "facts": "La persona non è venuta al colloquio concordato e non ha avvisato.",
            "opened_at": told_at - timedelta(hours=1),
            "opened_by_id": story.counsellor.id,
            "told_at": told_at,
            "explain_by": deadline(story.today, days),
        },
    )
