"""What happens to an assessment after it was made: objections, and the next one."""

from datetime import timedelta
from typing import Any

from app.cases.models.jobseeker import Step
from app.cli.seed.assessing import blank_assessment, result_columns, save_section
from app.cli.seed.story import Story
from app.cli.seed.trails import Subject
from profiling.assessment.models import Assessment
from profiling.assessment.rules.pathway import outcome_of
from profiling.assessment.states import ASSESSMENT, AssessmentAction, AssessmentState
from profiling.objections.models import Objection
from profiling.objections.states import OBJECTION, ObjectionAction

OBJECTED, REASSESSED, BEGUN_AGAIN = 0.02, 0.1, 0.03
OBJECTIONS = (
    "Non sono d'accordo sulle competenze digitali: ho seguito un corso e ho l'attestato.",
    "Nel colloquio non si è parlato dei miei turni di cura: posso lavorare solo al mattino.",
    "Il percorso proposto è troppo lungo: ho già un'azienda che mi vuole assumere.",
)
ANSWERS = (
    "Riletto insieme il questionario: la risposta è corretta, il percorso resta quello deciso.",
    "L'attestato è stato aggiunto alla scheda; alla prossima valutazione conterà.",
)
IMPROVED = (
    ("search_effectiveness", "autonomous"),
    ("digital_skills", "autonomous"),
    ("mobility", "up_to_50_km"),
    ("expectations", "coherent"),
)
"""What people have most often got better at by the next assessment."""
NOTES = (
    "Rispetto alla volta precedente cerca con più metodo.",
    "Ha seguito i consigli: il curriculum è aggiornato.",
)


def object_to(story: Story) -> None:
    """Now and then the person objects, and the centre answers in time."""
    chance = story.setting.chance
    is_shown = story.stop_at is Step.SIGN
    if story.account is None or not (is_shown or chance.random() < OBJECTED):
        return
    if not is_shown:
        story.wait(1, 5)
    assessment, _, _ = story.notes["assessment"]
    key = story.setting.writer.key(Objection)
    subject = Subject("objection", key, story.reach, OBJECTION)
    state = story.setting.trails.begin(story.by(story.account), "objection:make", subject)
    row = story.keep(
        Objection,
        {
            "id": key,
            "state": state,
            "assessment_id": assessment["id"],
            "words": chance.choice(OBJECTIONS),
            "objected_at": story.at,
            "due_on": story.term("objection_answer_days"),
            "answer": "",
            "answered_at": None,
            "answered_by_id": None,
        },
    )
    if is_shown:
        return
    story.wait(2, 12)
    row["state"] = story.setting.trails.perform(
        story.by_counsellor(), subject, state, ObjectionAction.ANSWER
    )
    row["answer"] = chance.choice(ANSWERS)
    row["answered_at"], row["answered_by_id"] = story.at, story.counsellor.id


def assess_again(story: Story) -> None:
    """Some are assessed again while they are on their way, and for some it has only begun."""
    chance = story.setting.chance
    drawn = chance.random()
    finished = story.stop_at is Step.ISSUE or drawn < REASSESSED
    begun = story.stop_at is Step.DELIVER or drawn < REASSESSED + BEGUN_AGAIN
    if not (finished or begun):
        return
    before, subject_before, outcome_before = story.notes["assessment"]
    if before["started_on"] + timedelta(days=90) < story.today:
        return  # the profile would have to be calculated again first
    key = story.setting.writer.key(Assessment)
    subject = Subject("assessment", key, story.reach, ASSESSMENT)
    answers = dict(before["answers"])
    state = story.setting.trails.begin(
        story.by_counsellor(), "assessment:begin", subject, {"carried": len(answers)}
    )
    carried = {"from": before["id"], "kept": list(answers), "dropped": []}
    row = story.keep(
        Assessment, blank_assessment(story, key) | {"state": state, "carried": carried}
    )
    improved, outcome = _improved(story, answers, outcome_before.proposal.pathway)
    if finished:
        _finish(story, row, subject, improved, outcome)
        before["state"] = story.setting.trails.perform(
            story.by_counsellor(), subject_before, before["state"], AssessmentAction.SUPERSEDE
        )
        story.notes["assessment"] = row, subject, outcome
        return
    row["answers"] = answers
    row["scores"] = dict(before["scores"])
    row["flags"], row["openings"] = list(before["flags"]), list(before["openings"])


def _improved(story: Story, answers: dict[str, Any], pathway: int) -> tuple[dict[str, Any], Any]:
    """The answers with what got better, as far as the same pathway is proposed."""
    rules, number = story.setting.rules, story.profile_class or 1
    outcome = outcome_of(rules, profile_class=number, answers=answers)
    for code, better in IMPROVED:
        if code not in answers:
            continue
        tried = {**answers, code: [better]}
        found = outcome_of(rules, profile_class=number, answers=tried)
        if found.proposal.pathway == pathway and found.openings == outcome.openings:
            answers, outcome = tried, found
    return answers, outcome


def _finish(
    story: Story, row: dict[str, Any], subject: Subject, answers: dict[str, Any], outcome: Any
) -> None:
    rules = story.setting.rules
    for code, subtotal in outcome.subtotals.items():
        row["scores"] |= {code: subtotal.score}
        for section in rules.questionnaire.area(code).sections:
            save_section(story, subject, row, section, answers)
    row["section_notes"] = {"A2": story.setting.chance.choice(NOTES)}
    row["flags"] = sorted(outcome.facts.flags)
    row["openings"] = [rule.code for rule in outcome.openings]
    row["state"] = story.setting.trails.perform(
        story.by_counsellor(), subject, AssessmentState.DRAFT, AssessmentAction.COMPLETE
    )
    row |= result_columns(story, outcome.proposal)
