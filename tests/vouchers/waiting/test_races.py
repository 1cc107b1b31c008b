"""The last seat and those who wait for it: real threads, real commits, many rounds."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier, Event

import pytest
from sqlalchemy import func, select

from app.accounts.models import User
from app.accounts.permissions import Role
from app.audit.operations import lock
from app.cases.models.jobseeker import Jobseeker
from app.core.clock import today
from app.core.database import db, transaction
from app.core.errors import IllegalTransition, RuleBroken
from catalogue.offers.models import Edition
from catalogue.offers.states import EditionState
from profiling.matching.operations import make_choice
from tests.factories import accounts
from tests.factories.vouchers import person
from tests.factories.waiting import full, waiting
from vouchers.issuing.models import Voucher
from vouchers.issuing.operations.close import cancel
from vouchers.issuing.operations.issue import issue_voucher
from vouchers.issuing.queries.reconciliation import seat_differences
from vouchers.waiting.models import WaitingPlace
from vouchers.waiting.operations.answers import decline, join, take
from vouchers.waiting.operations.moving import lapse
from vouchers.waiting.states import WaitingState

ROUNDS = 6


@pytest.fixture
def counsellor_id(own_app):
    with own_app.app_context(), transaction():
        return accounts.user(Role.COUNSELLOR).id


def at_once(app, *works):
    """Run the works at the same moment in threads of their own; what each gave or raised."""
    barrier = Barrier(len(works))

    def run(work):
        with app.app_context():
            try:
                with transaction():
                    barrier.wait(timeout=20)
                    return work()
            except RuleBroken as broken:
                return {reason.code for reason in broken.reasons}
            except IllegalTransition:
                return "too late"
            finally:
                db.session.remove()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def crowded(app, counsellor_id, *, vouchers=1, people=2):
    """A full edition with people who wait: keys of the edition, its vouchers, the places, the people."""
    with app.app_context(), transaction():
        counsellor = db.session.get(User, counsellor_id)
        supplied, given = full(counsellor, seats=vouchers)
        queue = [waiting(counsellor, supplied.edition) for _ in range(people)]
        return (
            supplied.edition.id,
            [voucher.id for voucher in given],
            [place.id for _, place in queue],
            [case.id for case, _ in queue],
        )


def actor(counsellor_id):
    return db.session.get(User, counsellor_id)


def cancelling(voucher_id, counsellor_id):
    def work():
        voucher = db.session.get(Voucher, voucher_id)
        cancel(voucher=voucher, reason="issued_in_error", note="x", actor=actor(counsellor_id))
        return "freed"

    return work


def taking(place_id, counsellor_id):
    def work():
        place = db.session.get(WaitingPlace, place_id)
        take(place=place, actor=actor(counsellor_id))
        return "taken"

    return work


def issuing(case_id, counsellor_id):
    def work():
        case = db.session.get(Jobseeker, case_id)
        return issue_voucher(case=case, counsellor=actor(counsellor_id), token=f"t{case_id}").number

    return work


def lapsing(place_id):
    return lambda: lapse(db.session.get(WaitingPlace, place_id))


def let_time_pass(app, place_id, deadline):
    """As if the last day had been the day before yesterday."""
    with app.app_context(), transaction():
        setattr(db.session.get(WaitingPlace, place_id), deadline, today() - timedelta(days=2))


def states(app, places):
    with app.app_context():
        rows = db.session.execute(
            select(WaitingPlace.id, WaitingPlace.state).where(WaitingPlace.id.in_(places))
        )
        found = {key: state for key, state in rows}
        return [found[key] for key in places]


def assert_all_agrees(app, edition_id):
    """Counts equal what they count, and never more than the seats."""
    with app.app_context():
        edition = db.session.get(Edition, edition_id)
        kept = select(func.count()).where(
            WaitingPlace.edition_id == edition_id, WaitingPlace.state.in_(("offered", "taken"))
        )
        waits = select(func.count()).where(
            WaitingPlace.edition_id == edition_id, WaitingPlace.state == "waiting"
        )
        assert edition.held == db.session.scalar(kept)
        assert edition.waiting == db.session.scalar(waits)
        assert edition.taken + edition.held <= edition.seats
        assert seat_differences() == []


def test_two_seats_freed_at_once_are_kept_for_two_people(own_app, counsellor_id):
    for _ in range(ROUNDS):
        edition, vouchers, places, _ = crowded(own_app, counsellor_id, vouchers=2, people=3)
        answers = at_once(own_app, *[cancelling(key, counsellor_id) for key in vouchers])
        assert answers == ["freed", "freed"]
        offered, waits = WaitingState.OFFERED, WaitingState.WAITING
        assert states(own_app, places) == [offered, offered, waits]
        assert_all_agrees(own_app, edition)


def test_a_seat_freed_while_a_stranger_issues_goes_to_who_waits(own_app, counsellor_id):
    for _ in range(ROUNDS):
        edition, vouchers, places, _ = crowded(own_app, counsellor_id, people=1)
        with own_app.app_context(), transaction():
            # Somebody chose the edition while there was a place, and now comes for the voucher.
            counsellor, chosen = actor(counsellor_id), db.session.get(Edition, edition)
            stranger = person(counsellor)
            chosen.seats, chosen.state = 2, EditionState.OPEN
            make_choice(case=stranger, edition=chosen, actor=counsellor)
            chosen.seats, chosen.state = 1, EditionState.FULL
            stranger_id = stranger.id
        _, answer = at_once(
            own_app, cancelling(vouchers[0], counsellor_id), issuing(stranger_id, counsellor_id)
        )
        assert "edition_full" in answer
        assert states(own_app, places) == [WaitingState.OFFERED]
        assert_all_agrees(own_app, edition)


def test_lapse_and_answer_at_once_give_the_seat_to_exactly_one(own_app, counsellor_id):
    for late in (False, True) * 3:
        edition, vouchers, places, _ = crowded(own_app, counsellor_id)
        at_once(own_app, cancelling(vouchers[0], counsellor_id))
        if late:
            let_time_pass(own_app, places[0], "respond_by")
        answers = at_once(own_app, lapsing(places[0]), taking(places[0], counsellor_id))
        first, second = states(own_app, places)
        if late:
            # Whichever came first: an answer after the deadline takes nothing, the next is asked.
            assert answers in ([True, "too late"], [True, {"answer_late"}])
            assert (first, second) == (WaitingState.LAPSED, WaitingState.OFFERED)
        else:
            assert answers == [False, "taken"]
            assert (first, second) == (WaitingState.TAKEN, WaitingState.WAITING)
        assert_all_agrees(own_app, edition)


def test_the_nightly_job_in_two_places_at_once_asks_one_person(own_app, counsellor_id):
    for _ in range(ROUNDS):
        edition, vouchers, places, _ = crowded(own_app, counsellor_id, people=3)
        at_once(own_app, cancelling(vouchers[0], counsellor_id))
        let_time_pass(own_app, places[0], "respond_by")
        assert sorted(at_once(own_app, lapsing(places[0]), lapsing(places[0]))) == [False, True]
        lapsed, offered, waits = WaitingState.LAPSED, WaitingState.OFFERED, WaitingState.WAITING
        assert states(own_app, places) == [lapsed, offered, waits]
        assert_all_agrees(own_app, edition)


def test_declining_and_taking_at_once_do_one_of_them(own_app, counsellor_id):
    for _ in range(ROUNDS):
        edition, vouchers, places, _ = crowded(own_app, counsellor_id)
        at_once(own_app, cancelling(vouchers[0], counsellor_id))

        def declining(key=places[0]):
            decline(place=db.session.get(WaitingPlace, key), actor=actor(counsellor_id))
            return "declined"

        answers = at_once(own_app, declining, taking(places[0], counsellor_id))
        assert sorted(answers) in (["declined", "too late"], ["taken", "too late"])
        first, second = states(own_app, places)
        assert (first, second) in (
            (WaitingState.DECLINED, WaitingState.OFFERED),
            (WaitingState.TAKEN, WaitingState.WAITING),
        )
        assert_all_agrees(own_app, edition)


def test_the_voucher_and_the_lapse_at_once_never_give_the_seat_twice(own_app, counsellor_id):
    for _ in range(ROUNDS):
        edition, vouchers, places, cases = crowded(own_app, counsellor_id)
        at_once(own_app, cancelling(vouchers[0], counsellor_id))
        at_once(own_app, taking(places[0], counsellor_id))
        let_time_pass(own_app, places[0], "kept_until")
        lapsed, given = at_once(own_app, lapsing(places[0]), issuing(cases[0], counsellor_id))
        first, second = states(own_app, places)
        if lapsed:
            assert (first, second) == (WaitingState.LAPSED, WaitingState.OFFERED)
            assert "edition_full" in given
        else:
            assert (first, second) == (WaitingState.HONOURED, WaitingState.WAITING)
            assert isinstance(given, str)
        assert_all_agrees(own_app, edition)


def test_the_last_room_on_the_list_goes_to_one(own_app, counsellor_id):
    for _ in range(ROUNDS):
        with own_app.app_context(), transaction():
            counsellor = actor(counsellor_id)
            supplied, _ = full(counsellor, waiting_max=1)
            edition, cases = supplied.edition.id, [person(counsellor).id for _ in range(3)]

        def joining(case_id, edition=edition):
            def work():
                case = db.session.get(Jobseeker, case_id)
                found = db.session.get(Edition, edition)
                return join(case=case, edition=found, actor=actor(counsellor_id)).position

            return work

        answers = at_once(own_app, *[joining(case) for case in cases])
        assert answers.count(1) == 1
        assert answers.count({"list_full"}) == 2
        assert_all_agrees(own_app, edition)


def test_nobody_waits_in_a_circle_when_the_next_persons_case_is_held(own_app, counsellor_id):
    """One holds the edition and tells the next person; that person's case is held by somebody who is
    about to hold the edition. Were cases held against rows that refer to them, both would wait for ever.
    """
    with own_app.app_context(), transaction():
        counsellor = actor(counsellor_id)
        supplied, (voucher,) = full(counsellor)
        case, place = waiting(counsellor, supplied.edition)
        edition_id, voucher_id, case_id = supplied.edition.id, voucher.id, case.id
        place_id = place.id
    edition_held, case_held = Event(), Event()

    def freeing():
        lock(db.session.get(Edition, edition_id))
        edition_held.set()
        case_held.wait(timeout=20)
        return cancelling(voucher_id, counsellor_id)()

    def choosing():
        lock(db.session.get(Jobseeker, case_id))
        case_held.set()
        edition_held.wait(timeout=20)
        lock(db.session.get(Edition, edition_id))
        return "held"

    assert at_once(own_app, freeing, choosing) == ["freed", "held"]
    assert states(own_app, [place_id]) == [WaitingState.OFFERED]
