"""What a personalised service agreement has to contain, and who may sign it."""

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from datetime import date

from app.core.errors import Refusal
from app.core.language import N_

LONGEST_YEARS = 2
"""An agreement planned for longer is a slip of the year; none is known to last so long."""


@dataclass(frozen=True, kw_only=True)
class Action:
    """One thing agreed upon, and by when."""

    code: str
    description: str
    due_on: date


@dataclass(frozen=True, kw_only=True)
class Terms:
    """An agreement as it is written: the contents of art. 20, c. 2, in the codes of the rule set."""

    responsible_id: int | None
    profile: str
    contact_frequency: str
    search_proofs: Sequence[str]
    actions: Sequence[Action]
    ends_on: date | None
    pathway: int | None = None


@dataclass(frozen=True, kw_only=True)
class Premises:
    """What has to be true of the case before an agreement can be proposed."""

    has_valid_did: bool
    has_pathway: bool
    today: date
    agreed_before: Sequence[Action] = ()
    """What the version in force promises already; its dates may be past."""


def proposal_refusals(terms: Terms, premises: Premises) -> list[Refusal]:
    """Everything that is missing before the agreement can be put before the person.

    D.Lgs. 150/2015, art. 20, c. 2: (a) a named person responsible, (b) the personal employability
    profile, (c) the acts of active search with their timing, (d) how often the two speak, (e) how the
    search is shown. Art. 19: only who has a valid declaration of availability.
    """
    return [
        *_premise_refusals(premises),
        *_content_refusals(terms),
        *_timing_refusals(terms, premises),
    ]


def signature_refusals(asked: Sequence[str], ticked: Set[str]) -> list[Refusal]:
    """Why the person's signature does not count: each declaration of art. 20, c. 3, has to be made."""
    if set(asked) <= ticked:
        return []
    message = N_(
        "Tick each declaration of availability: the law makes all of them part of the agreement."
    )
    return [Refusal("availability:missing", message, field="availability")]


def _premise_refusals(premises: Premises) -> Iterator[Refusal]:
    if not premises.has_valid_did:
        message = N_("The declaration of availability is not valid: validate it first.")
        yield Refusal("premise:did", message)
    if not premises.has_pathway:
        message = N_("No pathway has been decided: decide it first.")
        yield Refusal("premise:pathway", message)


def _content_refusals(terms: Terms) -> Iterator[Refusal]:
    if terms.responsible_id is None:
        message = N_("Name the person responsible at the centre (art. 20, c. 2, a).")
        yield Refusal("content:responsible", message, field="responsible_id")
    if not terms.profile.strip():
        message = N_("Write the personal employability profile (art. 20, c. 2, b).")
        yield Refusal("content:profile", message, field="profile")
    if not terms.actions:
        message = N_("Agree on at least one action with its date (art. 20, c. 2, c).")
        yield Refusal("content:actions", message, field="actions")
    if not terms.contact_frequency:
        message = N_("Choose how often person and counsellor speak (art. 20, c. 2, d).")
        yield Refusal("content:frequency", message, field="contact_frequency")
    if not terms.search_proofs:
        message = N_("Choose how the search is shown (art. 20, c. 2, e).")
        yield Refusal("content:proofs", message, field="search_proofs")


def _timing_refusals(terms: Terms, premises: Premises) -> Iterator[Refusal]:
    today = premises.today
    if terms.ends_on is None:
        yield Refusal("timing:end", N_("Enter until when the agreement lasts."), field="ends_on")
        return
    if not today < terms.ends_on or terms.ends_on.year - today.year > LONGEST_YEARS:
        message = N_("The agreement ends after today and within two years.")
        yield Refusal("timing:end_out_of_range", message, field="ends_on")
    for action in terms.actions:
        if action not in premises.agreed_before and not today <= action.due_on <= terms.ends_on:
            message = N_("“%(action)s” needs a date from today to the end of the agreement.")
            known = {"action": action.description}
            yield Refusal("timing:action", message, known, "actions")
