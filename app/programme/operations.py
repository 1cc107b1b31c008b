"""Publish rule sets."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.accounts.models import User
from app.audit.operations import record
from app.core.database import db
from app.core.errors import Refusal, RuleBroken
from app.core.language import N_
from app.programme.models import RuleSetVersion
from app.programme.queries import latest_version, version_numbered
from app.programme.rules.document import RuleSet
from app.programme.rules.faults import RuleSetInvalid
from app.programme.rules.parsing import examine, parse_rule_set
from app.programme.rules.written import text_of

SHIPPED = Path(__file__).parent / "rulesets"


@dataclass(frozen=True)
class Publication:
    """A rule set version and whether it was published just now or stood there before."""

    version: RuleSetVersion
    is_new: bool


def load_shipped_rule_sets() -> list[Publication]:
    """Publish every rule set that comes with the software and is not published yet.

    Raises:
        RuleSetInvalid: a shipped document is none; it names every fault.
        RuleBroken: a published version's file was changed: a change needs a new version.
    """
    documents = [_shipped(file.read_bytes()) for file in SHIPPED.glob("*.yaml")]
    in_order = sorted(documents, key=lambda document: (document["code"], document["version"]))
    return [publish_rule_set(None, document) for document in in_order]


def _shipped(content: bytes) -> dict[str, Any]:
    reading = examine(text_of(content))
    if reading.document is None or reading.faults:
        raise RuleSetInvalid(reading.faults)
    return reading.document


def publish_rule_set(actor: User | None, document: Mapping[str, Any]) -> Publication:
    """Publish a document as the next version of its programme; its predecessor ends the day before.

    Publishing the same document again changes nothing.

    Raises:
        RuleSetInvalid: the document has faults.
        RuleBroken: the version exists with other content, or starts before its predecessor.
    """
    rules = parse_rule_set(document)
    stored = json.loads(_canonical(document))
    content_hash = hashlib.sha256(_canonical(stored).encode()).hexdigest()
    present = version_numbered(rules.code, rules.version)
    if present is not None:
        if present.content_hash != content_hash:
            raise RuleBroken([_CHANGED])
        return Publication(present, is_new=False)
    _end_predecessor(rules)
    version = RuleSetVersion(
        code=rules.code,
        version=rules.version,
        title_it=rules.title.it,
        title_en=rules.title.en,
        effective_from=rules.effective_from,
        document=stored,
        content_hash=content_hash,
        source=rules.sources[rules.source].title.en,
        verified=rules.verified,
    )
    db.session.add(version)
    record(actor, "rules:publish", version, code=rules.code, version=rules.version)
    return Publication(version, is_new=True)


_CHANGED = Refusal(
    "rule_set_changed",
    N_("This version is published with other content. Give the changed rules a new version."),
)
_TOO_EARLY = Refusal(
    "rule_set_too_early", N_("The rules must start after the version they replace.")
)


def _end_predecessor(rules: RuleSet) -> None:
    last = latest_version(rules.code)
    if last is None:
        return
    if rules.version <= last.version or rules.effective_from <= last.effective_from:
        raise RuleBroken([_TOO_EARLY])
    last.effective_to = rules.effective_from
    db.session.flush()  # before the new row arrives, or the two periods would overlap


def _canonical(document: Mapping[str, Any]) -> str:
    return json.dumps(document, sort_keys=True, ensure_ascii=False, default=str)
