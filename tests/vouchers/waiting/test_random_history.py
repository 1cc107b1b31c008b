"""Whatever happens in whatever order: seats taken, seats kept and people waiting tell the same story."""

from datetime import timedelta
from itertools import count
from random import Random

import pytest
from sqlalchemy import func, select

from app.accounts.permissions import Role
from app.core.clock import today
from app.core.errors import IllegalTransition, RuleBroken
from catalogue.capacity.operations import pause, resume
from catalogue.capacity.rules import Pause
from catalogue.drafting.operations import change_edition
from catalogue.offers.states import EditionState
from catalogue.providers.states import PauseReason
from profiling.matching.operations import make_choice
from tests.factories import accounts
from tests.factories.catalogue import manager_of
from tests.factories.vouchers import person
from tests.factories.waiting import full
from tests.vouchers.waiting.test_operations import content
from vouchers.issuing.models import Voucher
from vouchers.issuing.operations.close import cancel
from vouchers.issuing.operations.issue import issue_voucher
from vouchers.issuing.queries.reconciliation import seat_differences
from vouchers.waiting.models import WaitingPlace
from vouchers.waiting.operations.answers import decline, join, leave, take
from vouchers.waiting.operations.moving import lapse
from vouchers.waiting.states import KEEPS_SEAT, WaitingState

STEPS = 80


class World:
    """One edition with two seats, seven people, and everything that can happen to them."""

    def __init__(self, session, seed):
        self.session, self.chance, self.tokens = session, Random(seed), count()
        self.counsellor = accounts.user(Role.COUNSELLOR)
        supplied, _ = full(self.counsellor, seats=2, waiting_max=4)
        self.edition, self.manager = supplied.edition, manager_of(supplied.provider)
        self.people = [person(self.counsellor) for _ in range(7)]
        for case in self.people[:3]:
            join(case=case, edition=self.edition, actor=self.counsellor)

    def any_of(self, model):
        return self.chance.choice(
            self.session.scalars(select(model).order_by(model.id.desc()).limit(6)).all()
        )

    def choose(self):
        case = self.chance.choice(self.people)
        make_choice(case=case, edition=self.edition, actor=self.counsellor)

    def issue(self):
        """For whom a seat is kept, if there is somebody."""
        kept = self.session.scalars(select(WaitingPlace).filter_by(state=WaitingState.TAKEN)).all()
        case = kept[0].jobseeker if kept else self.chance.choice(self.people)
        token = f"token-{next(self.tokens)}"
        issue_voucher(case=case, counsellor=self.counsellor, token=token)

    def free(self):
        voucher = self.any_of(Voucher)
        cancel(voucher=voucher, reason="issued_in_error", note="x", actor=self.counsellor)

    def join(self):
        join(case=self.chance.choice(self.people), edition=self.edition, actor=self.counsellor)

    def take(self):
        offered = select(WaitingPlace).filter_by(state=WaitingState.OFFERED)
        place = self.chance.choice(self.session.scalars(offered.order_by(WaitingPlace.id)).all())
        take(place=place, actor=self.counsellor)

    def decline(self):
        decline(place=self.any_of(WaitingPlace), actor=self.counsellor)

    def leave(self):
        leave(place=self.any_of(WaitingPlace), actor=self.counsellor)

    def time_passes(self):
        place, yesterday = self.any_of(WaitingPlace), today() - timedelta(days=1)
        if place.state is WaitingState.OFFERED:
            place.respond_by = yesterday
        elif place.state is WaitingState.TAKEN:
            place.kept_until = yesterday
        lapse(place)

    def seats(self):
        wanted = content(self.edition, seats=self.chance.randint(1, 4))
        change_edition(self.manager, self.edition, wanted)

    def pause(self):
        pause(self.manager, self.edition.site, Pause(reason=PauseReason.OTHER))

    def resume(self):
        resume(self.manager, self.edition.site)


ACTS = (
    *[World.join, World.take, World.issue, World.free] * 3,
    *[World.choose, World.decline, World.time_passes, World.resume] * 2,
    *[World.leave, World.seats, World.pause],
)


@pytest.mark.parametrize("seed", [3, 2026])
def test_no_seat_is_given_twice_and_nobody_is_passed_over_whatever_happens(session, seed):
    world = World(session, seed)
    for _ in range(STEPS):
        try:
            with session.begin_nested():
                world.chance.choice(ACTS)(world)
        except (RuleBroken, IllegalTransition, IndexError):
            session.expire_all()
        assert_all_agree(session, world.edition)
    reached = set(session.scalars(select(WaitingPlace.state)))
    assert {WaitingState.HONOURED, WaitingState.LAPSED} <= reached


def assert_all_agree(session, edition):
    session.refresh(edition)

    def counted(*states):
        statement = select(func.count()).where(
            WaitingPlace.edition_id == edition.id, WaitingPlace.state.in_(states)
        )
        return session.scalar(statement)

    assert edition.held == counted(*KEEPS_SEAT)
    assert edition.waiting == counted(WaitingState.WAITING)
    assert edition.taken + edition.held <= edition.seats
    assert (edition.state is EditionState.FULL) == (edition.places_left == 0)
    # A free seat is nobody else's while somebody waits, but for a pause.
    assert not edition.waiting or not edition.places_left or edition.takes_nobody(today())
    assert seat_differences() == []
