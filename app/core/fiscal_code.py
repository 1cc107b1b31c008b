"""The codice fiscale: reading one, composing one, and saying where it disagrees with the person.

Source: Ministerial Decree of 23 December 1976 (composition, check character, omocodia).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Protocol

from stdnum.it import codicefiscale

from app.core.errors import Refusal
from app.core.language import N_, Labelled
from app.core.plain_text import without_accents

LENGTH = 16
PROVISIONAL_LENGTH = 11
WOMAN_DAY_OFFSET = 40  # a woman's day of birth is written increased by 40
MONTH_LETTERS = "ABCDEHLMPRST"
OMOCODIA_LETTERS = "LMNPQRSTUV"  # the letter standing for the digits 0 to 9
OMOCODIA_POSITIONS = (6, 7, 9, 10, 12, 13, 14)
ABROAD = "Z"  # the first letter of the place code of somebody born abroad

_TO_DIGIT = str.maketrans(OMOCODIA_LETTERS, "0123456789")
_ALLOWED = (
    *["[A-Z]"] * 6, *["[0-9LMNPQRSTUV]"] * 2, "[ABCDEHLMPRST]", "[0-7LMNPQRST]", "[0-9LMNPQRSTUV]",
    "[A-Z]", *["[0-9LMNPQRSTUV]"] * 3, "[A-Z]",
)  # fmt: skip


class Sex(Labelled):
    """Sex as written in the codice fiscale."""

    FEMALE = "F", N_("Female")
    MALE = "M", N_("Male")


class PlaceOnRecord(Protocol):
    """A place that a cadastral code has stood for, from a day to a day (None: open)."""

    @property
    def name(self) -> str: ...
    @property
    def valid_from(self) -> date | None: ...
    @property
    def valid_to(self) -> date | None: ...


@dataclass(frozen=True)
class Reading:
    """What a codice fiscale says about its holder."""

    surname_letters: str
    given_name_letters: str
    born_on: date
    sex: Sex
    birthplace_code: str
    is_omocodia: bool

    @property
    def is_born_abroad(self) -> bool:
        """Whether the place of birth is a foreign country."""
        return self.birthplace_code.startswith(ABROAD)


def compact(code: str) -> str:
    """Upper case, without the blanks and hyphens people type."""
    return str(codicefiscale.compact(code))


def check_character(first_fifteen: str) -> str:
    """The sixteenth character, computed from the other fifteen."""
    return str(codicefiscale.calc_check_digit(first_fifteen))


def undo_omocodia(code: str) -> str:
    """The code this person would have had without a namesake: digits back, check character anew."""
    characters = list(code)
    for position in OMOCODIA_POSITIONS:
        characters[position] = characters[position].translate(_TO_DIGIT)
    base = "".join(characters[:-1])
    return base + check_character(base)


def omocodia_variants(code: str) -> Iterator[str]:
    """The 128 codes that can stand for the same person, the plain one first.

    Example: two people whose data give the same code; the second receives a letter for a digit.
    """
    plain = undo_omocodia(code)[:-1]
    for count in range(len(OMOCODIA_POSITIONS) + 1):
        for positions in combinations(reversed(OMOCODIA_POSITIONS), count):
            characters = list(plain)
            for position in positions:
                characters[position] = OMOCODIA_LETTERS[int(characters[position])]
            base = "".join(characters)
            yield base + check_character(base)


def surname_letters(surname: str) -> str:
    """Consonants, then vowels, then X: the first three. `Fo` gives `FOX`."""
    consonants, vowels = _split(surname)
    return (consonants + vowels + "XXX")[:3]


def given_name_letters(given_name: str) -> str:
    """As the surname, but of four or more consonants the first, third and fourth."""
    consonants, vowels = _split(given_name)
    if len(consonants) > 3:
        return consonants[0] + consonants[2] + consonants[3]
    return (consonants + vowels + "XXX")[:3]


def compose(
    surname: str, given_name: str, born_on: date, sex: Sex | str, birthplace_code: str
) -> str:
    """The code these data give: valid in form; only the tax authority assigns a real one."""
    day = born_on.day + (WOMAN_DAY_OFFSET if _sex(sex) is Sex.FEMALE else 0)
    base = (
        f"{surname_letters(surname)}{given_name_letters(given_name)}"
        f"{born_on.year % 100:02d}{MONTH_LETTERS[born_on.month - 1]}{day:02d}{birthplace_code}"
    )
    return base + check_character(base)


def form_error(code: str) -> Refusal | None:
    """Why the text cannot be a codice fiscale at all: length, characters, check, date; or None."""
    if len(code) == PROVISIONAL_LENGTH and code.isdigit():
        message = N_(
            "This is an 11-digit code: it belongs to an organisation, or is provisional. "
            "Enter the person's 16-character codice fiscale."
        )
        return Refusal("fiscal_code:provisional", message, field="fiscal_code")
    if len(code) != LENGTH:
        message = N_(
            "A codice fiscale has 16 characters; this one has %(count)s. "
            "Check it against the health card."
        )
        return Refusal("fiscal_code:length", message, {"count": len(code)}, "fiscal_code")
    return _character_error(code) or _check_error(code)


def read(code: str, *, today: date) -> Reading:
    """What a well-formed code says. Of two possible centuries, the latest day not after `today`.

    Raises ValueError where `form_error` would find a fault.
    """
    if error := form_error(code):
        raise ValueError(error.code)
    plain = undo_omocodia(code)
    year = int(plain[6:8]) + 2000
    month, day = MONTH_LETTERS.index(plain[8]) + 1, int(plain[9:11])
    sex = Sex.FEMALE if day > WOMAN_DAY_OFFSET else Sex.MALE
    day = day - WOMAN_DAY_OFFSET if sex is Sex.FEMALE else day
    born_on = _latest_day(year, month, day, today)
    return Reading(plain[:3], plain[3:6], born_on, sex, plain[11:15], plain != code)


def disagreements(
    code: str,
    surname: str,
    given_name: str,
    born_on: date,
    sex: Sex | str,
    birthplace_code: str,
) -> list[Refusal]:
    """Everything in which a codice fiscale does not fit the person it is said to belong to.

    Each finding carries a stable code, the field to look at, and words that say what disagrees
    and what to do. A code that is not even well formed gives that one finding only.
    Example: born on 3 May but the code says 5 March -> `fiscal_code:born_on`.
    """
    code = compact(code)
    if error := form_error(code):
        return [error]
    plain = undo_omocodia(code)
    return [
        *_name_disagreements(plain, surname, given_name),
        *_birth_disagreements(plain, born_on, sex),
        *_place_disagreements(plain, birthplace_code),
    ]


def place_disagreements(
    code: str, born_on: date, on_record: Sequence[PlaceOnRecord]
) -> list[Refusal]:
    """Whether the place in the code existed when the person was born.

    `on_record` holds every place the code's cadastral code has stood for. A municipality
    abolished since is right for those born there before; only its existence at birth counts.
    """
    params: dict[str, object] = {"place_code": undo_omocodia(compact(code))[11:15]}
    if not on_record:
        message = N_(
            "The place code %(place_code)s is not in the list of Italian municipalities and "
            "foreign countries. Compare characters 12 to 15 with the health card."
        )
        return [Refusal("fiscal_code:place_unknown", message, params, "fiscal_code")]
    if any(_stood_on(place, born_on) for place in on_record):
        return []
    params |= {"place": on_record[-1].name, "born_on": _written(born_on)}
    message = N_(
        "The place in the code, %(place)s (%(place_code)s), did not exist on %(born_on)s. "
        "Check the date of birth and the place of birth against the health card."
    )
    return [Refusal("fiscal_code:place_not_valid", message, params, "born_on")]


def _split(name: str) -> tuple[str, str]:
    letters = re.findall("[A-Z]", without_accents(name).upper())
    consonants = "".join(letter for letter in letters if letter not in "AEIOU")
    return consonants, "".join(letter for letter in letters if letter in "AEIOU")


def _character_error(code: str) -> Refusal | None:
    for position, (character, allowed) in enumerate(zip(code, _ALLOWED, strict=True), start=1):
        if not re.fullmatch(allowed, character):
            message = N_(
                "Character %(position)s cannot be “%(character)s”. Compare it with the health "
                "card: the letters O and I are easily taken for the figures 0 and 1."
            )
            params = {"position": position, "character": character}
            return Refusal("fiscal_code:character", message, params, "fiscal_code")
    return None


def _check_error(code: str) -> Refusal | None:
    if check_character(code[:-1]) != code[-1]:
        message = N_(
            "The last character does not fit the others: at least one character is mistyped. "
            "Compare the code with the health card, character by character."
        )
        return Refusal("fiscal_code:check", message, field="fiscal_code")
    plain = undo_omocodia(code)
    day = int(plain[9:11]) % WOMAN_DAY_OFFSET
    # A leap year, because the century is not written: 29 February stays possible.
    if not _is_day(2000, MONTH_LETTERS.index(plain[8]) + 1, day):
        message = N_(
            "The code holds a day of birth that does not exist. Compare characters 7 to 11."
        )
        return Refusal("fiscal_code:date", message, field="fiscal_code")
    return None


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _latest_day(year: int, month: int, day: int, today: date) -> date:
    for candidate in (year, year - 100, year - 200):
        if _is_day(candidate, month, day) and date(candidate, month, day) <= today:
            return date(candidate, month, day)
    raise ValueError("fiscal_code:date")


def _name_disagreements(plain: str, surname: str, given_name: str) -> list[Refusal]:
    found = plain[:3], plain[3:6]
    expected = surname_letters(surname), given_name_letters(given_name)
    if found == (surname_letters(given_name), given_name_letters(surname)) != expected:
        message = N_("Surname and given name look swapped. Exchange them, or check the code.")
        return [Refusal("fiscal_code:swapped", message, field="surname")]
    findings = []
    if found[0] != expected[0]:
        message = N_(
            "The first three letters of the code are %(found)s, but the surname %(surname)s gives "
            "%(expected)s. Write the birth surname as on the health card, or correct the code."
        )
        params = {"found": found[0], "expected": expected[0], "surname": surname}
        findings.append(Refusal("fiscal_code:surname", message, params, "surname"))
    if found[1] != expected[1]:
        message = N_(
            "Letters 4 to 6 of the code are %(found)s, but the name %(given_name)s gives "
            "%(expected)s. Write all given names as on the health card, or correct the code."
        )
        params = {"found": found[1], "expected": expected[1], "given_name": given_name}
        findings.append(Refusal("fiscal_code:given_name", message, params, "given_name"))
    return findings


def _birth_disagreements(plain: str, born_on: date, sex: Sex | str) -> list[Refusal]:
    day = int(plain[9:11])
    coded_sex = Sex.FEMALE if day > WOMAN_DAY_OFFSET else Sex.MALE
    month = MONTH_LETTERS.index(plain[8]) + 1
    found = (int(plain[6:8]), month, day % WOMAN_DAY_OFFSET)
    findings = []
    if found != (born_on.year % 100, born_on.month, born_on.day):
        message = N_(
            "The code says born on %(found)s, the date of birth given is %(given)s. "
            "Correct the one that is wrong."
        )
        written = f"{found[2]:02d}/{found[1]:02d}/..{found[0]:02d}"
        params = {"found": written, "given": _written(born_on)}
        findings.append(Refusal("fiscal_code:born_on", message, params, "born_on"))
    if coded_sex is not _sex(sex):
        findings.append(Refusal("fiscal_code:sex", _SEX_MESSAGES[coded_sex], field="sex"))
    return findings


_SEX_MESSAGES = {
    Sex.FEMALE: N_("The code is of a woman. Correct the sex, or the code."),
    Sex.MALE: N_("The code is of a man. Correct the sex, or the code."),
}


def _place_disagreements(plain: str, birthplace_code: str) -> list[Refusal]:
    found, given = plain[11:15], birthplace_code.upper()
    if found == given:
        return []
    params = {"found": found, "given": given}
    if found.startswith(ABROAD) and not given.startswith(ABROAD):
        code = "fiscal_code:born_abroad"
        message = N_(
            "The code is of a person born abroad (%(found)s), but the place of birth given is an "
            "Italian municipality (%(given)s). Choose the country of birth, or correct the code."
        )
    elif given.startswith(ABROAD) and not found.startswith(ABROAD):
        code = "fiscal_code:born_in_italy"
        message = N_(
            "The code is of a person born in an Italian municipality (%(found)s), but the place of "
            "birth given is abroad (%(given)s). Choose the municipality, or correct the code."
        )
    else:
        code = "fiscal_code:birthplace"
        message = N_(
            "The place of birth in the code is %(found)s, the one given is %(given)s. Choose the "
            "place as it was called at birth (also if abolished since), or correct the code."
        )
    return [Refusal(code, message, params, "birthplace_code")]


def _stood_on(place: PlaceOnRecord, day: date) -> bool:
    # Countries: a person born before independence carries the code of the present state.
    return (place.valid_from is None or place.valid_from <= day) and (
        place.valid_to is None or day <= place.valid_to
    )


def _sex(sex: Sex | str) -> Sex:
    return sex if isinstance(sex, Sex) else Sex(sex)


def _written(day: date) -> str:
    return f"{day:%d/%m/%Y}"
