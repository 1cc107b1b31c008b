"""A file becomes plain values with their lines, or is refused soon, at a line that exists."""

import json
import time
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from app.programme.rules.faults import MESSAGES, RuleSetInvalid
from app.programme.rules.parsing import examine
from app.programme.rules.written import LONGEST_TEXT, read_text, text_of
from tests.factories.programme import SHIPPED, shipped_document

TEXT = Path(SHIPPED).read_text("utf-8")
BOMB = "a0: &a0 {x: 1}\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 30)
)
HOSTILE = {
    "empty": ("", "empty", 1),
    "only a comment": ("# nothing\n", "empty", 1),
    "no YAML": ("code: gol\nversion: [1, 2\ntitle: x\n", "not_yaml", 3),
    "a tab": ("code: gol\nsources:\n\texample: 1\n", "not_yaml", 3),
    "a list": ("- code\n", "not_a_document", 1),
    "a word": ("gol", "not_a_document", 1),
    "two documents": ("code: gol\n---\ncode: gol\n", "second_document", 2),
    "a field twice": ("code: gol\nversion: 1\ncode: gol\n", "twice_in_file", 3),
    "a field twice inside": ("title:\n  it: a\n  en: b\n  it: c\n", "twice_in_file", 4),
    "alias bomb": (BOMB, "too_large", 5),
    "alias in itself": ("a: &a\n  b: *a\n", "anchor_in_itself", 2),
    "unknown alias": ("a: *b\n", "unknown_anchor", 1),
    "python object": ("a: 1\nb: !!python/object/apply:os.system ['true']\n", "unknown_tag", 2),
    "own mark": ("a: !secret x\n", "unknown_tag", 1),
    "bytes": ("a: !!binary aGVsbG8=\n", "unknown_tag", 1),
    "set": ("a: !!set {x, y}\n", "unknown_tag", 1),
    "nested lists": ("a: " + "[" * 100_000, "nested_too_deep", 1),
    "nested fields": ("a: " + "{a: " * 100_000, "nested_too_deep", 1),
    "too long": ("a: " + "x" * LONGEST_TEXT, "too_long", None),
    "too long in bytes": ("a: " + "è" * (LONGEST_TEXT // 2), "too_long", None),
    "many values": ("a: [" + "1," * 200_000 + "1]", "too_large", 1),
    "NUL": ("a: 1\nb: \0\n", "control_character", 2),
    "NUL in quotes": ('a: "\\0"\n', "not_a_value", 1),
    "half a pair": ('a: "\\ud800"\n', "not_yaml", 1),
    "infinity": ("a: .inf\n", "not_a_value", 1),
    "no number": ("a: 1\nb: .nan\n", "not_a_value", 2),
    "a huge number": (f"a: {'9' * 6000}\n", "not_a_value", 1),
    "octal": ("a: 010\n", "not_a_value", 1),
    "base 60": ("a: 12:30\n", "not_a_value", 1),
    "no such day": ("a: 2026-13-45\n", "not_a_value", 1),
    "a moment": ("a: 2026-01-01 10:00:00\n", "not_a_value", 1),
    "a number as name": ("a: 1\n5: x\n", "name_not_text", 2),
    "a list as name": ("a: 1\n? [x]\n: y\n", "name_not_text", 2),
    "many names": ("".join(f"k{n}: 1\n" for n in range(15_000)), "too_large", 12_000),
    "many anchors": ("".join(f"k{n}: &{n} 1\n" for n in range(15_000)), "too_large", 12_000),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_or_broken_text_is_refused_within_two_seconds_of_work_with_its_line(name):
    text, code, line = HOSTILE[name]
    started = time.process_time()
    with pytest.raises(RuleSetInvalid) as refused:
        read_text(text)
    assert time.process_time() - started < 2
    first = refused.value.faults[0]
    assert (first.code, first.line) == (code, line)


@pytest.mark.parametrize(
    ("content", "code", "line"),
    [
        (b"\x89PNG\r\n\x1a\n\x00\x00", "not_text", 1),
        ("code: gol\ntitle: perché\n".encode("latin-1"), "not_text", 2),
        ("code: gol".encode("utf-16"), "not_text", 1),
        (b"x" * (LONGEST_TEXT + 1), "too_long", None),
    ],
)
def test_bytes_that_are_no_text_are_refused(content, code, line):
    with pytest.raises(RuleSetInvalid) as refused:
        text_of(content)
    assert [(each.code, each.line) for each in refused.value.faults] == [(code, line)]


def test_the_shipped_text_reads_as_any_yaml_reader_reads_it_and_knows_its_lines():
    written = read_text(TEXT)
    assert written.document == yaml.safe_load(TEXT)
    line, column = written.lines["deadlines", "choice_days", "days"]
    assert TEXT.splitlines()[line - 1][column - 1 :].startswith("days: ")


def test_a_byte_order_mark_is_no_part_of_the_text():
    assert text_of(b"\xef\xbb\xbfcode: gol") == "code: gol"


def test_merged_fields_are_read_as_any_yaml_reader_reads_them():
    text = "a: &a {x: 1, y: 2}\nb: {<<: *a, y: 3}\nc: {<<: [{z: 5}, *a]}\n"
    assert read_text(text).document == yaml.safe_load(text)


def test_a_fault_names_path_and_line_and_all_faults_come_in_the_order_of_the_text():
    text = TEXT.replace("days: 30, ", "days: thirty, ", 1).replace(
        "number: 2\n", "number: two\n", 1
    )
    faults = examine(text).faults
    lines = [text.splitlines()[fault.line - 1] for fault in faults]
    assert [fault.code for fault in faults] == ["whole_number", "whole_number"]
    assert faults[0].path == "$.pathways[1].number"
    assert "number: two" in lines[0]
    assert "thirty" in lines[1]


def test_a_missing_field_is_reported_where_it_is_missing():
    text = TEXT.replace("    lep: E\n", "", 1)
    (fault,) = examine(text).faults
    assert (fault.code, fault.params["name"], fault.path) == (
        "required",
        "lep",
        "$.service_types[0]",
    )
    assert "specialised_guidance" in text.splitlines()[fault.line - 1]


def leaves(part, place=()):
    if isinstance(part, dict):
        for key, value in part.items():
            yield from leaves(value, (*place, key))
    elif isinstance(part, list):
        for number, value in enumerate(part):
            yield from leaves(value, (*place, number))
    else:
        yield place


LEAVES = list(leaves(shipped_document()))
GARBAGE = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=20),
    st.lists(st.integers(), max_size=2),
    st.dictionaries(st.text(max_size=3), st.integers(), max_size=2),
    st.sampled_from(["example", "2026-02-30", 10**30, -1, 0, "gol" * 20]),
)


@settings(max_examples=40)
@given(place=st.sampled_from(LEAVES), garbage=GARBAGE)
def test_any_value_replaced_by_garbage_is_valid_or_refused_with_a_path_and_line_that_exist(
    place, garbage
):
    document = shipped_document()
    around = document
    for step in place[:-1]:
        around = around[step]
    around[place[-1]] = garbage
    # JSON of one value a line is YAML as well, and long enough for lines to matter.
    text = json.dumps(document, default=str, indent=0)
    reading = examine(text)
    assert (reading.rules is None) == bool(reading.faults)
    for fault in reading.faults:
        assert 1 <= fault.line <= text.count("\n") + 1
        assert fault.code in MESSAGES
        assert fault.message % fault.params
        if reading.document is not None:
            found = reading.document
            for step in fault.place[:-1]:
                found = found[step]
