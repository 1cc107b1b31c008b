"""When an objection can be made: days counted by hand."""

from datetime import date

from profiling.objections.rules import ObjectionFacts, answer_term, refusals
from tests.factories.programme import shipped_rules


def facts(**values):
    return ObjectionFacts(
        **{"completed_on": date(2026, 10, 1), "decided_on": None, "days": 30, "is_one_open": False}
        | values
    )


def codes(found):
    return [refusal.code for refusal in found]


def test_the_last_day_counts_and_the_day_after_is_too_late():
    assert facts().last_day == date(2026, 10, 31)
    assert refusals(facts(), "No.", on=date(2026, 10, 31)) == []
    assert codes(refusals(facts(), "No.", on=date(2026, 11, 1))) == ["objection_late"]


def test_the_decision_on_the_pathway_opens_the_term_anew():
    assert facts(decided_on=date(2026, 10, 20)).last_day == date(2026, 11, 19)


def test_without_an_assessment_there_is_nothing_to_object_to():
    nothing = facts(completed_on=None)
    assert codes(refusals(nothing, "No.", on=date(2026, 10, 1))) == ["nothing_to_object"]


def test_every_reason_is_told_at_once():
    found = refusals(facts(is_one_open=True), " ", on=date(2026, 12, 1))
    assert codes(found) == ["objection_late", "objection_open", "words_missing"]


def test_the_answer_has_its_own_term_and_else_the_one_of_the_person():
    deadlines = shipped_rules().deadlines
    assert answer_term(deadlines) is deadlines["objection_answer_days"]
    older = {name: one for name, one in deadlines.items() if name != "objection_answer_days"}
    assert answer_term(older) is deadlines["appeal_days"]
