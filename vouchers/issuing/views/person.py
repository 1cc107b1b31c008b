"""What a page, a file or a paper says of the person whose voucher it is, within what the reader may see."""

from dataclasses import dataclass

from flask import g

from app.accounts.guard import signed_in
from catalogue.agreements.queries import fields_seen_by
from catalogue.agreements.rules import PersonField
from vouchers.issuing.models import Voucher

_F = PersonField


@dataclass(frozen=True)
class PersonShown:
    """The fields of a person that the reader may see; the others are empty here, not only on the page."""

    name: str = ""
    fiscal_code: str = ""
    phone: str = ""
    email: str = ""
    pathway: int | None = None
    hidden: tuple[PersonField, ...] = ()
    """Of what the reader is told that it exists and is not shown."""


def seen_fields() -> frozenset[PersonField]:
    """What the person at the screen may see of people; asked once for a request."""
    if "seen_fields" not in g:
        g.seen_fields = fields_seen_by(signed_in())
    found: frozenset[PersonField] = g.seen_fields
    return found


def person_shown(voucher: Voucher) -> PersonShown:
    """The person of the voucher, as the one at the screen may see them.

    A provider sees the fields of its security tier, and nobody once the voucher has left it.
    """
    return shown(voucher, seen_fields())


def shown(voucher: Voucher, seen: frozenset[PersonField]) -> PersonShown:
    """The person of the voucher with only those fields."""
    person = voucher.jobseeker
    return PersonShown(
        name=person.name if _F.NAME in seen else "",
        fiscal_code=person.fiscal_code if _F.FISCAL_CODE in seen else "",
        phone=person.phone if _F.PHONE in seen else "",
        email=person.email if _F.EMAIL in seen else "",
        pathway=voucher.pathway if _F.PATHWAY in seen else None,
        hidden=tuple(field for field in PersonField if field not in seen),
    )
