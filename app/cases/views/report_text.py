"""The report of an agreement in words: the same parts on the page and in the document."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from flask_babel import force_locale, gettext

from app.accounts.queries import names_of
from app.cases.models.duties import AgreementSuspension, Duty
from app.cases.models.jobseeker import Jobseeker
from app.cases.models.steps import ServiceAgreement
from app.cases.queries.duties import duties_of, suspensions_of
from app.cases.queries.steps import agreements_of
from app.cases.rules.attendance import WITH_SOMEBODY, Attendance, attendance
from app.cases.rules.duties import is_past
from app.cases.rules.journey import reason_words
from app.cases.states import DutyState
from app.cases.views.agreement_text import Line
from app.cases.views.duties import outcome_words
from app.cases.views.variation_text import signed_variation
from app.core.clock import ROME, day_of, now, today
from app.core.documents import render_pdf
from app.web.formats import day, label

TEMPLATE = Path(__file__).parents[1] / "templates/cases/agreement_report.typ"


@dataclass(frozen=True)
class DutyLine:
    """One duty in the report."""

    when: str
    what: str
    outcome: str
    reason: str


@dataclass(frozen=True)
class VersionLine:
    """One version in the report, with what it changed."""

    name: str
    period: str
    changes: Sequence[str]


@dataclass(frozen=True)
class ReportText:
    """Every part of the report, ready to be read."""

    language: str
    title: str
    number: str
    made_on: str
    parties: Sequence[Line]
    figures: Sequence[Line]
    versions: Sequence[VersionLine]
    settled: Sequence[DutyLine]
    open: Sequence[DutyLine]
    suspensions: Sequence[Line]
    words: dict[str, str]
    invented: bool


def report_text(case: Jobseeker, language: str) -> ReportText | None:
    """The report on the latest agreement that has been in force; None before there is any."""
    versions = [found for found in agreements_of(case) if found.countersigned_at]
    if not versions:
        return None
    latest = versions[0]
    family = [found for found in versions if found.number == latest.number]
    keys = {None, *(found.id for found in family)}
    duties = [duty for duty in duties_of(case) if duty.agreement_id in keys]
    with force_locale(language):
        return _in_words(case, family, duties, language)


def report_pdf(text: ReportText) -> bytes:
    """The report as an accessible document."""
    return render_pdf(TEMPLATE, asdict(text))


def _in_words(
    case: Jobseeker, family: Sequence[ServiceAgreement], duties: Sequence[Duty], language: str
) -> ReportText:
    latest = family[0]
    rests = [rest for rest in suspensions_of(case) if rest.agreement_id in {v.id for v in family}]
    names = names_of({found.responsible_id for found in family})
    told = [duty for duty in duties if duty.state not in (DutyState.CANCELLED, DutyState.PLANNED)]
    waiting = [duty for duty in duties if duty.state is DutyState.PLANNED]
    return ReportText(
        language=language,
        title=gettext("Report on the service agreement"),
        number=latest.number,
        made_on=gettext("As it stood on %(day)s", day=day(today())),
        parties=_parties(case, family, names),
        figures=_figures(duties),
        versions=[_version(found, language, names) for found in reversed(family)],
        settled=[_line(duty) for duty in told],
        open=[_line(duty) for duty in waiting],
        suspensions=[_rest(rest) for rest in reversed(rests)],
        words=_words(),
        invented=case.is_invented,
    )


def _parties(
    case: Jobseeker, family: Sequence[ServiceAgreement], names: dict[int, str]
) -> list[Line]:
    latest, first = family[0], family[-1]
    since = day_of(first.countersigned_at) if first.countersigned_at else None
    return [
        Line(gettext("Person"), f"{case.name}, {case.fiscal_code}"),
        Line(gettext("Employment centre"), case.centre.name),
        Line(gettext("Person responsible"), names.get(latest.responsible_id, "")),
        Line(gettext("In force since"), day(since)),
        Line(gettext("Lasts until"), day(latest.ends_on)),
        Line(gettext("State"), label(latest.state)),
    ]


def _figures(duties: Sequence[Duty]) -> list[Line]:
    groups = (
        (gettext("Contacts and appointments"), [d for d in duties if d.kind in WITH_SOMEBODY]),
        (gettext("Actions and proofs"), [d for d in duties if d.kind not in WITH_SOMEBODY]),
    )
    return [
        Line(name, _counted(attendance((d.state, _is_past(d)) for d in group)))
        for name, group in groups
    ]


def _counted(found: Attendance) -> str:
    said = gettext(
        "%(due)s due so far: %(done)s kept, %(missed)s missed, %(excused)s excused, "
        "%(unrecorded)s not yet recorded.",
        due=found.due,
        done=found.done,
        missed=found.missed,
        excused=found.excused,
        unrecorded=found.unrecorded,
    )
    if found.percent is None:
        return str(said)
    rate = gettext("Kept, of those kept or missed: %(percent)s%%.", percent=found.percent)
    return f"{said} {rate}"


def _version(found: ServiceAgreement, language: str, names: dict[int, str]) -> VersionLine:
    differs = signed_variation(found, language, names)
    words = _words()
    changes = [
        f"{words[kind]}: {line}"
        for kind in ("removed", "added", "changed")
        for line in (getattr(differs, kind) if differs else ())
    ]
    since = day_of(found.countersigned_at) if found.countersigned_at else None
    return VersionLine(
        name=gettext("Version %(number)s", number=found.edition),
        period=gettext(
            "in force from %(day)s (%(state)s)", day=day(since), state=label(found.state)
        ),
        changes=changes,
    )


def _line(duty: Duty) -> DutyLine:
    hour = f", {duty.due_at.astimezone(ROME):%H:%M}" if duty.due_at else ""
    what = label(duty.kind) + (f": {duty.description}" if duty.description else "")
    outcome = label(duty.state)
    if duty.state is DutyState.PLANNED and _is_past(duty):
        outcome = gettext("To record")
    reason = label(outcome_words(duty))
    if duty.state is DutyState.PLANNED and duty.cannot_come_at:
        reason = gettext("The person said they cannot come")
    return DutyLine(f"{day(duty.due_on)}{hour}", what, outcome, reason)


def _rest(rest: AgreementSuspension) -> Line:
    until = day(rest.until_on) if rest.resumed_at else gettext("still lasting")
    reason = label(reason_words("agreement", "suspend", rest.reason))
    return Line(f"{day(rest.from_on)} – {until}", reason)


def _is_past(duty: Duty) -> bool:
    return is_past(duty.due_on, duty.due_at, now(), today())


def _words() -> dict[str, str]:
    """The headings of the parts."""
    return {
        "law": gettext("Legislative Decree 150/2015, article 20"),
        "parties": gettext("Who agreed"),
        "figures": gettext("How much was kept"),
        "versions": gettext("What was agreed, version by version"),
        "settled": gettext("What was done, missed or excused"),
        "open": gettext("What is open"),
        "suspensions": gettext("Suspensions"),
        "when": gettext("When"),
        "what": gettext("What"),
        "outcome": gettext("Outcome"),
        "reason": gettext("Reason"),
        "added": gettext("New in the agreement"),
        "removed": gettext("No longer part of the agreement"),
        "changed": gettext("Changed in the agreement"),
        "nothing": gettext("Nothing yet."),
        "page": gettext("Page"),
        "invented": gettext("Demonstration: the person is invented. This document binds nobody."),
        "counted": gettext(
            "What was moved or called off is not counted. An excused absence counts neither as "
            "kept nor as missed."
        ),
    }  # fmt: skip
