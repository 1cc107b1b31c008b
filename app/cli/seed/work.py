"""Working lives of invented people: jobs declared, and what the quantitative profile asks of them."""

import random
from dataclasses import dataclass
from datetime import date, timedelta

from app.cli.seed.people import Person
from profiling.assessment.rules.prefill import Job as PastJob
from profiling.assessment.rules.prefill import RecordFacts, prefilled

# Occupations with their major group and sector, by the codes of the rule set.
OCCUPATIONS = (
    ("Addetto alle vendite", "services", "trade", 10),
    ("Cassiere di supermercato", "services", "trade", 5),
    ("Magazziniere", "operators", "transport", 8),
    ("Autista di furgoni", "operators", "transport", 5),
    ("Operaio di produzione", "operators", "manufacturing", 11),
    ("Saldatore", "craft", "manufacturing", 4),
    ("Operatore di macchine utensili", "craft", "manufacturing", 5),
    ("Addetto al confezionamento", "elementary", "manufacturing", 5),
    ("Muratore", "craft", "construction", 4),
    ("Elettricista", "craft", "construction", 3),
    ("Cameriere", "services", "tourism", 7),
    ("Aiuto cuoco", "services", "tourism", 5),
    ("Addetto alle pulizie", "elementary", "business_services", 7),
    ("Impiegato amministrativo", "clerks", "business_services", 8),
    ("Addetto alla contabilità", "clerks", "business_services", 4),
    ("Programmatore", "technicians", "business_services", 2),
    ("Educatore", "professionals", "public_services", 3),
    ("Operatore socio-sanitario", "services", "public_services", 5),
    ("Assistente familiare", "elementary", "domestic_work", 6),
    ("Bracciante agricolo", "elementary", "agriculture", 5),
    ("Responsabile di negozio", "managers", "trade", 2),
)
EMPLOYER_KINDS = ("Azienda", "Ditta", "Cooperativa", "Società")
_WITHOUT_WORK = ("unemployed", "inactive")
NEVER_WORKED = 0.07
# Months since the last job ended, from and to, per mille: 35.5 % from 6 months on, 30.7 % over 12.
MONTHS_OUT = ((0, 2, 240), (2, 4, 220), (4, 6, 185), (6, 12, 48), (12, 24, 170), (24, 96, 137))


@dataclass(frozen=True, slots=True)
class Job:
    """One declared work experience."""

    employer: str
    occupation: str
    level: str
    sector: str
    started_on: date
    ended_on: date


@dataclass(frozen=True, slots=True)
class WorkingLife:
    """Jobs, the latest first, as known when the person declares to be available."""

    jobs: tuple[Job, ...]
    declared_on: date
    has_done_internship: bool

    @property
    def last_job_ended_on(self) -> date | None:
        """The end of the latest job."""
        return self.jobs[0].ended_on if self.jobs else None

    def months_without_work(self, on: date) -> int:
        """Full months since the latest job; since eighteen months for those who never worked."""
        ended = self.last_job_ended_on or self.declared_on - timedelta(days=540)
        return max(0, (on - ended).days // 30)


def working_life(chance: random.Random, person: Person, declared_on: date) -> WorkingLife:
    """A working life that ends some time before the declaration."""
    jobs: list[Job] = []
    age_then = person.age - (person.today - declared_on).days // 365
    if chance.random() >= NEVER_WORKED and age_then > 18:
        low, high, _ = chance.choices(MONTHS_OUT, [band[2] for band in MONTHS_OUT])[0]
        ended_on = declared_on - timedelta(days=chance.randint(low * 30 + 1, high * 30))
        earliest = person.born_on + timedelta(days=17 * 366)
        for _number in range(chance.choices((1, 2, 3, 4), (30, 35, 25, 10))[0]):
            started_on = ended_on - timedelta(days=chance.choice((90, 180, 300, 540, 900, 1800)))
            if started_on < earliest:
                break
            jobs.append(_job(chance, started_on, ended_on))
            ended_on = started_on - timedelta(days=chance.randint(5, 240))
    return WorkingLife(tuple(jobs), declared_on, chance.random() < 0.2)


def _job(chance: random.Random, started_on: date, ended_on: date) -> Job:
    occupation, level, sector, _ = chance.choices(OCCUPATIONS, [row[3] for row in OCCUPATIONS])[0]
    employer = f"{chance.choice(EMPLOYER_KINDS)} n. {chance.randint(100, 999)} (dimostrativa)"
    return Job(employer, occupation, level, sector, started_on, ended_on)


def profile_inputs(
    chance: random.Random, person: Person, life: WorkingLife, on: date, unemployed_since: date
) -> tuple[dict[str, str | int], frozenset[str]]:
    """The inputs of the quantitative profile on a day, and those of them the record does not tell.

    What the record holds is read by the application's own rule; the rest is what the person says.
    """
    facts = record_facts(person, life, unemployed_since)
    known = prefilled(facts, on=on)
    told: dict[str, str | int] = {
        "internship_done": "done" if life.has_done_internship else "not_done",
        "condition_a_year_ago": "student" if person.age < 27 else chance.choice(_WITHOUT_WORK),
    }
    inputs = {code: told[code] if value is None else value for code, value in known.items()}
    return inputs, frozenset(code for code, value in known.items() if value is None)


def record_facts(person: Person, life: WorkingLife, unemployed_since: date) -> RecordFacts:
    """What the record holds of the person, as the application's own rules take it."""
    return RecordFacts(
        born_on=person.born_on,
        sex=str(person.sex.value),
        is_born_in_italy=person.in_italy_since is None,
        in_italy_since=person.in_italy_since,
        province=person.domicile.province.abbreviation,
        region_code=person.domicile.province.region_code,
        education=person.education,
        household_size=person.household_size,
        dependent_children=person.dependent_children,
        minor_children=person.minor_children,
        has_driving_licence=person.has_licence,
        unemployed_since=unemployed_since,
        jobs=[
            PastJob(
                employer=job.employer,
                sector=job.sector,
                level=job.level,
                started_on=job.started_on,
                ended_on=job.ended_on,
            )
            for job in life.jobs
        ],
    )
