"""One section filled in: saved as it goes, never over somebody else's version."""

from datetime import datetime

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.guard import requires, signed_in
from app.accounts.models import User
from app.accounts.permissions import Permission
from app.cases.models.jobseeker import Jobseeker
from app.cases.queries import load_case
from app.core.clock import today
from app.core.database import db, transaction
from app.core.errors import NotFoundForYou, RuleBroken
from app.core.forms import BaseForm, spoken
from app.programme.queries import rules_in_force, rules_of_version
from app.programme.rules.questionnaire import Section
from profiling.assessment.forms import given_entry, given_sheet, section_form
from profiling.assessment.operations.fill import SectionStale, save_section
from profiling.assessment.queries import last_assessment
from profiling.assessment.rules.merging import Side, differences, merged
from profiling.assessment.rules.section import SectionEntry, Sheet
from profiling.assessment.views.filling import (
    NO_DRAFT,
    Filling,
    assessment,
    back,
    filling_of,
    section_address,
)

KEEP = "keep_"
"""Prefix of the choice between two versions of one answer."""
OF_THE_PAGE = ("csrf_token", "section_version", "section_tab", "whole")


@assessment.get("/sections/<code>")
@requires(Permission.ASSESSMENT_WRITE)
def section(case_id: int, code: str) -> ResponseReturnValue:
    """The questions of one section, with the counsellor's evaluation and points."""
    case = load_case(signed_in(), case_id, part="assessment")
    filling = filling_of(case)
    if filling is None:
        return back(case_id, NO_DRAFT)
    asked = _asked(filling, code)
    if asked is None:
        return back(case_id, _("No rule opens this area."))
    return _page(filling, asked, section_form(filling.on_screen(asked)))


@assessment.post("/sections/<code>")
@requires(Permission.ASSESSMENT_WRITE)
def save(case_id: int, code: str) -> ResponseReturnValue:
    """Save the section, complete or not, and go on to the next."""
    case = load_case(signed_in(), case_id, part="assessment")
    filling = filling_of(case)
    asked = _asked(filling, code) if filling else None
    if filling is None or asked is None:
        return _too_late(case, code)
    form = section_form(filling.on_screen(asked))
    if not form.validate():
        return _page(filling, asked, form), 422
    entry = given_entry(form, asked)
    try:
        _store(filling, given_sheet(form, asked.code), entry)
    except SectionStale:
        return _conflict(case, asked, entry)
    except RuleBroken as broken:
        if any(reason.code == "not_a_draft" for reason in broken.reasons):
            return _too_late(case, code)
        form.take_refusals(broken.reasons)
        return _page(filling, asked, form), 422
    return redirect(_after(case, asked))


@assessment.post("/sections/<code>/autosave")
@requires(Permission.ASSESSMENT_WRITE)
def autosave(case_id: int, code: str) -> ResponseReturnValue:
    """Save while the section is filled in, and say how it went in one line with the subtotal."""
    case = load_case(signed_in(), case_id, part="assessment")
    filling = filling_of(case)
    asked = _asked(filling, code) if filling else None
    if filling is None or asked is None:
        return _saved_line(None, None, _("Not saved: the assessment is no longer in draft."))
    form = section_form(filling.on_screen(asked))
    if not form.validate():
        return _saved_line(filling, asked, _("Not saved yet: there is a problem below."))
    try:
        _store(filling, given_sheet(form, asked.code), given_entry(form, asked))
    except SectionStale:
        words = _("Not saved: somebody else has saved this section. Save to compare.")
        return _saved_line(filling, asked, words)
    except RuleBroken as broken:
        words = " ".join(spoken(reason) for reason in broken.reasons)
        return _saved_line(filling, asked, _("Not saved yet: %(why)s", why=words))
    return _saved_line(filling_of(case), asked, _("Saved."))


@assessment.post("/sections/<code>/versions")
@requires(Permission.ASSESSMENT_WRITE)
def resolve(case_id: int, code: str) -> ResponseReturnValue:
    """Decide between two versions of a section: one of them whole, or answer by answer."""
    case = load_case(signed_in(), case_id, part="assessment")
    filling = filling_of(case)
    asked = _asked(filling, code) if filling else None
    if filling is None or asked is None:
        return _too_late(case, code)
    whole = request.form.get("whole", "")
    if whole == "theirs":
        return redirect(section_address(case, asked))
    screen = filling.on_screen(asked)
    form = section_form(screen)
    if not form.validate():
        return _page(filling, asked, form), 422
    mine = given_entry(form, asked)
    keep = _kept(screen.stored, mine, whole)
    if keep is None:
        return _conflict(case, asked, mine, undecided=True)
    try:
        _store(filling, given_sheet(form, asked.code), merged(screen.stored, mine, keep))
    except SectionStale:
        return _conflict(case, asked, mine)
    except RuleBroken as broken:
        if any(reason.code == "not_a_draft" for reason in broken.reasons):
            return _too_late(case, code)
        form.take_refusals(broken.reasons)
        return _page(filling, asked, form), 422
    return redirect(_after(case, asked))


def _asked(filling: Filling, code: str) -> Section | None:
    """The section, if this person is asked; None when it waits for a rule to open its area."""
    known = {
        item.code: item for area in filling.rules.questionnaire.areas for item in area.sections
    }
    found = known.get(code.upper())
    if found is None:
        raise NotFoundForYou
    return found if found in filling.sections else None


def _store(filling: Filling, sheet: Sheet, entry: SectionEntry) -> None:
    with transaction():
        save_section(signed_in(), filling.case, filling.draft, sheet, entry, on=today())


def _kept(theirs: SectionEntry, mine: SectionEntry, whole: str) -> dict[str, Side] | None:
    """Which side each difference takes; None while one is undecided."""
    differing = differences(theirs, mine)
    if whole == "mine":
        return dict.fromkeys(differing, "mine")
    chosen = {key: request.form.get(KEEP + key) for key in differing}
    if any(side not in ("theirs", "mine") for side in chosen.values()):
        return None
    return {key: "mine" if side == "mine" else "theirs" for key, side in chosen.items()}


def _page(filling: Filling, asked: Section, form: BaseForm) -> str:
    area = filling.rules.questionnaire.area_of(asked.code)
    return render_template(
        "assessment/section.html",
        form=form,
        area=area,
        section=asked,
        screen=filling.on_screen(asked),
        sections=filling.sections,
        **filling.context,
    )


def _saved_line(filling: Filling | None, asked: Section | None, words: str) -> str:
    area = filling.rules.questionnaire.area_of(asked.code) if filling and asked else None
    subtotal = filling.subtotals.get(area.code) if filling and area else None
    return render_template(
        "assessment/_saved.html",
        words=words,
        subtotal=subtotal,
        outcome=filling.outcome if filling else None,
        rules=filling.rules if filling else None,
    )


def _conflict(
    case: Jobseeker, asked: Section, mine: SectionEntry, *, undecided: bool = False
) -> ResponseReturnValue:
    """Both versions side by side, nothing chosen beforehand; mine travels along in hidden fields."""
    filling = filling_of(case)
    if filling is None:
        return _too_late(case, asked.code)
    screen = filling.on_screen(asked)
    stamp = filling.draft.saves.get(asked.code, {})
    typed = [
        (name, value)
        for name, value in request.form.items(multi=True)
        if name not in OF_THE_PAGE and not name.startswith(KEEP)
    ]
    page = render_template(
        "assessment/conflict.html",
        section=asked,
        area=filling.rules.questionnaire.area_of(asked.code),
        theirs=screen.stored,
        mine=mine.cleaned,
        differing=differences(screen.stored, mine),
        version=screen.version,
        tab=request.form.get("section_tab", ""),
        saved_by=db.session.get(User, stamp.get("by")) if stamp.get("by") else None,
        saved_at=datetime.fromisoformat(stamp["at"]) if stamp else None,
        typed=typed,
        chosen={key.removeprefix(KEEP): side for key, side in request.form.items()},
        undecided=undecided,
        **filling.context,
    )
    return page, 422 if undecided else 409


def _too_late(case: Jobseeker, code: str) -> ResponseReturnValue:
    """The section can no longer be saved; what was typed is shown, so that it can be copied."""
    last = last_assessment(case.id)
    rules = rules_of_version(last.rule_set_id) if last else rules_in_force(today())
    known = {item.code: item for area in rules.questionnaire.areas for item in area.sections}
    found = known.get(code.upper())
    if found is None:
        raise NotFoundForYou
    typed = {name: request.form.getlist(name) for name in request.form if name not in OF_THE_PAGE}
    page = render_template(
        "assessment/too_late.html", case=case, rules=rules, section=found, typed=typed
    )
    return page, 409


def _after(case: Jobseeker, saved: Section) -> str:
    """The next section asked after the one saved, else the overview."""
    filling = filling_of(case)
    codes = [one.code for one in filling.sections] if filling else []
    if filling and saved.code in codes and saved.code != codes[-1]:
        return section_address(case, filling.sections[codes.index(saved.code) + 1])
    return url_for("assessment.overview", case_id=case.id)
