"""Words are found by their stems in both languages, unfinished, without accents, mistyped, in names."""

import pytest

from catalogue.changes.operations import refresh_words
from catalogue.offers.queries import Sort, Wanted, search_counted, search_rows
from tests.factories import catalogue as make


@pytest.fixture
def shelf(session):
    """Three offers in Padova, one in Belluno, of one provider."""
    owner = make.provider(legal_name="Officina Marosticana")
    padova, belluno = make.site(owner), make.site(owner, make.BELLUNO)
    for title, learning, description, site in (
        ("Saldatura a filo", "Usare le saldatrici", "Prove in officina", padova),
        ("Informatica di base", "Posta elettronica", "Anche per chi salda o cuce", padova),
        ("Perché no? Città e Qualità", "Excel e fogli", "Un'ora alla settimana", padova),
        ("Working with customers", "Selling, invoicing", "Courses held in English", belluno),
    ):
        offer = make.offer(owner, title=title, learning=learning, description=description)
        make.edition(offer, site)
    refresh_words()
    return owner


def titles(words):
    return [row.offer.title for row in search_rows(Wanted(words=words), 9)]


WELDING, COMPUTING = "Saldatura a filo", "Informatica di base"
CITY, CUSTOMERS = "Perché no? Città e Qualità", "Working with customers"


@pytest.mark.parametrize(
    ("words", "found"),
    [
        # Italian stems; the title counts more than the text.
        ("saldature", [WELDING]),
        ("saldatrice", [WELDING]),
        ("saldo ", [COMPUTING]),
        ("informatici ", [COMPUTING]),
        # English stems.
        ("worked", [CUSTOMERS]),
        ("customer", [CUSTOMERS]),
        ("sells ", [CUSTOMERS]),
        # Accents, apostrophes and capitals do not matter.
        ("citta", [CITY]),
        ("QUALITÀ", [CITY]),
        ("perche' no", [CITY]),
        # All words are needed, wherever they stand; small words narrow nothing.
        ("posta informatica", [COMPUTING]),
        ("la posta di una informatica", [COMPUTING]),
        ("posta saldatura", []),
        # The last word may be unfinished, others not.
        ("informat", [COMPUTING]),
        ("informatic", [COMPUTING]),
        ("posta inf", [COMPUTING]),
        ("inv", [CUSTOMERS]),
        # Names of municipality and provider.
        ("belluno", [CUSTOMERS]),
        ("saldatura marosticana", [WELDING]),
        ("saldatura belluno", []),
        # Nothing one could look for narrows nothing; nor does anything clever.
        ("di la", [WELDING, COMPUTING, CITY, CUSTOMERS]),
        ("%_*:!&|'", [WELDING, COMPUTING, CITY, CUSTOMERS]),
    ],
)
def test_words_find(shelf, words, found):
    assert sorted(titles(words)) == sorted(found)


@pytest.mark.parametrize(
    ("typed", "meant", "found"),
    [
        ("saldatrua", "saldatura", WELDING),
        ("informatca", "informatica", COMPUTING),
        ("exel", "excel", CITY),
        ("custumers", "customers", CUSTOMERS),
        ("bellluno", "belluno", CUSTOMERS),
    ],
)
def test_what_is_mistyped_is_taken_for_what_was_meant_and_said_so(shelf, typed, meant, found):
    answer = search_counted(Wanted(words=typed), None)
    assert [row.offer.title for row in answer.page.rows] == [found]
    assert answer.counted.corrections == {typed: meant}


def test_a_word_like_no_other_finds_nothing_and_says_what_dropping_it_would_give(shelf):
    answer = search_counted(Wanted(words="zzyzx", only_free=True), None)
    assert answer.counted.total == 0
    assert answer.counted.corrections == {}
    assert answer.counted.without == {"q": 4}


def test_the_title_counts_more_than_the_text_however_late_it_begins(shelf):
    site = make.site(shelf)
    late = make.offer(shelf, title="Ricamo", learning="Tagliare", description="")
    make.edition(late, site, in_days=150)
    soon = make.offer(shelf, title="Sartoria", learning="Ricamo a mano", description="")
    make.edition(soon, site, in_days=10)
    assert titles("ricamo") == ["Ricamo", "Sartoria"]
    soonest = search_rows(Wanted(words="ricamo", sort=Sort.SOONEST), 9)
    assert [row.offer.title for row in soonest] == ["Sartoria", "Ricamo"]


def test_pages_by_relevance_follow_each_other_without_gap_or_double(shelf):
    site = make.site(shelf)
    for number in range(45):
        title = "Ceramica" if number % 3 else "Decorazione"
        offer = make.offer(shelf, title=title, learning="Arte della ceramica", description="")
        make.edition(offer, site, in_days=20 + number % 5)
    wanted = Wanted(words="ceramica")
    seen, cursor = [], None
    while True:
        page = search_counted(wanted, cursor).page
        seen.append([row.edition.id for row in page.rows])
        if (cursor := page.next_cursor) is None:
            break
    assert [len(keys) for keys in seen] == [20, 20, 5]
    flat = [key for keys in seen for key in keys]
    assert flat == [row.edition.id for row in search_rows(wanted, 100)]
    back = search_counted(wanted, page.previous_cursor).page
    assert [row.edition.id for row in back.rows] == seen[1]
