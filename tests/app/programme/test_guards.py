"""What the database refuses, whoever asks: changed rules, gaps, one's own draft published."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import psycopg
import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from app.accounts.models import OrganisationKind, User
from app.accounts.permissions import Role
from app.core.database import db, transaction
from app.core.errors import DomainError
from app.programme.models import RuleSetDraft, RuleSetVersion
from app.programme.operations import publish_draft, return_draft, submit_draft, write_draft
from app.programme.queries import latest_version
from app.programme.states import RuleDraftState
from tests.factories import accounts
from tests.factories.programme import next_text

FROM = date(2028, 1, 1)
INSERT = (
    "INSERT INTO rule_set_version (code, version, title_it, title_en, effective_from, effective_to,"
    " document, content_hash, source, verified, published_at, author_id, published_by_id) VALUES"
    " ('{code}', {version}, '', '', '{first}', {last}, '{{}}', '', '', false, now(), {author},"
    " {publisher})"
)


def inserted(version, first, last="NULL", code="gol", author="NULL", publisher="NULL"):
    return INSERT.format(
        version=version, first=first, last=last, code=code, author=author, publisher=publisher
    )


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE rule_set_version SET document = '{}' WHERE version = 1",
        "UPDATE rule_set_version SET effective_from = '2020-01-01' WHERE version = 1",
        "UPDATE rule_set_version SET effective_to = NULL WHERE version = 1",
        "UPDATE rule_set_version SET effective_to = '2030-01-01' WHERE version = 1",
        "UPDATE rule_set_version SET verified = true",
        "DELETE FROM rule_set_version WHERE version = 2",
        "TRUNCATE rule_set_version CASCADE",
        "TRUNCATE rule_set_draft CASCADE",
    ],
)
def test_even_the_owner_of_the_tables_changes_no_published_rule_set(owner_connection, change):
    with pytest.raises(psycopg.errors.RestrictViolation):
        owner_connection.execute(change)


@pytest.mark.parametrize(
    "statements",
    [
        # The last version ends, and nothing follows.
        ["UPDATE rule_set_version SET effective_to = '2027-01-01' WHERE version = 2"],
        # The next one starts a day too late.
        [
            "UPDATE rule_set_version SET effective_to = '2027-01-01' WHERE version = 2",
            inserted(3, "2027-01-02"),
        ],
        # A number is left out.
        [
            "UPDATE rule_set_version SET effective_to = '2027-01-01' WHERE version = 2",
            inserted(4, "2027-01-01"),
        ],
        # The next one has an end already.
        [
            "UPDATE rule_set_version SET effective_to = '2027-01-01' WHERE version = 2",
            inserted(3, "2027-01-01", "'2028-01-01'"),
        ],
        # A programme begins with its second version.
        [inserted(2, "2027-01-01", code="other")],
        # An earlier day gets rules of its own, with a gap until the first version.
        [inserted(3, "2020-01-01", "'2021-01-01'")],
    ],
)
def test_the_database_lets_no_day_and_no_number_be_missing(owner_connection, statements):
    for statement in statements:
        owner_connection.execute(statement)
    with pytest.raises(psycopg.errors.ExclusionViolation, match="gap"):
        owner_connection.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_versions_without_gap_are_let_through(owner_connection):
    change = "UPDATE rule_set_version SET effective_to = '2027-01-01' WHERE version = 2"
    owner_connection.execute(change)
    owner_connection.execute(inserted(3, "2027-01-01"))
    owner_connection.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.fixture
def submitted(session):
    author = accounts.user(Role.PROGRAMME_OFFICER)
    draft = write_draft(author, next_text(FROM), based_on=latest_version("gol"))
    submit_draft(author, draft)
    db.session.flush()
    return draft


def refused(statement, match, **values):
    with pytest.raises(DBAPIError, match=match), db.session.begin_nested():
        db.session.execute(text(statement), values)


def test_no_statement_lets_the_author_publish(submitted):
    other = accounts.user(Role.PROGRAMME_OFFICER)
    values = {"id": submitted.id, "author": submitted.author_id, "other": other.id}
    one = submitted.author_id
    refused(inserted(3, FROM, author=one, publisher=one), "published_by_another")
    refused(inserted(3, FROM, publisher=one), "author_and_publisher_together")
    version = "(SELECT max(id) FROM rule_set_version)"
    publish = (
        f"UPDATE rule_set_draft SET state = 'published', published_version_id = {version},"
        " reviewer_id = :{reviewer} WHERE id = :id"
    )
    refused(publish.format(reviewer="author"), "second officer", **values)
    # Another officer's name does not help: no version with that author and publisher exists.
    refused(publish.format(reviewer="other"), "second officer", **values)
    refused("UPDATE rule_set_draft SET reviewer_id = :author WHERE id = :id",
            "reviewed_by_another", **values)  # fmt: skip
    refused("UPDATE rule_set_draft SET author_id = :other WHERE id = :id", "append-only", **values)


def test_no_statement_lets_drafted_rules_start_in_the_past(submitted):
    second = accounts.user(Role.PROGRAMME_OFFICER)
    values = {"author": submitted.author_id, "publisher": second.id}
    refused(inserted(3, date(2026, 2, 1), **values), "drafted_rules_start_later")


@pytest.mark.parametrize(
    "change",
    [
        "source_text = ''",
        "document = '{}'",
        "content_hash = ''",
        "code = 'x'",
        "state = 'returned'",
    ],
)
def test_what_the_second_officer_reads_does_not_move(submitted, change):
    match = "decided_by_somebody" if "state" in change else "may not change"
    refused(f"UPDATE rule_set_draft SET {change}", match)


def test_a_published_draft_never_changes_and_none_is_deleted(submitted):
    second = accounts.user(Role.PROGRAMME_OFFICER)
    publish_draft(second, submitted)
    db.session.flush()
    refused("UPDATE rule_set_draft SET edited_at = now()", "append-only")
    refused("UPDATE rule_set_draft SET state = 'draft'", "append-only")
    refused("DELETE FROM rule_set_draft", "append-only")


def test_a_faulty_draft_is_submitted_by_no_statement(session):
    author = accounts.user(Role.PROGRAMME_OFFICER)
    write_draft(author, "code: gol")
    db.session.flush()
    refused("UPDATE rule_set_draft SET state = 'submitted'", "submitted_without_faults")


@pytest.fixture
def desk(own_app):
    with own_app.app_context(), transaction():
        region = accounts.organisation(OrganisationKind.REGION)
        people = [accounts.user(Role.PROGRAMME_OFFICER, region) for _ in range(3)]
        keys = [person.id for person in people]
        drafts = [write_draft(people[0], next_text(FROM, choice_days=days)) for days in (40, 50)]
        for draft in drafts:
            submit_draft(people[0], draft)
        draft_keys = [draft.id for draft in drafts]
    return own_app, keys, draft_keys


def at_once(app, *works):
    start = Barrier(len(works))

    def once(work):
        with app.app_context():
            start.wait(timeout=10)
            try:
                with transaction():
                    work()
                return "done"
            except DomainError as error:
                return type(error).__name__

    with ThreadPoolExecutor(len(works)) as pool:
        return sorted(done.result(timeout=30) for done in [pool.submit(once, w) for w in works])


def on(act, user_id, draft_id, *values):
    def work():
        act(db.session.get_one(User, user_id), db.session.get_one(RuleSetDraft, draft_id), *values)

    return work


def test_two_officers_publishing_the_same_draft_at_once_publish_it_once(desk):
    app, (_, second, third), (draft, _) = desk
    works = on(publish_draft, second, draft), on(publish_draft, third, draft)
    assert at_once(app, *works) == ["IllegalTransition", "done"]
    with app.app_context():
        assert db.session.scalars(select(RuleSetVersion.version).order_by("version")).all() == [
            1,
            2,
            3,
        ]


def test_two_drafts_for_one_number_published_at_once_become_one_version(desk):
    app, (_, second, third), (one, other) = desk
    works = on(publish_draft, second, one), on(publish_draft, third, other)
    assert at_once(app, *works) == ["RuleBroken", "done"]
    with app.app_context():
        states = db.session.scalars(select(RuleSetDraft.state)).all()
        assert sorted(state.value for state in states) == ["published", "submitted"]


def test_publishing_and_returning_at_once_leave_one_decision(desk):
    app, (_, second, third), (draft, _) = desk
    works = on(publish_draft, second, draft), on(return_draft, third, draft, "why?")
    assert at_once(app, *works) == ["IllegalTransition", "done"]
    with app.app_context():
        state = db.session.get_one(RuleSetDraft, draft).state
        assert state in (RuleDraftState.PUBLISHED, RuleDraftState.RETURNED)
        assert (latest_version("gol").version == 3) == (state is RuleDraftState.PUBLISHED)
