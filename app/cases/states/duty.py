"""The state table of dated duties: contacts, appointments, agreed actions, proofs of the search."""

from app.core.language import N_, Labelled
from app.core.state_machine import Audience, StateMachine, Transition

_STAFF, _PERSON = Audience.STAFF, Audience.JOBSEEKER


class DutyKind(Labelled):
    """What the person has agreed to do on a day (D.Lgs. 150/2015, art. 20, c. 2, c to e)."""

    CONTACT = "contact", N_("Regular contact")
    APPOINTMENT = "appointment", N_("Appointment")
    ACTION = "action", N_("Agreed action")
    SEARCH_EVIDENCE = "search_evidence", N_("Proof of the search")


class Meeting(Labelled):
    """How person and counsellor meet."""

    CENTRE = "centre", N_("At the employment centre")
    PHONE = "phone", N_("By phone")
    VIDEO = "video", N_("By video call")


class DutyState(Labelled):
    """What became of a duty."""

    PLANNED = "planned", N_("Scheduled")
    DONE = "done", N_("Done")
    MISSED = "missed", N_("Missed")
    EXCUSED = "excused", N_("Excused")
    CANCELLED = "cancelled", N_("Cancelled")
    MOVED = "moved", N_("Moved to another day")


class DutyAction(Labelled):
    """What can happen to a duty."""

    DO = "do", N_("Record as done")
    MISS = "miss", N_("Record as missed")
    EXCUSE = "excuse", N_("Record as excused")
    MOVE = "move", N_("Move to another day")
    CANCEL = "cancel", N_("Cancel")


MISS_REASONS = {
    "absent": N_("Did not come, and did not say so"),
    "unreachable": N_("Could not be reached at the agreed time"),
    "not_done": N_("The agreed action was not done"),
    "no_proof": N_("The search was not shown"),
    "refused": N_("Refused to take part"),
}
EXCUSE_REASONS = {
    "illness": N_("Illness or injury"),
    "maternity": N_("Pregnancy, maternity or paternity"),
    "family": N_("Serious family reasons"),
    "work": N_("Work, or a job interview"),
    "authority": N_("Summoned by a court or another authority"),
    "transport": N_("Transport that failed, or force majeure"),
    "centre": N_("The centre could not keep the appointment"),
    "other": N_("Another reason, told in the note"),
}
"""What usually counts as a justified reason; the counsellor judges, and says so in the note."""
MOVE_REASONS = {
    "asked": N_("Asked by the person"),
    "centre": N_("The centre could not keep the appointment"),
    "agreed": N_("Agreed by both"),
}
CANCEL_REASONS = {
    "varied": N_("Replaced by the new version of the agreement"),
    "suspended": N_("The agreement is suspended"),
    "closed": N_("The agreement has ended"),
    "not_needed": N_("No longer needed"),
    "mistake": N_("Recorded by mistake"),
}

DUTY = StateMachine(
    "duty",
    initial=DutyState.PLANNED,
    final=frozenset(
        {DutyState.DONE, DutyState.EXCUSED, DutyState.CANCELLED, DutyState.MOVED},
    ),
    # Dozens arise from one agreement: the story tells the agreement, the list tells the days.
    created={},
    transitions=(
        Transition(
            sources=frozenset({DutyState.PLANNED}),
            action=DutyAction.DO,
            target=DutyState.DONE,
            permission="duty:record",
            messages={
                _STAFF: N_("Duty kept"),
                _PERSON: N_("You kept an appointment or did what was agreed"),
            },
        ),
        # Never by the machine alone: a missed duty begins the consequences of art. 21, and only
        # somebody who was there knows whether the person came. Past its day it waits on the desk.
        Transition(
            sources=frozenset({DutyState.PLANNED}),
            action=DutyAction.MISS,
            target=DutyState.MISSED,
            permission="duty:record",
            reasons=MISS_REASONS,
            messages={
                _STAFF: N_("Duty missed"),
                _PERSON: N_(
                    "The centre recorded that you missed an appointment or something agreed"
                ),
            },
        ),
        Transition(
            sources=frozenset({DutyState.PLANNED, DutyState.MISSED}),
            action=DutyAction.EXCUSE,
            target=DutyState.EXCUSED,
            permission="duty:record",
            reasons=EXCUSE_REASONS,
            note_required=True,
            messages={
                _STAFF: N_("Duty excused"),
                _PERSON: N_("Your reason for an absence was accepted"),
            },
        ),
        Transition(
            sources=frozenset({DutyState.PLANNED}),
            action=DutyAction.MOVE,
            target=DutyState.MOVED,
            permission="duty:plan",
            reasons=MOVE_REASONS,
            messages={
                _STAFF: N_("Duty moved to another day"),
                _PERSON: N_("An appointment or something agreed was moved to another day"),
            },
        ),
        Transition(
            sources=frozenset({DutyState.PLANNED}),
            action=DutyAction.CANCEL,
            target=DutyState.CANCELLED,
            permission="duty:plan",
            system_too=True,
            reasons=CANCEL_REASONS,
        ),
    ),
)
