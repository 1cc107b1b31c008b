"""The words of an offer's history and remarks, for the pages of provider and officer."""

from typing import Any

from flask import Blueprint
from flask_babel import gettext as _

from app.core.language import N_
from app.core.state_machine import MACHINES, Audience
from catalogue.esco.queries import concepts_of
from catalogue.esco.rules import Kind
from catalogue.offers.models import Certificate, Mode, Offer
from catalogue.review.models import OfferAmendment
from catalogue.review.queries import Entry
from catalogue.review.rules import FIELD_LABELS, in_form_order, plain
from catalogue.services.views import service_names, spoken_language

offer_review = Blueprint("review", __name__, template_folder="templates")

EDITION_LABELS = {
    "code": N_("Code of the edition"),
    "starts_on": N_("First day"),
    "ends_on": N_("Last day"),
    "enrol_by": N_("Enrolment ends on"),
    "slots": N_("Weekly hours"),
    "timetable": N_("Timetable in words"),
    "seats": N_("Places"),
    "seats_min": N_("Minimum to begin"),
    "waiting_max": N_("Places of the waiting list"),
}
_SENTENCES = {
    "confirm": N_("Confirmed that it still holds"),
    "fade": N_("Left out of the search: not confirmed in time"),
    "automatic": N_("Approved by the rule the call allows"),
    "remarks": N_("Remarks on fields"),
}
_MEMBERS = {
    "certificate": {member.value: member.label for member in Certificate},
    "mode": {member.value: member.label for member in Mode},
}


@offer_review.app_template_global("review_label")
def label_of(name: str) -> str:
    """What the form calls the field."""
    return str(_(FIELD_LABELS.get(name) or EDITION_LABELS.get(name) or name))


@offer_review.app_template_global("review_value")
def value_of(name: str, value: Any) -> Any:
    """A stored value as a person reads it."""
    if name in _MEMBERS and value in _MEMBERS[name]:
        return _(_MEMBERS[name][value])
    if name == "service_type":
        return service_names().get(value, value)
    if name in ("skills", "occupations"):
        kind = Kind.SKILL if name == "skills" else Kind.OCCUPATION
        known, language = concepts_of(kind), spoken_language()
        return [known[code].label(language) if code in known else code for code in value or ()]
    if name == "slots":
        return [" ".join(str(part) for part in slot.values()) for slot in value or ()]
    return value


@offer_review.app_template_global("review_sentence")
def sentence_of(entry: Entry) -> str:
    """What happened, in words."""
    if entry.changes:
        return str(_("Fields changed"))
    if entry.action in _SENTENCES:
        return str(_(_SENTENCES[entry.action]))
    machine = MACHINES[entry.machine]
    row = machine.row_of(entry.action)
    messages = row.messages if row else machine.created
    said = messages.get(Audience.PROVIDER) or messages.get(Audience.STAFF)
    return str(_(said or entry.action))


@offer_review.app_template_global("review_reason")
def reason_of(entry: Entry) -> str:
    """The coded reason, in words."""
    row = MACHINES[entry.machine].row_of(entry.action)
    return str(_(row.reasons.get(entry.reason, entry.reason))) if row else entry.reason


@offer_review.app_template_global("proposed_changes")
def proposed_changes(offer: Offer, amendment: OfferAmendment) -> dict[str, list[Any]]:
    """What is published and what is proposed, by field, in the order of the form."""
    return {
        name: [plain(getattr(offer, name)), amendment.values[name]]
        for name in in_form_order(amendment.values)
    }
