"""Reads of rule sets and their drafts; a version is parsed once per process, as it never changes."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import Select, and_, case, func, or_, select
from sqlalchemy.orm import joinedload

from app.accounts.models import User
from app.accounts.permissions import Permission
from app.audit.models import TransitionLog
from app.core.database import db
from app.core.errors import DomainError, NotFoundForYou
from app.core.listing import Order, Page, fetch_page
from app.core.plain_text import searchable
from app.core.state_machine import Audience
from app.programme.models import RuleSetDraft, RuleSetVersion
from app.programme.rules.document import RuleSet
from app.programme.rules.identity import fingerprint
from app.programme.rules.parsing import examine, parse_rule_set
from app.programme.rules.publishing import LastVersion
from app.programme.states import RULE_DRAFT, RuleDraftState

SHIPPED = Path(__file__).parent / "rulesets"
GOL = "gol"
KEPT_VERSIONS = 32
MOST_WAITING = 20
LAST_CHANGED_FIRST = Order(
    columns=(RuleSetDraft.edited_at, RuleSetDraft.id),
    keys=(lambda row: row.edited_at, lambda row: row.id),
    descending=(True, True),
)
_WITH_PEOPLE = (joinedload(RuleSetDraft.author), joinedload(RuleSetDraft.reviewer))


@dataclass(frozen=True)
class DraftStep:
    """One step of a draft, as its history tells it."""

    title: str
    at: datetime
    who: str
    text: str


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


def last_version(code: str) -> LastVersion | None:
    """Number and first day of the version that no other replaces; None before the first."""
    last = latest_version(code)
    return None if last is None else LastVersion(last.version, last.effective_from)


def hold_numbering(code: str) -> None:
    """Let nobody else publish a version of the programme before this transaction ends."""
    db.session.execute(select(func.pg_advisory_xact_lock(func.hashtext(f"rules of {code}"))))


def version_text(version: RuleSetVersion) -> str:
    """A version as a file: the text it was published from; else its document, written out."""
    drafted = db.session.scalar(
        select(RuleSetDraft.source_text).where(RuleSetDraft.published_version_id == version.id)
    )
    return drafted or _shipped_text(version) or _written_out(version)


def _shipped_text(version: RuleSetVersion) -> str | None:
    for file in SHIPPED.glob(f"{version.code}-{version.version}-*.yaml"):
        text = file.read_text("utf-8")
        document = examine(text).document
        if document is not None and fingerprint(document) == version.content_hash:
            return text
    return None


def _written_out(version: RuleSetVersion) -> str:
    # The database keeps fields in an order of its own; a reader wants that of the pages.
    order = [field.name for field in fields(RuleSet)]
    document = {name: version.document[name] for name in order if name in version.document}
    return yaml.safe_dump(document, allow_unicode=True, sort_keys=False, width=100)


def versions_of(code: str) -> Sequence[RuleSetVersion]:
    """Every version of a programme, newest first."""
    return db.session.scalars(
        select(RuleSetVersion)
        .where(RuleSetVersion.code == code)
        .order_by(RuleSetVersion.version.desc())
    ).all()


def version_in_force(code: str, on: date) -> RuleSetVersion | None:
    """The version of a programme in force on a day; None before the first."""
    return next((one for one in versions_of(code) if one.effective_from <= on), None)


def steps_of(log: Sequence[TransitionLog]) -> list[DraftStep]:
    """The steps of a draft, newest first, with who did them and the note that goes with them."""
    actors = {entry.actor_id for entry in log if entry.actor_id}
    rows = db.session.execute(select(User.id, User.name).where(User.id.in_(actors)))
    names = {key: name for key, name in rows}
    return [
        DraftStep(_words_of(entry), entry.at, names.get(entry.actor_id or 0, ""), entry.note)
        for entry in reversed(log)
    ]


def _words_of(entry: TransitionLog) -> str:
    row = RULE_DRAFT.row_of(entry.action)
    messages = row.messages if row else RULE_DRAFT.created
    return messages[Audience.STAFF]


def load_draft(user: User, draft_id: int) -> RuleSetDraft:
    """Any draft, for those who write them. Raises NotFoundForYou."""
    if not user.may(Permission.RULES_DRAFT):
        raise NotFoundForYou
    statement = select(RuleSetDraft).where(RuleSetDraft.id == draft_id).options(*_WITH_PEOPLE)
    draft = db.session.scalar(statement)
    if draft is None:
        raise NotFoundForYou
    return draft


def drafts(
    state: RuleDraftState | None = None, author: User | None = None, words: str = ""
) -> Select[*tuple[RuleSetDraft]]:
    """Drafts of every officer, narrowed by state, by author and by words of the title."""
    statement = select(RuleSetDraft).options(*_WITH_PEOPLE)
    if state is not None:
        statement = statement.where(RuleSetDraft.state == state)
    if author is not None:
        statement = statement.where(RuleSetDraft.author_id == author.id)
    if wanted := searchable(words):
        titles = func.folded(RuleSetDraft.title_it + " " + RuleSetDraft.title_en)
        statement = statement.where(titles.contains(wanted, autoescape=True))
    return statement


def drafts_page(statement: Select[*tuple[RuleSetDraft]], cursor: str | None) -> Page[RuleSetDraft]:
    """One page of drafts, the one changed last first."""
    return fetch_page(db.session, statement, LAST_CHANGED_FIRST, cursor=cursor)


def drafts_rows(statement: Select[*tuple[RuleSetDraft]], most: int) -> Sequence[RuleSetDraft]:
    """The same list for a file."""
    newest = (RuleSetDraft.edited_at.desc(), RuleSetDraft.id.desc())
    return db.session.scalars(statement.order_by(*newest).limit(most)).all()


def draft_counts() -> dict[RuleDraftState, int]:
    """How many drafts stand in each state."""
    rows = db.session.execute(select(RuleSetDraft.state, func.count()).group_by(RuleSetDraft.state))
    found = {state: number for state, number in rows}
    return {state: found[state] for state in RuleDraftState if state in found}


def drafts_waiting(user: User) -> Sequence[RuleSetDraft]:
    """What waits for this officer: drafts of others to publish or return, own ones returned."""
    if not user.may(Permission.RULES_PUBLISH):
        return []
    to_review = and_(
        RuleSetDraft.state == RuleDraftState.SUBMITTED, RuleSetDraft.author_id != user.id
    )
    returned = and_(
        RuleSetDraft.state == RuleDraftState.RETURNED, RuleSetDraft.author_id == user.id
    )
    statement = (
        select(RuleSetDraft)
        .where(or_(to_review, returned))
        .order_by(case((to_review, 0), else_=1), RuleSetDraft.edited_at)
        .options(*_WITH_PEOPLE)
        .limit(MOST_WAITING)
    )
    return db.session.scalars(statement).all()
