"""Words found in the lines of the catalogue: stems in both languages, beginnings, names, mistypings.

Every word must be found, in the texts of the offer or in the names of provider and municipality. The
last one may be unfinished. One that is found nowhere is taken for the most similar word that is.
"""

from collections import OrderedDict, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from pyroaring import BitMap
from sqlalchemy import text

from app.core.database import db
from app.core.plain_text import searchable
from catalogue.changes.queries import words_beginning, words_like
from catalogue.offers.queries.lines import Facet, Lines, SiteFacts

MOST_KEPT = 400
"""Stems whose bitmaps are kept, of at most 40 KB each."""
MOST_TOKENS = 12
"""Words of a search that are looked at."""
SHORTEST_BEGINNING = 3

_STEMS = text("""
SELECT word, tsvector_to_array(to_tsvector('pg_catalog.italian', word)),
  tsvector_to_array(to_tsvector('pg_catalog.english', word))
FROM unnest(CAST(:words AS text[])) AS word
""")
_FOUND = text("""
SELECT wanted.n, array_agg(o.id), array_agg(o.id) FILTER (WHERE o.search @@ titled::tsquery)
FROM unnest(CAST(:queries AS text[]), CAST(:titled AS text[])) WITH ORDINALITY
  AS wanted (query, titled, n) JOIN offer o ON o.search @@ query::tsquery
WHERE o.state = 'published' GROUP BY wanted.n
""")
_LEXEMES = text("""
SELECT id, tsvector_to_array(search), tsvector_to_array(ts_filter(search, '{a}'))
FROM offer WHERE id = ANY(:offers)
""")


@dataclass
class Bits:
    """Where something is found: in a title, and anywhere."""

    title: BitMap = field(default_factory=BitMap)
    anywhere: BitMap = field(default_factory=BitMap)


@dataclass(frozen=True)
class Said:
    """The lines that say all the words, best first, and the words taken for others."""

    hits: BitMap
    tiers: tuple[BitMap, ...]
    """Those with every word in title or names; with some; with none."""
    corrections: Mapping[str, str]


class Words:
    """The stems looked for lately, with the lines they stand in. A stem ending in * is a beginning."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, Bits] = OrderedDict()
        self._keys: OrderedDict[tuple[str, bool], frozenset[str] | None] = OrderedDict()
        self._named: dict[str, set[int]] = {}

    def name_sites(self, sites: Mapping[int, SiteFacts]) -> None:
        """Learn the names of providers and municipalities."""
        named: defaultdict[str, set[int]] = defaultdict(set)
        for key, site in sites.items():
            for word in site.words:
                named[word].add(key)
        self._named = dict(named)

    def said(self, words: str, lines: Lines) -> Said | None:
        """The lines that say the words; None when they say nothing one could look for."""
        tokens = list(dict.fromkeys(searchable(words).split()))[:MOST_TOKENS]
        unfinished = tokens[-1] if tokens and not words.endswith(" ") else ""
        self._learn(tokens, unfinished)
        found: list[Bits] = []
        corrections: dict[str, str] = {}
        for token in tokens:
            keys = self._keys[token, token == unfinished]
            if keys is None:
                continue  # a word like "of" narrows nothing
            bits = self._bits(token, keys, token == unfinished, lines)
            if not bits.anywhere & lines.shown:
                bits = self._corrected(token, corrections, lines) or bits
            found.append(bits)
        return _together(found, corrections) if found else None

    def read_again(self, lines: Lines, offers: Collection[int]) -> None:
        """Learn anew which stems kept stand in these offers."""
        if not offers or not self._kept:
            return
        stale = lines.bits_of(offers)
        for bits in self._kept.values():
            bits.title -= stale
            bits.anywhere -= stale
        for offer, anywhere, title in db.session.execute(_LEXEMES, {"offers": list(offers)}):
            numbers = lines.bits_of([offer])
            for stems, where in ((anywhere, "anywhere"), (title, "title")):
                for key in self._kept_among(set(stems)):
                    getattr(self._kept[key], where).update(numbers)

    def _kept_among(self, stems: set[str]) -> list[str]:
        beginnings = [key for key in self._kept if key.endswith("*")]
        begun = [key for key in beginnings if any(stem.startswith(key[:-1]) for stem in stems)]
        return [*(stem for stem in stems if stem in self._kept), *begun]

    def _learn(self, tokens: Sequence[str], unfinished: str) -> None:
        """The stems each word is looked for by."""
        missing = [word for word in tokens if (word, word == unfinished) not in self._keys]
        if not missing:
            return
        rows = db.session.execute(_STEMS, {"words": missing})
        stems = {word: (set(italian), set(english)) for word, italian, english in rows}
        for word, (italian, english) in stems.items():
            is_open = word == unfinished and len(word) >= SHORTEST_BEGINNING
            if italian and english:
                keys = italian | english | (self._begun(word) if is_open else set())
                self._remember((word, word == unfinished), frozenset(keys))
            else:
                begun = (
                    frozenset(self._begun(word)) if is_open and not (italian or english) else None
                )
                self._remember((word, word == unfinished), begun)
        while len(self._keys) > 10 * MOST_KEPT:
            self._keys.popitem(last=False)

    def _remember(self, key: tuple[str, bool], stems: frozenset[str] | None) -> None:
        self._keys[key] = stems

    def _begun(self, word: str) -> set[str]:
        """The stems of known words that begin so: those of `informatica` for `informatic`."""
        begun = words_beginning(word)
        rows = db.session.execute(_STEMS, {"words": list(begun)}).all() if begun else []
        return {f"{word}*"} | {stem for row in rows for stems in row[1:] for stem in stems}

    def _bits(self, token: str, keys: Collection[str], is_open: bool, lines: Lines) -> Bits:
        self._load([key for key in keys if key not in self._kept], lines)
        for key in keys:
            self._kept.move_to_end(key)
        found = [self._kept[key] for key in keys]
        named = self._in_names(token, is_open, lines)
        return Bits(
            BitMap.union(named, *(bits.title for bits in found)),
            BitMap.union(named, *(bits.anywhere for bits in found)),
        )

    def _in_names(self, token: str, is_open: bool, lines: Lines) -> BitMap:
        sites = set(self._named.get(token, ()))
        if is_open and len(token) >= SHORTEST_BEGINNING:
            sites.update(*(keys for word, keys in self._named.items() if word.startswith(token)))
        return BitMap.union(BitMap(), lines.any_of(Facet.SITE, sites))

    def _load(self, keys: Sequence[str], lines: Lines) -> None:
        if not keys:
            return
        for key in keys:
            self._kept[key] = Bits()
        while len(self._kept) > MOST_KEPT + len(keys):
            self._kept.popitem(last=False)
        queries = [_query(key, "") for key in keys]
        titled = [_query(key, "A") for key in keys]
        for n, anywhere, title in db.session.execute(
            _FOUND, {"queries": queries, "titled": titled}
        ):
            self._kept[keys[n - 1]] = Bits(lines.bits_of(title or ()), lines.bits_of(anywhere))

    def _corrected(self, token: str, corrections: dict[str, str], lines: Lines) -> Bits | None:
        for word in words_like(token):
            self._learn([word], "")
            bits = self._bits(word, self._keys[word, False] or (), False, lines)
            if bits.anywhere & lines.shown:
                corrections[token] = word
                return bits
        return None


def _together(found: Sequence[Bits], corrections: Mapping[str, str]) -> Said:
    hits = BitMap.intersection(*(bits.anywhere for bits in found))
    every = BitMap.intersection(hits, *(bits.title for bits in found))
    some = (hits & BitMap.union(*(bits.title for bits in found))) - every
    return Said(hits, (every, some, hits - every - some), corrections)


def _query(key: str, weight: str) -> str:
    """A stem as PostgreSQL looks for it; it holds plain letters and figures alone."""
    stem, star = (key[:-1], "*") if key.endswith("*") else (key, "")
    mark = f":{star}{weight}" if star or weight else ""
    return f"'{stem}'{mark}"
