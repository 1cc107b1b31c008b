"""Names reduced to plain letters, as fiscal codes and searches compare them."""

import re
import unicodedata

# Letters that Unicode does not decompose into a base letter and an accent.
_UNDECOMPOSED = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "ı": "i", "þ": "th"}
)


def without_accents(text: str) -> str:
    """Lower case, every letter reduced to its plain form: `Agliè` gives `aglie`."""
    lowered = text.lower().translate(_UNDECOMPOSED)
    decomposed = unicodedata.normalize("NFKD", lowered)
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def searchable(text: str) -> str:
    """Plain words and figures with single spaces: `Sant'Angelo  (VR)` gives `sant angelo vr`."""
    return " ".join(re.findall(r"[a-z0-9]+", without_accents(text)))
