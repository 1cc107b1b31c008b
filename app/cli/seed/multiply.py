"""Makes many people of a few thousand: whole worlds of cases and offers copied inside the database.

A benchmark needs the shape of a large region, not a hundred thousand different lives. Every copy
has people with names and codici fiscali of their own, its own offers, editions, numbers and keys.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table, text

from app.cli.seed.people import MAIL_DOMAIN, Person, Population
from app.cli.seed.writing import AnySession, Writer
from app.core.database import Base
from vouchers.issuing.rules.numbers import voucher_number

KEYED = (
    "user_account", "offer", "edition", "jobseeker", "did", "quantitative_profile", "official_profile", "assessment",
    "objection", "pathway_record", "service_agreement", "consent", "choice", "voucher",
    "duty", "agreement_suspension", "pathway_request", "work_period", "conditionality_event",
)  # fmt: skip
"""Tables whose rows are referred to; a copy's keys are the original's, moved by a whole block."""
FOLLOWING = (
    "language_skill", "work_experience", "profile_refresh", "agreement_step", "timeline_entry", "transition_log",
    "audit_event", "access_log", "budget_entry", "status_event",
)  # fmt: skip
"""Tables whose keys the database draws."""
MACHINES = {
    "did": "did", "profile": "quantitative_profile", "assessment": "assessment",
    "objection": "objection",
    "agreement": "service_agreement", "choice": "choice", "voucher": "voucher", "offer": "offer",
    "edition": "edition", "case": "jobseeker", "duty": "duty", "pathway_request": "pathway_request",
    "sanction": "conditionality_event",
}  # fmt: skip
"""The table that a machine named in the trails moves."""
TOLD_AT_MOST = 3_000
"""More people than this are copies."""


@dataclass(frozen=True, slots=True)
class Block:
    """The keys of the originals in one table."""

    first: int
    last: int

    @property
    def span(self) -> int:
        """By how much the keys of one copy lie behind those of the one before."""
        return self.last - self.first + 1

    def moved(self, column: str) -> str:
        """SQL: the key in the column, moved to the k-th copy where it is an original's."""
        inside = f"{column} BETWEEN {self.first} AND {self.last}"
        return f"CASE WHEN {inside} THEN {column} + seed_copy.k * {self.span} ELSE {column} END"


def worlds(people: int) -> tuple[int, int]:
    """How many people are told, and how many worlds there are; their product is at least `people`.

    Example: 100,000 people are 34 worlds or a few more, as many as make a round division.
    """
    fewest = -(-people // TOLD_AT_MOST)
    for count in range(fewest, 2 * fewest + 1):
        if people % count == 0:
            return people // count, count
    return -(-people // fewest), fewest


class Multiplier:
    """Copies what was written since `mark` was called."""

    def __init__(self, session: AnySession, writer: Writer) -> None:
        self._session, self._writer = session, writer
        self._firsts: dict[str, int] = {}
        self._blocks: dict[str, Block] = {}

    def mark(self, *tables: str) -> None:
        """Originals of these tables begin here."""
        for table in tables:
            self._firsts[table] = self._writer.following(Base.metadata.tables[table])

    def multiply(
        self, copies: int, originals: Sequence[tuple[int, Person]], crowd: Population
    ) -> None:
        """Add so many copies of everything; `originals` are people with their keys."""
        for name in KEYED:
            last = self._writer.following(Base.metadata.tables[name]) - 1
            self._blocks[name] = Block(self._firsts[name], last)
        self._execute("CREATE TEMPORARY TABLE seed_copy (k bigint)")
        self._writer.copy_into("seed_copy", ((k,) for k in range(1, copies + 1)))
        self._prepare_names(_renamed(crowd, originals, copies))
        self._prepare_numbers(copies)
        self._grant()
        for table in Base.metadata.sorted_tables:
            if table.name in KEYED or table.name in FOLLOWING:
                self._copy(table)
        self._end_drafts()
        for name, block in self._blocks.items():
            self._writer.skip(Base.metadata.tables[name], block.span * copies)

    def _prepare_names(self, renamed: Iterator[tuple[Any, ...]]) -> None:
        self._execute(
            "CREATE TEMPORARY TABLE seed_name "
            "(k bigint, id bigint, surname text, given_name text, fiscal_code text)"
        )
        self._writer.copy_into("seed_name", renamed)
        self._execute("CREATE INDEX ON seed_name (id, k)")
        self._execute("ANALYZE seed_name")

    def _prepare_numbers(self, copies: int) -> None:
        """New numbers of vouchers and agreements for every copy, by the old ones."""
        self._execute("CREATE TEMPORARY TABLE seed_number (k bigint, was text, becomes text)")
        vouchers = self._column("SELECT number FROM voucher ORDER BY id")
        agreements = self._column("SELECT number FROM service_agreement ORDER BY id")
        self._writer.copy_into("seed_number", self._renumbered(vouchers, agreements, copies))
        self._execute("CREATE INDEX ON seed_number (was, k)")
        self._execute("ANALYZE seed_number")

    def _renumbered(
        self, vouchers: Sequence[str], agreements: Sequence[str], copies: int
    ) -> Iterator[tuple[int, str, str]]:
        for k in range(1, copies + 1):
            for was in vouchers:
                ordinal = self._writer.ordinal("voucher_number_seq")
                yield k, was, voucher_number(int(was[3:7]), ordinal)
            for was in agreements:
                ordinal = self._writer.ordinal("agreement_number_seq")
                yield k, was, f"{was[:9]}{ordinal:07d}"

    def _grant(self) -> None:
        """Money for what the copies commit, entered before any of it."""
        self._execute(
            "INSERT INTO budget_entry (budget_id, kind, amount, reference, note, entered_by_id, "
            "entered_at) SELECT e.budget_id, 'replacement', "
            "-sum(e.amount), 'DEMO-R', '', g.entered_by_id, g.entered_at "
            "FROM budget_entry e JOIN budget_entry g ON g.budget_id = e.budget_id "
            "AND g.kind = 'grant' CROSS JOIN seed_copy WHERE e.kind = 'commitment' "
            "GROUP BY e.budget_id, g.entered_by_id, g.entered_at"
        )

    def _copy(self, table: Table) -> None:
        names = [
            column.name
            for column in table.columns
            if column.computed is None and (table.name in KEYED or column.name != "id")
        ]
        values = [_OVERRIDES.get((table.name, name)) or self._value(table, name) for name in names]
        order = f"seed_copy.k, t.{'entered_at' if table.name == 'budget_entry' else 'id'}"
        copied = self._execute(
            f"INSERT INTO {table.name} ({', '.join(names)}) SELECT {', '.join(values)} "  # noqa: S608
            f"FROM {table.name} t CROSS JOIN seed_copy {_JOINS.get(table.name, '')} "
            f"WHERE {self._originals(table)} ORDER BY {order}"
        )
        self._writer.written[table.name] = self._writer.written.get(table.name, 0) + copied

    def _value(self, table: Table, name: str) -> str:
        """The column of a copy: moved where it holds the key of something copied."""
        column = table.columns[name]
        if name == "id":
            return self._blocks[table.name].moved("t.id")
        if name == "object_id":
            return self._moved_object(table)
        target = _SOFT_REFERENCES.get(name)
        for key in column.foreign_keys:
            target = key.column.table.name
        return self._blocks[target].moved(f"t.{name}") if target in self._blocks else f"t.{name}"

    def _moved_object(self, table: Table) -> str:
        kind = "object_type" if table.name == "audit_event" else "machine"
        tables = {name: name for name in KEYED} if kind == "object_type" else MACHINES
        cases = " ".join(
            f"WHEN '{called}' THEN {self._blocks[name].moved('t.object_id')}"
            for called, name in tables.items()
        )
        return f"CASE t.{kind} {cases} ELSE t.object_id END"

    def _originals(self, table: Table) -> str:
        """SQL: which rows of the table are originals."""
        if table.name in KEYED:
            return _within("t.id", self._blocks[table.name])
        if table.name == "budget_entry":
            return "n.was IS NOT NULL"
        mine = _within("t.jobseeker_id", self._blocks["jobseeker"])
        if table.name == "transition_log":
            kinds = "machine"
        elif table.name == "audit_event":
            kinds = "object_type"
        else:
            return mine
        catalogue = " OR ".join(
            f"(t.{kinds} = '{name}' AND {_within('t.object_id', self._blocks[name])})"
            for name in ("offer", "edition")
        )
        money = " OR (t.object_type = 'budget' AND n.was IS NOT NULL)"
        return f"({mine} OR {catalogue}{money if kinds == 'object_type' else ''})"

    def _end_drafts(self) -> None:
        """Agreements are copied as drafts, so that their parts may be added; now they move on."""
        block = self._blocks["service_agreement"]
        self._execute(
            "UPDATE service_agreement a SET state = t.state FROM service_agreement t, seed_copy "  # noqa: S608
            f"WHERE a.id = t.id + seed_copy.k * {block.span} AND {_within('t.id', block)} "
            "AND t.state <> 'draft'"
        )

    def _column(self, statement: str) -> Sequence[str]:
        return list(self._session.scalars(text(statement)))

    def _execute(self, statement: str) -> int:
        result: Any = self._session.execute(text(statement))
        return int(result.rowcount)


def _renamed(
    crowd: Population, originals: Sequence[tuple[int, Person]], copies: int
) -> Iterator[tuple[Any, ...]]:
    for k in range(1, copies + 1):
        for key, person in originals:
            yield k, key, *crowd.renamed(person)


def _within(column: str, block: Block) -> str:
    return f"{column} BETWEEN {block.first} AND {block.last}"


_EMAIL = (
    "replace(folded(p.given_name || '.' || p.surname), ' ', '') || '.' || p.id || '.' "
    f"|| seed_copy.k || '@{MAIL_DOMAIN}'"
)
_SOFT_REFERENCES = {"jobseeker_id": "jobseeker", "assessment_id": "assessment"}
"""Columns that hold keys without a foreign key, since their table stands on a higher floor."""
_OVERRIDES: Mapping[tuple[str, str], str] = {
    ("user_account", "email"): _EMAIL,
    ("user_account", "name"): "p.given_name || ' ' || p.surname",
    ("user_account", "is_demo"): "false",
    ("user_account", "password_hash"): "NULL",
    ("jobseeker", "email"): _EMAIL,
    ("jobseeker", "surname"): "p.surname",
    ("jobseeker", "given_name"): "p.given_name",
    ("jobseeker", "fiscal_code"): "p.fiscal_code",
    ("offer", "own_key"): "t.own_key || '-' || seed_copy.k",
    ("official_profile", "code"): "t.code || '-' || seed_copy.k",
    ("service_agreement", "number"): "n.becomes",
    ("service_agreement", "state"): "'draft'",
    ("voucher", "number"): "n.becomes",
    ("voucher", "request_token"): "'seed-' || n.becomes",
    (
        "assessment",
        "carried",
    ): "t.carried - 'from'",  # the copy has nothing to do with the original's
    ("budget_entry", "reference"): "n.becomes",
    ("timeline_entry", "reference"): "coalesce(n.becomes, t.reference)",
    ("access_log", "record"): "coalesce(n.becomes, t.record)",
    ("audit_event", "details"): "CASE WHEN n.was IS NULL THEN t.details "
    "ELSE replace(t.details::text, n.was, n.becomes)::jsonb END",
}
_JOINS: Mapping[str, str] = {
    "user_account": "JOIN jobseeker j ON j.user_id = t.id "
    "JOIN seed_name p ON p.k = seed_copy.k AND p.id = j.id",
    "jobseeker": "JOIN seed_name p ON p.k = seed_copy.k AND p.id = t.id",
    "service_agreement": "JOIN seed_number n ON n.k = seed_copy.k AND n.was = t.number",
    "voucher": "JOIN seed_number n ON n.k = seed_copy.k AND n.was = t.number",
    "budget_entry": "JOIN seed_number n ON n.k = seed_copy.k AND n.was = t.reference",
    "timeline_entry": "LEFT JOIN seed_number n ON n.k = seed_copy.k AND n.was = t.reference",
    "access_log": "LEFT JOIN seed_number n ON n.k = seed_copy.k AND n.was = t.record",
    "audit_event": "LEFT JOIN seed_number n ON n.k = seed_copy.k "
    "AND n.was = coalesce(t.details ->> 'number', t.details ->> 'voucher')",
}
