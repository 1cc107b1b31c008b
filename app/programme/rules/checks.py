"""What the parts of a rule set must say of each other for every person to get one answer."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from decimal import Decimal

from app.core.money import Money
from app.programme.rules.asking import asking_faults
from app.programme.rules.conditionality import ladder_faults
from app.programme.rules.conditions import Condition
from app.programme.rules.document import RuleSet
from app.programme.rules.employability import Factor
from app.programme.rules.faults import Fault, Place, fault, quoted
from app.programme.rules.measures import ServiceType, TariffUnit
from app.programme.rules.provenance import Sourced
from app.programme.rules.provider_security import security_faults
from app.programme.rules.questionnaire import Question

LONGEST_CODE = 32
REQUIRED_DEADLINES = (
    "did_contact_days",
    "benefit_contact_days",
    "agreement_days",
    "choice_days",
    "take_up_days",
    "voucher_validity_days",
    "profiling_refresh_days",
    "assessment_validity_days",
)
CONFIRMING_ROLES = ("counsellor", "centre_manager")
"""Those who decide pathways: the second person is one of them."""
REQUIRED_REASONS = ("pathway_override",)
"""Reasons of a change of state stand in the state tables; here are those that depend on rules."""


def faults(rules: RuleSet) -> Iterator[Fault]:
    """Everything inconsistent in the rule set, each with its place; nothing when it can be used."""
    checks = (_columns, _sources, _names, _services, _deadlines, _factors, _classes)
    further = (_questions, asking_faults, _decisions, _reasons, _confirmations)
    for check in checks + further:
        yield from check(rules)
    yield from ladder_faults(rules.conditionality)
    yield from security_faults(rules.provider_security)


def sourced_values(part: object, place: Place = ()) -> Iterator[tuple[Place, Sourced]]:
    """Every value of a document that carries a source, with its place."""
    if isinstance(part, Sourced):
        yield place, part
    if is_dataclass(part):
        for field in fields(part):
            yield from sourced_values(getattr(part, field.name), (*place, field.name))
    elif isinstance(part, dict):
        for key, value in part.items():
            yield from sourced_values(value, (*place, key))
    elif isinstance(part, tuple):
        for number, value in enumerate(part):
            yield from sourced_values(value, (*place, number))


def _columns(rules: RuleSet) -> Iterator[Fault]:
    """The code is a key of every decision, and must fit its column."""
    if len(rules.code) > LONGEST_CODE:
        yield fault("longer_than_column", ("code",), most=LONGEST_CODE)


def _sources(rules: RuleSet) -> Iterator[Fault]:
    for place, value in sourced_values(rules):
        source = rules.sources.get(value.source)
        if source is None:
            yield fault("unknown_source", (*place, "source"), value=quoted(value.source))
        elif value.verified and not source.is_public:
            yield fault("unverifiable", place)
        if value.verified and not (value.verified_by and value.verified_on):
            yield fault("verified_by_whom", place)


def _twice(names: Iterable[str | int], place: Place) -> Iterator[Fault]:
    for name, count in Counter(names).items():
        if count > 1:
            yield fault("twice", place, value=quoted(name), count=count)


def _names(rules: RuleSet) -> Iterator[Fault]:
    questionnaire = rules.questionnaire
    yield from _twice((item.number for item in rules.pathways), ("pathways",))
    yield from _twice((item.code for item in rules.service_types), ("service_types",))
    yield from _twice((item.code for item in rules.index.factors), ("index", "factors"))
    yield from _twice((item.code for item in questionnaire.areas), ("questionnaire", "areas"))
    yield from _twice((item.code for item in questionnaire.flags), ("questionnaire", "flags"))
    yield from _twice((item.code for item in questionnaire.questions), ("questionnaire",))
    yield from _twice((item.code for item in rules.decisions), ("decisions",))
    yield from _twice((item.code for item in rules.openings), ("openings",))
    for name, reasons in rules.reasons.items():
        yield from _twice((item.code for item in reasons), ("reasons", name))
    for name in REQUIRED_DEADLINES:
        if name not in rules.deadlines:
            yield fault("required", ("deadlines",), name=name)


def _services(rules: RuleSet) -> Iterator[Fault]:
    known = {pathway.number for pathway in rules.pathways}
    for number, service in enumerate(rules.service_types):
        place: Place = ("service_types", number)
        for index, allowance in enumerate(service.pathways):
            here = (*place, "pathways", index)
            if allowance.pathway not in known:
                yield fault("unknown_pathway", (*here, "pathway"), value=allowance.pathway)
            if not 0 <= allowance.hours_min <= allowance.hours_max:
                yield fault("hours_disordered", here)
        yield from _prices(service, (*place, "tariffs"))


def _prices(service: ServiceType, place: Place) -> Iterator[Fault]:
    units = {tariff.unit for tariff in service.tariffs}
    if not units:
        yield fault("tariff_missing", place)
    if (units == {TariffUnit.RESULT}) != (service.kind == "result"):
        yield fault("tariff_kind", place)
    if any(tariff.amount < Money(0) or tariff.group_size < 1 for tariff in service.tariffs):
        yield fault("tariff_negative", place)
    highest = max((item.amount for item in service.results), default=None)
    if highest is not None and any(tariff.amount != highest for tariff in service.tariffs):
        yield fault("tariff_not_highest", place, amount=str(highest))


def _deadlines(rules: RuleSet) -> Iterator[Fault]:
    for name, deadline in rules.deadlines.items():
        if deadline.days < 0:
            yield fault("days_negative", ("deadlines", name, "days"))


def _factors(rules: RuleSet) -> Iterator[Fault]:
    for number, factor in enumerate(rules.index.factors):
        place: Place = ("index", "factors", number)
        if bool(factor.bands) == bool(factor.categories):
            yield fault("bands_or_categories", place)
        yield from _twice((item.code for item in factor.categories), (*place, "categories"))
        if factor.bands:
            yield from _band_gaps(factor, (*place, "bands"))


def _band_gaps(factor: Factor, place: Place) -> Iterator[Fault]:
    bands = factor.bands
    if bands[0].at_least is not None or bands[-1].below is not None:
        yield fault("bands_not_open", place)
    for number, (lower, upper) in enumerate(zip(bands, bands[1:], strict=False)):
        if lower.below is None or lower.below != upper.at_least:
            here = (*place, number + 1)
            yield fault("bands_gap", here, lower=lower.code, upper=upper.code)


def _classes(rules: RuleSet) -> Iterator[Fault]:
    classes = rules.index.classes
    place: Place = ("index", "classes")
    yield from _twice((item.number for item in classes), place)
    limits = [item.up_to for item in classes]
    if limits != sorted(set(limits)):
        yield fault("limits_not_rising", place)
    if not limits or limits[-1] != Decimal(1):
        yield fault("limits_not_one", place)


def placed_questions(rules: RuleSet) -> Iterator[tuple[Place, Question]]:
    """Every question with its place in the document."""
    for a, area in enumerate(rules.questionnaire.areas):
        for s, section in enumerate(area.sections):
            for q, question in enumerate(section.questions):
                yield ("questionnaire", "areas", a, "sections", s, "questions", q), question


def _questions(rules: RuleSet) -> Iterator[Fault]:
    known = {flag.code for flag in rules.questionnaire.flags}
    for place, question in placed_questions(rules):
        yield from _twice((answer.code for answer in question.answers), (*place, "answers"))
        if not 1 <= question.max_choices <= len(question.answers):
            yield fault("choices", place)
        for number, answer in enumerate(question.answers):
            here = (*place, "answers", number)
            if answer.score < 0:
                yield fault("score_negative", (*here, "score"))
            for flag in answer.raises:
                if flag not in known:
                    yield fault("unknown_flag", here, value=quoted(flag))


def _decisions(rules: RuleSet) -> Iterator[Fault]:
    pathways = {pathway.number for pathway in rules.pathways}
    for number, decision in enumerate(rules.decisions):
        place: Place = ("decisions", number)
        yield from _condition(rules, decision.when, (*place, "when"))
        if decision.pathway not in pathways:
            yield fault("unknown_pathway", (*place, "pathway"), value=decision.pathway)
        if decision.when.is_always and number < len(rules.decisions) - 1:
            yield fault("hidden_decisions", place)
    if not rules.decisions or not rules.decisions[-1].when.is_always:
        yield fault("not_for_everybody", ("decisions",))
    optional = {area.code for area in rules.questionnaire.areas if not area.always_asked}
    for number, opening in enumerate(rules.openings):
        yield from _condition(rules, opening.when, ("openings", number, "when"))
        if opening.area not in optional:
            yield fault("area_not_optional", ("openings", number, "area"))


def _condition(rules: RuleSet, condition: Condition, place: Place) -> Iterator[Fault]:
    areas = {area.code for area in rules.questionnaire.areas}
    flags = {flag.code for flag in rules.questionnaire.flags}
    classes = {item.number for item in rules.index.classes}
    for number, test in enumerate(condition.scores):
        if test.area not in areas:
            yield fault("unknown_area", (*place, "scores", number), value=quoted(test.area))
    for flag in condition.flags:
        if flag not in flags:
            yield fault("unknown_flag", place, value=quoted(flag))
    for known in condition.classes:
        if known not in classes:
            yield fault("unknown_class", (*place, "classes"), value=known)


def _reasons(rules: RuleSet) -> Iterator[Fault]:
    for name in REQUIRED_REASONS:
        if not rules.reasons.get(name):
            yield fault("required", ("reasons",), name=name)
    pathways = {pathway.number for pathway in rules.pathways}
    for name, reasons in rules.reasons.items():
        for number, reason in enumerate(reasons):
            for unknown in sorted(set(reason.pathways) - pathways):
                yield fault("unknown_pathway", ("reasons", name, number), value=unknown)
    overrides = rules.reasons.get("pathway_override", ())
    for pathway in sorted(pathways):
        if overrides and not any(pathway in item.pathways for item in overrides):
            place: Place = ("reasons", "pathway_override")
            yield fault("override_reason_missing", place, value=pathway)


def _confirmations(rules: RuleSet) -> Iterator[Fault]:
    pathways = {pathway.number for pathway in rules.pathways}
    yield from _twice((item.code for item in rules.confirmations), ("confirmations",))
    for number, item in enumerate(rules.confirmations):
        place: Place = ("confirmations", number)
        yield from _condition(rules, item.when, (*place, "when"))
        for unknown in sorted({*item.proposed, *item.decided} - pathways):
            yield fault("unknown_pathway", place, value=unknown)
    for role in rules.confirmers:
        if role not in CONFIRMING_ROLES:
            known = ", ".join(CONFIRMING_ROLES)
            yield fault("one_of", ("confirmers",), value=quoted(role), known=known)
    overrides = rules.reasons.get("pathway_override", ())
    if rules.confirmations or any(item.second_person for item in overrides):
        if not rules.confirmers:
            yield fault("required", (), name="confirmers")
        if "confirmation_days" not in rules.deadlines:
            yield fault("required", ("deadlines",), name="confirmation_days")
