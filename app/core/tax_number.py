"""The partita IVA: eleven figures, the last of which checks the others."""

from stdnum import luhn
from stdnum.it import iva

from app.core.errors import Refusal
from app.core.language import N_

LENGTH = 11


def compact(number: str) -> str:
    """Figures only, without blanks and the country letters people type."""
    return str(iva.compact(number))


def form_error(number: str) -> Refusal | None:
    """Why the text cannot be a partita IVA, or None. Source: DPR 633/1972, art. 35."""
    if len(number) != LENGTH or not number.isdigit():
        message = N_("A partita IVA has 11 figures. Compare it with the certificate.")
        return Refusal("tax_number:length", message, field="tax_number")
    if not iva.is_valid(number):
        message = N_("The last figure does not fit the others: at least one figure is mistyped.")
        return Refusal("tax_number:check", message, field="tax_number")
    return None


def compose(first_ten: str) -> str:
    """The number these ten figures give, valid in form only."""
    return first_ten + str(luhn.calc_check_digit(first_ten))
