"""Extracts what pages say into the catalogues beside the code, and compiles them."""

from collections.abc import Iterator
from pathlib import Path

import click
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from app.config import ROOT
from app.core.language import TRANSLATED

LANGUAGE = "it"
KEYWORDS = DEFAULT_KEYWORDS | {"lazy_gettext": None, "lazy_ngettext": (1, 2)}
METHODS = {".py": "python", ".html": "jinja2"}
JINJA_OPTIONS = {"extensions": "jinja2.ext.do", "silent": "false"}
ROOF = ("app/factory.py", "app/menus.py", "app/wiring.py")
"""Files of no package whose words go with the shell's."""


def catalogue_path(part: str) -> Path:
    """Where the Italian words of a package stand."""
    return ROOT / part / "translations" / LANGUAGE / "LC_MESSAGES" / "messages.po"


def spoken_in(part: str) -> Catalog:
    """Every text the sources of the package mark for translation."""
    catalog = Catalog(locale=LANGUAGE, domain="messages", charset="utf-8")
    for path in _sources(part):
        options = JINJA_OPTIONS if path.suffix == ".html" else {}
        found = extract_from_file(METHODS[path.suffix], path, keywords=KEYWORDS, options=options)
        for _line, message, _comments, context in found:
            catalog.add(message, locations=[(str(path.relative_to(ROOT)), 0)], context=context)
    return catalog


def written_in(part: str) -> Catalog:
    """The Italian catalogue of the package as it stands; empty when there is none yet."""
    path = catalogue_path(part)
    if not path.exists():
        return Catalog(locale=LANGUAGE, domain="messages", charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=LANGUAGE, domain="messages", charset="utf-8")


def _sources(part: str) -> Iterator[Path]:
    files = sorted((ROOT / part).rglob("*"))
    roof = [ROOT / name for name in ROOF] if part == "app/web" else []
    for path in [*files, *roof]:
        if path.suffix in METHODS and "static" not in path.parts:
            yield path


def extract_words(part: str) -> int:
    """Bring the package's catalogue up to date; returns how many texts still lack Italian."""
    catalog = written_in(part)
    catalog.update(spoken_in(part), no_fuzzy_matching=True)
    catalog.obsolete.clear()
    path = catalogue_path(part)
    if len(catalog):
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            # No header and no line numbers: two people adding words should not meet in a conflict.
            write_po(file, catalog, width=100, sort_output=True, omit_header=True, no_location=True)
    return sum(not all(_forms(message.string)) for message in catalog if message.id)


def _forms(string: str | list[str] | tuple[str, ...] | None) -> tuple[str, ...]:
    return (string,) if isinstance(string, str) else tuple(string or ()) or ("",)


def compile_words() -> int:
    """Compile every catalogue that changed since it was last compiled; returns how many."""
    compiled = 0
    for part in TRANSLATED:
        source = catalogue_path(part)
        target = source.with_suffix(".mo")
        if not source.exists():
            continue
        if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        fresh = target.with_suffix(f".{compiled}.new")
        with fresh.open("wb") as file:
            write_mo(file, written_in(part))
        fresh.replace(target)  # whole or not at all: another process may be reading
        compiled += 1
    return compiled


@click.group()
def translations() -> None:
    """The Italian words of the pages."""


@translations.command("extract")
def extract() -> None:
    """Update every package's catalogue from its sources."""
    for part in TRANSLATED:
        missing = extract_words(part)
        print(f"{part}: {f'{missing} without Italian' if missing else 'complete'}")


@translations.command("compile")
def compile_() -> None:
    """Compile the catalogues that changed."""
    print(f"Translations: {compile_words()} compiled.")


if __name__ == "__main__":
    translations()
