"""The duties of an agreement: contacts and actions by day, what became of them, appointments to come."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from app.cases.models.duties import AgreementSuspension, Duty
from app.cases.models.jobseeker import Step
from app.cases.models.steps import AgreementStep
from app.cases.rules.duties import Rhythm, contacts
from app.cases.states import (
    DUTY,
    AgreementAction,
    AgreementState,
    DutyAction,
    DutyKind,
    DutyState,
    Meeting,
)
from app.cli.seed.story import Story
from app.cli.seed.trails import SYSTEM, Act, Subject
from app.core.clock import ROME
from app.core.working_days import deadline, is_working_day

OUTCOMES = {DutyAction.DO: 82, DutyAction.EXCUSE: 9, DutyAction.MISS: 9}
"""What usually becomes of a duty, per cent."""
EXCUSES = (
    ("illness", "Certificato consegnato."),
    ("work", "Colloquio di lavoro, ha mostrato la convocazione."),
    ("family", "Motivi familiari, riferiti a voce."),
    ("transport", "Sciopero dei mezzi."),
)
MISSES = {
    DutyKind.CONTACT: ("unreachable", "absent"),
    DutyKind.APPOINTMENT: ("absent",),
    DutyKind.ACTION: ("not_done",),
}
SUBJECTS = {
    "it": (
        "Punto sulla ricerca di lavoro",
        "Colloquio di orientamento",
        "Revisione del curriculum",
    ),
    "en": ("Taking stock of the job search", "Guidance interview", "Review of the CV"),
}
UNRECORDED_DAYS = 6
"""Duties of the last few days may still wait to be recorded."""
RECORDED_AT_ONCE = 0.5
HAS_APPOINTMENT, RESTED, AT_REST = 0.2, 0.04, 0.03


def follow(story: Story) -> None:
    """Everything dated that came of the agreement, up to the present."""
    if "agreement" not in story.notes:
        return
    row, _subject = story.notes["agreement"]
    if row["countersigned_at"] is None:
        return
    _let_rest(story)
    for step in [kept for model, kept in story.kept if model is AgreementStep]:
        agreed = _Agreed(
            kind=DutyKind.ACTION,
            due_on=step["due_on"],
            code=step["code"],
            words=step["description"],
        )
        _duty(story, agreed)
    _contacts(story, row)
    if row["state"] is AgreementState.IN_FORCE:
        _appointment(story)


def _contacts(story: Story, row: dict[str, Any]) -> None:
    rules, today = story.setting.rules, _present(story)
    every = {item.code: item.every_days for item in rules.agreement.contact_frequencies}
    begun = row["countersigned_at"].astimezone(ROME).date()
    every_days = every[row["content"]["contact_frequency"]]
    rhythm = Rhythm(anchor=begun, every_days=every_days, ends_on=row["ends_on"])
    ended = story.notes.get("agreement_ended_at")
    reached = min(today, ended.astimezone(ROME).date()) if ended else today
    for contact in contacts(rhythm, reached + timedelta(rules.contact_horizon_days())):
        _duty(story, _Agreed(kind=DutyKind.CONTACT, **vars(contact)))


def _appointment(story: Story) -> None:
    chance, is_shown = story.setting.chance, story.stop_at is not None
    if not is_shown and chance.random() >= HAS_APPOINTMENT:
        return
    day = deadline(_present(story), chance.randint(1, 9 if is_shown else 20))
    hour = datetime.combine(day, time(chance.randint(9, 16), chance.choice((0, 30))), ROME)
    words = chance.choice(SUBJECTS[story.language])
    duty = _duty(story, _Agreed(kind=DutyKind.APPOINTMENT, due_on=day, at=hour, words=words))
    if is_shown and story.step is Step.DELIVER:
        duty["cannot_come_at"] = story.setting.now - timedelta(hours=20)
        duty["cannot_come_reason"], duty["cannot_come_note"] = "work", "Ho un colloquio a Vicenza."


def _let_rest(story: Story) -> None:
    """A few agreements have rested, or are at rest; those of people who are still choosing."""
    row, subject = story.notes["agreement"]
    chance, today = story.setting.chance, _present(story)
    begun = row["countersigned_at"].astimezone(ROME).date()
    is_likely = row["state"] is AgreementState.IN_FORCE and story.stop_at is None
    days = (today - begun).days
    drawn = chance.random()
    if not is_likely or story.step is not Step.CHOOSE or days < 12 or drawn >= RESTED + AT_REST:
        return
    first = begun + timedelta(chance.randint(3, days // 2))
    lasts = drawn < AT_REST
    last = None if lasts else first + timedelta(chance.randint(2, days // 3))
    reason = chance.choice(("illness", "care", "maternity" if lasts else "illness"))
    begins = _office(story, first)
    act = Act(story.counsellor, begins, reason)
    row["state"] = story.setting.trails.perform(act, subject, row["state"], AgreementAction.SUSPEND)
    rest: dict[str, Any] = {
        "id": story.setting.writer.key(AgreementSuspension), "agreement_id": row["id"],
        "reason": reason, "note": "", "from_on": first, "until_on": last,
        "begun_by_id": story.counsellor.id, "begun_at": begins, "resumed_at": None,
        "resumed_by_id": None,
    }  # fmt: skip
    about = Subject("agreement_suspension", rest["id"], story.reach)
    story.setting.trails.record(act, "agreement_suspension:begin", about, {"reason": reason})
    if last is not None:
        back = Act(story.counsellor, _office(story, last + timedelta(1)))
        row["state"] = story.setting.trails.perform(
            back, subject, row["state"], AgreementAction.RESUME
        )
        story.setting.trails.record(back, "agreement_suspension:close", about)
        rest["resumed_at"], rest["resumed_by_id"] = back.at, story.counsellor.id
    story.keep(AgreementSuspension, rest)
    story.notes["rest"] = rest


@dataclass(frozen=True, slots=True, kw_only=True)
class _Agreed:
    """What is to be done, and when."""

    kind: DutyKind
    due_on: date
    at: datetime | None = None
    rhythm_on: date | None = None
    code: str = ""
    words: str = ""


def _duty(story: Story, agreed: _Agreed) -> dict[str, Any]:
    agreement, _subject = story.notes["agreement"]
    horizon, at = timedelta(story.setting.rules.contact_horizon_days()), agreed.at
    planned_at = _planned_at(story, agreed.due_on, horizon, has_hour=at is not None)
    act = Act(story.counsellor if planned_at[1] else SYSTEM, planned_at[0])
    key = story.setting.writer.key(Duty)
    subject = Subject("duty", key, story.reach, DUTY)
    duty = story.keep(
        Duty,
        {
            "id": key, "kind": agreed.kind, "agreement_id": agreement["id"],
            "state": story.setting.trails.begin(act, "duty:plan", subject),
            "counsellor_id": story.counsellor.id, "due_on": agreed.due_on, "due_at": at,
            "meeting": Meeting.CENTRE if at else None, "place": "Stanza 4" if at else "",
            "code": agreed.code, "description": agreed.words, "rhythm_on": agreed.rhythm_on,
            "reason": "", "note": "", "recorded_at": None, "recorded_by_id": None,
            "cannot_come_at": None, "cannot_come_reason": "", "cannot_come_note": "",
            "created_at": act.at,
        },
    )  # fmt: skip
    _settle(story, duty, subject)
    return duty


def _planned_at(
    story: Story, due_on: date, horizon: timedelta, *, has_hour: bool
) -> tuple[datetime, bool]:
    """When the duty got its date, and whether by the counsellor or in the night."""
    begun: datetime = story.notes["agreement"][0]["countersigned_at"]
    if has_hour:
        return max(begun, story.setting.now - timedelta(days=2)), True
    night = datetime.combine(due_on - horizon, time(2, 10), ROME)
    return (begun, True) if night <= begun else (night, False)


def _settle(story: Story, duty: dict[str, Any], subject: Subject) -> None:
    """What became of the duty, as far as it is known."""
    chance, due_on, today = story.setting.chance, duty["due_on"], _present(story)
    ended, rest = story.notes.get("agreement_ended_at"), story.notes.get("rest")
    if rest and rest["from_on"] <= due_on and (not rest["until_on"] or due_on <= rest["until_on"]):
        act = Act(story.counsellor, rest["begun_at"], "suspended")
        _record(story, duty, subject, DutyAction.CANCEL, act)
    elif ended and due_on > ended.astimezone(ROME).date():
        act = Act(story.counsellor, ended, "closed")
        _record(story, duty, subject, DutyAction.CANCEL, act)
    elif due_on < today and (
        due_on < today - timedelta(UNRECORDED_DAYS) or chance.random() < RECORDED_AT_ONCE
    ):
        action = chance.choices(list(OUTCOMES), list(OUTCOMES.values()))[0]
        _record(story, duty, subject, action, _said(story, duty, action))


def _said(story: Story, duty: dict[str, Any], action: DutyAction) -> Act:
    chance, reason, note = story.setting.chance, None, ""
    if action is DutyAction.EXCUSE:
        reason, note = chance.choice(EXCUSES)
    elif action is DutyAction.MISS:
        reason = chance.choice(MISSES[duty["kind"]])
    at = min(_office(story, duty["due_on"]), story.setting.now - timedelta(minutes=5))
    return Act(story.counsellor, at, reason, note)


def _record(
    story: Story, duty: dict[str, Any], subject: Subject, action: DutyAction, act: Act
) -> None:
    duty["state"] = story.setting.trails.perform(act, subject, DutyState.PLANNED, action)
    duty["reason"], duty["note"] = act.reason or "", act.note
    if action is not DutyAction.CANCEL:
        duty["recorded_at"], duty["recorded_by_id"] = act.at, story.counsellor.id


def _office(story: Story, day: date) -> datetime:
    while not is_working_day(day):
        day += timedelta(1)
    chance = story.setting.chance
    return datetime.combine(day, time(chance.randint(9, 16), chance.randint(0, 59)), ROME)


def _present(story: Story) -> date:
    return story.setting.now.astimezone(ROME).date()
