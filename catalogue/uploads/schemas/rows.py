"""What each cell of a row must hold."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from marshmallow import EXCLUDE, Schema, ValidationError
from marshmallow.fields import Field

from app.core.errors import Refusal
from app.core.language import N_
from app.core.plain_text import searchable
from app.web.exports import as_typed
from catalogue.drafting.rules import LONGEST_CODE, LONGEST_KEY, LONGEST_TEXT
from catalogue.offers.rules import LONGEST_TITLE, MOST_SEATS, MOST_WAITING

_GROUPED = {sign: re.compile(rf"\d{{1,3}}(\{sign}\d{{3}})+([.,]0+)?") for sign in (".", ",")}
DATE_FORMATS = ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y")


@dataclass(frozen=True)
class Vocabulary:
    """The words each column of choices knows: stored value by plain word, in both languages."""

    call: Mapping[str, int]
    service_type: Mapping[str, str]
    certificate: Mapping[str, str]
    mode: Mapping[str, str]
    language: Mapping[str, str]
    site: Mapping[str, int]
    skills: Mapping[str, str]
    occupations: Mapping[str, str]
    pathways: frozenset[int]


class CellField(Field[Any]):
    """A cell; empty is None, or a reason when the column is needed."""

    def __init__(self, *, needed: bool = True, **options: Any) -> None:
        super().__init__(**options)
        self.needed = needed

    def deserialize(
        self,
        value: Any,
        attr: str | None = None,
        data: Mapping[str, Any] | None = None,
        **_rest: Any,
    ) -> Any:
        """The value of the cell."""
        if isinstance(value, str):
            value = as_typed(value.strip())
        if value is None or value == "" or not isinstance(value, str | int | float | date):
            if self.needed:
                raise _refused("cell_empty", N_("This cell is empty, and a value is needed."))
            return None
        return self.read(value)

    def read(self, value: Any) -> Any:
        """The value of a cell that holds something."""
        raise NotImplementedError


class TextCell(CellField):
    """Words, not longer than the column allows; a number typed where words belong counts as words."""

    def __init__(self, most: int, **options: Any) -> None:
        super().__init__(**options)
        self.most = most

    def read(self, value: Any) -> str:
        """The words."""
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        text = str(value)
        if len(text) > self.most:
            message = N_("The text is longer than %(most)s characters.")
            raise _refused("text_long", message, most=self.most)
        return text


class EmailCell(TextCell):
    """An email address, by its form."""

    def read(self, value: Any) -> str:
        """The address."""
        text = super().read(value)
        name, at, domain = text.rpartition("@")
        if not (name and at and "." in domain and " " not in text):
            raise _refused("email_form", N_("Write the address as name@example.org."))
        return text


class NumberCell(CellField):
    """A whole number between two bounds."""

    def __init__(self, least: int, most: int, **options: Any) -> None:
        super().__init__(**options)
        self.least, self.most = least, most

    def read(self, value: Any) -> int:
        """The number."""
        number = _whole(value, cast(OfferRowSchema, self.parent).decimal)
        if number is None or not self.least <= number <= self.most:
            message = N_("Write a whole number from %(least)s to %(most)s.")
            raise _refused("number", message, least=self.least, most=self.most)
        return number


class DateCell(CellField):
    """A date, as a date cell or as text in a usual form."""

    def read(self, value: Any) -> date:
        """The date."""
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date):
            return value
        for form in DATE_FORMATS:
            try:
                return datetime.strptime(str(value), form).date()  # noqa: DTZ007 - a civil day
            except ValueError:
                continue
        raise _refused("date", N_("This is not a date. Write it as 31/01/2027."))


class ChoiceCell(CellField):
    """One word of a list, in either language, or its code."""

    def read(self, value: Any) -> Any:
        """The stored value."""
        vocabulary = cast(OfferRowSchema, self.parent).vocabulary
        known: Mapping[str, Any] = getattr(vocabulary, str(self.name))
        found = known.get(searchable(str(value)))
        if found is None:
            raise _refused("choice", N_("This is not in the list. Choose a value of the template."))
        return found


class PathwaysCell(CellField):
    """Numbers of pathways, separated by commas, semicolons or blanks."""

    def read(self, value: Any) -> tuple[int, ...]:
        """The numbers, each once, in order."""
        vocabulary = cast(OfferRowSchema, self.parent).vocabulary
        words = str(value).replace(";", " ").replace(",", " ").split()
        if isinstance(value, int | float):
            words = [str(value)]
        numbers = [_whole(word) for word in words]
        known = vocabulary.pathways
        if not numbers or any(number not in known for number in numbers):
            message = N_("Write numbers of pathways separated by commas: %(known)s.")
            raise _refused("pathways", message, known=", ".join(map(str, sorted(known))))
        return tuple(sorted({number for number in numbers if number is not None}))


class ConceptsCell(CellField):
    """Codes or names of the ESCO list, separated by semicolons or commas."""

    def read(self, value: Any) -> tuple[str, ...]:
        """The codes, each once, in the order given."""
        known: Mapping[str, str] = getattr(
            cast(OfferRowSchema, self.parent).vocabulary, str(self.name)
        )
        words = str(value).split(";")
        if len(words) == 1 and searchable(words[0]) not in known:
            words = words[0].split(",")  # a comma may also stand inside a name
        codes = [known.get(searchable(word)) for word in words if word.strip()]
        if None in codes:
            strange = next(word.strip() for word in words if searchable(word) not in known)
            message = N_("“%(word)s” is not in the ESCO list of the platform.")
            raise _refused("not_in_esco", message, word=strange[:80])
        return tuple(dict.fromkeys(code for code in codes if code))


class OfferRowSchema(Schema):
    """The columns of an offer; the first row of each offer must satisfy it."""

    class Meta:
        unknown = EXCLUDE

    def __init__(self, vocabulary: Vocabulary, decimal: str = "", **options: Any) -> None:
        super().__init__(**options)
        self.vocabulary, self.decimal = vocabulary, decimal

    own_key = TextCell(LONGEST_KEY)
    title = TextCell(LONGEST_TITLE)
    call = ChoiceCell()
    service_type = ChoiceCell()
    pathways = PathwaysCell()
    hours = NumberCell(0, 2000)
    description = TextCell(LONGEST_TEXT)
    learning = TextCell(LONGEST_TEXT)
    requirements = TextCell(LONGEST_TEXT, needed=False)
    certificate = ChoiceCell()
    skills = ConceptsCell(needed=False)
    occupations = ConceptsCell(needed=False)
    mode = ChoiceCell()
    language = ChoiceCell()
    accessibility = TextCell(LONGEST_TEXT, needed=False)
    contact_name = TextCell(LONGEST_TITLE, needed=False)
    contact_email = EmailCell(254, needed=False)
    contact_phone = TextCell(40, needed=False)


class EditionRowSchema(OfferRowSchema):
    """The columns of an edition; every row must satisfy them."""

    class Meta:
        unknown = EXCLUDE
        fields = (
            "edition_code", "site", "starts_on", "ends_on", "enrol_by", "timetable", "seats",
            "seats_min", "waiting_max",
        )  # fmt: skip

    edition_code = TextCell(LONGEST_CODE)
    site = ChoiceCell()
    starts_on = DateCell()
    ends_on = DateCell()
    enrol_by = DateCell()
    timetable = TextCell(300, needed=False)
    seats = NumberCell(1, MOST_SEATS)
    seats_min = NumberCell(0, MOST_SEATS, needed=False)
    waiting_max = NumberCell(0, MOST_WAITING, needed=False)


def cell_reasons(error: ValidationError) -> dict[str, list[Refusal]]:
    """The reasons by column."""
    return cast(dict[str, list[Refusal]], error.messages)


def _whole(value: Any, decimal: str = "") -> int | None:
    """A whole number; where the decimal sign is known, the other one only groups thousands."""
    if isinstance(value, bool):
        return None
    text = str(value).strip()
    if decimal and isinstance(value, str):
        grouping = "." if decimal == "," else ","
        text = text.replace(grouping, "") if _GROUPED[grouping].fullmatch(text) else text
    if text.endswith(f"{decimal}0" if decimal else (".0", ",0")):
        text = text[:-2]
    return int(text) if text.isdigit() and len(text) < 10 else None


def _refused(code: str, message: str, **params: object) -> ValidationError:
    # marshmallow carries whatever a list holds: the reason keeps its code and values for translation.
    return ValidationError([Refusal(code, message, params)])
