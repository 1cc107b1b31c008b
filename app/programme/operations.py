"""Publish rule sets; write, submit, return and publish their drafts."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.accounts.models import User
from app.audit.operations import begin, lock, perform, record
from app.core.clock import now, today
from app.core.database import db
from app.core.errors import Refusal, RuleBroken
from app.core.language import N_
from app.programme.models import RuleSetDraft, RuleSetVersion
from app.programme.queries import (
    SHIPPED,
    hold_numbering,
    last_version,
    latest_version,
    rules_of_draft,
    version_numbered,
    version_text,
)
from app.programme.rules.document import RuleSet
from app.programme.rules.faults import RuleSetInvalid
from app.programme.rules.identity import canonical, fingerprint
from app.programme.rules.parsing import examine, parse_rule_set
from app.programme.rules.publishing import NOT_YOURS, OWN_DRAFT, as_next, publication_refusals
from app.programme.rules.written import text_of, unkeepable
from app.programme.states import RuleDraftAction, RuleDraftState


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


def publish_rule_set(actor: User | None, document: Mapping[str, Any]) -> Publication:
    """Publish a document as the next version of its programme; its predecessor ends the day before.

    Publishing the same document again changes nothing. Rules that come with the software may have
    been in force for long; those of the pages go through `publish_draft`.

    Raises:
        RuleSetInvalid: the document has faults.
        RuleBroken: the version exists with other content, or starts before its predecessor.
    """
    rules = parse_rule_set(document)
    hold_numbering(rules.code)
    present = version_numbered(rules.code, rules.version)
    if present is not None:
        if present.content_hash != fingerprint(document):
            raise RuleBroken([_CHANGED])
        return Publication(present, is_new=False)
    return Publication(_publish(actor, rules, document), is_new=True)


def write_draft(actor: User, text: str, *, based_on: RuleSetVersion | None = None) -> RuleSetDraft:
    """Keep a text as a new draft, with whatever faults it has.

    Raises RuleBroken when the text cannot even be kept: too long, or no text.
    """
    draft = RuleSetDraft(
        author_id=actor.id, author=actor, based_on_id=based_on.id if based_on else None
    )
    _fill(draft, text, code=based_on.code if based_on else "")
    db.session.add(draft)
    begin(actor, draft, event="rule_draft:write", code=draft.code, faults=draft.fault_count)
    return draft


def copy_version(actor: User, version: RuleSetVersion) -> RuleSetDraft:
    """Begin a draft with the text of a version; number and first day are those of the next one."""
    text, last = version_text(version), last_version(version.code)
    return write_draft(actor, as_next(text, last, today()) if last else text, based_on=version)


def change_draft(actor: User, draft: RuleSetDraft, text: str, *, revision: int) -> bool:
    """Change the text of one's own draft; a returned one is taken up again. False if it is the same.

    Raises IllegalTransition when it is submitted or past, RuleBroken when it is not one's own, when
    it was changed in another tab since `revision`, or when the text cannot be kept.
    """
    _lock_own(actor, draft)
    if draft.revision != revision:
        raise RuleBroken([CHANGED_MEANWHILE])
    if draft.state is not RuleDraftState.DRAFT:
        perform(actor, draft, RuleDraftAction.REVISE)
    if text == draft.source_text:
        return False
    _fill(draft, text, code=draft.code)
    draft.revision += 1
    draft.edited_at = now()
    record(
        actor,
        "rule_draft:change",
        draft,
        revision=draft.revision,
        faults=draft.fault_count,
        content_hash=draft.content_hash,
    )
    return True


def submit_draft(actor: User, draft: RuleSetDraft) -> None:
    """Hand one's own draft to a second officer.

    Raises RuleSetInvalid while it has faults, RuleBroken when its number or its first day cannot be.
    """
    _lock_own(actor, draft)
    draft.machine.transition(draft.state, RuleDraftAction.SUBMIT)
    _refuse_unpublishable(rules_of_draft(draft))
    draft.submitted_at = now()
    perform(actor, draft, RuleDraftAction.SUBMIT, content_hash=draft.content_hash)


def take_back_draft(actor: User, draft: RuleSetDraft) -> None:
    """Take one's own submitted draft back, to change it."""
    _lock_own(actor, draft)
    perform(actor, draft, RuleDraftAction.TAKE_BACK)


def withdraw_draft(actor: User, draft: RuleSetDraft) -> None:
    """Give one's own draft up; it is kept, and never changes again."""
    _lock_own(actor, draft)
    perform(actor, draft, RuleDraftAction.WITHDRAW)


def return_draft(actor: User, draft: RuleSetDraft, note: str) -> None:
    """Send a colleague's draft back with a note that says what to change."""
    _lock_others(actor, draft, RuleDraftAction.RETURN)
    if note.strip():  # else `perform` refuses, and nothing is written
        draft.reviewer_id, draft.decided_at = actor.id, now()
    perform(actor, draft, RuleDraftAction.RETURN, note=note)


def publish_draft(actor: User, draft: RuleSetDraft, *, seen: str | None = None) -> RuleSetVersion:
    """Publish a colleague's draft as the next version; the version before it ends the day before.

    `seen` is the fingerprint of what the officer read. Raises RuleBroken when the draft is one's own
    or another text by now, or when its number or first day can no longer be; IllegalTransition when
    somebody published or returned it meanwhile.
    """
    _lock_others(actor, draft, RuleDraftAction.PUBLISH)
    if seen is not None and seen != draft.content_hash:
        raise RuleBroken([_OTHER_TEXT])
    rules = rules_of_draft(draft)
    hold_numbering(rules.code)
    _refuse_unpublishable(rules)
    version = _publish(actor, rules, draft.document or {}, author_id=draft.author_id)
    draft.published_version_id = version.id
    draft.reviewer_id, draft.decided_at = actor.id, now()
    perform(actor, draft, RuleDraftAction.PUBLISH, version=version.version)
    return version


CHANGED_MEANWHILE = Refusal(
    "draft_changed",
    N_("The draft was changed in another window since you opened this one."),
)
_OTHER_TEXT = Refusal(
    "draft_other_text",
    N_("The draft was changed since you opened this page. Read it again before publishing."),
)
_CHANGED = Refusal(
    "rule_set_changed",
    N_("This version is published with other content. Give the changed rules a new version."),
)
_TOO_EARLY = Refusal(
    "rule_set_too_early", N_("The rules must start after the version they replace.")
)


def _publish(
    actor: User | None, rules: RuleSet, document: Mapping[str, Any], author_id: int | None = None
) -> RuleSetVersion:
    _end_predecessor(rules)
    version = RuleSetVersion(
        code=rules.code,
        version=rules.version,
        title_it=rules.title.it,
        title_en=rules.title.en,
        effective_from=rules.effective_from,
        document=json.loads(canonical(document)),
        content_hash=fingerprint(document),
        source=rules.sources[rules.source].title.en,
        verified=rules.verified,
        author_id=author_id,
        published_by_id=actor.id if actor and author_id else None,
    )
    db.session.add(version)
    record(actor, "rules:publish", version, code=rules.code, version=rules.version)
    return version


def _end_predecessor(rules: RuleSet) -> None:
    last = latest_version(rules.code)
    if last is None:
        return
    if rules.version <= last.version or rules.effective_from <= last.effective_from:
        raise RuleBroken([_TOO_EARLY])
    last.effective_to = rules.effective_from
    db.session.flush()  # before the new row arrives, or the two periods would overlap


def _fill(draft: RuleSetDraft, text: str, *, code: str) -> None:
    if wrong := unkeepable(text):
        raise RuleBroken([wrong])
    reading = examine(text)
    document = reading.document
    draft.source_text = text
    draft.fault_count = len(reading.faults)
    draft.document = None if document is None else json.loads(canonical(document))
    draft.content_hash = "" if document is None else fingerprint(document)
    title = (document or {}).get("title")
    titles = title if isinstance(title, dict) else {}
    draft.title_it = _words(titles.get("it"))
    draft.title_en = _words(titles.get("en"))
    draft.code = _words((document or {}).get("code"))[:32] or code


def _words(value: object) -> str:
    return value if isinstance(value, str) else ""


def _refuse_unpublishable(rules: RuleSet) -> None:
    if reasons := publication_refusals(rules, last_version(rules.code), today()):
        raise RuleBroken(reasons)


def _lock_own(actor: User, draft: RuleSetDraft) -> None:
    lock(draft)
    if draft.author_id != actor.id:
        raise RuleBroken([NOT_YOURS])


def _lock_others(actor: User, draft: RuleSetDraft, action: RuleDraftAction) -> None:
    lock(draft)
    if draft.author_id == actor.id:
        raise RuleBroken([OWN_DRAFT])
    draft.machine.transition(draft.state, action)


def _shipped(content: bytes) -> dict[str, Any]:
    reading = examine(text_of(content))
    if reading.document is None or reading.faults:
        raise RuleSetInvalid(reading.faults)
    return reading.document
