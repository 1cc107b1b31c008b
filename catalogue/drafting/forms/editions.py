"""Forms a provider writes dated runs with."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import DateField, IntegerField, SelectField, StringField
from wtforms.validators import InputRequired, NumberRange, Optional

from app.core.forms import BaseForm, choices, stripped
from catalogue.drafting.forms import at_most, site_pairs
from catalogue.drafting.rules import LONGEST_CODE, EditionContent
from catalogue.offers.rules import MOST_SEATS, MOST_WAITING, EditionFacts, edition_refusals
from catalogue.offers.states import CANCELLATION_REASONS
from catalogue.providers.models import Site
from catalogue.timetables.forms import slot_list, slots_in


class EditionForm(BaseForm):
    """A dated run of an offer."""

    code = StringField(
        _("Code of the edition"),
        filters=[stripped],
        validators=[InputRequired(_("Give the edition a code.")), at_most(LONGEST_CODE)],
    )
    site_id = SelectField(
        _("Site"), coerce=int, validators=[NumberRange(1, message=_("Choose the site."))]
    )
    starts_on = DateField(_("First day"), validators=[InputRequired(_("Enter the first day."))])
    ends_on = DateField(_("Last day"), validators=[InputRequired(_("Enter the last day."))])
    enrol_by = DateField(
        _("Enrolment ends on"), validators=[InputRequired(_("Enter the last day to enrol."))]
    )
    slots = slot_list()
    timetable = StringField(
        _("Timetable in words"),
        description=_("What weekly hours do not say, for example: by appointment."),
        filters=[stripped],
        validators=[at_most(300)],
    )
    seats = IntegerField(
        _("Places"),
        validators=[
            InputRequired(_("Enter the number of places.")),
            NumberRange(1, MOST_SEATS, message=_("Enter a number from %(min)s to %(max)s.")),
        ],
    )
    seats_min = IntegerField(
        _("Minimum to begin"),
        description=_("With fewer people you may call it off. 0: it begins with anybody."),
        default=0,
        validators=[
            Optional(),
            NumberRange(0, MOST_SEATS, message=_("Enter a number from %(min)s to %(max)s.")),
        ],
    )
    waiting_max = IntegerField(
        _("Places of the waiting list"),
        description=_("How many people may wait once it is full. 0: no waiting list."),
        default=0,
        validators=[
            Optional(),
            NumberRange(0, MOST_WAITING, message=_("Enter a number from %(min)s to %(max)s.")),
        ],
    )

    def validate(self, *args: Any, **options: Any) -> bool:
        """What each field asks, and what the rules ask of all together: every reason at once."""
        valid = super().validate(*args, **options)
        facts = EditionFacts(
            code=self.code.data or "",
            site_id=self.site_id.data,
            starts_on=self.starts_on.data,
            ends_on=self.ends_on.data,
            enrol_by=self.enrol_by.data,
            seats=self.seats.data,
            slots=slots_in(self.slots),
            seats_min=self.seats_min.data or 0,
            waiting_max=self.waiting_max.data or 0,
        )
        more = [reason for reason in edition_refusals(facts) if not self[str(reason.field)].errors]
        self.take_refusals(more)
        return bool(valid) and not more

    def has_more_hours(self) -> bool:
        """Whether more than the first line of weekly hours says something."""
        return any(not entry.form.is_empty() for entry in self.slots.entries[1:])

    def offer_sites(self, sites: Sequence[Site]) -> None:
        """Offer the provider's own sites."""
        self.site_id.choices = choices([(0, _("Choose the site")), *site_pairs(sites)])

    def content(self) -> EditionContent:
        """The edition as the operations take it; only after validation."""
        named = {name: self[name].data for name in EditionContent.__dataclass_fields__}
        named |= {"slots": slots_in(self.slots), "timetable": self.timetable.data or ""}
        named |= {name: self[name].data or 0 for name in ("seats_min", "waiting_max")}
        return EditionContent(**named)


class CancellationForm(BaseForm):
    """Why an edition is cancelled."""

    reason = SelectField(
        _("Reason"),
        choices=choices(
            [
                ("", _("Choose a reason")),
                *((c, _(t)) for c, t in CANCELLATION_REASONS.items() if c != "offer_withdrawn"),
            ]
        ),
        validators=[InputRequired(_("Choose a reason from the list."))],
    )
