"""What an application lacks, which documents are taken, which grants overlap: by hand."""

from datetime import date

import pytest

from app.core.fiscal_code import compose
from app.core.tax_number import compose as tax_number
from catalogue.accreditation.rules import (
    LARGEST_DOCUMENT,
    ApplicationFacts,
    Grant,
    Held,
    SiteAsked,
    body_code_refusal,
    document_kinds,
    document_refusals,
    faults_of,
    grant_refusals,
    person_code_refusals,
    shown_name,
)
from catalogue.accreditation.states import Section
from catalogue.providers.rules import Accreditation, FieldPeriod, is_accredited_for
from catalogue.providers.states import AccreditationField, ProviderState

DAY = date(2026, 6, 1)
TRAINING, SERVICES = AccreditationField.TRAINING, AccreditationField.EMPLOYMENT_SERVICES
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n%%EOF\n"
CODE = compose("Bianchi", "Mara", date(1970, 5, 4), "F", "G224")
WHOLE = ApplicationFacts(
    answers={
        "legal": {
            "legal_form": "Cooperativa",
            "fiscal_code": tax_number("0123456028"),
            "address": "Via Lunga 3",
            "municipality": "Padova",
            "certified_email": "ente@pec.example",
        },
        "representative": {
            "given_name": "Mara",
            "surname": "Bianchi",
            "fiscal_code": CODE,
            "capacity": "Presidente",
        },
        "services": {"tasks": ["initial_training"]},
    },
    sites=(SiteAsked(site_id=1, name="Sede", fields=frozenset({"training"})),),
    documents=("statute", "identity", "balance", "premises"),
)


def codes(reasons):
    return [reason.code for reason in reasons]


def test_a_whole_application_lacks_nothing():
    assert not any(faults_of(WHOLE, DAY).values())


def test_an_empty_application_lacks_something_in_every_part():
    assert all(faults_of(ApplicationFacts(), DAY)[section] for section in Section)


def test_employment_services_ask_for_their_own_task_and_document():
    both = frozenset({"training", "employment_services"})
    facts = ApplicationFacts(
        answers=WHOLE.answers,
        sites=(SiteAsked(site_id=1, name="Sede", fields=both),),
        documents=WHOLE.documents,
    )
    found = faults_of(facts, DAY)
    assert codes(found[Section.SERVICES]) == ["task_missing"]
    assert codes(found[Section.DOCUMENTS]) == ["document_missing"]


def test_the_kinds_of_documents_are_those_of_the_day():
    before = {kind.code for kind in document_kinds(date(2025, 12, 31))}
    assert "curricula" not in before
    assert "curricula" in {kind.code for kind in document_kinds(date(2026, 1, 1))}


def test_a_body_may_have_eleven_figures_or_the_code_of_its_owner():
    assert body_code_refusal(tax_number("0123456028")) is None
    assert body_code_refusal(CODE) is None
    assert body_code_refusal("12345678901") is not None
    assert body_code_refusal("ABC") is not None


def test_the_code_of_the_representative_fits_the_name():
    assert person_code_refusals("Bianchi", "Mara", CODE.lower()) == []
    assert codes(person_code_refusals("Rossi", "Mara", CODE)) == ["code_of_another"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"PK\x03\x04 a zip called .pdf", "not_pdf"),
        (b"%PDF-1.7 cut in the middle", "not_pdf"),
        (PDF.replace(b"trailer", b"/Encrypt 5 0 R"), "protected"),
        (PDF.replace(b"<<>>", b"<</S/JavaScript>>"), "active_content"),
        (PDF + b" " * LARGEST_DOCUMENT, "too_large"),
    ],
)
def test_a_file_that_is_not_a_plain_whole_pdf_is_refused_with_its_reason(content, code):
    assert codes(document_refusals(content)) == [code]


def test_a_plain_pdf_is_taken_until_there_are_too_many():
    assert document_refusals(PDF) == []
    assert codes(document_refusals(PDF, already=30)) == ["too_many"]
    assert codes(document_refusals(PDF, kept=90)) == ["too_many_kept"]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\carte\\statuto.pdf", "statuto.pdf"),
        ("\x00..", "document.pdf"),
    ],
)
def test_the_name_of_a_file_is_never_a_path(name, shown):
    assert shown_name(name) == shown


def grant(**values):
    given = {
        "number": "A1",
        "act": "Decreto 3/2026",
        "valid_from": DAY,
        "valid_to": date(2027, 5, 31),
        "pairs": frozenset({(1, TRAINING)}),
    }
    return Grant(**{**given, **values})


def test_a_grant_says_all_it_lacks_at_once():
    empty = grant(number="", act=" ", valid_from=None, valid_to=None, pairs=frozenset())
    assert codes(grant_refusals(empty, [], DAY)) == [
        "number_missing",
        "act_missing",
        "from_missing",
        "until_past",
        "pair_missing",
    ]


def test_a_renewal_begins_the_day_after_and_not_on_the_last_day():
    held = [Held(site_id=1, field=TRAINING, valid_from=date(2025, 1, 1), valid_to=DAY)]
    assert codes(grant_refusals(grant(), held, DAY)) == ["overlap"]
    assert grant_refusals(grant(valid_from=date(2026, 6, 2)), held, DAY) == []
    assert grant_refusals(grant(pairs=frozenset({(1, SERVICES)})), held, DAY) == []


def test_a_field_counts_only_at_its_site():
    period = FieldPeriod(field=TRAINING, valid_from=date(2025, 1, 1), valid_to=DAY, site_id=1)
    entry = Accreditation(state=ProviderState.ACCREDITED, accredited_until=DAY, fields=(period,))
    assert is_accredited_for(entry, TRAINING, DAY)
    assert is_accredited_for(entry, TRAINING, DAY, 1)
    assert not is_accredited_for(entry, TRAINING, DAY, 2)
