"""Pathways, the service types each allows, and what they cost."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from app.core.language import N_, Labelled
from app.core.money import Money, total
from app.programme.rules.provenance import Sourced, Text


class TariffUnit(Labelled):
    """What one tariff amount pays for."""

    HOUR_COURSE = "hour_course", N_("Hour of course")
    HOUR_STUDENT = "hour_student", N_("Hour of course per participant")
    HOUR_INDIVIDUAL = "hour_individual", N_("Hour with one person")
    RESULT = "result", N_("Result")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pathway(Sourced):
    """One of the programme's tracks."""

    number: int
    name: Text
    description: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance(Sourced):
    """A service type is allowed in a pathway, within these hours (0 and 0 for results)."""

    pathway: int
    hours_min: int
    hours_max: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultAmount(Sourced):
    """What a result pays, by kind of result and intensity of the person's need."""

    outcome: str
    text: Text
    intensity: Literal["low", "medium", "high", "very_high"]
    amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Tariff(Sourced):
    """An amount per unit, written in the document in euro cents.

    Hours of course are paid for the whole group: one person's share is the amount divided by
    `group_size`, the reference number of participants.
    """

    unit: TariffUnit
    amount: Money
    group_size: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceType(Sourced):
    """One kind of measure a provider may offer; its voucher is worth what its tariffs say."""

    code: str
    lep: str
    name: Text
    description: Text
    kind: Literal["process", "result"]
    delivery: Literal["individual", "group"]
    pathways: tuple[Allowance, ...]
    tariffs: tuple[Tariff, ...]
    results: tuple[ResultAmount, ...] = ()

    def allowance(self, pathway: int) -> Allowance | None:
        """What the pathway allows of this service type; None when it does not."""
        return next((item for item in self.pathways if item.pathway == pathway), None)


def voucher_value(service: ServiceType, hours: int) -> Money:
    """What one person's voucher is worth at most.

    Paid by process: hours times the tariff of each unit, a course hour shared by the reference
    group. Paid by result: the highest amount a result can give, whatever the hours. Each tariff is
    rounded half up to the cent on its own. Example: 10 hours at 37.30 euros are 373 euros.
    """
    return total(_share(tariff, hours) for tariff in service.tariffs)


def _share(tariff: Tariff, hours: int) -> Money:
    units = 1 if tariff.unit is TariffUnit.RESULT else hours
    return tariff.amount.times(Decimal(units) / tariff.group_size)
