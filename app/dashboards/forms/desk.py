"""The filters of the desk, kept in the address."""

from collections.abc import Iterable, Mapping, Sequence

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import Form, SelectField, StringField

from app.accounts.models import User
from app.accounts.permissions import Role
from app.cases.forms.filters import LONGEST_SEARCH, PATHWAYS
from app.cases.models.jobseeker import Ball
from app.core.forms import choices, choices_of, stripped
from app.dashboards.queries.desk import DeskFilters
from app.dashboards.queries.sources import Act
from app.dashboards.rules.desk import Due

MINE, EVERYBODYS, UNASSIGNED = "mine", "all", "unassigned"
EARLIEST_FIRST, LATEST_FIRST = "due", "-due"


class DeskForm(Form):
    """Whose, what kind, how soon, up to whom, which pathway; what is not understood filters nothing."""

    whose = SelectField(_("Cases"), default=MINE)
    kind = SelectField(_("To do"))
    when = SelectField(_("Due"))
    ball = SelectField(_("Up to"), default=Ball.CENTRE.value)
    pathway = SelectField(_("Pathway"))
    q = StringField(_("Name or codice fiscale"), filters=[stripped])
    sort = SelectField(_("Order"), default=EARLIEST_FIRST)

    def offer(self, user: User, acts: Iterable[Act], colleagues: Sequence[User]) -> None:
        """Fill the choices. A manager, who answers for the centre, begins with all of it."""
        self.whose.default = EVERYBODYS if user.role is Role.CENTRE_MANAGER else MINE
        if not self.whose.raw_data:
            self.whose.data = self.whose.default
        everything = ("", gettext("All"))
        self.whose.choices = choices(
            [
                (MINE, gettext("My cases")),
                (EVERYBODYS, gettext("The whole centre")),
                (UNASSIGNED, gettext("Nobody's yet")),
                *((str(user.id), user.name) for user in colleagues),
            ]
        )
        self.kind.choices = choices([everything, *((act.kind, gettext(act.label)) for act in acts)])
        self.when.choices = [*choices([everything]), *choices_of(Due)]
        self.ball.choices = choices_of(ball for ball in Ball if ball is not Ball.NOBODY)
        numbered = [(number, gettext("Pathway %(number)s", number=number)) for number in PATHWAYS]
        self.pathway.choices = choices([everything, *numbered])
        self.sort.choices = choices(
            [(EARLIEST_FIRST, gettext("Earliest first")), (LATEST_FIRST, gettext("Latest first"))]
        )

    def filters(self, user: User) -> DeskFilters:
        """What is asked for."""
        asked, whose = self._understood(), self.whose.data
        chosen = asked.get("whose", str(self.whose.default))
        return DeskFilters(
            kind=asked.get("kind", ""),
            bucket=self.bucket,
            ball=Ball(asked.get("ball", Ball.CENTRE.value)),
            counsellor_id=int(whose) if chosen.isdecimal() else user.id if chosen == MINE else None,
            is_unassigned=chosen == UNASSIGNED,
            pathway=int(asked["pathway"]) if "pathway" in asked else None,
            text=(self.q.data or "")[:LONGEST_SEARCH],
        )

    @property
    def bucket(self) -> Due | None:
        """How soon, as asked for."""
        return next((bucket for bucket in Due if bucket.value == self.when.data), None)

    @property
    def is_latest_first(self) -> bool:
        """Whether the farthest deadline comes first."""
        return bool(self.sort.data == LATEST_FIRST)

    def to_remember(self) -> Mapping[str, str]:
        """The choices that differ from a bare desk; never the typed text, which may name a person."""
        return self._understood()

    def _understood(self) -> dict[str, str]:
        found = {}
        for field in (self.whose, self.kind, self.when, self.ball, self.pathway, self.sort):
            offered = {value for value, *_rest in field.iter_choices()}
            if field.data in offered and field.data != (field.default or ""):
                found[field.name] = str(field.data)
        return found
