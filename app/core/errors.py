"""What can go wrong in the trade, as exceptions the edge knows how to answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


class DomainError(Exception):
    """Something the person at the screen can understand and act on."""


@dataclass(frozen=True)
class Refusal:
    """One reason why an act is refused: a stable code, words to translate, values for the words.

    `field` names the form field it belongs to, where there is one.
    """

    code: str
    message: str
    params: Mapping[str, object] = field(default_factory=dict)
    field: str | None = None


class RuleBroken(DomainError):
    """A rule forbids the act. Carries every reason at once."""

    def __init__(self, reasons: Sequence[Refusal]) -> None:
        super().__init__(", ".join(reason.code for reason in reasons))
        self.reasons = tuple(reasons)


class IllegalTransition(DomainError):
    """The record is not in a state from which the action leads anywhere."""

    def __init__(self, machine: str, state: str, action: str) -> None:
        super().__init__(f"{machine}: no {action} from {state}")
        self.machine, self.state, self.action = machine, state, action


class NotFoundForYou(DomainError):
    """The record does not exist, or not for this user: the two look exactly alike."""


class StaleRecord(DomainError):
    """Somebody else changed the record since it was shown."""


class NotPermitted(DomainError):
    """The actor's role does not hold the permission the act needs."""

    def __init__(self, permission: str | None) -> None:
        super().__init__(permission or "system only")
        self.permission = permission
