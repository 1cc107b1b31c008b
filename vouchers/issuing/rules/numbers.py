"""The voucher's number: year, running number, and a character that betrays a slip of the pen."""

import re

from stdnum.iso7064 import mod_37_36

PREFIX = "VG"
_SHAPE = re.compile(rf"{PREFIX}-(\d{{4}})-(\d{{7,}})-([0-9A-Z])")
_LOOSE = re.compile(rf"{PREFIX}(\d{{4}})(\d{{7,}})([0-9A-Z])")


def voucher_number(year: int, ordinal: int) -> str:
    """The number of the `ordinal`-th voucher, such as VG-2026-0000123-F.

    The last character is the check character of ISO 7064 MOD 37-36 over the rest without hyphens: it
    betrays every single wrong character and nearly every swap of neighbours.
    """
    body = f"{PREFIX}{year:04d}{ordinal:07d}"
    return f"{PREFIX}-{year:04d}-{ordinal:07d}-{mod_37_36.calc_check_digit(body)}"


def is_voucher_number(text: str) -> bool:
    """Whether the text is a number in its written form with the right check character."""
    return bool(_SHAPE.fullmatch(text)) and mod_37_36.is_valid(text.replace("-", ""))


def written_number(text: str) -> str:
    """The written form of a number typed with other case, spaces or no hyphens; else the text."""
    bare = re.sub(r"[\s-]", "", text).upper()
    found = _LOOSE.fullmatch(bare)
    return f"{PREFIX}-{found[1]}-{found[2]}-{found[3]}" if found else text.strip()
