"""Drafting, publishing, amending and closing calls."""

from dataclasses import fields
from datetime import date
from typing import Any

from app.accounts.models import User
from app.audit.operations import begin, lock, perform, record
from app.core.clock import today
from app.core.database import db
from app.core.errors import Refusal, RuleBroken
from app.core.language import N_
from app.core.money import Money
from app.programme.queries import rules_in_force
from catalogue.services.models import Call, CallAmendment
from catalogue.services.queries import call_with_code
from catalogue.services.rules import (
    CallContent,
    amendment_refusals,
    content_refusals,
    publication_refusals,
)
from catalogue.services.states import CallAction, CallState

_FIELDS = tuple(field.name for field in fields(CallContent))


def draft_call(actor: User, content: CallContent) -> Call:
    """Write a new draft. Raises RuleBroken with everything the call cannot say."""
    reasons = content_refusals(content, rules_in_force(today()))
    if call_with_code(content.code) is not None:
        reasons.append(_CODE_TAKEN)
    if reasons:
        raise RuleBroken(reasons)
    call = Call(**_columns(content))
    db.session.add(call)
    begin(actor, call, event="call:draft", code=call.code)
    return call


def change_call(actor: User, call: Call, content: CallContent, *, revision: int) -> None:
    """Change a draft; `revision` is the one the person saw. Raises RuleBroken with every reason."""
    lock(call)
    reasons = content_refusals(content, rules_in_force(today()))
    if call.state is not CallState.DRAFT:
        reasons.append(Refusal("not_a_draft", N_("A published call changes by an amendment.")))
    other = call_with_code(content.code)
    if other is not None and other.id != call.id:
        reasons.append(_CODE_TAKEN)
    _check(call, revision, reasons)
    if changed := _filled(call, content):
        record(actor, "call:change", call, fields=sorted(changed))


def publish_call(actor: User, call: Call) -> None:
    """Make a draft public; its dates open and close it. Raises RuleBroken with what it still lacks."""
    lock(call)
    if reasons := publication_refusals(content_of(call), rules_in_force(today()), today()):
        raise RuleBroken(reasons)
    perform(actor, call, CallAction.PUBLISH)


def amend_call(
    actor: User, call: Call, content: CallContent, *, act: str, reason: str, revision: int
) -> CallAmendment:
    """Change a published call by an act, and keep what it said before.

    Raises RuleBroken when nothing changes, when the act or the reason are missing, when less would be
    left than has been granted, or when somebody else changed it meanwhile.
    """
    lock(call)
    before = content_of(call)
    reasons = content_refusals(content, rules_in_force(today()))
    reasons += amendment_refusals(before, content, act=act, reason=reason, granted=call.granted)
    if call.state is not CallState.PUBLISHED:
        reasons.append(Refusal("not_published", N_("Only a published call can be amended.")))
    _check(call, revision, reasons)
    amendment = CallAmendment(
        call_id=call.id,
        number=call.amendments + 1,
        act=act,
        reason=reason,
        changes={
            name: [_plain(getattr(before, name)), _plain(getattr(content, name))]
            for name in _FIELDS
            if getattr(before, name) != getattr(content, name)
        },
        made_by_id=actor.id,
    )
    db.session.add(amendment)
    db.session.flush()  # the database lets the call change only beside its amendment
    call.amendments += 1
    changed = _filled(call, content)
    record(actor, "call:amend", call, number=amendment.number, fields=sorted(changed))
    return amendment


def close_call(actor: User, call: Call, *, reason: str | None, note: str) -> None:
    """Close a published call before its last day: no offer and no voucher under it any more."""
    perform(actor, call, CallAction.CLOSE, reason=reason, note=note)


def discard_call(actor: User, call: Call) -> None:
    """Give a draft up; it was never public."""
    perform(actor, call, CallAction.DISCARD)


def content_of(call: Call) -> CallContent:
    """The call as an officer wrote it."""
    values = {name: getattr(call, name) for name in _FIELDS}
    listed = ("pathways", "service_types", "automatic_types")
    return CallContent(**values | {name: tuple(values[name]) for name in listed})


def _check(call: Call, revision: int, reasons: list[Refusal]) -> None:
    if revision != call.revision:
        message = N_("A colleague has changed this call meanwhile. Open it again and compare.")
        reasons.append(Refusal("changed_meanwhile", message))
    if reasons:
        raise RuleBroken(reasons)


def _columns(content: CallContent) -> dict[str, Any]:
    found = {name: getattr(content, name) for name in _FIELDS}
    return found | {
        "code": content.code.upper(),
        "pathways": sorted(content.pathways),
        "service_types": list(content.service_types),
        "automatic_types": list(content.automatic_types),
    }


def _filled(call: Call, content: CallContent) -> list[str]:
    """Write the content in one statement, and say which fields changed."""
    columns = _columns(content)
    changed = [name for name, value in columns.items() if getattr(call, name) != value]
    for name in changed:
        setattr(call, name, columns[name])
    if changed:
        call.revision += 1
    db.session.flush()
    return changed


def _plain(value: Any) -> Any:
    """A value as JSON keeps it: days in ISO form, money in cents."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Money):
        return value.cents
    return list(value) if isinstance(value, tuple) else value


_CODE_TAKEN = Refusal(
    "code_taken", N_("There is already a call with this code. Choose another one."), field="code"
)
