"""The partita IVA."""

import pytest

from app.core.tax_number import compact, compose, form_error


def test_valid_number_is_accepted_with_its_country_letters() -> None:
    assert form_error(compact("IT 00743110157")) is None


@pytest.mark.parametrize(
    ("number", "code"),
    [("0074311015", "length"), ("0074311015A", "length"), ("00743110158", "check")],
)
def test_wrong_number_is_told_why(number: str, code: str) -> None:
    error = form_error(number)
    assert error is not None
    assert error.code == f"tax_number:{code}"


def test_composed_number_is_valid_in_form() -> None:
    assert form_error(compose("9900001028")) is None
