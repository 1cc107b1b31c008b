"""The ladder of conditionality: which failure, the how-manieth time, brings which consequence."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from app.programme.rules.faults import Fault, Place, fault, quoted
from app.programme.rules.provenance import Sourced, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Consequence(Sourced):
    """What a confirmed failure costs; `benefit_months` is None where the benefit is lost whole."""

    code: str
    text: Text
    meaning: Text
    benefit_months: Decimal | None = None
    ends_status: bool = False
    """Forfeiture: the benefit and the status of unemployment are lost."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure(Sourced):
    """A failure of the person, and its consequence the first, second, third time.

    Beyond the last rung the last consequence stays.
    """

    code: str
    text: Text
    rungs: tuple[str, ...]
    duty_kinds: tuple[str, ...] = ()
    """Kinds of dated duties whose miss is this failure; the first that fits is proposed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JustifiedReason(Sourced):
    """A legitimate reason, which closes the procedure without effect."""

    code: str
    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditionality(Sourced):
    """Who is bound, what counts as a failure, what it brings, and within which times."""

    benefits: tuple[str, ...]
    failures: tuple[Failure, ...]
    consequences: tuple[Consequence, ...]
    justified_reasons: tuple[JustifiedReason, ...]

    def failure(self, code: str) -> Failure:
        """The failure with that code; KeyError when there is none."""
        return {item.code: item for item in self.failures}[code]

    def consequence(self, code: str) -> Consequence:
        """The consequence with that code; KeyError when there is none."""
        return {item.code: item for item in self.consequences}[code]

    def rung(self, failure: str, occurrence: int) -> Consequence:
        """What the failure brings the `occurrence`-th time, counted from 1."""
        rungs = self.failure(failure).rungs
        return self.consequence(rungs[min(occurrence, len(rungs)) - 1])


def ladder_faults(ladder: Conditionality | None) -> Iterator[Fault]:
    """What the parts of the ladder must say of each other."""
    if ladder is None:
        return
    known = {item.code: item for item in ladder.consequences}
    for number, failure in enumerate(ladder.failures):
        place: Place = ("conditionality", "failures", number, "rungs")
        if not failure.rungs:
            yield fault("required", place, name="rungs")
        for code in failure.rungs:
            if code not in known:
                yield fault("one_of", place, value=quoted(code), known=", ".join(known))
    for name in ("failures", "consequences", "justified_reasons"):
        codes = [item.code for item in getattr(ladder, name)]
        for code in sorted({code for code in codes if codes.count(code) > 1}):
            place = ("conditionality", name)
            yield fault("twice", place, value=quoted(code), count=codes.count(code))
