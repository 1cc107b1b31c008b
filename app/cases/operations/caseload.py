"""Give cases to counsellors, one or thousands at once: nothing is overwritten, everything is told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ARRAY, BigInteger, cast, column, func, insert, select, update

from app.accounts.models import User
from app.accounts.queries import colleagues
from app.audit.operations import lock, record_all
from app.cases.models.jobseeker import Jobseeker
from app.cases.models.steps import TimelineEntry
from app.cases.operations.duties import hand_over_duties
from app.cases.rules.journey import CASE
from app.core.clock import now
from app.core.database import db
from app.core.errors import Refusal, RuleBroken
from app.core.language import N_
from app.core.reach import Reach


@dataclass(frozen=True)
class Move:
    """One case that is to change hands: who followed it when it was looked at, and who shall."""

    case_id: int
    seen: int | None
    to: int | None


@dataclass
class _Held:
    """A case as it was found when it was locked."""

    id: int
    reach: Reach
    __tablename__: str = Jobseeker.__tablename__


def assign_counsellor(actor: User, case: Jobseeker, counsellor_id: int) -> None:
    """Put the case in the care of somebody of its centre. Raises RuleBroken for anybody else."""
    chosen = next((user for user in colleagues(case.centre_id) if user.id == counsellor_id), None)
    if chosen is None:
        message = N_("Choose a colleague of the centre.")
        raise RuleBroken([Refusal("counsellor:elsewhere", message)])
    lock(case)
    if hand_over(actor, [Move(case.id, case.counsellor_id, chosen.id)]):
        db.session.refresh(case, ["counsellor_id", "counsellor", "version"])


def hand_over(actor: User, moves: Sequence[Move], *, reference: str = "") -> frozenset[int]:
    """Give each case to who shall follow it, with its audit event and its line of the story.

    A case of another centre, one that somebody else gave away since it was looked at, and one that
    would stay where it is, are left alone. Returns the keys of the cases that changed hands.
    """
    db.session.flush()
    wanted = {move.case_id: move for move in moves}
    held = {
        row.id: row
        for row in db.session.execute(
            select(
                Jobseeker.id, Jobseeker.centre_id, Jobseeker.provider_id, Jobseeker.counsellor_id
            )
            .where(
                Jobseeker.id == func.any(cast(list(wanted), ARRAY(BigInteger))),
                Jobseeker.centre_id == actor.organisation_id,
            )
            # Always in the same order: two managers wait for each other, never for ever.
            .order_by(Jobseeker.id)
            .with_for_update()
        )
    }
    going = {
        key: wanted[key].to
        for key, row in held.items()
        if row.counsellor_id == wanted[key].seen != wanted[key].to
    }
    if going:
        _give(going)
        found = [
            _Held(key, Reach(key, held[key].centre_id, held[key].provider_id)) for key in going
        ]
        _tell(actor, found, going, reference)
    return frozenset(going)


def _give(going: Mapping[int, int | None]) -> None:
    """The change itself: the cases, and whatever of theirs follows the counsellor."""
    given = (
        func.unnest(
            cast(list(going), ARRAY(BigInteger)), cast(list(going.values()), ARRAY(BigInteger))
        )
        .table_valued(column("id", BigInteger), column("counsellor_id", BigInteger))
        .render_derived()
    )
    db.session.execute(
        update(Jobseeker)
        .where(Jobseeker.id == given.c.id)
        .values(counsellor_id=given.c.counsellor_id, version=Jobseeker.version + 1),
        execution_options={"synchronize_session": False},
    )
    hand_over_duties(list(going))


def _tell(
    actor: User, cases: Sequence[_Held], going: Mapping[int, int | None], reference: str
) -> None:
    moment, by = now(), {"reassignment": reference} if reference else {}
    record_all(actor, "case:assign", cases, [{"counsellor": going[one.id], **by} for one in cases])
    keys = {key for key in going.values() if key is not None}
    found = db.session.execute(select(User.id, User.name).where(User.id.in_(keys)))
    names = {row.id: row.name for row in found}
    db.session.execute(
        insert(TimelineEntry),
        [
            {
                **vars(one.reach),
                "at": moment,
                "machine": CASE,
                "action": "assign" if going[one.id] else "unassign",
                "object_id": one.id,
                "reference": names.get(going[one.id] or 0, "")[:64],
                "actor_id": actor.id,
            }
            for one in cases
        ],
    )
