"""What differs between two versions of an agreement, in words and side by side."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext

from app.cases.models.steps import ServiceAgreement
from app.cases.operations.agreement import terms_of
from app.cases.rules.agreement import Action, Terms
from app.cases.rules.variation import SINGLE, Variation, from_stored, variation
from app.programme.queries import rules_of_version
from app.programme.rules.document import RuleSet
from app.web.formats import day

SAME, ADDED, REMOVED, CHANGED = "same", "added", "removed", "changed"


@dataclass(frozen=True)
class VariationText:
    """The list that is signed with a version: what it adds, removes, changes."""

    added: Sequence[str]
    removed: Sequence[str]
    changed: Sequence[str]


@dataclass(frozen=True)
class Pair:
    """One line of the comparison: the two versions of a term and how they differ."""

    name: str
    was: str
    now: str
    kind: str


def signed_variation(
    agreement: ServiceAgreement, language: str, names: Mapping[int, str]
) -> VariationText | None:
    """What the version said, when it was proposed, to differ in from the one before."""
    kept = agreement.content.get("variation")
    if kept is None:
        dropped = agreement.content.get("removed", [])
        return VariationText([], dropped, []) if dropped else None
    words = _Words(rules_of_version(agreement.rule_set_id), language, names)
    return words.of(from_stored(kept))


def pending_variation(
    before: ServiceAgreement, after: ServiceAgreement, language: str, names: Mapping[int, str]
) -> VariationText:
    """What the list would say if the version were proposed now."""
    words = _Words(rules_of_version(after.rule_set_id), language, names)
    return words.of(variation(terms_of(before), terms_of(after)))


def side_by_side(
    before: ServiceAgreement, after: ServiceAgreement, language: str, names: Mapping[int, str]
) -> list[Pair]:
    """Every term of the two versions next to each other."""
    words = _Words(rules_of_version(after.rule_set_id), language, names)
    old, new = terms_of(before), terms_of(after)
    return [*words.singles(old, new), *words.actions(old, new), *words.proofs(old, new)]


@dataclass(frozen=True)
class _Words:
    """Says the codes of the terms in one language."""

    rules: RuleSet
    language: str
    names: Mapping[int, str]

    def of(self, found: Variation) -> VariationText:
        shown = gettext("How the search is shown")
        return VariationText(
            added=[
                *(_dated(action) for action in found.added),
                *(f"{shown}: {self.proof(code)}" for code in found.proofs_added),
            ],
            removed=[
                *(_dated(action) for action in found.removed),
                *(f"{shown}: {self.proof(code)}" for code in found.proofs_removed),
            ],
            changed=[
                *(
                    gettext(
                        "%(action)s: by %(now)s, no longer by %(was)s",
                        action=move.action.description,
                        now=day(move.action.due_on),
                        was=day(move.was),
                    )
                    for move in found.moved
                ),
                *(
                    gettext(
                        "%(term)s: “%(now)s”, no longer “%(was)s”",
                        term=_term(change.term),
                        now=self.value(change.term, change.now),
                        was=self.value(change.term, change.was),
                    )
                    for change in found.changed
                ),
            ],
        )

    def singles(self, old: Terms, new: Terms) -> Iterator[Pair]:
        for term in SINGLE:
            was, now = getattr(old, term), getattr(new, term)
            kind = SAME if was == now else CHANGED
            yield Pair(_term(term), self.value(term, was), self.value(term, now), kind)

    def actions(self, old: Terms, new: Terms) -> Iterator[Pair]:
        found, name = variation(old, new), gettext("What is done, and by when")
        moved = [move.action for move in found.moved]
        for action in new.actions:
            if action in moved:
                was = next(move.was for move in found.moved if move.action == action)
                yield Pair(name, f"{action.description} ({day(was)})", _dated(action), CHANGED)
            elif action in found.added:
                yield Pair(name, "", _dated(action), ADDED)
            else:
                yield Pair(name, _dated(action), _dated(action), SAME)
        for action in found.removed:
            yield Pair(name, _dated(action), "", REMOVED)

    def proofs(self, old: Terms, new: Terms) -> Iterator[Pair]:
        name = gettext("How the search is shown")
        for code in sorted({*old.search_proofs, *new.search_proofs}):
            was, now = code in old.search_proofs, code in new.search_proofs
            kind = SAME if was and now else ADDED if now else REMOVED
            said = self.proof(code)
            yield Pair(name, said if was else "", said if now else "", kind)

    def value(self, term: str, value: Any) -> str:
        if value in (None, ""):
            return str(gettext("nothing"))
        if term == "ends_on":
            return day(value)
        if term == "responsible_id":
            return self.names.get(value, str(value))
        if term == "pathway":
            return f"{value}. {self.rules.pathway(value).name.spoken(self.language)}"
        if term == "contact_frequency":
            often = self.rules.agreement.contact_frequencies
            known = {item.code: item.text.spoken(self.language) for item in often}
            return str(known.get(value, value))
        return str(value)

    def proof(self, code: str) -> str:
        proofs = self.rules.agreement.search_proofs
        return str({item.code: item.title.spoken(self.language) for item in proofs}.get(code, code))


def _dated(action: Action) -> str:
    return f"{action.description} ({day(action.due_on)})"


def _term(term: str) -> str:
    words: dict[str, str] = {
        "pathway": gettext("Pathway"),
        "contact_frequency": gettext("How often person and counsellor speak"),
        "ends_on": gettext("Lasts until"),
        "responsible_id": gettext("Person responsible"),
        "profile": gettext("Personal employability profile"),
    }
    return words[term]
