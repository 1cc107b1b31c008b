"""What a counsellor means by what is typed in the search box of the case list."""

import re

from app.core.plain_text import without_accents

# Six letters, then what a codice fiscale has in that place: not a surname.
_CODE_BEGINNING = re.compile(r"[A-Z]{6}[0-9LMNPQRSTUV][0-9A-Z]{0,9}")


def fiscal_code_beginning(typed: str) -> str | None:
    """The beginning of a codice fiscale, when that is what was typed: `rssmra8` but not `rossi`."""
    code = re.sub(r"[\s-]", "", typed).upper()
    return code if _CODE_BEGINNING.fullmatch(code) else None


def name_words(typed: str) -> list[str]:
    """The words of a name as the search column holds them, at most four, longest first."""
    words = without_accents(typed).replace("\\", " ").replace("%", " ").replace("_", " ").split()
    return sorted(dict.fromkeys(words), key=len, reverse=True)[:4]
