"""The tabs and tasks of a case page, as a table the roof fills in (`app.wiring.CASE_TABS`)."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import request, url_for
from flask_babel import gettext

from app.accounts.guard import signed_in
from app.accounts.permissions import Permission
from app.cases.models.jobseeker import Ball, Jobseeker, Step
from app.cases.rules.journey import TaskStatus, task_status


@dataclass(frozen=True)
class CaseTab:
    """A page of the case: English label to translate, endpoint taking `case_id`, permission.

    `task` says in the words of a task list what has to be done there, while the case stands at one
    of `steps`; a tab without them is no task.
    """

    label: str
    endpoint: str
    permission: Permission
    task: str = ""
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True)
class ShownTab:
    """A tab as the layout draws it."""

    label: str
    url: str
    active: bool


@dataclass(frozen=True)
class ShownTask:
    """A line of the case's task list."""

    title: str
    url: str | None
    status: str
    tone: str


_TONES = {
    TaskStatus.DONE: "success",
    TaskStatus.TO_DO: "warning",
    TaskStatus.WAITING: "info",
    TaskStatus.NOT_YET: "plain",
}

_tabs: list[CaseTab] = []


def install(table: Sequence[CaseTab]) -> None:
    """Install the table of wiring; called once by the factory."""
    _tabs[:] = table


def pathway_name(number: int) -> str:
    """`Pathway 2`; its full name is in the rule set."""
    return str(gettext("Pathway %(number)s", number=number))


def case_tabs(case: Jobseeker) -> list[ShownTab]:
    """The pages of the case that the person at the screen may open."""
    address = request.path.rstrip("/")
    shown = [(tab, url_for(tab.endpoint, case_id=case.id)) for tab in _open_tabs()]
    # The longest matching address wins: the overview is the beginning of every other one.
    here = [url for _, url in shown if address == url or address.startswith(f"{url}/")]
    active = max(here, key=len, default="")
    return [ShownTab(tab.label, url, url == active) for tab, url in shown]


def case_tasks(case: Jobseeker) -> list[ShownTask]:
    """The journey as tasks: what is done, what is to do now, what cannot start yet."""
    return [_task(case, tab) for tab in _open_tabs() if tab.steps]


def _open_tabs() -> list[CaseTab]:
    user = signed_in()
    return [tab for tab in _tabs if user.may(tab.permission)]


def _task(case: Jobseeker, tab: CaseTab) -> ShownTask:
    is_with_centre = case.ball is Ball.CENTRE
    status = task_status(tuple(Step), case.step, tab.steps, is_with_centre=is_with_centre)
    can_open = status is not TaskStatus.NOT_YET
    url = url_for(tab.endpoint, case_id=case.id) if can_open else None
    return ShownTask(tab.task or tab.label, url, status.label, _TONES[status])
