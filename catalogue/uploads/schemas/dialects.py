"""How a text file is written, found by looking at it; people see what was found and may say otherwise."""

import csv
import re
from collections import Counter

from catalogue.uploads.rules import DECIMALS, SEPARATORS, Dialect

_PATHWAYS = re.compile(r"[1-9](,[1-9])*")
"""A list of pathways is no decimal number."""
_LOOKED_AT = 200
"""Lines by which separator and decimal sign are judged."""
_COMMA_NUMBER = re.compile(r"\d{1,3}(\.\d{3})*,\d+|\d{1,3}(\.\d{3})+")
_POINT_NUMBER = re.compile(r"\d{1,3}(,\d{3})*\.\d+|\d{1,3}(,\d{3})+")


def decoded(content: bytes, encoding: str | None = None) -> str | None:
    """The text in this encoding, or in the one found; None when it is no text."""
    try:
        return content.decode(encoding or encoding_of(content))
    except (UnicodeError, LookupError):
        return None


def encoding_of(content: bytes) -> str:
    """The encoding, among those spreadsheets write."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig"


def dialect_of(content: bytes) -> Dialect:
    """The dialect of a CSV file.

    The separator is the one most frequent in the first line that holds any; the decimal sign is
    judged by the numbers that have one, and follows the separator where there are none: who
    separates cells by commas does not write decimals with them.
    """
    encoding = encoding_of(content)
    text = decoded(content[: 1 << 20], encoding) or content[: 1 << 20].decode("latin-1")
    lines = text.lstrip("\ufeff").splitlines()[:_LOOKED_AT]
    header = next((line for line in lines if line.strip()), "")
    separator = max(SEPARATORS, key=header.count)
    return Dialect(encoding, separator, _decimal_of(lines, separator))


def _decimal_of(lines: list[str], separator: str) -> str:
    votes: Counter[str] = Counter()
    try:
        for row in csv.reader(lines, delimiter=separator):
            for cell in map(str.strip, row):
                if _PATHWAYS.fullmatch(cell):
                    continue
                votes["," if _COMMA_NUMBER.fullmatch(cell) else ""] += 1
                votes["." if _POINT_NUMBER.fullmatch(cell) else ""] += 1
    except csv.Error:
        pass  # the reading itself will tell
    usual = "." if separator == "," else ","
    return max(DECIMALS, key=lambda sign: (votes[sign], sign == usual))
