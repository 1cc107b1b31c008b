"""A database with a million assessed people, for the trial of a rule set; nothing else happens in it.

Some ten thousand people are drawn one by one, with inputs, answers, points, contributions and trace
as the rules make them, and copied inside the database under other keys, names and codes.
"""

import json
import random
import time
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from typing import Any

import psycopg

from app.programme.rules.document import RuleSet
from app.programme.rules.parsing import parse_rule_set
from profiling.assessment.rules.pathway import outcome_of
from profiling.assessment.rules.profile import employability_index
from profiling.assessment.rules.scoring import area_points
from tests.bench.regions import BenchRegion, built, run_flask
from tests.databases import Databases

PEOPLE = 1_000_000
POOL = 20_000
"""Distinct lives; what a process could remember of whole lives helps with one in fifty of them."""
CENTRES = 40
SEED = 20261125
DECIDING = ("migrations/versions", "app/programme/rulesets", "tests/bench/caseload.py")

_POOL = """CREATE TEMPORARY TABLE pool (k bigint PRIMARY KEY, inputs jsonb, index numeric,
  profile_class bigint, contributions jsonb, answers jsonb, points jsonb, scores jsonb, flags jsonb,
  openings jsonb, proposed bigint, rule text, trace jsonb)"""
_COPIES = (
    "DROP INDEX ix_jobseeker_name_key_trgm",  # nobody searches here, and it takes minutes
    f"""INSERT INTO organisation (kind, code, name) SELECT 'centre', 'B-' || c, 'CPI ' || c
        FROM generate_series(1, {CENTRES}) c""",
    "INSERT INTO organisation (kind, code, name) VALUES ('region', 'B-R', 'Regione')",
    """INSERT INTO user_account (email, name, role, created_at, organisation_id)
        SELECT 'officer@example.org', 'Officer', 'programme_officer', now(), id
        FROM organisation WHERE kind = 'region'""",
    """CREATE TEMPORARY TABLE centre AS SELECT id, row_number() OVER (ORDER BY id) - 1 AS c
        FROM organisation WHERE kind = 'centre'""",
    """INSERT INTO jobseeker (centre_id, fiscal_code, surname, given_name, sex, born_on,
          birthplace_code, citizenship, residence_municipality, residence_address,
          domicile_municipality, domicile_address, education, step, ball, due_on, registered_at)
        SELECT centre.id, 'BNC' || lpad(i::text, 13, '0'), 'Cognome' || i, 'Nome' || i,
          CASE WHEN i %% 2 = 0 THEN 'F' ELSE 'M' END, date '1960-01-01' + (i * 7919 %% 17000)::int,
          'G224', (ARRAY['Z000','Z000','Z000','Z000','Z129','Z330'])[1 + i / 7 %% 6],
          '028060', 'Via 1', '028060', 'Via 1', 'upper_secondary', 'decide', 'centre',
          date '9999-12-31', now()
        FROM generate_series(1::bigint, %(people)s::bigint) i JOIN centre ON centre.c = i * 31 %% 40""",
    """CREATE TEMPORARY TABLE life AS SELECT j.id, j.centre_id,
          1 + row_number() OVER (ORDER BY j.id) * 7 %% %(pool)s AS k FROM jobseeker j""",
    """INSERT INTO did (jobseeker_id, centre_id, state, declared_on, unemployed_since, validated_on)
        SELECT id, centre_id, 'validated', date '2026-10-01',
          date '2023-10-01' + (id * 37 % 1080)::int, date '2026-10-02' FROM life""",
    """INSERT INTO quantitative_profile (jobseeker_id, centre_id, state, inputs, index,
          profile_class, contributions, rule_set_id, calculated_on, created_at)
        SELECT life.id, centre_id, 'current', inputs, index, profile_class, contributions,
          %(rules)s, date '2026-10-03', now() FROM life JOIN pool USING (k) ORDER BY life.id""",
    """INSERT INTO assessment (jobseeker_id, centre_id, state, profile_id, rule_set_id, answers,
          points, evaluation, scores, flags, openings, proposed, rule, trace, started_on,
          completed_at, valid_until)
        SELECT p.jobseeker_id, p.centre_id, 'completed', p.id, %(rules)s, answers, points,
          'Valutazione di prova, lunga quanto quelle che si scrivono davvero in un colloquio.',
          scores, flags, openings, proposed, rule, trace, date '2026-10-04', now(),
          date '2027-10-04'
        FROM quantitative_profile p JOIN life ON life.id = p.jobseeker_id JOIN pool USING (k)
        ORDER BY p.jobseeker_id""",
)


def caseload_of(people: int, databases: Databases) -> BenchRegion:
    """The database of so many assessed people, from the cache or built now."""
    return built(f"percorso_bench_trial_{people}_", people, DECIDING, databases, _fill)


def _fill(region: BenchRegion, environ: dict[str, str]) -> None:
    run_flask(["db", "upgrade"], environ)
    run_flask(["reference"], environ)
    with psycopg.connect(environ["DATABASE_URL"]) as connection:
        row = connection.execute(
            "SELECT id, document FROM rule_set_version WHERE effective_to IS NULL"
        ).fetchone()
        assert row is not None
        connection.execute(_POOL)
        with connection.cursor().copy("COPY pool FROM STDIN") as copy:
            for life in lives(parse_rule_set(row[1]), min(POOL, region.people)):
                copy.write_row(life)
        values = {"people": region.people, "pool": min(POOL, region.people), "rules": row[0]}
        for statement in _COPIES:
            started = time.monotonic()
            connection.execute(statement, values if "%(" in statement else None)
            print(f"    {statement[:40]!r} {time.monotonic() - started:.0f} s", flush=True)


def lives(rules: RuleSet, number: int) -> Iterator[tuple[Any, ...]]:
    """So many rows of the pool."""
    chance = random.Random(SEED)
    for k in range(1, number + 1):
        values, answers = _somebody(chance, rules)
        given = {"A1": {"points": 1, "reason": "x", "note": ""}} if chance.random() < 0.1 else {}
        result = employability_index(values, rules.index)
        outcome = outcome_of(
            rules,
            profile_class=result.profile_class,
            answers=answers,
            points=area_points(rules.questionnaire, given, rules.operator_points),
        )
        inputs = {
            code: {"value": value, "source": chance.choice(("record", "counsellor")),
                   "on": date(2026, chance.randint(8, 10), chance.randint(1, 28)).isoformat()}
            for code, value in values.items()
        }  # fmt: skip
        plain = [asdict(part) for part in result.contributions]
        yield (
            k, json.dumps(inputs), result.index, result.profile_class,
            json.dumps(plain, default=str), json.dumps(answers), json.dumps(given),
            json.dumps(dict(outcome.facts.scores)), json.dumps(sorted(outcome.facts.flags)),
            json.dumps([rule.code for rule in outcome.openings]), outcome.proposal.pathway,
            outcome.proposal.rule,
            json.dumps([asdict(line) for line in outcome.proposal.trace], default=str),
        )  # fmt: skip


def _somebody(
    chance: random.Random, rules: RuleSet
) -> tuple[dict[str, str | int | None], dict[str, list[str]]]:
    burden = chance.betavariate(2, 3)
    values: dict[str, str | int | None] = {
        factor.code: chance.randint(factor.minimum, min(factor.maximum, 65))
        if factor.is_number
        else chance.choice(factor.categories).code
        for factor in rules.index.factors
    }
    answers = {}
    for question in rules.questionnaire.questions:
        highest = max(answer.score for answer in question.answers) or 1
        near = [1 / (0.05 + abs(one.score / highest - burden) ** 2) for one in question.answers]
        first = chance.choices(question.answers, near)[0]
        chosen = [first.code]
        others = [one for one in question.answers if not one.stands_alone and one is not first]
        if question.max_choices > 1 and others and not first.stands_alone and chance.random() < 0.5:
            chosen.append(chance.choice(others).code)
        answers[question.code] = chosen
    return values, answers
