"""What may be kept, when somebody is told, where offers side by side differ."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from profiling.discovery.rules import (
    MOST_SEARCHES,
    MOST_SHORTLISTED,
    SearchFacts,
    differs,
    fingerprint,
    notices_left,
    search_refusals,
    shortlist_refusals,
)

MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)
CRITERIA = st.dictionaries(
    st.sampled_from(["q", "service", "province", "free"]), st.lists(st.text(max_size=5), max_size=3)
)


def codes(reasons):
    return [reason.code for reason in reasons]


def test_a_search_needs_a_name_of_its_own_and_there_are_not_too_many():
    facts = SearchFacts(name="  ", is_name_taken=True, saved_already=MOST_SEARCHES)
    assert codes(search_refusals(facts)) == ["name_missing", "name_taken", "too_many_searches"]
    last = SearchFacts(name="Vicino", is_name_taken=False, saved_already=MOST_SEARCHES - 1)
    assert search_refusals(last) == []


def test_a_full_shortlist_takes_no_further_offer():
    assert shortlist_refusals(MOST_SHORTLISTED - 1) == []
    assert codes(shortlist_refusals(MOST_SHORTLISTED)) == ["shortlist_full"]


def test_three_notices_of_one_search_go_out_on_a_day():
    assert notices_left(None, 0, MONDAY) == 3
    assert notices_left(MONDAY, 3, MONDAY) == 0
    assert notices_left(MONDAY, 3, TUESDAY) == 3


@given(CRITERIA, st.randoms())
def test_searches_that_ask_the_same_have_one_fingerprint_whatever_the_order(criteria, chance):
    names = list(criteria)
    chance.shuffle(names)
    shuffled = {name: chance.sample(criteria[name], len(criteria[name])) for name in names}
    assert fingerprint(shuffled) == fingerprint(criteria)
    assert fingerprint({**criteria, "near": []}) == fingerprint(criteria)


def test_searches_that_ask_otherwise_have_another():
    assert fingerprint({"q": ["saldatura"]}) != fingerprint({"q": ["saldatore"]})


def test_only_what_is_not_all_the_same_differs():
    assert differs(["24 h", "24 h", "30 h"])
    assert not differs(["24 h", "24 h"])
    assert not differs(["24 h"])
    assert not differs([])
