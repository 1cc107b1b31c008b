"""What upper floors do with a draft, as a table the roof fills in (`app.wiring.DRAFT_ACTIONS`)."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for

from app.accounts.guard import signed_in
from app.accounts.permissions import Permission
from app.programme.models import RuleSetDraft
from app.programme.states import RuleDraftState

_OPEN = (RuleDraftState.DRAFT, RuleDraftState.SUBMITTED, RuleDraftState.RETURNED)


@dataclass(frozen=True)
class DraftAction:
    """A page about a draft: English label and hint to translate, endpoint taking `draft_id`.

    It is offered for a draft without faults, in these states, to those who hold the permission.
    """

    label: str
    hint: str
    endpoint: str
    permission: Permission
    states: tuple[RuleDraftState, ...] = _OPEN


@dataclass(frozen=True)
class ShownAction:
    """An action as the draft's page draws it."""

    label: str
    hint: str
    url: str


_actions: list[DraftAction] = []


def install(table: Sequence[DraftAction]) -> None:
    """Install the table of wiring; called once by the factory."""
    _actions[:] = table


def draft_actions(draft: RuleSetDraft) -> list[ShownAction]:
    """What the person at the screen can do with the draft on other floors."""
    if draft.fault_count:
        return []
    user = signed_in()
    return [
        ShownAction(action.label, action.hint, url_for(action.endpoint, draft_id=draft.id))
        for action in _actions
        if draft.state in action.states and user.may(action.permission)
    ]
