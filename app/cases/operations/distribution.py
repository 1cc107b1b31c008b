"""Distribute cases: prepare who is given what, confirm it in one go, undo it for a while."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ARRAY, BigInteger, any_, cast, delete, insert, select, text, update

from app.accounts.models import User
from app.audit.operations import begin, lock, perform
from app.cases.models.caseload import Reassignment, ReassignmentLine
from app.cases.operations.caseload import Move, hand_over
from app.cases.queries.caseload import (
    chosen_cases,
    counsellors_of,
    open_cases_of,
    prepared_reassignment,
)
from app.cases.rules.distribution import Carrier, Chosen, can_undo, distribution_refusals, spread
from app.cases.states import LineOutcome, ReassignmentAction, ReassignmentReason
from app.core.clock import now, today
from app.core.database import db
from app.core.errors import NotFoundForYou, Refusal, RuleBroken
from app.core.language import N_


@dataclass(frozen=True, kw_only=True)
class Distribution:
    """What a manager asks for: these cases, among these counsellors, at most so many each, and why."""

    case_ids: Sequence[int]
    target_ids: Sequence[int]
    most: int | None
    reason: ReassignmentReason | None
    note: str


def prepare_reassignment(actor: User, asked: Distribution) -> tuple[Reassignment, int]:
    """Work out who would be given what, to be looked at before it is done.

    What the manager had prepared before is given up. Returns the prepared distribution, and for how
    many cases nobody has room.

    Raises:
        NotFoundForYou: a case or a counsellor is of another centre.
        RuleBroken: with every reason at once.
    """
    lock(actor)  # Two tabs prepare one after the other.
    staff = {user.id: user for user in counsellors_of(actor)}
    if not set(asked.target_ids) <= set(staff):
        raise NotFoundForYou
    _refuse(
        distribution_refusals(
            cases=len(set(asked.case_ids)),
            targets=len(set(asked.target_ids)),
            reason_given=asked.reason is not None,
            note=asked.note,
        )
    )
    rows = chosen_cases(actor, asked.case_ids)
    if len(rows) != len(set(asked.case_ids)):
        raise NotFoundForYou
    shared = spread([Chosen(row.id, row.counsellor_id) for row in rows], _carriers(asked, rows))
    given = [
        row for row in rows if shared.given.get(row.id, row.counsellor_id) != row.counsellor_id
    ]
    if not given:
        message = N_(
            "Nothing would change: nobody chosen has room, or the cases are theirs already."
        )
        raise RuleBroken([Refusal("targets:nothing", message, field="targets")])
    _drop_earlier(actor)
    made = _begun(actor, asked, len(given))
    db.session.execute(
        insert(ReassignmentLine),
        [
            {
                "reassignment_id": made.id,
                "jobseeker_id": row.id,
                "centre_id": row.centre_id,
                "provider_id": row.provider_id,
                "from_counsellor_id": row.counsellor_id,
                "to_counsellor_id": shared.given[row.id],
            }
            for row in given
        ],
    )
    return made, len(shared.left)


def make_reassignment(actor: User, prepared: Reassignment) -> int:
    """Do what was prepared, as it was shown; returns how many cases changed hands.

    Cases that somebody else gave away meanwhile are left alone and marked so.

    Raises RuleBroken when a counsellor chosen is no longer there, IllegalTransition when it was done
    or given up already.
    """
    lock(prepared)
    prepared.machine.transition(prepared.state, ReassignmentAction.MAKE)
    rows = _lines(prepared, LineOutcome.CHOSEN)
    there = {user.id for user in counsellors_of(actor)}
    if not {row.to_counsellor_id for row in rows} <= there:
        message = N_("A counsellor chosen no longer works here. Prepare the distribution again.")
        _refuse([Refusal("targets:gone", message)])
    moves = [Move(row.jobseeker_id, row.from_counsellor_id, row.to_counsellor_id) for row in rows]
    moved = hand_over(actor, moves, reference=prepared.number)
    _settle(prepared, LineOutcome.CHOSEN, moved, LineOutcome.MOVED, LineOutcome.STALE)
    prepared.made_at, prepared.moved = now(), len(moved)
    perform(actor, prepared, ReassignmentAction.MAKE, moved=len(moved), cases=prepared.cases)
    return len(moved)


def drop_reassignment(actor: User, prepared: Reassignment) -> None:
    """Give up what was prepared; its lines go with it, since nothing came of them."""
    perform(actor, prepared, ReassignmentAction.DROP)
    db.session.execute(
        delete(ReassignmentLine).where(ReassignmentLine.reassignment_id == prepared.id)
    )


def undo_reassignment(actor: User, made: Reassignment) -> int:
    """Give the cases back to who followed them; returns how many.

    A case that changed hands again since, and one whose counsellor has left, stay where they are.

    Raises RuleBroken when it is too late, IllegalTransition when there is nothing to undo.
    """
    lock(made)
    made.machine.transition(made.state, ReassignmentAction.UNDO)
    if not can_undo(made.made_at, now()):
        message = N_("It is too late to undo this distribution: prepare a new one.")
        _refuse([Refusal("undo:late", message)])
    there = {user.id for user in counsellors_of(actor)} | {None}
    moves = [
        Move(row.jobseeker_id, row.to_counsellor_id, row.from_counsellor_id)
        for row in _lines(made, LineOutcome.MOVED)
        if row.from_counsellor_id in there
    ]
    returned = hand_over(actor, moves, reference=made.number)
    _settle(made, LineOutcome.MOVED, returned, LineOutcome.RETURNED, LineOutcome.KEPT)
    made.undone_at, made.undone_by_id = now(), actor.id
    perform(actor, made, ReassignmentAction.UNDO, returned=len(returned), cases=made.moved)
    return len(returned)


def _carriers(asked: Distribution, rows: Sequence[Any]) -> list[Carrier]:
    """Those who may be given cases, with what they follow besides the chosen ones."""
    loads = open_cases_of(asked.target_ids)
    for row in rows:
        if row.counsellor_id in loads and row.is_open:
            loads[row.counsellor_id] -= 1
    return [Carrier(key, loads.get(key, 0), asked.most) for key in sorted(set(asked.target_ids))]


def _begun(actor: User, asked: Distribution, cases: int) -> Reassignment:
    ordinal = db.session.scalar(text("SELECT nextval('reassignment_number_seq')"))
    made = Reassignment(
        number=f"RIA-{today().year}-{ordinal:07d}",
        centre_id=actor.organisation_id,
        reason=asked.reason,
        note=asked.note.strip(),
        prepared_by_id=actor.id,
        cases=cases,
    )
    db.session.add(made)
    begin(actor, made, event="reassignment:prepare", number=made.number, cases=cases)
    return made


def _drop_earlier(actor: User) -> None:
    if (earlier := prepared_reassignment(actor)) is not None:
        drop_reassignment(actor, earlier)


def _lines(of: Reassignment, outcome: LineOutcome) -> Sequence[Any]:
    """The case, from whom and to whom, of its lines with that outcome."""
    line = ReassignmentLine
    statement = select(line.jobseeker_id, line.from_counsellor_id, line.to_counsellor_id).where(
        line.reassignment_id == of.id, line.outcome == outcome
    )
    return db.session.execute(statement.order_by(line.jobseeker_id)).all()


def _settle(
    of: Reassignment, was: LineOutcome, done: frozenset[int], yes: LineOutcome, no: LineOutcome
) -> None:
    """Write on each line what became of it."""
    mine = update(ReassignmentLine).where(
        ReassignmentLine.reassignment_id == of.id, ReassignmentLine.outcome == was
    )
    is_done = ReassignmentLine.jobseeker_id == any_(cast(list(done), ARRAY(BigInteger)))
    for statement in (mine.where(is_done).values(outcome=yes), mine.values(outcome=no)):
        db.session.execute(statement, execution_options={"synchronize_session": False})


def _refuse(reasons: Sequence[Refusal]) -> None:
    if reasons:
        raise RuleBroken(reasons)
