"""What changed since somebody last looked, and words like the one that was typed."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import text

from app.core.database import db
from catalogue.changes.rules import likeliest

LIKE_ENOUGH = 0.3
"""Share of three-letter pieces two words must have in common to be taken for one another (0 to 1)."""
MOST_LIKE, MOST_BEGINNING = 10, 30

_SINCE = text("""
SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint, change.id, change.offer_id,
  change.provider_id, change.texts,
  change.changed = pg_current_xact_id_if_assigned()::text::bigint
FROM (SELECT) AS now LEFT JOIN catalogue_change change ON change.changed >= coalesce(
  CAST(:since AS bigint), pg_current_xact_id_if_assigned()::text::bigint, 9223372036854775807)
""")
_LIKE = text("""
SELECT word FROM offer_word WHERE word % :word AND similarity(word, :word) >= :least
ORDER BY similarity(word, :word) DESC, offers DESC, word LIMIT :most
""")
_BEGINNING = text("""
SELECT word FROM offer_word WHERE word LIKE :prefix || '%' ORDER BY offers DESC, word LIMIT :most
""")


@dataclass(frozen=True)
class Changes:
    """What to read again, and from where to look the next time."""

    next_since: int
    seen: frozenset[int]
    offers: frozenset[int]
    texts: frozenset[int]
    """Those of the offers whose words are others now."""
    providers: frozenset[int]
    is_own: bool
    """Whether the session's own transaction, not yet committed, is among those that changed something."""


def changes_since(since: int | None, seen: frozenset[int] = frozenset()) -> Changes:
    """Every change of transactions from number `since` on, but for those already seen.

    None: only what this transaction changed itself, for somebody about to read everything.
    """
    rows = db.session.execute(_SINCE, {"since": since}).all()
    changes = [row for row in rows if row.id is not None]
    new = [row for row in changes if row.id not in seen]
    return Changes(
        next_since=rows[0][0],
        seen=frozenset(row.id for row in changes),
        offers=frozenset(row.offer_id for row in new if row.offer_id is not None),
        texts=frozenset(row.offer_id for row in new if row.texts),
        providers=frozenset(row.provider_id for row in new if row.provider_id is not None),
        is_own=any(row[5] for row in changes),
    )


def words_like(word: str) -> Sequence[str]:
    """Words of the offers that look like this one, the most alike first; see `refresh_words`."""
    found = db.session.scalars(_LIKE, {"word": word, "least": LIKE_ENOUGH, "most": MOST_LIKE})
    return likeliest(word, found)


def words_beginning(prefix: str) -> Sequence[str]:
    """Words of the offers that begin so, the most used first. The prefix holds plain letters alone."""
    return db.session.scalars(_BEGINNING, {"prefix": prefix, "most": MOST_BEGINNING}).all()
