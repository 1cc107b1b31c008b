"""When a person may object to their assessment, and by when the centre answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from app.core.errors import Refusal
from app.core.language import N_
from app.programme.rules.document import Deadline

TERM = "appeal_days"
ANSWER_TERMS = ("objection_answer_days", TERM)
"""Term for the answer; version 1 of the rules has none of its own, and the person's holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionFacts:
    """What decides whether an objection can be made."""

    completed_on: date | None
    decided_on: date | None
    days: int
    is_one_open: bool

    @property
    def last_day(self) -> date | None:
        """The last day to object: counted from the assessment, anew from the pathway's decision."""
        since = max((day for day in (self.completed_on, self.decided_on) if day), default=None)
        return None if since is None else since + timedelta(days=self.days)


def refusals(facts: ObjectionFacts, words: str, *, on: date) -> list[Refusal]:
    """Every reason why the person cannot object so, or now."""
    last_day = facts.last_day
    if last_day is None:
        return [Refusal("nothing_to_object", N_("There is no assessment to object to yet."))]
    found = []
    if on > last_day:
        found.append(
            Refusal(
                "objection_late",
                N_("The last day to object was %(day)s. Talk to your centre all the same."),
                params={"day": last_day},
            )
        )
    if facts.is_one_open:
        found.append(
            Refusal("objection_open", N_("You have already objected: the centre will answer."))
        )
    if not words.strip():
        found.append(
            Refusal("words_missing", N_("Write what you do not agree with."), field="words")
        )
    return found


def answer_term(deadlines: Mapping[str, Deadline]) -> Deadline:
    """The term within which the centre answers."""
    return next(deadlines[name] for name in ANSWER_TERMS if name in deadlines)
