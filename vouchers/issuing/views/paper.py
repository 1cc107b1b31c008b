"""The voucher on paper: every word of the PDF, in the language of the person."""

from pathlib import Path
from typing import Any

from flask import url_for
from flask_babel import force_locale, ngettext
from flask_babel import gettext as _

from app.core.documents import qr_code, render_pdf
from app.web.addresses import from_outside
from app.web.formats import day, instant, label, money
from vouchers.issuing.models import Voucher
from vouchers.issuing.rules.value import CalculationLine
from vouchers.issuing.states import VoucherState
from vouchers.issuing.views.person import PersonShown
from vouchers.issuing.views.words import measure_name

TEMPLATE = Path(__file__).parents[1] / "templates/issuing/voucher.typ"
REGIONS = {"it": "IT", "en": "GB"}


def voucher_pdf(voucher: Voucher, person: PersonShown) -> bytes:
    """The voucher as an accessible PDF whose QR code opens the voucher's page.

    It says of the person what the reader may see: the paper a provider prints is not wider than its
    page.
    """
    with force_locale(voucher.jobseeker.language):
        return render_pdf(TEMPLATE, _sheet(voucher, person))


def line_words(line: CalculationLine) -> str:
    """One line of the calculation as people say it: 40 hours at 76.80 euros, shared by 10."""
    if line.unit.value == "result":
        return str(_("Result, paid once: %(price)s", price=money(line.price)))
    hours = ngettext("%(num)s hour", "%(num)s hours", line.quantity)
    values = {"unit": label(line.unit), "hours": hours, "price": money(line.price)}
    if line.group_size > 1:
        shared = _(
            "%(unit)s: %(hours)s at %(price)s, shared by %(group)s people",
            group=line.group_size,
            **values,
        )
        return str(shared)
    return str(_("%(unit)s: %(hours)s at %(price)s", **values))


def _sheet(voucher: Voucher, shown: PersonShown) -> dict[str, Any]:
    person, calculation = voucher.jobseeker, voucher.lines
    address = from_outside(url_for("issuing.voucher", number=voucher.number))
    example = _("The amounts are examples: no official act states them.")
    return {
        "title": _("Voucher %(number)s", number=voucher.number),
        "description": _("Right to one measure, with its value, its dates and its provider"),
        "lang": person.language,
        "region": REGIONS[person.language],
        "centre": person.centre.name,
        "number": voucher.number,
        "page_word": _("Page"),
        "heading": _("Voucher"),
        "intro": _("This sheet certifies the right of %(name)s to the measure described here.",
                   name=shown.name or voucher.number),
        "invented": _("Invented person: demonstration") if person.is_invented else "",
        "qr": qr_code(address),
        "qr_alt": _("QR code that opens the page of voucher %(number)s", number=voucher.number),
        "parts": [{"title": title, "rows": rows} for title, rows in _parts(voucher, shown)],
        "value_title": _("What it is worth"),
        "line_word": _("Line"),
        "amount_word": _("Amount"),
        "lines": [[line_words(line), money(line.value)] for line in calculation.lines],
        "total_word": _("Total"),
        "total": money(voucher.value),
        "illustrative": "" if calculation.is_verified else example,
        "next_title": _("What happens now"),
        "steps": _steps(voucher),
        "closing": _("The QR code opens this voucher for those who may see it: %(address)s",
                     address=address),
    }  # fmt: skip


def _parts(voucher: Voucher, shown: PersonShown) -> list[tuple[str, list[tuple[str, str]]]]:
    person, edition, site = voucher.jobseeker, voucher.edition, voucher.edition.site
    appointment = voucher.first_appointment_at
    met = [(_("First appointment"), f"{instant(appointment)}, {voucher.first_appointment_place}")]
    return [
        (
            _("Who"),
            [
                (_("Person"), shown.name or _("Not shown")),
                (_("Codice fiscale"), shown.fiscal_code or _("Not shown")),
                (_("Employment centre"), person.centre.name),
                (_("Issued on"), day(voucher.issued_on)),
            ],
        ),
        (
            _("What and where"),
            [
                (_("Measure"), voucher.offer.title),
                (_("Type of measure"), measure_name(voucher)),
                (_("Provider"), voucher.issued_to.name),
                (_("Where"), f"{site.address}, {site.municipality.label}"),
            ],
        ),
        (
            _("When"),
            [
                (_("Begins on"), day(edition.starts_on)),
                (_("Ends on"), day(edition.ends_on)),
                (_("Timetable"), edition.timetable or "–"),
                (_("Hours"), str(voucher.hours) if voucher.hours else "–"),
                (_("To be used by"), day(voucher.valid_until)),
                *(met if appointment else []),
            ],
        ),
    ]


def _steps(voucher: Voucher) -> list[str]:
    contact = voucher.offer
    ways = " · ".join(filter(None, (contact.contact_phone, contact.contact_email)))
    answer = [
        _("The provider answers by %(day)s; no answer counts as a refusal, and the right to choose"
          " again remains.", day=day(voucher.take_up_by)),
        _("Once it has accepted, the provider gives the first appointment."),
    ]  # fmt: skip
    return [
        *(answer if voucher.state is VoucherState.ISSUED else []),
        _("Contact of the provider: %(ways)s", ways=ways or "–"),
        _("Questions and changes: %(centre)s", centre=voucher.jobseeker.centre.name),
    ]
