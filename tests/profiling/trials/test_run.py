"""A trial from its start to its result: counts as by hand, killed and resumed, cancelled, cases untouched."""

import json
import random
from collections import Counter

import pytest
from sqlalchemy import func, select, text

from app.core.database import db, transaction
from app.core.errors import RuleBroken
from app.core.jobs import MOST_ATTEMPTS, JobState
from app.programme.models import RuleSetDraft
from app.programme.rules.parsing import parse_rule_set
from profiling.assessment.models import Assessment, QuantitativeProfile
from profiling.trials import tasks
from profiling.trials.models import Trial, TrialCase, TrialCount
from profiling.trials.operations import run
from profiling.trials.operations.start import cancel_trial, start_trial
from profiling.trials.queries import load_trial
from profiling.trials.rules.bulk import BulkScorer
from profiling.trials.rules.single import Computed, under
from tests.factories.programme import shipped_document
from tests.factories.trials import assessed_case, officer, version_in_force

PEOPLE = 60


def stricter(document):
    """Class 3 begins earlier, small gaps weigh more, and one answer is no longer possible."""
    document["index"]["classes"][1]["up_to"] = "0.55"
    for rule in document["decisions"]:
        if rule["code"] == "small_gap":
            rule["when"]["scores"][0]["at_least"] = 4
    question = document["questionnaire"]["areas"][0]["sections"][0]["questions"][1]
    question["answers"] = [one for one in question["answers"] if one["code"] != "seasonal"]
    return document


@pytest.fixture
def caseload(session, counsellor):
    chance = random.Random(11)
    return [assessed_case(counsellor, chance) for _ in range(PEOPLE)]


@pytest.fixture
def draft(session):
    return a_draft(officer(), stricter(shipped_document()))


def a_draft(author, document):
    made = RuleSetDraft(
        code="gol", title_it="Prova", title_en="Trial", source_text="", document=plain(document),
        content_hash="a" * 64, author_id=author.id,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    return made


def plain(document):
    return json.loads(json.dumps(document, default=str))


def tried(subject):
    with transaction():
        trial = start_trial(officer(), subject)
    tasks.run_trial(trial_id=trial.id)
    db.session.expire_all()
    return load_trial(trial.id)


def counts(trial):
    found = db.session.scalars(select(TrialCount).where(TrialCount.trial_id == trial.id))
    return {(row.breakdown, row.row_key, row.column_key): row.people for row in found if row.people}


def one_by_one(document):
    """Each case by the single-case rules: stored and new class and pathway."""
    rules = parse_rule_set(document)
    found = {}
    for assessment in db.session.scalars(select(Assessment)):
        new = under(rules, assessment.profile.values, assessment.answers, {})
        found[assessment.jobseeker_id] = assessment, new
    return found


def test_the_counts_are_those_of_a_count_by_hand(caseload, draft, monkeypatch):
    monkeypatch.setattr(run, "_hide_small_numbers", lambda trial: None)
    trial = tried(draft)
    assert trial.progress.state is JobState.DONE
    assert (trial.progress.done, trial.progress.total) == (PEOPLE, PEOPLE)
    matrix, centres, lacking = Counter(), Counter(), 0
    for assessment, new in one_by_one(draft.document).values():
        before = str(assessment.proposed)
        after = str(new.pathway) if isinstance(new, Computed) else "not_computable"
        lacking += not isinstance(new, Computed)
        matrix["pathway", before, "stays" if after == before else after] += 1
        fate = "stays" if after == before else after
        fate = "moves" if fate.isdigit() else fate
        centres["centre", str(assessment.centre_id), fate] += 1
    found = counts(trial)
    assert {place: n for place, n in found.items() if place[0] == "pathway"} == matrix
    assert {place: n for place, n in found.items() if place[0] == "centre"} == centres
    assert lacking
    assert sum(n for place, n in found.items() if place[0] == "obstacle") == lacking
    for breakdown in ("class", "sex", "age", "citizenship", "duration"):
        assert sum(n for place, n in found.items() if place[0] == breakdown) == PEOPLE


def test_the_list_holds_exactly_the_cases_that_change_with_what_they_would_get(caseload, draft):
    trial = tried(draft)
    listed = {row.jobseeker_id: row for row in db.session.scalars(select(TrialCase))}
    expected = set()
    for case_id, (assessment, new) in one_by_one(draft.document).items():
        moves = isinstance(new, Computed) and new.pathway != assessment.proposed
        if moves or new.profile_class != assessment.profile.profile_class:
            expected.add(case_id)
            row = listed[case_id]
            assert row.trial_id == trial.id
            assert (row.pathway_before, row.class_after) == (assessment.proposed, new.profile_class)
            assert row.index_after == new.index
            if isinstance(new, Computed):
                assert (row.pathway_after, row.rule_after) == (new.pathway, new.rule)
                assert row.scores_after == new.scores
    assert set(listed) == expected
    assert expected


def test_the_rules_in_force_change_nobody(caseload):
    trial = tried(version_in_force())
    assert db.session.scalar(select(func.count()).select_from(TrialCase)) == 0
    columns = {column for breakdown, _, column in counts(trial) if breakdown == "pathway"}
    assert columns == {"stays"}


def digest():
    """Everything of the cases, as one text."""
    tables = ("jobseeker", "did", "quantitative_profile", "assessment", "pathway_record",
              "timeline_entry", "access_log")  # fmt: skip
    return [
        db.session.scalar(
            text(
                f"SELECT md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM {table} t"
            )
        )
        for table in tables
    ]


def test_a_trial_writes_nothing_to_a_case(caseload, draft):
    before = digest()
    tried(draft)
    assert digest() == before


class Killed(BaseException):
    """The process is gone: no handler of ours runs."""


def test_killed_in_the_middle_it_goes_on_and_ends_the_same(caseload, draft, monkeypatch):
    whole = counts(tried(draft))
    monkeypatch.setattr(run, "CHUNK", 7)
    with transaction():
        trial = start_trial(officer(), draft)
    written, calls = run._write_changed, []

    def dying(rows):
        calls.append(1)
        written(rows)
        if len(calls) in (3, 6):
            raise Killed

    monkeypatch.setattr(run, "_write_changed", dying)
    for _ in range(2):
        with pytest.raises(Killed):
            tasks.run_trial(trial_id=trial.id)
        db.session.expire_all()
        assert load_trial(trial.id).progress.state is JobState.RUNNING
    assert load_trial(trial.id).progress.done == 7 * 4
    tasks.run_trial(trial_id=trial.id)
    db.session.expire_all()
    trial = load_trial(trial.id)
    assert (trial.progress.state, trial.progress.done) == (JobState.DONE, PEOPLE)
    assert counts(trial) == whole
    twice = select(TrialCase.jobseeker_id).group_by(TrialCase.jobseeker_id)
    assert db.session.scalars(twice.having(func.count() > 1)).all() == []


def test_a_cancelled_trial_stops_and_leaves_no_list(caseload, draft, monkeypatch):
    monkeypatch.setattr(run, "CHUNK", 10)
    with transaction():
        trial = start_trial(officer(), draft)
    scorer = BulkScorer(parse_rule_set(trial.document))
    with transaction():
        assert run.begin_attempt(trial, MOST_ATTEMPTS)
    with transaction():
        assert run.score_some(trial, scorer)
    with transaction():
        cancel_trial(officer(), trial)
    with transaction():
        assert not run.score_some(trial, scorer)
    with transaction():
        run.finish_trial(trial)
    assert load_trial(trial.id).progress.state is JobState.CANCELLED
    assert db.session.scalar(select(func.count()).select_from(TrialCase)) == 0
    with pytest.raises(RuleBroken), transaction():
        cancel_trial(officer(), trial)


def test_a_job_that_keeps_dying_is_given_up(caseload, draft):
    with transaction():
        trial = start_trial(officer(), draft)
    for _ in range(MOST_ATTEMPTS - 1):
        with transaction():
            assert run.begin_attempt(trial, MOST_ATTEMPTS)
    tasks.run_trial(trial_id=trial.id)
    assert load_trial(trial.id).progress.state is JobState.FAILED


def test_the_same_rules_are_tried_once_at_a_time(caseload, draft):
    with transaction():
        start_trial(officer(), draft)
    with pytest.raises(RuleBroken) as refused:
        start_trial(officer(), draft)
    assert [reason.code for reason in refused.value.reasons] == ["trial_running"]


def test_rules_with_faults_are_not_tried(session):
    document = shipped_document()
    document["decisions"] = document["decisions"][:-1]
    with pytest.raises(RuleBroken) as refused:
        start_trial(officer(), a_draft(officer(), document))
    assert [reason.code for reason in refused.value.reasons] == ["rules_faulty"]


def test_the_database_keeps_a_finished_trial_as_it_is(caseload, draft):
    trial = tried(draft)
    for statement in (
        "UPDATE trial SET on_day = on_day + 1",
        "DELETE FROM trial",
        "UPDATE trial_count SET people = people + 1",
        "DELETE FROM trial_count",
        "UPDATE trial_case SET pathway_after = 1",
    ):
        with pytest.raises(Exception, match="kept|append-only|may not change"), transaction():
            db.session.execute(text(statement))
    assert db.session.get(Trial, trial.id)


def test_a_later_trial_takes_the_place_of_the_list_before(caseload, draft):
    first, second = tried(draft), tried(draft)
    assert set(db.session.scalars(select(TrialCase.trial_id))) == {second.id}
    assert counts(first) == counts(second)


def test_the_profile_an_assessment_rests_on_is_the_one_recomputed(caseload):
    """A newer profile is not the rules' doing: it would be told as their effect."""
    case = caseload[0]
    old = db.session.scalar(
        select(QuantitativeProfile).where(QuantitativeProfile.jobseeker_id == case.id)
    )
    db.session.execute(
        text("UPDATE quantitative_profile SET state = 'superseded' WHERE id = :id"), {"id": old.id}
    )
    number = old.profile_class % 3 + 1
    db.session.execute(
        text(
            "INSERT INTO quantitative_profile (state, inputs, index, profile_class, contributions,"
            " rule_set_id, calculated_on, created_at, jobseeker_id, centre_id)"
            " SELECT 'current', '{}', 0.5, :number, '[]', rule_set_id, calculated_on, now(),"
            " jobseeker_id, centre_id FROM quantitative_profile WHERE id = :id"
        ),
        {"id": old.id, "number": number},
    )
    tried(version_in_force())
    assert db.session.scalar(select(func.count()).select_from(TrialCase)) == 0
