"""By what a document is known to be the same."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any


def fingerprint(document: Mapping[str, Any]) -> str:
    """SHA-256 of a document, whatever the order of its fields."""
    return hashlib.sha256(canonical(json.loads(canonical(document))).encode()).hexdigest()


def canonical(document: Mapping[str, Any]) -> str:
    """The document as the JSON that is stored; days are written as texts."""
    return json.dumps(document, sort_keys=True, ensure_ascii=False, default=str)
