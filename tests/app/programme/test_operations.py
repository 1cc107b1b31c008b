"""Publishing rule sets: dated, never overlapping, never changed."""

from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.core.database import db
from app.core.errors import RuleBroken
from app.programme.operations import load_shipped_rule_sets, publish_rule_set
from app.programme.queries import (
    NoRulesInForce,
    latest_version,
    rule_set_id_on,
    rules_in_force,
    rules_of_version,
)
from app.programme.rules.faults import RuleSetInvalid
from tests.factories.programme import shipped_document

pytestmark = pytest.mark.usefixtures("session")


def successor():
    document = shipped_document()
    document |= {"version": 3, "effective_from": date(2027, 1, 1)}
    document["deadlines"]["choice_days"]["days"] = 45
    return document


def test_the_shipped_rule_sets_are_loaded_once():
    assert [publication.is_new for publication in load_shipped_rule_sets()] == [False, False]


def test_the_rules_of_a_day_are_those_in_force_on_it():
    publish_rule_set(None, successor())
    assert rules_in_force(date(2026, 12, 31)).days("choice_days") == 30
    assert rules_in_force(date(2027, 1, 1)).days("choice_days") == 45
    assert latest_version("gol").version == 3


def test_before_the_first_version_no_rules_are_in_force():
    with pytest.raises(NoRulesInForce):
        rules_in_force(date(2022, 5, 31))


def test_a_published_version_with_other_content_is_refused():
    document = shipped_document()
    document["deadlines"]["choice_days"]["days"] = 31
    with pytest.raises(RuleBroken) as broken:
        publish_rule_set(None, document)
    assert broken.value.reasons[0].code == "rule_set_changed"


def test_a_successor_must_start_later():
    with pytest.raises(RuleBroken) as broken:
        publish_rule_set(None, successor() | {"effective_from": date(2022, 1, 1)})
    assert broken.value.reasons[0].code == "rule_set_too_early"


def test_a_document_with_faults_is_not_published():
    with pytest.raises(RuleSetInvalid):
        publish_rule_set(None, successor() | {"decisions": []})


def test_a_version_is_parsed_once_and_kept():
    version_id = rule_set_id_on(date(2026, 11, 20))
    assert rules_of_version(version_id) is rules_of_version(version_id)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE rule_set_version SET version = 9",
        "UPDATE rule_set_version SET document = '{}'",
        "DELETE FROM rule_set_version",
    ],
)
def test_the_database_lets_nobody_change_a_published_version(change):
    with pytest.raises(DBAPIError, match="never changes"):
        db.session.execute(text(change))


def test_the_database_lets_no_two_versions_hold_on_the_same_day():
    with pytest.raises(DBAPIError, match="one_at_a_time"):
        db.session.execute(
            text(
                "INSERT INTO rule_set_version (code, version, title_it, title_en, effective_from,"
                " document, content_hash, source, verified, published_at)"
                " VALUES ('gol', 7, '', '', '2026-01-01', '{}', '', '', false, now())"
            )
        )
