"""Object to an assessment, and answer an objection."""

from datetime import date, timedelta

from app.accounts.models import User
from app.audit.operations import begin, lock, perform
from app.cases.models.jobseeker import Jobseeker, reach_columns
from app.core.clock import now
from app.core.database import db
from app.core.errors import Refusal, RuleBroken
from app.core.language import N_
from app.programme.queries import rules_of_version
from profiling.assessment.queries import last_assessment
from profiling.objections.models import Objection
from profiling.objections.queries import objection_facts
from profiling.objections.rules import answer_term, refusals
from profiling.objections.states import ObjectionAction


def object_to_assessment(actor: User, case: Jobseeker, words: str, *, on: date) -> Objection:
    """Record what the person does not agree with; the centre answers by a day of the rules.

    Nothing of the assessment or the pathway changes by it.

    Raises:
        RuleBroken: there is nothing to object to, the term is over, one is open, or no words.
    """
    lock(case)  # or two would be open at once
    if found := refusals(objection_facts(case), words, on=on):
        raise RuleBroken(found)
    done = last_assessment(case.id)
    if done is None:
        raise LookupError("refused above")
    days = answer_term(rules_of_version(done.rule_set_id).deadlines).days
    objection = Objection(
        **reach_columns(case),
        assessment_id=done.id,
        words=words.strip(),
        due_on=on + timedelta(days=days),
    )
    db.session.add(objection)
    begin(actor, objection, event="objection:make")
    return objection


def answer_objection(actor: User, objection: Objection, answer: str) -> None:
    """Give the centre's answer, which the person reads. Raises RuleBroken without words."""
    if not answer.strip():
        raise RuleBroken(
            [
                Refusal(
                    "answer_missing", N_("Write the answer: the person reads it."), field="answer"
                )
            ]
        )
    lock(objection)
    if objection.answered_at is None:  # a second answer must not overwrite the first
        objection.answer = answer.strip()
        objection.answered_at, objection.answered_by_id = now(), actor.id
    perform(actor, objection, ObjectionAction.ANSWER)
