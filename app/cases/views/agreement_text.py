"""An agreement in words: the same parts on the page and in the document, in one language."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from flask_babel import force_locale, gettext

from app.accounts.queries import names_of
from app.cases.models.jobseeker import Jobseeker
from app.cases.models.steps import Consent, ServiceAgreement
from app.cases.views.variation_text import signed_variation
from app.core.documents import render_pdf
from app.programme.queries import rules_of_version
from app.programme.rules.document import Clause
from app.web.formats import day, instant, label

TEMPLATE = Path(__file__).parents[1] / "templates/cases/agreement.typ"


@dataclass(frozen=True)
class Line:
    """A named value, or a declaration with its title."""

    name: str
    text: str


@dataclass(frozen=True)
class AgreementText:
    """Every part of an agreement, ready to be read."""

    language: str
    title: str
    number: str
    state: str
    parties: Sequence[Line]
    profile: Sequence[Line]
    actions: Sequence[Line]
    frequency: str
    proofs: Sequence[str]
    availability: Sequence[Line]
    consents: Sequence[Line]
    added: Sequence[str]
    removed: Sequence[str]
    changed: Sequence[str]
    signatures: Sequence[Line]
    words: dict[str, str]
    invented: bool


def agreement_text(
    agreement: ServiceAgreement, case: Jobseeker, consents: Sequence[Consent], language: str
) -> AgreementText:
    """The agreement in the language; `consents` are all those the person ever gave."""
    with force_locale(language):
        return _in_words(agreement, case, consents, language)


def agreement_pdf(text: AgreementText) -> bytes:
    """The agreement as an accessible document."""
    return render_pdf(TEMPLATE, asdict(text))


def _in_words(
    agreement: ServiceAgreement, case: Jobseeker, consents: Sequence[Consent], language: str
) -> AgreementText:
    rules, content = rules_of_version(agreement.rule_set_id), agreement.content
    terms, spoken = rules.agreement, language
    differs = signed_variation(agreement, language, _named(content.get("variation")))
    often = {item.code: item.text.spoken(spoken) for item in terms.contact_frequencies}
    proofs = {item.code: item.text.spoken(spoken) for item in terms.search_proofs}
    return AgreementText(
        language=language,
        title=gettext("Personalised service agreement"),
        number=f"{agreement.number}/{agreement.edition}",
        state=label(agreement.state),
        parties=_parties(agreement, case),
        profile=[
            Line(gettext("Pathway"), f"{agreement.pathway}. {rules.pathway(agreement.pathway).name.spoken(spoken)}"),
            *_profile_class(content.get("profile_class")),
            *([Line(gettext("Profile"), content["profile"])] if content.get("profile") else []),
        ],
        actions=[Line(day(step.due_on), step.description) for step in agreement.actions],
        frequency=often.get(content.get("contact_frequency", ""), ""),
        proofs=[proofs[code] for code in content.get("search_proofs", ()) if code in proofs],
        availability=_clauses(terms.availability, content["availability"], spoken),
        consents=_consents(terms.data_consents, agreement, consents, spoken),
        added=differs.added if differs else [],
        removed=differs.removed if differs else [],
        changed=differs.changed if differs else [],
        signatures=_signatures(agreement, case),
        words=_words(),
        invented=case.is_invented,
    )  # fmt: skip


def _named(kept: Mapping[str, Any] | None) -> dict[int, str]:
    """The names of the people responsible that the variation speaks of."""
    changed = [item for item in (kept or {}).get("changed", []) if item["term"] == "responsible_id"]
    keys = [item[side] for item in changed for side in ("was", "now") if item[side]]
    return names_of(keys) if keys else {}


def _parties(agreement: ServiceAgreement, case: Jobseeker) -> list[Line]:
    return [
        Line(gettext("Person"), f"{case.name}, {case.fiscal_code}"),
        Line(gettext("Employment centre"), _centre(case)),
        Line(gettext("Person responsible"), agreement.responsible.name),
        Line(gettext("Proposed on"), day(agreement.proposed_at)),
        Line(gettext("Lasts until"), day(agreement.ends_on)),
    ]


def _centre(case: Jobseeker) -> str:
    centre = case.centre
    return ", ".join(
        part for part in (centre.name, centre.address, centre.phone, centre.email) if part
    )


def _profile_class(number: int | None) -> list[Line]:
    return [Line(gettext("Profile class"), str(number))] if number else []


def _clauses(clauses: Sequence[Clause], codes: Sequence[str], spoken: str) -> list[Line]:
    return [
        Line(clause.title.spoken(spoken), clause.text.spoken(spoken))
        for clause in clauses
        if clause.code in codes
    ]


def _consents(
    clauses: Sequence[Clause], agreement: ServiceAgreement, given: Sequence[Consent], spoken: str
) -> list[Line]:
    """Each consent asked for, with whether it stood when the person signed."""
    signed = agreement.signed_at
    standing = {
        consent.purpose
        for consent in given
        if signed and (consent.withdrawn_at is None or consent.withdrawn_at > signed)
    }
    lines = []
    for clause in clauses:
        if clause.code in agreement.content["data_consents"]:
            answer = gettext("given") if clause.code in standing else gettext("not given")
            title = clause.title.spoken(spoken)
            named = f"{title} ({answer})" if signed else title
            lines.append(Line(named, clause.text.spoken(spoken)))
    return lines


def _signatures(agreement: ServiceAgreement, case: Jobseeker) -> list[Line]:
    lines = []
    if agreement.signed_at:
        where = (
            gettext("in the own area, with password")
            if agreement.signed_where == "own_area"
            else gettext("on paper, at the centre")
        )
        lines.append(Line(case.name, f"{instant(agreement.signed_at)}, {where}"))
    if agreement.countersigned_at and agreement.countersigned_by:
        on_behalf = gettext("for the employment centre")
        when = instant(agreement.countersigned_at)
        lines.append(Line(agreement.countersigned_by.name, f"{when}, {on_behalf}"))
    return lines


def _words() -> dict[str, str]:
    """The headings of the parts."""
    return {
        "law": gettext("Legislative Decree 150/2015, article 20"),
        "parties": gettext("Who agrees"),
        "profile": gettext("Personal employability profile"),
        "actions": gettext("What is done, and by when"),
        "when": gettext("By when"),
        "what": gettext("What"),
        "frequency": gettext("How often person and counsellor speak"),
        "proofs": gettext("How the search is shown"),
        "availability": gettext("Declarations of availability"),
        "consents": gettext("Consents"),
        "varied": gettext("What this version changes"),
        "added": gettext("New in the agreement"),
        "removed": gettext("No longer part of the agreement"),
        "changed": gettext("Changed in the agreement"),
        "signatures": gettext("Signatures"),
        "unsigned": gettext("Not signed yet."),
        "page": gettext("Page"),
        "invented": gettext("Demonstration: the person is invented. This document binds nobody."),
        "illustrative": gettext("Terms marked as illustrative in the rules are examples, not official values."),
    }  # fmt: skip
