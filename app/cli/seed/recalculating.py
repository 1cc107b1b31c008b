"""What the nightly job makes of profiles grown old, and what the ministry sends of some."""

from dataclasses import fields
from datetime import date, datetime, time, timedelta
from typing import Any

from app.cli.seed.registration import unemployed_since
from app.cli.seed.story import Story
from app.cli.seed.trails import SYSTEM, Act, Actor, Details, Subject
from app.cli.seed.work import record_facts
from app.core.clock import ROME, day_of
from profiling.assessment.models import OfficialProfile, ProfileRefresh, QuantitativeProfile
from profiling.assessment.rules.history import grown_old_on
from profiling.assessment.rules.origins import RecordDays, Stored, Telling, Value, noted, origins
from profiling.assessment.rules.prefill import fitted, prefilled, starting_inputs
from profiling.assessment.rules.profile import Contribution, ProfileResult, employability_index
from profiling.assessment.states import PROFILE, Cause, OfficialSource, ProfileAction

_CONTRIBUTION = [field.name for field in fields(Contribution)]
ONE_IN_RECALCULATED, ONE_IN_OFFICIAL, ONE_IN_DIFFERENT = 4, 5, 3
"""For whom the night has worked already (for everybody else it does when the worker runs), for whom
the ministry's profile is known, and of those, for whom it differs."""
HIGHEST_CLASS = 3


def kept_profile(
    story: Story, inputs: dict[str, Value], last: Stored, *, on: date, actor: Actor, cause: Cause
) -> tuple[ProfileResult, dict[str, Any]]:
    """A profile's result, and the columns that hold it with the origin of each input."""
    model = story.setting.rules.index
    facts = record_facts(story.person, story.life, unemployed_since(story))
    known = fitted(prefilled(facts, on=on), model)
    days = RecordDays(registered_on=day_of(story.notes["registered_at"]), corrected_on={})
    found = origins(facts, days, known, on=on)
    result = employability_index(inputs, model)
    return result, {
        "inputs": noted(inputs, known, found, last, Telling(by=actor.id, on=on)),
        "index": result.index,
        "profile_class": result.profile_class,
        "contributions": [
            {name: str(getattr(part, name)) for name in _CONTRIBUTION}
            for part in result.contributions
        ],
        "rule_set_id": story.setting.rule_set_id,
        "cause": cause,
        "calculated_on": on,
        "calculated_by_id": actor.id,
    }


def recalculate(story: Story) -> None:
    """Go through the nights on which the profile had grown old; then what the ministry sent."""
    if "profile" not in story.notes:
        return
    is_shown = story.stop_at is not None
    if is_shown or story.id % ONE_IN_RECALCULATED == 0:
        while _again(story):
            pass
    if is_shown or story.id % ONE_IN_OFFICIAL == 0:
        _receive(story)


def _again(story: Story) -> bool:
    """One night's work; whether there was any."""
    setting = story.setting
    row, subject = story.notes["profile"]
    days = setting.rules.days("profiling_refresh_days")
    night = datetime.combine(grown_old_on(row["calculated_on"], days), time(3, 20), ROME)
    ended_on = story.notes["did"][0]["ended_on"]
    if night >= setting.now or (ended_on is not None and ended_on <= night.date()):
        return False
    act, model = Act(SYSTEM, night), setting.rules.index
    facts = record_facts(story.person, story.life, unemployed_since(story))
    known = fitted(prefilled(facts, on=night.date()), model)
    inputs = starting_inputs(known, row["inputs"], model)
    if missing := sorted(code for code, value in inputs.items() if value is None):
        _wait(story, night, missing)
        return False
    result, columns = kept_profile(
        story, inputs, row["inputs"], on=night.date(), actor=SYSTEM, cause=Cause.NINETY_DAYS
    )
    row["state"] = setting.trails.perform(act, subject, row["state"], ProfileAction.SUPERSEDE)
    key = setting.writer.key(QuantitativeProfile)
    following = Subject("quantitative_profile", key, story.reach, PROFILE)
    details: Details = {"class": result.profile_class, "cause": Cause.NINETY_DAYS.value}
    state = setting.trails.begin(act, "profile:calculate", following, details)
    kept = story.keep(
        QuantitativeProfile, {"id": key, "state": state, **columns, "created_at": night}
    )
    if row["profile_class"] != result.profile_class:
        words = f"{row['profile_class']} → {result.profile_class}"
        told = Subject("jobseeker", story.id, story.reach, None, words)
        setting.trails.tell(act, "case", "class_changed", told)
    story.notes["profile"] = kept, following
    story.profile_class = result.profile_class
    return True


def _wait(story: Story, night: datetime, missing: list[str]) -> None:
    """What neither the record nor earlier answers tell waits for the person."""
    story.keep(
        ProfileRefresh,
        {
            "cause": Cause.NINETY_DAYS,
            "noted_at": night,
            "due_on": night.date(),
            "tried_on": night.date(),
            "missing": missing,
        },
    )


def _receive(story: Story) -> None:
    """The ministry's profile, recorded by the counsellor two days after its calculation."""
    setting = story.setting
    row, _subject = story.notes["profile"]
    received = datetime.combine(row["calculated_on"] + timedelta(days=2), time(9, 30), ROME)
    if received >= setting.now:
        return
    act = Act(story.counsellor, received)
    theirs = row["profile_class"]
    is_different = story.id % ONE_IN_DIFFERENT == 0
    if is_different:
        theirs = theirs + 1 if theirs < HIGHEST_CLASS else theirs - 1
    key = setting.writer.key(OfficialProfile)
    story.keep(
        OfficialProfile,
        {
            "id": key,
            "profile_class": theirs,
            "index": None if is_different else row["index"],
            "code": f"DEMO-{received.year}-{key:07d}",
            "calculated_on": row["calculated_on"],
            "received_on": received.date(),
            "source": OfficialSource.SERVICE,
            "recorded_by_id": story.counsellor.id,
            "recorded_at": received,
            "superseded_at": None,
        },
    )
    subject = Subject("official_profile", key, story.reach)
    setting.trails.record(act, "profile:record_official", subject, {"class": theirs})
    told = Subject("jobseeker", story.id, story.reach, None, str(theirs))
    setting.trails.tell(act, "case", "official_profile", told)
