"""What a draft holds, and the little it must have to be kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

from app.core.errors import Refusal
from app.core.language import N_
from catalogue.offers.rules import LONGEST_TITLE
from catalogue.timetables.rules import MINUTES, Slot, planned_minutes

LONGEST_KEY = 64
LONGEST_CODE = 32
LONGEST_TEXT = 6000
MOST_HOURS = 2000
MOST_SKILLS = 20
MOST_OCCUPATIONS = 10
TOLERANCE = 0.1
MOST_WEEKS = 208
"""How far dates move when an offer is copied: four years."""
ENROLMENT_AHEAD_DAYS = 14
"""Dates copied leave people at least so long to enrol."""
LANGUAGE_CODES = ("it", "en", "fr", "de", "es", "ro", "sq", "uk", "ar", "bn", "zh")
"""Languages a measure may be held in (ISO 639-1)."""


@dataclass(frozen=True, kw_only=True)
class OfferContent:
    """An offer as its provider writes it; everything but key and title may still be missing."""

    own_key: str
    title: str
    call_id: int | None = None
    service_type: str = ""
    pathways: tuple[int, ...] = ()
    hours: int = 0
    description: str = ""
    learning: str = ""
    requirements: str = ""
    certificate: str = "none"
    skills: tuple[str, ...] = ()
    """Codes of the ESCO list, as `occupations`."""
    occupations: tuple[str, ...] = ()
    mode: str = "in_person"
    language: str = "it"
    site_id: int | None = None
    accessibility: str = ""
    contact_name: str = ""
    contact_email: str = ""
    contact_phone: str = ""


@dataclass(frozen=True, kw_only=True)
class EditionContent:
    """A dated run of an offer as its provider writes it."""

    code: str
    site_id: int
    starts_on: date
    ends_on: date
    enrol_by: date
    seats: int
    timetable: str = ""
    slots: tuple[Slot, ...] = ()
    seats_min: int = 0
    waiting_max: int = 0


def remarks(content: OfferContent, editions: Sequence[EditionContent]) -> list[Refusal]:
    """What would make the offer better, though nothing forbids it.

    Skills of the list, a word on accessibility, and weekly hours that make about the hours of the
    offer: a tenth more or less is within holidays and exams.
    """
    found = []
    if not content.skills:
        found.append(
            Refusal(
                "no_skills", N_("Name the skills it gives: people search by them."), {}, "skills"
            )
        )
    if not content.accessibility:
        message = N_("Say what people with a disability can count on.")
        found.append(Refusal("no_accessibility", message, {}, "accessibility"))
    for edition in editions:
        planned = planned_minutes(edition.slots, edition.starts_on, edition.ends_on) / MINUTES
        if content.hours and planned and abs(planned - content.hours) > content.hours * TOLERANCE:
            message = N_(
                "Edition %(edition)s: its weekly hours make %(planned)s hours, the offer says %(hours)s."
            )
            params = {"edition": edition.code, "planned": round(planned), "hours": content.hours}
            found.append(Refusal("hours_differ", message, params, "editions"))
    return found


def weeks_to_move(first_deadline: date | None, on: date) -> int:
    """By how many weeks copied dates move at least: enrolment must not end within a fortnight.

    Example: enrolment ended on 1 October, today is 25 November: 10 weeks give 10 December.
    """
    wanted = on + timedelta(days=ENROLMENT_AHEAD_DAYS)
    if first_deadline is None or first_deadline >= wanted:
        return 0
    return ceil((wanted - first_deadline).days / 7)


def draft_refusals(content: OfferContent) -> list[Refusal]:
    """A draft needs a key of its own and a title, and nothing beyond the sizes of the page."""
    reasons = []
    if not content.own_key:
        message = N_("Give the offer a code of your own.")
        reasons.append(Refusal("own_key_missing", message, field="own_key"))
    elif len(content.own_key) > LONGEST_KEY:
        message = N_("The code may have at most %(most)s characters.")
        reasons.append(Refusal("own_key_long", message, {"most": LONGEST_KEY}, "own_key"))
    if not content.title:
        reasons.append(Refusal("title_missing", N_("Give the offer a title."), field="title"))
    elif len(content.title) > LONGEST_TITLE:
        message = N_("The title may have at most %(most)s characters.")
        reasons.append(Refusal("title_long", message, {"most": LONGEST_TITLE}, "title"))
    if not 0 <= content.hours <= MOST_HOURS:
        message = N_("Hours must be between 0 and %(most)s.")
        reasons.append(Refusal("hours_out_of_range", message, {"most": MOST_HOURS}, "hours"))
    if len(content.skills) > MOST_SKILLS:
        message = N_("Name at most %(most)s skills: the ones that matter most.")
        reasons.append(Refusal("skills_too_many", message, {"most": MOST_SKILLS}, "skills"))
    if len(content.occupations) > MOST_OCCUPATIONS:
        message = N_("Name at most %(most)s jobs: the ones that matter most.")
        params = {"most": MOST_OCCUPATIONS}
        reasons.append(Refusal("occupations_too_many", message, params, "occupations"))
    return reasons
