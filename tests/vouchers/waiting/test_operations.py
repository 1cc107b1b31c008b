"""The list moves: seats freed, answers, lapses, vouchers; counts that always agree."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from app.accounts.operations import hashed
from app.accounts.permissions import Role
from app.audit.models import AuditEvent
from app.cases.models.jobseeker import Step
from app.cases.models.steps import TimelineEntry
from app.core.clock import frozen, now, today
from app.core.errors import IllegalTransition, RuleBroken
from app.notices.models import Notice
from catalogue.agreements.operations import Signature, sign_platform_agreement
from catalogue.agreements.queries import present_version
from catalogue.drafting.operations import cancel_edition, change_edition
from catalogue.drafting.rules import EditionContent
from catalogue.offers.operations import settle_seats, take_seat
from catalogue.offers.states import EditionState
from catalogue.providers.states import DataRole
from profiling.matching.operations import make_choice
from profiling.matching.queries import current_choice
from tests.factories import accounts, catalogue
from tests.factories.agreements_signed import second_version
from tests.factories.vouchers import person, supply
from tests.factories.waiting import full, waiting
from vouchers.issuing.operations.answer import decline as decline_voucher
from vouchers.issuing.operations.close import cancel
from vouchers.issuing.operations.issue import issue_voucher
from vouchers.issuing.queries.reconciliation import seat_differences
from vouchers.waiting.operations.answers import decline, join, leave, take
from vouchers.waiting.queries import standings
from vouchers.waiting.states import WaitingState
from vouchers.waiting.tasks import apply_waiting_deadlines


@pytest.fixture
def counsellor(session):
    return accounts.user(Role.COUNSELLOR)


@pytest.fixture
def crowded(counsellor):
    """One seat, taken; two people wait."""
    supplied, (voucher,) = full(counsellor)
    first = waiting(counsellor, supplied.edition)
    second = waiting(counsellor, supplied.edition)
    return supplied.edition, voucher, first, second


def counts(edition):
    return edition.taken, edition.held, edition.waiting, edition.state


def free(voucher, counsellor):
    cancel(voucher=voucher, reason="issued_in_error", note="Prova.", actor=counsellor)


def codes(broken):
    return {reason.code for reason in broken.value.reasons}


def test_people_stand_in_the_order_they_came(crowded):
    edition, _, (one, _), (two, _) = crowded
    assert counts(edition) == (1, 0, 2, EditionState.FULL)
    assert [standing.rank for standing in standings(one.id)] == [1]
    assert [standing.rank for standing in standings(two.id)] == [2]


def test_a_seat_freed_is_kept_for_the_first_and_never_opens_for_others(crowded, counsellor):
    edition, voucher, (_, first), (_, second) = crowded
    free(voucher, counsellor)
    assert (first.state, second.state) == (WaitingState.OFFERED, WaitingState.WAITING)
    assert counts(edition) == (0, 1, 1, EditionState.FULL)
    with pytest.raises(RuleBroken) as broken:
        take_seat(edition)
    assert codes(broken) == {"edition_full"}
    stranger = person(counsellor)
    with pytest.raises(RuleBroken) as broken:
        make_choice(case=stranger, edition=edition, actor=counsellor)
    assert codes(broken) == {"edition_full"}


def test_a_provider_that_declines_frees_the_seat_for_the_list_too(crowded):
    edition, voucher, (_, first), _ = crowded
    manager = catalogue.manager_of(edition.offer.provider)
    decline_voucher(voucher=voucher, reason="no_places", note="Prova.", actor=manager)
    assert first.state is WaitingState.OFFERED


def test_the_place_taken_becomes_the_choice_and_the_voucher_uses_its_seat(crowded, counsellor):
    edition, voucher, (case, first), _ = crowded
    free(voucher, counsellor)
    choice = take(place=first, actor=counsellor)
    assert (choice.edition_id, case.step) == (edition.id, Step.ISSUE)
    assert counts(edition) == (0, 1, 1, EditionState.FULL)
    given = issue_voucher(case=case, counsellor=counsellor, token="kept")
    assert given.edition_id == edition.id
    assert first.state is WaitingState.HONOURED
    assert counts(edition) == (1, 0, 1, EditionState.FULL)
    assert seat_differences() == []


def test_declining_offers_the_seat_to_the_next_and_at_last_to_everybody(crowded, counsellor):
    edition, voucher, (_, first), (_, second) = crowded
    free(voucher, counsellor)
    decline(place=first, actor=counsellor)
    assert (first.state, second.state) == (WaitingState.DECLINED, WaitingState.OFFERED)
    decline(place=second, actor=counsellor)
    assert counts(edition) == (0, 0, 0, EditionState.OPEN)


def test_silence_lapses_the_day_after_and_the_next_is_asked(crowded, counsellor):
    edition, voucher, (_, first), (_, second) = crowded
    free(voucher, counsellor)
    assert apply_waiting_deadlines() == (0, 0)
    with frozen(now() + timedelta(days=(first.respond_by - today()).days + 1)):
        with pytest.raises(RuleBroken) as broken:
            take(place=first, actor=counsellor)
        assert codes(broken) == {"answer_late"}
        assert apply_waiting_deadlines() == (1, 0)
        assert apply_waiting_deadlines() == (0, 0)
    assert (first.state, second.state) == (WaitingState.LAPSED, WaitingState.OFFERED)
    assert counts(edition) == (0, 1, 0, EditionState.FULL)


def test_a_seat_taken_without_a_voucher_in_time_goes_on(crowded, counsellor):
    _, voucher, (_, first), (_, second) = crowded
    free(voucher, counsellor)
    take(place=first, actor=counsellor)
    with frozen(now() + timedelta(days=(first.kept_until - today()).days + 1)):
        apply_waiting_deadlines()
    assert (first.state, second.state) == (WaitingState.LAPSED, WaitingState.OFFERED)


def test_whoever_chooses_something_else_gives_the_seat_back(crowded, counsellor):
    edition, voucher, (case, first), (_, second) = crowded
    free(voucher, counsellor)
    take(place=first, actor=counsellor)
    other = catalogue.edition(edition.offer, edition.site)
    make_choice(case=case, edition=other, actor=counsellor)
    assert (first.state, second.state) == (WaitingState.LEFT, WaitingState.OFFERED)
    assert current_choice(case.id).edition_id == other.id


def test_leaving_moves_the_others_up_and_one_can_join_again_at_the_end(crowded, counsellor):
    edition, _, (one, first), (two, _) = crowded
    leave(place=first, actor=counsellor)
    assert standings(two.id)[0].rank == 1
    again = join(case=one, edition=edition, actor=counsellor)
    assert (again.position, standings(one.id)[0].rank) == (3, 2)


def test_more_seats_go_to_the_list_first(crowded):
    edition, _, (_, first), (_, second) = crowded
    manager = catalogue.manager_of(edition.offer.provider)
    change_edition(manager, edition, content(edition, seats=4))
    assert {first.state, second.state} == {WaitingState.OFFERED}
    assert counts(edition) == (1, 2, 0, EditionState.OPEN)


def test_seats_kept_cannot_be_taken_away(crowded, counsellor):
    edition, voucher, *_ = crowded
    free(voucher, counsellor)
    manager = catalogue.manager_of(edition.offer.provider)
    with pytest.raises(RuleBroken) as broken:
        change_edition(manager, edition, content(edition, seats=0))
    assert "seats_out_of_range" in codes(broken)


def test_during_a_pause_nobody_is_asked_and_afterwards_the_list_comes_first(crowded, counsellor):
    edition, voucher, (_, first), _ = crowded
    edition.site.paused_since, edition.site.pause_reason = today(), "other"
    free(voucher, counsellor)
    assert first.state is WaitingState.WAITING
    with pytest.raises(RuleBroken) as broken:
        take_seat(edition)
    assert codes(broken) == {"provider_paused"}
    edition.site.paused_since, edition.site.pause_reason = None, ""
    settle_seats(edition)
    assert first.state is WaitingState.OFFERED


def test_nobody_is_sent_to_a_provider_that_let_the_agreement_pass_until_it_signs(
    crowded, counsellor
):
    edition, voucher, (_, first), _ = crowded
    with frozen(now() - timedelta(days=31)):
        second_version(accounts.user(Role.PROGRAMME_OFFICER))
    free(voucher, counsellor)
    apply_waiting_deadlines()
    assert first.state is WaitingState.WAITING
    provider = edition.offer.provider
    manager = catalogue.manager_of(provider)
    manager.password_hash = hashed("quattro parole a caso")
    declared = Signature(
        password="quattro parole a caso",
        data_role=DataRole.PROCESSOR,
        privacy_contact="Ufficio dati",
        privacy_email="dati@ente.example",
    )
    sign_platform_agreement(manager, provider, present_version(), declared)
    apply_waiting_deadlines()
    assert first.state is WaitingState.OFFERED


def test_a_seat_taken_before_a_pause_is_still_given(crowded, counsellor):
    edition, voucher, (case, first), _ = crowded
    free(voucher, counsellor)
    take(place=first, actor=counsellor)
    edition.offer.paused_since, edition.offer.pause_reason = today(), "other"
    assert issue_voucher(case=case, counsellor=counsellor, token="kept")


def test_a_cancelled_edition_closes_its_list(counsellor):
    supplied, (voucher,) = full(counsellor)
    _, first = waiting(counsellor, supplied.edition)
    _, second = waiting(counsellor, supplied.edition)
    free(voucher, counsellor)
    manager = catalogue.manager_of(supplied.provider)
    cancel_edition(manager, supplied.edition, "mistake")
    assert {first.state, second.state} == {WaitingState.CLOSED}
    assert (supplied.edition.held, supplied.edition.waiting) == (0, 0)


def test_a_list_closes_when_enrolment_is_over(crowded):
    edition, _, (_, first), _ = crowded
    with frozen(now() + timedelta(days=(edition.enrol_by - today()).days + 1)):
        assert apply_waiting_deadlines() == (0, 1)
    assert first.state is WaitingState.CLOSED


def test_one_does_not_wait_twice_nor_where_places_are_left(crowded, counsellor):
    edition, _, (case, _), _ = crowded
    with pytest.raises(RuleBroken) as broken:
        join(case=case, edition=edition, actor=counsellor)
    assert codes(broken) == {"already_waiting"}
    roomy = supply().edition
    with pytest.raises(RuleBroken) as broken:
        join(case=person(counsellor), edition=roomy, actor=counsellor)
    assert codes(broken) == {"places_left", "no_list"}


def test_the_measure_must_fit_the_person(crowded, counsellor):
    edition, *_ = crowded
    with pytest.raises(RuleBroken) as broken:
        join(case=person(counsellor, step=Step.DELIVER), edition=edition, actor=counsellor)
    assert codes(broken) == {"voucher_open"}


def test_an_answer_is_given_once(crowded, counsellor):
    _, voucher, (_, first), _ = crowded
    free(voucher, counsellor)
    take(place=first, actor=counsellor)
    with pytest.raises(IllegalTransition):
        take(place=first, actor=counsellor)
    with pytest.raises(IllegalTransition):
        decline(place=first, actor=counsellor)


def test_every_move_is_told_and_leaves_a_trace(crowded, counsellor, session):
    _, voucher, (case, first), _ = crowded
    free(voucher, counsellor)
    events = session.scalars(
        select(AuditEvent.event).where(
            AuditEvent.object_type == "waiting_place", AuditEvent.object_id == first.id
        )
    ).all()
    assert events == ["waiting_place:join", "waiting_place:offer"]
    told = session.scalars(
        select(TimelineEntry.action).where(
            TimelineEntry.jobseeker_id == case.id, TimelineEntry.machine == "waiting_place"
        )
    ).all()
    assert told == ["join", "offer"]
    notice = session.scalars(select(Notice).where(Notice.recipient_id == counsellor.id)).one()
    assert notice.address == f"/cases/{case.id}/waiting"
    assert case.surname not in str(notice.params)


def test_the_database_keeps_the_counts_itself(crowded, counsellor, session):
    edition, *_ = crowded
    for column in ("held", "waiting"):
        with pytest.raises(IntegrityError), session.begin_nested():
            session.execute(text(f"UPDATE edition SET {column} = 7 WHERE id = {edition.id}"))


def test_the_database_keeps_no_seat_that_is_not_there(crowded, session):
    edition, _, (_, first), _ = crowded
    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(
            text(
                "UPDATE waiting_place SET state = 'offered', respond_by = current_date "
                f"WHERE id = {first.id}"
            )
        )
    assert edition.places_left == 0


def test_what_is_over_stays_as_it_was(crowded, counsellor, session):
    _, _, (_, first), _ = crowded
    leave(place=first, actor=counsellor)
    session.flush()
    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(text(f"UPDATE waiting_place SET state='waiting' WHERE id={first.id}"))
    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(text(f"DELETE FROM waiting_place WHERE id={first.id}"))


def content(edition, *, seats):
    return EditionContent(
        code=edition.code,
        site_id=edition.site_id,
        starts_on=edition.starts_on,
        ends_on=edition.ends_on,
        enrol_by=edition.enrol_by,
        seats=seats,
        timetable=edition.timetable,
        waiting_max=edition.waiting_max,
    )


def test_a_person_on_many_lists_leaves_one_before_joining_another(counsellor, monkeypatch):
    monkeypatch.setattr("vouchers.waiting.rules.MOST_LISTS", 1)
    one, _ = full(counsellor)
    other, _ = full(counsellor)
    case, place = waiting(counsellor, one.edition)
    with pytest.raises(RuleBroken) as broken:
        join(case=case, edition=other.edition, actor=counsellor)
    assert [reason.code for reason in broken.value.reasons] == ["many_lists"]
    leave(place=place, actor=counsellor)
    assert join(case=case, edition=other.edition, actor=counsellor).state is WaitingState.WAITING
