"""The filters of the desk, kept in the address."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import Form, SelectField

from app.accounts.models import User
from app.cases.models.jobseeker import Ball, Step
from app.cases.queries.listing import CaseFilters
from app.core.forms import choices, choices_of
from app.dashboards.rules.desk import Due

MINE, EVERYBODYS, UNASSIGNED = "mine", "all", "unassigned"


class DeskForm(Form):
    """Whose cases, up to whom, which step, how soon; what is not understood filters nothing."""

    whose = SelectField(_("Cases"), default=MINE)
    ball = SelectField(_("Up to"), default=Ball.CENTRE.value)
    step = SelectField(_("Next step"))
    when = SelectField(_("Due"))

    def offer(self) -> None:
        """Fill the choices."""
        everything = choices([("", gettext("All"))])
        self.whose.choices = choices(
            [
                (MINE, gettext("My cases")),
                (EVERYBODYS, gettext("The whole centre")),
                (UNASSIGNED, gettext("Nobody's yet")),
            ]
        )
        self.ball.choices = choices_of(ball for ball in Ball if ball is not Ball.NOBODY)
        self.step.choices = [*everything, *choices_of(Step)]
        self.when.choices = [*everything, *choices_of(Due)]

    def filters(self, user: User, *, with_step: bool) -> CaseFilters:
        """What is asked for; without the step for the counts, which show every step."""
        whose = self.whose.data
        return CaseFilters(
            ball=next((ball for ball in Ball if ball.value == self.ball.data), Ball.CENTRE),
            step=self.chosen_step if with_step else None,
            counsellor_id=None if whose in (EVERYBODYS, UNASSIGNED) else user.id,
            is_unassigned=whose == UNASSIGNED,
        )

    @property
    def chosen_step(self) -> Step | None:
        """The step asked for."""
        return next((step for step in Step if step.value == self.step.data), None)

    @property
    def bucket(self) -> Due | None:
        """How soon, as asked for."""
        return next((bucket for bucket in Due if bucket.value == self.when.data), None)
