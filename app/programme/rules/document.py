"""The rule set: everything a programme decides by, in force from one day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.programme.rules.conditionality import Conditionality
from app.programme.rules.conditions import Confirmation, DecisionRule, OpeningRule
from app.programme.rules.employability import IndexModel
from app.programme.rules.measures import Pathway, ServiceType
from app.programme.rules.provenance import Source, Sourced, Text
from app.programme.rules.provider_security import ProviderSecurity
from app.programme.rules.questionnaire import Questionnaire


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline(Sourced):
    """A number of days within which something has to happen, or for which it stays valid."""

    days: int
    meaning: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter(Sourced):
    """A single number with its unit, which is neither a deadline nor a tariff."""

    value: Decimal
    unit: str
    meaning: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason(Sourced):
    """A coded reason; one bound to pathways is offered only when one of them is chosen."""

    code: str
    text: Text
    pathways: tuple[int, ...] = ()
    second_person: bool = False
    """Whether a decision for this reason binds only once somebody else has confirmed it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause(Sourced):
    """A sentence of the service agreement: a content the law asks for, or a declaration."""

    code: str
    title: Text
    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactFrequency(Sourced):
    """How often the person and the responsible counsellor speak."""

    code: str
    text: Text
    every_days: int
    suggested_for: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementTerms:
    """What a service agreement is made of (D.Lgs. 150/2015 art. 20 c. 2 and 3)."""

    contents: tuple[Clause, ...]
    availability: tuple[Clause, ...]
    search_proofs: tuple[Clause, ...]
    data_consents: tuple[Clause, ...]
    contact_frequencies: tuple[ContactFrequency, ...]


_YOUNGER_DEADLINES = {
    "backdating_days": 30,
    "backdating_manager_days": 90,
    "contact_horizon_days": 60,
    "reassessment_notice_days": 30,
    "waiting_answer_days": 3,
    "edition_minimum_days": 7,
    "platform_notice_days": 30,
    "platform_reminder_days": 10,
    "accreditation_reminder_days": 60,
}
"""Terms that version 1 does not know yet: examples, as those of version 2, which no act states."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSet(Sourced):
    """Every rule and number of a programme, in force from `effective_from`."""

    code: str
    version: int
    title: Text
    summary: Text
    effective_from: date
    sources: Mapping[str, Source]
    pathways: tuple[Pathway, ...]
    service_types: tuple[ServiceType, ...]
    deadlines: Mapping[str, Deadline]
    parameters: Mapping[str, Parameter]
    index: IndexModel
    questionnaire: Questionnaire
    openings: tuple[OpeningRule, ...]
    decisions: tuple[DecisionRule, ...]
    reasons: Mapping[str, tuple[Reason, ...]]
    agreement: AgreementTerms
    confirmations: tuple[Confirmation, ...] = ()
    confirmers: tuple[str, ...] = ("centre_manager",)
    """The roles of a centre whose holders may be the second person."""
    conditionality: Conditionality | None = None
    """None in versions older than the ladder."""
    provider_security: ProviderSecurity | None = None
    """None in versions older than the questionnaire."""

    def pathway(self, number: int) -> Pathway:
        """The pathway with that number; KeyError when there is none."""
        for pathway in self.pathways:
            if pathway.number == number:
                return pathway
        raise KeyError(number)

    def service_type(self, code: str) -> ServiceType:
        """The service type with that code; KeyError when there is none."""
        for service in self.service_types:
            if service.code == code:
                return service
        raise KeyError(code)

    def services_in(self, pathway: int) -> tuple[ServiceType, ...]:
        """The service types the pathway allows, in the order of the document."""
        return tuple(item for item in self.service_types if item.allowance(pathway))

    def days(self, deadline: str) -> int:
        """The days of a deadline, such as `days("choice_days")`; KeyError when there is none."""
        return self.deadlines[deadline].days

    def backdating_days(self, *, is_manager: bool) -> int:
        """For how many days something that has already happened may still be recorded."""
        return self._days_or_example("backdating_manager_days" if is_manager else "backdating_days")

    def contact_horizon_days(self) -> int:
        """For how many days ahead the regular contacts get their dates."""
        return self._days_or_example("contact_horizon_days")

    def reassessment_notice_days(self) -> int:
        """How many days before it runs out an assessment comes back to the desk."""
        return self._days_or_example("reassessment_notice_days")

    def waiting_answer_days(self) -> int:
        """How long somebody on a waiting list has to answer when a place is kept for them."""
        return self._days_or_example("waiting_answer_days")

    def platform_notice_days(self) -> int:
        """How long providers have at least to sign a new text of the platform agreement."""
        return self._days_or_example("platform_notice_days")

    def platform_reminder_days(self) -> int:
        """How many days before that deadline those who have not signed are reminded."""
        return self._days_or_example("platform_reminder_days")

    def accreditation_reminder_days(self) -> int:
        """How many days before its last day the renewal of an accreditation is called to mind."""
        return self._days_or_example("accreditation_reminder_days")

    def edition_minimum_days(self) -> int:
        """How many days before its first day an edition below its minimum is told to the provider."""
        return self._days_or_example("edition_minimum_days")

    def _days_or_example(self, deadline: str) -> int:
        found = self.deadlines.get(deadline)
        return found.days if found else _YOUNGER_DEADLINES[deadline]

    @property
    def operator_points(self) -> int:
        """How many points the operator may add to an area; none where the rules do not say."""
        parameter = self.parameters.get("operator_points")
        return int(parameter.value) if parameter else 0

    def reason_list(self, name: str, *, pathway: int | None = None) -> tuple[Reason, ...]:
        """The coded reasons of a list, less those bound to pathways other than this one."""
        return tuple(
            reason
            for reason in self.reasons[name]
            if not reason.pathways or pathway in reason.pathways
        )

    def reason(self, name: str, code: str) -> Reason:
        """One coded reason of a list; KeyError when there is none."""
        for reason in self.reasons[name]:
            if reason.code == code:
                return reason
        raise KeyError(code)
