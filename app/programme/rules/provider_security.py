"""How safely a provider keeps data: questions, the category its risk puts it in, the tier it reaches."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from app.programme.rules.faults import Fault, Place, fault, quoted
from app.programme.rules.provenance import Sourced, Text

Kind = Literal["risk", "assurance", "control"]
PLACE: Place = ("provider_security",)
Field = Literal["name", "fiscal_code", "phone", "email", "pathway"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SecurityAnswer:
    """An answer; what its points mean depends on the kind of the question."""

    code: str
    text: Text
    points: int = 0
    category: str | None = None
    """The category this answer alone decides, whatever the others say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SecurityQuestion(Sourced):
    """A question: points add to the risk, are the level of assurance, or count a control in place."""

    code: str
    kind: Kind
    text: Text
    answers: tuple[SecurityAnswer, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SecurityCategory(Sourced):
    """What is at stake, and the assurance it asks for; the first of the list whose risk is reached."""

    code: str
    text: Text
    at_least: int
    """Points of risk from which it holds."""
    assurance: int
    """The level of assurance it asks for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SecurityTier(Sourced):
    """What a provider may see of a person; the first of the list whose conditions hold, widest first."""

    code: str
    text: Text
    assured: bool
    """Whether the assurance of the category has to be there."""
    controls: int
    """How many controls have to be in place."""
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderSecurity(Sourced):
    """The questionnaire, after Australia's categories of providers (Right Fit For Risk)."""

    valid_days: int
    questions: tuple[SecurityQuestion, ...]
    categories: tuple[SecurityCategory, ...]
    tiers: tuple[SecurityTier, ...]

    def category(self, answers: Mapping[str, str]) -> SecurityCategory:
        """The category of the answers; a question without an answer counts as its riskiest one.

        Example: an answer "2,000 people a year or more" puts into category 1 by itself; otherwise the
        points of risk are added up and the first category they reach holds.
        """
        given = [answer for kind, answer in self._given(answers) if kind == "risk"]
        forced = {answer.category for answer in given if answer.category}
        risk = sum(answer.points for answer in given)
        found = (c for c in self.categories if c.code in forced)
        reached = (c for c in self.categories if risk >= c.at_least)
        return next(found, None) or next(reached, self.categories[-1])

    def tier(self, answers: Mapping[str, str]) -> SecurityTier:
        """The widest tier whose conditions the answers meet.

        Example: assurance as the category asks and every control in place give the widest; without the
        assurance the tiers that ask for it are passed over, whatever the controls.
        """
        given = list(self._given(answers))
        level = max((answer.points for kind, answer in given if kind == "assurance"), default=0)
        controls = sum(answer.points for kind, answer in given if kind == "control")
        is_assured = level >= self.category(answers).assurance
        for tier in self.tiers:
            if controls >= tier.controls and (is_assured or not tier.assured):
                return tier
        return self.tiers[-1]

    def tier_of(self, code: str | None) -> SecurityTier:
        """The tier with that code; the narrowest for none and for one that is no more."""
        return next((tier for tier in self.tiers if tier.code == code), self.tiers[-1])

    def _given(self, answers: Mapping[str, str]) -> Iterator[tuple[Kind, SecurityAnswer]]:
        for question in self.questions:
            known = {answer.code: answer for answer in question.answers}
            worst = (max if question.kind == "risk" else min)(
                question.answers, key=lambda answer: answer.points
            )
            yield question.kind, known.get(answers.get(question.code, ""), worst)


def security_faults(security: ProviderSecurity | None) -> Iterator[Fault]:
    """What the parts of the questionnaire must say of each other."""
    if security is None:
        return
    for name in ("questions", "categories", "tiers"):
        items = getattr(security, name)
        if not items:
            yield fault("required", (*PLACE, name), name=name)
        yield from _twice([item.code for item in items], (*PLACE, name))
    categories = {category.code for category in security.categories}
    for number, question in enumerate(security.questions):
        yield from _answer_faults(question, categories, (*PLACE, "questions", number, "answers"))
    if security.tiers and (security.tiers[-1].assured or security.tiers[-1].controls):
        # Whoever meets nothing has to stand somewhere.
        yield fault("unfit", (*PLACE, "tiers"), value=quoted(security.tiers[-1].code))


def _answer_faults(question: SecurityQuestion, known: set[str], place: Place) -> Iterator[Fault]:
    if not question.answers:
        yield fault("required", place, name="answers")
    yield from _twice([answer.code for answer in question.answers], place)
    for answer in question.answers:
        if answer.category and answer.category not in known:
            words = ", ".join(sorted(known))
            yield fault("one_of", place, value=quoted(answer.category), known=words)


def _twice(codes: list[str], place: Place) -> Iterator[Fault]:
    for code in sorted({code for code in codes if codes.count(code) > 1}):
        yield fault("twice", place, value=quoted(code), count=codes.count(code))
