"""From how many people on a number is shown."""

from app.programme.rules.document import RuleSet

PARAMETER = "report_minimum"
USUAL, LEAST = 5, 3
"""USUAL holds under rules that say nothing; below LEAST two people could still tell on each other."""


def smallest_number_shown(rules: RuleSet) -> int:
    """The parameter of the rules in force: never of the rules tried, whose author could lower it.

    Illustrative: statistical offices ask for three or more; no act fixes it for this platform.
    """
    parameter = rules.parameters.get(PARAMETER)
    return max(LEAST, int(parameter.value)) if parameter else USUAL
