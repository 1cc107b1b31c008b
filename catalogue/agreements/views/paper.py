"""The signed platform agreement on paper: words, declarations, signature and hash."""

from pathlib import Path
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _

from app.core.database import db
from app.core.documents import render_pdf
from app.web.formats import day, instant, label
from catalogue.agreements.models import AgreementVersion
from catalogue.agreements.rules import text_of
from catalogue.providers.models import PlatformAgreement, Provider

TEMPLATE = Path(__file__).parents[1] / "templates/agreements/signed.typ"
REGIONS = {"it": "IT", "en": "GB"}


def signed_pdf(signed: PlatformAgreement, version: AgreementVersion, language: str) -> bytes:
    """The signed copy as an accessible PDF."""
    with force_locale(language):
        return render_pdf(TEMPLATE, _sheet(signed, version, language))


def _sheet(signed: PlatformAgreement, version: AgreementVersion, language: str) -> dict[str, Any]:
    text, provider = text_of(version.content), db.session.get_one(Provider, signed.provider_id)
    duties = text.duties_of(signed.data_role)
    role_rows = [
        (_("Role under data-protection law"), label(signed.data_role)),
        (_("Contact for data protection"), f"{signed.privacy_contact}, {signed.privacy_email}"),
    ]
    return {
        "lang": language,
        "region": REGIONS[language],
        "title": text.title.spoken(language),
        "subtitle": _("Version %(version)s, in force from %(day)s.",
                      version=version.number, day=day(version.effective_from)),
        "illustrative": "" if text.verified else text.source.spoken(language),
        "clauses": [
            {"title": clause.title.spoken(language), "text": clause.text.spoken(language)}
            for clause in text.clauses
        ],
        "duties_title": _("Data protection") if duties else "",
        "duties_when": duties.when.spoken(language) if duties else "",
        "duties": [duty.spoken(language) for duty in duties.duties] if duties else [],
        "signature_title": _("Signature"),
        "signature": [
            (_("Provider"), provider.legal_name),
            (_("Tax number"), provider.tax_number),
            *(role_rows if signed.data_role else []),
            (_("Signed by"), signed.signed_by.name),
            (_("Signed on"), instant(signed.signed_at)),
            (_("Ended on"), instant(signed.ended_at) if signed.ended_at else "–"),
            (
                _("Fingerprint of the text (SHA-256)"),
                in_groups(signed.text_hash or version.content_hash),
            ),
        ],
        "page_word": _("Page"),
    }  # fmt: skip


def in_groups(fingerprint: str) -> str:
    """The fingerprint in groups of sixteen, so that a line can break between them."""
    return " ".join(fingerprint[start : start + 16] for start in range(0, len(fingerprint), 16))
