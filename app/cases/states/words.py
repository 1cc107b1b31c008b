"""The words of events of a case that change no state."""

from collections.abc import Mapping

from app.core.language import N_
from app.core.state_machine import Audience, Messages

_STAFF, _PERSON = Audience.STAFF, Audience.JOBSEEKER

CASE_WORDS: Mapping[str, Messages] = {
    "register": {
        _STAFF: N_("Person registered"),
        _PERSON: N_("The employment centre opened your file"),
    },
    "update": {
        _STAFF: N_("Personal data corrected"),
        _PERSON: N_("The employment centre corrected your data"),
    },
    "assign": {
        _STAFF: N_("Counsellor assigned"),
        _PERSON: N_("Your counsellor"),
    },
    "unassign": {
        _STAFF: N_("Left without a counsellor"),
        _PERSON: N_("Your centre is choosing your counsellor"),
    },
    "update_own": {
        _STAFF: N_("The person corrected their contacts"),
        _PERSON: N_("You corrected your contacts"),
    },
    "give_consent": {_STAFF: N_("Consent given"), _PERSON: N_("You gave a consent")},
    "withdraw_consent": {_STAFF: N_("Consent withdrawn"), _PERSON: N_("You withdrew a consent")},
    "make_appointment": {
        _STAFF: N_("Appointment made"),
        _PERSON: N_("You have an appointment at your employment centre"),
    },
    "cannot_come": {
        _STAFF: N_("The person said they cannot come"),
        _PERSON: N_("You told the centre that you cannot come"),
    },
    "class_changed": {
        _STAFF: N_("The class of the quantitative profile changed"),
        _PERSON: N_("The class of your profile changed"),
    },
    "official_profile": {
        _STAFF: N_("Profile of the ministry recorded, class"),
        _PERSON: N_("The centre recorded the profile the ministry calculated for you, class"),
    },
    "decide_pathway": {
        _STAFF: N_("Pathway decided"),
        _PERSON: N_("Your pathway has been decided"),
    },
}
"""What the timeline tells of events that change no state."""
