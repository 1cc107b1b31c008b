"""The words that tell each side that a pathway waits for a second person."""

from collections.abc import Iterator

from flask import url_for
from flask_babel import gettext as _

from app.accounts.permissions import Role
from app.cases.models.jobseeker import Jobseeker
from app.cases.views.notices import Notice
from app.core.state_machine import Audience
from app.programme.queries import rules_of_version
from app.web.formats import day, label
from profiling.assessment.queries import open_request


def confirming_roles(rule_set_id: int) -> str:
    """The roles that may be the second person, as words."""
    return ", ".join(label(Role(code)).lower() for code in rules_of_version(rule_set_id).confirmers)


def pathway_waits(case: Jobseeker, audience: Audience) -> Iterator[Notice]:
    """That a decided pathway waits for its confirmation: whose turn it is, until when."""
    waiting = open_request(case.id)
    if waiting is None:
        return
    if audience is Audience.JOBSEEKER:
        yield Notice(
            _(
                "Your counsellor has chosen pathway %(number)s with you. Such a choice holds only when"
                " a second person of the centre has agreed. You need not do anything.",
                number=waiting.decided,
            )
        )
    elif audience is Audience.STAFF:
        yield Notice(
            _(
                "Pathway %(number)s waits for a second person (%(roles)s): asked by %(name)s, to be"
                " answered by %(day)s.",
                number=waiting.decided,
                roles=confirming_roles(waiting.rule_set_id),
                name=waiting.asked_by.name,
                day=day(waiting.due_on),
            ),
            url_for("pathway.shown", case_id=case.id),
            _("See the decision"),
        )
