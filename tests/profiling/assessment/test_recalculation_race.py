"""Two workers in one night, on real connections: each profile is calculated again once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

from sqlalchemy import func, select

from app.accounts.models import OrganisationKind
from app.accounts.permissions import Role
from app.core.clock import frozen, today
from app.core.database import db, transaction
from profiling.assessment.models import QuantitativeProfile
from profiling.assessment.states import ProfileState
from profiling.assessment.tasks import apply_recalculation
from tests.factories import accounts
from tests.factories.profiling import case_to_profile, profile

PEOPLE = 40
NEXT_TIME = timedelta(days=90)


def test_two_workers_calculate_each_old_profile_again_once_between_them(own_app):
    day = today()
    with own_app.app_context(), transaction():
        counsellor = accounts.user(Role.COUNSELLOR, accounts.organisation(OrganisationKind.CENTRE))
        for _ in range(PEOPLE):
            profile(counsellor, case_to_profile(counsellor), on=day)
    start = Barrier(2)

    def night(_worker):
        with own_app.app_context(), frozen(day + NEXT_TIME):
            start.wait(timeout=10)
            return sum(apply_recalculation().values())

    with ThreadPoolExecutor(2) as pool:
        done = sum(pool.map(night, range(2)))
    with own_app.app_context(), frozen(day + NEXT_TIME):
        left = sum(apply_recalculation().values())
        every = select(func.count()).select_from(QuantitativeProfile)
        current = every.where(QuantitativeProfile.state == ProfileState.CURRENT)
        assert (db.session.scalar(every), db.session.scalar(current)) == (2 * PEOPLE, PEOPLE)
        assert done + left == PEOPLE
