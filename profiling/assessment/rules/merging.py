"""Two versions of one section side by side: where they differ, and one made of both."""

from collections.abc import Mapping
from typing import Literal

from profiling.assessment.rules.section import SectionEntry

Side = Literal["theirs", "mine"]
NOTE, POINTS = "note", "points"
ANSWER, REMARK = "answer_", "remark_"


def differences(theirs: SectionEntry, mine: SectionEntry) -> tuple[str, ...]:
    """What differs: `answer_<question>`, `remark_<question>`, `note`, `points`; order is no matter.

    Points differ with their reason: they are one thing and are kept or left as one.
    """
    theirs, mine = theirs.cleaned, mine.cleaned
    answers = dict.fromkeys([*theirs.answers, *mine.answers])
    remarks = dict.fromkeys([*theirs.remarks, *mine.remarks])
    found = [
        ANSWER + code
        for code in answers
        if set(theirs.answers.get(code, ())) != set(mine.answers.get(code, ()))
    ]
    found += [
        REMARK + code for code in remarks if theirs.remarks.get(code) != mine.remarks.get(code)
    ]
    if theirs.note != mine.note:
        found.append(NOTE)
    if _points(theirs) != _points(mine):
        found.append(POINTS)
    return tuple(found)


def merged(theirs: SectionEntry, mine: SectionEntry, keep: Mapping[str, Side]) -> SectionEntry:
    """One section in which each difference is decided; what is not decided stays theirs."""

    def side(key: str) -> SectionEntry:
        return mine if keep.get(key) == "mine" else theirs

    answers = dict.fromkeys([*theirs.answers, *mine.answers])
    remarks = dict.fromkeys([*theirs.remarks, *mine.remarks])
    points = side(POINTS)
    return SectionEntry(
        answers={code: side(ANSWER + code).answers.get(code, []) for code in answers},
        remarks={code: side(REMARK + code).remarks.get(code, "") for code in remarks},
        note=side(NOTE).note,
        points=points.points,
        points_reason=points.points_reason,
        points_note=points.points_note,
    ).cleaned


def _points(entry: SectionEntry) -> tuple[int, str, str]:
    return entry.points, entry.points_reason, entry.points_note
