"""The state table of drafts of rule sets."""

from app.core.language import N_, Labelled
from app.core.state_machine import Audience, StateMachine, Transition

_STAFF = Audience.STAFF
_BY_AUTHOR, _BY_SECOND_OFFICER = "rules:draft", "rules:publish"


class RuleDraftState(Labelled):
    """How far a draft of a rule set has come."""

    DRAFT = "draft", N_("Draft")
    SUBMITTED = "submitted", N_("Waiting for a second officer")
    RETURNED = "returned", N_("Returned with a note")
    PUBLISHED = "published", N_("Published")
    WITHDRAWN = "withdrawn", N_("Withdrawn")


class RuleDraftAction(Labelled):
    """What can happen to a draft of a rule set."""

    SUBMIT = "submit", N_("Submit to a second officer")
    TAKE_BACK = "take_back", N_("Take back to draft")
    PUBLISH = "publish", N_("Publish the rules")
    RETURN = "return", N_("Return with a note")
    REVISE = "revise", N_("Change the returned draft")
    WITHDRAW = "withdraw", N_("Withdraw the draft")


RULE_DRAFT = StateMachine(
    "rule_draft",
    initial=RuleDraftState.DRAFT,
    final=frozenset({RuleDraftState.PUBLISHED, RuleDraftState.WITHDRAWN}),
    created={_STAFF: N_("Draft of rules written")},
    transitions=(
        Transition(
            sources=frozenset({RuleDraftState.DRAFT}),
            action=RuleDraftAction.SUBMIT,
            target=RuleDraftState.SUBMITTED,
            permission=_BY_AUTHOR,
            messages={_STAFF: N_("Draft of rules submitted to a second officer")},
        ),
        Transition(
            sources=frozenset({RuleDraftState.SUBMITTED}),
            action=RuleDraftAction.TAKE_BACK,
            target=RuleDraftState.DRAFT,
            permission=_BY_AUTHOR,
            messages={_STAFF: N_("Draft of rules taken back by its author")},
        ),
        Transition(
            sources=frozenset({RuleDraftState.SUBMITTED}),
            action=RuleDraftAction.PUBLISH,
            target=RuleDraftState.PUBLISHED,
            permission=_BY_SECOND_OFFICER,
            messages={_STAFF: N_("Rules published")},
        ),
        Transition(
            sources=frozenset({RuleDraftState.SUBMITTED}),
            action=RuleDraftAction.RETURN,
            target=RuleDraftState.RETURNED,
            permission=_BY_SECOND_OFFICER,
            note_required=True,
            messages={_STAFF: N_("Draft of rules returned to its author")},
        ),
        Transition(
            sources=frozenset({RuleDraftState.RETURNED}),
            action=RuleDraftAction.REVISE,
            target=RuleDraftState.DRAFT,
            permission=_BY_AUTHOR,
            messages={_STAFF: N_("Returned draft of rules taken up again")},
        ),
        Transition(
            sources=frozenset({RuleDraftState.DRAFT, RuleDraftState.RETURNED}),
            action=RuleDraftAction.WITHDRAW,
            target=RuleDraftState.WITHDRAWN,
            permission=_BY_AUTHOR,
            messages={_STAFF: N_("Draft of rules withdrawn")},
        ),
    ),
)
"""Who is author and who is second officer is a rule about persons: `rules/publishing.py`."""
