"""Keeping the vocabulary true and the trail of changes short."""

from datetime import timedelta

from sqlalchemy import text

from app.core.clock import now
from app.core.database import db

KEPT_HOURS = 48
"""How long a change is kept; who has not looked for so long reads everything anew."""

# A word is kept when somebody could type it: three letters at least, of the plain alphabet.
_REFRESH = text("""
WITH fresh AS (
  SELECT word, ndoc FROM ts_stat($q$
    SELECT to_tsvector('pg_catalog.simple', folded(title || ' ' || learning || ' ' || description))
    FROM offer WHERE state = 'published'
    UNION ALL SELECT to_tsvector('pg_catalog.simple', name_key) FROM provider
    UNION ALL SELECT to_tsvector('pg_catalog.simple', search_name) FROM municipality
      WHERE code IN (SELECT municipality_code FROM site)
  $q$) WHERE word ~ '^[a-z]{3,40}$'
), gone AS (
  DELETE FROM offer_word WHERE word NOT IN (SELECT word FROM fresh)
)
INSERT INTO offer_word (word, offers) SELECT word, ndoc FROM fresh
ON CONFLICT (word) DO UPDATE SET offers = excluded.offers WHERE offer_word.offers <> excluded.offers
""")
_ADD = text("""
INSERT INTO offer_word (word, offers)
SELECT word, ndoc FROM ts_stat($q$
  SELECT to_tsvector('pg_catalog.simple', folded(title || ' ' || learning || ' ' || description))
  FROM offer WHERE state = 'published' AND id IN (
    SELECT offer_id FROM catalogue_change WHERE at > clock_timestamp() - interval '30 minutes')
$q$) WHERE word ~ '^[a-z]{3,40}$'
ON CONFLICT (word) DO NOTHING
""")
_FORGET = text("DELETE FROM catalogue_change WHERE at < :before")


def refresh_words() -> None:
    """Count the words of everything on show anew: texts of offers, names of providers and places."""
    db.session.execute(_REFRESH)


def add_words() -> None:
    """The words of what changed within the last half hour, so that they can be mistyped at once."""
    db.session.execute(_ADD)


def forget_changes() -> None:
    """Delete changes nobody needs any more."""
    db.session.execute(_FORGET, {"before": now() - timedelta(hours=KEPT_HOURS)})
