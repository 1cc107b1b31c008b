"""Profile, assessment and pathway of a case, decided by the programme's own rules."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import timedelta
from functools import cache
from typing import Any

from app.cases.models.jobseeker import Ball, Step
from app.cases.models.steps import PathwayRecord
from app.cli.seed.answers import answered
from app.cli.seed.confirming import ask_second_person
from app.cli.seed.recalculating import kept_profile
from app.cli.seed.registration import unemployed_since
from app.cli.seed.story import Story
from app.cli.seed.trails import Details, Subject
from app.cli.seed.work import profile_inputs
from app.programme.rules.questionnaire import Section
from profiling.assessment.models import Assessment, QuantitativeProfile
from profiling.assessment.rules.pathway import Facts, Proposal, TraceLine
from profiling.assessment.rules.second_person import grounds
from profiling.assessment.states import ASSESSMENT, PROFILE, AssessmentAction, Cause

OVERRIDDEN = 0.04
LAST_OVERRIDDEN = 4
"""Nobody on the list of a company crisis is taken off it."""
OVERRIDE_NOTES = (
    "Deciso insieme alla persona dopo un secondo colloquio.",
    "Emerso dal confronto con i colleghi del centro.",
)
WITH_POINTS, WITH_NOTES = 0.06, 0.25
POINTS = (
    ("seen_at_interview", ""),
    ("documents_shown", ""),
    ("other", "Il datore di lavoro precedente segnala difficoltà con i nuovi macchinari."),
)
SECTION_NOTES = (
    "Cerca soprattutto tramite conoscenti: conviene ampliare i canali.",
    "Aspettative realistiche; disponibile ai turni.",
    "Conosce bene il settore, meno le aziende della zona.",
)
EVALUATIONS = {
    1: "Ha competenze richieste in zona e cerca con metodo: si punta subito al rientro al lavoro.",
    2: "Le competenze ci sono ma vanno aggiornate: un corso breve e mirato aiuta la ricerca.",
    3: "Serve una professione nuova: la persona è disponibile a una formazione lunga.",
    4: "Gli ostacoli vanno oltre il lavoro: si lavora in rete con gli altri servizi.",
    5: "Il lavoro è finito nella crisi dell'azienda: il percorso segue tutto il gruppo.",
}


def profile(story: Story) -> None:
    """Calculate the quantitative profile."""
    story.wait(0, 4, may_drag=True)
    setting, today = story.setting, story.today
    story.read(story.counsellor, "profiling")
    since = unemployed_since(story)
    inputs, _asked = profile_inputs(setting.chance, story.person, story.life, today, since)
    result, columns = kept_profile(
        story, dict(inputs), {}, on=today, actor=story.counsellor, cause=Cause.FIRST
    )
    key = setting.writer.key(QuantitativeProfile)
    subject = Subject("quantitative_profile", key, story.reach, PROFILE)
    state = setting.trails.begin(
        story.by_counsellor(), "profile:calculate", subject, {"class": result.profile_class}
    )
    row = story.keep(
        QuantitativeProfile, {"id": key, "state": state, **columns, "created_at": story.at}
    )
    story.notes["profile"] = row, subject
    story.notes["profile_id"] = key
    story.profile_class = result.profile_class
    story.enter(Step.ASSESS, Ball.CENTRE, None)


def assess(story: Story) -> None:
    """Begin the assessment, save it area by area, complete it."""
    story.wait(0, 12, may_drag=True)
    setting = story.setting
    story.read(story.counsellor, "assessment")
    key = setting.writer.key(Assessment)
    subject = Subject("assessment", key, story.reach, ASSESSMENT)
    state = setting.trails.begin(story.by_counsellor(), "assessment:begin", subject)
    points = _points(story)
    outcome = answered(
        setting.chance,
        setting.rules,
        story.person,
        story.life,
        story.profile_class or 1,
        points={"B": 1} if points else {},
    )
    row = story.keep(Assessment, blank_assessment(story, key) | {"state": state})
    for code, subtotal in outcome.scores.items():
        story.wait(0, 0)
        area = setting.rules.questionnaire.area(code)
        row["scores"] |= {code: subtotal.score}
        for section in area.sections:
            save_section(story, subject, row, section, outcome.answers)
        if setting.chance.random() < 0.06:
            story.wait(1, 8)
    row["points"], row["section_notes"] = points, _notes(story)
    row["flags"], row["openings"] = sorted(outcome.flags), list(outcome.openings)
    story.wait(0, 0)
    row["state"] = setting.trails.perform(
        story.by_counsellor(), subject, row["state"], AssessmentAction.COMPLETE
    )
    row |= result_columns(story, outcome.proposal)
    story.notes["assessment"] = row, subject, outcome
    story.enter(Step.DECIDE, Ball.CENTRE, None)


def _points(story: Story) -> dict[str, Any]:
    """Now and then the counsellor adds a point to the skills, and says why."""
    if story.setting.chance.random() >= WITH_POINTS:
        return {}
    reason, note = story.setting.chance.choice(POINTS)
    return {"B2": {"points": 1, "reason": reason, "note": note}}


def _notes(story: Story) -> dict[str, Any]:
    chance = story.setting.chance
    return {"A2": chance.choice(SECTION_NOTES)} if chance.random() < WITH_NOTES else {}


def save_section(
    story: Story,
    subject: Subject,
    row: dict[str, Any],
    section: Section,
    answers: Mapping[str, Sequence[str]],
) -> None:
    """Save one section with its part of the answers."""
    codes = [item.code for item in section.questions if item.code in answers]
    row["answers"] |= {code: answers[code] for code in codes}
    stamp = {"version": 1, "at": story.at.isoformat(), "by": story.counsellor.id, "tab": ""}
    row["saves"] |= {section.code: stamp}
    details: Details = {"section": section.code, "version": 1, "answered": len(codes)}
    story.setting.trails.record(story.by_counsellor(), "assessment:save", subject, details)


def decide(story: Story) -> None:
    """Give the person the proposed pathway, or now and then another, with a reason.

    Where the rules ask for a second person, the centre's manager confirms it some days later, or does
    not, and the proposal is taken.
    """
    story.wait(0, 3, may_drag=True)
    row, _subject, outcome = story.notes["assessment"]
    story.read(story.counsellor, "pathway")
    proposed = outcome.proposal.pathway
    decided, reason, note = _departure(story, proposed)
    facts = Facts(
        profile_class=story.profile_class or 1,
        scores={code: subtotal.score for code, subtotal in outcome.scores.items()},
        flags=frozenset(outcome.flags),
    )
    needs = grounds(story.setting.rules, facts, proposed=proposed, decided=decided, reason=reason)
    choice = {"decided": decided, "override_reason": reason, "note": note}
    confirmed_by = None
    if needs:
        codes = [ground.code for ground in needs]
        if ask_second_person(story, row["id"], choice | {"proposed": proposed, "grounds": codes}):
            confirmed_by = story.office.manager.id
        else:
            choice = {"decided": proposed, "override_reason": "", "note": ""}
    _decided(story, choice | {"proposed": proposed, "confirmed_by_id": confirmed_by})


def _departure(story: Story, proposed: int) -> tuple[int, str, str]:
    """The pathway decided, with reason and note where it is not the proposed one."""
    chance, rules = story.setting.chance, story.setting.rules
    if chance.random() >= OVERRIDDEN or proposed > LAST_OVERRIDDEN:
        return proposed, "", ""
    decided = chance.choice([item for item in (1, 2, 3, 4) if item != proposed])
    reasons = rules.reason_list("pathway_override", pathway=decided)
    return decided, chance.choice(reasons).code, chance.choice(OVERRIDE_NOTES)


def _decided(story: Story, decision: dict[str, Any]) -> None:
    setting = story.setting
    row, subject, outcome = story.notes["assessment"]
    key = setting.writer.key(PathwayRecord)
    story.keep(
        PathwayRecord,
        {
            "id": key,
            "assessment_id": row["id"],
            "rule_set_id": setting.rule_set_id,
            "rule": outcome.proposal.rule,
            "profile_class": story.profile_class,
            "decided_by_id": story.counsellor.id,
            "decided_at": story.at,
            **decision,
        },
    )
    actor = story.office.manager if decision["confirmed_by_id"] else story.counsellor
    details: Details = {"decided": decision["decided"], "proposed": decision["proposed"]}
    record = Subject("pathway_record", key, story.reach)
    setting.trails.record(story.by(actor), "pathway:decide", record, details)
    setting.trails.perform(story.by(actor), subject, row["state"], AssessmentAction.DECIDE)
    story.pathway = decision["decided"]
    story.enter(Step.DRAFT, Ball.CENTRE, None)


@cache
def _line(line: TraceLine) -> dict[str, Any]:
    # The same lines come back for thousands of people.
    return asdict(line)


def blank_assessment(story: Story, key: int) -> dict[str, object]:
    """The columns of an assessment just begun."""
    return {
        "id": key,
        "profile_id": story.notes["profile_id"],
        "rule_set_id": story.setting.rule_set_id,
        "answers": {},
        "points": {},
        "section_notes": {},
        "saves": {},
        "carried": {},
        "evaluation": "",
        "scores": {},
        "flags": [],
        "openings": [],
        "proposed": None,
        "rule": "",
        "trace": [],
        "started_on": story.today,
        "started_by_id": story.counsellor.id,
        "completed_at": None,
        "completed_by_id": None,
        "valid_until": None,
    }


def result_columns(story: Story, proposal: Proposal) -> dict[str, object]:
    """The columns of an assessment completed now."""
    days = story.setting.rules.days("assessment_validity_days")
    story.assessed_until = story.today + timedelta(days=days)
    return {
        "evaluation": EVALUATIONS[proposal.pathway],
        "proposed": proposal.pathway,
        "rule": proposal.rule,
        "trace": [_line(line) for line in proposal.trace],
        "completed_at": story.at,
        "completed_by_id": story.counsellor.id,
        "valid_until": story.assessed_until,
    }
