"""The first steps of a case: registration, what the person declares, the DID."""

from datetime import date, timedelta

from app.cases.models.jobseeker import Ball, Benefit, LanguageSkill, Step, WorkExperience
from app.cases.models.steps import Did
from app.cases.rules.status_history import StatusKind
from app.cases.states import DID, DidAction, DidState
from app.cli.seed import standing
from app.cli.seed.story import Story
from app.cli.seed.trails import Details, Subject

MOTHER_TONGUES = {
    "Z000": "it", "Z129": "ro", "Z330": "ar", "Z100": "sq", "Z140": "ro", "Z210": "zh",
    "Z249": "bn", "Z138": "uk", "Z335": "en", "Z209": "si", "Z343": "wo", "Z222": "pa",
    "Z602": "pt",
}  # fmt: skip
MOTHER_TONGUE = "MT"
LEARNED = ("en", "fr", "de", "es")
LEVELS = ("A1", "A2", "B1", "B2", "C1")
REJECTED = 0.02
REJECTION_NOTES = {
    "employed": "Risulta un rapporto di lavoro in corso.",
    "not_available": "La persona non è disponibile al lavoro per ora.",
}


def register(story: Story) -> None:
    """Open the case and write down what the person tells."""
    story.notes["registered_at"] = story.at
    centre: Details = {"centre": story.office.id}
    story.setting.trails.record(story.by_counsellor(), "case:register", story.case, centre)
    story.setting.trails.tell(story.by_counsellor(), "case", "register", story.case)
    if story.account is not None:
        story.setting.trails.record(story.by_counsellor(), "case:open_account", story.case)
    _declare_jobs(story)
    _declare_languages(story)


def declare(story: Story) -> None:
    """Record the DID, then validate it; a few are rejected and close the case."""
    story.enter(Step.DECLARE, Ball.CENTRE)
    story.wait(0, 1)
    key = story.setting.writer.key(Did)
    subject = Subject("did", key, story.reach, DID)
    details: Details = {"declared_on": story.today.isoformat()}
    story.setting.trails.begin(story.by_counsellor(), "did:declare", subject, details)
    row = story.keep(
        Did,
        {
            "id": key,
            "declared_on": story.today,
            "unemployed_since": unemployed_since(story),
            "last_job_ended_on": story.life.last_job_ended_on,
            "validated_on": None,
            "ended_on": None,
            "state": DidState.DECLARED,
        },
    )
    story.notes["did"] = row, subject
    standing.note(story, StatusKind.DECLARED, story.today)
    has_benefit = story.person.benefit is not Benefit.NONE
    contact_by = story.term("benefit_contact_days" if has_benefit else "did_contact_days")
    agreement_by = story.term("agreement_days")
    story.enter(Step.VALIDATE, Ball.CENTRE, contact_by)
    story.wait(0, 6, may_drag=True)
    if story.setting.chance.random() < REJECTED and story.stop_at is None:
        _reject(story)
    else:
        standing.move_did(story, DidAction.VALIDATE)
        standing.note(story, StatusKind.VALIDATED, row["declared_on"])
        row["validated_on"] = story.today
        story.enter(Step.PROFILE, Ball.CENTRE, agreement_by)


def is_rejected(story: Story) -> bool:
    """Whether the DID came to nothing, and with it the case."""
    return "did" in story.notes and story.notes["did"][0]["state"] is DidState.REJECTED


def _reject(story: Story) -> None:
    reason = story.setting.chance.choice(list(REJECTION_NOTES))
    standing.move_did(story, DidAction.REJECT, reason, REJECTION_NOTES[reason])
    row = story.notes["did"][0]
    row["ended_on"] = story.today
    standing.note(story, StatusKind.REJECTED, row["declared_on"], reason)
    story.enter(Step.CLOSED, Ball.NOBODY)


def unemployed_since(story: Story) -> date:
    """From when the person's months of unemployment count."""
    ended = story.life.last_job_ended_on
    return ended + timedelta(days=1) if ended else story.today


def _declare_jobs(story: Story) -> None:
    for job in story.life.jobs:
        story.setting.writer.add(
            WorkExperience,
            {
                **story.columns,
                "employer": job.employer,
                "occupation": job.occupation,
                "sector": job.sector,
                "level": job.level,
                "started_on": job.started_on,
                "ended_on": job.ended_on,
            },
        )


def _declare_languages(story: Story) -> None:
    chance = story.setting.chance
    skills = {}
    if chance.random() < 0.55:
        skills[chance.choice(LEARNED)] = chance.choice(LEVELS)
    if story.person.is_foreign:
        skills["it"] = chance.choice(LEVELS)
    skills[MOTHER_TONGUES[story.person.citizenship]] = MOTHER_TONGUE
    for language, level in skills.items():
        story.setting.writer.add(
            LanguageSkill, {**story.columns, "language": language, "level": level}
        )
