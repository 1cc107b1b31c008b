"""The list in force, read from the package once."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml

from catalogue.esco.rules import Concept, EscoList, Kind, read_list

LISTS = Path(__file__).parent / "lists"
IN_FORCE = "1.2.0"
"""A later list has its own file; codes once used stay in it."""


@cache
def esco_list(version: str = IN_FORCE) -> EscoList:
    """The list of that version."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    with (LISTS / f"{version}.yaml").open(encoding="utf-8") as file:
        return read_list(yaml.load(file, loader))  # noqa: S506 - both loaders are safe ones


def concepts_of(kind: Kind) -> Mapping[str, Concept]:
    """The skills or the occupations of the list, by code."""
    return esco_list().concepts[kind]
