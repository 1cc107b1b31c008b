"""What a version of the platform agreement says, who has to sign it by when, and what a tier lets see."""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from app.core.errors import Refusal
from app.core.language import N_, Labelled
from app.programme.rules.provider_security import ProviderSecurity, SecurityTier
from catalogue.providers.states import DataRole


class PersonField(Labelled):
    """What can be known of a person whose voucher a provider holds."""

    NAME = "name", N_("Name and surname")
    FISCAL_CODE = "fiscal_code", N_("Codice fiscale")
    PHONE = "phone", N_("Phone")
    EMAIL = "email", N_("Email")
    PATHWAY = "pathway", N_("Pathway")


class Standing(Labelled):
    """How a provider stands to the present text."""

    SIGNED = "signed", N_("Signed")
    TO_SIGN = "to_sign", N_("To sign again")
    OVERDUE = "overdue", N_("Deadline passed")
    MISSING = "missing", N_("Never signed")


@dataclass(frozen=True)
class Spoken:
    """A sentence in both languages."""

    it: str
    en: str

    def spoken(self, language: str) -> str:
        """The sentence in that language."""
        return self.it if language == "it" else self.en


@dataclass(frozen=True)
class AgreementClause:
    """A paragraph of the platform agreement."""

    title: Spoken
    text: Spoken


@dataclass(frozen=True)
class RoleDuties:
    """When a provider has this role under data-protection law, and what it then has to do."""

    role: DataRole
    when: Spoken
    duties: tuple[Spoken, ...]


@dataclass(frozen=True)
class AgreementText:
    """The words of one version; what was published is never rewritten."""

    title: Spoken
    source: Spoken
    verified: bool
    clauses: tuple[AgreementClause, ...]
    roles: tuple[RoleDuties, ...] = ()

    def as_stored(self) -> dict[str, Any]:
        """Plain values, as they are kept for ever."""
        plain = asdict(self)
        return json.loads(json.dumps(plain, default=lambda member: member.value))  # type: ignore[no-any-return]

    def duties_of(self, role: DataRole | None) -> RoleDuties | None:
        """What the text says of that role; None for none, and in texts older than the roles."""
        return next((duties for duties in self.roles if duties.role is role), None)


def text_of(kept: Mapping[str, Any]) -> AgreementText:
    """The text again, from its stored values."""
    return AgreementText(
        title=Spoken(**kept["title"]),
        source=Spoken(**kept["source"]),
        verified=kept["verified"],
        clauses=tuple(
            AgreementClause(Spoken(**clause["title"]), Spoken(**clause["text"]))
            for clause in kept["clauses"]
        ),
        roles=tuple(
            RoleDuties(
                DataRole(duties["role"]),
                Spoken(**duties["when"]),
                tuple(Spoken(**duty) for duty in duties["duties"]),
            )
            for duties in kept["roles"]
        ),
    )


def content_hash(number: int, content: Mapping[str, Any]) -> str:
    """SHA-256 of number and words in one form, whatever the order of their keys."""
    canonical = json.dumps(
        {"number": number, "content": content},
        sort_keys=True,
        ensure_ascii=False,
        separators=(",", ":"),
    )
    return hashlib.sha256(canonical.encode()).hexdigest()


@dataclass(frozen=True)
class Deadline:
    """A published version, and the last day on which those who signed an earlier one sign it."""

    number: int
    sign_by: date | None


def standing(signed: int | None, published: Sequence[Deadline], on: date) -> Standing:
    """Whether everything published is signed, something still to be signed, or late.

    Who never signed has no area at all. Who signed an earlier text works on as before until the last
    day, included. A later text does not prolong the time for the one before; signing the latest
    settles all. Example: last day 20 December: on the 20th to sign, on the 21st late.
    """
    if signed is None:
        return Standing.MISSING
    if all(version.number <= signed for version in published):
        return Standing.SIGNED
    day = sign_by(signed, published)
    return Standing.TO_SIGN if day is None or on <= day else Standing.OVERDUE


def sign_by(signed: int | None, published: Sequence[Deadline]) -> date | None:
    """The last day for whoever has signed that version: the first deadline of those that came after."""
    days = [
        version.sign_by
        for version in published
        if version.number > (signed or 0) and version.sign_by is not None
    ]
    return min(days, default=None)


def taking_on_refusals(found: Standing, day: date | None) -> list[Refusal]:
    """Why a provider cannot take on anything new; what is under way goes on (design, section 5)."""
    if found is Standing.MISSING:
        return [Refusal("agreement_missing", N_("The platform agreement is not signed."))]
    if found is Standing.OVERDUE:
        message = N_(
            "The platform agreement had to be signed again by %(day)s. Nothing new can be taken on "
            "until your manager signs it, on the page Platform agreement."
        )
        return [Refusal("agreement_overdue", message, {"day": day})]
    return []


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A version as the officer writes it."""

    text: AgreementText
    effective_from: date | None
    sign_by: date | None


def publication_refusals(
    draft: Draft, *, present: AgreementText | None, notice_days: int, on: date
) -> list[Refusal]:
    """What a new version needs: clauses, duties of both roles, dates to come, time to sign, a change."""
    reasons = []
    if not draft.text.clauses:
        message = N_("Write at least one clause with its heading.")
        reasons.append(Refusal("clauses_missing", message, field="clauses_it"))
    if {duties.role for duties in draft.text.roles if duties.duties} != set(DataRole):
        message = N_("Write the duties of the processor and those of the controller.")
        reasons.append(Refusal("duties_missing", message, field="processor_it"))
    if draft.effective_from is None or draft.effective_from < on:
        message = N_("It must be in force from a day that has not passed.")
        reasons.append(Refusal("effective_past", message, field="effective_from"))
    soonest = max(on + timedelta(notice_days), draft.effective_from or on)
    if draft.sign_by is None or draft.sign_by < soonest:
        message = N_("Providers need time: the deadline can be %(day)s at the earliest.")
        reasons.append(Refusal("deadline_short", message, {"day": soonest}, "sign_by"))
    if present is not None and present.as_stored() == draft.text.as_stored():
        message = N_("These are the words of the version in force: nothing has changed.")
        reasons.append(Refusal("unchanged", message, field="clauses_it"))
    return reasons


def clauses_of(text: str) -> list[tuple[str, str]]:
    """Heading and words of each clause: a line that begins with # is a heading."""
    clauses: list[tuple[str, list[str]]] = []
    for line in text.strip().splitlines():
        if line.startswith("#"):
            clauses.append((line.lstrip("#").strip(), []))
        elif clauses:
            clauses[-1][1].append(line.strip())
    return [(title, "\n".join(lines).strip()) for title, lines in clauses]


def pairing_refusals(it: Collection[object], en: Collection[object], field: str) -> list[Refusal]:
    """Both languages say the same things: as many clauses, as many duties."""
    if len(it) == len(en):
        return []
    message = N_("There are %(it)s in Italian and %(en)s in English: each needs both.")
    return [Refusal("languages_differ", message, {"it": len(it), "en": len(en)}, field)]


def visible_fields(tier: SecurityTier | None) -> frozenset[PersonField]:
    """What a provider of that tier may see of a person whose voucher it holds.

    None is for rules older than the questionnaire, under which providers saw everything.
    """
    if tier is None:
        return frozenset(PersonField)
    return frozenset(PersonField(code) for code in tier.fields)


def tier_in_force(
    security: ProviderSecurity | None, code: str | None, valid_until: date | None, on: date
) -> SecurityTier | None:
    """The tier that counts on that day: the narrowest without answers, or once they are too old.

    Example: answers valid until 31 March: on 1 April the narrowest, whatever they said.
    """
    if security is None:
        return None
    is_valid = valid_until is not None and on <= valid_until
    return security.tier_of(code if is_valid else None)
