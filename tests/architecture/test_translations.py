"""Every text of every package speaks Italian, and nothing is left over."""

import re
from collections import defaultdict

import pytest
from babel.messages.catalog import Message

from app.cli.translations import spoken_in, written_in
from app.core.language import TRANSLATED

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")


def forms(text):
    return [text] if isinstance(text, str) else list(text or [])


def messages(catalog) -> list[Message]:
    return [message for message in catalog if message.id]


def names(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text))


@pytest.fixture(scope="module", params=TRANSLATED)
def part(request):
    return request.param


def test_no_text_lacks_its_italian(part):
    written = written_in(part)
    missing = [
        message.id
        for message in messages(spoken_in(part))
        if (found := written.get(message.id, message.context)) is None
        or not forms(found.string)
        or not all(forms(found.string))
    ]
    assert not missing, f"{part}: run `flask translations extract`, then translate"


def test_no_translation_has_outlived_its_text(part):
    spoken = spoken_in(part)
    stale = [m.id for m in messages(written_in(part)) if spoken.get(m.id, m.context) is None]
    assert not stale, f"{part}: run `flask translations extract`"
    assert not written_in(part).obsolete


def test_no_translation_is_a_guess(part):
    assert not [message.id for message in messages(written_in(part)) if message.fuzzy]


def test_placeholders_agree(part):
    for message in messages(written_in(part)):
        wanted = set().union(*(names(text) for text in forms(message.id)))
        for text in forms(message.string):
            # A form for one thing may leave the number out.
            assert names(text) <= wanted, message.id
            assert isinstance(message.id, tuple | list) or names(text) == wanted, message.id


def test_the_same_text_has_the_same_italian_everywhere():
    found = defaultdict(set)
    for part in TRANSLATED:
        for message in messages(written_in(part)):
            found[(str(message.id), message.context)].add(str(message.string))
    assert not {text: said for text, said in found.items() if len(said) > 1}
