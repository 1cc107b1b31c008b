"""Whether a provider is accredited for a field on a day, and what an accreditation needs."""

from dataclasses import dataclass, field
from datetime import date

from app.core.small_numbers import ToldShare
from app.programme.rules.measures import ServiceType
from catalogue.providers.states import AccreditationField, ProviderState

TRAINING_SERVICE_LEVEL = "G"
"""Letter of the essential service level for training (D.M. 4/2018)."""


@dataclass(frozen=True, kw_only=True)
class FieldPeriod:
    """A field and the days it is valid on; without an end: as long as the accreditation.

    Without a site it holds wherever the provider works.
    """

    field: AccreditationField
    valid_from: date
    valid_to: date | None = None
    site_id: int | None = None

    def holds_at(self, site_id: int | None) -> bool:
        """Whether the period counts for the site; None asks for any site."""
        return site_id is None or self.site_id is None or self.site_id == site_id

    def covers(self, day: date) -> bool:
        """Whether the day is within the period, both ends included."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, kw_only=True)
class Accreditation:
    """What the register says of a provider."""

    state: ProviderState
    accredited_until: date | None
    fields: tuple[FieldPeriod, ...] = field(default=())


def is_accredited(accreditation: Accreditation, on: date) -> bool:
    """A provider may work while its state is accredited and its last day has not passed."""
    until = accreditation.accredited_until
    return accreditation.state is ProviderState.ACCREDITED and until is not None and on <= until


def is_accredited_for(
    accreditation: Accreditation,
    wanted: AccreditationField,
    on: date,
    site_id: int | None = None,
) -> bool:
    """Accredited on that day, and for that field on that day, at that site where one is named.

    Example: accredited until 31 December, training from 1 March: on 1 February not for training.
    """
    return is_accredited(accreditation, on) and any(
        period.field is wanted and period.holds_at(site_id) and period.covers(on)
        for period in accreditation.fields
    )


def field_for(service: ServiceType) -> AccreditationField:
    """Measures of service level G are training; all others are employment services.

    Source: Veneto accredits training by DGR 2120/2015 and employment services by DGR 2238/2011.
    """
    if service.lep.startswith(TRAINING_SERVICE_LEVEL):
        return AccreditationField.TRAINING
    return AccreditationField.EMPLOYMENT_SERVICES


@dataclass(frozen=True, kw_only=True)
class Figures:
    """What may be told of a provider's answers and results; None where too few people stand behind it."""

    answers: int | None = None
    median_days: int | None = None
    """Half of the vouchers were answered within so many days."""
    silent: ToldShare | None = None
    """Vouchers whose deadline passed without an answer."""
    ended: int | None = None
    completed: ToldShare | None = None
    followed: int | None = None
    employed: ToldShare | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing may be told."""
        return self.answers is None and self.ended is None and self.followed is None


@dataclass(frozen=True)
class FiguresOfType:
    """The figures for one service type."""

    service_type: str
    figures: Figures


@dataclass(frozen=True, kw_only=True)
class PublicFigures:
    """A provider's answer time and results, with the days they are about and the day they were made."""

    first: date
    last: date
    computed_on: date
    minimum: int
    """People there must be for a figure to be shown, by the rule set."""
    employed_after_days: int
    whole: Figures
    by_type: tuple[FiguresOfType, ...]
