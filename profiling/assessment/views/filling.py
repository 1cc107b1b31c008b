"""The draft being filled in, as every page of it needs it."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext

from app.cases.models.jobseeker import Jobseeker
from app.core.clock import today
from app.programme.queries import rules_of_version
from app.programme.rules.document import RuleSet
from app.programme.rules.questionnaire import Area, Section
from profiling.assessment.models import Assessment
from profiling.assessment.operations.fill import stored_entry, version_of
from profiling.assessment.queries import current_draft, known_facts, outcome_now
from profiling.assessment.rules.filling import told_by_record
from profiling.assessment.rules.pathway import Outcome
from profiling.assessment.rules.scoring import AreaScore, asked_areas
from profiling.assessment.rules.section import SectionOnScreen

assessment = Blueprint(
    "assessment",
    __name__,
    template_folder="../templates",
    url_prefix="/cases/<int:case_id>/assessment",
)

NO_DRAFT = lazy_gettext("No assessment is in draft.")


@dataclass(frozen=True)
class Filling:
    """The draft being filled in, with its rules and what they make of it as it stands."""

    case: Jobseeker
    draft: Assessment
    rules: RuleSet
    outcome: Outcome

    @property
    def subtotals(self) -> Mapping[str, AreaScore]:
        """The score of every area asked."""
        return self.outcome.subtotals

    @property
    def areas(self) -> tuple[Area, ...]:
        """The areas this person is asked."""
        return asked_areas(self.rules.questionnaire, self.subtotals)

    @property
    def sections(self) -> tuple[Section, ...]:
        """Their sections in order."""
        return tuple(section for area in self.areas for section in area.sections)

    @property
    def context(self) -> dict[str, object]:
        """What every page of the draft shows."""
        return {
            "case": self.case,
            "assessment": self.draft,
            "rules": self.rules,
            "subtotals": self.subtotals,
            "areas": self.areas,
            "openings": self.outcome.openings,
            "outcome": self.outcome,
            "class_number": self.outcome.facts.profile_class,
        }

    def on_screen(self, section: Section) -> SectionOnScreen:
        """A section as it is stored, with what the record tells."""
        return SectionOnScreen(
            rules=self.rules,
            section=section,
            stored=stored_entry(self.draft, section),
            version=version_of(self.draft, section.code),
            told=told_by_record(self.rules.questionnaire, known_facts(self.case, on=today())),
        )


def filling_of(case: Jobseeker) -> Filling | None:
    """The draft of the case; None when there is none."""
    draft = current_draft(case.id)
    if draft is None:
        return None
    return Filling(case, draft, rules_of_version(draft.rule_set_id), outcome_now(draft))


def section_address(case: Jobseeker, section: Section) -> str:
    """Where a section is filled in."""
    return url_for("assessment.section", case_id=case.id, code=section.code.lower())


def back(case_id: int, words: str) -> ResponseReturnValue:
    """To where the assessment stands, with what is the matter."""
    flash(str(words), "info")
    return redirect(url_for("assessment.overview", case_id=case_id))
