"""The functions a questionnaire may name: how answers score, what the record can fill in."""

from collections.abc import Callable, Mapping, Sequence

Scoring = Callable[[Sequence[int]], int]
"""From the scores of the answers chosen to the points of the question."""


def highest(scores: Sequence[int]) -> int:
    """The highest of the chosen scores: several answers of one kind weigh no more than the worst."""
    return max(scores, default=0)


def count(scores: Sequence[int]) -> int:
    """How many of the chosen answers score at all."""
    return sum(1 for score in scores if score > 0)


def unscored(scores: Sequence[int]) -> int:
    """Nothing: the question informs, and may raise flags."""
    del scores
    return 0


SCORINGS: Mapping[str, Scoring] = {
    "sum": sum,
    "highest": highest,
    "count": count,
    "unscored": unscored,
}
"""Every scoring function by its name. None gives less when one more answer is chosen."""

PREFILLS: Mapping[str, tuple[str, ...]] = {
    "benefit_received": ("received", "not_received"),
    "has_driving_licence": ("held", "not_held"),
    "months_without_work_band": (
        "in_work",
        "under_6_months",
        "from_6_to_12_months",
        "from_1_to_2_years",
        "over_2_years",
    ),
}
"""Every prefill function by its name, with the answer codes it can give.

The functions themselves read the case record and stand in `profiling.assessment.rules`.
"""
