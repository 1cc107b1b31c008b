"""What the parts of a rule set must say of each other for every person to get one answer."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from decimal import Decimal

from app.core.money import Money
from app.programme.rules.conditions import Condition
from app.programme.rules.document import RuleSet
from app.programme.rules.employability import Band, Factor
from app.programme.rules.measures import ServiceType, TariffUnit
from app.programme.rules.provenance import Sourced

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
REQUIRED_REASONS = ("pathway_override",)
"""Reasons of a change of state stand in the state tables; here are those that depend on rules."""


def faults(rules: RuleSet) -> list[str]:
    """Everything inconsistent in the rule set, each with its path; empty when it can be used."""
    checks = (_sources, _names, _services, _factors, _classes, _questions, _decisions, _reasons)
    return [fault for check in checks for fault in check(rules)]


def sourced_values(part: object, path: str = "$") -> Iterator[tuple[str, Sourced]]:
    """Every value of a document that carries a source, with its path."""
    if isinstance(part, Sourced):
        yield path, part
    if is_dataclass(part):
        for field in fields(part):
            yield from sourced_values(getattr(part, field.name), f"{path}.{field.name}")
    elif isinstance(part, dict):
        for key, value in part.items():
            yield from sourced_values(value, f"{path}.{key}")
    elif isinstance(part, tuple):
        for number, value in enumerate(part):
            yield from sourced_values(value, f"{path}[{number}]")


def _sources(rules: RuleSet) -> Iterator[str]:
    for path, value in sourced_values(rules):
        source = rules.sources.get(value.source)
        if source is None:
            yield f"unknown source {value.source!r} @ {path}"
        elif value.verified and not source.is_public:
            yield f"a value without a public source cannot be verified @ {path}"
        if value.verified and not (value.verified_by and value.verified_on):
            yield f"verified by whom and when? @ {path}"


def _twice(names: Iterable[str | int], path: str) -> Iterator[str]:
    for name, count in Counter(names).items():
        if count > 1:
            yield f"{name!r} stands {count} times @ {path}"


def _names(rules: RuleSet) -> Iterator[str]:
    yield from _twice((item.number for item in rules.pathways), "$.pathways")
    yield from _twice((item.code for item in rules.service_types), "$.service_types")
    yield from _twice((item.code for item in rules.index.factors), "$.index.factors")
    yield from _twice((item.code for item in rules.questionnaire.areas), "$.questionnaire.areas")
    yield from _twice((item.code for item in rules.questionnaire.questions), "$.questionnaire")
    yield from _twice((item.code for item in rules.decisions), "$.decisions")
    yield from _twice((item.code for item in rules.openings), "$.openings")
    for name, reasons in rules.reasons.items():
        yield from _twice((item.code for item in reasons), f"$.reasons.{name}")
    for name in REQUIRED_DEADLINES:
        if name not in rules.deadlines:
            yield f"required: {name} @ $.deadlines"


def _services(rules: RuleSet) -> Iterator[str]:
    known = {pathway.number for pathway in rules.pathways}
    for service in rules.service_types:
        path = f"$.service_types[{service.code}]"
        for allowance in service.pathways:
            if allowance.pathway not in known:
                yield f"unknown pathway {allowance.pathway!r} @ {path}.pathways"
            if not 0 <= allowance.hours_min <= allowance.hours_max:
                yield f"hours_min is above hours_max @ {path}.pathways[{allowance.pathway}]"
        yield from _prices(service, path)


def _prices(service: ServiceType, path: str) -> Iterator[str]:
    units = {tariff.unit for tariff in service.tariffs}
    if not units:
        yield f"a service type needs a tariff @ {path}.tariffs"
    if (units == {TariffUnit.RESULT}) != (service.kind == "result"):
        yield f"kind and tariff unit disagree @ {path}.tariffs"
    if any(tariff.amount < Money(0) or tariff.group_size < 1 for tariff in service.tariffs):
        yield f"amounts cannot be negative, groups not empty @ {path}.tariffs"
    highest = max((item.amount for item in service.results), default=None)
    if highest is not None and any(tariff.amount != highest for tariff in service.tariffs):
        yield f"the tariff of a result is its highest amount, {highest} @ {path}.tariffs"


def _factors(rules: RuleSet) -> Iterator[str]:
    for factor in rules.index.factors:
        path = f"$.index.factors[{factor.code}]"
        if bool(factor.bands) == bool(factor.categories):
            yield f"a factor has either categories or bands @ {path}"
        yield from _twice((item.code for item in factor.categories), f"{path}.categories")
        if factor.bands:
            yield from _band_gaps(factor, path)


def _band_gaps(factor: Factor, path: str) -> Iterator[str]:
    def ends(band: Band) -> tuple[int | None, int | None]:
        return band.at_least, band.below

    bands = factor.bands
    if bands[0].at_least is not None or bands[-1].below is not None:
        yield f"the first band starts, or the last ends, too early @ {path}.bands"
    for lower, upper in zip(bands, bands[1:], strict=False):
        if ends(lower)[1] is None or ends(lower)[1] != ends(upper)[0]:
            yield f"gap or overlap between {lower.code} and {upper.code} @ {path}.bands"


def _classes(rules: RuleSet) -> Iterator[str]:
    classes = rules.index.classes
    path = "$.index.classes"
    yield from _twice((item.number for item in classes), path)
    limits = [item.up_to for item in classes]
    if limits != sorted(set(limits)):
        yield f"limits must rise @ {path}"
    if not limits or limits[-1] != Decimal(1):
        yield f"the last class must reach 1 @ {path}"


def _questions(rules: RuleSet) -> Iterator[str]:
    known = {flag.code for flag in rules.questionnaire.flags}
    for question in rules.questionnaire.questions:
        path = f"$.questionnaire[{question.code}]"
        yield from _twice((answer.code for answer in question.answers), path)
        if not 1 <= question.max_choices <= len(question.answers):
            yield f"max_choices must lie between 1 and the number of answers @ {path}"
        for answer in question.answers:
            if answer.score < 0:
                yield f"a score cannot be negative @ {path}.{answer.code}"
            for flag in answer.raises:
                if flag not in known:
                    yield f"unknown flag {flag!r} @ {path}.{answer.code}"


def _decisions(rules: RuleSet) -> Iterator[str]:
    pathways = {pathway.number for pathway in rules.pathways}
    for decision in rules.decisions:
        path = f"$.decisions[{decision.code}]"
        yield from _condition(rules, decision.when, path)
        if decision.pathway not in pathways:
            yield f"unknown pathway {decision.pathway!r} @ {path}"
    if not rules.decisions or not rules.decisions[-1].when.is_always:
        yield "the last decision must hold for everybody @ $.decisions"
    if any(decision.when.is_always for decision in rules.decisions[:-1]):
        yield "a decision that always holds hides those after it @ $.decisions"
    optional = {area.code for area in rules.questionnaire.areas if not area.always_asked}
    for opening in rules.openings:
        path = f"$.openings[{opening.code}]"
        yield from _condition(rules, opening.when, path)
        if opening.area not in optional:
            yield f"only an area that is not always asked can be opened @ {path}"


def _condition(rules: RuleSet, condition: Condition, path: str) -> Iterator[str]:
    areas = {area.code for area in rules.questionnaire.areas}
    flags = {flag.code for flag in rules.questionnaire.flags}
    classes = {item.number for item in rules.index.classes}
    for test in condition.scores:
        if test.area not in areas:
            yield f"unknown area {test.area!r} @ {path}"
    for flag in condition.flags:
        if flag not in flags:
            yield f"unknown flag {flag!r} @ {path}"
    for number in condition.classes:
        if number not in classes:
            yield f"unknown class {number} @ {path}"


def _reasons(rules: RuleSet) -> Iterator[str]:
    for name in REQUIRED_REASONS:
        if not rules.reasons.get(name):
            yield f"required: {name} @ $.reasons"
    pathways = {pathway.number for pathway in rules.pathways}
    for name, reasons in rules.reasons.items():
        for reason in reasons:
            if unknown := set(reason.pathways) - pathways:
                yield f"unknown pathway {sorted(unknown)[0]!r} @ $.reasons.{name}[{reason.code}]"
    for number in sorted(pathways):
        if not any(number in item.pathways for item in rules.reasons.get("pathway_override", ())):
            yield f"no reason to override towards pathway {number} @ $.reasons.pathway_override"
