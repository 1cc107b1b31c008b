"""What an application must hold, which documents are taken, what an accreditation needs."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app.core import fiscal_code, tax_number
from app.core.errors import Refusal
from app.core.language import N_
from catalogue.accreditation.states import Section
from catalogue.providers.states import AccreditationField

LARGEST_DOCUMENT = 5 * 1024 * 1024
MOST_DOCUMENTS = 30
MOST_KEPT = 90
"""Of one application, with those taken out again."""
MOST_BEGUN_BY_SENDER, MOST_BEGUN = 5, 60
"""Applications that one sender, and all of them together, may begin within an hour."""
NAME_LENGTH = 120
_HEAD, _TAIL = 1024, 2048
_ACTIVE = (b"/JavaScript", b"/Launch", b"/EmbeddedFile", b"/RichMedia")

TASKS: Mapping[AccreditationField, Mapping[str, str]] = {
    # Training: DGR 2120/2015; employment services: DGR 2238/2011, as the region's own slides list them.
    AccreditationField.TRAINING: {
        "initial_training": N_("Initial vocational training"),
        "higher_training": N_("Higher-level training"),
        "lifelong_training": N_("Life-long training"),
        "guidance": N_("Guidance"),
    },
    AccreditationField.EMPLOYMENT_SERVICES: {
        "information": N_("Information and access to services"),
        "matching": N_("Matching of jobs and people"),
        "mentoring": N_("Individual projects and mentoring"),
    },
}


@dataclass(frozen=True)
class DocumentKind:
    """A kind of document an application holds, from a day on; which ones no act read here states."""

    code: str
    label: str
    is_required: bool
    since: date
    until: date | None = None
    for_field: AccreditationField | None = None


_KINDS = (
    DocumentKind("statute", N_("Statute or memorandum of association"), True, date(2024, 1, 1)),
    DocumentKind("identity", N_("Identity document of the legal representative"), True, date(2024, 1, 1)),
    DocumentKind("balance", N_("Last approved balance sheet"), True, date(2024, 1, 1)),
    DocumentKind("premises", N_("Title to use the premises, with floor plan"), True, date(2024, 1, 1)),
    DocumentKind("quality", N_("Certificate of the quality system"), False, date(2024, 1, 1)),
    DocumentKind(
        "curricula", N_("Curricula of the people in charge of services"), True, date(2026, 1, 1),
        for_field=AccreditationField.EMPLOYMENT_SERVICES,
    ),
)  # fmt: skip


def document_kinds(on: date) -> tuple[DocumentKind, ...]:
    """The kinds of documents an application of that day may hold (illustrative)."""
    return tuple(
        kind for kind in _KINDS if kind.since <= on and (kind.until is None or on <= kind.until)
    )


@dataclass(frozen=True, kw_only=True)
class SiteAsked:
    """A site of the application and the fields asked for there."""

    site_id: int
    name: str
    fields: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class ApplicationFacts:
    """What an application holds when it is looked at."""

    answers: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    sites: Sequence[SiteAsked] = ()
    documents: Collection[str] = ()

    def part(self, section: Section) -> Mapping[str, Any]:
        """What was typed in a part."""
        return self.answers.get(section.value, {})

    @property
    def fields(self) -> frozenset[str]:
        """The fields asked for at any site."""
        return frozenset(code for site in self.sites for code in site.fields)


_NEEDED: Mapping[Section, Mapping[str, str]] = {
    Section.LEGAL: {
        "legal_form": N_("Enter the legal form."),
        "fiscal_code": N_("Enter the codice fiscale of the body."),
        "address": N_("Enter street and number."),
        "municipality": N_("Enter the municipality."),
        "certified_email": N_("Enter the certified email address (PEC)."),
    },
    Section.REPRESENTATIVE: {
        "given_name": N_("Enter the name."),
        "surname": N_("Enter the surname."),
        "fiscal_code": N_("Enter the codice fiscale of the legal representative."),
        "capacity": N_("Say in which capacity the person represents the body."),
    },
}


def body_code_refusal(code: str) -> Refusal | None:
    """Why the text cannot be the codice fiscale of a body: eleven figures, or that of its owner.

    Source: DPR 605/1973 and D.M. 23/12/1976: bodies have eleven figures, sole traders their own code.
    """
    typed = code.strip().upper().replace(" ", "")
    if typed.isdigit():
        wrong = tax_number.form_error(typed)
        return wrong and Refusal(wrong.code, wrong.message, field="fiscal_code")
    return fiscal_code.form_error(fiscal_code.compact(typed))


def person_code_refusals(surname: str, given_name: str, code: str) -> list[Refusal]:
    """Why the codice fiscale is not the representative's: its form, or letters of another name."""
    typed = fiscal_code.compact(code)
    wrong = fiscal_code.form_error(typed)
    if wrong is not None:
        return [Refusal(wrong.code, wrong.message, wrong.params, "fiscal_code")]
    letters = fiscal_code.surname_letters(surname) + fiscal_code.given_name_letters(given_name)
    if surname and given_name and typed[:6] != letters:
        message = N_("The first six letters do not fit surname and name. Check all three.")
        return [Refusal("code_of_another", message, field="fiscal_code")]
    return []


def faults_of(facts: ApplicationFacts, on: date) -> dict[Section, list[Refusal]]:
    """What each part still lacks; an empty list is a part that can be sent."""
    found = {section: _empty_fields(facts, section) for section in Section}
    legal, person = facts.part(Section.LEGAL), facts.part(Section.REPRESENTATIVE)
    if code := str(legal.get("fiscal_code", "")):
        wrong = body_code_refusal(code)
        found[Section.LEGAL] += [wrong] if wrong else []
    if code := str(person.get("fiscal_code", "")):
        names = str(person.get("surname", "")), str(person.get("given_name", ""))
        found[Section.REPRESENTATIVE] += person_code_refusals(*names, code)
    found[Section.SITES] += _site_faults(facts)
    found[Section.SERVICES] += _task_faults(facts)
    found[Section.DOCUMENTS] += _paper_faults(facts, on)
    return found


def _empty_fields(facts: ApplicationFacts, section: Section) -> list[Refusal]:
    typed = facts.part(section)
    return [
        Refusal(f"{name}_missing", message, field=name)
        for name, message in _NEEDED.get(section, {}).items()
        if not str(typed.get(name, "")).strip()
    ]


def _site_faults(facts: ApplicationFacts) -> list[Refusal]:
    if not facts.sites:
        return [Refusal("site_missing", N_("Add at least one site."))]
    message = N_("Choose what %(site)s is to be accredited for.")
    return [
        Refusal("site_without_field", message, {"site": site.name})
        for site in facts.sites
        if not site.fields
    ]


def _task_faults(facts: ApplicationFacts) -> list[Refusal]:
    chosen = set(facts.part(Section.SERVICES).get("tasks", ()))
    message = N_("Choose at least one activity of this field: %(field)s.")
    lacking = [
        Refusal("task_missing", message, {"field": asked.label})
        for asked in AccreditationField
        if asked.value in facts.fields and not chosen & set(TASKS[asked])
    ]
    if not chosen and not lacking:
        return [Refusal("task_missing", N_("Choose the activities."))]
    return lacking


def _paper_faults(facts: ApplicationFacts, on: date) -> list[Refusal]:
    message = N_("This document is missing: %(document)s.")
    return [
        Refusal("document_missing", message, {"document": kind.label})
        for kind in document_kinds(on)
        if kind.is_required
        and kind.code not in facts.documents
        and (kind.for_field is None or kind.for_field.value in facts.fields)
    ]


def shown_name(name: str) -> str:
    """What the sender called the file, as it may be shown: the last part of a path, no odd signs."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(sign for sign in last if sign.isprintable() and sign not in '<>:"|?*')
    return kept.strip(". ")[-NAME_LENGTH:] or "document.pdf"


def document_refusals(content: bytes, already: int = 0, kept: int = 0) -> list[Refusal]:
    """Why the file is not taken: the content decides, never the name.

    A PDF begins with its mark and ends with its end; nothing in it may run or hide another file.
    What is taken out stays kept, so `kept` counts those as well.
    """
    if kept >= MOST_KEPT:
        message = N_("Documents were added and taken out too often. Ask the region for help.")
        return [Refusal("too_many_kept", message, field="file")]
    if already >= MOST_DOCUMENTS:
        message = N_("There are already %(most)s documents. Remove one first.")
        return [Refusal("too_many", message, {"most": MOST_DOCUMENTS}, "file")]
    if len(content) > LARGEST_DOCUMENT:
        message = N_("The file is larger than %(most)s MB.")
        return [Refusal("too_large", message, {"most": LARGEST_DOCUMENT // 2**20}, "file")]
    if b"%PDF-" not in content[:_HEAD] or b"%%EOF" not in content[-_TAIL:]:
        message = N_("This is not a whole PDF file. Save the document as PDF and try again.")
        return [Refusal("not_pdf", message, field="file")]
    if b"/Encrypt" in content:
        message = N_("The PDF is protected by a password. Save it without one.")
        return [Refusal("protected", message, field="file")]
    if any(mark in content for mark in _ACTIVE):
        message = N_("The PDF holds programs or other files. Print it as PDF and send that.")
        return [Refusal("active_content", message, field="file")]
    return []


@dataclass(frozen=True, kw_only=True)
class Held:
    """An accreditation that exists, and the days it covers."""

    site_id: int
    field: AccreditationField
    valid_from: date
    valid_to: date


Pair = tuple[int, AccreditationField]


@dataclass(frozen=True, kw_only=True)
class Grant:
    """What is granted: which field at which site, by which act, from when to when."""

    number: str
    act: str
    valid_from: date | None
    valid_to: date | None
    pairs: frozenset[Pair]


def grant_refusals(grant: Grant, held: Sequence[Held], on: date) -> list[Refusal]:
    """What the grant lacks: number, act, days in order, a field at a site, days not covered yet."""
    reasons = []
    for name, value, message in (
        ("number", grant.number, N_("Enter the number of the accreditation, as in the register.")),
        ("act", grant.act, N_("Enter the act.")),
    ):
        if not value.strip():
            reasons.append(Refusal(f"{name}_missing", message, field=name))
    if grant.valid_from is None:
        reasons.append(Refusal("from_missing", N_("Enter the first day."), field="valid_from"))
    if grant.valid_to is None or grant.valid_to < max(on, grant.valid_from or on):
        message = N_("The last day must come after the first and must not have passed.")
        reasons.append(Refusal("until_past", message, field="valid_to"))
    if not grant.pairs:
        message = N_("Choose at least one field at one site.")
        reasons.append(Refusal("pair_missing", message, field="pairs"))
    if not reasons and _overlaps(grant, held):
        message = N_("For one of these days there is already an accreditation of that field there.")
        reasons.append(Refusal("overlap", message, field="valid_from"))
    return reasons


def _overlaps(grant: Grant, held: Sequence[Held]) -> bool:
    first, last = grant.valid_from, grant.valid_to
    return any(
        (row.site_id, row.field) in grant.pairs
        and first is not None
        and last is not None
        and row.valid_from <= last
        and first <= row.valid_to
        for row in held
    )
