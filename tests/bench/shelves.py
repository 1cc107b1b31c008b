"""A catalogue of a hundred thousand offers: 500 providers, 2,000 sites, 250,000 editions; few people."""

import random
from collections.abc import Mapping

import psycopg

from app.cli.seed.measures import GUIDANCE, OPENING_WORDS, TRAINING
from app.core.clock import today
from tests.bench.regions import BenchRegion, built, run_flask
from tests.databases import Databases

OFFERS = 100_000
PROVIDERS, SITES = 500, 2_000
SEED = 20261125
DECIDING = ("migrations/versions", "app/cli/seed/measures.py", "tests/bench/shelves.py")
LEVELS = ("primo livello", "secondo livello", "per chi ricomincia", "serale", "intensivo", "avanzato",
          "con laboratorio", "con prova pratica", "in piccolo gruppo", "for beginners")  # fmt: skip
TRADES = ("artigiani", "alberghi", "cantieri", "cooperative", "uffici", "negozi", "ospedali", "scuole",
          "fabbriche", "magazzini", "trasporti", "agricoltura", "turismo", "moda", "vetro", "mobili",
          "meccanica", "chimica", "energia", "energy", "welding", "tailoring", "hospitality",
          "bookkeeping", "carpentry", "gardening", "nursing", "catering", "logistics")  # fmt: skip

_STATEMENTS = (
    "INSERT INTO organisation (kind, code, name) VALUES ('centre', 'B-1', 'CPI 1')",
    """INSERT INTO jobseeker (centre_id, fiscal_code, surname, given_name, sex, born_on,
          birthplace_code, citizenship, residence_municipality, residence_address,
          domicile_municipality, domicile_address, education, step, ball, due_on, registered_at)
        SELECT organisation.id, 'BNC' || lpad(i::text, 13, '0'), 'Cognome' || i, 'Nome' || i, 'F',
          date '1980-01-01', 'G224', 'Z000', '028060', 'Via 1', '028060', 'Via 1',
          'upper_secondary', 'decide', 'centre', date '9999-12-31', now()
        FROM organisation, generate_series(1, 2000) i WHERE kind = 'centre'""",
    """INSERT INTO organisation (kind, code, name)
        SELECT 'provider', 'B-P' || i, (ARRAY['Formazione','Scuola','Cooperativa','Istituto'])
          [1 + i %% 4] || ' ' || (ARRAY['Brenta','Sile','Piave','Adige','Berica','Euganea'])
          [1 + i / 4 %% 6] || ' ' || i FROM generate_series(1, %(providers)s) i""",
    """INSERT INTO provider (id, legal_name, tax_number, accreditation_number, state,
          accredited_until, applied_on)
        SELECT id, name, lpad(id::text, 11, '0'), 'A' || id, 'accredited', date '2030-12-31',
          date '2020-01-01' FROM organisation WHERE kind = 'provider'""",
    """CREATE TEMPORARY TABLE town AS SELECT code, latitude, longitude,
          row_number() OVER (ORDER BY code) - 1 AS n FROM municipality
        WHERE province_code IN (SELECT code FROM province WHERE region_code = '05')""",
    """CREATE TEMPORARY TABLE owner AS SELECT id, row_number() OVER (ORDER BY id) - 1 AS n
        FROM provider""",
    """INSERT INTO site (provider_id, name, address, municipality_code, latitude, longitude)
        SELECT owner.id, 'Sede ' || i, 'Via Roma ' || i, town.code,
          town.latitude + i %% 17 * 0.001, town.longitude + i %% 13 * 0.001
        FROM generate_series(0, %(sites)s - 1) i
        JOIN owner ON owner.n = i %% %(providers)s
        JOIN town ON town.n = i * 7 %% (SELECT count(*) FROM town)""",
    """CREATE TEMPORARY TABLE place AS SELECT *, row_number() OVER (PARTITION BY provider_id
          ORDER BY id) - 1 AS n FROM site""",
    "CREATE TEMPORARY TABLE kind (n int PRIMARY KEY, service text, title text, hours int, "
    "learning text, description text, requirements text, certificate text, mode text)",
)
_OFFERS = """INSERT INTO offer (provider_id, own_key, title, service_type, pathways, hours,
  description, learning, requirements, certificate, mode, state, created_at, confirmed_on)
SELECT owner.id, 'K' || i, kind.title, kind.service,
  (ARRAY['{1,2}','{2}','{3}','{2,3,4}','{4}','{1,2,3,5}'])[1 + i * 11 %% 6]::bigint[], kind.hours,
  kind.description, kind.learning, kind.requirements, kind.certificate, kind.mode, 'published',
  now(), %(today)s::date - i %% 60
FROM generate_series(1, %(offers)s) i
JOIN owner ON owner.n = i * 13 %% %(providers)s JOIN kind ON kind.n = i * 7919 %% %(kinds)s"""
_EDITIONS = """INSERT INTO edition (offer_id, provider_id, code, site_id, municipality_code,
  latitude, longitude, starts_on, ends_on, enrol_by, seats, taken, state)
SELECT offer.id, offer.provider_id, 'E' || e, place.id, place.municipality_code, place.latitude,
  place.longitude, begins, begins + 30, begins - 5, 12,
  CASE WHEN full_up THEN 12 ELSE (offer.id + e) %% 12 END,
  CASE WHEN full_up THEN 'full' ELSE 'open' END
FROM offer CROSS JOIN generate_series(0, 2) e
CROSS JOIN LATERAL (SELECT %(today)s::date + 6 + ((offer.id * 37 + e * 61) %% 190)::int AS begins,
  (offer.id * 3 + e) %% 7 = 0 AS full_up) run
JOIN place ON place.provider_id = offer.provider_id AND place.n = (offer.id / 3 + e / 2) %% 4
WHERE e < 2 OR offer.id %% 2 = 0"""


def shelves_of(offers: int, databases: Databases) -> BenchRegion:
    """The database with so many offers, from the cache or built now."""
    return built(f"percorso_bench_offers_{offers}_", offers, DECIDING, databases, _fill)


def _fill(region: BenchRegion, environ: Mapping[str, str]) -> None:
    run_flask(["db", "upgrade"], environ)
    run_flask(["reference"], environ)
    values = {
        "providers": PROVIDERS,
        "sites": SITES,
        "offers": region.people,
        "today": today(),
    }
    with psycopg.connect(environ["DATABASE_URL"]) as connection:
        for statement in _STATEMENTS:
            connection.execute(statement, values)
        values["kinds"] = _fill_kinds(connection)
        connection.execute(_OFFERS, values)
        connection.execute(_EDITIONS, values)
        connection.execute("TRUNCATE catalogue_change")
    run_flask(["catalogue", "words"], environ)


def _fill_kinds(connection: psycopg.Connection) -> int:
    """Texts as long as real ones, from the measures of the demonstration and words of trades."""
    chance = random.Random(SEED)
    number = 0
    with connection.cursor().copy("COPY kind FROM STDIN") as copy:
        for measure in (*GUIDANCE, *TRAINING):
            family = "training" if measure in TRAINING else "employment_services"
            for _ in range(80):
                trades = chance.sample(TRADES, 3)
                title = f"{measure.title}, {chance.choice(LEVELS)}: {trades[0]}"
                words = f"{OPENING_WORDS[family]} Esempi da {trades[1]} e {trades[2]}."
                copy.write_row(
                    (number, measure.service_type, title, measure.hours, measure.learning, words,
                     measure.requirements, measure.certificate.value, measure.mode.value)
                )  # fmt: skip
                number += 1
    return number
