"""When a decided pathway needs a second person, and who that may be."""

from dataclasses import dataclass

from app.core.errors import Refusal
from app.core.language import N_
from app.programme.rules.document import RuleSet
from app.programme.rules.provenance import Text
from profiling.assessment.rules.pathway import Facts, trials


@dataclass(frozen=True, slots=True)
class Ground:
    """Why a second person is asked: the code of the rule or reason, and its words."""

    code: str
    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Answerer:
    """Whoever wants to answer a request, beside the one who asked."""

    user_id: int
    role: str
    centre_id: int | None
    asked_by_id: int
    asked_in_centre_id: int


def grounds(
    rules: RuleSet, facts: Facts, *, proposed: int, decided: int, reason: str
) -> tuple[Ground, ...]:
    """Everything in the rule set that asks for a second person; empty when one is enough.

    Only a departure from the proposal can need one: by its coded reason, or by where it leads and
    for whom (`confirmations` of the rule set; which ones is the programme's choice, no public act
    says). Example: from pathway 4 to pathway 1 under the rules that ship.
    """
    if decided == proposed:
        return ()
    found = [
        Ground(item.code, item.reason)
        for item in rules.confirmations
        if (not item.proposed or proposed in item.proposed)
        and (not item.decided or decided in item.decided)
        and all(trial.held for trial in trials(item.when, facts))
    ]
    by_reason = [
        Ground(item.code, item.text)
        for item in rules.reason_list("pathway_override", pathway=decided)
        if item.code == reason and item.second_person
    ]
    return (*by_reason, *found)


def ground_text(rules: RuleSet, code: str) -> Text:
    """The words of a stored ground; KeyError when the rules do not know it."""
    for item in rules.confirmations:
        if item.code == code:
            return item.reason
    return rules.reason("pathway_override", code).text


def answer_refusals(rules: RuleSet, who: Answerer) -> list[Refusal]:
    """Why this person may not be the second one; empty when they may.

    Four eyes: never the one who asked, whatever their role; somebody of the same centre, in a role
    the rule set names.
    """
    found = []
    if who.user_id == who.asked_by_id:
        found.append(
            Refusal("same_person", N_("You asked for it: somebody else has to confirm it."))
        )
    if who.centre_id != who.asked_in_centre_id:
        found.append(
            Refusal("other_centre", N_("Somebody of the person's own centre has to confirm it."))
        )
    if who.role not in rules.confirmers:
        found.append(
            Refusal("role_not_named", N_("The rules name another role to confirm this decision."))
        )
    return found
