"""What the environment may say, and what is refused."""

from datetime import timedelta

import pytest

from app.config import DEMO_SECRET_KEY, Config, ConfigurationError, Mode, acting_as

OWNER = "postgresql://owner:secret@db.example/percorso"
PRODUCTION = {
    "PERCORSO_MODE": "production",
    "DATABASE_URL": OWNER,
    "SECRET_KEY": "k" * 32,
    "PUBLIC_ADDRESS": "https://percorso.example/",
}


def test_defaults_are_those_of_a_demonstration():
    config = Config.from_environment({"DATABASE_URL": OWNER})
    assert config.mode is Mode.DEMO
    assert config.port == 5000
    assert config.secret_key == DEMO_SECRET_KEY
    assert config.clock_offset == timedelta(0)


def test_runtime_takes_its_own_role_on_the_owners_address():
    config = Config.from_environment({"DATABASE_URL": OWNER})
    assert config.owner_database_url == OWNER
    assert config.database_url == f"{OWNER}?options=-c%20role%3Dpercorso_runtime"


def test_runtime_address_given_apart_is_taken_as_it_is():
    config = Config.from_environment({"DATABASE_RUNTIME_URL": "postgres://web@db/percorso"})
    assert config.database_url == "postgresql://web@db/percorso"
    assert config.owner_database_url is None


def test_role_is_added_to_the_options_and_the_socket_already_in_the_address():
    address = acting_as("postgresql:///percorso?host=/run/pg&options=-c%20work_mem%3D8MB", "reader")
    assert address == (
        "postgresql:///percorso?host=/run/pg&options=-c%20work_mem%3D8MB%20-c%20role%3Dreader"
    )


@pytest.mark.parametrize(
    ("environ", "sentence"),
    [
        ({}, "No database"),
        ({"DATABASE_URL": "mysql://db/percorso"}, "PostgreSQL address"),
        ({"DATABASE_URL": OWNER, "PORT": "eighty"}, "PORT must be a whole number"),
        ({"DATABASE_URL": OWNER, "PORT": "70000"}, "PORT must be a whole number"),
        ({"DATABASE_URL": OWNER, "PERCORSO_MODE": "live"}, "PERCORSO_MODE must be one of"),
        (PRODUCTION | {"SECRET_KEY": ""}, "SECRET_KEY of its own"),
        (PRODUCTION | {"SECRET_KEY": DEMO_SECRET_KEY}, "SECRET_KEY of its own"),
        (PRODUCTION | {"SECRET_KEY": "short"}, "SECRET_KEY of its own"),
        (PRODUCTION | {"PUBLIC_ADDRESS": "http://percorso.example"}, "PUBLIC_ADDRESS"),
        (PRODUCTION | {"PERCORSO_CLOCK_OFFSET_DAYS": "30"}, "real clock"),
    ],
)
def test_what_cannot_be_used_is_refused_with_one_sentence(environ, sentence):
    with pytest.raises(ConfigurationError, match=sentence):
        Config.from_environment(environ)


def test_production_starts_with_its_own_secrets():
    config = Config.from_environment(PRODUCTION)
    assert config.is_production
    assert config.public_address == "https://percorso.example"


def test_secret_key_is_not_printed():
    assert "k" * 32 not in repr(Config.from_environment(PRODUCTION))
