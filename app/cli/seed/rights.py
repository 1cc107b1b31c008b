"""Choice, voucher and measure of a case: until it waits, is closed, or goes round again."""

from datetime import date, datetime, time, timedelta
from typing import Any

from app.cases.models.jobseeker import Ball, Step
from app.cli.seed.editions import Run
from app.cli.seed.region import kilometres
from app.cli.seed.story import Story
from app.cli.seed.trails import SYSTEM, Act, Actor, Details, Subject
from app.core.clock import ROME
from profiling.matching.models import Choice
from profiling.matching.rules import choice_due, issue_due
from profiling.matching.states import CHOICE, ChoiceAction
from vouchers.issuing.models import Voucher
from vouchers.issuing.rules.numbers import voucher_number
from vouchers.issuing.rules.terms import terms
from vouchers.issuing.rules.value import voucher_value
from vouchers.issuing.states import NO_ANSWER, VOUCHER, VoucherAction

NUMBERS = "voucher_number_seq"
MOST_VOUCHERS = 3
FEWEST_DAYS_TO_ENROL = 9
"""Between choice and end of enrolment, so that the voucher comes in time."""
NEAREST_OF = 5

# What pathway leads to which services, with weights.
SERVICES = {
    1: (("specialised_guidance", 30), ("job_coaching", 35), ("job_matching", 20),
        ("digital_skills", 12), ("self_employment", 3)),
    2: (("upskilling", 55), ("specialised_guidance", 12), ("job_coaching", 12),
        ("digital_skills", 14), ("internship", 4), ("skills_validation", 3)),
    3: (("reskilling", 65), ("specialised_guidance", 10), ("job_coaching", 8),
        ("digital_skills", 9), ("internship", 6), ("skills_validation", 2)),
    4: (("work_inclusion", 45), ("specialised_guidance", 15), ("reskilling", 10),
        ("upskilling", 10), ("digital_skills", 10), ("internship", 10)),
    5: (("upskilling", 40), ("job_coaching", 30), ("job_matching", 20), ("reskilling", 10)),
}  # fmt: skip

# How providers and people answer a voucher, per mille.
TAKEN_UP, DECLINED, SILENT = "taken_up", "declined", "silent"
RENOUNCED, CANCELLED = "renounced", "cancelled"
ANSWERS = ((TAKEN_UP, 880), (DECLINED, 45), (SILENT, 25), (RENOUNCED, 35), (CANCELLED, 15))
DECLINE_NOTES = {
    "requirements_not_met": "Manca il requisito indicato nell'offerta.",
    "person_not_reachable": "Tre telefonate senza risposta.",
    "capacity_exhausted": "Operatori tutti impegnati fino al mese prossimo.",
}
RENOUNCE_REASONS = ("found_work", "family", "health", "other_measure")
CANCEL_NOTE = "Emesso sulla misura sbagliata, si sceglie di nuovo."
ENDED_EARLY = 0.08
END_NOTES = {
    "found_work": "Ha iniziato un lavoro durante la misura.",
    "absences": "Assenze oltre il limite, nonostante i richiami.",
    "health": "Non può proseguire per ora.",
}
RENOUNCED_LATER = 0.03


def choose_and_go(story: Story) -> str:
    """One round from choice to the end of a measure; returns how it ended.

    `unused` (the person chooses again), `renounced`, `ended_early` or `completed`.
    """
    run = _choose(story)
    row, subject = _issue(story, run)
    answer = _answer(story)
    story.wait(1, 7)
    if answer != TAKEN_UP:
        return _not_taken_up(story, run, row, subject, answer)
    _take_up(story, run, row, subject)
    if story.setting.chance.random() < RENOUNCED_LATER and story.stop_at is None:
        story.wait(1, 3)
        return _renounce(story, run, row, subject)
    _meet_and_start(story, run, row, subject)
    if story.setting.chance.random() < ENDED_EARLY and story.stop_at is None:
        return _end_early(story, run, row, subject)
    story.until(_at(run.ends_on, 16))
    _move(story, row, subject, VoucherAction.COMPLETE, story.by(_operator(run, story)))
    row["closed_at"] = story.at
    return "completed"


def _choose(story: Story) -> Run:
    story.wait(2, 21)
    run = _suitable(story)
    while run is None:
        story.wait(0 if story.in_a_hurry else 4, 12)
        run = _suitable(story)
    setting = story.setting
    is_alone = story.account is not None and setting.chance.random() < 0.6
    actor = story.account if story.account and is_alone else story.counsellor
    story.read(actor, "choice")
    key = setting.writer.key(Choice)
    subject = Subject("choice", key, story.reach, CHOICE)
    details: Details = {"offer": run.proposal.id, "edition": run.code}
    state = setting.trails.begin(story.by(actor), "choice:make", subject, details)
    row = story.keep(
        Choice,
        {
            "id": key,
            "state": state,
            "service_type": run.proposal.measure.service_type,
            "offer_id": run.proposal.id,
            "edition_id": run.id,
            "provider_id_chosen": run.proposal.supplier.id,
            "made_by_id": actor.id,
            "made_at": story.at,
        },
    )
    story.notes["choice"] = row, subject
    story.enter(Step.ISSUE, Ball.CENTRE, issue_due(setting.rules, story.today))
    return run


def _suitable(story: Story) -> Run | None:
    """An edition near home, of a service of the pathway, that can still be enrolled in."""
    setting, pathway = story.setting, story.pathway or 1
    services = SERVICES[pathway]
    wanted = setting.chance.choices(
        [code for code, _ in services], [share for _, share in services]
    )
    on = story.today + timedelta(days=FEWEST_DAYS_TO_ENROL)
    found = setting.shelf.candidates(wanted[0], pathway, on)
    if story.prefers is not None:
        found = [run for run in found if run.proposal.supplier.id == story.prefers] or found
    home = story.person.domicile
    near = sorted(found, key=lambda run: kilometres(home, run.place.town))[:NEAREST_OF]
    weights = [run.proposal.supplier.weight for run in near]
    return setting.chance.choices(near, weights)[0] if near else None


def _issue(story: Story, run: Run) -> tuple[dict[str, Any], Subject]:
    story.wait(0, 3)
    story.read(story.counsellor, "voucher")
    setting, proposal = story.setting, run.proposal
    choice, choice_subject = story.notes["choice"]
    act = story.by_counsellor()
    choice["state"] = setting.trails.perform(
        act, choice_subject, choice["state"], ChoiceAction.HONOUR
    )
    run.take(story.at)
    story.provider_id = proposal.supplier.id
    number = voucher_number(story.today.year, setting.writer.ordinal(NUMBERS))
    key = setting.writer.key(Voucher)
    subject = Subject("voucher", key, story.reach, VOUCHER, number)
    details: Details = {"number": number, "edition": run.code}
    state = setting.trails.begin(act, "voucher:issue", subject, details)
    row = story.keep(Voucher, _promise(story, run, number) | {"id": key, "state": state})
    row["choice_id"] = choice["id"]
    setting.ledger.commit(act, row["budget_id"], row["value"], number)
    story.enter(Step.TAKE_UP, Ball.PROVIDER, row["take_up_by"])
    return row, subject


def _promise(story: Story, run: Run, number: str) -> dict[str, Any]:
    setting, proposal = story.setting, run.proposal
    service = setting.rules.service_type(proposal.measure.service_type)
    calculation = voucher_value(service, proposal.measure.hours)
    dates = terms(setting.rules, issued_on=story.today, edition_ends_on=run.ends_on)
    return {
        "number": number,
        "issued_to_id": proposal.supplier.id,
        "agreement_id": story.notes["agreement_id"],
        "call_id": proposal.call_id,
        "offer_id": proposal.id,
        "edition_id": run.id,
        "budget_id": setting.ledger.budget_id(proposal, story.pathway or 1),
        "service_type": proposal.measure.service_type,
        "pathway": story.pathway,
        "hours": proposal.measure.hours,
        "value": calculation.value,
        "calculation": [line.as_stored() for line in calculation.lines],
        "rule_set_id": setting.rule_set_id,
        "issued_by_id": story.counsellor.id,
        "issued_on": story.today,
        "issued_at": story.at,
        "take_up_by": dates.take_up_by,
        "valid_until": dates.valid_until,
        "request_token": f"seed-{number}",
        "taken_up_at": None,
        "taken_up_by_id": None,
        "first_appointment_at": None,
        "first_appointment_place": "",
        "closed_at": None,
    }


def _answer(story: Story) -> str:
    if story.stop_at is not None:
        return TAKEN_UP
    return story.setting.chance.choices(
        [answer for answer, _ in ANSWERS], [share for _, share in ANSWERS]
    )[0]


def _not_taken_up(
    story: Story, run: Run, row: dict[str, Any], subject: Subject, answer: str
) -> str:
    chance = story.setting.chance
    if answer == RENOUNCED and story.account is not None:
        return _renounce(story, run, row, subject)
    if answer == DECLINED:
        reason = chance.choice(list(DECLINE_NOTES))
        act = story.by(_operator(run, story), reason, DECLINE_NOTES[reason])
        _close_unused(story, run, row, subject, VoucherAction.DECLINE, act)
    elif answer == CANCELLED:
        act = story.by_counsellor("issued_in_error", CANCEL_NOTE)
        _close_unused(story, run, row, subject, VoucherAction.CANCEL, act)
    else:
        story.until(_at(row["take_up_by"] + timedelta(days=1), 3))
        note = f"take_up_by={row['take_up_by'].isoformat()}"
        act = story.by(SYSTEM, NO_ANSWER, note)
        _close_unused(story, run, row, subject, VoucherAction.DECLINE, act)
    choose_again(story, Ball.JOBSEEKER)
    return "unused"


def _take_up(story: Story, run: Run, row: dict[str, Any], subject: Subject) -> None:
    operator = _operator(run, story)
    story.read(operator, "voucher", row["number"])
    day = story.today + timedelta(days=story.setting.chance.randint(2, 7))
    appointment = _at(day, story.setting.chance.randint(9, 16))
    row["taken_up_at"], row["taken_up_by_id"] = story.at, operator.id
    row["first_appointment_at"] = appointment
    row["first_appointment_place"] = f"Sede di {run.place.town.name}"
    _move(story, row, subject, VoucherAction.TAKE_UP, story.by(operator))
    story.enter(Step.DELIVER, Ball.PROVIDER, day)


def _meet_and_start(story: Story, run: Run, row: dict[str, Any], subject: Subject) -> None:
    """The first appointment, then the first day of the edition."""
    story.until(row["first_appointment_at"])
    story.enter(Step.DELIVER, Ball.PROVIDER, max(run.starts_on, story.today))
    story.until(_at(run.starts_on, 9))
    _move(story, row, subject, VoucherAction.START, story.by(_operator(run, story)))
    story.enter(Step.DELIVER, Ball.PROVIDER, run.ends_on)


def _renounce(story: Story, run: Run, row: dict[str, Any], subject: Subject) -> str:
    if story.account is None:
        # Renouncing is the person's own act; without an account the centre cancels at their word.
        act = story.by_counsellor("requirements_lost", "La persona ha comunicato di rinunciare.")
        _close_unused(story, run, row, subject, VoucherAction.CANCEL, act)
        choose_again(story, Ball.JOBSEEKER)
        return "unused"
    act = story.by(story.account, story.setting.chance.choice(RENOUNCE_REASONS))
    _close_unused(story, run, row, subject, VoucherAction.RENOUNCE, act)
    choose_again(story, Ball.CENTRE)
    return "renounced"


def _end_early(story: Story, run: Run, row: dict[str, Any], subject: Subject) -> str:
    span = max(1, (run.ends_on - run.starts_on).days - 1)
    day = run.starts_on + timedelta(days=story.setting.chance.randint(1, span))
    story.until(_at(day, 12))
    reason = story.setting.chance.choice(list(END_NOTES))
    act = story.by(_operator(run, story), reason, END_NOTES[reason])
    _move(story, row, subject, VoucherAction.END_EARLY, act)
    row["closed_at"] = story.at
    return "ended_early"


def _close_unused(
    story: Story, run: Run, row: dict[str, Any], subject: Subject, action: VoucherAction, act: Act
) -> None:  # fmt: skip
    """Seat and money return, and the provider's sight of the person ends."""
    _move(story, row, subject, action, act)
    run.give_back(story.at)
    story.setting.ledger.release(act, row["budget_id"], row["value"], row["number"])
    row["closed_at"], row["provider_id"] = story.at, None
    story.provider_id = None


def choose_again(story: Story, ball: Ball) -> None:
    """The person has a new term for choosing; `ball` says who moves first."""
    story.enter(Step.CHOOSE, ball, choice_due(story.setting.rules, story.today))


def _move(
    story: Story, row: dict[str, Any], subject: Subject, action: VoucherAction, act: Act
) -> None:
    row["state"] = story.setting.trails.perform(act, subject, row["state"], action)


def _operator(run: Run, story: Story) -> Actor:
    operators = run.proposal.supplier.operators
    return operators[story.id % len(operators)]


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), ROME)
