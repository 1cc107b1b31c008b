"""Published, signed again, reminded, late; answers and their tier."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from app.accounts.operations import hashed
from app.accounts.permissions import Role
from app.audit.models import AuditEvent
from app.core.clock import frozen, now, today
from app.core.errors import RuleBroken
from app.notices.models import Notice
from catalogue.agreements.models import SecurityAnswers
from catalogue.agreements.operations import (
    Signature,
    answer_security_questions,
    load_shipped_agreements,
    publish_agreement,
    remind_of_signature,
    sign_platform_agreement,
)
from catalogue.agreements.queries import (
    present_version,
    signatures_of,
    signatures_rows,
    signing_of,
    standing_counts,
    tier_of_provider,
)
from catalogue.agreements.rules import Draft, Standing
from catalogue.drafting.operations import submit_offer
from catalogue.offers.states import OfferState
from catalogue.providers.states import DataRole
from tests.catalogue.agreements.test_rules import SAFE
from tests.factories import accounts
from tests.factories import catalogue as make
from tests.factories.agreements_signed import second_version
from tests.factories.agreements_signed import text as agreement_text

PASSWORD = "quattro parole a caso"
SIGNATURE = Signature(
    password=PASSWORD,
    data_role=DataRole.PROCESSOR,
    privacy_contact="Responsabile dati",
    privacy_email="dati@ente.example",
)


@pytest.fixture
def officer(session):
    return accounts.user(Role.PROGRAMME_OFFICER)


@pytest.fixture
def owner(session):
    return make.provider()


@pytest.fixture
def manager(owner):
    found = make.manager_of(owner)
    found.password_hash = hashed(PASSWORD)
    return found


def codes(broken):
    return {reason.code for reason in broken.value.reasons}


def after(days):
    return frozen(now() + timedelta(days=days))


def test_the_shipped_text_is_there_once(session):
    assert present_version().number == 1
    assert load_shipped_agreements() == 0


def test_a_new_version_is_to_be_signed_and_every_manager_is_told(officer, owner, manager, session):
    version = second_version(officer)
    assert signing_of(owner.id, today()).standing is Standing.TO_SIGN
    told = session.scalars(select(Notice).where(Notice.recipient_id == manager.id)).one()
    assert told.address == "/provider/agreement"
    assert version.sign_by.isoformat() in str(told.params)
    events = session.scalars(select(AuditEvent.event).where(AuditEvent.actor_id == officer.id))
    assert "platform_agreement:publish" in events.all()


def test_signing_again_ends_what_was_signed_and_keeps_it(officer, owner, manager):
    version = second_version(officer)
    signed = sign_platform_agreement(manager, owner, version, SIGNATURE)
    newest, former = signatures_of(owner.id)
    assert newest is signed
    assert (signed.text_hash, signed.data_role) == (version.content_hash, DataRole.PROCESSOR)
    assert former.ended_at is not None
    assert signing_of(owner.id, today()).standing is Standing.SIGNED


def test_everything_a_signature_lacks_is_told_at_once(officer, owner, manager):
    version = second_version(officer)
    with pytest.raises(RuleBroken) as broken:
        sign_platform_agreement(manager, owner, version, Signature(password="another"))
    assert codes(broken) == {"role_missing", "contact_missing", "password_wrong"}


def test_an_old_text_or_the_same_twice_is_not_signed(officer, owner, manager):
    former, version = present_version(), second_version(officer)
    with pytest.raises(RuleBroken) as broken:
        sign_platform_agreement(manager, owner, former, SIGNATURE)
    assert codes(broken) == {"not_present", "already_signed"}
    sign_platform_agreement(manager, owner, version, SIGNATURE)
    with pytest.raises(RuleBroken) as broken:
        sign_platform_agreement(manager, owner, version, SIGNATURE)
    assert codes(broken) == {"already_signed"}


def test_reminders_come_once_before_and_once_after_the_deadline(officer, owner, manager, session):
    second_version(officer)

    def told():
        return len(session.scalars(select(Notice).where(Notice.recipient_id == manager.id)).all())

    remind_of_signature()
    assert told() == 1  # the publication; the deadline is far
    for days, expected in ((20, 2), (25, 2), (31, 3), (40, 3)):
        with after(days):
            remind_of_signature()
            assert told() == expected


def test_a_third_version_does_not_prolong_the_time_for_the_second(officer, owner, manager):
    second = second_version(officer)
    with after(20):
        publish_agreement(
            officer,
            Draft(
                text=agreement_text("Terza"),
                effective_from=today(),
                sign_by=today() + timedelta(60),
            ),
        )
        assert signing_of(owner.id, today()).sign_by == second.sign_by
    with after(31):
        assert signing_of(owner.id, today()).standing is Standing.OVERDUE
        assert owner.id in {row.provider.id for row in signatures_rows("", Standing.OVERDUE, 1000)}
        sign_platform_agreement(manager, owner, present_version(), SIGNATURE)
        assert signing_of(owner.id, today()).standing is Standing.SIGNED


def test_after_the_deadline_no_offer_is_submitted(officer, owner, manager):
    second_version(officer)
    call = make.call()
    offer = make.offer(owner, call_id=call.id, state=OfferState.DRAFT)
    make.edition(offer, make.site(owner), in_days=90)
    with after(31):
        with pytest.raises(RuleBroken) as broken:
            submit_offer(manager, offer)
        assert codes(broken) == {"agreement_overdue"}
        sign_platform_agreement(manager, owner, present_version(), SIGNATURE)
        submit_offer(manager, offer)
    assert offer.state is OfferState.SUBMITTED


def test_the_list_says_the_same_as_the_rule(officer, session):
    signed, late, never = make.provider(), make.provider(tier=""), make.provider(signed=False)
    make.provider(state="applicant", accredited_until=None, signed=False)
    version = second_version(officer)
    who = make.manager_of(signed)
    who.password_hash = hashed(PASSWORD)
    sign_platform_agreement(who, signed, version, SIGNATURE)
    with after(31):
        rows = {row.provider.id: row for row in signatures_rows("", None, 1000)}
        assert rows[signed.id].standing is Standing.SIGNED
        assert rows[late.id].standing is Standing.OVERDUE
        assert rows[never.id].standing is Standing.MISSING
        assert (rows[signed.id].tier.code, rows[late.id].tier.code) == ("full", "narrow")
        counted = standing_counts()
        for wanted in Standing:
            found = signatures_rows("", wanted, 1000)
            assert {row.standing for row in found} <= {wanted}
            assert len(found) == counted[wanted]
        assert sum(counted.values()) == len(rows)
    assert standing_counts()[Standing.OVERDUE] == 0


def test_answers_give_a_tier_and_replace_the_ones_before(owner, manager, session):
    answer_security_questions(manager, owner, SAFE | {"assurance": "none"})
    assert tier_of_provider(owner.id, today()).code == "narrow"
    given = answer_security_questions(manager, owner, SAFE)
    assert (given.category, given.tier) == ("2B", "full")
    assert tier_of_provider(owner.id, today()).code == "full"
    assert tier_of_provider(owner.id, given.valid_until + timedelta(1)).code == "narrow"
    kept = session.scalars(
        select(SecurityAnswers).where(SecurityAnswers.provider_id == owner.id)
    ).all()
    assert len(kept) == 3  # the factory's, and both of these


def test_every_question_needs_one_of_its_answers(owner, manager):
    answers = {**SAFE, "training": "perhaps"}
    del answers["systems"]
    with pytest.raises(RuleBroken) as broken:
        answer_security_questions(manager, owner, answers)
    assert {reason.field for reason in broken.value.reasons} == {"systems", "training"}


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE agreement_version SET sign_by = current_date + 900",
        "DELETE FROM agreement_version",
        "UPDATE platform_agreement SET text_version = '9'",
        "DELETE FROM platform_agreement",
        "UPDATE security_answers SET tier = 'full', category = '2B' WHERE tier = 'narrow'",
    ],
)
def test_the_database_keeps_what_was_published_signed_and_answered(change, owner, manager, session):
    answer_security_questions(manager, owner, SAFE | {"assurance": "none"})
    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(text(change))
