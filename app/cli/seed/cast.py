"""The accounts of the demonstration: one for every role, and people at every step of the journey."""

from dataclasses import dataclass

from app.accounts.permissions import Role
from app.cases.models.jobseeker import Step

DOMAIN = "demo.example"
CENTRE = "CPI-PD-01"
"""The demonstration's counsellor, manager and jobseekers belong to this centre."""


@dataclass(frozen=True, slots=True)
class Part:
    """A demo account of somebody at work; `centre` is the code of an employment centre."""

    role: Role
    mailbox: str
    name: str
    centre: str = ""

    @property
    def email(self) -> str:
        """The address that signs in."""
        return f"{self.mailbox}@{DOMAIN}"


@dataclass(frozen=True, slots=True)
class ShownCase:
    """A case of the demonstration that stands at a step; `days` ago it was registered.

    With `jump`, what follows that step happened within so many days.
    """

    step: Step
    mailbox: str
    days: int
    jump: tuple[Step, int] | None = None

    @property
    def email(self) -> str:
        """The address that signs in."""
        return f"{self.mailbox}@{DOMAIN}"


COUNSELLORS = (
    Part(Role.COUNSELLOR, "counsellor", "Elena Fabris", CENTRE),
    Part(Role.COUNSELLOR, "counsellor2", "Davide Rigo", "CPI-TV-01"),
)
MANAGER = Part(Role.CENTRE_MANAGER, "manager", "Paola Zanetti")
OFFICERS = (
    Part(Role.PROGRAMME_OFFICER, "officer", "Stefano Marin"),
    Part(Role.PROGRAMME_OFFICER, "officer2", "Chiara Costa"),
)
AUDITOR = Part(Role.AUDITOR, "auditor", "Laura Segato")
ADMINISTRATOR = Part(Role.ADMINISTRATOR, "administrator", "Mauro Bellini")
PROVIDER_MANAGER = Part(Role.PROVIDER_MANAGER, "provider", "Roberta Tosi")
PROVIDER_OPERATOR = Part(Role.PROVIDER_OPERATOR, "operator", "Nicola Pavan")

SHOWN_CASES = (
    ShownCase(Step.VALIDATE, "jobseeker-validate", 5, (Step.DECLARE, 4)),
    ShownCase(Step.PROFILE, "jobseeker-profile", 9, (Step.DECLARE, 8)),
    ShownCase(Step.ASSESS, "jobseeker-assess", 14, (Step.DECLARE, 12)),
    ShownCase(Step.SIGN, "jobseeker-sign", 45, (Step.DRAFT, 4)),
    ShownCase(Step.COUNTERSIGN, "jobseeker-countersign", 60, (Step.SIGN, 3)),
    ShownCase(Step.CHOOSE, "jobseeker-choose", 75, (Step.COUNTERSIGN, 4)),
    ShownCase(Step.ISSUE, "jobseeker-issue", 110, (Step.CHOOSE, 5)),
    ShownCase(Step.TAKE_UP, "jobseeker-takeup", 110, (Step.CHOOSE, 6)),
    ShownCase(Step.DELIVER, "jobseeker-deliver", 120, (Step.CHOOSE, 7)),
    ShownCase(Step.CLOSED, "jobseeker-closed", 400),
)
