"""All calculations of a person's profile: chart, table, what changed, and as a file."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.guard import requires, signed_in
from app.accounts.permissions import Permission
from app.audit.operations import record_export
from app.cases.queries import load_case
from app.core.database import transaction
from app.core.language import N_
from app.core.listing import Column
from app.programme.queries import rules_of_version
from app.programme.rules.document import RuleSet
from app.web.exports import export_list
from app.web.words import reader_locale
from profiling.assessment.models import QuantitativeProfile
from profiling.assessment.queries.history import calculations_of
from profiling.assessment.queries.official import officials_of
from profiling.assessment.queries.record import names_of
from profiling.assessment.rules.history import Change, changes
from profiling.assessment.rules.origins import corrections
from profiling.assessment.views.origins import entry_words, value_words
from profiling.assessment.views.profile import profile, signed


@dataclass(frozen=True)
class Line:
    """One calculation with its rules, what changed since the one before, and its corrections."""

    profile: QuantitativeProfile
    rules: RuleSet
    changed: Sequence[str]
    corrected: Sequence[str]

    @property
    def who(self) -> str:
        """Who calculated it."""
        by = self.profile.calculated_by
        return by.name if by else str(_("Percorso, automatically"))


HISTORY_COLUMNS: tuple[Column[Line], ...] = (
    Column("calculated_on", N_("Calculated on"), lambda line: line.profile.calculated_on),
    Column("index", N_("Index"), lambda line: line.profile.index),
    Column("class", N_("Class"), lambda line: line.profile.profile_class),
    Column("cause", N_("Cause"), lambda line: line.profile.cause),
    Column("who", N_("By"), lambda line: line.who),
    Column("rules", N_("Version of the rules"), lambda line: line.rules.version),
    Column("changed", N_("What changed"), lambda line: " ".join(line.changed)),
    Column("corrected", N_("Corrections"), lambda line: " ".join(line.corrected)),
)


@profile.get("/history")
@requires(Permission.CASE_READ)
def history(case_id: int) -> ResponseReturnValue:
    """The calculations of the person, newest first, with the index over time."""
    user = signed_in()
    case = load_case(user, case_id, part="profiling")
    lines = _lines(calculations_of(case.id))
    if kind := request.args.get("format"):
        answer = export_list(kind, "profiles", HISTORY_COLUMNS, lines)
        with transaction():
            record_export(user, "profile", [case], format=kind)
        return answer
    return render_template(
        "assessment/profile_history.html",
        case=case,
        lines=lines,
        officials=officials_of(case.id),
        points=[
            {"on": line.profile.calculated_on, "value": line.profile.index}
            for line in reversed(lines)
        ],
        bands=_bands(lines[0].rules) if lines else [],
    )


def _lines(found: Sequence[QuantitativeProfile]) -> list[Line]:
    names = names_of(*(one.inputs for one in found))
    return [
        Line(one, rules_of_version(one.rule_set_id), _changed(one, before), _corrected(one, names))
        for one, before in pairwise([*found, None])
        if one is not None
    ]


def _corrected(one: QuantitativeProfile, names: dict[int, str]) -> list[str]:
    rules = rules_of_version(one.rule_set_id)
    return [
        _(
            "%(factor)s: %(value)s. %(origin)s",
            factor=rules.index.factor(code).text.spoken(reader_locale().language),
            value=value_words(rules.index.factor(code), entry["value"]),
            origin=entry_words(rules.index.factor(code), entry, names, rules),
        )
        for code, entry in corrections(one.inputs).items()
    ]


def _changed(one: QuantitativeProfile, before: QuantitativeProfile | None) -> list[str]:
    if before is None:
        return []
    now, then = rules_of_version(one.rule_set_id), rules_of_version(before.rule_set_id)
    return [_change_words(change, now, then) for change in changes(before.parts, one.parts)]


def _change_words(change: Change, now: RuleSet, then: RuleSet) -> str:
    label, was, is_now = _part_words(change, now, then)
    coefficients = _(
        "Coefficient from %(before)s to %(after)s.",
        before=signed(change.before.coefficient) if change.before else "–",
        after=signed(change.after.coefficient) if change.after else "–",
    )
    if not change.is_input:
        return str(
            _("%(factor)s: other rules. %(coefficients)s", factor=label, coefficients=coefficients)
        )
    words = _("%(factor)s: from %(before)s to %(after)s.", factor=label, before=was, after=is_now)
    return f"{words} {coefficients}" if change.is_coefficient else str(words)


def _part_words(change: Change, now: RuleSet, then: RuleSet) -> tuple[str, str, str]:
    """The factor in words, with its value before and after."""
    if change.factor == "starting_point":
        return str(_("Starting point, the same for everybody")), "–", "–"
    rules = now if change.after else then
    factor = rules.index.factor(change.factor)
    sides = [
        value_words(source.index.factor(change.factor), side.value) if side else "–"
        for side, source in ((change.before, then), (change.after, now))
    ]
    return factor.text.spoken(reader_locale().language), sides[0], sides[1]


def _bands(rules: RuleSet) -> list[dict[str, object]]:
    """The classes of the rules as bands of the chart."""
    limits = [0.0, *(float(item.up_to) for item in rules.index.classes)]
    return [
        {"from": low, "to": high, "label": item.text.spoken(reader_locale().language)}
        for low, high, item in zip(limits, limits[1:], rules.index.classes, strict=False)
    ]
