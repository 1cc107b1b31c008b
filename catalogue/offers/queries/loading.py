"""Reading the lines of the catalogue, and keeping this process's copy of them true.

Every search first asks which offers changed since the last one (`catalogue.changes`) and reads those
again, so that a seat taken by another process a moment ago counts at once. The whole is read at the
first search of a process, on a new day, and when too much has changed. A transaction that has changed
the catalogue itself gets a copy of its own: what may be rolled back never enters the common one.
"""

import threading
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, text

from app.core.clock import today
from app.core.database import db
from app.core.plain_text import searchable
from catalogue.changes.queries import Changes, changes_since
from catalogue.offers.queries.lines import KEY_BITS, LineRow, Lines, SiteFacts
from catalogue.offers.queries.words import Words

MOST_CHANGED = 5_000
"""With more changed offers or providers than this, the whole is read anew."""

_KEY = f"((e.starts_on - date '1970-01-01')::bigint << {KEY_BITS}) | e.id"
_PAUSED = " OR ".join(
    f"({row}.paused_since <= :on AND coalesce({row}.paused_until >= :on, true))"
    for row in ("o", "s")
)
_LINES = f"""
SELECT o.id, e.site_id, o.service_type, o.mode, o.certificate, o.hours, o.pathways,
  coalesce(o.confirmed_on, o.created_at::date) - date '1970-01-01',
  coalesce({_PAUSED}, false), e.soonest, e.soonest_free
FROM (
  SELECT e.offer_id, e.site_id, min({_KEY}) AS soonest,
    min({_KEY}) FILTER (WHERE e.taken + e.held < e.seats) AS soonest_free
  FROM edition e WHERE e.state IN ('open', 'full') AND e.enrol_by >= :on {{which}}
  GROUP BY e.offer_id, e.site_id
) e
JOIN offer o ON o.id = e.offer_id AND o.state = 'published' AND o.faded_on IS NULL
JOIN provider p ON p.id = o.provider_id AND p.state = 'accredited' AND p.accredited_until >= :on
JOIN site s ON s.id = e.site_id
"""  # noqa: S608 - the parts are ours
_ALL = text(_LINES.format(which=""))
_SOME = text(
    _LINES.format(which="AND (e.offer_id = ANY(:offers) OR e.provider_id = ANY(:providers))")
)
_SITES = text("""
SELECT s.id, s.provider_id, s.municipality_code, s.latitude, s.longitude, p.legal_name, m.name, r.name
FROM site s JOIN provider p ON p.id = s.provider_id JOIN municipality m ON m.code = s.municipality_code
JOIN province r ON r.code = m.province_code
WHERE CAST(:providers AS bigint[]) IS NULL OR s.provider_id = ANY(:providers) OR s.id = ANY(:sites)
""")


@dataclass
class Catalogue:
    """The lines, the words found in them so far, and how far the trail of changes has been followed."""

    day: date
    lines: Lines = field(default_factory=Lines)
    words: Words = field(default_factory=Words)
    since: int | None = None
    seen: frozenset[int] = frozenset()
    distances: dict[tuple[float, float], Any] = field(default_factory=dict)

    def follow(self, changes: Changes) -> None:
        """Read again what changed."""
        lines, providers = self.lines, list(changes.providers)
        offers = changes.offers | lines.offers_of_providers(providers)
        if offers or providers:
            self._read_again(offers, providers, changes.texts)
        self.since, self.seen = changes.next_since, changes.seen

    def _read_again(
        self, offers: Collection[int], providers: list[int], texts: frozenset[int]
    ) -> None:
        lines = self.lines
        for offer in offers:
            lines.take_out(offer)
        values = {"on": self.day, "offers": list(offers), "providers": providers}
        rows = [LineRow(*row) for row in db.session.execute(_SOME, values)]
        missing = {row.site_id for row in rows} - lines.sites.keys()
        if missing or providers:
            lines.know(_sites(providers, list(missing)))
            self.words.name_sites(lines.sites)
            self.distances.clear()
        reworded = {row.offer_id for row in rows if lines.put(row)}
        self.words.read_again(lines, reworded | texts)


class _Copies:
    """The common copy of one database in this process, and the lock of who reads or renews it."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.common: Catalogue | None = None


_copies: WeakKeyDictionary[Engine, _Copies] = WeakKeyDictionary()
_making = threading.Lock()


@contextmanager
def catalogue_now() -> Iterator[Catalogue]:
    """The catalogue as it is now, for this thread alone as long as the block lasts."""
    with _making:
        copies = _copies.setdefault(db.engine, _Copies())
    with copies.lock:
        common = copies.common
        changes = changes_since(common.since, common.seen) if common else changes_since(None)
        if changes.is_own:
            yield read_whole(changes)
            return
        too_many = len(changes.offers) + len(changes.providers) > MOST_CHANGED
        if common is None or common.day != today() or too_many:
            common = copies.common = read_whole(changes)
        else:
            try:
                common.follow(changes)
            except BaseException:
                copies.common = None  # half renewed
                raise
        yield common


def read_whole(changes: Changes) -> Catalogue:
    """Every line there is, read after the changes were looked at."""
    whole = Catalogue(day=today(), since=changes.next_since, seen=changes.seen)
    whole.lines.know(_sites(None, []))
    whole.words.name_sites(whole.lines.sites)
    for row in db.session.execute(_ALL, {"on": whole.day}):
        line = LineRow(*row)
        if line.site_id in whole.lines.sites:
            whole.lines.put(line)
    return whole


def _sites(providers: list[int] | None, sites: list[int]) -> dict[int, SiteFacts]:
    rows = db.session.execute(_SITES, {"providers": providers, "sites": sites})
    return {row[0]: _site(row._mapping) for row in rows}


def _site(row: Mapping[Any, Any]) -> SiteFacts:
    key, provider_id, municipality, latitude, longitude, provider, place, province = row.values()
    return SiteFacts(
        provider_id=provider_id,
        municipality=municipality,
        latitude=float(latitude),
        longitude=float(longitude),
        provider=provider,
        province=province,
        words=frozenset(searchable(f"{provider} {place}").split()),
    )
