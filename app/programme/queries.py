"""Reads of rule sets; parsed documents are kept per process, as a version never changes."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import or_, select

from app.core.database import db
from app.core.errors import DomainError, NotFoundForYou
from app.programme.models import RuleSetDraft, RuleSetVersion
from app.programme.rules.document import RuleSet
from app.programme.rules.parsing import parse_rule_set

GOL = "gol"
KEPT_VERSIONS = 32


class NoRulesInForce(DomainError):
    """No rule set of the programme holds on that day; `flask rules load` publishes the shipped one."""


def rule_set_id_on(on: date, code: str = GOL) -> int:
    """The key of the version in force on a day. Raises NoRulesInForce."""
    found = db.session.scalar(
        select(RuleSetVersion.id).where(
            RuleSetVersion.code == code,
            RuleSetVersion.effective_from <= on,
            or_(RuleSetVersion.effective_to.is_(None), RuleSetVersion.effective_to > on),
        )
    )
    if found is None:
        raise NoRulesInForce(f"{code} on {on}")
    return found


def rules_in_force(on: date, code: str = GOL) -> RuleSet:
    """The rules in force on a day. Raises NoRulesInForce."""
    return rules_of_version(rule_set_id_on(on, code))


def rules_of_version(version_id: int) -> RuleSet:
    """The rules of a version, by the key a decision stores. Raises NotFoundForYou."""
    return _parsed(version_id, db.session.get_bind().engine)


@lru_cache(maxsize=KEPT_VERSIONS)
def _parsed(version_id: int, _database: Any) -> RuleSet:
    document = db.session.scalar(
        select(RuleSetVersion.document).where(RuleSetVersion.id == version_id)
    )
    if document is None:
        raise NotFoundForYou
    return parse_rule_set(document)


def rules_of_draft(draft: RuleSetDraft) -> RuleSet:
    """The rules a draft says, as they would be once published. Raises RuleSetInvalid."""
    return parse_rule_set(draft.document or {})


def version_of(version_id: int) -> RuleSetVersion:
    """One version. Raises NotFoundForYou."""
    version = db.session.get(RuleSetVersion, version_id)
    if version is None:
        raise NotFoundForYou
    return version


def all_versions() -> Sequence[RuleSetVersion]:
    """Every version, newest first: some a year, for ever few."""
    return db.session.scalars(
        select(RuleSetVersion).order_by(RuleSetVersion.code, RuleSetVersion.version.desc())
    ).all()


def latest_version(code: str) -> RuleSetVersion | None:
    """The version of the programme that no other replaces; None before the first."""
    return db.session.scalar(
        select(RuleSetVersion).where(
            RuleSetVersion.code == code, RuleSetVersion.effective_to.is_(None)
        )
    )


def version_numbered(code: str, version: int) -> RuleSetVersion | None:
    """The version with that number; None when there is none."""
    return db.session.scalar(
        select(RuleSetVersion).where(RuleSetVersion.code == code, RuleSetVersion.version == version)
    )
