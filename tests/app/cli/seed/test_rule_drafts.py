"""The demonstration has a draft to decide on and one that came back."""

from app.accounts.permissions import Role
from app.cli.seed import cast
from app.cli.seed.rule_drafts import NOTE, SUBMITTED, add_rule_drafts
from app.core.database import db
from app.programme.models import RuleSetDraft
from app.programme.queries import drafts_waiting, latest_version, rules_of_draft, rules_of_version
from app.programme.rules.difference import ABOUT, difference
from app.programme.states import RuleDraftState
from tests.factories import accounts


def test_both_drafts_are_rules_and_each_officer_has_something_to_do(session):
    first, second = (accounts.user(part.role, email=part.email) for part in cast.OFFICERS)
    assert first.role is Role.PROGRAMME_OFFICER
    trial = add_rule_drafts()
    drafts = db.session.scalars(db.select(RuleSetDraft).order_by(RuleSetDraft.id)).all()
    states = [draft.state for draft in drafts]
    assert states == [RuleDraftState.RETURNED, RuleDraftState.SUBMITTED]
    assert drafts_waiting(first) == [drafts[0]]
    assert drafts_waiting(second) == [drafts[1]]
    assert trial.draft_id == drafts[1].id
    assert "atto" in NOTE
    before = rules_of_version(latest_version("gol").id)
    changes = difference(before, rules_of_draft(drafts[1]))
    assert len([change for change in changes if change.part != ABOUT]) == len(SUBMITTED)
