"""Where an input comes from, in the reader's words."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import format_date
from flask_babel import gettext as _

from app.core.language import N_
from app.programme.rules.document import RuleSet
from app.programme.rules.employability import Factor
from app.web.words import reader_locale
from profiling.assessment.rules.prefill import COUNSELLOR, RECORD

_OF_RECORD: Mapping[tuple[str, str], str] = {
    ("personal_data", "registered"): N_("Personal data, as registered on %(day)s."),
    ("personal_data", "corrected"): N_("Personal data, corrected on %(day)s."),
    ("work_history", "registered"): N_("Work history without jobs, as registered on %(day)s."),
    ("work_history", "corrected"): N_("Work history without jobs, corrected on %(day)s."),
    ("work_history", "job_ended"): N_("Work history, job ended on %(day)s."),
    ("work_history", "job_held"): N_("Work history, job held since %(day)s."),
    ("declaration", "unemployed_since"): N_("Declaration of availability, without work since %(day)s."),
}  # fmt: skip


def entry_words(
    factor: Factor, entry: Mapping[str, Any], names: Mapping[int, str], rules: RuleSet
) -> str:
    """The origin of one input: the part of the record with its day, or who said it and when."""
    day = format_date(date.fromisoformat(entry["on"]), format="short")
    if entry["source"] == RECORD:
        place = (entry.get("part", ""), entry.get("event", ""))
        if place in _OF_RECORD:
            return str(_(_OF_RECORD[place])) % {"day": day}
        return str(_("From the case record, as of %(day)s.", day=day))
    name = names.get(entry.get("by") or 0, "")
    if entry["source"] != COUNSELLOR or "was" not in entry:
        if name:
            return str(_("Asked of the person on %(day)s by %(name)s.", day=day, name=name))
        return str(_("Asked of the person on %(day)s.", day=day))
    return _corrected(factor, entry, day, name, rules)


def _corrected(
    factor: Factor, entry: Mapping[str, Any], day: str, name: str, rules: RuleSet
) -> str:
    said = value_words(factor, entry["was"])
    words = str(_("Corrected on %(day)s; the case record said: %(value)s.", day=day, value=said))
    if name:
        words = str(
            _("Corrected by %(name)s on %(day)s; the case record said: %(value)s.",
              name=name, day=day, value=said)
        )  # fmt: skip
    reasons = {reason.code: reason for reason in rules.reasons.get("profile_correction", ())}
    if (reason := reasons.get(entry.get("reason", ""))) is not None:
        words = f"{words} {reason.text.spoken(reader_locale().language)}."
    return words


def value_words(factor: Factor, value: str | int | None) -> str:
    """A value as people say it: the number itself, or the category in words."""
    if value is None:
        return "–"
    if factor.is_number:
        return str(value)
    try:
        return factor.words(value).spoken(reader_locale().language)
    except KeyError:
        return str(value)
